//! A call as a timeline: a drawing for the eye, and the same as a list for everybody.

use super::sentence;
use leptos::prelude::*;
use switchhook_domain::forwards::{Call, Candidate, Kind, Ring, Routing, Stage, Target, Truth, way_of};

/// More seconds than this are drawn shorter than they are.
const LONGEST_DRAWN: u32 = 60;
/// The least that a step needs to be seen.
const SHORTEST_DRAWN: u32 = 6;

/// The drawing's width, what is between two bars, and what a letter takes.
const WIDTH: u32 = 280;
const GAP: u32 = 4;
const LETTER: usize = 8;

/// The way of a call.
pub(super) fn timeline(routing: &Routing, call: &Call, caption: String) -> AnyView {
    let way = way_of(routing, call);
    let items = way.iter().map(|stage| stage_words(routing, stage)).collect_view();
    view! {
        <figure class="timeline">
            <figcaption>{caption}</figcaption>
            {drawing(&way)}
            <ol>{items}</ol>
        </figure>
    }
    .into_any()
}

fn ring_words(ring: &Ring) -> String {
    match &ring.target {
        Target::Endpoint(endpoint) => sentence::endpoint(*endpoint),
        other => say!(forwards.step, who = sentence::target(other), seconds = ring.seconds),
    }
}

fn stage_words(routing: &Routing, stage: &Stage) -> AnyView {
    match stage {
        Stage::Line(Some(seconds)) => {
            view! { <li>{say!(forwards.who.line_rings, seconds = seconds)}</li> }.into_any()
        }
        Stage::Line(None) => view! { <li>{say!(forwards.who.line_rings_unknown)}</li> }.into_any(),
        Stage::End => view! { <li>{say!(forwards.who.ends)}</li> }.into_any(),
        Stage::Forward(kind, candidates) => forward_words(routing, *kind, candidates),
    }
}

fn forward_words(routing: &Routing, kind: Kind, candidates: &[Candidate]) -> AnyView {
    let is_certain = candidates.iter().any(|candidate| candidate.fits == Truth::Yes);
    let of_several = (candidates.len() > 1).then(|| say!(forwards.who.one_of));
    let perhaps = (!is_certain).then(|| say!(forwards.who.perhaps));
    let items = candidates
        .iter()
        .map(|candidate| {
            let who = match &candidate.rings {
                None => say!(forwards.hidden_set),
                Some(rings) if rings.is_empty() => say!(forwards.nobody),
                Some(rings) => rings.iter().map(ring_words).collect::<Vec<_>>().join(&say!(forwards.then)),
            };
            let redirects = candidate.use_redirection.then(|| format!(" · {}", say!(forwards.redirects)));
            let decides =
                routing.rules(kind).get(candidate.place).and_then(sentence::conditions).map(
                    |when| view! { <span class="hint">" "{say!(forwards.who.decides, when = when)}</span> },
                );
            view! { <li>{who}{redirects}{decides}</li> }
        })
        .collect_view();
    view! {
        <li>
            <strong>{sentence::kind(kind)}</strong>
            {of_several.map(|words| view! { " "<em>{words}</em> })}
            {perhaps.map(|words| view! { " "<em>{words}</em> })}
            <ul>{items}</ul>
        </li>
    }
    .into_any()
}

/// Bars side by side, as long as somebody rings. Of several rules that fit the first is drawn; the list says that it is one of them.
fn drawing(way: &[Stage]) -> AnyView {
    let mut bars: Vec<(&'static str, u32, String)> = Vec::new();
    for stage in way {
        match stage {
            Stage::Line(seconds) => bars.push(("line", seconds.unwrap_or(20), say!(forwards.who.this_line))),
            Stage::End => bars.push(("end", 0, "×".into())),
            Stage::Forward(_, candidates) => {
                let first = candidates.first();
                let class = if first.is_some_and(|first| first.fits == Truth::Yes && candidates.len() == 1) {
                    "certain"
                } else {
                    "perhaps"
                };
                for ring in first.and_then(|first| first.rings.as_ref()).into_iter().flatten() {
                    bars.push((class, ring.seconds, sentence_of(&ring.target)));
                }
            }
        }
    }
    let weight = |seconds: u32| seconds.clamp(SHORTEST_DRAWN, LONGEST_DRAWN);
    let all: u32 = bars.iter().map(|(_, seconds, _)| weight(*seconds)).sum();
    let room = WIDTH.saturating_sub(GAP * u32::try_from(bars.len()).unwrap_or(u32::MAX));
    let mut x = 0;
    let shapes = bars
        .into_iter()
        .map(|(class, seconds, name)| {
            let width = (room * weight(seconds) / all.max(1)).max(1);
            let start = x;
            x += width + GAP;
            // The name where it fits, else how long: the list below says all.
            let fits =
                |words: &String| words.chars().count() * LETTER < usize::try_from(width).unwrap_or_default();
            let words = [name, format!("{seconds} s")].into_iter().find(fits).unwrap_or_default();
            view! {
                <g class=class>
                    <rect x=start.to_string() y="2" width=width.to_string() height="28" rx="4"/>
                    <text x=(start + 6).to_string() y="21">{words}</text>
                </g>
            }
        })
        .collect_view();
    view! { <svg viewBox=format!("0 0 {WIDTH} 32") aria-hidden="true">{shapes}</svg> }.into_any()
}

fn sentence_of(target: &Target) -> String {
    sentence::target(target)
}
