//! How people may sign in: which roles need a second factor, and whether customers use the logins of their lines.

use crate::{
    account::Account,
    credentials::Owner,
    database::Database,
    storage::{StorageError, id_column, id_value},
};
use serde_json::Value;
use sqlx::Row;
use std::collections::BTreeSet;
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Role, Scope},
};

/// A policy, of the operator for everybody or of a reseller for its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPolicy {
    /// The roles that need a second factor.
    pub second_factor: BTreeSet<Role>,
    /// Whether the lines of a reseller sign in with their own login.
    pub line_sign_in: bool,
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self { second_factor: BTreeSet::new(), line_sign_in: true }
    }
}

/// The policies. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SignInPolicies {
    database: Database,
}

fn owner(reseller: Option<ResellerId>) -> String {
    reseller.map_or(Owner::Operator, Owner::Reseller).to_string()
}

impl SignInPolicies {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// The policy that was set for a scope: the operator's, or that of the scope's reseller.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(&self, scope: Scope) -> Result<SignInPolicy, StorageError> {
        let row = sqlx::query("SELECT second_factor, line_sign_in FROM sign_in_policies WHERE owner = $1")
            .bind(owner(scope.reseller()))
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(SignInPolicy::default()) };
        let names: Vec<Value> = serde_json::from_str(row.try_get("second_factor")?)
            .map_err(|_| StorageError::Unreadable("sign-in policy"))?;
        let second_factor = names
            .into_iter()
            .map(|name| serde_json::from_value(name).map_err(|_| StorageError::Unreadable("role")))
            .collect::<Result<_, _>>()?;
        Ok(SignInPolicy { second_factor, line_sign_in: row.try_get::<i64, _>("line_sign_in")? != 0 })
    }

    /// The resellers whose lines do not sign in with their own login.
    pub(crate) async fn without_line_sign_in(&self) -> Result<BTreeSet<ResellerId>, StorageError> {
        let rows = sqlx::query(
            "SELECT reseller_id FROM sign_in_policies WHERE reseller_id IS NOT NULL AND line_sign_in = 0",
        )
        .fetch_all(self.database.pool())
        .await?;
        rows.iter().map(|row| Ok(ResellerId(id_value(row.try_get("reseller_id")?)?))).collect()
    }

    /// Sets the policy of a scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set(&self, scope: Scope, policy: &SignInPolicy) -> Result<(), StorageError> {
        let roles = serde_json::to_string(&policy.second_factor)
            .map_err(|_| StorageError::Unreadable("sign-in policy"))?;
        let reseller = scope.reseller().map(|id| id_column(id.0)).transpose()?;
        sqlx::query(
            "INSERT INTO sign_in_policies (owner, reseller_id, second_factor, line_sign_in) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner) DO UPDATE SET second_factor = excluded.second_factor, \
             line_sign_in = excluded.line_sign_in",
        )
        .bind(owner(scope.reseller()))
        .bind(reseller)
        .bind(roles)
        .bind(i64::from(policy.line_sign_in))
        .execute(self.database.pool())
        .await?;
        Ok(())
    }

    /// Whether an account needs a second factor: the operator or its reseller says so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn requires_second_factor(&self, account: &Account) -> Result<bool, StorageError> {
        for scope in [Scope::Operator, account.scope] {
            if self.of(scope).await?.second_factor.contains(&account.role) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
