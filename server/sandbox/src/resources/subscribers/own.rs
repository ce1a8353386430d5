//! How subscribers see and change themselves (contract 3.11.1 and 10.8).

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::pbx;
use crate::caller::Scope;
use crate::error::ApiError;
use crate::hal::Document;
use crate::options::Role;
use crate::resources::{Call, Change, View};
use crate::state::Subscriber;

/// What subscribers are not shown of themselves.
const HIDDEN: [&str; 7] =
    ["lock", "uuid", "external_id", "profile_set_id", "create_timestamp", "modify_timestamp", "customer_id"];

/// Turns the item of the administrators into the one of a subscriber.
pub(super) fn narrow(document: &mut Document, view: &View<'_>, id: u32, row: &Subscriber) {
    let keeps_customer = view.caller.role == Role::SubscriberAdmin;
    for name in HIDDEN {
        if name != "customer_id" || !keeps_customer {
            document.members.remove(name);
        }
    }
    document.set("webpassword", row.webpassword.as_ref().map(|password| hashed(id, &password.text)));
}

/// What stands for the stored hash of a password: it tells nothing, and changes with the password.
fn hashed(id: u32, password: &str) -> String {
    let digest = |part: u8| {
        let hash = Sha256::new().chain_update([part]).chain_update(id.to_be_bytes());
        STANDARD_NO_PAD.encode(hash.chain_update(password).finalize())
    };
    let (salt, hash) = (digest(0), digest(1));
    format!("{}${}", salt.get(..22).unwrap_or_default(), hash.get(..31).unwrap_or_default())
}

/// Subscribers write themselves only, administrators of a PBX customer all of it.
pub(super) fn gate(view: &View<'_>, id: u32) -> Result<(), ApiError> {
    let row = view.state.subscribers.living(id);
    let in_pbx = view.caller.role == Role::SubscriberAdmin && row.is_some_and(|row| row.seat.is_some());
    if !view.caller.is_subscriber() || id == view.caller.id || in_pbx && view.sees_subscriber(id) {
        return Ok(());
    }
    Err(ApiError::Forbidden("Read-only resource for authenticated role"))
}

/// The body that counts when a subscriber changes itself: much is forced, and the lock goes.
pub(super) fn forced(
    call: &Call<'_>,
    row: &Subscriber,
    body: &Map<String, Value>,
    change: Change<'_>,
) -> Map<String, Value> {
    let mut body = body.clone();
    let domain = call.state.domains.get(row.domain).map(|domain| json!(*domain.name));
    let external_id = match change {
        Change::Put => Value::Null,
        Change::Patch { .. } => json!(row.external_id),
    };
    for (name, value) in [
        ("customer_id", json!(row.customer)),
        ("domain", domain.unwrap_or_default()),
        ("status", json!("active")),
        ("lock", Value::Null),
        ("administrative", json!(row.administrative)),
        ("external_id", external_id),
        ("profile_set_id", json!(row.profile.and_then(|id| call.state.set_of_profile(id)))),
        ("profile_id", json!(row.profile)),
    ] {
        body.insert(name.to_owned(), value);
    }
    body
}

/// The body that counts when the administrator of a customer makes a subscriber: only PBX customers can.
pub(super) fn created(
    call: &Call<'_>,
    body: &Map<String, Value>,
) -> Result<Option<Map<String, Value>>, ApiError> {
    let Scope::Customer(customer) = call.caller.scope else { return Ok(None) };
    if !pbx::is_pbx(call.state, customer) {
        return Err(ApiError::Internal);
    }
    let mut body = body.clone();
    body.insert("customer_id".to_owned(), json!(customer));
    body.insert("status".to_owned(), json!("active"));
    Ok(Some(body))
}
