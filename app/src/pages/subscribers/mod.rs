//! Lines: the list, a new one, one of them with all that can be changed of it, and its end.

mod create;
mod edit;
mod filter;
mod list;
mod preference_fields;
mod preferences;
mod show;
mod table;
mod terminate;

pub(crate) use create::NewSubscriberPage;
pub(crate) use filter::filter;
pub(crate) use list::SubscribersPage;
pub(crate) use preferences::PreferencesPage;
pub(crate) use show::SubscriberPage;
pub(super) use table::table;
pub(crate) use terminate::TerminateSubscriberPage;

use crate::words;
use switchhook_platform::Subscriber;

/// The way to the page of a line.
fn trail_to_list() -> Vec<(String, String)> {
    vec![("/subscribers".to_owned(), say!(frame.subscribers))]
}

/// The way to what belongs to a line.
fn trail_to(line: &Subscriber) -> Vec<(String, String)> {
    let mut trail = trail_to_list();
    trail.push((format!("/subscribers/{}", line.id), words::line(line)));
    trail
}
