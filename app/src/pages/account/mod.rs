//! The pages about one's own account.

mod invitation;
mod proof;
mod second_factor;
mod sessions;
mod show;

pub(crate) use invitation::{InvitationPage, OpenLinkPage};
pub(crate) use proof::ProofPage;
pub(crate) use second_factor::{SecondFactorPage, SecondStepPage};
pub(crate) use sessions::SessionsPage;
pub(crate) use show::AccountPage;
