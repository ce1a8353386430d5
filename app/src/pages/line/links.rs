//! From one page of a line to the others.

use crate::writes::line::{Blocked, Own, Setting, Side, SpeedDials, Voicebox};
use leptos::prelude::*;
use switchhook_access::Principal;
use switchhook_domain::{identifier::SubscriberId, permission::Permission};

/// What belongs to a line of a customer; the page that is open is not a link.
pub(crate) fn own_links(principal: &Principal, line: SubscriberId, here: &str) -> impl IntoView + use<> {
    let places = [
        (Permission::EditOwnForwards, "forwards", say!(line.forwards)),
        (Permission::EditOwnLines, Voicebox::PATH, say!(voicebox.title)),
        (Permission::EditOwnLines, Blocked::PATH, say!(blocked.title)),
        (Permission::EditOwnLines, SpeedDials::PATH, say!(speed_dials.title)),
    ];
    let links = places
        .into_iter()
        .filter(|(permission, ..)| principal.may(*permission))
        .map(|(_, setting, words)| {
            let current = (setting == here).then_some("page");
            view! { <li><a href=Own::path(line, setting) aria-current=current>{words}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label=say!(line.belongs)><ul class="links">{links}</ul></nav> }
}
