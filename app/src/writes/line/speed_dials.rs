//! Short codes for numbers.

use super::{Asking, Setting, difference, server_functions};
use crate::writes::policy;
use leptos::prelude::*;
use serde_json::{Value, json};
use switchhook_access::audit::Action;
use switchhook_domain::{
    FieldErrors,
    forwards::Target,
    speed_dial::{SpeedDials as Dials, SpeedDialsForm, shown},
};
use switchhook_platform::{
    Client, Error as PlatformError, Scoped, SpeedDial, SpeedDials as Held, Subscriber,
};

/// The speed dials.
pub(crate) struct SpeedDials;

server_functions!(
    SpeedDials, SpeedDialsForm,
    save_speed_dials SaveSpeedDials "speed-dials/save",
    save_own_speed_dials SaveOwnSpeedDials "my/speed-dials/save"
);

impl Setting for SpeedDials {
    type Held = Scoped<Held>;
    type State = Dials;
    type Form = SpeedDialsForm;

    const PATH: &'static str = "speed-dials";
    const ACTION: Action = Action::ChangeSpeedDials;
    const REFUSALS: &'static [(&'static str, &'static str)] = &[];

    async fn load(client: &Client, line: &Scoped<Subscriber>) -> Result<Self::Held, PlatformError> {
        client.speed_dials(line).await
    }

    fn state(held: &Self::Held) -> Dials {
        held.entries.iter().map(|dial| (dial.slot.clone(), dial.destination.clone())).collect()
    }

    fn form(state: &Dials, asking: &Asking) -> SpeedDialsForm {
        SpeedDialsForm::of(state, &asking.domain)
    }

    fn parse(form: &SpeedDialsForm, asking: &Asking, present: &Dials) -> Result<Dials, FieldErrors> {
        let policy = (!asking.is_staff).then_some(&asking.policy);
        form.parse("form[values]", asking.origin(), present, policy)
    }

    async fn write(
        client: &Client,
        _line: &Scoped<Subscriber>,
        present: &Self::Held,
        wanted: &Dials,
    ) -> Result<(), PlatformError> {
        let entries: Vec<_> = wanted
            .iter()
            .map(|(slot, destination)| SpeedDial { slot: slot.clone(), destination: destination.clone() })
            .collect();
        client.replace_speed_dials(present, &entries).await
    }

    fn change(present: &Dials, wanted: &Dials) -> Value {
        difference(json!(present), json!(wanted))
    }

    fn sentences(state: &Dials, asking: &Asking) -> Vec<String> {
        if state.is_empty() {
            return vec![say!(speed_dials.none)];
        }
        let words = |(slot, uri): (&String, &String)| {
            say!(speed_dials.one, slot = slot, number = shown(uri, &asking.domain))
        };
        state.iter().map(words).collect()
    }

    fn warnings(present: &Dials, wanted: &Dials, asking: &Asking) -> Vec<String> {
        let new = wanted.iter().filter(|(slot, uri)| present.get(*slot) != Some(uri));
        new.filter_map(|(_, uri)| policy::warning(&Target::from_uri(uri, &asking.domain), asking)).collect()
    }
}
