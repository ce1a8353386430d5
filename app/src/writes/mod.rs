//! The server functions: every write of the portal. Each names the permission it needs; all are reached by native forms.

pub(crate) mod account;
pub(crate) mod accounts;
mod act;
mod confirmation;
pub(crate) mod contacts;
pub(crate) mod credentials;
mod customers;
pub(crate) mod domains;
pub(crate) mod forward_templates;
mod forwards;
pub(crate) mod line;
mod line_session;
mod new_line;
pub(crate) mod policy;
mod portal_act;
mod preferences;
pub(crate) mod registration;
mod session;
mod subscribers;
pub(crate) mod view;

pub(crate) use confirmation::ConfirmationForm;
pub(crate) use customers::as_shown;
pub(crate) use forwards::{OWN_TEMPLATE, STAFF_TEMPLATE, UndoForm};
pub(crate) use line_session::BY_LINE;
pub(crate) use session::{SIGN_IN, SignInForm};
