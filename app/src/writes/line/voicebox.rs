//! How the voicebox of a line is set. The PIN is in no notice, no log, no mark and no audit entry.

use super::{Asking, Setting, difference, server_functions};
use leptos::prelude::*;
use serde_json::{Value, json};
use switchhook_access::audit::Action;
use switchhook_domain::{
    FieldErrors,
    number::shown,
    voicebox::{VoiceboxForm, VoiceboxSettings},
};
use switchhook_platform::{Client, Error as PlatformError, Scoped, Subscriber, Voicebox as Held};

/// The voicebox.
pub(crate) struct Voicebox;

server_functions!(
    Voicebox, VoiceboxForm,
    save_voicebox SaveVoicebox "voicebox/save",
    save_own_voicebox SaveOwnVoicebox "my/voicebox/save"
);

impl Setting for Voicebox {
    type Held = Scoped<Held>;
    type State = VoiceboxSettings;
    type Form = VoiceboxForm;

    const PATH: &'static str = "voicebox";
    const ACTION: Action = Action::ChangeVoicebox;
    const REFUSALS: &'static [(&'static str, &'static str)] = &[
        ("pin", "form[values][pin]"),
        ("email", "form[values][email]"),
        ("attach", "form[values][recording]"),
        ("delete", "form[values][recording]"),
    ];

    async fn load(client: &Client, line: &Scoped<Subscriber>) -> Result<Self::Held, PlatformError> {
        client.voicebox(line).await
    }

    fn state(held: &Self::Held) -> VoiceboxSettings {
        held.settings.clone()
    }

    fn form(state: &VoiceboxSettings, _asking: &Asking) -> VoiceboxForm {
        VoiceboxForm::of(state)
    }

    fn parse(
        form: &VoiceboxForm,
        asking: &Asking,
        present: &VoiceboxSettings,
    ) -> Result<VoiceboxSettings, FieldErrors> {
        form.parse("form[values]", present, asking.may_choose_codes)
    }

    async fn write(
        client: &Client,
        _line: &Scoped<Subscriber>,
        present: &Self::Held,
        wanted: &VoiceboxSettings,
    ) -> Result<(), PlatformError> {
        client.change_voicebox(present, wanted).await
    }

    fn change(present: &VoiceboxSettings, wanted: &VoiceboxSettings) -> Value {
        let told = |settings: &VoiceboxSettings| json!({ "email": settings.email, "attach": settings.attach, "delete": settings.delete });
        let mut change = difference(told(present), told(wanted));
        if present.pin != wanted.pin {
            change["after"]["pin"] = Value::from("…");
        }
        change
    }

    fn sentences(state: &VoiceboxSettings, _asking: &Asking) -> Vec<String> {
        let told = match &state.email {
            None => say!(voicebox.now.nobody),
            Some(email) if state.delete => say!(voicebox.now.deleted, email = email),
            Some(email) if state.attach => say!(voicebox.now.attached, email = email),
            Some(email) => say!(voicebox.now.told, email = email),
        };
        let sms = state.sms_number.as_deref().map(|number| say!(voicebox.now.sms, number = shown(number)));
        std::iter::once(told).chain(sms).collect()
    }
}
