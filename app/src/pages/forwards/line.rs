//! The page of one line, the same for staff and customers: how it stands, the rules, who rings, the week, and what was changed.

use super::{around, editor, history, picture, template, undo, view::LineView};
use crate::{components::Draft, failure::Failure, guard::Guard, words};
use leptos::prelude::*;
use switchhook_access::needs::Needs;
use switchhook_domain::forwards::{ForwardsForm, Routing, differences};
use switchhook_platform::{Scoped, Subscriber};

/// Everything below the headline. `save` and `undo` are the server functions.
pub(super) async fn body<P: Needs>(
    guard: &Guard<P>,
    subscriber: Scoped<Subscriber>,
    save: &'static str,
    undo_action: &'static str,
) -> Result<AnyView, Failure> {
    let mut line = LineView::read(guard, subscriber, save == "/api/forwards/save").await?;
    let draft: Option<Draft<ForwardsForm>> = guard.draft(save).await?;
    let entries = history::read(guard, &line).await?;
    let state = circumstances(&line);
    if let Some(wished) = guard.visitor.parameter("undo") {
        let page = undo::page(guard, &mut line, &wished, undo_action).await?;
        return Ok(view! { {state}{page} }.into_any());
    }
    let numbers = line.line();
    let Some(numbers) = numbers else {
        return Ok(view! { {state}<p>{say!(forwards.no_number)}</p> }.into_any());
    };
    if let Some(wished) = guard.visitor.parameter("template") {
        let page = template::page(guard, &line, &wished).await?;
        return Ok(view! { {state}{page} }.into_any());
    }
    let templates = template::list(guard).await?;
    let is_draft = draft.is_some();
    let (form, problems) = Draft::or_else(draft, || ForwardsForm::of(&line.configuration, &numbers));
    let form = form.with_blank_rules();
    let announcements = line.playable(&guard.client, &form).await;
    let wanted = is_draft.then(|| form.parse(&line.configuration, &numbers).ok()).flatten();
    let after = wanted.map(|wanted| Routing::wanted(&line.configuration, &wanted));
    line.announcements = announcements;
    let after = after.filter(|after| !differences(&line.routing, after).is_empty());
    let reviewed = (!form.reviewed.is_empty()).then(|| after.clone().unwrap_or_else(|| line.routing.clone()));
    if let Some(reviewed) = &reviewed {
        around::look(&guard.client, guard.principal.scope(), reviewed, &mut line.surroundings).await;
    }
    let editor = editor::editor(&line, save, form, problems, reviewed.as_ref());
    let pictures = picture::pictures(&guard.visitor, &line, after.as_ref());
    let history = history::list(&line, &entries);
    Ok(view! { {state}{templates}{editor}{pictures}{history} }.into_any())
}

/// What keeps forwards from working as they read, said first.
fn circumstances(line: &LineView) -> AnyView {
    let locked = line.subscriber.lock.map(|level| {
        view! { <p class="warning" role="note">{say!(forwards.locked, state = words::lock(Some(level)))}</p> }
    });
    let disturb = line
        .do_not_disturb
        .then(|| view! { <p class="warning" role="note">{say!(forwards.do_not_disturb)}</p> });
    view! { {locked}{disturb} }.into_any()
}
