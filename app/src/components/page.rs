//! The frame of every page: navigation, notices, headline, footer.

use crate::{components::form::Hidden, portal::Portal, visitor::Visitor, words, writes::view::STEP_OUT};
use leptos::prelude::*;
use leptos_meta::Title;
use switchhook_access::Principal;
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Permission, Scope},
};

/// A page with this title and headline. `islands` loads the script that wakes its islands.
#[component]
pub(crate) fn Page(
    /// Title and headline.
    #[prop(into)]
    title: String,
    /// Whether the page has islands.
    #[prop(optional)]
    islands: bool,
    /// Where this page belongs: links and their words, outermost first.
    #[prop(optional)]
    trail: Vec<(String, String)>,
    children: Children,
) -> impl IntoView {
    let visitor = Visitor::find();
    let principal = visitor.as_ref().and_then(|visitor| visitor.principal.clone());
    let view = principal.as_ref().and_then(|principal| Some((principal.view()?, principal.scope())));
    let here = visitor.as_ref().map(|visitor| visitor.uri.path().to_owned()).unwrap_or_default();
    let failed_notice = visitor.as_ref().map(|visitor| visitor.request_id.clone()).unwrap_or_default();
    let body = children();
    // `<Title>` does not escape its text.
    let tab = html_escape(&format!("{title} – Switchhook"));
    view! {
        <Title text=tab/>
        {islands.then(scripts)}
        <a class="skip" href="#main">{say!(frame.skip)}</a>
        {view.map(|(reseller, scope)| view! { <InView reseller=reseller scope=scope/> })}
        <header class="bar">
            <a class="brand" href="/">"Switchhook"</a>
            {principal.as_ref().map(|principal| navigation(principal, &here))}
            {principal.map(|principal| account(&principal))}
        </header>
        <main id="main" data-request=failed_notice>
            {(!trail.is_empty())
                .then(|| {
                    let links = trail
                        .into_iter()
                        .map(|(href, words)| view! { <li><a href=href>{words}</a></li> })
                        .collect_view();
                    view! { <nav class="trail" aria-label=say!(frame.trail)><ol>{links}</ol></nav> }
                })}
            <h1>{title}</h1>
            <Notices/>
            {body}
        </main>
        <footer class="foot">{languages(visitor.as_ref())}</footer>
    }
}

/// Tells an administrator in whose view they are, and leads out of it. The form needs no token: it gives up what it is for, and
/// must work from every page of every tab.
#[component]
fn InView(reseller: ResellerId, scope: Scope) -> impl IntoView {
    let portal = use_context::<Portal>();
    Suspend::new(async move {
        let known = match portal {
            Some(portal) => portal.access().resellers().find(scope, reseller).await.ok().flatten(),
            None => None,
        };
        let name = known.map_or_else(|| reseller.to_string(), |known| known.name);
        view! {
            <aside class="in-view" aria-label=say!(frame.view.label)>
                <p><strong>{say!(frame.view.who, name = name)}</strong>" "{say!(frame.view.what)}</p>
                <form method="post" action=STEP_OUT>
                    <button>{say!(frame.view.leave)}</button>
                </form>
            </aside>
        }
    })
}

/// What was done a moment ago, told once.
#[component]
fn Notices() -> impl IntoView {
    let visitor = Visitor::find();
    Suspend::new(async move {
        let notices = match visitor {
            Some(visitor) if visitor.principal.is_some() => {
                visitor.session.take_notices::<String>().await.unwrap_or_default()
            }
            _ => Vec::new(),
        };
        (!notices.is_empty()).then(|| {
            let items = notices.into_iter().map(|notice| view! { <li>{notice}</li> }).collect_view();
            view! { <div role="status"><ul class="notices">{items}</ul></div> }
        })
    })
}

/// So many places stand in the line of the navigation, those that are gone to most; the others open below "More".
const IN_LINE: usize = 5;

fn navigation(principal: &Principal, here: &str) -> AnyView {
    let places = [
        (Permission::ViewCustomers, "/customers", say!(frame.customers)),
        (Permission::ViewSubscribers, "/subscribers", say!(frame.subscribers)),
        (Permission::EditCustomers, "/contacts", say!(contacts.title)),
        (Permission::EditOwnForwards, "/my/forwards", say!(frame.my_forwards)),
        (Permission::ViewResellers, "/resellers", say!(frame.resellers)),
        (Permission::ResetAccounts, "/accounts", say!(frame.accounts)),
        (Permission::ViewAudit, "/audit", say!(frame.audit)),
        (Permission::EditDomains, "/domains", say!(domains.title)),
        (Permission::EditCustomers, "/billing-profiles", say!(billing_profiles.title)),
        (Permission::EditDestinationPolicy, "/destination-policy", say!(policy.navigation)),
    ];
    let mut links: Vec<_> = places
        .into_iter()
        .filter(|(permission, ..)| principal.may(*permission))
        .map(|(_, href, words)| {
            let current = (here == href || here.starts_with(&format!("{href}/"))).then_some("page");
            view! { <li><a href=href aria-current=current>{words}</a></li> }
        })
        .collect();
    // One more takes no more room than the word for it.
    let others = if links.len() > IN_LINE + 1 { links.split_off(IN_LINE) } else { Vec::new() };
    let more = (!others.is_empty()).then(|| {
        view! {
            <li>
                <details class="more">
                    <summary>{say!(frame.more)}</summary>
                    <ul>{others}</ul>
                </details>
            </li>
        }
    });
    view! { <nav class="places" aria-label=say!(frame.places)><ul>{links}{more}</ul></nav> }.into_any()
}

fn account(principal: &Principal) -> impl IntoView + use<> {
    let role = words::role(principal.role());
    view! {
        <form class="account" method="post" action="/api/sign-out">
            <a class="who" href="/account" title=role>
                <span class="hidden">{say!(frame.account)}": "</span>
                {principal.account().login.clone()}
            </a>
            <button class="quiet">{say!(frame.sign_out)}</button>
        </form>
    }
}

fn languages(visitor: Option<&Visitor>) -> impl IntoView + use<> {
    let from = visitor.map(Visitor::here).unwrap_or_default();
    let present = crate::language::current();
    let buttons = [("en", "English"), ("de", "Deutsch")]
        .into_iter()
        .map(|(tag, name)| {
            let pressed = crate::language::from_tag(tag) == Some(present);
            view! {
                <button class="quiet" name="language" value=tag lang=tag aria-pressed=pressed.to_string()>
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <form class="languages" method="post" action="/api/language" aria-label=say!(frame.language)>
            <Hidden name="from" value=from/>
            {buttons}
        </form>
    }
}

fn scripts() -> impl IntoView {
    let assets = Portal::current().assets().clone();
    view! {
        <link rel="modulepreload" href=assets.script/>
        <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" src=assets.start></script>
    }
}

/// Text for a place that the renderer does not escape by itself.
pub(super) fn html_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
