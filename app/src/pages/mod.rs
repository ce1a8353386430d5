//! The pages, a file or a folder each.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod billing_profiles;
pub(crate) mod contacts;
pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod forward_templates;
pub(crate) mod forwards;
pub(crate) mod home;
pub(crate) mod line;
pub(crate) mod policy;
pub(crate) mod resellers;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod subscribers;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::str::FromStr;

/// The id that the path names.
fn id_in_path<T: FromStr>() -> Option<T> {
    use_params_map().with_untracked(|parameters| parameters.get("id"))?.parse().ok()
}
