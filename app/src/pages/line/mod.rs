//! Small pages of a line: one frame for all of them, for staff and for customers.

mod activity;
mod blocked;
mod frame;
mod links;
mod speed_dials;
mod voicebox;

pub(crate) use activity::{CallsPage, sections};
pub(crate) use frame::page;
pub(crate) use links::own_links;
