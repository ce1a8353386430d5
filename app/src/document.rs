//! The HTML document around every page.

use crate::{i18n::Locale, portal::Portal, routes::PortalPages};
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use leptos_meta::MetaTags;

/// The whole document of a request.
#[must_use]
pub fn document() -> impl IntoView {
    // Pages are not hydrated, only their islands: nothing else is written down for the browser.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let style = Portal::current().assets().style.clone();
    let language: Locale = crate::language::current();
    view! {
        <!DOCTYPE html>
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=style/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <MetaTags/>
            </head>
            <body>
                <PortalPages/>
            </body>
        </html>
    }
}
