//! The store of accounts. Every account is found inside a scope first; what lies outside does not exist.

mod creation;
mod of_lines;

pub(crate) use creation::Policy;

use crate::{
    account::{self, Account, AccountState, LoginError},
    audit::PageRequest,
    conditions::Conditions,
    database::Database,
    doors::Doors,
    id::AccountId,
    needs::ResetAccounts,
    password::{self, HashError, Hasher, PasswordError},
    principal::Require,
    storage::{StorageError, millis},
};
use secrecy::SecretString;
use sqlx::{Any, Encode, Row, Type};
use std::{collections::BTreeSet, ops::Deref};
use switchhook_domain::permission::{Permission, Role, Scope};

/// Why an account was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The login cannot be one.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The login is somebody else's.
    #[error("the login is taken")]
    LoginTaken,
    /// The password breaks the policy.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The role makes no sense in the scope.
    #[error("the role does not fit the scope")]
    RoleOutsideScope,
    /// The account would lie outside the scope of the one who creates it.
    #[error("the account would lie outside your scope")]
    OutOfScope,
    /// The role's permissions are not chosen, or nobody in the scope has these to give.
    #[error("these permissions cannot be given")]
    NotGrantable,
    /// The portal does not know the reseller.
    #[error("the reseller is not connected")]
    UnknownReseller,
    /// The account has been deleted or never existed.
    #[error("the account does not exist")]
    Gone,
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// An account that somebody was shown to manage. Nobody manages their own.
#[derive(Clone, Debug)]
pub struct Managed(Account);

impl Deref for Managed {
    type Target = Account;
    fn deref(&self) -> &Account {
        &self.0
    }
}

/// Which accounts to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Only those in whose login this is found.
    pub login: Option<String>,
    /// Only this role.
    pub role: Option<Role>,
    /// Only in this state.
    pub state: Option<AccountState>,
}

/// A part of a list of accounts.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// How many there are on all pages.
    pub total: u64,
}

/// The accounts. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    database: Database,
    doors: Doors,
    hasher: Hasher,
}

impl Accounts {
    pub(crate) fn new(database: Database, doors: Doors, hasher: Hasher) -> Self {
        Self { database, doors, hasher }
    }

