//! Small pages of a line: one frame for all of them, for staff and for customers.

mod blocked;
mod frame;
mod links;

pub(crate) use frame::page;
pub(crate) use links::own_links;
