//! Templates of call forwards that a reseller makes for its customers.

use super::{
    act::{Act, Done, Ending, Undone, conclude, unchanged_since},
    confirmation::ConfirmationForm,
    line::Seen,
};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    ForwardTemplate, ForwardTemplateError, ForwardTemplateId, MOST_FORWARD_TEMPLATES,
    audit::{Action, Object, ObjectKind, Outcome},
    needs,
};
use switchhook_domain::{FieldError, FieldErrors, forwards::NamedTemplateForm};

/// The server function that makes one.
pub(crate) const CREATE: &str = "/api/forward-templates/create";
/// The server function that changes one.
pub(crate) const EDIT: &str = "/api/forward-templates/edit";
/// The server function that removes one.
pub(crate) const DELETE: &str = "/api/forward-templates/delete";

const LIST: &str = "/forward-templates";

type Editor = Act<needs::EditForwardTemplates>;

/// Makes a template.
#[server(name = CreateForwardTemplate, prefix = "/api", endpoint = "forward-templates/create")]
pub async fn create_forward_template(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: Seen<NamedTemplateForm>,
) -> Result<(), ServerFnError> {
    let done = create(&token, &form).await;
    conclude(CREATE, &from, &form, done).await
}

async fn create(token: &str, form: &Seen<NamedTemplateForm>) -> Result<Done, Undone> {
    let act = Editor::begin(token).await?;
    let wanted = form.values.parse("form[values]")?;
    check(&act, &wanted, None).await?;
    let object = Object::new(ObjectKind::ForwardTemplate, &"", wanted.name.clone());
    let change = json!({ "after": wanted });
    let templates = act.portal.access().forward_templates();
    let write = async { templates.insert(&act.principal, &wanted).await };
    act.audited(Action::CreateForwardTemplate, object, change, write).await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(templates.own.created, name = wanted.name) })
}

/// Changes a template.
#[server(name = EditForwardTemplate, prefix = "/api", endpoint = "forward-templates/edit")]
pub async fn edit_forward_template(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: Seen<NamedTemplateForm>,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = edit(&token, &id, &mut form).await;
    conclude(EDIT, &from, &form, done).await
}

async fn edit(token: &str, id: &str, form: &mut Seen<NamedTemplateForm>) -> Result<Done, Undone> {
    let act = Editor::begin(token).await?;
    let present = find(&act, id).await?;
    let wanted = form.values.parse("form[values]")?;
    if wanted == present.form {
        return Ok(Done { to: LIST.to_owned(), notice: say!(templates.own.unchanged) });
    }
    unchanged_since(&mut form.seen, Seen::mark(&present.form))?;
    check(&act, &wanted, Some(present.id)).await?;
    let object = Object::new(ObjectKind::ForwardTemplate, &present.id, wanted.name.clone());
    let change = json!({ "before": present.form, "after": wanted });
    let templates = act.portal.access().forward_templates();
    let write = async { templates.replace(&act.principal, &present, &wanted).await };
    act.audited(Action::ChangeForwardTemplate, object, change, write).await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(templates.own.changed, name = wanted.name) })
}

/// Removes a template. What customers made with it stays.
#[server(name = DeleteForwardTemplate, prefix = "/api", endpoint = "forward-templates/delete")]
pub async fn delete_forward_template(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: ConfirmationForm,
) -> Result<(), ServerFnError> {
    let done = delete(&token, &id, &form).await;
    conclude(DELETE, &from, &form, done).await
}

async fn delete(token: &str, id: &str, form: &ConfirmationForm) -> Result<Done, Undone> {
    let act = Editor::begin(token).await?;
    let present = find(&act, id).await?;
    form.confirms(&present.form.name)?;
    let object = Object::new(ObjectKind::ForwardTemplate, &present.id, present.form.name.clone());
    let change = json!({ "before": present.form });
    let templates = act.portal.access().forward_templates();
    let write = async { templates.remove(&act.principal, present.id).await };
    act.audited(Action::DeleteForwardTemplate, object, change, write).await?;
    Ok(Done { to: LIST.to_owned(), notice: say!(templates.own.deleted, name = present.form.name) })
}

async fn find(act: &Editor, id: &str) -> Result<ForwardTemplate, Failure> {
    let id: ForwardTemplateId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = act.portal.access().forward_templates().find(act.principal.scope(), id).await?;
    found.ok_or(Failure::NotFound)
}

/// A name is there once, and templates are few.
async fn check(
    act: &Editor,
    wanted: &NamedTemplateForm,
    own: Option<ForwardTemplateId>,
) -> Result<(), Undone> {
    let all = act.portal.access().forward_templates().list(act.principal.scope()).await?;
    let is_taken = all.iter().any(|other| Some(other.id) != own && other.form.name == wanted.name);
    let problem = if is_taken {
        Some(FieldError::Taken)
    } else {
        (own.is_none() && all.len() >= MOST_FORWARD_TEMPLATES).then_some(FieldError::TooMany)
    };
    problem.map_or(Ok(()), |problem| Err(FieldErrors::of("form[values][name]", problem).into()))
}

impl From<ForwardTemplateError> for Failure {
    fn from(error: ForwardTemplateError) -> Self {
        match error {
            ForwardTemplateError::NameTaken
            | ForwardTemplateError::TooMany
            | ForwardTemplateError::ChangedMeanwhile => Self::ChangedMeanwhile,
            ForwardTemplateError::Storage(error) => error.into(),
        }
    }
}

impl Ending for ForwardTemplateError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::NameTaken | Self::TooMany | Self::ChangedMeanwhile => Outcome::Refused,
            Self::Storage(_) => Outcome::Failed,
        }
    }
}
