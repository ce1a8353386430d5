//! The form of the forwards: a rule for each main kind, as a sentence that opens into its parts.

use super::sentence;
use crate::{
    components::{CheckField, Choice, Draft, Hidden, SelectField, TextField, WriteForm},
    islands::AddRow,
};
use leptos::prelude::*;
use switchhook_domain::{
    FieldErrors,
    forwards::{Configuration, DestinationForm, Endpoint, ForwardForm, ForwardsForm, Kind, Weekday},
};
use switchhook_platform::subscribers::Subscriber;

/// What people choose from every day; the others are offered where they are in use.
const USUAL: [Endpoint; 3] = [Endpoint::Voicebox, Endpoint::Fax2Mail, Endpoint::Conference];

/// What the editor shows.
pub(super) struct Editor<'a> {
    /// The server function that saves.
    pub(super) action: &'static str,
    pub(super) subscriber: &'a Subscriber,
    pub(super) configuration: &'a Configuration,
    pub(super) draft: Option<Draft<ForwardsForm>>,
    /// Staff sees the technical names beside the words.
    pub(super) is_staff: bool,
}

/// The form.
pub(super) fn editor(editor: Editor<'_>) -> AnyView {
    let Editor { action, subscriber, configuration, draft, is_staff } = editor;
    let is_draft = draft.is_some();
    let (form, state) = Draft::or_else(draft, || ForwardsForm::of(configuration));
    let errors = state.errors.clone();
    let id = subscriber.id.to_string();
    let zone = subscriber.timezone.clone();
    let kept = kept(configuration);
    let (configuration, seen) = (configuration.clone(), form.seen.clone());
    // The inputs are made inside of their form: there they find their mistakes.
    let rules = move || {
        let rules = RuleView {
            configuration: &configuration,
            errors: &errors,
            is_draft,
            is_staff,
            ring_seconds: &form.ring_seconds,
        };
        let form = |kind: Kind| form.kinds.get(kind.name()).cloned().unwrap_or_default();
        Kind::MAIN.into_iter().map(|kind| rules.show(kind, form(kind))).collect_view()
    };
    view! {
        <WriteForm action=action state=state class="forwards">
            <Hidden name="id" value=id/>
            <Hidden name="form[seen]" value=seen/>
            {rules()}
            {kept}
            <p class="hint">
                {match zone {
                    Some(zone) => say!(forwards.zone, zone = zone),
                    None => say!(forwards.platform_zone),
                }}
            </p>
            <div class="actions sticky"><button>{say!(form.save)}</button></div>
        </WriteForm>
    }
    .into_any()
}

/// What all rules of the form share.
struct RuleView<'a> {
    configuration: &'a Configuration,
    errors: &'a FieldErrors,
    is_draft: bool,
    is_staff: bool,
    ring_seconds: &'a str,
}

