//! The pages about one's own account.

mod invitation;
mod passkeys;
mod proof;
mod second_factor;
mod sessions;
mod show;

pub(crate) use invitation::{InvitationPage, OpenLinkPage};
pub(crate) use passkeys::{PasskeyPage, PasskeySignInPage};
pub(crate) use proof::ProofPage;
pub(crate) use second_factor::{SecondFactorPage, SecondStepPage};
pub(crate) use sessions::SessionsPage;
pub(crate) use show::{AccountPage, factors_in_use};
