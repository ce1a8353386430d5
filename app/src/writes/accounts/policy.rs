//! How people sign in.

use super::storage;
use crate::writes::{
    act::{Done, Undone, conclude, unchanged_since},
    portal_act::PortalAct,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use switchhook_access::{
    Require, SignInPolicy,
    audit::{Action, Object, ObjectKind},
    needs::ManageAccounts,
};
use switchhook_domain::{FieldError, FieldErrors, mark::mark, permission::Role};

/// The server function.
pub(crate) const PATH: &str = "/api/accounts/policy";

/// The form of [`save_sign_in_policy`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// The mark of what the page showed.
    pub seen: String,
    /// The roles that need a second factor, ticked or not.
    pub second_factor: BTreeMap<String, String>,
    /// Whether lines sign in with their own login, ticked or not; asked of resellers.
    pub line: String,
}

impl PolicyForm {
    /// The form that shows a policy.
    pub(crate) fn of(policy: &SignInPolicy) -> Self {
        let ticked = policy.second_factor.iter().map(|role| (role.name().to_owned(), "on".to_owned()));
        let line = if policy.line_sign_in { "on" } else { "" };
        Self { seen: mark(&told(policy)), second_factor: ticked.collect(), line: line.to_owned() }
    }

    /// Whether a role is ticked.
    pub(crate) fn holds(&self, role: Role) -> bool {
        self.second_factor.contains_key(role.name())
    }

    /// The ticked roles. One that the person does not manage is an invalid choice.
    fn parse(&self, by: Role) -> Result<BTreeSet<Role>, FieldErrors> {
        let roles = self.second_factor.iter().map(|(name, value)| {
            let role: Role = name.parse().ok()?;
            (by.managed().contains(&role) && value == "on").then_some(role)
        });
        roles
            .collect::<Option<_>>()
            .ok_or_else(|| FieldErrors::of("form[second_factor]", FieldError::InvalidChoice))
    }
}

/// A policy for the audit trail.
fn told(policy: &SignInPolicy) -> Value {
    json!({ "second_factor": policy.second_factor, "line_sign_in": policy.line_sign_in })
}

/// Saves who needs a second factor.
#[server(name = SaveSignInPolicy, prefix = "/api", endpoint = "accounts/policy")]
pub async fn save_sign_in_policy(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] form: PolicyForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = save(&token, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn save(token: &str, form: &mut PolicyForm) -> Result<Done, Undone> {
    let act = PortalAct::<Require<ManageAccounts>>::begin(token).await?;
    let second_factor = form.parse(act.principal.role())?;
    let scope = act.principal.scope();
    let line_sign_in = scope.reseller().is_none() || form.line == "on";
    let policies = act.portal.access().policies();
    let present = policies.of(scope).await?;
    let to = "/accounts/policy".to_owned();
    let wanted = SignInPolicy { second_factor, line_sign_in };
    if wanted == present {
        return Ok(Done { to, notice: say!(accounts.policy.unchanged) });
    }
    unchanged_since(&mut form.seen, mark(&told(&present)))?;
    let change = json!({ "before": told(&present), "after": told(&wanted) });
    let reseller = scope.reseller().map(|id| id.to_string()).unwrap_or_default();
    let object = Object::new(ObjectKind::Reseller, &reseller, "");
    let write = async { policies.set(scope, &wanted).await.map_err(storage) };
    act.audited(Action::ChangeSignInPolicy, object, change, write).await?;
    Ok(Done { to, notice: say!(accounts.policy.saved) })
}
