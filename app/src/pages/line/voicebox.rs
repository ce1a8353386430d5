//! `/my/voicebox/{id}` and `/subscribers/{id}/voicebox`.

use super::frame::Look;
use crate::{
    components::{Choice, SelectField, TextField},
    writes::line::{Asking, Voicebox},
};
use leptos::prelude::*;
use switchhook_domain::voicebox::{VoiceboxForm, VoiceboxSettings};

impl Look for Voicebox {
    fn title() -> String {
        say!(voicebox.title)
    }

    fn lead() -> String {
        say!(voicebox.lead)
    }

    fn fields(form: VoiceboxForm, _present: &VoiceboxSettings, asking: &Asking) -> AnyView {
        // Made in its place: there the summary of mistakes names it.
        let pin = || {
            asking.may_choose_codes.then(|| {
                view! {
                    <TextField
                        name="form[values][pin]"
                        label=say!(voicebox.pin)
                        hint=say!(voicebox.pin_hint)
                        value=form.pin
                        inputmode="numeric"
                        autocomplete="new-password"
                        class="short"
                    />
                }
            })
        };
        let recordings = vec![
            Choice::new("none", say!(voicebox.recording.none)),
            Choice::new("attach", say!(voicebox.recording.attach)),
            Choice::new("delete", say!(voicebox.recording.delete)),
        ];
        view! {
            <TextField
                name="form[values][email]"
                label=say!(voicebox.email)
                hint=say!(voicebox.email_hint)
                value=form.email
                kind="email"
                autocomplete="email"
            />
            <SelectField
                name="form[values][recording]"
                label=say!(voicebox.recording.label)
                hint=say!(voicebox.recording.hint)
                choices=recordings
                value=form.recording
            />
            {pin()}
        }
        .into_any()
    }
}
