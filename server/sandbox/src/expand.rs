//! Related objects inside an item, where `expand` asks for them (contract 2.8).

use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::hal::Document;
use crate::resources::{self, View};

/// Members that point to another object.
const POINTERS: [(&str, &str); 6] = [
    ("billing_profile_id", "billingprofiles"),
    ("contact_id", "customercontacts"),
    ("customer_id", "customers"),
    ("domain_id", "domains"),
    ("reseller_id", "resellers"),
    ("subscriber_id", "subscribers"),
];

/// Adds what is asked for; the status tells whether all of it was known.
pub(crate) fn expand(document: &mut Document, view: &View<'_>) -> StatusCode {
    let Some(fields) = view.query.get("expand").filter(|fields| !fields.is_empty()) else {
        return StatusCode::OK;
    };
    if fields == "all" {
        for (field, _) in POINTERS {
            expand_field(document, view, field);
        }
        return StatusCode::OK;
    }
    let mut status = StatusCode::OK;
    for path in fields.split(',') {
        if !expand_field(document, view, path) && !view.query.flag("soft_expand") {
            status = StatusCode::CONFLICT;
        }
    }
    status
}

fn expand_field(document: &mut Document, view: &View<'_>, path: &str) -> bool {
    let (field, rest) = path.split_once('.').map_or((path, None), |(field, rest)| (field, Some(rest)));
    let Some((_, name)) = POINTERS.iter().find(|(known, _)| *known == field) else { return false };
    let Some(resource) = resources::find(name) else { return false };
    if !resource.shape().roles.admit(view.caller.role, &Method::GET, true) {
        return false;
    }
    let Some(value) = document.members.get(field) else { return false };
    let id = value.as_u64().and_then(|id| u32::try_from(id).ok()).filter(|id| resource.sees(view, *id));
    let expanded = id.map(|id| {
        let mut related = resource.document(view, id);
        let known = rest.is_none_or(|rest| expand_field(&mut related, view, rest));
        (Value::Object(related.members), known)
    });
    let (value, known) = expanded.unwrap_or((Value::Null, true));
    document.set(&format!("{field}_expand"), value);
    known
}
