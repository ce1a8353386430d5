//! "Use your passkey": asks the browser, and sends its answer with the form. Without JavaScript there are no passkeys.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is told while the browser asks, and when nothing came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyWords {
    /// The browser asks.
    pub waiting: String,
    /// Cancelled, timed out, or none here: browsers do not tell which.
    pub nothing: String,
    /// The authenticator has one already.
    pub present: String,
    /// The browser does not know passkeys.
    pub unsupported: String,
    /// Anything else.
    pub failed: String,
}

/// The button of the form that calls `action`, which has a hidden `form[answer]`; asleep until the browser has the island.
/// `options` is what the server asks, in JSON, for a new passkey or for one that is there.
#[island]
pub fn PasskeyButton(
    action: String,
    is_new: bool,
    options: String,
    label: String,
    words: PasskeyWords,
) -> impl IntoView {
    let (is_asleep, told) = (RwSignal::new(true), RwSignal::new(String::new()));
    #[cfg(feature = "hydrate")]
    {
        Effect::new(move |_| is_asleep.set(false));
        let question = browser::Question { is_new, options, words };
        browser::ask_before_sending(action, question, is_asleep, told);
    }
    #[cfg(not(feature = "hydrate"))]
    drop((action, is_new, options, words));
    view! {
        <p class:hidden=move || told.with(String::is_empty) role="alert">{told}</p>
        <div class="actions"><button disabled=is_asleep>{label}</button></div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::PasskeyWords;
    use js_sys::{JSON, Object, Promise, Reflect};
    use leptos::{ev, prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{HtmlFormElement, HtmlInputElement};

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
        fn creation_options(json: &JsValue) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
        fn request_options(json: &JsValue) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
        fn create(options: &JsValue) -> Result<Promise, JsValue>;
        #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
        fn get(options: &JsValue) -> Result<Promise, JsValue>;
    }

    #[derive(Clone)]
    pub(super) struct Question {
        pub(super) is_new: bool,
        pub(super) options: String,
        pub(super) words: PasskeyWords,
    }

    /// Asks each time the form is about to be sent, by the button or by Enter; it goes off once there is an answer.
    pub(super) fn ask_before_sending(
        action: String,
        question: Question,
        is_asleep: RwSignal<bool>,
        told: RwSignal<String>,
    ) {
        window_event_listener(ev::submit, move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(form) = form.filter(|form| form.get_attribute("action").as_ref() == Some(&action))
            else {
                return;
            };
            // The server tells that the name is missing, before the authenticator makes a key that nobody wants.
            if question.is_new && is_blank(&form, "input[name='form[name]']") {
                return;
            }
            event.prevent_default();
            if is_asleep.get_untracked() {
                return;
            }
            is_asleep.set(true);
            told.set(question.words.waiting.clone());
            let question = question.clone();
            spawn_local(async move {
                let sent = match ask(&question).await {
                    Ok(answer) => send(&form, &answer).ok_or(JsValue::NULL),
                    Err(error) => Err(error),
                };
                if let Err(error) = sent {
                    told.set(words(&question.words, &error));
                    is_asleep.set(false);
                }
            });
        });
    }

    /// The browser's answer, in JSON.
    async fn ask(question: &Question) -> Result<String, JsValue> {
        let json = JSON::parse(&question.options)?;
        let parsed = if question.is_new { creation_options(&json)? } else { request_options(&json)? };
        let options = Object::new();
        Reflect::set(&options, &"publicKey".into(), &parsed)?;
        let promise = if question.is_new { create(&options)? } else { get(&options)? };
        // It writes itself by its own `toJSON`.
        JSON::stringify(&JsFuture::from(promise).await?).map(String::from)
    }

    /// Sends the form with the answer. None if the page is not as expected.
    fn send(form: &HtmlFormElement, answer: &str) -> Option<()> {
        field(form, "input[name='form[answer]']")?.set_value(answer);
        form.submit().ok()
    }

    fn field(form: &HtmlFormElement, selector: &str) -> Option<HtmlInputElement> {
        form.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn is_blank(form: &HtmlFormElement, selector: &str) -> bool {
        field(form, selector).is_some_and(|field| field.value().trim().is_empty())
    }

    /// What an error of the browser means (`WebAuthn` level 3, sections 5.1.3 and 5.1.4).
    fn words(words: &PasskeyWords, error: &JsValue) -> String {
        let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "AbortError") => &words.nothing,
            Some("InvalidStateError") => &words.present,
            Some("NotSupportedError" | "ReferenceError" | "TypeError") => &words.unsupported,
            _ => &words.failed,
        }
        .clone()
    }
}
