//! The accounts that stand for lines: found by the line, made when it signs in for the first time.

use super::{AccountError, Accounts};
use crate::{
    account::{self, Account},
    conditions::Conditions,
    id::AccountId,
    storage::{ScopeColumns, StorageError, id_column, millis},
};
use switchhook_domain::{
    identifier::SubscriberId,
    permission::{Role, Scope},
};

impl Accounts {
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
        let found = self.select(&conditions, " ORDER BY COALESCE(signed_in_at, 0)").await?;
        Ok(found.into_iter().rfind(|account| account.login.starts_with(&beginning)))
    }

    /// The account that stands for a line, made at its first sign-in; with the login and the scope that it has on the platform
    /// now.
    ///
    /// # Errors
    /// The database failed, or the portal does not know the reseller.
    pub(crate) async fn of_line(
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
}
