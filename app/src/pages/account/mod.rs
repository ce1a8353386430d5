//! The pages about one's own account.

mod invitation;
mod second_factor;
mod show;

pub(crate) use invitation::{InvitationPage, OpenLinkPage};
pub(crate) use second_factor::{SecondFactorPage, SecondStepPage};
pub(crate) use show::AccountPage;
