//! What call forwards are made of: destinations and times (contract 3.17).

mod destination;
mod period;

pub(crate) use destination::{Addressee, address, keyword, stored};
pub(crate) use period::{loose, shown, strict};
