//! Inputs with a label, a hint and their mistake. Their views are erased: the types of long forms would grow beyond what the
//! compiler takes.

use super::{
    form::{FormContext, field_id},
    page::html_escape,
};
use crate::words;
use leptos::prelude::*;

/// What stands around an input: label, hint, mistake.
struct Around {
    id: String,
    error: Option<AnyView>,
    hint: Option<AnyView>,
    described_by: Option<String>,
    invalid: Option<&'static str>,
}

fn around(name: &str, label: &str, part_of: &str, hint: &str) -> Around {
    let id = field_id(name);
    let whole = if part_of.is_empty() { label.to_owned() } else { format!("{part_of}, {label}") };
    let error = FormContext::register(name, &whole).map(words::field_error);
    let mut described = Vec::new();
    if !hint.is_empty() {
        described.push(format!("{id}-hint"));
    }
    if error.is_some() {
        described.push(format!("{id}-error"));
    }
    let hint_view = (!hint.is_empty()).then(|| {
        let (id, hint) = (format!("{id}-hint"), hint.to_owned());
        view! { <p class="hint" id=id>{hint}</p> }.into_any()
    });
    let invalid = error.is_some().then_some("true");
    let error = error.map(|error| {
        let id = format!("{id}-error");
        view! { <p class="error" id=id>{error}</p> }.into_any()
    });
    Around {
        id,
        error,
        hint: hint_view,
        described_by: (!described.is_empty()).then(|| described.join(" ")),
        invalid,
    }
}

/// One line of text.
#[component]
pub(crate) fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    /// `text`, `email`, `password`, `time`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// Which keypad a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What a browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// How wide it is: a class such as `short`.
    #[prop(optional)]
    class: &'static str,
    /// The id of a `<datalist>` with suggestions.
    #[prop(optional, into)]
    list: Option<String>,
    /// What it is a part of, which the summary of mistakes names, too.
    #[prop(optional, into)]
    part_of: String,
) -> impl IntoView {
    let Around { id, error, hint, described_by, invalid } = around(&name, &label, &part_of, &hint);
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}{required.then(required_mark)}</label>
            {hint}
            {error}
            <input
                id=id
                name=name
                type=kind
                value=value
                inputmode=inputmode
                autocomplete=autocomplete
                spellcheck=(autocomplete == "new-password").then_some("false")
                list=list
                aria-required=required.then_some("true")
                aria-describedby=described_by
                aria-invalid=invalid
            />
        </div>
    }
    .into_any()
}

fn required_mark() -> impl IntoView {
    view! { <span class="required" title=say!(form.required)>"*"</span> }
}

/// Several lines of text. The one place in the portal that renders `<textarea>`, whose content the renderer does not escape.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let Around { id, error, hint, described_by, invalid } = around(&name, &label, "", &hint);
    let rows = value.lines().count().clamp(2, 10).to_string();
    // A browser drops the first line end of the content.
    let content = format!("\n{}", html_escape(&value));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {hint}
            {error}
            <textarea id=id name=name rows=rows autocomplete="off" aria-describedby=described_by aria-invalid=invalid>
                {content}
            </textarea>
        </div>
    }
    .into_any()
}

/// One of the values of a [`SelectField`].
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) words: String,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: value.into(), words: words.into() }
    }
}

/// One of several values.
#[component]
pub(crate) fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let Around { id, error, hint, described_by, invalid } = around(&name, &label, "", &hint);
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.words}</option> }
        })
        .collect_view();
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            {hint}
            {error}
            <select id=id name=name autocomplete="off" aria-describedby=described_by aria-invalid=invalid>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A box to tick; nothing is sent when it is not.
#[component]
pub(crate) fn CheckField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] value: String,
    checked: bool,
    /// Makes the id unique among boxes of one name.
    #[prop(optional, into)]
    suffix: String,
) -> impl IntoView {
    let id = format!("{}{suffix}", field_id(&name));
    view! {
        <div class="check">
            <input id=id.clone() name=name type="checkbox" value=value checked=checked autocomplete="off"/>
            <label for=id>{label}</label>
        </div>
    }
    .into_any()
}
