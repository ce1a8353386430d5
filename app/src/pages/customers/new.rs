//! `/customers/new`

use super::{PROFILES, ProfileList, billing_profiles, kinds, trail};
use crate::{
    components::{
        CheckField, Draft, Hidden, Missing, Page, SelectField, SubscriberFields, TextField, WriteForm,
    },
    failure::Failure,
    guard::{Guard, guarded},
};
use leptos::prelude::*;
use switchhook_access::needs;
use switchhook_domain::{
    customer::{ContactForm, CustomerForm, Made},
    permission::Permission,
    subscriber::NewLineKind,
};
use switchhook_platform::{
    Client, ListOptions,
    domains::{DomainFilter, DomainSort},
};

const ACTION: &str = "/api/customers/create";

/// `/customers/new`: contact, contract and first line in one go.
#[component]
pub(crate) fn NewCustomerPage() -> impl IntoView {
    guarded::<needs::EditCustomers, _, _>(|guard| async move { page(guard).await })
}

async fn page(guard: Guard<needs::EditCustomers>) -> Result<AnyView, Failure> {
    let may_add_line = guard.principal.may(Permission::EditSubscribers);
    let passwords = guard.principal.may(Permission::EditPasswords);
    let (draft, profiles, domains) = tokio::join!(
        guard.draft::<CustomerForm>(ACTION),
        billing_profiles(&guard.client),
        domains(&guard.client, may_add_line),
    );
    let (form, state) = Draft::or_else(draft?, CustomerForm::default);
    let with_subscriber = form.wants_subscriber();
    let made = made(&form.made);
    let partly = made.is_some();
    let (profiles, no_profiles) = apart(profiles, || say!(customers.new.profiles));
    let (domains, no_domains) = apart(domains, || say!(customers.new.domains));
    // Inputs are made inside of their form: there they find their mistakes.
    let line = move || {
        view! {
            <section>
                <h2>{say!(customers.new.line)}</h2>
                <CheckField
                    name="form[with_subscriber]"
                    label=say!(customers.new.with_line)
                    value="yes"
                    checked=with_subscriber
                />
                {no_domains}
                <SubscriberFields
                    prefix="form[subscriber]"
                    form=form.subscriber
                    kind=NewLineKind::Plain
                    domains=domains
                    passwords=passwords
                />
            </section>
        }
    };
    Ok(view! {
        <Page title=say!(customers.new.title) trail=trail() islands=true>
            {made}
            <WriteForm action=ACTION state=state partly=partly>
                <Hidden name="form[made][contact]" value=form.made.contact/>
                <Hidden name="form[made][customer]" value=form.made.customer/>
                <section><h2>{say!(customers.label.contact)}</h2>{contact_fields(form.contact)}</section>
                <section>
                    <h2>{say!(customers.new.contract)}</h2>
                    {no_profiles}
                    <TextField
                        name="form[billing_profile]"
                        label=say!(customers.label.billing_profile)
                        value=form.billing_profile
                        hint=say!(customers.new.profile_hint)
                        list=PROFILES.to_owned()
                        required=true
                    />
                    <ProfileList profiles=profiles/>
                    <SelectField
                        name="form[kind]"
                        label=say!(customers.label.kind)
                        choices=kinds()
                        value=form.kind
                        hint=say!(customers.new.kind_hint)
                    />
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
                </section>
                {may_add_line.then(line)}
                <div class="actions">
                    <button>{say!(customers.new.button)}</button>
                    <a href="/customers">{say!(form.cancel)}</a>
                </div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

pub(in crate::pages) fn contact_fields(form: ContactForm) -> impl IntoView {
    view! {
        <TextField
            name="form[contact][firstname]"
            label=say!(customers.contact.firstname)
            value=form.firstname
        />
        <TextField
            name="form[contact][lastname]"
            label=say!(customers.contact.lastname)
            value=form.lastname
            hint=say!(customers.contact.name_hint)
        />
        <TextField name="form[contact][company]" label=say!(customers.contact.company) value=form.company/>
        <TextField
            name="form[contact][email]"
            label=say!(customers.contact.email)
            value=form.email
            kind="email"
            required=true
        />
        <TextField name="form[contact][street]" label=say!(customers.contact.street) value=form.street/>
        <TextField
            name="form[contact][postcode]"
            label=say!(customers.contact.postcode)
            value=form.postcode
            class="short"
        />
        <TextField name="form[contact][city]" label=say!(customers.contact.city) value=form.city/>
        <TextField
            name="form[contact][country]"
            label=say!(customers.contact.country)
            value=form.country
            hint=say!(customers.contact.country_hint)
            class="short"
        />
        <TextField
            name="form[contact][phonenumber]"
            label=say!(customers.contact.phonenumber)
            value=form.phonenumber
            inputmode="tel"
        />
    }
}

/// What an earlier try has made already.
fn made(made: &Made) -> Option<AnyView> {
    if made.contact.is_empty() {
        return None;
    }
    let customer = (!made.customer.is_empty()).then(|| {
        let href = format!("/customers/{}", made.customer);
        view! { <li><a href=href>{say!(customers.made.customer, id = &made.customer)}</a></li> }
    });
    let contact = say!(customers.made.contact, id = &made.contact);
    Some(
        view! {
            <section class="made" role="status">
                <h2>{say!(customers.made.title)}</h2>
                <ul><li>{contact}</li>{customer}</ul>
                <p>{say!(customers.made.next)}</p>
            </section>
        }
        .into_any(),
    )
}

async fn domains(client: &Client, wanted: bool) -> Result<Vec<String>, Failure> {
    if !wanted {
        return Ok(Vec::new());
    }
    let options = ListOptions { rows: 100, sort: DomainSort::Domain, count: false, ..ListOptions::default() };
    let page = client.domains(&DomainFilter::default(), &options).await?;
    Ok(page.rows.iter().map(|row| row.domain.clone()).collect())
}

/// Suggestions, or none of them and why.
fn apart<T>(
    suggestions: Result<Vec<T>, Failure>,
    part: impl FnOnce() -> String,
) -> (Vec<T>, Option<AnyView>) {
    match suggestions {
        Ok(suggestions) => (suggestions, None),
        Err(failure) => (Vec::new(), Some(view! { <Missing part=part() failure=failure/> }.into_any())),
    }
}
