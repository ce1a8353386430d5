//! Forms that write: native, with the session's token, their mistakes on top, and all that was typed.

use crate::{portal::Portal, visitor::Visitor, words};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};
use switchhook_domain::{FieldError, FieldErrors};

/// The session's token for the forms of the page; put into the context by the guard.
#[derive(Clone)]
pub(crate) struct FormToken(pub(crate) String);

/// What was typed into a form that could not be carried out, and why not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Draft<F> {
    /// The server function that the form calls: a page may have several forms.
    pub(crate) action: String,
    /// The form as it was typed.
    pub(crate) form: F,
    /// The mistakes in it.
    pub(crate) errors: FieldErrors,
    /// What went wrong outside of the form.
    pub(crate) problem: Option<Problem>,
}

/// What went wrong outside of a form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) headline: String,
    /// What to do.
    pub(crate) advice: String,
    /// Whether it is sure that nothing was saved.
    pub(crate) undone: bool,
}

impl<F> Draft<F> {
    /// The form to show: the draft, or the present state if there is none; and what is wrong with it.
    pub(crate) fn or_else(draft: Option<Self>, present: impl FnOnce() -> F) -> (F, FormState) {
        match draft {
            Some(draft) => (draft.form, FormState { errors: draft.errors, problem: draft.problem }),
            None => (present(), FormState::default()),
        }
    }
}

/// What is wrong with a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormState {
    pub(crate) errors: FieldErrors,
    pub(crate) problem: Option<Problem>,
}

impl FormState {
    /// What is wrong with a form of which nothing is shown again.
    pub(crate) fn of<F>(draft: Option<Draft<F>>) -> Self {
        draft.map(|draft| Self { errors: draft.errors, problem: draft.problem }).unwrap_or_default()
    }
}

/// The mistakes of the form around a field, and the labels of its fields for the summary.
#[derive(Clone, Default)]
pub(super) struct FormContext {
    errors: FieldErrors,
    labels: Arc<Mutex<Vec<(String, String)>>>,
}

impl FormContext {
    /// The mistake of a field; its label is kept for the summary.
    pub(super) fn register(name: &str, label: &str) -> Option<FieldError> {
        let context = use_context::<Self>()?;
        if let Ok(mut labels) = context.labels.lock() {
            labels.push((name.to_owned(), label.to_owned()));
        }
        context.errors.get(name)
    }
}

/// The id of the input of a field.
pub(super) fn field_id(name: &str) -> String {
    name.replace('[', "-").replace(']', "")
}

/// A form that calls a server function. Field names begin with `form[…]`.
#[component]
pub(crate) fn WriteForm(
    /// The path of the server function.
    action: &'static str,
    /// What is wrong with it.
    #[prop(optional)]
    state: FormState,
    /// A class for its layout.
    #[prop(optional)]
    class: &'static str,
    /// Whether an earlier try was carried out in part; the page then says what is there already.
    #[prop(optional)]
    partly: bool,
    /// What is still there after a failure, if that is not everything.
    #[prop(optional, into)]
    kept: Option<String>,
    children: Children,
) -> impl IntoView {
    let context = FormContext { errors: state.errors.clone(), ..FormContext::default() };
    provide_context(context.clone());
    let token = use_context::<FormToken>().map(|token| token.0).unwrap_or_default();
    let from = Visitor::find().map(|visitor| visitor.here()).unwrap_or_default();
    let submission = Portal::current().access().submissions().key().to_string();
    let body = children();
    view! {
        <form method="post" action=action class=class novalidate>
            <Hidden name="token" value=token/>
            // Sent twice, the form is carried out once.
            <Hidden name="submission" value=submission/>
            <Hidden name="from" value=from/>
            // Enter presses the first button of a form, and that shall not be one that adds a row.
            <button class="hidden" tabindex="-1" aria-hidden="true"></button>
            {summary(&state, &context, partly, kept)}
            {body}
        </form>
    }
    .into_any()
}

/// Everything that is wrong, with a link to each field.
fn summary(
    state: &FormState,
    context: &FormContext,
    partly: bool,
    kept: Option<String>,
) -> Option<impl IntoView + use<>> {
    if state.errors.is_empty() && state.problem.is_none() {
        return None;
    }
    let labels = context.labels.lock().map(|labels| labels.clone()).unwrap_or_default();
    // In the order of the page; what has no field on it comes last.
    let place = |name: &str| labels.iter().position(|(field, _)| field == name).unwrap_or(usize::MAX);
    let mut errors: Vec<_> = state.errors.iter().collect();
    errors.sort_by_key(|(name, _)| place(name));
    let items = errors
        .into_iter()
        .map(|(name, error)| {
            let label = labels.get(place(name)).map(|(_, label)| label.clone());
            let href = format!("#{}", field_id(name));
            let text = words::field_error(error);
            view! { <li>{label.map(|label| view! { <a href=href>{label}</a>": " })}{text}</li> }
        })
        .collect_view();
    let (headline, advice) = state
        .problem
        .clone()
        .map_or_else(|| (say!(form.check), None), |problem| (problem.headline, Some(problem.advice)));
    let undone = !partly && state.problem.as_ref().is_none_or(|problem| problem.undone);
    let usual = || if undone { say!(form.nothing_lost) } else { say!(form.kept) };
    let kept = kept.unwrap_or_else(usual);
    Some(view! {
        <div class="summary" role="alert" tabindex="-1" autofocus>
            <h2>{headline}</h2>
            {advice.map(|advice| view! { <p>{advice}</p> })}
            <ul>{items}</ul>
            <p>{kept}</p>
        </div>
    })
}

/// A value that goes with the form unseen.
#[component]
pub(crate) fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}
