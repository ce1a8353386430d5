//! `/destination-policy`: where customers of the reseller may send calls.

use crate::{
    components::{CheckField, Draft, Hidden, Page, TextArea, WriteForm},
    failure::Failure,
    guard::{Guard, guarded},
    writes::{
        line::Seen,
        policy::{self, PATH},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;
use switchhook_access::needs;
use switchhook_domain::destination_policy::{DestinationPolicy, PolicyForm, Prefix, Preset};

/// `/destination-policy`
#[component]
pub(crate) fn PolicyPage() -> impl IntoView {
    guarded::<needs::EditDestinationPolicy, _, _>(page)
}

async fn page(guard: Guard<needs::EditDestinationPolicy>) -> Result<AnyView, Failure> {
    let present = guard.portal.access().destination_policies().find(guard.principal.scope()).await?;
    let draft = guard.draft::<Seen<PolicyForm>>(PATH).await?;
    let (form, state) = Draft::or_else(draft, || Seen::now(PolicyForm::of(&present)));
    let now = sentences(&present).into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    let Seen { seen, values } = form;
    let presets_error = state.errors.get("form[values][presets]").map(crate::words::field_error);
    let presets = move || {
        Preset::ALL
            .into_iter()
            .map(|preset| {
                let checked = values.presets.iter().any(|name| name == preset.name());
                view! {
                    <CheckField
                        name="form[values][presets][]"
                        label=policy::preset(preset)
                        value=preset.name()
                        checked=checked
                        suffix=format!("-{}", preset.name())
                    />
                }
            })
            .collect_view()
    };
    let only_allowed = values.only_allowed == "on";
    Ok(view! {
        <Page title=say!(policy.title)>
            <p class="lead">{say!(policy.lead)}</p>
            <section aria-labelledby="now">
                <h2 id="now">{say!(line.now)}</h2>
                <ul class="sentences">{now}</ul>
            </section>
            <WriteForm action=PATH state=state class="setting">
                <Hidden name="form[seen]" value=seen/>
                <fieldset id="form-values-presets">
                    <legend>{say!(policy.presets)}</legend>
                    {presets_error.map(|error| view! { <p class="error">{error}</p> })}
                    {presets()}
                    <p class="hint">{say!(policy.facts)}</p>
                </fieldset>
                <TextArea
                    name="form[values][denied]"
                    label=say!(policy.denied)
                    hint=say!(policy.denied_hint)
                    value=values.denied.clone()
                />
                <TextArea
                    name="form[values][allowed]"
                    label=say!(policy.allowed)
                    hint=say!(policy.allowed_hint)
                    value=values.allowed.clone()
                />
                <CheckField
                    name="form[values][only_allowed]"
                    label=say!(policy.only_allowed)
                    value="on"
                    checked=only_allowed
                />
                <p class="hint">{say!(policy.only_allowed_hint)}</p>
                <div class="actions"><button>{say!(form.save)}</button></div>
            </WriteForm>
        </Page>
    }
    .into_any())
}

/// What a policy says.
fn sentences(policy: &DestinationPolicy) -> Vec<String> {
    let beginnings =
        |prefixes: &BTreeSet<Prefix>| prefixes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let allowed = beginnings(&policy.allowed).join(", ");
    if policy.only_allowed && policy.allowed.is_empty() {
        return vec![say!(policy.now.nothing)];
    }
    let denied: Vec<String> = policy
        .presets
        .iter()
        .map(|preset| policy::preset(*preset))
        .chain(beginnings(&policy.denied))
        .collect();
    let first = match (policy.only_allowed, denied.is_empty()) {
        (true, _) => Some(say!(policy.now.only, what = allowed.clone())),
        (false, true) => Some(say!(policy.now.open)),
        (false, false) => None,
    };
    let second = (!denied.is_empty()).then(|| say!(policy.now.denied, what = denied.join(", ")));
    let third = (!policy.only_allowed && !allowed.is_empty() && !denied.is_empty())
        .then(|| say!(policy.now.except, what = allowed));
    [first, second, third].into_iter().flatten().collect()
}
