//! Who rings and when, to look at: for a call that one imagines, and for the week.

use super::{sentence, timeline, view::LineView, week};
use crate::{
    components::{Choice, SelectField, TextField},
    visitor::Visitor,
};
use leptos::prelude::*;
use switchhook_domain::forwards::{Call, LineState, LocalTime, Routing};

/// Both pictures; each for the present state and, if there is an unsaved change, for that.
pub(super) fn pictures(visitor: &Visitor, line: &LineView, after: Option<&Routing>) -> Option<AnyView> {
    let now = line.local_now()?;
    let typed = |name: &str| visitor.parameter(name).unwrap_or_default();
    let number = line.subscriber.primary_number.as_ref();
    let read = |text: &str| number.and_then(|number| number.normalise(text).ok());
    let called = read(&typed("called")).or_else(|| line.own.first().cloned()).unwrap_or_default();
    let call = Call {
        caller: if typed("anonymous").is_empty() {
            read(&typed("caller")).or(Some(String::new()))
        } else {
            None
        },
        called,
        at: typed("moment").parse::<LocalTime>().unwrap_or(now),
        line: LineState::from_name(&typed("line")).unwrap_or(LineState::Rings),
    };
    let question = question(visitor, line, &call);
    let present = timeline::timeline(&line.routing, &call, say!(forwards.who.now));
    let changed = after.map(|after| timeline::timeline(after, &call, say!(forwards.who.then)));
    let week_now = week::week(line, &line.routing, say!(forwards.who.now));
    let week_then = after.and_then(|after| week::week(line, after, say!(forwards.who.then)));
    let has_week = week_now.is_some() || week_then.is_some();
    let week = has_week.then(|| {
        view! {
            <section class="picture" aria-labelledby="week-title">
                <h2 id="week-title">{say!(forwards.week.title)}</h2>
                <p class="hint">{line.zone.words()}</p>
                {week_now}
                {week_then}
            </section>
        }
    });
    Some(
        view! {
            <section class="picture" id="who-rings" aria-labelledby="who-title">
                <h2 id="who-title">{say!(forwards.who.title)}</h2>
                {question}
                {present}
                {changed}
            </section>
            {week}
        }
        .into_any(),
    )
}

/// The call to imagine, as a form that only asks.
fn question(visitor: &Visitor, line: &LineView, call: &Call) -> AnyView {
    let choices = LineState::ALL
        .into_iter()
        .map(|state| {
            let words = match state {
                LineState::Rings => say!(forwards.who.rings),
                LineState::Busy => say!(forwards.who.busy),
                LineState::NotRegistered => say!(forwards.who.not_registered),
                LineState::Rejects => say!(forwards.who.rejects),
            };
            Choice::new(state.name(), words)
        })
        .collect::<Vec<_>>();
    let numbers = line
        .own
        .iter()
        .map(|number| Choice::new(format!("+{number}"), format!("+{number}")))
        .collect::<Vec<_>>();
    let draft =
        visitor.parameter("draft").map(|draft| view! { <input type="hidden" name="draft" value=draft/> });
    let typed = visitor.parameter("caller").unwrap_or_default();
    let anonymous = call.caller.is_none();
    view! {
        <details class="question">
            <summary>{say!(forwards.who.question)}</summary>
            <form method="get" action="#who-rings">
                {draft}
                <TextField name="caller" label=say!(forwards.who.caller) value=typed kind="tel" inputmode="tel"/>
                <crate::components::CheckField name="anonymous" label=say!(forwards.callers.anonymous) value="on" checked=anonymous/>
                <SelectField name="called" label=say!(forwards.who.called) choices=numbers value=format!("+{}", call.called)/>
                <TextField name="moment" label=say!(forwards.who.moment) value=call.at.to_string() kind="datetime-local"/>
                <SelectField name="line" label=say!(forwards.who.line) choices=choices value=call.line.name()/>
                <div class="actions"><button>{say!(forwards.who.show)}</button></div>
            </form>
        </details>
        <p class="hint">{say!(forwards.who.at, date = sentence::date(call.at.date), time = sentence::time(call.at.time))}</p>
    }
    .into_any()
}
