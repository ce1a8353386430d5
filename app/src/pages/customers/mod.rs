//! The pages about customers.

mod edit;
mod list;
mod new;
mod search;
mod show;
mod terminate;

pub(crate) use list::CustomersPage;
pub(crate) use new::NewCustomerPage;
pub(super) use new::contact_fields;
pub(crate) use search::Search;
pub(super) use search::pattern;
pub(crate) use show::CustomerPage;
pub(crate) use terminate::TerminateCustomerPage;

use crate::{components::Choice, failure::Failure, pages::id_in_path};
use leptos::prelude::*;
use switchhook_domain::{customer::CustomerType, identifier::CustomerId};
use switchhook_platform::{
    BillingProfile, Client, ListOptions, Scoped,
    billing_profiles::{BillingProfileFilter, BillingProfileSort},
};

/// The id of a `<datalist>` with the billing profiles.
const PROFILES: &str = "billing-profiles";

/// The customer that the path names.
fn customer_in_path() -> Result<CustomerId, Failure> {
    id_in_path().ok_or(Failure::NotFound)
}

/// Where the pages about customers belong.
fn trail() -> Vec<(String, String)> {
    vec![("/customers".to_owned(), say!(customers.title))]
}

/// Billing profiles to choose from. Who has more of them types the name.
async fn billing_profiles(client: &Client) -> Result<Vec<Scoped<BillingProfile>>, Failure> {
    let options =
        ListOptions { rows: 100, sort: BillingProfileSort::Name, count: false, ..ListOptions::default() };
    Ok(client.billing_profiles(&BillingProfileFilter::default(), &options).await?.rows)
}

/// The `<datalist>` of a field for a billing profile.
#[component]
fn ProfileList(profiles: Vec<Scoped<BillingProfile>>) -> impl IntoView {
    let options = profiles
        .iter()
        .map(|profile| view! { <option value=profile.handle.clone()>{profile.name.clone()}</option> })
        .collect_view();
    view! { <datalist id=PROFILES>{options}</datalist> }
}

/// What a kind of customer is, in words.
fn kind(kind: CustomerType) -> String {
    match kind {
        CustomerType::SipAccount => say!(customers.kind.sip_account),
        CustomerType::PbxAccount => say!(customers.kind.pbx_account),
    }
}

/// The kinds to choose from.
fn kinds() -> Vec<Choice> {
    CustomerType::ALL
        .into_iter()
        .map(|choice| Choice::new(choice.name(), format!("{} ({})", kind(choice), choice.name())))
        .collect()
}
