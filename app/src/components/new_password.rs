//! Where people choose a password of their own: hidden, so it is typed twice.

use super::field::TextField;
use leptos::prelude::*;

/// A new password, typed twice.
#[component]
pub(crate) fn NewPassword(
    name: &'static str,
    /// The name of the second input.
    again: &'static str,
    #[prop(into)] hint: String,
) -> impl IntoView {
    view! {
        <TextField
            name=name
            label=say!(account.password.new)
            hint=hint
            kind="password"
            autocomplete="new-password"
            required=true
        />
        <TextField
            name=again
            label=say!(account.password.again)
            kind="password"
            autocomplete="new-password"
            required=true
        />
    }
}
