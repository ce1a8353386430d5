//! What a small setting of a line has to say about itself.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::future::Future;
use switchhook_access::audit::Action;
use switchhook_domain::{FieldErrors, mark, number::NumberParts};
use switchhook_platform::{Client, Error as PlatformError, Scoped, Subscriber};

/// Something of a line that people see and change on a page of its own.
pub(crate) trait Setting: Sized + Send + Sync + 'static {
    /// What the platform holds, and what it shall hold.
    type State: PartialEq + Clone + Send + Sync;
    /// What is typed. It holds no secret that was not typed just now.
    type Form: Clone + Default + Serialize + DeserializeOwned + Send + Sync;

    /// Its part of the path of a page.
    const PATH: &'static str;
    /// The server function for staff.
    const STAFF: &'static str;
    /// The server function for customers.
    const OWN: &'static str;
    /// How the audit trail calls the change.
    const ACTION: Action;
    /// Where the platform's refusals belong: its names, and the form's.
    const REFUSALS: &'static [(&'static str, &'static str)];

    /// Reads the present state.
    fn load(
        client: &Client,
        line: &Scoped<Subscriber>,
    ) -> impl Future<Output = Result<Self::State, PlatformError>> + Send;

    /// How a state reads on the form.
    fn form(state: &Self::State) -> Self::Form;

    /// Reads what was typed, with mistakes at `form[values][…]`.
    fn parse(form: &Self::Form, asking: &Asking, present: &Self::State) -> Result<Self::State, FieldErrors>;

    /// Makes the platform hold what is wanted; all else of the line stays.
    fn write(
        client: &Client,
        line: &Scoped<Subscriber>,
        present: &Self::State,
        wanted: &Self::State,
    ) -> impl Future<Output = Result<(), PlatformError>> + Send;

    /// A state as the audit trail keeps it: an object without secrets.
    fn described(state: &Self::State) -> Value;

    /// What is so now, in sentences.
    fn sentences(state: &Self::State) -> Vec<String>;
}

/// From where numbers are read.
pub(crate) struct Asking {
    /// The number of the line; a line that has none has a number without a country.
    pub(crate) number: NumberParts,
}

impl Asking {
    pub(crate) fn new(line: &Subscriber) -> Self {
        let nowhere = || NumberParts::from_platform(String::new(), String::new(), String::new());
        let number = line.primary_number.clone().unwrap_or_else(nowhere);
        Self { number }
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
