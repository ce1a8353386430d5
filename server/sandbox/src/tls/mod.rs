//! TLS with an authority that lives as long as the process.

mod authority;
mod listener;

pub use self::authority::{Authority, AuthorityError, ClientIdentity, Flaw};
pub(crate) use self::listener::{Peer, Plain, Secured};
