//! The pages about SIP domains.

mod delete;
mod list;

pub(crate) use delete::DeleteDomainPage;
pub(crate) use list::DomainsPage;
