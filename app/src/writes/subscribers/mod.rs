//! Writes about lines. Each reads the line first: what lies outside of the scope is not found.

mod create;
mod external_id;
mod lock;
mod numbers;
mod passwords;
mod terminate;

use super::act::{Act, Done};
use crate::{failure::Failure, words};
use switchhook_access::{
    audit::{Object, ObjectKind},
    needs::Needs,
};
use switchhook_domain::identifier::SubscriberId;
use switchhook_platform::{Scoped, Subscriber};

/// The line that a form names.
pub(super) async fn line<P: Needs>(act: &Act<P>, id: &str) -> Result<Scoped<Subscriber>, Failure> {
    let id: SubscriberId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(act.client.subscriber(id).await?)
}

/// A line as the audit trail names it.
pub(super) fn object(line: &Subscriber) -> Object {
    Object::new(ObjectKind::Subscriber, &line.id, words::line(line))
}

/// Back to the page of the line.
fn back(line: &Subscriber, notice: String) -> Done {
    Done { to: format!("/subscribers/{}", line.id), notice }
}

/// Nothing was to be done.
fn unchanged(line: &Subscriber) -> Done {
    back(line, say!(subscribers.notice.unchanged))
}
