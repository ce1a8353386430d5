//! Everything that the sandbox knows, behind one lock.

mod accounts;
mod balances;
mod billing;
mod calls;
mod cascades;
mod contacts;
mod customers;
mod domains;
mod extras;
pub(crate) mod forwards;
mod index;
mod numbers;
mod passwords;
mod profiles;
mod registrations;
mod resellers;
mod subscribers;
mod table;
mod tenant_rows;

pub(crate) use accounts::{Account, Accounts};
pub(crate) use balances::Balance;
pub(crate) use billing::{BillingProfile, BillingProfiles};
pub(crate) use calls::{CallKind, CallRecord, Calls};
pub(crate) use cascades::GLOBAL_LOCK;
pub(crate) use contacts::{Contact, Contacts, Texts};
pub(crate) use customers::{Customer, CustomerKind, CustomerStatus, Customers, ProfileInterval};
pub(crate) use domains::Domains;
pub(crate) use extras::{Extras, SpeedDial, VoiceBox};
pub(crate) use forwards::Forwards;
pub(crate) use numbers::Number;
pub(crate) use passwords::Password;
pub(crate) use profiles::SubscriberProfile;
pub(crate) use registrations::{Expiry, Registration, Registrations};
pub(crate) use resellers::{Reseller, ResellerStatus, Resellers};
pub(crate) use subscribers::{Seat, Subscriber, SubscriberStatus, Subscribers};
pub(crate) use table::Table;
pub(crate) use tenant_rows::TenantRow;

use crate::authentication::SecondFactor;
use crate::caller::Caller;

use std::collections::HashMap;

use crate::preferences::Preferences;

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
    pub(crate) extras: Extras,
    pub(crate) registrations: Registrations,
    pub(crate) calls: Calls,
    pub(crate) ncos_levels: Table<TenantRow>,
    pub(crate) profile_sets: Table<TenantRow>,
    pub(crate) subscriber_profiles: Table<SubscriberProfile>,
    /// The balances that were ever changed, by customer.
    pub(crate) balances: HashMap<u32, Balance>,
    /// The preferences of customers and of domains.
    pub(crate) customer_preferences: HashMap<u32, Preferences>,
    pub(crate) domain_preferences: HashMap<u32, Preferences>,
}

impl State {
    /// Gives back the room for growing, once much has been written.
    pub(crate) fn compact(&mut self) {
        self.contacts.compact();
        self.customers.compact();
        self.subscribers.compact();
        self.forwards.compact();
    }

    /// The reseller that a subscriber belongs to.
    pub(crate) fn reseller_of_subscriber(&self, id: u32) -> Option<u32> {
        let subscriber = self.subscribers.get(id)?;
        Some(self.customers.get(subscriber.customer)?.reseller)
    }

    /// The subscriber who logs in with this name.
    pub(crate) fn by_webusername(&self, name: &str, domain: &str) -> Option<u32> {
        self.subscribers.with_web_name(name, self.domains.by_name(domain)?)
    }

    /// The domain name of a subscriber.
    pub(crate) fn domain_of_subscriber(&self, id: u32) -> &str {
        self.subscribers
            .get(id)
            .and_then(|subscriber| self.domains.get(subscriber.domain))
            .map_or("", |domain| &domain.name)
    }

    /// Gives a caller a new password.
    pub(crate) fn change_password(&mut self, caller: &Caller, password: Password) {
        if caller.is_subscriber() {
            self.subscribers.edit(caller.id, |row| row.webpassword = Some(password));
        } else {
            self.accounts.edit(&caller.login, |account| account.password = password);
        }
    }

    /// Demands a second factor of a login of either realm, or no longer; whether there is such a login.
    pub(crate) fn set_second_factor(&mut self, login: &str, factor: Option<SecondFactor>) -> bool {
        let subscriber = login.rsplit_once('@').and_then(|(name, domain)| self.by_webusername(name, domain));
        match subscriber {
            Some(id) => {
                self.subscribers.edit(id, |row| row.second_factor = factor.map(Box::new));
                true
            }
            None => self.accounts.edit(login, |account| account.second_factor = factor),
        }
    }
}
