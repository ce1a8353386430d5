//! The last question before something that cannot be undone.

use super::{
    field::TextField,
    form::{FormState, Hidden, WriteForm},
};
use leptos::prelude::*;

/// Says that it cannot be undone and asks for the name.
#[component]
pub(crate) fn Confirmation(
    /// The server function.
    action: &'static str,
    /// The id of what shall go.
    #[prop(into)]
    id: String,
    /// The name that must be typed.
    #[prop(into)]
    name: String,
    /// What happens.
    #[prop(into)]
    consequences: String,
    /// The words on the button.
    #[prop(into)]
    button: String,
    /// Where "no" leads.
    #[prop(into)]
    back: String,
    /// What was typed before.
    #[prop(optional, into)]
    typed: String,
    #[prop(optional)] state: FormState,
) -> impl IntoView {
    view! {
        <WriteForm action=action state=state class="confirmation">
            <p class="lead">{consequences}</p>
            <p><strong>{say!(confirmation.forever)}</strong></p>
            <Hidden name="id" value=id/>
            <TextField
                name="form[name]"
                label=say!(confirmation.type_name, name = name)
                value=typed
                required=true
            />
            <div class="actions">
                <button class="danger">{button}</button>
                <a href=back>{say!(confirmation.back)}</a>
            </div>
        </WriteForm>
    }
}
