//! How an account begins: with a password, or with an invitation. What is written down has been checked.

use super::{AccountError, Accounts, check_grant};
use crate::{
    account::{self, Account, Invitee, NewAccount},
    id::AccountId,
    password,
    storage::{ScopeColumns, contains, millis},
};
use switchhook_domain::permission::{Role, Scope};

/// Whether the password policy is kept; only the demo's published password does without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Kept,
    Waived,
}

impl Accounts {
    /// Creates an account; `within` is the scope of the one who does.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn create(&self, within: Scope, new: NewAccount) -> Result<Account, AccountError> {
        self.insert(within, new, Policy::Kept).await
    }

    /// Creates an account without a password, which its owner chooses by a link; `within` is the scope of the one who does.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn invite(&self, within: Scope, invitee: Invitee) -> Result<Account, AccountError> {
        let prepared = Prepared::new(AccountId::random(&self.doors), within, invitee)?;
        self.write(within, prepared, account::NO_PASSWORD.to_owned()).await
    }

    pub(crate) async fn insert(
        &self,
        within: Scope,
        new: NewAccount,
        policy: Policy,
    ) -> Result<Account, AccountError> {
        let NewAccount { login, password, role, scope, permissions, language } = new;
        let owner = Invitee { login, role, scope, permissions, language };
        let prepared = Prepared::new(AccountId::random(&self.doors), within, owner)?;
        if policy == Policy::Kept {
            password::check_policy(&password, &prepared.login)?;
        }
        let hash = self.hasher.hash(password).await?;
        self.write(within, prepared, hash).await
    }

    async fn write(&self, within: Scope, row: Prepared, hash: String) -> Result<Account, AccountError> {
        sqlx::query(
            "INSERT INTO accounts (id, login, password, role, reseller_id, customer_id, subscriber_id, permissions, \
             disabled, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)",
        )
        .bind(row.id.to_string())
        .bind(row.login)
        .bind(hash)
        .bind(row.role.name())
        .bind(row.scope.reseller)
        .bind(row.scope.customer)
        .bind(row.scope.subscriber)
        .bind(row.permissions)
        .bind(row.language)
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await
        .map_err(|error| match error.as_database_error() {
            Some(refused) if refused.is_unique_violation() => AccountError::LoginTaken,
            Some(refused) if refused.is_foreign_key_violation() => AccountError::UnknownReseller,
            _ => error.into(),
        })?;
        self.find(within, row.id).await?.ok_or(AccountError::Gone)
    }
}

/// A new account that was checked, in its columns.
struct Prepared {
    id: AccountId,
    login: String,
    role: Role,
    scope: ScopeColumns,
    permissions: Option<String>,
    language: Option<String>,
}

impl Prepared {
    fn new(id: AccountId, within: Scope, owner: Invitee) -> Result<Self, AccountError> {
        let login = account::parse_login(&owner.login)?;
        if !account::role_fits(owner.role, owner.scope) {
            return Err(AccountError::RoleOutsideScope);
        }
        if !contains(within, owner.scope) {
            return Err(AccountError::OutOfScope);
        }
        if let Some(permissions) = &owner.permissions {
            check_grant(owner.role, permissions)?;
        }
        Ok(Self {
            id,
            login,
            role: owner.role,
            scope: ScopeColumns::of(owner.scope)?,
            permissions: owner.permissions.as_ref().map(account::permissions_column).transpose()?,
            language: owner.language,
        })
    }
}
