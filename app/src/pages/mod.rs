//! The pages, one file each.

pub(crate) mod forwards;
pub(crate) mod home;
pub(crate) mod sign_in;
