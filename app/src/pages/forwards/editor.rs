//! The form of the forwards: every rule as a sentence that opens into its parts, and what will change.

use super::{holidays, parts, review, sentence, view::LineView};
use crate::{
    components::{CheckField, Choice, FormState, Hidden, SelectField, TextArea, TextField, WriteForm},
    islands::ReorderRows,
};
use leptos::prelude::*;
use switchhook_domain::{
    FieldErrors,
    forwards::{
        CalledNumbers, Callers, Configuration, ForwardsForm, Kind, Mapping, PartForm, Routing, RuleForm,
        Times,
    },
};
use switchhook_platform::entries::SoundHandle;

/// The form.
pub(super) fn editor(
    line: &LineView,
    action: &'static str,
    form: ForwardsForm,
    state: FormState,
    after: Option<&Routing>,
) -> AnyView {
    let review = after.map(|after| review::review(line, after));
    let has_review = review.is_some();
    let id = line.subscriber.id.to_string();
    let errors = state.errors.clone();
    let (seen, reviewed) = (form.seen.clone(), form.reviewed.clone());
    let view = RuleViews {
        configuration: line.configuration.clone(),
        routing: line.routing.clone(),
        errors,
        own: line.own.clone(),
        is_staff: line.is_staff,
        announcements: line.announcements.clone(),
        zone: line.zone.words(),
        holidays: holidays::Search::of(line, &form.holidays),
    };
    // The inputs are made inside of their form: there they find their mistakes.
    let rules = move || view.all(&form);
    view! {
        <WriteForm action=action state=state class="forwards">
            <Hidden name="id" value=id/>
            <Hidden name="form[seen]" value=seen/>
            <Hidden name="form[reviewed]" value=reviewed/>
            {review}
            {rules()}
            <ReorderRows moved=say!(forwards.moved, index = "{}")/>
            <div class="actions sticky">
                <button name="press" value="review" class=if has_review { "quiet" } else { "" }>{say!(forwards.review.show)}</button>
            </div>
        </WriteForm>
    }
    .into_any()
}

/// How long the line itself rings: once, for all rules.
fn ring_time(form: &ForwardsForm) -> AnyView {
    view! {
        <TextField
            name="form[ring_seconds]"
            label=say!(forwards.ring_seconds)
            hint=say!(forwards.ring_hint)
            value=form.ring_seconds.clone()
            inputmode="numeric"
            class="short"
        />
    }
    .into_any()
}

/// What all rules of the form share.
pub(super) struct RuleViews {
    pub(super) configuration: Configuration,
    routing: Routing,
    pub(super) errors: FieldErrors,
    own: Vec<String>,
    pub(super) is_staff: bool,
    pub(super) announcements: Vec<SoundHandle>,
    /// In which zone times are.
    zone: String,
    holidays: holidays::Search,
}

/// Which buttons a rule has besides the one that removes it.
struct Buttons {
    /// Puts it before the rule above.
    earlier: bool,
    /// Adds another rule of its kind.
    add: bool,
}

