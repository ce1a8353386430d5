//! The entries of the page as a file for a spreadsheet, all of them.

use super::filter;
use crate::{failure::Failure, guard::permitted, listing::ListQuery, portal::Portal, visitor::Visitor};
use serde_json::json;
use std::sync::Arc;
use switchhook_access::{
    Require, StorageError,
    audit::{Action, AuditFilter, AuditRecord, Object, ObjectKind, Outcome},
    needs,
};
use switchhook_domain::csv;
use time::format_description::well_known::Rfc3339;

/// Where the file is.
pub const AUDIT_EXPORT: &str = "/audit.csv";

const HEAD: [&str; 16] = [
    "began_at",
    "ended_at",
    "login",
    "role",
    "as_reseller",
    "address",
    "action",
    "object_kind",
    "object_id",
    "object_name",
    "outcome",
    "detail",
    "change",
    "request_id",
    "entry_id",
    "sequence",
];

/// The link to the file with the entries that the present page is about.
pub(super) fn link(visitor: &Visitor) -> String {
    let query = visitor.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{AUDIT_EXPORT}{query}")
}

/// The file, piece by piece: entries that are written meanwhile are not in it.
pub struct AuditExport {
    portal: Portal,
    principal: Require<needs::ViewAudit>,
    filter: Arc<AuditFilter>,
    next: Next,
}

enum Next {
    Head,
    Before(Option<i64>),
    End,
}

impl AuditExport {
    /// Begins the file for somebody who may read the trail; that they took it is in the trail.
    ///
    /// # Errors
    /// They may not, or the database failed.
    pub async fn begin(portal: Portal, visitor: &Visitor) -> Result<Self, Failure> {
        let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn("/audit".to_owned()))?;
        let principal = permitted::<needs::ViewAudit>(&portal, visitor, principal).await?;
        let query = ListQuery::of(visitor);
        let object = Object::new(ObjectKind::Trail, &"", "");
        let audit = portal.access().audit();
        let entry = audit
            .begin(
                &principal,
                &visitor.request_id,
                Action::ExportAudit,
                object,
                json!({ "filter": query.told() }),
            )
            .await?;
        entry.complete(Outcome::Done, "").await?;
        Ok(Self { filter: Arc::new(filter::of(&query)), portal, principal, next: Next::Head })
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// The database failed: the file is cut off.
    pub async fn piece(&mut self) -> Result<Option<String>, StorageError> {
        let than = match self.next {
            Next::Head => {
                self.next = Next::Before(None);
                return Ok(Some(csv::line(HEAD)));
            }
            Next::Before(than) => than,
            Next::End => return Ok(None),
        };
        let audit = self.portal.access().audit();
        let records = audit.earlier(self.principal.scope(), &self.filter, than).await?;
        let Some(last) = records.last() else {
            self.next = Next::End;
            return Ok(None);
        };
        self.next = Next::Before(Some(last.sequence));
        Ok(Some(records.iter().map(line).collect()))
    }
}

fn line(record: &AuditRecord) -> String {
    let moment = |moment: time::OffsetDateTime| moment.format(&Rfc3339).unwrap_or_default();
    let actor = record.actor.as_ref();
    let change = if record.change.is_null() { String::new() } else { record.change.to_string() };
    csv::line([
        moment(record.began_at),
        record.completed_at.map(moment).unwrap_or_default(),
        actor.map(|actor| actor.login.clone()).unwrap_or_default(),
        actor.map(|actor| actor.role.name().to_owned()).unwrap_or_default(),
        record.acting_as.map(|id| id.to_string()).unwrap_or_default(),
        record.address.clone().unwrap_or_default(),
        record.action.name().to_owned(),
        record.object.kind.name().to_owned(),
        record.object.id.clone(),
        record.object.name.clone(),
        record.outcome.map_or("unfinished", Outcome::name).to_owned(),
        record.detail.clone(),
        change,
        record.request_id.clone(),
        record.id.to_string(),
        record.sequence.to_string(),
    ])
}
