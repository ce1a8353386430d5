//! `/forward-templates`: templates of call forwards that a reseller makes for its customers.

use crate::{
    components::{
        Cell, Column, Confirmation, Draft, Empty, FormState, Hidden, Page, Table, TextField, WriteForm,
    },
    failure::Failure,
    guard::{Guard, guarded},
    pages::{
        forwards::template::{Fields, title},
        id_in_path,
    },
    writes::{
        ConfirmationForm,
        forward_templates::{CREATE, DELETE, EDIT},
        line::Seen,
    },
};
use leptos::prelude::*;
use switchhook_access::{ForwardTemplate, ForwardTemplateId, needs};
use switchhook_domain::forwards::{Endpoint, NamedTemplateForm, Recipe, TemplateForm};

type Editor = Guard<needs::EditForwardTemplates>;

/// `/forward-templates`
#[component]
pub(crate) fn ForwardTemplatesPage() -> impl IntoView {
    guarded::<needs::EditForwardTemplates, _, _>(list)
}

/// `/forward-templates/{id}`
#[component]
pub(crate) fn ForwardTemplatePage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::EditForwardTemplates, _, _>(async move |guard| one(guard, id).await)
}

async fn list(guard: Editor) -> Result<AnyView, Failure> {
    if let Some(wished) = guard.visitor.parameter("new") {
        return new(guard, Recipe::from_name(&wished).ok_or(Failure::NotFound)?).await;
    }
    let all = guard.portal.access().forward_templates().list(guard.principal.scope()).await?;
    let table = if all.is_empty() {
        view! { <Empty words=say!(templates.own.none)/> }.into_any()
    } else {
        let columns = vec![
            Column::plain(say!(templates.own.name)),
            Column::plain(say!(templates.own.kind)),
            Column::plain(say!(templates.who)),
            Column::plain(say!(templates.own.change)),
        ];
        let rows = all.iter().map(row).collect();
        view! { <Table caption=say!(templates.own.title) columns=columns rows=rows/> }.into_any()
    };
    let kinds = Recipe::ALL
        .into_iter()
        .map(|recipe| view! { <li><a href=format!("/forward-templates?new={}", recipe.name())>{title(recipe)}</a></li> })
        .collect_view();
    Ok(view! {
        <Page title=say!(templates.own.title)>
            <p class="lead">{say!(templates.own.lead)}</p>
            {table}
            <nav class="templates" aria-labelledby="new-title">
                <h2 id="new-title">{say!(templates.own.new)}</h2>
                <ul>{kinds}</ul>
            </nav>
        </Page>
    }
    .into_any())
}

fn row(template: &ForwardTemplate) -> Vec<Cell> {
    let TemplateForm { recipe, target, number, .. } = &template.form.template;
    let kind = Recipe::from_name(recipe).map(title).unwrap_or_default();
    let who = match Endpoint::from_keyword(target) {
        Some(Endpoint::Voicebox) => say!(forwards.endpoint.voicebox),
        _ if number.is_empty() => say!(templates.own.asked),
        _ => number.clone(),
    };
    let (name, href) = (template.form.name.clone(), format!("/forward-templates/{}", template.id));
    let change = view! { <a href=href>{say!(templates.own.change_link, name = name.clone())}</a> };
    vec![name.into_any(), kind.into_any(), who.into_any(), change.into_any()]
}

async fn new(guard: Editor, recipe: Recipe) -> Result<AnyView, Failure> {
    let draft: Option<Draft<Seen<NamedTemplateForm>>> = guard.draft(CREATE).await?;
    let fresh = || {
        Seen::now(NamedTemplateForm { template: TemplateForm::usual(recipe), ..NamedTemplateForm::default() })
    };
    let (form, state) = Draft::or_else(draft, fresh);
    let questions = questions(CREATE, None, recipe, form, state);
    Ok(view! {
        <Page title=title(recipe) trail=trail()>
            <p class="lead">{say!(templates.own.lead_form)}</p>
            {questions}
        </Page>
    }
    .into_any())
}

async fn one(guard: Editor, id: Option<ForwardTemplateId>) -> Result<AnyView, Failure> {
    let (templates, id) = (guard.portal.access().forward_templates(), id.ok_or(Failure::NotFound)?);
    let present = templates.find(guard.principal.scope(), id).await?.ok_or(Failure::NotFound)?;
    let recipe = Recipe::from_name(&present.form.template.recipe).ok_or(Failure::Internal)?;
    let draft: Option<Draft<Seen<NamedTemplateForm>>> = guard.draft(EDIT).await?;
    let (form, state) = Draft::or_else(draft, || Seen::now(present.form.clone()));
    let confirmation: Option<Draft<ConfirmationForm>> = guard.draft(DELETE).await?;
    let (confirmation, confirmation_state) = Draft::or_else(confirmation, ConfirmationForm::default);
    let name = present.form.name;
    let questions = questions(EDIT, Some(id), recipe, form, state);
    Ok(view! {
        <Page title=name.clone() trail=trail()>
            <p class="lead">{say!(templates.own.lead_form)}</p>
            {questions}
            <section aria-labelledby="remove">
                <h2 id="remove">{say!(templates.own.delete)}</h2>
                <Confirmation
                    action=DELETE
                    id=id.to_string()
                    name=name
                    consequences=say!(templates.own.consequences)
                    button=say!(templates.own.delete)
                    back="/forward-templates"
                    typed=confirmation.name
                    state=confirmation_state
                />
            </section>
        </Page>
    }
    .into_any())
}

fn trail() -> Vec<(String, String)> {
    vec![("/forward-templates".to_owned(), say!(templates.own.title))]
}

/// The form of a template.
fn questions(
    action: &'static str,
    id: Option<ForwardTemplateId>,
    recipe: Recipe,
    form: Seen<NamedTemplateForm>,
    state: FormState,
) -> AnyView {
    let Seen { seen, values: NamedTemplateForm { name, template } } = form;
    let fields = Fields::new("form[values][template]", template, &state);
    let id = id.map(|id| view! { <Hidden name="id" value=id.to_string()/> });
    view! {
        <WriteForm action=action state=state>
            {id}
            <Hidden name="form[seen]" value=seen/>
            <TextField name="form[values][name]" label=say!(templates.own.name) value=name required=true/>
            {fields.view(recipe)}
            <div class="actions"><button>{say!(form.save)}</button></div>
        </WriteForm>
    }
    .into_any()
}