impl RuleViews {
    /// All rules, by kind, and a way to add more of each kind.
    fn all(&self, form: &ForwardsForm) -> AnyView {
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| {
                let rules: Vec<(usize, &RuleForm)> =
                    form.rules.iter().enumerate().filter(|(_, rule)| rule.kind == kind.name()).collect();
                let several = rules.len() > 1;
                let last = rules.len().saturating_sub(1);
                let views = rules
                    .iter()
                    .enumerate()
                    .map(|(place, (index, rule))| {
                        let ring = (kind == Kind::NoAnswer && place == 0).then(|| ring_time(form));
                        // Another one only after one that is filled in.
                        let add = place == last && (!rule.at.is_empty() || !rule.is_blank());
                        let buttons = Buttons { earlier: place > 0, add };
                        self.rule(kind, *index, rule, buttons, form.open == index.to_string(), ring)
                    })
                    .collect_view();
                let order = several.then(|| view! { <p class="hint">{say!(forwards.order_unknown)}</p> });
                (!rules.is_empty()).then(|| {
                    view! { <section class="rules" id=format!("kind-{}", kind.name())>{views}{order}</section> }
                })
            })
            .collect_view();
        let seldom =
            Kind::ALL.into_iter().filter(|kind| !form.rules.iter().any(|rule| rule.kind == kind.name()));
        let seldom: Vec<AnyView> = seldom
            .map(|kind| press(format!("add:{}", kind.name()), sentence::kind(kind), "quiet add"))
            .collect();
        let seldom = (!seldom.is_empty()).then(|| {
            view! {
                <details class="part seldom">
                    <summary>{say!(forwards.seldom)}</summary>
                    <div class="actions">{seldom}</div>
                </details>
            }
        });
        view! { {kinds}{seldom} }.into_any()
    }

    /// One rule: the sentence of the platform's present state, and its parts as inputs.
    fn rule(
        &self,
        kind: Kind,
        index: usize,
        form: &RuleForm,
        buttons: Buttons,
        was_pressed: bool,
        ring: Option<AnyView>,
    ) -> AnyView {
        let name = format!("form[rules][{index}]");
        let at = form.at.parse::<usize>().ok();
        let mapping = at.and_then(|at| self.configuration.of(kind).get(at)).copied();
        let present = form.present(&self.routing);
        let words =
            present.map_or_else(|| say!(forwards.not_set), |rule| sentence::rule(&self.routing, rule));
        let (state, state_words) = match present {
            _ if form.is_gone() => ("state off", say!(forwards.state.gone)),
            None => ("state", say!(forwards.state.none)),
            Some(rule) if rule.enabled => ("state on", say!(forwards.state.on)),
            Some(_) => ("state off", say!(forwards.state.off)),
        };
        let has_errors = self.errors.iter().any(|(field, _)| field.starts_with(&format!("{name}[")))
            || (ring.is_some() && self.errors.get("form[ring_seconds]").is_some());
        let is_open = has_errors || was_pressed || form.is_gone() || (at.is_none() && !form.is_blank());
        let technical = self.is_staff.then(|| view! { " "<code>{kind.name()}</code> });
        let hidden = [("kind", form.kind.clone()), ("at", form.at.clone()), ("gone", form.gone.clone())]
            .map(|(part, value)| view! { <Hidden name=format!("{name}[{part}]") value=value/> });
        let end = if form.is_gone() {
            press(format!("keep:{index}"), say!(forwards.keep), "quiet")
        } else {
            let remove =
                at.is_some().then(|| press(format!("remove:{index}"), say!(forwards.remove), "quiet"));
            let earlier =
                buttons.earlier.then(|| press(format!("earlier:{index}"), say!(forwards.earlier), "quiet"));
            let add = buttons.add.then(|| {
                let words = say!(forwards.add_rule, kind = sentence::kind(kind));
                press(format!("add:{}", kind.name()), words, "quiet add")
            });
            view! { <div class="actions">{earlier}{remove}{add}</div> }.into_any()
        };
        view! {
            <details class="rule" id=format!("rule-{index}") open=is_open>
                <summary autofocus=was_pressed>
                    <span class="kind">{sentence::kind(kind)}{technical}</span>
                    " "<span class=state>{state_words}</span>" "
                    <span class="sentence">{words}</span>
                </summary>
                {hidden.collect_view()}
                <CheckField
                    name=format!("{name}[enabled]")
                    label=say!(forwards.enabled)
                    value="on"
                    checked=form.is_on()
                />
                {ring}
                {self.destinations(&name, index, form, mapping)}
                {self.times(&name, index, form, mapping)}
                {self.callers(&name, form, mapping)}
                {self.called(&name, form, mapping)}
                {self.redirection(&name, form)}
                {end}
            </details>
        }
        .into_any()
    }

    fn times(&self, name: &str, index: usize, form: &RuleForm, mapping: Option<Mapping>) -> AnyView {
        let mut choices = vec![
            Choice::new("always", say!(forwards.when.always)),
            Choice::new("times", say!(forwards.when.times)),
        ];
        if form.when == "kept" {
            choices.push(Choice::new("kept", say!(forwards.when.kept)));
        }
        // Hours to fill in are there at once, hidden until they are wanted; only an empty schedule of the platform stays empty.
        let mut all = form.parts.clone();
        if all.is_empty() && form.when == "always" {
            all.push(PartForm::blank("weekly"));
        }
        let count = all.len();
        let inside = format!("{name}[parts][");
        let has_mistake = self.errors.iter().any(|(field, _)| field.starts_with(&inside));
        let parts = all
            .iter()
            .enumerate()
            .map(|(place, part)| {
                let name = format!("{name}[parts][{place}]");
                parts::part(
                    &name,
                    place,
                    part,
                    self.errors.get(&format!("{name}[mon]")),
                    press(format!("unpart:{index}:{place}"), say!(forwards.remove_time), "quiet"),
                )
            })
            .collect_view();
        let add = [
            ("weekly", say!(forwards.add_time.weekly)),
            ("outside", say!(forwards.add_time.outside)),
            ("once", say!(forwards.add_time.once)),
            ("yearly", say!(forwards.add_time.yearly)),
        ]
        .map(|(what, words)| press(format!("part:{index}:{what}"), words, "quiet add"));
        let list = self.set::<Times>(name, form, mapping);
        view! {
            <SelectField name=format!("{name}[when]") label=say!(forwards.when.label) choices=choices value=form.when.clone()/>
            {parts::folded(parts, count, has_mistake)}
            <div class="actions weekly">{add.collect_view()}</div>
            <p class="hint weekly">{self.zone.clone()}</p>
            {self.holidays.view(index)}
            {list}
        }
        .into_any()
    }

    fn callers(&self, name: &str, form: &RuleForm, mapping: Option<Mapping>) -> AnyView {
        let choices = list_choices(
            &form.callers,
            [say!(forwards.callers.all), say!(forwards.callers.only), say!(forwards.callers.except)],
        );
        let list = self.set::<Callers>(name, form, mapping);
        let is_open = form.callers != "all";
        view! {
            <details class="part" open=is_open>
                <summary>{say!(forwards.callers.label)}</summary>
                <SelectField name=format!("{name}[callers]") label=say!(forwards.callers.label) choices=choices value=form.callers.clone()/>
                <CheckField
                    name=format!("{name}[anonymous]")
                    label=say!(forwards.callers.anonymous)
                    value="on"
                    checked=!form.anonymous.is_empty()
                />
                <TextArea
                    name=format!("{name}[caller_numbers]")
                    label=say!(forwards.callers.numbers)
                    hint=say!(forwards.callers.hint)
                    value=form.caller_numbers.clone()
                />
                {list}
            </details>
        }
        .into_any()
    }

    /// Whether the caller's side shall redirect: staff decides that, for everybody else it stays as it is.
    fn redirection(&self, name: &str, form: &RuleForm) -> AnyView {
        let name = format!("{name}[redirect]");
        if !self.is_staff {
            return view! { <Hidden name=name value=form.redirect.clone()/> }.into_any();
        }
        view! {
            <CheckField
                name=name
                label=say!(forwards.redirect.label)
                value="on"
                checked=form.redirects()
            />
            <p class="hint">{say!(forwards.redirect.hint)}</p>
        }
        .into_any()
    }

    fn called(&self, name: &str, form: &RuleForm, mapping: Option<Mapping>) -> AnyView {
        let choices = list_choices(
            &form.called,
            [say!(forwards.called.all), say!(forwards.called.only), say!(forwards.called.except)],
        );
        let own = self
            .own
            .iter()
            .map(|number| {
                let checked = form.called_own.contains(number);
                view! {
                    <CheckField
                        name=format!("{name}[called_own][]")
                        label=format!("+{number}")
                        value=number.clone()
                        checked=checked
                        suffix=format!("-{number}")
                    />
                }
            })
            .collect_view();
        let list = self.set::<CalledNumbers>(name, form, mapping);
        let is_open = form.called != "all";
        view! {
            <details class="part" open=is_open>
                <summary>{say!(forwards.called.label)}</summary>
                <SelectField name=format!("{name}[called]") label=say!(forwards.called.label) choices=choices value=form.called.clone()/>
                {own}
                <TextArea
                    name=format!("{name}[called_numbers]")
                    label=say!(forwards.called.numbers)
                    hint=say!(forwards.callers.hint)
                    value=form.called_numbers.clone()
                />
                {list}
            </details>
        }
        .into_any()
    }
}

fn list_choices(value: &str, [all, only, except]: [String; 3]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("all", all), Choice::new("only", only), Choice::new("except", except)];
    if value == "kept" {
        choices.push(Choice::new("kept", say!(forwards.list_kept)));
    }
    choices
}

/// A button that changes the form.
pub(super) fn press(value: String, words: String, class: &'static str) -> AnyView {
    view! { <button name="press" value=value class=class>{words}</button> }.into_any()
}
