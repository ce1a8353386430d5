//! The platform's logins.

use super::Password;
use crate::authentication::SecondFactor;
use crate::options::{Login, Role};

/// An administrator of the platform or of a reseller.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are the platform's (contract 3.2)")]
pub(crate) struct Account {
    pub(crate) id: u32,
    pub(crate) login: String,
    pub(crate) password: Password,
    pub(crate) email: Option<String>,
    pub(crate) role: Role,
    pub(crate) reseller: u32,
    /// Whether it sees and makes other logins.
    pub(crate) is_master: bool,
    pub(crate) read_only: bool,
    pub(crate) show_passwords: bool,
    pub(crate) call_data: bool,
    pub(crate) billing_data: bool,
    pub(crate) can_reset_password: bool,
    pub(crate) is_active: bool,
    pub(crate) second_factor: Option<SecondFactor>,
}

impl Account {
    /// Whether it is the login that a fresh installation has.
    pub(crate) fn is_built_in(&self) -> bool {
        self.id == 1
    }
}

/// All logins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    rows: Vec<Account>,
    last_id: u32,
}

impl Accounts {
    /// Adds a login whose password is set `now`.
    pub(crate) fn add(&mut self, login: &Login, reseller: u32, now: i64) {
        self.insert(Account {
            id: 0,
            login: login.name.clone(),
            password: Password::new(login.password.as_str(), now),
            email: None,
            role: login.role,
            reseller,
            is_master: matches!(login.role, Role::Admin | Role::Reseller) && !login.read_only,
            read_only: login.read_only,
            show_passwords: login.show_passwords,
            call_data: true,
            billing_data: true,
            can_reset_password: login.role == Role::Admin,
            is_active: login.is_active,
            second_factor: login.second_factor.clone(),
        });
    }

    /// Adds a login under an id of its own, which is given back.
    pub(crate) fn insert(&mut self, account: Account) -> u32 {
        self.last_id += 1;
        self.rows.push(Account { id: self.last_id, ..account });
        self.last_id
    }

    pub(crate) fn remove(&mut self, id: u32) {
        self.rows.retain(|account| account.id != id);
    }

    /// All, in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.rows.iter()
    }

    pub(crate) fn replace(&mut self, account: Account) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == account.id) {
            *row = account;
        }
    }

    pub(crate) fn by_login(&self, login: &str) -> Option<&Account> {
        self.rows.iter().find(|account| account.login == login)
    }

    pub(crate) fn by_id(&self, id: u32) -> Option<&Account> {
        self.rows.iter().find(|account| account.id == id)
    }

    /// Changes a login; whether there is one of that name.
    pub(crate) fn edit(&mut self, login: &str, change: impl FnOnce(&mut Account)) -> bool {
        self.rows.iter_mut().find(|account| account.login == login).map(change).is_some()
    }

    /// A terminated reseller loses its logins (contract 3.1).
    pub(crate) fn remove_of_reseller(&mut self, reseller: u32) {
        self.rows.retain(|account| account.reseller != reseller);
    }
}
