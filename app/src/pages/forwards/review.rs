//! What will change, before it is saved: rule by rule, with what to think about.

use super::{editor::press, sentence, view::LineView};
use leptos::prelude::*;
use switchhook_domain::forwards::{Reason, Routing, Warning, differences, warnings};

/// The change, and the button that saves it.
pub(super) fn review(line: &LineView, after: &Routing) -> AnyView {
    let changes = changes(&line.routing, after);
    let warnings = warning_list(line, after);
    let body = match changes {
        None => view! { <p>{say!(forwards.review.nothing)}</p> }.into_any(),
        Some(changes) => view! {
            {changes}
            {warnings}
            <div class="actions">{press("save".into(), say!(forwards.review.save), "")}</div>
        }
        .into_any(),
    };
    view! {
        <section class="review" id="review" aria-labelledby="review-title">
            <h2 id="review-title" tabindex="-1" autofocus>{say!(forwards.review.title)}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// The differences as a list; none if there are none.
pub(super) fn changes(before: &Routing, after: &Routing) -> Option<AnyView> {
    let items: Vec<_> = differences(before, after)
        .iter()
        .map(|difference| {
            let (what, old, new) = sentence::difference(before, after, difference);
            let arrow = (old.is_some() && new.is_some()).then_some(" → ");
            view! {
                <li>
                    <strong>{what}</strong>": "
                    {old.map(|words| view! { <del>{words}</del> })}
                    {arrow}
                    {new.map(|words| view! { <ins>{words}</ins> })}
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| view! { <ul class="changes">{items}</ul> }.into_any())
}

/// What to think about; none if there is nothing.
pub(super) fn warning_list(line: &LineView, routing: &Routing) -> Option<AnyView> {
    let items: Vec<_> = warnings(routing, &line.surroundings)
        .into_iter()
        .map(|(kind, _, warning)| view! { <li><strong>{sentence::kind(kind)}</strong>": "{words(&warning)}</li> })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <div class="warning" role="note">
                <h3>{say!(forwards.warning.title)}</h3>
                <ul>{items}</ul>
            </div>
        }
        .into_any()
    })
}

fn words(warning: &Warning) -> String {
    match warning {
        Warning::Loop(over) => {
            let over: Vec<String> = over.iter().map(|digits| format!("+{digits}")).collect();
            say!(forwards.warning.circle, over = over.join(" → "))
        }
        Warning::NeverWorks(Reason::NoSuchTime) => say!(forwards.warning.no_such_time),
        Warning::NeverWorks(Reason::CoveredByAlways) => say!(forwards.warning.covered_by_always),
        Warning::NeverWorks(Reason::CoveredByEarlier) => say!(forwards.warning.covered_by_earlier),
        Warning::NeverWorks(Reason::NoDestination) => say!(forwards.warning.no_destination),
        Warning::Barred(who) => say!(forwards.warning.barred, who = who),
        Warning::TooLong(seconds) => say!(forwards.warning.too_long, seconds = seconds),
        Warning::NotReached(who) => say!(forwards.warning.not_reached, who = who),
        Warning::EmptySchedule => say!(forwards.warning.empty_schedule),
    }
}
