//! The preferences of a subscriber (contract 3.14 and 3.15).

mod catalogue;
pub(crate) mod definitions;
mod values;

pub(crate) use definitions::document;
pub(crate) use values::{Preferences, Scalar, Values};
