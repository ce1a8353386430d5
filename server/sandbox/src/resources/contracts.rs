//! `contracts`: what stands behind resellers, for the operator to read (contract 3.3).

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::filter::{Filter, Kind};
use crate::hal::Document;
use crate::patch::Operations;
use crate::state::ResellerStatus;

/// The profile of the platform itself.
const DEFAULT_PROFILE: u32 = 1;

pub(crate) struct Contracts;

impl Resource for Contracts {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "contracts",
                entity: "contract",
                collection: verbs::READABLE,
                item: verbs::READABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::ADMIN),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let ids = view.state.resellers.contracts.iter().copied();
        ids.filter(|id| self.sees(view, *id)).collect::<Vec<_>>().into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.resellers.contracts.contains(&id) && status(view, id) != ResellerStatus::Terminated
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter { name: "contact_id", kind: Kind::Id, holds: |_, id, test| test.id(Some(contact(id))) },
            Filter {
                name: "status",
                kind: Kind::Equal,
                holds: |view, id, test| test.text(Some(status(view, id).name())),
            },
            Filter { name: "external_id", kind: Kind::Wild, holds: |_, _, test| test.text(None) },
            Filter { name: "type", kind: Kind::OneOf, holds: |_, _, test| test.text(Some("reseller")) },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        match column {
            "contact_id" => Some(SortKey::Number(contact(id).into())),
            "status" => Some(SortKey::text(Some(status(view, id).name()))),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("contracts", id);
        document.relate("contracts", format!("/api/contracts/{id}"));
        document.relate("systemcontacts", format!("/api/systemcontacts/{}", contact(id)));
        document.relate("billingprofiles", format!("/api/billingprofiles/{DEFAULT_PROFILE}"));
        document.relate("balanceintervals", format!("/api/balanceintervals/{id}"));
        document.relate_journal();
        document.set("id", id);
        document.set("contact_id", contact(id));
        document.set("type", "reseller");
        document.set("status", status(view, id).name());
        document.set("billing_profile_definition", "id");
        document.set("billing_profile_id", DEFAULT_PROFILE);
        document.set("billing_profiles", json!([]));
        document.set(
            "all_billing_profiles",
            json!([{ "profile_id": DEFAULT_PROFILE, "start": null, "stop": null }]),
        );
        document.set("external_id", Value::Null);
        document.set("max_subscribers", Value::Null);
        document
    }
}

/// That of its reseller; one without a reseller waits for it.
fn status(view: &View<'_>, id: u32) -> ResellerStatus {
    let reseller = view.state.resellers.iter().find(|(_, row)| row.contract == id);
    reseller.map_or(ResellerStatus::Active, |(_, row)| row.status)
}

/// The system contact of a contract: there is one for each, with the same number.
fn contact(id: u32) -> u32 {
    id
}
