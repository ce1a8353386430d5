//! From which side somebody comes to a line: its reseller's staff, or the customer whose line it is.

use super::Setting;
use std::fmt::Display;
use switchhook_access::needs::{self, Needs};

/// One of the two sides.
pub(crate) trait Side: Send + Sync + 'static {
    /// What it takes.
    type Needs: Needs;
    /// Whether it is staff, who sees the technical names.
    const IS_STAFF: bool;

    /// The page of a setting.
    fn path(line: impl Display, setting: &str) -> String;

    /// The server function of a setting.
    fn action<S: Setting>() -> &'static str;
}

/// The reseller's staff.
pub(crate) struct Staff;

impl Side for Staff {
    type Needs = needs::EditPreferences;
    const IS_STAFF: bool = true;

    fn path(line: impl Display, setting: &str) -> String {
        format!("/subscribers/{line}/{setting}")
    }

    fn action<S: Setting>() -> &'static str {
        S::STAFF
    }
}

/// The customer.
pub(crate) struct Own;

impl Side for Own {
    type Needs = needs::EditOwnLines;
    const IS_STAFF: bool = false;

    fn path(line: impl Display, setting: &str) -> String {
        format!("/my/{setting}/{line}")
    }

    fn action<S: Setting>() -> &'static str {
        S::OWN
    }
}
