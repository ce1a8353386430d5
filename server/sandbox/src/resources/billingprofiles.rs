//! `billingprofiles` (contract 3.6).

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::{BillingProfile, State};

const FLAGS: [&str; 4] = ["prepaid", "ignore_domain", "advice_of_charge", "fraud_use_reseller_rates"];
const AMOUNTS: [(&str, &str); 3] = [
    ("interval_charge", "Interval charge"),
    ("interval_free_time", "Interval free time"),
    ("interval_free_cash", "Interval free cash"),
];
const LIMITS: [&str; 4] =
    ["fraud_interval_limit", "fraud_daily_limit", "fraud_interval_lock", "fraud_daily_lock"];
const TEXTS: [(&str, usize); 3] =
    [("fraud_interval_notify", 255), ("fraud_daily_notify", 255), ("currency", 31)];
const LISTS: [&str; 2] = ["peaktime_weekdays", "peaktime_special"];

pub(crate) struct BillingProfiles;

impl Resource for BillingProfiles {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "billingprofiles",
                entity: "billingprofile",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::All,
                roles: Roles::all(roles::STAFF),
                rows: Rows::Own,
                generic: false,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        view.state.profiles.visible(view.reseller()).into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.profiles.get(id).is_some_and(|row| view.reaches(row.reseller))
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| {
                    view.state.profiles.get(id).is_some_and(|row| test.id(Some(row.reseller)))
                },
            },
            Filter {
                name: "handle",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    view.state.profiles.get(id).is_some_and(|row| test.text(Some(&row.handle)))
                },
            },
            Filter {
                name: "name",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    view.state.profiles.get(id).is_some_and(|row| test.text(Some(&row.name)))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.profiles.get(id)?;
        match column {
            "name" => Some(SortKey::text(Some(&row.name))),
            "handle" => Some(SortKey::text(Some(&row.handle))),
            "reseller_id" => Some(SortKey::Number(row.reseller.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("billingprofiles", id);
        document.relate("billingfees", format!("/api/billingfees/?billing_profile_id={id}"));
        document.relate("billingzones", format!("/api/billingzones/?billing_profile_id={id}"));
        document.relate_journal();
        document.set("id", id);
        if let Some(row) = view.state.profiles.get(id) {
            for (name, value) in &row.members {
                document.set(name, value.clone());
            }
            document.set("name", row.name.as_str());
            document.set("handle", row.handle.as_str());
            document.set("reseller_id", row.reseller);
            document.set("status", "active");
            if let Some(limit) = view.query.get("contract_cnt") {
                let count = view.state.customers.using_profile(id, row.reseller);
                document.set("contract_cnt", count.min(limit.parse().unwrap_or(10)));
            }
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        roles::writable(call)?;
        let is_admin = call.view().is_admin();
        let checked = checked(body, is_admin)?;
        let reseller = if is_admin {
            named_reseller(body)
                .filter(|id| call.state.resellers.get(*id).is_some())
                .ok_or_else(|| ApiError::unprocessable("Invalid reseller ID."))?
        } else {
            call.caller.reseller
        };
        unique(call.state, reseller, None, &checked)?;
        let mut members = defaults();
        members.extend(checked.members);
        let BillingIdentity { name, handle } = checked.identity;
        Ok(call.state.profiles.add(BillingProfile { reseller, name, handle, terminated: false, members }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        roles::writable(call)?;
        let is_admin = call.view().is_admin();
        let mut checked = checked(body, is_admin)?;
        let Some(row) = call.state.profiles.get(id) else { return Err(ApiError::Internal) };
        let reseller = row.reseller;
        if is_admin && named_reseller(body) != Some(reseller) {
            return Err(ApiError::unprocessable("Changing the reseller ID is not allowed."));
        }
        let users = call.state.customers.using_profile(id, reseller);
        for (name, label) in AMOUNTS {
            let changed = checked.members.get(name).is_some_and(|value| row.members.get(name) != Some(value));
            if changed && users > 0 {
                return Err(ApiError::unprocessable(format!(
                    "{label} cannot be changed (profile linked to {users} contracts)."
                )));
            }
        }
        unique(call.state, reseller, Some(id), &checked)?;
        for list in LISTS {
            checked.members.entry(list).or_insert_with(|| json!([]));
        }
        call.state.profiles.edit(id, |row| {
            row.members.extend(checked.members);
            row.name = checked.identity.name;
            row.handle = checked.identity.handle;
        });
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        roles::writable(call)?;
        call.state.profiles.terminate(id);
        Ok(())
    }
}

fn named_reseller(body: &Map<String, Value>) -> Option<u32> {
    json::integer_of(body.get("reseller_id")?).and_then(|id| u32::try_from(id).ok())
}

/// The members of a profile for which nothing was submitted.
pub(crate) fn defaults() -> Map<String, Value> {
    let mut members = Map::new();
    members.extend(FLAGS.map(|name| (name.to_owned(), json!(false))));
    members.extend(AMOUNTS.map(|(name, _)| (name.to_owned(), json!(0))));
    members.extend(LIMITS.map(|name| (name.to_owned(), Value::Null)));
    members.extend(TEXTS.map(|(name, _)| (name.to_owned(), Value::Null)));
    members.extend(LISTS.map(|name| (name.to_owned(), json!([]))));
    members.insert("prepaid_library".to_owned(), json!("libswrate"));
    members
}

struct BillingIdentity {
    name: String,
    handle: String,
}

struct Checked {
    identity: BillingIdentity,
    /// The submitted members, as they are shown.
    members: Map<String, Value>,
}

fn checked(body: &Map<String, Value>, is_admin: bool) -> Result<Checked, ApiError> {
    let mut form = Form::new(body);
    let mut members = Map::new();
    if is_admin && form.require_as("reseller_id", "Reseller") {
        form.id("reseller_id");
    }
    form.require("name");
    let name = form.text_up_to("name", 31).unwrap_or_default();
    form.require("handle");
    let handle = form.text_up_to("handle", 63).unwrap_or_default();
    if !handle.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        form.fail("handle", "Only lower-case, upper-case, digits and _ allowed");
    }
    for name in FLAGS {
        if let Some(flag) = form.boolean(name) {
            members.insert(name.to_owned(), json!(flag));
        }
    }
    for (name, _) in AMOUNTS {
        if let Some(amount) = form.integer(name) {
            members.insert(name.to_owned(), json!(amount));
        }
    }
    for name in LIMITS {
        let value = if name.ends_with("_lock") {
            form.choice(name, &["0", "1", "2", "3", "4", "5"]).and_then(|text| text.parse().ok())
        } else {
            form.integer(name)
        };
        if body.contains_key(name) {
            members.insert(name.to_owned(), json!(value));
        }
    }
    for (name, limit) in TEXTS {
        let text = form.text_up_to(name, limit);
        if body.contains_key(name) {
            members.insert(name.to_owned(), json!(text));
        }
    }
    for name in LISTS {
        if let Some(Value::Array(periods)) = body.get(name) {
            if name == "peaktime_weekdays" && !periods.iter().all(has_weekday) {
                form.fail(name, "Peaktime weekday must be between 0 (Monday) and 6 (Sunday)");
            }
            members.insert(name.to_owned(), json!(periods));
        }
    }
    form.finish("Failed to create billing profile.")?;
    Ok(Checked { identity: BillingIdentity { name, handle }, members })
}

fn has_weekday(period: &Value) -> bool {
    period.get("weekday").and_then(json::integer_of).is_some_and(|day| (0..=6).contains(&day))
}

fn unique(state: &State, reseller: u32, own: Option<u32>, checked: &Checked) -> Result<(), ApiError> {
    let BillingIdentity { name, handle } = &checked.identity;
    for id in state.profiles.visible(Some(reseller)) {
        let Some(row) = state.profiles.get(*id).filter(|_| own != Some(*id)) else { continue };
        if row.handle == *handle {
            return Err(ApiError::unprocessable(format!(
                "Reseller-Billing Profile handle '{reseller}-{handle}' already exists."
            )));
        }
        if row.name == *name {
            return Err(ApiError::unprocessable(format!(
                "Reseller-Billing Profile name combination '{reseller}-{name}' already exists."
            )));
        }
    }
    Ok(())
}
