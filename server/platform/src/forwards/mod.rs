//! Call forwards: reading the whole configuration of a line and the single writes that a plan is made of (contract 3.17 to 3.23).
//!
//! The platform lets a mapping point to anybody's set and lets anybody with an id rewrite one (contract 3.19). Here a set is
//! written only if it belongs to the line, and a mapping points only to sets of the line or to what a mapping of the line pointed
//! to before.

mod mappings;
mod read;
mod sets;
mod simple;
mod wire;

pub use sets::NewSet;
pub use simple::SimpleForward;