impl RuleView<'_> {
    /// One kind: the sentence of the platform's present state, and its parts as inputs.
    fn show(&self, kind: Kind, form: ForwardForm) -> AnyView {
        let name = format!("form[kinds][{}]", kind.name());
        let mappings = self.configuration.of(kind);
        let sentence = mappings
            .first()
            .map_or_else(|| say!(forwards.not_set), |mapping| sentence::rule(self.configuration, mapping));
        let is_on = mappings.iter().any(|mapping| mapping.enabled);
        let (state, state_words) = match mappings.first() {
            None => ("state", say!(forwards.state.none)),
            Some(_) if is_on => ("state on", say!(forwards.state.on)),
            Some(_) => ("state off", say!(forwards.state.off)),
        };
        let has_errors = self.errors.iter().any(|(field, _)| field.starts_with(&name))
            || (kind == Kind::NoAnswer && self.errors.get("form[ring_seconds]").is_some());
        let was_touched = self.is_draft && form.destinations.iter().any(|row| !blank(row));
        let technical = self.is_staff.then(|| view! { " "<code>{kind.name()}</code> });
        let ring = (kind == Kind::NoAnswer).then(|| {
            view! {
                <TextField
                    name="form[ring_seconds]"
                    label=say!(forwards.ring_seconds)
                    hint=say!(forwards.ring_hint)
                    value=self.ring_seconds.to_owned()
                    inputmode="numeric"
                    class="short"
                />
            }
        });
        let enabled = form.is_on();
        view! {
            <details class="rule" open=has_errors || was_touched>
                <summary>
                    <span class="kind">{sentence::kind(kind)}{technical}</span>
                    " "<span class=state>{state_words}</span>" "
                    <span class="sentence">{sentence}</span>
                </summary>
                <CheckField
                    name=format!("{name}[enabled]")
                    label=say!(forwards.enabled)
                    value="on"
                    checked=enabled
                />
                {ring}
                {destinations(&name, kind, &form)}
                {self.schedule(&name, kind, form)}
                {self.further(kind)}
            </details>
        }
        .into_any()
    }

    fn schedule(&self, name: &str, kind: Kind, form: ForwardForm) -> impl IntoView + use<> {
        let mut choices = vec![
            Choice::new("always", say!(forwards.when.always)),
            Choice::new("weekly", say!(forwards.when.weekly)),
        ];
        let rows = self
            .configuration
            .of(kind)
            .first()
            .and_then(|mapping| self.configuration.time_set(mapping.time_set?))
            .map(|set| set.periods.clone())
            .filter(|_| form.when == "kept")
            .map(|periods| {
                let items =
                    periods.iter().map(|period| view! { <li>{sentence::row(period)}</li> }).collect_view();
                view! { <p class="hint">{say!(forwards.kept_rows)}</p><ul class="kept">{items}</ul> }
            });
        if form.when == "kept" {
            choices.push(Choice::new("kept", say!(forwards.when.kept)));
        }
        let days_error = self.errors.get(&format!("{name}[days]")).map(crate::words::field_error);
        let days_name = format!("{name}[days][]");
        let days = Weekday::ALL
            .into_iter()
            .map(|day| {
                let checked = form.days.iter().any(|name| name == day.name());
                view! {
                    <CheckField
                        name=days_name.clone()
                        label=sentence::day(day)
                        value=day.name()
                        checked=checked
                        suffix=format!("-{}", day.name())
                    />
                }
            })
            .collect_view();
        view! {
            <SelectField name=format!("{name}[when]") label=say!(forwards.when.label) choices=choices value=form.when/>
            {rows}
            <fieldset class="weekly">
                <legend>{say!(forwards.when.weekly)}</legend>
                {days_error.map(|error| view! { <p class="error">{error}</p> })}
                <div class="days">{days}</div>
                <div class="times">
                    <TextField name=format!("{name}[from]") label=say!(forwards.from) value=form.from kind="time" class="short"/>
                    <TextField
                        name=format!("{name}[until]")
                        label=say!(forwards.until)
                        hint=say!(forwards.until_hint)
                        value=form.until
                        kind="time"
                        class="short"
                    />
                </div>
            </fieldset>
        }
    }

    /// What belongs to the kind and is not edited here, but kept.
    fn further(&self, kind: Kind) -> Option<impl IntoView + use<>> {
        let further: Vec<String> = self
            .configuration
            .of(kind)
            .iter()
            .skip(1)
            .map(|mapping| {
                let rule = sentence::rule(self.configuration, mapping);
                if mapping.enabled { rule } else { format!("{rule} ({})", say!(forwards.state.off)) }
            })
            .collect();
        (!further.is_empty()).then(|| {
            let items = further.into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
            view! { <p class="hint">{say!(forwards.further)}</p><ul class="kept">{items}</ul> }
        })
    }
}

/// Rules of the kinds that the form does not edit.
fn kept(configuration: &Configuration) -> Option<impl IntoView + use<>> {
    let others: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|kind| !Kind::MAIN.contains(kind))
        .filter_map(|kind| {
            let mapping = configuration.of(kind).first()?;
            Some(format!("{}: {}", sentence::kind(kind), sentence::rule(configuration, mapping)))
        })
        .collect();
    (!others.is_empty()).then(|| {
        let items = others.into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
        view! { <section><h2>{say!(forwards.others)}</h2><ul class="kept">{items}</ul></section> }
    })
}

/// Whether a row of the form does not count.
fn blank(row: &DestinationForm) -> bool {
    row.number.is_empty() && Endpoint::from_keyword(&row.target).is_none()
}

/// Who rings, in order, and one blank row.
fn destinations(name: &str, kind: Kind, form: &ForwardForm) -> impl IntoView + use<> {
    let rows = form.destinations.clone();
    let more = rows.last().is_none_or(|last| !blank(last));
    let next = DestinationForm { target: "number".into(), number: String::new(), seconds: "30".into() };
    let rows = rows
        .into_iter()
        .chain(more.then_some(next))
        .enumerate()
        .map(|(index, row)| destination(&format!("{name}[destinations][{index}]"), index, row))
        .collect_view();
    view! {
        <div class="rows destinations" data-rows>
            {rows}
            <AddRow label=say!(forwards.add_destination) value=kind.name().to_owned()/>
        </div>
    }
}

fn destination(name: &str, index: usize, row: DestinationForm) -> impl IntoView + use<> {
    let present = Endpoint::from_keyword(&row.target);
    let offered = USUAL.into_iter().chain(present.filter(|endpoint| !USUAL.contains(endpoint)));
    let choices = std::iter::once(Choice::new("number", say!(forwards.target.number)))
        .chain(offered.map(|endpoint| Choice::new(endpoint.keyword(), sentence::endpoint(endpoint))))
        .collect();
    let value = present.map_or("number", Endpoint::keyword).to_owned();
    view! {
        <fieldset class="destination">
            <legend>{say!(forwards.destination, index = index + 1)}</legend>
            <SelectField name=format!("{name}[target]") label=say!(forwards.target.label) choices=choices value=value/>
            <TextField
                name=format!("{name}[number]")
                label=say!(forwards.number)
                value=row.number
                kind="tel"
                inputmode="tel"
            />
            <TextField
                name=format!("{name}[seconds]")
                label=say!(forwards.seconds)
                value=row.seconds
                inputmode="numeric"
                class="short"
            />
        </fieldset>
    }
}
