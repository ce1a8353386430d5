//! Where a password of a line is chosen: visible, because somebody types it into a telephone next.

use super::{field::TextField, form::field_id};
use crate::{
    islands::{GeneratePassword, RANDOM_BYTES, readable},
    portal::Portal,
};
use leptos::prelude::*;

/// An input for a new password, a suggestion to copy, and a button that fills in another one. The page needs its islands.
#[component]
pub(crate) fn PasswordField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = field_id(&name);
    let suggestion = readable(Portal::current().access().doors().bytes::<RANDOM_BYTES>());
    view! {
        <div class="password">
            <TextField
                name=name
                label=label
                value=value
                hint=hint
                autocomplete="new-password"
                required=required
            />
            <div class="suggestion">
                <output for=id.clone()>{say!(password.suggestion)}" "<code>{suggestion}</code></output>
                <GeneratePassword field=id label=say!(password.generate)/>
            </div>
        </div>
    }
    .into_any()
}
