//! `customers` (contract 3.7).

mod profiles;

use serde_json::{Map, Value, json};

use self::profiles::intervals;
use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::{Form, Submitted};
use crate::hal::Document;
use crate::moment;
use crate::patch::Operations;
use crate::pattern::Pattern;
use crate::query::Query;
use crate::state::{Customer, CustomerKind, CustomerStatus, ProfileInterval, State};

pub(crate) struct Customers;

impl Resource for Customers {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "customers",
                entity: "customer",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::STAFF).read(roles::STAFF_AND_CUSTOMERS),
                rows: Rows::Customers,
                generic: false,
            }
        }
    }

    /// Administrators of a customer are told that others exist.
    fn gate(&self, view: &View<'_>, id: Option<u32>, _writes: bool) -> Result<(), ApiError> {
        match id {
            Some(id) if view.caller.is_subscriber() && !view.sees_customer(id) => {
                Err(ApiError::Forbidden("Invalid customer id"))
            }
            _ => Ok(()),
        }
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        if let Some(contact) = query.get("contact_id").and_then(|text| text.parse().ok()) {
            return Some(view.state.customers.of_contact(contact).to_vec());
        }
        view.state.customers.by_external_id().candidates(&Pattern::wild(query.get("external_id")?))
    }

    fn filters(&self) -> &'static [Filter] {
        &FILTERS
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.customers.get(id)?;
        match column {
            "external_id" => Some(SortKey::text(row.external_id.as_deref())),
            "status" => Some(SortKey::text(Some(row.status.name()))),
            "contact_id" => Some(SortKey::Number(row.contact.into())),
            "create_timestamp" => Some(SortKey::Number(row.created)),
            "modify_timestamp" => Some(SortKey::Number(row.modified)),
            "terminate_timestamp" => Some(SortKey::number(row.terminated)),
            "max_subscribers" => Some(SortKey::number(row.max_subscribers.map(Into::into))),
            "product_id" => Some(SortKey::text(Some(row.kind.name()))),
            "vat_rate" => Some(SortKey::Text(format!("{:07.3}", row.vat_rate))),
            "add_vat" => Some(SortKey::Number(row.add_vat.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("customers", id);
        let Some(row) = view.state.customers.get(id) else { return document };
        if !view.caller.is_subscriber() {
            relations(&mut document, id, row);
        }
        let interval = |interval: &ProfileInterval| {
            json!({
                "profile_id": interval.profile,
                "network_id": null,
                "start": interval.start.map(moment::local),
                "stop": interval.stop.map(moment::local),
                "effective_start_time": moment::local(interval.start.unwrap_or_default()),
            })
        };
        document.set("id", id);
        document.set("contact_id", row.contact);
        document.set("type", row.kind.name());
        document.set("status", row.status.name());
        document.set("external_id", row.external_id.as_deref());
        document.set("max_subscribers", row.max_subscribers);
        document.set("billing_profile_definition", "id");
        document.set("billing_profile_id", row.profile_at(view.now));
        document
            .set("billing_profiles", row.future_profiles(view.now).map(future_interval).collect::<Vec<_>>());
        document.set("all_billing_profiles", row.profiles.iter().map(interval).collect::<Vec<_>>());
        document.set("vat_rate", number(row.vat_rate));
        document.set("add_vat", row.add_vat);
        document.set("create_timestamp", moment::local(row.created));
        document.set("modify_timestamp", moment::local(row.modified));
        document.set("activate_timestamp", row.activated.map(moment::local));
        document.set("terminate_timestamp", row.terminated.map(moment::local));
        for absent in ABSENT {
            document.set(absent, Value::Null);
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let checked = checked(body, true)?;
        let contact = checked.contact.and_then(|id| u32::try_from(id).ok());
        let reseller = contact
            .and_then(|id| call.state.contacts.get(id))
            .map(|row| row.reseller)
            .ok_or_else(|| ApiError::unprocessable("Invalid 'contact_id'"))?;
        let profiles = intervals(call, body, reseller, None)?;
        if !call.view().reaches(reseller) {
            return Err(ApiError::unprocessable("Invalid 'contact_id'"));
        }
        let kind = checked.kind.as_deref().map_or(CustomerKind::Sip, CustomerKind::parse);
        let terminated = (checked.status == CustomerStatus::Terminated).then_some(call.now);
        Ok(call.state.customers.add(Customer {
            contact: contact.unwrap_or_default(),
            reseller,
            kind,
            status: checked.status,
            profiles,
            external_id: checked.external_id.or(None),
            max_subscribers: checked.max_subscribers.or(None),
            vat_rate: checked.vat_rate.unwrap_or_default(),
            add_vat: checked.add_vat.unwrap_or_default(),
            created: call.now,
            modified: call.now,
            activated: None,
            terminated,
        }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let Some(row) = call.state.customers.get(id) else { return Err(ApiError::Internal) };
        if row.status == CustomerStatus::Terminated {
            return Err(ApiError::unprocessable("Customer is already terminated and cannot be changed."));
        }
        let (before, own_reseller) = (row.status, row.reseller);
        let checked = checked(body, false)?;
        let contact = checked
            .contact
            .and_then(|contact| u32::try_from(contact).ok())
            .filter(|contact| call.state.contacts.get(*contact).is_some())
            .ok_or_else(|| ApiError::unprocessable("Invalid 'contact_id', doesn't exist"))?;
        let profiles = intervals(call, body, own_reseller, Some(id))?;
        if checked.status == CustomerStatus::Pending
            && before != CustomerStatus::Pending
            && !call.state.subscribers.of_customer(id).is_empty()
        {
            return Err(ApiError::Internal);
        }
        let now = call.now;
        call.state.customers.edit(id, |row| {
            row.contact = contact;
            row.profiles = profiles;
            row.modified = now;
            row.external_id = checked.external_id.or(row.external_id.take());
            row.max_subscribers = checked.max_subscribers.or(row.max_subscribers);
            row.vat_rate = checked.vat_rate.unwrap_or(row.vat_rate);
            row.add_vat = checked.add_vat.unwrap_or(row.add_vat);
        });
        if checked.status != before {
            call.state.set_customer_status(id, checked.status, now);
        }
        Ok(())
    }

    fn patch_document(&self, view: &View<'_>, id: u32) -> Value {
        let mut members = self.document(view, id).members;
        members.remove("type");
        Value::Object(members)
    }
}

/// Members that the sandbox has nothing behind.
const ABSENT: [&str; 5] = [
    "invoice_email_template_id",
    "invoice_template_id",
    "passreset_email_template_id",
    "profile_package_id",
    "subscriber_email_template_id",
];

const FILTERS: [Filter; 14] = [
    Filter {
        name: "type",
        kind: Kind::Equal,
        holds: |view, id, test| with(view.state, id, |row| test.text(Some(row.kind.name()))),
    },
    Filter {
        name: "status",
        kind: Kind::OneOf,
        holds: |view, id, test| with(view.state, id, |row| test.text(Some(row.status.name()))),
    },
    Filter {
        name: "not_status",
        kind: Kind::NoneOf,
        holds: |view, id, test| with(view.state, id, |row| test.text(Some(row.status.name()))),
    },
    Filter {
        name: "reseller_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view.state, id, |row| test.id(Some(row.reseller))),
    },
    Filter {
        name: "external_id",
        kind: Kind::Wild,
        holds: |view, id, test| with(view.state, id, |row| test.text(row.external_id.as_deref())),
    },
    Filter {
        name: "contact_id",
        kind: Kind::Id,
        holds: |view, id, test| with(view.state, id, |row| test.id(Some(row.contact))),
    },
    Filter { name: "profile_package_id", kind: Kind::Id, holds: |_, _, test| test.id(None) },
    Filter {
        name: "create_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.created))),
    },
    Filter {
        name: "create_timestamp_lt",
        kind: Kind::Until,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.created))),
    },
    Filter {
        name: "modify_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.modified))),
    },
    Filter {
        name: "modify_timestamp_lt",
        kind: Kind::Until,
        holds: |view, id, test| with(view.state, id, |row| test.time(Some(row.modified))),
    },
    Filter {
        name: "activate_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(row.activated)),
    },
    Filter {
        name: "terminate_timestamp_gt",
        kind: Kind::From,
        holds: |view, id, test| with(view.state, id, |row| test.time(row.terminated)),
    },
    Filter {
        name: "terminate_timestamp_lt",
        kind: Kind::Until,
        holds: |view, id, test| with(view.state, id, |row| test.time(row.terminated)),
    },
];

fn with(state: &State, id: u32, test: impl FnOnce(&Customer) -> bool) -> bool {
    state.customers.get(id).is_some_and(test)
}

fn relations(document: &mut Document, id: u32, row: &Customer) {
    document.relate("customercontacts", format!("/api/customercontacts/{}", row.contact));
    document.relate("customerpreferences", format!("/api/customerpreferences/{id}"));
    document.relate("customerfraudpreferences", format!("/api/customerfraudpreferences/{id}"));
    for interval in &row.profiles {
        document.relate("billingprofiles", format!("/api/billingprofiles/{}", interval.profile));
    }
    document.relate("customerbalances", format!("/api/customerbalances/{id}"));
    document.relate("balanceintervals", format!("/api/balanceintervals/{id}"));
    document.relate("calls", format!("/api/calls/?customer_id={id}"));
    document.relate_journal();
}

fn future_interval(interval: &ProfileInterval) -> Value {
    json!({
        "profile_id": interval.profile,
        "network_id": null,
        "start": interval.start.map(moment::local),
        "stop": interval.stop.map(moment::local),
    })
}

/// A rate without decimals is a whole number in JSON.
fn number(rate: f32) -> Value {
    if rate.fract() == 0.0 {
        json!(f64::from(rate).round().to_string().parse::<i64>().ok())
    } else {
        json!(rate)
    }
}

/// What a customer's form holds.
struct Checked {
    contact: Option<i64>,
    kind: Option<String>,
    status: CustomerStatus,
    external_id: Submitted<Box<str>>,
    max_subscribers: Submitted<u32>,
    vat_rate: Option<f32>,
    add_vat: Option<bool>,
}

fn checked(body: &Map<String, Value>, is_new: bool) -> Result<Checked, ApiError> {
    let mut form = Form::new(body);
    form.require("contact_id");
    let contact = form.id("contact_id");
    form.require("status");
    let status = form.choice("status", &CustomerStatus::NAMES);
    if is_new {
        form.require("type");
    }
    let kind = if is_new { form.choice("type", &CustomerKind::NAMES) } else { None };
    form.id("billing_profile_id");
    form.choice("billing_profile_definition", &["id", "profiles", "package"]);
    let external_id = form.text_up_to("external_id", 255);
    let limit = form.positive("max_subscribers").and_then(|limit| u32::try_from(limit).ok());
    let vat_rate = form.value("vat_rate").and_then(rate);
    if vat_rate.is_some_and(|rate| !(0.0..=100.0).contains(&rate)) {
        form.fail("vat_rate", "Value must be between 0 and 100");
    }
    let add_vat = form.boolean("add_vat");
    let external_id = form.submitted("external_id", external_id.map(Into::into));
    let max_subscribers = form.submitted("max_subscribers", limit);
    form.finish(if is_new { "Failed to create customer." } else { "Internal Server Error" })?;
    Ok(Checked {
        contact,
        kind,
        status: CustomerStatus::parse(status.as_deref().unwrap_or_default()),
        external_id,
        max_subscribers,
        vat_rate,
        add_vat,
    })
}

fn rate(value: &Value) -> Option<f32> {
    crate::json::text_of(Some(value))?.parse().ok()
}
