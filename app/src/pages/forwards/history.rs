//! What was changed before, by whom, in words; each change can be undone from here.

use super::{review, view::LineView};
use crate::{failure::Failure, guard::Guard};
use leptos::prelude::*;
use switchhook_access::{
    audit::{Action, AuditFilter, AuditRecord, ObjectKind, Outcome, PageRequest},
    needs::Needs,
};
use switchhook_domain::{
    forwards::{Instant, Routing, Zone},
    permission::{Role, Scope},
};

/// So many changes are shown.
const SHOWN: u32 = 10;

/// The latest changes of the line's forwards. For customers, too: it is their line, and the line itself was found in their scope.
pub(super) async fn read<P: Needs>(guard: &Guard<P>, line: &LineView) -> Result<Vec<AuditRecord>, Failure> {
    let filter = AuditFilter {
        action: Some(Action::ChangeForwards),
        kind: Some(ObjectKind::Subscriber),
        object: Some(line.subscriber.id.to_string()),
        ..AuditFilter::default()
    };
    // Who may see the line may see what was done to it, by staff, too: the scope is that of the line's reseller.
    let within = guard.principal.scope().reseller().map_or(Scope::Operator, Scope::Reseller);
    let page =
        guard.portal.access().audit().list(within, &filter, PageRequest { page: 1, rows: SHOWN }).await?;
    Ok(page.records)
}

/// Before and after of an entry, if it holds them.
pub(super) fn sides(record: &AuditRecord) -> Option<(Routing, Routing)> {
    let side = |name: &str| serde_json::from_value(record.change.get(name)?.clone()).ok();
    Some((side("before")?, side("after")?))
}

/// The list.
pub(super) fn list(line: &LineView, records: &[AuditRecord]) -> Option<AnyView> {
    let items: Vec<_> = records.iter().filter_map(|record| item(line, record)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="history" aria-labelledby="history-title">
                <h2 id="history-title">{say!(forwards.history.title)}</h2>
                <ol>{items}</ol>
            </section>
        }
        .into_any()
    })
}

fn item(line: &LineView, record: &AuditRecord) -> Option<AnyView> {
    let (before, after) = sides(record)?;
    let changes = review::changes(&before, &after);
    let local = line.zone.local(Instant(record.began_at.unix_timestamp().div_euclid(60)))?;
    // Customers are told which role acted, not whose account of the staff it was.
    let who = record.actor.as_ref().map(|actor| match actor.role {
        Role::Admin if !line.is_staff => say!(role.admin),
        Role::Reseller if !line.is_staff => say!(role.reseller),
        Role::Helpdesk if !line.is_staff => say!(role.helpdesk),
        _ => actor.login.clone(),
    });
    let who = who.unwrap_or_default();
    let when = format!("{} {}", super::sentence::date(local.date), super::sentence::time(local.time));
    let outcome = (record.outcome != Some(Outcome::Done))
        .then(|| view! { " "<em>{say!(forwards.history.not_done)}</em> });
    let id = String::from(record.id);
    Some(
        view! {
            <li>
                <p>{say!(forwards.history.entry, when = when, who = who)}{outcome}</p>
                {changes}
                <p><a href=format!("?undo={id}")>{say!(forwards.history.undo)}</a></p>
            </li>
        }
        .into_any(),
    )
}
