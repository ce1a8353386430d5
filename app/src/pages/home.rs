//! `/`: what each role comes for.

use crate::{
    components::Page,
    failure::{Failure, redirect},
    pages::search::SearchBox,
    visitor::Visitor,
};
use leptos::prelude::*;
use switchhook_domain::permission::Permission;

/// `/`
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let Some(principal) = Visitor::find().and_then(|visitor| visitor.principal) else {
        return Failure::SignIn("/".to_owned()).page();
    };
    let tasks = [
        (Permission::ViewCustomers, "/customers", say!(home.customers.title), say!(home.customers.text)),
        (
            Permission::EditCustomers,
            "/customers/new",
            say!(home.new_customer.title),
            say!(home.new_customer.text),
        ),
        (
            Permission::ViewSubscribers,
            "/subscribers",
            say!(home.subscribers.title),
            say!(home.subscribers.text),
        ),
        (Permission::EditCustomers, "/contacts", say!(contacts.title), say!(home.contacts)),
        (Permission::EditDomains, "/domains", say!(domains.title), say!(home.domains)),
        (
            Permission::EditCustomers,
            "/billing-profiles",
            say!(billing_profiles.title),
            say!(home.billing_profiles),
        ),
        (Permission::EditOwnForwards, "/my/forwards", say!(home.forwards.title), say!(home.forwards.text)),
        (Permission::ViewResellers, "/resellers", say!(home.resellers.title), say!(home.resellers.text)),
        (Permission::EditDestinationPolicy, "/destination-policy", say!(policy.title), say!(policy.lead)),
        (
            Permission::EditForwardTemplates,
            "/forward-templates",
            say!(templates.own.title),
            say!(templates.own.lead),
        ),
        (Permission::ResetAccounts, "/accounts", say!(home.accounts.title), say!(home.accounts.text)),
        (Permission::ViewAudit, "/audit", say!(home.audit.title), say!(home.audit.text)),
    ];
    let mut tasks: Vec<_> = tasks.into_iter().filter(|(permission, ..)| principal.may(*permission)).collect();
    if let [(_, only, ..)] = tasks[..] {
        redirect(only);
    }
    let cards = tasks
        .drain(..)
        .map(|(_, href, title, text)| {
            view! { <li><a href=href>{title}</a><p>{text}</p></li> }
        })
        .collect_view();
    let search = principal.may(Permission::ViewSubscribers).then(|| view! { <SearchBox/> });
    view! { <Page title=say!(home.title)>{search}<ul class="cards">{cards}</ul></Page> }.into_any()
}
