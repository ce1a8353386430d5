//! The server functions: every write of the portal. Each names the permission it needs; all are reached by native forms.

mod act;
mod confirmation;
pub(crate) mod contacts;
mod customers;
pub(crate) mod domains;
mod forwards;
pub(crate) mod line;
mod new_line;
pub(crate) mod policy;
mod preferences;
mod session;
mod subscribers;

pub(crate) use confirmation::ConfirmationForm;
pub(crate) use customers::as_shown;
pub(crate) use session::SignInForm;
