//! Which page answers which path.

use crate::{
    failure::Failure,
    pages::{self, line::page},
    writes::line::{Blocked, Own, SpeedDials, Staff, Voicebox},
};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// In the context when a request failed before it reached a page: the page that says so is shown instead.
#[derive(Clone, Debug)]
pub struct FailedRequest(pub Failure);

/// All pages.
#[component]
pub fn PortalPages() -> impl IntoView {
    provide_meta_context();
    if let Some(FailedRequest(failure)) = use_context() {
        return failure.page();
    }
    view! {
        <Router>
            <Routes fallback=|| Failure::NotFound.page()>
                <Route path=path!("/sign-in") view=pages::sign_in::SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/my/forwards") view=pages::forwards::MyForwardsPage ssr=SsrMode::Async/>
                <Route path=path!("/my/forwards/:id") view=pages::forwards::MyLineForwardsPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/forwards") view=pages::forwards::ForwardsPage ssr=SsrMode::Async/>
                <Route path=path!("/my/blocked/:id") view={page::<Blocked, Own>} ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/blocked") view={page::<Blocked, Staff>} ssr=SsrMode::Async/>
                <Route path=path!("/my/voicebox/:id") view={page::<Voicebox, Own>} ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/voicebox") view={page::<Voicebox, Staff>} ssr=SsrMode::Async/>
                <Route path=path!("/my/speed-dials/:id") view={page::<SpeedDials, Own>} ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/speed-dials") view={page::<SpeedDials, Staff>} ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/calls") view=pages::line::CallsPage ssr=SsrMode::Async/>
                <Route path=path!("/forward-templates") view=pages::forward_templates::ForwardTemplatesPage ssr=SsrMode::Async/>
                <Route path=path!("/forward-templates/:id") view=pages::forward_templates::ForwardTemplatePage ssr=SsrMode::Async/>
                <Route path=path!("/destination-policy") view=pages::policy::PolicyPage ssr=SsrMode::Async/>
                <Route path=path!("/") view=pages::home::HomePage ssr=SsrMode::Async/>
                <Route path=path!("/customers") view=pages::customers::CustomersPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/new") view=pages::customers::NewCustomerPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/:id") view=pages::customers::CustomerPage ssr=SsrMode::Async/>
                <Route path=path!("/customers/:id/terminate") view=pages::customers::TerminateCustomerPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers") view=pages::subscribers::SubscribersPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/new") view=pages::subscribers::NewSubscriberPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id") view=pages::subscribers::SubscriberPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/preferences") view=pages::subscribers::PreferencesPage ssr=SsrMode::Async/>
                <Route path=path!("/subscribers/:id/terminate") view=pages::subscribers::TerminateSubscriberPage ssr=SsrMode::Async/>
                <Route path=path!("/contacts") view=pages::contacts::ContactsPage ssr=SsrMode::Async/>
                <Route path=path!("/contacts/new") view=pages::contacts::NewContactPage ssr=SsrMode::Async/>
                <Route path=path!("/contacts/:id") view=pages::contacts::ContactPage ssr=SsrMode::Async/>
                <Route path=path!("/contacts/:id/terminate") view=pages::contacts::TerminateContactPage ssr=SsrMode::Async/>
                <Route path=path!("/domains") view=pages::domains::DomainsPage ssr=SsrMode::Async/>
                <Route path=path!("/domains/:id/delete") view=pages::domains::DeleteDomainPage ssr=SsrMode::Async/>
                <Route path=path!("/billing-profiles") view=pages::billing_profiles::BillingProfilesPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=pages::search::SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/audit") view=pages::audit::AuditPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=pages::account::AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/invitation") view=pages::account::InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/invitation/:token") view=pages::account::OpenLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/accounts") view=pages::accounts::AccountsPage ssr=SsrMode::Async/>
                <Route path=path!("/accounts/new") view=pages::accounts::NewAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/account/second-factor") view=pages::account::SecondFactorPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/second-factor") view=pages::account::SecondStepPage ssr=SsrMode::Async/>
                <Route path=path!("/account/sessions") view=pages::account::SessionsPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/again") view=pages::account::ProofPage ssr=SsrMode::Async/>
                <Route path=path!("/account/passkeys/:id") view=pages::account::PasskeyPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/passkey") view=pages::account::PasskeySignInPage ssr=SsrMode::Async/>
                <Route path=path!("/accounts/policy") view=pages::accounts::SignInPolicyPage ssr=SsrMode::Async/>
                <Route path=path!("/accounts/:id") view=pages::accounts::OneAccountPage ssr=SsrMode::Async/>
                <Route path=path!("/resellers") view=pages::resellers::ResellersPage ssr=SsrMode::Async/>
                <Route path=path!("/resellers/:id/credential") view=pages::resellers::CredentialPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
    .into_any()
}
