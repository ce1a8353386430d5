//! The resources of the platform, each behind one trait; what they share is done once by their callers.

mod admins;
mod applyrewrites;
mod billingprofiles;
mod callforwards;
mod calllists;
mod cfmappings;
mod contracts;
mod customerbalances;
mod customercontacts;
mod customers;
mod domains;
mod entity_preferences;
mod forward_sets;
mod numbers;
mod preference_values;
mod resellers;
mod roles;
mod soundhandles;
mod speeddials;
mod subscriberpreferences;
mod subscriberprofiles;
mod subscriberregistrations;
mod subscribers;
mod tenant_rows;
mod view;
mod voicemailsettings;

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::caller::Scope;
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::hal::Document;
use crate::patch::{Operations, Patch};
use crate::query::Query;

use self::roles::Roles;

pub(crate) use applyrewrites::rewritten;
pub(crate) use billingprofiles::defaults as billing_defaults;
pub(crate) use subscribers::{initial_preferences, new_number};
pub(crate) use view::{Call, Rows, View};

/// The verbs that resources have.
mod verbs {
    pub(super) const READABLE: &[&str] = &["GET", "OPTIONS", "HEAD"];
    pub(super) const CREATABLE: &[&str] = &["GET", "POST", "OPTIONS", "HEAD"];
    pub(super) const CHANGEABLE: &[&str] = &["GET", "OPTIONS", "HEAD", "PATCH", "PUT"];
    pub(super) const DELETABLE: &[&str] = &["GET", "OPTIONS", "HEAD", "DELETE"];
    pub(super) const CHANGEABLE_AND_DELETABLE: &[&str] =
        &["GET", "OPTIONS", "HEAD", "PATCH", "PUT", "DELETE"];
}

/// What a resource is called and what can be done with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The name in the path.
    pub(crate) name: &'static str,
    /// The name in `Entity '…' not found.`.
    pub(crate) entity: &'static str,
    /// The verbs of the collection, in the order of the `Allow` header.
    pub(crate) collection: &'static [&'static str],
    /// The verbs of an item.
    pub(crate) item: &'static [&'static str],
    pub(crate) operations: Operations,
    pub(crate) roles: Roles,
    pub(crate) rows: Rows,
    /// Whether the controller is of the generic generation (contract 1.8).
    pub(crate) generic: bool,
}

/// How an item is changed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    Put,
    Patch { before: &'a Value, patch: &'a Patch },
}

/// What a column is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Nothing,
    Number(i64),
    Text(String),
}

impl SortKey {
    pub(crate) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_lowercase()))
    }

    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

/// A resource of the platform.
pub(crate) trait Resource: Sync {
    fn shape(&self) -> &'static Shape;

    /// A parameter that the platform adds to the query of a caller.
    fn implied(&self, _scope: Scope, _query: &Query) -> Option<(&'static str, u32)> {
        None
    }

    /// What must be true before anything is looked for.
    fn gate(&self, _view: &View<'_>, _id: Option<u32>, _writes: bool) -> Result<(), ApiError> {
        Ok(())
    }

    /// The ids that the caller sees, in order.
    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        view.ids(self.shape().rows)
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.sees(self.shape().rows, id)
    }

    /// The ids that an index leaves for the filters of a query; they are filtered and checked afterwards.
    fn narrowed(&self, _view: &View<'_>, _query: &Query) -> Option<Vec<u32>> {
        None
    }

    fn filters(&self) -> &'static [Filter] {
        &[]
    }

    /// The key of a sortable column; unknown columns are ignored.
    fn sort_key(&self, _view: &View<'_>, _column: &str, _id: u32) -> Option<SortKey> {
        None
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document;

    fn create(&self, _call: &mut Call<'_>, _body: &Map<String, Value>) -> Result<u32, ApiError> {
        Err(ApiError::PathNotFound)
    }

    /// What a patch is applied to.
    fn patch_document(&self, view: &View<'_>, id: u32) -> Value {
        Value::Object(self.document(view, id).members)
    }

    fn update(
        &self,
        _call: &mut Call<'_>,
        _id: u32,
        _body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        Err(ApiError::PathNotFound)
    }

    /// The answer to an update; only one resource answers something else than the item.
    fn answer(&self, view: &View<'_>, id: u32, _change: Change<'_>) -> Document {
        self.document(view, id)
    }

    fn delete(&self, _call: &mut Call<'_>, _id: u32) -> Result<(), ApiError> {
        Err(ApiError::PathNotFound)
    }
}

/// The filter of resources whose items are named by a subscriber.
const SUBSCRIBER_ID: [Filter; 1] =
    [Filter { name: "subscriber_id", kind: Kind::Id, holds: |_, id, test| test.id(Some(id)) }];

/// Every resource of the sandbox.
pub(crate) const ALL: [&dyn Resource; 27] = [
    &admins::Admins,
    &billingprofiles::BillingProfiles,
    &callforwards::CallForwards,
    &calllists::CallLists,
    &forward_sets::BNUMBER_SETS,
    &forward_sets::DESTINATION_SETS,
    &cfmappings::CfMappings,
    &forward_sets::SOURCE_SETS,
    &forward_sets::TIME_SETS,
    &contracts::Contracts,
    &customerbalances::CustomerBalances,
    &customercontacts::CustomerContacts,
    &entity_preferences::CUSTOMER_PREFERENCES,
    &customers::Customers,
    &entity_preferences::DOMAIN_PREFERENCES,
    &domains::Domains,
    &tenant_rows::NCOS_LEVELS,
    &numbers::Numbers,
    &resellers::Resellers,
    &soundhandles::SoundHandles,
    &speeddials::SpeedDials,
    &subscriberpreferences::SubscriberPreferences,
    &subscriberprofiles::SubscriberProfiles,
    &tenant_rows::PROFILE_SETS,
    &subscriberregistrations::SubscriberRegistrations,
    &subscribers::Subscribers,
    &voicemailsettings::VoicemailSettings,
];

/// The resource of that name.
pub(crate) fn find(name: &str) -> Option<&'static dyn Resource> {
    ALL.into_iter().find(|resource| resource.shape().name == name)
}
