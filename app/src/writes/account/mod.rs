//! Writes to one's own account.

pub(crate) mod accept;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod proof;
pub(crate) mod second_factor;
pub(crate) mod sessions;

/// What of a form with passwords is shown again: nothing.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct NothingTyped {}
