//! `subscribers` (contract 3.11).

mod filters;
mod form;
mod numbers;
mod own;
mod pbx;
mod profile;

use serde_json::{Map, Value, json};

use self::form::{Checked, checked};
use self::numbers::{aliases_shape, claim_aliases, claim_primary, primary_shape, release_order};
use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::chance::uuid_text;
use crate::error::ApiError;
use crate::filter::Filter;
use crate::hal::Document;
use crate::json;
use crate::moment;
use crate::options::Role;
use crate::patch::Operations;
use crate::preferences::{Preferences, Scalar};
use crate::query::Query;
use crate::state::{
    CustomerStatus, GLOBAL_LOCK, Number, Password, Subscriber, SubscriberStatus, Subscribers as Table,
};

pub(crate) use self::numbers::new_number;

pub(crate) struct Subscribers;

const FAILED: &str = "Failed to create subscriber";

impl Resource for Subscribers {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "subscribers",
                entity: "subscriber",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::All,
                roles: Roles::all(roles::EVERYBODY)
                    .create(roles::STAFF_AND_CUSTOMERS)
                    .delete(roles::STAFF_AND_CUSTOMERS),
                rows: Rows::Subscribers,
                generic: false,
            }
        }
    }

    fn gate(&self, view: &View<'_>, id: Option<u32>, writes: bool) -> Result<(), ApiError> {
        id.filter(|_| writes).map_or(Ok(()), |id| own::gate(view, id))
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        filters::narrowed(view.state, query)
    }

    fn filters(&self) -> &'static [Filter] {
        &filters::FILTERS
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.subscribers.get(id)?;
        match column {
            "username" => Some(SortKey::text(Some(&row.username))),
            "uuid" => Some(SortKey::Text(uuid_text(row.uuid))),
            "external_id" => Some(SortKey::text(row.external_id.as_deref())),
            "contract_id" => Some(SortKey::Number(row.customer.into())),
            "contact_id" => Some(SortKey::number(row.email.as_ref().map(|_| id.into()))),
            "primary_number_id" => Some(SortKey::number(row.primary.as_ref().map(|number| number.id.into()))),
            "create_timestamp" => Some(SortKey::Number(row.created)),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("subscribers", id);
        let Some(row) = view.state.subscribers.get(id) else { return document };
        relations(&mut document, view, id, row);
        document.set("id", id);
        document.set("customer_id", row.customer);
        document.set("domain_id", row.domain);
        document.set("domain", view.state.domain_of_subscriber(id));
        document.set("username", &*row.username);
        if view.caller.show_passwords {
            document.set("password", &*row.password);
        }
        document.set("webusername", row.webusername.as_deref());
        if row.webpassword.is_none() {
            document.set("webpassword", Value::Null);
        }
        document.set("status", row.status.name());
        document.set("lock", row.lock.map(|lock| lock.to_string()));
        document.set("administrative", row.administrative);
        document.set("primary_number", row.primary.as_ref().map_or(Value::Null, primary_shown));
        document.set("alias_numbers", row.aliases.iter().map(alias_shown).collect::<Vec<_>>());
        document.set("display_name", Value::Null);
        document.set("email", row.email.as_deref());
        document.set("timezone", row.timezone.as_deref());
        document.set("external_id", row.external_id.as_deref());
        document.set("profile_set_id", row.profile.and_then(|id| view.state.set_of_profile(id)));
        document.set("profile_id", row.profile);
        document.set("uuid", uuid_text(row.uuid));
        document.set("create_timestamp", moment::zoned(row.created));
        document.set("modify_timestamp", moment::zoned(row.modified));
        pbx::show(&mut document, row);
        if view.caller.is_subscriber() {
            own::narrow(&mut document, view, id, row);
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let forced = own::created(call, body)?;
        let body = forced.as_ref().unwrap_or(body);
        let domain = domain(call, body)?;
        let primary = primary_shape(body)?;
        let aliases = aliases_shape(body)?;
        let checked = checked(body, domain.is_some(), true, FAILED)?;
        let Some(domain) = domain else { return Err(no_domain()) };
        if call.caller.is_subscriber()
            && !pbx::is_pbx(
                call.state,
                checked.customer.and_then(|id| u32::try_from(id).ok()).unwrap_or_default(),
            )
        {
            return Err(ApiError::Internal);
        }
        let (customer, reseller) = customer(call, &checked)?;
        let seat = pbx::seat(call.state, customer, body, None);
        let primary =
            seat.as_ref().ok().and_then(|seat| pbx::number(call.state, customer, seat.as_ref())).or(primary);
        let Some(primary) = primary else { return Err(no_number()) };
        let limit = call.state.customers.get(customer).and_then(|row| row.max_subscribers);
        if limit.is_some_and(|limit| call.state.subscribers.of_customer(customer).len() >= limit as usize) {
            return Err(ApiError::Forbidden("Maximum number of customer subscribers reached."));
        }
        if call.state.domains.get(domain).is_none_or(|row| row.reseller != reseller) {
            return Err(ApiError::unprocessable(
                "Invalid 'domain', doesn't belong to the same reseller as subscriber's customer.",
            ));
        }
        let seat = seat?;
        let rows = &call.state.subscribers;
        if rows.with_name(&checked.username, domain).is_some() {
            return Err(ApiError::unprocessable("Subscriber already exists."));
        }
        if checked.status == SubscriberStatus::Terminated {
            return Err(ApiError::Failed(FAILED.to_owned()));
        }
        let profile = profile::of(call, reseller, body)?;
        let webusername = checked.webusername.unwrap_or_else(|| checked.username.clone());
        free_webusername(rows, &webusername, domain, None)?;
        let primary = claim_primary(&mut call.state.subscribers, primary, None)?;
        let aliases = claim_aliases(&mut call.state.subscribers, aliases, Some(&primary), None)
            .map_err(|_| ApiError::Failed(FAILED.to_owned()))?;
        let lock = match checked.status {
            SubscriberStatus::Locked => checked.lock.or(Some(GLOBAL_LOCK)),
            _ => checked.lock,
        };
        let allow = !call.query.get("create_primary_acli").is_some_and(|text| matches!(text, "false" | "0"));
        let mut preferences = initial_preferences(&primary, &aliases, allow);
        pbx::name(&mut preferences, seat.as_ref(), body);
        Ok(call.state.subscribers.add(Subscriber {
            customer,
            reseller,
            domain,
            uuid: call.chance.uuid(),
            username: checked.username.into(),
            password: checked.password.unwrap_or_default().into(),
            webusername: Some(webusername.into()),
            webpassword: checked.webpassword.map(|text| Password::new(text, call.now)),
            second_factor: None,
            status: checked.status,
            lock,
            administrative: checked.administrative,
            primary: Some(primary),
            aliases,
            email: checked.email.map(Into::into),
            timezone: checked.timezone.map(Into::into),
            external_id: checked.external_id.map(Into::into),
            preferences,
            profile,
            seat: seat.map(Box::new),
            created: call.now,
            modified: call.now,
        }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        change: Change<'_>,
    ) -> Result<(), ApiError> {
        let forced = match call.state.subscribers.get(id) {
            Some(row) if call.caller.is_subscriber() => Some(own::forced(call, row, body, change)),
            _ => None,
        };
        let body = forced.as_ref().unwrap_or(body);
        let domain = domain(call, body)?;
        let primary = primary_shape(body)?;
        let aliases = aliases_shape(body)?;
        let checked = checked(body, domain.is_some(), false, "Internal Server Error")?;
        let Some(row) = call.state.subscribers.get(id).cloned() else { return Err(ApiError::Internal) };
        if checked.customer != Some(row.customer.into()) {
            customer(call, &checked)?;
            return Err(ApiError::unprocessable("customer_id can't be changed."));
        }
        let seat = pbx::seat(call.state, row.customer, body, Some(id))?;
        let primary = pbx::number(call.state, row.customer, seat.as_ref()).or(primary);
        let profile = profile::of(call, row.reseller, body)?;
        let Some(primary) = primary else { return Err(no_number()) };
        let rows = &call.state.subscribers;
        let namesake = domain.and_then(|domain| rows.with_name(&checked.username, domain));
        if namesake != Some(id) {
            return Err(ApiError::unprocessable(
                "Subscriber with this username does not exist in the domain.",
            ));
        }
        let clears = |is: bool, was: bool| was && !is;
        let (mail, zone) = (checked.email.is_some(), checked.timezone.is_some());
        let (had_mail, had_zone) = (row.email.is_some(), row.timezone.is_some());
        if had_mail && had_zone && (clears(mail, had_mail) != clears(zone, had_zone)) {
            return Err(ApiError::Internal);
        }
        if let Some(name) = &checked.webusername {
            free_webusername(rows, name, row.domain, Some(id))?;
        }
        let primary = claim_primary(&mut call.state.subscribers, primary, Some(&row))?;
        let aliases = claim_aliases(&mut call.state.subscribers, aliases, Some(&primary), Some((id, &row)))?;
        if checked.status == SubscriberStatus::Terminated {
            call.state.terminate_subscriber(id);
            return Ok(());
        }
        let lock = match (row.status, checked.status) {
            (SubscriberStatus::Active, SubscriberStatus::Locked) => Some(GLOBAL_LOCK),
            _ => checked.lock,
        };
        let now = call.now;
        call.state.subscribers.edit(id, |row| {
            let renumbered = row.primary.as_ref() != Some(&primary);
            allow_clis(&mut row.preferences, renumbered.then_some(&primary), &aliases, &row.aliases);
            row.primary = Some(primary);
            row.aliases = aliases;
            if let Some(password) = checked.password {
                row.password = password.into();
            }
            row.webusername = checked.webusername.map(Into::into);
            if let Some(password) = checked.webpassword {
                row.webpassword = Some(Password::new(password, now));
            }
            row.status = checked.status;
            row.lock = lock;
            row.administrative = checked.administrative;
            row.email = checked.email.map(Into::into);
            row.timezone = checked.timezone.map(Into::into);
            row.external_id = checked.external_id.map(Into::into);
            row.modified = now;
            pbx::name(&mut row.preferences, seat.as_ref(), body);
            row.seat = seat.map(Box::new);
        });
        profile::give(call.state, id, profile);
        Ok(())
    }

    fn patch_document(&self, view: &View<'_>, id: u32) -> Value {
        let mut members = self.document(view, id).members;
        members.insert("webpassword".to_owned(), Value::Null);
        Value::Object(members)
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        pbx::terminate(call, id)
    }
}

fn no_domain() -> ApiError {
    ApiError::unprocessable("Invalid 'domain', doesn't exist.")
}

fn no_number() -> ApiError {
    ApiError::unprocessable("A primary_number is required for the SIP subscriber.")
}

fn primary_shown(number: &Number) -> Value {
    json!({ "cc": number.cc, "ac": number.ac, "sn": number.sn, "number_id": number.id })
}

fn alias_shown(number: &Number) -> Value {
    let mut shown = primary_shown(number);
    shown["is_devid"] = number.is_devid.into();
    shown
}

fn relations(document: &mut Document, view: &View<'_>, id: u32, row: &Subscriber) {
    document.relate("subscriberpreferences", format!("/api/subscriberpreferences/{id}"));
    document.relate("voicemailsettings", format!("/api/voicemailsettings/{id}"));
    document.relate("reminders", format!("/api/reminders/?subscriber_id={id}"));
    document.relate("callforwards", format!("/api/callforwards/{id}"));
    if view.caller.is_subscriber() {
        if view.caller.role == Role::SubscriberAdmin {
            document.relate("customers", format!("/api/customers/{}", row.customer));
        }
        return;
    }
    if let Some(profile) = row.profile {
        if let Some(set) = view.state.set_of_profile(profile) {
            document.relate("subscriberprofilesets", format!("/api/subscriberprofilesets/{set}"));
        }
        document.relate("subscriberprofiles", format!("/api/subscriberprofiles/{profile}"));
    }
    document.relate("domains", format!("/api/domains/{}", row.domain));
    document.relate("calls", format!("/api/calls/?subscriber_id={id}"));
    document.relate("subscriberregistrations", format!("/api/subscriberregistrations/?subscriber_id={id}"));
    document.relate_journal();
    document.relate("customers", format!("/api/customers/{}", row.customer));
}

/// The domain that is named; a name wins over an id. Nothing where none is named.
fn domain(call: &Call<'_>, body: &Map<String, Value>) -> Result<Option<u32>, ApiError> {
    let id = match (json::text_of(body.get("domain")), body.get("domain_id")) {
        (Some(name), _) => call.state.domains.by_name(&name),
        (None, Some(id)) if !id.is_null() => json::integer_of(id).and_then(|id| u32::try_from(id).ok()),
        _ => return Ok(None),
    };
    id.filter(|id| call.state.domains.get(*id).is_some_and(|row| call.view().reaches(row.reseller)))
        .map(Some)
        .ok_or_else(no_domain)
}

/// The customer and its reseller.
fn customer(call: &Call<'_>, checked: &Checked) -> Result<(u32, u32), ApiError> {
    let id = checked.customer.and_then(|id| u32::try_from(id).ok());
    let Some((id, row)) = id.and_then(|id| Some((id, call.state.customers.get(id)?))) else {
        return Err(ApiError::Internal);
    };
    if row.status == CustomerStatus::Terminated || !call.view().reaches(row.reseller) {
        return Err(ApiError::unprocessable("Invalid 'customer_id', doesn't exist."));
    }
    Ok((id, row.reseller))
}

fn free_webusername(rows: &Table, name: &str, domain: u32, own: Option<u32>) -> Result<(), ApiError> {
    match rows.with_web_name(name, domain) {
        Some(owner) if Some(owner) != own => Err(ApiError::unprocessable(format!(
            "Webusername-Domain combination '{name}-{domain}' already exists."
        ))),
        _ => Ok(()),
    }
}

/// What the platform writes into the preferences of a new subscriber.
pub(crate) fn initial_preferences(primary: &Number, aliases: &[Number], allow_primary: bool) -> Preferences {
    let mut preferences = Preferences::default();
    preferences.set_one("ac", Scalar::Text(primary.ac.clone()));
    preferences.set_one("cc", Scalar::Text(primary.cc.to_string().into()));
    preferences.set_one("call_log_level", Scalar::Choice("notice"));
    preferences.set_one("emergency_location_format", Scalar::Choice("cirpack"));
    allow_clis(&mut preferences, allow_primary.then_some(primary), aliases, &[]);
    preferences
}

/// New numbers may be shown as the caller's; old ones stay allowed.
fn allow_clis(
    preferences: &mut Preferences,
    primary: Option<&Number>,
    aliases: &[Number],
    before: &[Number],
) {
    let changed = primary.is_some() || release_order(aliases) != release_order(before);
    if changed {
        for number in primary.into_iter().chain(aliases) {
            preferences.append_new("allowed_clis", Scalar::Text(number.digits().into()));
        }
    }
}
