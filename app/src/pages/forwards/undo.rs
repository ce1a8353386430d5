//! Undoing a change: what would be changed back, and the button that does it.

use super::{around, history, review, view::LineView};
use crate::{
    components::{Draft, Hidden, WriteForm},
    failure::Failure,
    guard::Guard,
    writes::UndoForm,
};
use leptos::prelude::*;
use switchhook_access::needs::Needs;
use switchhook_domain::forwards::Routing;

/// What undoing the change with this id does now.
pub(super) async fn page<P: Needs>(
    guard: &Guard<P>,
    line: &mut LineView,
    wished: &str,
    action: &'static str,
) -> Result<AnyView, Failure> {
    let records = history::read(guard, line).await?;
    let record = records.iter().find(|record| String::from(record.id) == wished).ok_or(Failure::NotFound)?;
    let (before, _) = history::sides(record).ok_or(Failure::NotFound)?;
    let then = Routing::wanted(&line.configuration, &before.restored(&line.configuration));
    let changes = review::changes(&line.routing, &then);
    around::look(&guard.client, guard.principal.scope(), &then, &mut line.surroundings).await;
    let warnings = review::warning_list(line, &then);
    let draft: Option<Draft<UndoForm>> = guard.draft(action).await?;
    let (_, state) = Draft::or_else(draft, UndoForm::default);
    let (id, entry, seen) = (line.subscriber.id.to_string(), wished.to_owned(), line.configuration.mark());
    let here = guard.visitor.uri.path().to_owned();
    let body = match changes {
        None => view! { <p>{say!(forwards.history.nothing_to_undo)}</p> }.into_any(),
        Some(changes) => view! {
            {changes}
            {warnings}
            <WriteForm action=action state=state>
                <Hidden name="id" value=id/>
                <Hidden name="form[entry]" value=entry/>
                <Hidden name="form[seen]" value=seen/>
                <div class="actions"><button>{say!(forwards.history.undo_now)}</button></div>
            </WriteForm>
        }
        .into_any(),
    };
    Ok(view! {
        <section class="review" aria-labelledby="undo-title">
            <h2 id="undo-title">{say!(forwards.history.undo_title)}</h2>
            {body}
            <p><a href=here>{say!(forwards.history.back)}</a></p>
        </section>
    }
    .into_any())
}
