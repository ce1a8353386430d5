//! A template becomes a draft of the rules, which the page of the line shows with all that it changes. Nothing is written here.

use super::{CUSTOMER, Change, Place, STAFF};
use crate::{
    failure::Failure,
    pages::forwards::own_numbers,
    writes::act::{Undone, conclude},
};
use leptos::prelude::*;
use switchhook_access::needs::{self, Needs};
use switchhook_domain::{
    FieldErrors,
    forwards::{ForwardsForm, Line, TemplateForm, mark_of},
};

/// The server function for staff.
pub(crate) const STAFF_PATH: &str = "/api/forwards/template";
/// The server function for customers.
pub(crate) const OWN_PATH: &str = "/api/my/forwards/template";

/// Shows what a template does to a line, as staff.
#[server(name = TryTemplate, prefix = "/api", endpoint = "forwards/template")]
pub async fn try_template(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: TemplateForm,
) -> Result<(), ServerFnError> {
    match Box::pin(draft::<needs::EditForwards>(&token, &id, &form, STAFF)).await {
        Ok((page, draft)) => conclude("/api/forwards/save", &page, &draft, Err(Undone::Shown)).await,
        Err(undone) => conclude(STAFF_PATH, &from, &form, Err(undone)).await,
    }
}

/// Shows what a template does to one's own line.
#[server(name = TryOwnTemplate, prefix = "/api", endpoint = "my/forwards/template")]
pub async fn try_own_template(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] id: String,
    #[server(default)] form: TemplateForm,
) -> Result<(), ServerFnError> {
    match Box::pin(draft::<needs::EditOwnForwards>(&token, &id, &form, CUSTOMER)).await {
        Ok((page, draft)) => conclude("/api/my/forwards/save", &page, &draft, Err(Undone::Shown)).await,
        Err(undone) => conclude(OWN_PATH, &from, &form, Err(undone)).await,
    }
}

/// The page of the line, and the form that it shows: what the template changes, reviewed and ready to be saved.
async fn draft<P: Needs>(
    token: &str,
    id: &str,
    form: &TemplateForm,
    place: Place,
) -> Result<(String, ForwardsForm), Undone> {
    let change = Change::<P>::begin(token, id, place).await?;
    let number = change.subscriber.primary_number.clone().ok_or(Failure::NotFound)?;
    let own = own_numbers(&change.subscriber);
    let line = Line { number: &number, own: &own };
    let mut draft = form.put(&change.present, &line, change.today().await)?;
    let wanted = draft.parse(&change.present, &line).map_err(|errors| at_template(&errors))?;
    if place == CUSTOMER {
        let denied = draft.denied(&change.present, &line, &change.policy().await?);
        if !denied.is_empty() {
            return Err(at_template(&denied).into());
        }
    }
    draft.reviewed = mark_of(&wanted);
    Ok((change.to, draft))
}

/// Mistakes of the rules at the fields of the template that made them.
fn at_template(errors: &FieldErrors) -> FieldErrors {
    let mut found = FieldErrors::new();
    errors.iter().for_each(|(field, error)| found.add(TemplateForm::field_of(field), error));
    found
}
