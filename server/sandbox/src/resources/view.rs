//! What a request works with: the state, the caller, the query.

use std::borrow::Cow;

use crate::caller::{Caller, Scope};
use crate::chance::Chance;
use crate::query::Query;
use crate::state::State;

/// What a reading request sees.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) state: &'a State,
    pub(crate) caller: &'a Caller,
    pub(crate) query: &'a Query,
    pub(crate) now: i64,
}

/// The rows by whose ids the items of a resource are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Rows of the resource's own.
    Own,
    Subscribers,
    Customers,
    Domains,
}

impl<'a> View<'a> {
    /// The reseller to which the caller is confined.
    pub(crate) fn reseller(&self) -> Option<u32> {
        (!self.is_admin()).then_some(self.caller.reseller)
    }

    /// Whether the caller sees all resellers, and must name one where something is made.
    pub(crate) fn is_admin(&self) -> bool {
        self.caller.scope == Scope::Platform
    }

    /// Whether something of a reseller is visible.
    pub(crate) fn reaches(&self, reseller: u32) -> bool {
        self.reseller().is_none_or(|own| own == reseller)
    }

    /// The ids of the rows that the caller sees, in order.
    pub(crate) fn ids(&self, rows: Rows) -> Cow<'a, [u32]> {
        let state = self.state;
        match (rows, self.caller.scope) {
            (Rows::Own, _) | (Rows::Customers, Scope::Subscriber(_)) => Cow::Borrowed(&[]),
            (Rows::Domains, _) => state.domains.visible(self.reseller()).into(),
            (Rows::Customers, Scope::Customer(id)) | (Rows::Subscribers, Scope::Subscriber(id)) => {
                vec![id].into()
            }
            (Rows::Customers, _) => state.customers.visible(self.reseller()).into(),
            (Rows::Subscribers, Scope::Customer(id)) => state.subscribers.of_customer(id).into(),
            (Rows::Subscribers, _) => state.subscribers.visible(self.reseller()).into(),
        }
    }

    /// Whether the caller sees a row.
    pub(crate) fn sees(&self, rows: Rows, id: u32) -> bool {
        match rows {
            Rows::Own => false,
            Rows::Subscribers => self.sees_subscriber(id),
            Rows::Customers => self.sees_customer(id),
            Rows::Domains => self.state.domains.get(id).is_some_and(|row| self.reaches(row.reseller)),
        }
    }

    /// Whether a living subscriber is in the caller's scope.
    pub(crate) fn sees_subscriber(&self, id: u32) -> bool {
        self.state.subscribers.living(id).is_some_and(|row| match self.caller.scope {
            Scope::Platform => true,
            Scope::Reseller(reseller) => row.reseller == reseller,
            Scope::Customer(customer) => row.customer == customer,
            Scope::Subscriber(own) => id == own,
        })
    }

    /// Whether a customer is in the caller's scope, terminated or not.
    pub(crate) fn sees_customer(&self, id: u32) -> bool {
        self.state.customers.get(id).is_some_and(|row| match self.caller.scope {
            Scope::Platform => true,
            Scope::Reseller(reseller) => row.reseller == reseller,
            Scope::Customer(customer) => id == customer,
            Scope::Subscriber(_) => false,
        })
    }
}

/// What a writing request works with.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) caller: &'a Caller,
    pub(crate) now: i64,
    pub(crate) chance: &'a Chance,
    pub(crate) query: &'a Query,
}

impl Call<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View { state: self.state, caller: self.caller, query: self.query, now: self.now }
    }
}
