//! Templates on the page of a line: which there are, and the few questions of one of them.

use super::{holidays, parts, sentence, view::LineView};
use crate::{
    components::{Choice, Draft, FormState, Hidden, SelectField, TextField, WriteForm},
    failure::Failure,
    guard::Guard,
    writes::{OWN_TEMPLATE, STAFF_TEMPLATE},
};
use leptos::prelude::*;
use switchhook_access::{ForwardTemplateId, needs::Needs};
use switchhook_domain::{
    FieldErrors,
    forwards::{Date, Endpoint, Kind, LocalTime, NamedTemplateForm, PartForm, Recipe, TemplateForm},
};

/// So many rows of office hours are asked for.
const ROWS_OF_HOURS: usize = 2;

/// The templates to choose from: those that everybody has, and those that the reseller made.
pub(super) async fn list<P: Needs>(guard: &Guard<P>) -> Result<AnyView, Failure> {
    let own = guard.portal.access().forward_templates().list(guard.principal.scope()).await?;
    let own = own.into_iter().map(|template| (template.id.to_string(), template.form.name));
    let usual = Recipe::ALL.into_iter().map(|recipe| (recipe.name().to_owned(), title(recipe)));
    let path = guard.visitor.uri.path();
    let items = usual
        .chain(own)
        .map(|(name, words)| view! { <li><a href=format!("{path}?template={name}")>{words}</a></li> })
        .collect_view();
    Ok(view! {
        <nav class="templates" aria-labelledby="templates-title">
            <h2 id="templates-title">{say!(templates.title)}</h2>
            <ul>{items}</ul>
        </nav>
    }
    .into_any())
}

/// A template of the reseller; none if there is no such.
async fn made_by_reseller<P: Needs>(
    guard: &Guard<P>,
    wished: &str,
) -> Result<Option<NamedTemplateForm>, Failure> {
    let Ok(id) = wished.parse::<ForwardTemplateId>() else { return Ok(None) };
    let found = guard.portal.access().forward_templates().find(guard.principal.scope(), id).await?;
    Ok(found.map(|template| template.form))
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
    let (name, usual) = match made_by_reseller(guard, wished).await? {
        Some(made) => (Some(made.name), Some(made.template)),
        None => (None, Recipe::from_name(wished).map(TemplateForm::usual)),
    };
    let usual = usual.ok_or(Failure::NotFound)?;
    let recipe = Recipe::from_name(&usual.recipe).ok_or(Failure::Internal)?;
    let numbers = line.line().ok_or(Failure::NotFound)?;
    let action = if line.is_staff { STAFF_TEMPLATE } else { OWN_TEMPLATE };
    let today = line.local_now().map_or(Date::EPOCH, |LocalTime { date, .. }| date);
    let draft: Option<Draft<TemplateForm>> = guard.draft(action).await?;
    let fresh = || usual.on(today, &line.configuration, &numbers);
    let (form, state) = Draft::or_else(draft, fresh);
    let here = guard.visitor.uri.path().to_owned();
    let (id, zone) = (line.subscriber.id.to_string(), line.zone.words());
    let others = others(line, recipe, &form);
    let fields = Fields::new("form", form, &state);
    let name = name.unwrap_or_else(|| title(recipe));
    Ok(view! {
        <section class="template" aria-labelledby="template-title">
            <h2 id="template-title">{name}</h2>
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
    /// Before the name of each of them.
    prefix: &'static str,
    form: TemplateForm,
    errors: FieldErrors,
}

impl Fields {
    /// The questions with what is filled in, and mistakes in it.
    pub(crate) fn new(prefix: &'static str, form: TemplateForm, state: &FormState) -> Self {
        Self { prefix, form, errors: state.errors.clone() }
    }

    /// The questions of a kind of template.
    pub(crate) fn view(&self, recipe: Recipe) -> AnyView {
        let form = &self.form;
        let name = |part: &str| self.name(part);
        let target = Endpoint::from_keyword(&form.target).map_or("number", Endpoint::keyword);
        let choices = vec![
            Choice::new("number", say!(forwards.target.number)),
            Choice::new(Endpoint::Voicebox.keyword(), sentence::endpoint(Endpoint::Voicebox)),
        ];
        let when = match recipe {
            Recipe::Today => ().into_any(),
            Recipe::Holiday => view! {
                <div class="times">
                    <TextField name=name("first") label=say!(forwards.first_day) value=form.first.clone() kind="date"/>
                    <TextField name=name("last") label=say!(forwards.last_day) value=form.last.clone() kind="date"/>
                </div>
            }
            .into_any(),
            Recipe::OfficeHours => self.hours(),
        };
        view! {
            <Hidden name=name("recipe") value=recipe.name()/>
            <fieldset class="destination">
                <legend>{say!(templates.who)}</legend>
                <SelectField name=name("target") label=say!(forwards.target.label) choices=choices value=target/>
                <TextField
                    name=name("number")
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

    fn name(&self, part: &str) -> String {
        format!("{}[{part}]", self.prefix)
    }

    fn hours(&self) -> AnyView {
        let name = |part: &str| self.name(part);
        let rows = (0..ROWS_OF_HOURS)
            .map(|index| {
                let name = format!("{}[{index}]", self.name("hours"));
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
                name=name("place")
                label=say!(templates.office_hours.holidays)
                hint=say!(templates.office_hours.holidays_hint)
                choices=choices
                value=self.form.place.clone()
            />
        }
        .into_any()
    }
}
