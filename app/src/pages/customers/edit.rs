//! The form on the customer page.

use super::{PROFILES, ProfileList};
use crate::{
    components::{Choice, FormState, Hidden, SelectField, TextField, WriteForm},
    words,
};
use leptos::prelude::*;
use switchhook_domain::{customer::CustomerEditForm, identifier::CustomerId, lock::Status};
use switchhook_platform::{BillingProfile, Scoped};

/// The server function of the form.
pub(super) const ACTION: &str = "/api/customers/edit";

/// The part of the page that changes a customer.
pub(super) fn section(
    id: CustomerId,
    form: CustomerEditForm,
    state: FormState,
    profiles: Vec<Scoped<BillingProfile>>,
) -> impl IntoView {
    let before = form.before;
    view! {
        <section id="edit">
            <h2>{say!(customers.edit.title)}</h2>
            <WriteForm action=ACTION state=state>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="form[before][status]" value=before.status.clone()/>
                <Hidden name="form[before][billing_profile]" value=before.billing_profile/>
                <Hidden name="form[before][external_id]" value=before.external_id/>
                <Hidden name="form[before][max_subscribers]" value=before.max_subscribers/>
                <SelectField
                    name="form[status]"
                    label=say!(customers.label.status)
                    choices=statuses(&before.status)
                    value=form.status
                    hint=say!(customers.edit.status_hint)
                />
                <TextField
                    name="form[billing_profile]"
                    label=say!(customers.label.billing_profile)
                    value=form.billing_profile
                    hint=say!(customers.new.profile_hint)
                    list=PROFILES.to_owned()
                />
                <ProfileList profiles=profiles/>
                <TextField
                    name="form[external_id]"
                    label=say!(customers.label.external_id)
                    value=form.external_id
                    hint=say!(customers.external_id_hint)
                />
                <TextField
                    name="form[max_subscribers]"
                    label=say!(customers.label.max_subscribers)
                    value=form.max_subscribers
                    hint=say!(customers.max_subscribers_hint)
                    inputmode="numeric"
                    class="short"
                />
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </section>
    }
}

/// What may be chosen, and the present status if it is none of that.
fn statuses(present: &str) -> Vec<Choice> {
    let mut choices: Vec<_> =
        Status::CHOICES.into_iter().map(|status| Choice::new(status.name(), words::status(status))).collect();
    if choices.iter().all(|choice| choice.value != present) {
        choices.insert(0, Choice::new(present, words::status(Status::Unknown)));
    }
    choices
}
