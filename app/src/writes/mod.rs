//! The server functions: every write of the portal. Each names the permission it needs; all are reached by native forms.

mod act;
mod confirmation;
mod customers;
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

/// Every server function with its path, for the test that nothing is left out.
pub const SERVER_FUNCTIONS: &[&str] = &[
    "/api/sign-in",
    "/api/sign-out",
    "/api/language",
    "/api/customers/create",
    "/api/customers/edit",
    "/api/customers/terminate",
    "/api/forwards/save",
    "/api/my/forwards/save",
    "/api/subscribers/create",
    "/api/subscribers/external-id",
    "/api/subscribers/lock",
    "/api/subscribers/numbers",
    "/api/subscribers/passwords",
    "/api/subscribers/terminate",
    "/api/preferences/save",
    "/api/blocked/save",
    "/api/my/blocked/save",
    "/api/destination-policy/save",
];
