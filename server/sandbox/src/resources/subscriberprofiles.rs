//! `subscriberprofiles` (contract 3.13).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::preferences::definitions;
use crate::state::SubscriberProfile;
use crate::state::forwards::ForwardType;

pub(crate) struct SubscriberProfiles;

impl Resource for SubscriberProfiles {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "subscriberprofiles",
                entity: "subscriberprofile",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::All,
                roles: Roles::all(roles::STAFF).list(roles::EVERYBODY).read(roles::EVERYBODY),
                rows: Rows::Own,
                generic: false,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let ids = view.state.subscriber_profiles.visible(view.reseller());
        if view.caller.is_subscriber() {
            return ids.iter().copied().filter(|id| self.sees(view, *id)).collect::<Vec<_>>().into();
        }
        ids.into()
    }

    /// Subscribers see their own profile.
    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        let own = || view.state.subscribers.get(view.caller.id).and_then(|row| row.profile);
        view.state.subscriber_profiles.get(id).is_some_and(|row| view.reaches(row.reseller))
            && (!view.caller.is_subscriber() || own() == Some(id))
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "profile_set_id",
                kind: Kind::Id,
                holds: |view, id, test| test.id(view.state.set_of_profile(id)),
            },
            Filter {
                name: "name",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    test.text(view.state.subscriber_profiles.get(id).map(|row| row.name.as_str()))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.subscriber_profiles.get(id)?;
        (column == "name").then(|| SortKey::text(Some(&row.name)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("subscriberprofiles", id);
        document.relate_journal();
        document.set("id", id);
        if let Some(row) = view.state.subscriber_profiles.get(id) {
            document.relate("subscriberprofilesets", format!("/api/subscriberprofilesets/{}", row.set));
            document.set("profile_set_id", row.set);
            document.set("name", row.name.as_str());
            document.set("description", row.description.as_str());
            document.set("set_default", row.set_default);
            document.set("attributes", row.attributes.clone());
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let profile = checked(call, body, None)?;
        let (set, set_default) = (profile.set, profile.set_default);
        let id = call.state.subscriber_profiles.add(profile);
        settle_default(call, set, id, set_default);
        Ok(id)
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let wanted = checked(call, body, Some(id))?;
        let (set, set_default) = (wanted.set, wanted.set_default);
        let Some(row) = call.state.subscriber_profiles.get(id) else { return Err(ApiError::Internal) };
        let lost: Vec<String> =
            row.attributes.iter().filter(|name| !wanted.attributes.contains(name)).cloned().collect();
        call.state.subscriber_profiles.edit(id, |row| *row = wanted);
        call.state.withdraw(id, &lost);
        settle_default(call, set, id, set_default);
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        roles::writable(call)?;
        call.state.forget_profile(id);
        Ok(())
    }
}

/// A set has one default profile: the one that asks for it, or the first.
fn settle_default(call: &mut Call<'_>, set: u32, id: u32, asks: bool) {
    let profiles = call.state.profiles_of(set);
    let present = call.state.default_profile(set);
    let default = if asks { Some(id) } else { present.or_else(|| profiles.first().copied()) };
    for profile in profiles {
        call.state.subscriber_profiles.edit(profile, |row| row.set_default = default == Some(profile));
    }
}

fn checked(
    call: &Call<'_>,
    body: &Map<String, Value>,
    own: Option<u32>,
) -> Result<SubscriberProfile, ApiError> {
    roles::writable(call)?;
    let mut form = Form::new(body);
    if form.require("profile_set_id") {
        form.id("profile_set_id");
    }
    form.require("name");
    let name = form.text_up_to("name", 255).unwrap_or_default();
    form.require("description");
    let description = form.text_up_to("description", 255).unwrap_or_default();
    let set_default = form.boolean("set_default").unwrap_or_default();
    form.finish("Internal Server Error")?;
    let set = body.get("profile_set_id").and_then(json::id_of);
    let (set, reseller) = set
        .and_then(|id| Some((id, call.state.profile_sets.get(id)?.reseller)))
        .filter(|(_, reseller)| call.view().reaches(*reseller))
        .ok_or_else(|| ApiError::unprocessable("Invalid 'profile_set_id', does not exist"))?;
    let is_taken = |id: &u32| {
        own != Some(*id) && call.state.subscriber_profiles.get(*id).is_some_and(|row| row.name == name)
    };
    if call.state.profiles_of(set).iter().any(is_taken) {
        return Err(ApiError::unprocessable(
            "Subscriber profile with this name already exists for this profile set",
        ));
    }
    let named = body.get("attributes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let attributes =
        named.iter().filter_map(|value| json::text_of(Some(value))).filter(|name| is_known(name));
    Ok(SubscriberProfile { reseller, set, name, description, set_default, attributes: attributes.collect() })
}

/// What is shown to customers, the forwards, and the services that have no preference; others are dropped.
fn is_known(attribute: &str) -> bool {
    const SERVICES: [&str; 4] = ["speed_dial", "reminder", "voice_mail", "fax_server"];
    SERVICES.contains(&attribute)
        || ForwardType::ALL.iter().any(|forward| forward.name() == attribute)
        || definitions::find(attribute).is_some_and(|(_, definition)| definition.is_exposed_to_customers())
}
