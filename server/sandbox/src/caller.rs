//! Who is asking, and how far that reaches (contract 1.3).

use crate::options::Role;
use crate::state::{Account, State};

/// What a caller sees: rows outside behave as if they did not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Platform,
    Reseller(u32),
    Customer(u32),
    Subscriber(u32),
}

/// Somebody whose credentials were valid.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The id of the login, or of the subscriber.
    pub(crate) id: u32,
    pub(crate) login: String,
    pub(crate) role: Role,
    pub(crate) scope: Scope,
    /// The reseller of the login, or of the subscriber's customer.
    pub(crate) reseller: u32,
    pub(crate) read_only: bool,
    pub(crate) show_passwords: bool,
}

impl Caller {
    /// A login of the administrators' realm.
    pub(crate) fn administrator(account: &Account) -> Self {
        let scope = match account.role {
            Role::Admin | Role::CustomerCareAdmin => Scope::Platform,
            _ => Scope::Reseller(account.reseller),
        };
        Self {
            id: account.id,
            login: account.login.clone(),
            role: account.role,
            scope,
            reseller: account.reseller,
            read_only: account.read_only,
            show_passwords: account.show_passwords,
        }
    }

    /// A subscriber of the subscribers' realm; administrative ones see their customer.
    pub(crate) fn subscriber(state: &State, id: u32) -> Option<Self> {
        let row = state.subscribers.living(id)?;
        let (role, scope) = if row.administrative {
            (Role::SubscriberAdmin, Scope::Customer(row.customer))
        } else {
            (Role::Subscriber, Scope::Subscriber(id))
        };
        let name = row.webusername.as_deref().unwrap_or(&row.username);
        Some(Self {
            id,
            login: format!("{name}@{}", state.domain_of_subscriber(id)),
            role,
            scope,
            reseller: row.reseller,
            read_only: false,
            show_passwords: true,
        })
    }

    /// Whether it is a subscriber, with administration of its customer or without.
    pub(crate) fn is_subscriber(&self) -> bool {
        matches!(self.role, Role::SubscriberAdmin | Role::Subscriber)
    }
}
