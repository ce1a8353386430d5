//! The store of accounts. Every account is found inside a scope first; what lies outside does not exist.

use crate::{
    account::{self, Account, AccountState, Invitee, LoginError, NewAccount},
    audit::PageRequest,
    conditions::Conditions,
    database::Database,
    doors::Doors,
    id::AccountId,
    needs::ResetAccounts,
    password::{self, HashError, Hasher, PasswordError},
    principal::Require,
    storage::{ScopeColumns, StorageError, contains, id_column, millis},
};
use secrecy::SecretString;
use sqlx::{Any, Encode, Row as _, Type};
use std::{collections::BTreeSet, ops::Deref};
use switchhook_domain::{
    identifier::SubscriberId,
    permission::{Permission, Role, Scope},
};

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

/// Whether the password policy is kept; only the demo's published password does without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Kept,
    Waived,
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
        let Invitee { login, role, scope, permissions, language } = invitee;
        let id = AccountId::random(&self.doors);
        let row = Row { id, login, role, scope, permissions, language };
        let prepared = row.prepare(within)?;
        self.write(within, prepared, account::NO_PASSWORD.to_owned()).await
    }

    pub(crate) async fn insert(
        &self,
        within: Scope,
        new: NewAccount,
        policy: Policy,
    ) -> Result<Account, AccountError> {
        let NewAccount { login, password, role, scope, permissions, language } = new;
        let id = AccountId::random(&self.doors);
        let prepared = Row { id, login, role, scope, permissions, language }.prepare(within)?;
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

    /// The account that stands for a line.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn find_by_line(&self, line: SubscriberId) -> Result<Option<Account>, StorageError> {
        let mut conditions = Conditions::default();
        conditions.number("line_id =", id_column(line.0)?);
        Ok(self.select(&conditions, "").await?.pop())
    }

    /// The account of the line that signed in with this login last.
    pub(crate) async fn find_by_line_login(&self, login: &str) -> Result<Option<Account>, StorageError> {
        let beginning = account::line_login(login);
        let mut conditions = Conditions::default();
        conditions.fixed("line_id IS NOT NULL");
        conditions.holds("login LIKE", &beginning);
        let found = self.select(&conditions, " ORDER BY signed_in_at").await?;
        Ok(found.into_iter().rfind(|account| account.login.starts_with(&beginning)))
    }

    /// The account that stands for a line, made at its first sign-in; with the login and the scope that it has on the platform
    /// now.
    ///
    /// # Errors
    /// The database failed, or the portal does not know the reseller.
    pub async fn of_line(
        &self,
        login: &str,
        line: SubscriberId,
        scope: Scope,
    ) -> Result<Account, AccountError> {
        let columns = ScopeColumns::of(scope)?;
        sqlx::query(
            "INSERT INTO accounts (id, login, password, role, reseller_id, customer_id, subscriber_id, line_id, disabled, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9) ON CONFLICT (line_id) DO UPDATE SET \
             login = excluded.login, reseller_id = excluded.reseller_id, customer_id = excluded.customer_id, \
             subscriber_id = excluded.subscriber_id",
        )
        .bind(AccountId::random(&self.doors).to_string())
        .bind(format!("{}{line})", account::line_login(login)))
        .bind(account::NO_PASSWORD)
        .bind(Role::Customer.name())
        .bind(columns.reseller)
        .bind(columns.customer)
        .bind(columns.subscriber)
        .bind(id_column(line.0)?)
        .bind(millis(self.doors.now()))
        .execute(self.database.pool())
        .await?;
        self.find_by_line(line).await?.ok_or(AccountError::Gone)
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

/// An account as it shall be written down.
struct Row {
    id: AccountId,
    login: String,
    role: Role,
    scope: Scope,
    permissions: Option<BTreeSet<Permission>>,
    language: Option<String>,
}

/// A row that was checked, in its columns.
struct Prepared {
    id: AccountId,
    login: String,
    role: Role,
    scope: ScopeColumns,
    permissions: Option<String>,
    language: Option<String>,
}

impl Row {
    fn prepare(self, within: Scope) -> Result<Prepared, AccountError> {
        let login = account::parse_login(&self.login)?;
        if !account::role_fits(self.role, self.scope) {
            return Err(AccountError::RoleOutsideScope);
        }
        if !contains(within, self.scope) {
            return Err(AccountError::OutOfScope);
        }
        if let Some(permissions) = &self.permissions {
            check_grant(self.role, permissions)?;
        }
        Ok(Prepared {
            id: self.id,
            login,
            role: self.role,
            scope: ScopeColumns::of(self.scope)?,
            permissions: self.permissions.as_ref().map(account::permissions_column).transpose()?,
            language: self.language,
        })
    }
}

fn check_grant(role: Role, permissions: &BTreeSet<Permission>) -> Result<(), AccountError> {
    if role == Role::Helpdesk && account::grantable(permissions) {
        Ok(())
    } else {
        Err(AccountError::NotGrantable)
    }
}
