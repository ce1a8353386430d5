//! Everything that the sandbox knows, behind one lock.

mod accounts;
mod billing;
mod cascades;
mod contacts;
mod customers;
mod domains;
pub(crate) mod forwards;
mod index;
mod numbers;
mod resellers;
mod subscribers;

pub(crate) use accounts::{Account, Accounts};
pub(crate) use billing::{BillingProfile, BillingProfiles};
pub(crate) use cascades::GLOBAL_LOCK;
pub(crate) use contacts::{Contact, Contacts, Texts};
pub(crate) use customers::{Customer, CustomerKind, CustomerStatus, Customers, ProfileInterval};
pub(crate) use domains::Domains;
pub(crate) use forwards::Forwards;
pub(crate) use numbers::Number;
pub(crate) use resellers::{Reseller, ResellerStatus, Resellers};
pub(crate) use subscribers::{Subscriber, SubscriberStatus, Subscribers};

/// The whole platform.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) accounts: Accounts,
    pub(crate) resellers: Resellers,
    pub(crate) contacts: Contacts,
    pub(crate) profiles: BillingProfiles,
    pub(crate) customers: Customers,
    pub(crate) domains: Domains,
    pub(crate) subscribers: Subscribers,
    pub(crate) forwards: Forwards,
}

impl State {
    /// The reseller that a subscriber belongs to.
    pub(crate) fn reseller_of_subscriber(&self, id: u32) -> Option<u32> {
        let subscriber = self.subscribers.get(id)?;
        Some(self.customers.get(subscriber.customer)?.reseller)
    }

    /// The domain name of a subscriber.
    pub(crate) fn domain_of_subscriber(&self, id: u32) -> &str {
        self.subscribers
            .get(id)
            .and_then(|subscriber| self.domains.get(subscriber.domain))
            .map_or("", |domain| &domain.name)
    }
}
