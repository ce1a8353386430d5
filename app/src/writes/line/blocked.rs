//! Whom a line refuses, and whom it cannot call.

use super::{Asking, Setting, difference, server_functions};
use leptos::prelude::*;
use serde_json::{Value, json};
use switchhook_access::audit::Action;
use switchhook_domain::{
    FieldErrors,
    blocking::{Blocking, BlockingForm, Entry, List, Mode},
    number::shown,
};
use switchhook_platform::{Client, Error as PlatformError, Scoped, Subscriber};

/// How many entries of a list a sentence names.
const NAMED: usize = 5;

/// Blocked callers, and "do not disturb".
pub(crate) struct Blocked;

server_functions!(
    Blocked, BlockingForm,
    save_blocked SaveBlocked "blocked/save",
    save_own_blocked SaveOwnBlocked "my/blocked/save"
);

impl Setting for Blocked {
    type Held = Blocking;
    type State = Blocking;
    type Form = BlockingForm;

    const PATH: &'static str = "blocked";
    const ACTION: Action = Action::ChangeBlocking;
    const REFUSALS: &'static [(&'static str, &'static str)] = &[
        ("dnd", "form[values][do_not_disturb]"),
        ("block_in_clir", "form[values][anonymous]"),
        ("block_in_mode", "form[values][incoming][mode]"),
        ("block_in_list", "form[values][incoming][entries][0][number]"),
        ("block_out_mode", "form[values][outgoing][mode]"),
        ("block_out_list", "form[values][outgoing][entries][0][number]"),
    ];

    async fn load(client: &Client, line: &Scoped<Subscriber>) -> Result<Blocking, PlatformError> {
        Ok(Blocking::read(&client.preferences(line).await?))
    }

    fn state(held: &Blocking) -> Blocking {
        held.clone()
    }

    fn form(state: &Blocking, _asking: &Asking) -> BlockingForm {
        BlockingForm::of(state)
    }

    fn parse(form: &BlockingForm, asking: &Asking, present: &Blocking) -> Result<Blocking, FieldErrors> {
        form.parse("form[values]", &asking.number, present)
    }

    async fn write(
        client: &Client,
        line: &Scoped<Subscriber>,
        present: &Blocking,
        wanted: &Blocking,
    ) -> Result<(), PlatformError> {
        client.change_preferences(line, &wanted.changes_from(present)).await
    }

    fn change(present: &Blocking, wanted: &Blocking) -> Value {
        let list = |list: &List| {
            let entries: Vec<_> = list.entries.iter().map(Entry::stored).collect();
            json!({ "mode": list.mode, "entries": entries })
        };
        let told = |state: &Blocking| {
            json!({
                "do_not_disturb": state.do_not_disturb,
                "anonymous": state.anonymous,
                "incoming": list(&state.incoming),
                "outgoing": list(&state.outgoing),
            })
        };
        difference(told(present), told(wanted))
    }

    fn sentences(state: &Blocking, _asking: &Asking) -> Vec<String> {
        let incoming = match (state.incoming.mode, state.incoming.entries.is_empty()) {
            (Mode::Refuse, true) => say!(blocked.now.everybody_calls),
            (Mode::Refuse, false) => say!(blocked.now.refused, who = named(&state.incoming)),
            (Mode::Only, true) => say!(blocked.now.nobody_calls),
            (Mode::Only, false) => say!(blocked.now.only_callers, who = named(&state.incoming)),
        };
        let outgoing = match (state.outgoing.mode, state.outgoing.entries.is_empty()) {
            (Mode::Refuse, true) => say!(blocked.now.all_called),
            (Mode::Refuse, false) => say!(blocked.now.barred, who = named(&state.outgoing)),
            (Mode::Only, true) => say!(blocked.now.nobody_called),
            (Mode::Only, false) => say!(blocked.now.only_called, who = named(&state.outgoing)),
        };
        let disturb = state.do_not_disturb.then(|| say!(blocked.now.do_not_disturb));
        let anonymous = state.anonymous.then(|| say!(blocked.now.anonymous));
        disturb.into_iter().chain([incoming]).chain(anonymous).chain([outgoing]).collect()
    }
}

/// The first entries of a list in words, and how many more there are.
fn named(list: &List) -> String {
    let words = list.entries.iter().take(NAMED).map(|entry| match entry {
        Entry::Number(digits) => shown(digits),
        Entry::Beginning(digits) => format!("+{digits}…"),
        Entry::Pattern(pattern) => pattern.clone(),
    });
    let words = words.collect::<Vec<_>>().join(", ");
    match list.entries.len().saturating_sub(NAMED) {
        0 => words,
        more => say!(blocked.now.and_more, who = words, more = more),
    }
}