    /// The account with this id, if it lies in the scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, within: Scope, id: AccountId) -> Result<Option<Account>, StorageError> {
        let mut conditions = Conditions::within(within)?;
        conditions.text("id =", id.to_string());
        Ok(self.select(&conditions, "").await?.pop())
    }

    /// The account with this login in any case, if it lies in the scope.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_by_login(&self, within: Scope, login: &str) -> Result<Option<Account>, StorageError> {
        let Ok(login) = account::parse_login(login) else { return Ok(None) };
        let mut conditions = Conditions::within(within)?;
        conditions.text("login =", login);
        Ok(self.select(&conditions, "").await?.pop())
    }

    /// Every account in the scope, by login.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list(&self, within: Scope) -> Result<Vec<Account>, StorageError> {
        self.select(&Conditions::within(within)?, " ORDER BY login").await
    }

    /// A page of the accounts that somebody manages, by login.
    ///
    /// # Errors
    /// The database failed.
    pub async fn managed(
        &self,
        by: &Require<ResetAccounts>,
        filter: &AccountFilter,
        page: PageRequest,
    ) -> Result<AccountPage, StorageError> {
        let mut conditions = Conditions::within(by.scope())?;
        conditions.fixed(match by.role() {
            Role::Admin => "1 = 1",
            Role::Reseller => "role IN ('helpdesk', 'customer')",
            Role::Helpdesk => "role = 'customer'",
            Role::Customer => "1 = 0",
        });
        if let Some(role) = filter.role {
            conditions.text("role =", role.name());
        }
        if let Some(part) = &filter.login {
            conditions.holds("login LIKE", &part.trim().to_lowercase());
        }
        match filter.state {
            Some(AccountState::Active) => {
                conditions.fixed("disabled = 0 AND (password <> '' OR line_id IS NOT NULL)");
            }
            Some(AccountState::Invited) => {
                conditions.fixed("disabled = 0 AND password = '' AND line_id IS NULL");
            }
            Some(AccountState::Disabled) => conditions.fixed("disabled = 1"),
            None => {}
        }
        let statement = conditions.statement("SELECT COUNT(*) AS accounts FROM accounts", "");
        let total: i64 =
            conditions.bind(&statement).fetch_one(self.database.pool()).await?.try_get("accounts")?;
        let skip = u64::from(page.page.saturating_sub(1)) * u64::from(page.rows);
        let tail = format!(" ORDER BY login LIMIT {} OFFSET {skip}", page.rows);
        let accounts = self.select(&conditions, &tail).await?;
        Ok(AccountPage { accounts, total: u64::try_from(total).unwrap_or_default() })
    }

    /// The account with this id, if it is one of those that somebody manages.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_managed(
        &self,
        by: &Require<ResetAccounts>,
        id: AccountId,
    ) -> Result<Option<Managed>, StorageError> {
        let account = self.find(by.scope(), id).await?;
        let managed = account.filter(|account| by.role().managed().contains(&account.role));
        Ok(managed.filter(|account| account.id != by.account().id).map(Managed))
    }

    async fn select(&self, conditions: &Conditions, tail: &str) -> Result<Vec<Account>, StorageError> {
        let statement = conditions.statement(&format!("SELECT {} FROM accounts", account::COLUMNS), tail);
        let rows = conditions.bind(&statement).fetch_all(self.database.pool()).await?;
        rows.iter().map(account::from_row).collect()
    }

    /// Sets a password and ends every session of the account. Whoever changes their own begins a new one.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_password(&self, account: &Account, password: SecretString) -> Result<(), AccountError> {
        let hash = self.hash(account, password).await?;
        self.set(account, "UPDATE accounts SET password = $1 WHERE id = $2", hash).await?;
        Ok(self.end_sessions(account).await?)
    }

    /// The hash of a password that the account may have.
    pub(crate) async fn hash(
        &self,
        account: &Account,
        password: SecretString,
    ) -> Result<String, AccountError> {
        password::check_policy(&password, &account.login)?;
        Ok(self.hasher.hash(password).await?)
    }

    /// Whether the password is the account's: asked again before what matters.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn verify_password(
        &self,
        account: &Account,
        password: SecretString,
    ) -> Result<bool, AccountError> {
        self.check(Some(account), password).await
    }

    /// Checks a password against the account, or against nobody in the same time.
    pub(crate) async fn check(
        &self,
        account: Option<&Account>,
        password: SecretString,
    ) -> Result<bool, AccountError> {
        // Asked for nobody too: one question less would be an answer.
        let id = account.map(|account| account.id.to_string()).unwrap_or_default();
        let stored = self.stored_password(id).await?;
        Ok(self.hasher.verify(password, stored).await?)
    }

    async fn stored_password(&self, id: String) -> Result<Option<String>, StorageError> {
        let row = sqlx::query("SELECT password FROM accounts WHERE id = $1")
            .bind(id)
            .fetch_optional(self.database.pool())
            .await?;
        let password = row.map(|row| row.try_get::<String, _>("password")).transpose()?;
        Ok(password.filter(|password| password != account::NO_PASSWORD))
    }

    /// Writes down that the owner signed in.
    pub(crate) async fn signed_in(&self, account: &Account) -> Result<(), AccountError> {
        let now = millis(self.doors.now());
        self.set(account, "UPDATE accounts SET signed_in_at = $1 WHERE id = $2", now).await
    }

    /// Chooses what a helpdesk account may do.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_permissions(
        &self,
        account: &Account,
        permissions: &BTreeSet<Permission>,
    ) -> Result<(), AccountError> {
        check_grant(account.role, permissions)?;
        let column = account::permissions_column(permissions)?;
        self.set(account, "UPDATE accounts SET permissions = $1 WHERE id = $2", column).await
    }

    /// Sets the language of the owner, or forgets it.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_language(&self, account: &Account, language: Option<&str>) -> Result<(), AccountError> {
        let column = language.map(str::to_owned);
        self.set(account, "UPDATE accounts SET language = $1 WHERE id = $2", column).await
    }

    /// Lets a disabled account sign in again.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn enable(&self, account: &Account) -> Result<(), AccountError> {
        self.set(account, "UPDATE accounts SET disabled = $1 WHERE id = $2", 0_i64).await
    }

    /// Keeps the account from signing in, and ends its sessions.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn disable(&self, account: &Account) -> Result<(), AccountError> {
        self.set(account, "UPDATE accounts SET disabled = $1 WHERE id = $2", 1_i64).await?;
        Ok(self.end_sessions(account).await?)
    }

    /// Deletes the account with its sessions. The audit trail keeps what it did.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delete(&self, account: &Account) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM accounts WHERE id = $1")
            .bind(account.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    /// Ends every session of the account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_sessions(&self, account: &Account) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM sessions WHERE account_id = $1")
            .bind(account.id.to_string())
            .execute(self.database.pool())
            .await?;
        Ok(())
    }

    async fn set<T>(&self, account: &Account, statement: &'static str, value: T) -> Result<(), AccountError>
    where
        T: for<'q> Encode<'q, Any> + Type<Any> + Send + 'static,
    {
        let done = sqlx::query(statement)
            .bind(value)
            .bind(account.id.to_string())
            .execute(self.database.pool())
            .await?;
        if done.rows_affected() == 0 { Err(AccountError::Gone) } else { Ok(()) }
    }
}

fn check_grant(role: Role, permissions: &BTreeSet<Permission>) -> Result<(), AccountError> {
    if role == Role::Helpdesk && account::grantable(permissions) {
        Ok(())
    } else {
        Err(AccountError::NotGrantable)
    }
}
