//! Templates on the page of a line: which there are, and the few questions of one of them.

use super::{holidays, parts, sentence, view::LineView};
use crate::{
    components::{Choice, Draft, FormState, Hidden, SelectField, TextField, WriteForm},
    failure::Failure,
    guard::Guard,
    writes::{OWN_TEMPLATE, STAFF_TEMPLATE},
};
use leptos::prelude::*;
use switchhook_access::needs::Needs;
use switchhook_domain::{
    FieldErrors,
    forwards::{Date, Endpoint, Kind, LocalTime, PartForm, Recipe, TemplateForm},
};

/// So many rows of office hours are asked for.
const ROWS_OF_HOURS: usize = 2;

/// The templates to choose from, on the page with this path.
pub(super) fn list(path: &str) -> AnyView {
    let items = Recipe::ALL
        .into_iter()
        .map(|recipe| {
            view! { <li><a href=format!("{path}?template={}", recipe.name())>{title(recipe)}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="templates" aria-labelledby="templates-title">
            <h2 id="templates-title">{say!(templates.title)}</h2>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

/// What a template is called.
pub(crate) fn title(recipe: Recipe) -> String {
    match recipe {
        Recipe::OfficeHours => say!(templates.office_hours.title),
        Recipe::Holiday => say!(templates.holiday.title),
        Recipe::Today => say!(templates.today.title),
    }
}

/// The template that is asked for, in place of the rules.
pub(super) async fn page<P: Needs>(
    guard: &Guard<P>,
    line: &LineView,
    wished: &str,
) -> Result<AnyView, Failure> {
    let recipe = Recipe::from_name(wished).ok_or(Failure::NotFound)?;
    let numbers = line.line().ok_or(Failure::NotFound)?;
    let action = if line.is_staff { STAFF_TEMPLATE } else { OWN_TEMPLATE };
    let today = line.local_now().map_or(Date::EPOCH, |LocalTime { date, .. }| date);
    let draft: Option<Draft<TemplateForm>> = guard.draft(action).await?;
    let fresh = || TemplateForm::usual(recipe).on(today, &line.configuration, &numbers);
    let (form, state) = Draft::or_else(draft, fresh);
    let here = guard.visitor.uri.path().to_owned();
    let (id, zone) = (line.subscriber.id.to_string(), line.zone.words());
    let others = others(line, recipe, &form);
    let fields = Fields::new(form, &state);
    Ok(view! {
        <section class="template" aria-labelledby="template-title">
            <h2 id="template-title">{title(recipe)}</h2>
            <p class="lead">{text(recipe)}</p>
            <WriteForm action=action state=state>
                <Hidden name="id" value=id/>
                {fields.view(recipe)}
                {others}
                <p class="hint">{zone}</p>
                <div class="actions"><button>{say!(forwards.review.show)}</button></div>
            </WriteForm>
            <p><a href=here>{say!(forwards.history.back)}</a></p>
        </section>
    }
    .into_any())
}

fn text(recipe: Recipe) -> String {
    match recipe {
        Recipe::OfficeHours => say!(templates.office_hours.text),
        Recipe::Holiday => say!(templates.holiday.text),
        Recipe::Today => say!(templates.today.text),
    }
}

/// What becomes of the rules that are there.
fn others(line: &LineView, recipe: Recipe, form: &TemplateForm) -> AnyView {
    let active = sentence::active(&line.routing, Kind::Always);
    if active.is_empty() {
        return view! { <p class="hint">{say!(templates.others.stay)}</p> }.into_any();
    }
    let items = active.into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
    let choice = if recipe == Recipe::OfficeHours {
        view! { <p>{say!(templates.others.switched_off)}</p> }.into_any()
    } else {
        let choices = vec![
            Choice::new("rest", say!(templates.others.rest)),
            Choice::new("off", say!(templates.others.off)),
        ];
        view! {
            <SelectField
                name="form[others]"
                label=say!(templates.others.label)
                hint=say!(templates.others.hint)
                choices=choices
                value=form.others.clone()
            />
        }
        .into_any()
    };
    view! {
        <fieldset class="others">
            <legend>{say!(templates.others.title)}</legend>
            <ul class="sentences">{items}</ul>
            {choice}
            <p class="hint">{say!(templates.others.stay)}</p>
        </fieldset>
    }
    .into_any()
}

/// The questions of a template.
pub(crate) struct Fields {
    form: TemplateForm,
    errors: FieldErrors,
}

impl Fields {
    /// The questions with what is filled in, and mistakes in it.
    pub(crate) fn new(form: TemplateForm, state: &FormState) -> Self {
        Self { form, errors: state.errors.clone() }
    }

    /// The questions of a kind of template.
    pub(crate) fn view(&self, recipe: Recipe) -> AnyView {
        let form = &self.form;
        let target = Endpoint::from_keyword(&form.target).map_or("number", Endpoint::keyword);
        let choices = vec![
            Choice::new("number", say!(forwards.target.number)),
            Choice::new(Endpoint::Voicebox.keyword(), sentence::endpoint(Endpoint::Voicebox)),
        ];
        let when = match recipe {
            Recipe::Today => ().into_any(),
            Recipe::Holiday => view! {
                <div class="times">
                    <TextField name="form[first]" label=say!(forwards.first_day) value=form.first.clone() kind="date"/>
                    <TextField name="form[last]" label=say!(forwards.last_day) value=form.last.clone() kind="date"/>
                </div>
            }
            .into_any(),
            Recipe::OfficeHours => self.hours(),
        };
        view! {
            <Hidden name="form[recipe]" value=recipe.name()/>
            <fieldset class="destination">
                <legend>{say!(templates.who)}</legend>
                <SelectField name="form[target]" label=say!(forwards.target.label) choices=choices value=target/>
                <TextField
                    name="form[number]"
                    label=say!(forwards.number)
                    value=form.number.clone()
                    kind="tel"
                    inputmode="tel"
                />
            </fieldset>
            {when}
        }
        .into_any()
    }

    fn hours(&self) -> AnyView {
        let rows = (0..ROWS_OF_HOURS)
            .map(|index| {
                let name = format!("form[hours][{index}]");
                let mistake = self.errors.get(&format!("{name}[mon]"));
                let blank = PartForm { what: "weekly".into(), ..PartForm::default() };
                let hours = self.form.hours.get(index).cloned().unwrap_or(blank);
                parts::part(&name, index, &hours, mistake, ().into_any())
            })
            .collect_view();
        let choices = holidays::choices(say!(templates.office_hours.no_holidays));
        view! {
            {rows}
            <SelectField
                name="form[place]"
                label=say!(templates.office_hours.holidays)
                hint=say!(templates.office_hours.holidays_hint)
                choices=choices
                value=self.form.place.clone()
            />
        }
        .into_any()
    }
}
