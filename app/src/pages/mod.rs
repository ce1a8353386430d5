//! The pages, a file or a folder each.

pub(crate) mod audit;
pub(crate) mod customers;
pub(crate) mod forwards;
pub(crate) mod home;
pub(crate) mod line;
pub(crate) mod policy;
pub(crate) mod resellers;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod subscribers;
