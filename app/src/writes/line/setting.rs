//! What a small setting of a line has to say about itself.

use super::Side;
use crate::portal::Portal;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::future::Future;
use switchhook_access::{Principal, StorageError, audit::Action};
use switchhook_domain::{
    FieldErrors,
    destination_policy::{DestinationPolicy, Origin},
    mark,
    number::NumberParts,
    permission::Permission,
};
use switchhook_platform::{Client, Error as PlatformError, Scoped, Subscriber};

/// The server functions that save a setting.
pub(crate) trait Actions {
    /// For staff.
    const STAFF: &'static str;
    /// For customers about their own lines.
    const OWN: &'static str;
}

/// Something of a line that people see and change on a page of its own.
pub(crate) trait Setting: Actions + Sized + Send + Sync + 'static {
    /// What the platform holds, as its client reads it.
    type Held: Send + Sync;
    /// What of it can be changed here.
    type State: PartialEq + Clone + Send + Sync;
    /// What is typed. It holds no secret that was not typed just now.
    type Form: Clone + Default + Serialize + DeserializeOwned + Send + Sync;

    /// Its part of the path of a page.
    const PATH: &'static str;
    /// How the audit trail calls the change.
    const ACTION: Action;
    /// Where the platform's refusals belong: its names, and the form's.
    const REFUSALS: &'static [(&'static str, &'static str)];

    /// Reads the present state.
    fn load(
        client: &Client,
        line: &Scoped<Subscriber>,
    ) -> impl Future<Output = Result<Self::Held, PlatformError>> + Send;

    /// The state of what the platform holds.
    fn state(held: &Self::Held) -> Self::State;

    /// How a state reads on the form.
    fn form(state: &Self::State, asking: &Asking) -> Self::Form;

    /// Reads what was typed, with mistakes at `form[values][…]`.
    fn parse(form: &Self::Form, asking: &Asking, present: &Self::State) -> Result<Self::State, FieldErrors>;

    /// Makes the platform hold what is wanted; all else of the line stays.
    fn write(
        client: &Client,
        line: &Scoped<Subscriber>,
        present: &Self::Held,
        wanted: &Self::State,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send;

    /// A change as the audit trail keeps it: before and after, without secrets.
    fn change(present: &Self::State, wanted: &Self::State) -> Value;

    /// What is so now, in sentences.
    fn sentences(state: &Self::State, asking: &Asking) -> Vec<String>;

    /// What staff should know about a change that is allowed to them alone.
    fn warnings(_present: &Self::State, _wanted: &Self::State, _asking: &Asking) -> Vec<String> {
        Vec::new()
    }
}

/// Who asks, and from where numbers are read.
pub(crate) struct Asking {
    /// The number of the line; a line that has none has a number without a country.
    pub(crate) number: NumberParts,
    /// The domain of the line.
    pub(crate) domain: String,
    /// Whether staff asks, who is warned where customers are kept from something.
    pub(crate) is_staff: bool,
    /// Whether they may choose PINs: neither helpdesk nor an administrator in a reseller's view may.
    pub(crate) may_choose_codes: bool,
    /// Where the reseller lets customers send calls.
    pub(crate) policy: DestinationPolicy,
}

impl Asking {
    pub(crate) async fn new<D: Side>(
        portal: &Portal,
        principal: &Principal,
        line: &Subscriber,
    ) -> Result<Self, StorageError> {
        let nowhere = || NumberParts::from_platform(String::new(), String::new(), String::new());
        Ok(Self {
            number: line.primary_number.clone().unwrap_or_else(nowhere),
            domain: line.domain.clone(),
            is_staff: D::IS_STAFF,
            may_choose_codes: !D::IS_STAFF || principal.may(Permission::EditPasswords),
            policy: portal.access().destination_policies().find(principal.scope()).await?,
        })
    }

    /// From where numbers are read.
    pub(crate) fn origin(&self) -> Origin<'_> {
        Origin { number: &self.number, domain: &self.domain }
    }
}

/// A form, and the state that its page showed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen<F> {
    /// The mark of that state.
    pub seen: String,
    /// What was typed.
    pub values: F,
}

impl<F: Serialize> Seen<F> {
    /// The form of a state, as its page shows it at first.
    pub(crate) fn now(values: F) -> Self {
        Self { seen: Self::mark(&values), values }
    }

    /// The mark of a state by its form, which holds no secret.
    pub(crate) fn mark(values: &F) -> String {
        mark::mark(values)
    }
}
