//! The parts of a schedule as inputs.

use super::sentence;
use crate::{
    components::{CheckField, Hidden, TextField},
    words,
};
use leptos::prelude::*;
use switchhook_domain::{
    FieldError,
    forwards::{PartForm, Weekday},
};

/// More parts than this would push the rest of a rule out of sight.
const MOST_UNFOLDED: usize = 6;

/// One part, with the button that removes it.
pub(super) fn part(
    name: &str,
    place: usize,
    form: &PartForm,
    days: Option<FieldError>,
    remove: AnyView,
) -> AnyView {
    let (what, inputs) = match form.what.as_str() {
        "outside" => (say!(forwards.add_time.outside), weekly(name, form, days)),
        "once" => (say!(forwards.add_time.once), once(name, form)),
        "yearly" => (say!(forwards.add_time.yearly), yearly(name, form)),
        "row" => (say!(forwards.kept_row), row(name, form)),
        _ => (say!(forwards.add_time.weekly), weekly(name, form, days)),
    };
    view! {
        <fieldset class="weekly">
            <legend>{say!(forwards.time_part, index = place + 1, what = what)}</legend>
            <Hidden name=format!("{name}[what]") value=form.what.clone()/>
            {inputs}
            {remove}
        </fieldset>
    }
    .into_any()
}

/// Many parts, such as the holidays of two years, stay folded.
pub(super) fn folded(parts: impl IntoAny, count: usize, is_open: bool) -> AnyView {
    if count <= MOST_UNFOLDED {
        return parts.into_any();
    }
    view! {
        <details class="part weekly" open=is_open>
            <summary>{say!(holidays.many, count = count)}</summary>
            {parts.into_any()}
        </details>
    }
    .into_any()
}

fn weekly(name: &str, form: &PartForm, mistake: Option<FieldError>) -> AnyView {
    let days = Weekday::ALL
        .into_iter()
        .map(|day| {
            view! {
                <CheckField
                    name=format!("{name}[{}]", day.name())
                    label=sentence::day(day)
                    value="on"
                    checked=form.has(day)
                />
            }
        })
        .collect_view();
    view! {
        {mistake.map(|mistake| view! { <p class="error">{words::field_error(mistake)}</p> })}
        <div class="days">{days}</div>
        <div class="times">
            {clock(name, "from", say!(forwards.from), String::new(), &form.from)}
            {clock(name, "until", say!(forwards.until), say!(forwards.until_hint), &form.until)}
        </div>
    }
    .into_any()
}

/// A time of day.
fn clock(name: &str, part: &str, label: String, hint: String, value: &str) -> AnyView {
    view! { <TextField name=format!("{name}[{part}]") label=label hint=hint value=value.to_owned() kind="time" class="short"/> }
        .into_any()
}

fn once(name: &str, form: &PartForm) -> AnyView {
    view! {
        <div class="times">
            <TextField name=format!("{name}[first]") label=say!(forwards.first_day) value=form.first.clone() kind="date"/>
            {clock(name, "from", say!(forwards.from_time), String::new(), &form.from)}
            <TextField name=format!("{name}[last]") label=say!(forwards.last_day) value=form.last.clone() kind="date"/>
            {clock(name, "until", say!(forwards.until_time), say!(forwards.whole_day_hint), &form.until)}
        </div>
    }
    .into_any()
}

fn yearly(name: &str, form: &PartForm) -> AnyView {
    view! {
        <div class="times">
            <TextField name=format!("{name}[first]") label=say!(forwards.first_day) hint=say!(forwards.yearly_hint) value=form.first.clone() class="short"/>
            <TextField name=format!("{name}[last]") label=say!(forwards.last_day) value=form.last.clone() class="short"/>
        </div>
    }
    .into_any()
}

/// What has no words is shown as it is, and kept.
fn row(name: &str, form: &PartForm) -> AnyView {
    let words = form.period().map(|period| sentence::row(&period)).unwrap_or_default();
    view! {
        <Hidden name=format!("{name}[row]") value=form.row.clone()/>
        <p class="kept">{words}</p>
    }
    .into_any()
}
