//! The frame: who may, which line, what is so now, and the form with what was typed.

use super::own_links;
use crate::{
    components::{Draft, Hidden, Page, WriteForm},
    failure::Failure,
    guard::{Guard, guarded},
    pages::id_in_path,
    words,
    writes::line::{Asking, Seen, Setting, Side},
};
use leptos::prelude::*;
use switchhook_domain::identifier::SubscriberId;
use switchhook_platform::Subscriber;

/// How a setting looks.
pub(crate) trait Look: Setting {
    /// What the page is called.
    fn title() -> String;

    /// What the page is for.
    fn lead() -> String;

    /// The inputs, named `form[values][…]`. Called inside of the form, where they find their mistakes.
    fn fields(form: Self::Form, present: &Self::State, asking: &Asking) -> AnyView;
}

/// The page of a setting of a line: `/subscribers/{id}/…` or `/my/…/{id}`.
pub(crate) fn page<S: Look, D: Side>() -> impl IntoView {
    let id = id_in_path();
    guarded::<D::Needs, _, _>(async move |guard| show::<S, D>(guard, id).await)
}

async fn show<S: Look, D: Side>(
    guard: Guard<D::Needs>,
    id: Option<SubscriberId>,
) -> Result<AnyView, Failure> {
    let line = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let present = S::state(&S::load(&guard.client, &line).await?);
    let asking = Asking::new::<D>(&guard.portal, &guard.principal, &line).await?;
    let action = D::action::<S>();
    let draft = guard.draft::<Seen<S::Form>>(action).await?;
    let (form, state) = Draft::or_else(draft, || Seen::now(S::form(&present, &asking)));
    let sentences = S::sentences(&present, &asking)
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> })
        .collect_view();
    let (id, seen) = (line.id.to_string(), form.seen);
    let (name, trail) = place::<D>(&line);
    let title = say!(line.title_of, what = S::title(), name = name);
    let links = (!D::IS_STAFF).then(|| own_links(&guard.principal, line.id, S::PATH));
    Ok(view! {
        <Page title=title islands=true trail=trail>
            <p class="lead">{S::lead()}</p>
            {links}
            <section aria-labelledby="now">
                <h2 id="now">{say!(line.now)}</h2>
                <ul class="sentences">{sentences}</ul>
            </section>
            <WriteForm action=action state=state class="setting">
                <Hidden name="id" value=id/>
                <Hidden name="form[seen]" value=seen/>
                {S::fields(form.values, &present, &asking)}
                <div class="actions sticky"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// What the line is called on this side, and the way to it.
fn place<D: Side>(line: &Subscriber) -> (String, Vec<(String, String)>) {
    if D::IS_STAFF {
        let name = words::line(line);
        let list = ("/subscribers".to_owned(), say!(frame.subscribers));
        (name.clone(), vec![list, (format!("/subscribers/{}", line.id), name)])
    } else {
        let name = words::number_of(line);
        (
            name.clone(),
            vec![("/my/forwards".to_owned(), say!(frame.my_forwards)), (D::path(line.id, "forwards"), name)],
        )
    }
}
