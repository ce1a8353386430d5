//! Where customers of a reseller may send calls.

use super::{
    act::{Act, Done, Undone, conclude, unchanged_since},
    line::{Asking, Seen},
};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use switchhook_access::{
    audit::{Action, Object, ObjectKind},
    needs,
};
use switchhook_domain::{
    destination_policy::{Denial, PolicyForm, Preset},
    forwards::Target,
};

/// The server function.
pub(crate) const PATH: &str = "/api/destination-policy/save";

/// Saves the destination policy of the reseller.
#[server(name = SaveDestinationPolicy, prefix = "/api", endpoint = "destination-policy/save")]
pub async fn save_destination_policy(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: Seen<PolicyForm>,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = save(&token, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn save(token: &str, form: &mut Seen<PolicyForm>) -> Result<Done, Undone> {
    let act = Act::<needs::EditDestinationPolicy>::begin(token).await?;
    let to = "/destination-policy".to_owned();
    let wanted = form.values.parse("form[values]")?;
    let policies = act.portal.access().destination_policies();
    let present = policies.find(act.principal.scope()).await?;
    if wanted == present {
        return Ok(Done { to, notice: say!(policy.unchanged) });
    }
    unchanged_since(&mut form.seen, Seen::mark(&PolicyForm::of(&present)))?;
    let reseller = act.principal.scope().reseller().ok_or(Failure::NotFound)?;
    let change = json!({ "before": present, "after": wanted });
    act.audited(
        Action::ChangeDestinationPolicy,
        Object::new(ObjectKind::Reseller, &reseller, ""),
        change,
        async { policies.replace(&act.principal, &present, &wanted).await },
    )
    .await?;
    Ok(Done { to, notice: say!(policy.saved) })
}

/// A kind of destination in words.
pub(crate) fn preset(preset: Preset) -> String {
    match preset {
        Preset::PremiumRate => say!(policy.preset.premium_rate),
        Preset::SharedCost => say!(policy.preset.shared_cost),
        Preset::Satellite => say!(policy.preset.satellite),
        Preset::GlobalNetwork => say!(policy.preset.global_network),
        Preset::Caribbean => say!(policy.preset.caribbean),
        Preset::International => say!(policy.preset.international),
        Preset::ForeignAddress => say!(policy.preset.foreign_address),
    }
}

/// What staff is told who sends calls where customers must not.
pub(crate) fn warning(target: &Target, asking: &Asking) -> Option<String> {
    let denial = asking.policy.denial(target, asking.origin())?;
    let number = target.to_input();
    Some(match denial {
        Denial::Preset(kind) => say!(policy.warning.preset, number = number, kind = preset(kind)),
        Denial::Beginning(prefix) => say!(policy.warning.beginning, number = number, prefix = prefix),
        Denial::NotAllowed => say!(policy.warning.not_allowed, number = number),
    })
}
