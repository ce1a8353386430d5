//! The platform's logins.

use super::Password;
use crate::authentication::SecondFactor;
use crate::options::{Login, Role};

/// An administrator of the platform or of a reseller.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: u32,
    pub(crate) login: String,
    pub(crate) password: Password,
    pub(crate) role: Role,
    pub(crate) reseller: u32,
    pub(crate) read_only: bool,
    pub(crate) show_passwords: bool,
    pub(crate) is_active: bool,
    pub(crate) second_factor: Option<SecondFactor>,
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
        self.last_id += 1;
        self.rows.push(Account {
            id: self.last_id,
            login: login.name.clone(),
            password: Password::new(login.password.as_str(), now),
            role: login.role,
            reseller,
            read_only: login.read_only,
            show_passwords: login.show_passwords,
            is_active: login.is_active,
            second_factor: login.second_factor.clone(),
        });
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
