//! Preferences of a line, generated from what the platform says about them.

use super::{preference_fields::sections, trail_to};
use crate::{
    components::{Draft, Empty, Hidden, Page, TextField, WriteForm},
    failure::Failure,
    guard::{Guard, guarded},
    language,
    pages::id_in_path,
    words,
};
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use switchhook_access::needs;
use switchhook_domain::{
    identifier::SubscriberId,
    preference::{Definition, PreferencesForm, Values},
};

const PATH: &str = "/api/preferences/save";

/// Which preferences are shown.
enum View {
    /// Those that have a value: what is special about the line.
    Set,
    /// Every one.
    All,
    /// Those that are found.
    Found(String),
}

/// `/subscribers/{id}/preferences`
#[component]
pub(crate) fn PreferencesPage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::EditPreferences, _, _>(async move |guard| page(guard, id).await)
}

async fn page(guard: Guard<needs::EditPreferences>, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let line = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let (definitions, values) = tokio::try_join!(
        guard.client.preference_definitions(language::current().as_str()),
        guard.client.preferences(&line)
    )?;
    let view = match (guard.visitor.parameter("search"), guard.visitor.parameter("all")) {
        (Some(search), _) if !search.trim().is_empty() => View::Found(search.trim().to_owned()),
        (_, Some(_)) => View::All,
        _ => View::Set,
    };
    let draft = guard.draft::<PreferencesForm>(PATH).await?;
    let (form, state) = Draft::or_else(draft, PreferencesForm::default);
    // What somebody typed is shown whatever the view says.
    let shown = |definition: &&Definition| {
        view.shows(definition, &values) || form.values.contains_key(&definition.name)
    };
    let shown: Vec<_> = definitions.iter().filter(shown).cloned().collect();
    let count = shown.len();
    let unknown = unknown(&definitions, &values);
    let path = format!("/subscribers/{}/preferences", line.id);
    let (id, search, title) = (
        line.id.to_string(),
        view.search().to_owned(),
        say!(preferences.title_of, name = words::line(&line)),
    );
    let (searched, principal) = (search.clone(), guard.principal.clone());
    let body = if count == 0 {
        let words = match view {
            View::Found(_) => say!(preferences.none_found),
            View::Set | View::All => say!(preferences.none_set),
        };
        let all = format!("{path}?all=yes");
        view! { <Empty words=words><a href=all>{say!(preferences.show_all)}</a></Empty> }.into_any()
    } else {
        view! {
            <WriteForm action=PATH state=state>
                <Hidden name="id" value=id/>
                <Hidden name="form[search]" value=searched/>
                {sections(&shown, &values, &form, &principal)}
                <div class="actions"><button>{say!(preferences.button)}</button></div>
            </WriteForm>
        }
        .into_any()
    };
    Ok(view! {
        <Page title=title trail=trail_to(&line)>
            <form class="filters" method="get" role="search">
                <TextField
                    name="search"
                    label=say!(preferences.search)
                    value=search
                    hint=say!(preferences.search_hint)
                    kind="search"
                />
                <button class="quiet">{say!(preferences.find)}</button>
            </form>
            {view.links(&path, count, definitions.len())}
            {body}
            {unknown}
        </Page>
    }
    .into_any())
}

impl View {
    fn shows(&self, definition: &Definition, values: &Values) -> bool {
        match self {
            Self::Set => values.contains_key(&definition.name),
            Self::All => true,
            Self::Found(search) => definition.matches(search),
        }
    }

    fn search(&self) -> &str {
        match self {
            Self::Found(search) => search,
            Self::Set | Self::All => "",
        }
    }

    /// What is shown, and the ways to the other views.
    fn links(&self, path: &str, count: usize, total: usize) -> impl IntoView + use<> {
        let words = match self {
            Self::Set => say!(preferences.showing_set, count = count, total = total),
            Self::All => say!(preferences.showing_all, total = total),
            Self::Found(_) => say!(preferences.showing_found, count = count, total = total),
        };
        let set = (!matches!(self, Self::Set))
            .then(|| view! { <li><a href=path.to_owned()>{say!(preferences.show_set)}</a></li> });
        let all = (!matches!(self, Self::All))
            .then(|| view! { <li><a href=format!("{path}?all=yes")>{say!(preferences.show_all)}</a></li> });
        view! { <p>{words}</p><ul class="links">{set}{all}</ul> }
    }
}

/// Values without a definition: the portal does not understand them, shows their names and leaves them alone.
fn unknown(definitions: &[Definition], values: &Values) -> Option<impl IntoView + use<>> {
    let is_known = |name: &str| definitions.iter().any(|definition| definition.name == name);
    let names: Vec<_> = values.keys().filter(|name| !is_known(name)).cloned().collect();
    (!names.is_empty()).then(|| {
        let names = names.into_iter().map(|name| view! { <li><code>{name}</code></li> }).collect_view();
        view! {
            <section>
                <h2>{say!(preferences.unknown.title)}</h2>
                <p>{say!(preferences.unknown.text)}</p>
                <ul>{names}</ul>
            </section>
        }
    })
}
