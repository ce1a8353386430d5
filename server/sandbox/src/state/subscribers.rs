//! Subscribers, their numbers and their indexes.

use std::collections::BTreeMap;

use super::index::{ByReseller, Groups, TextIndex, compact};
use super::numbers::Number;
use super::passwords::Password;
use crate::authentication::SecondFactor;
use crate::preferences::Preferences;

/// The state of a subscriber (contract 3.11.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubscriberStatus {
    Active,
    Locked,
    Terminated,
}

impl SubscriberStatus {
    pub(crate) const NAMES: [&'static str; 3] = ["active", "locked", "terminated"];

    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "locked" => Self::Locked,
            "terminated" => Self::Terminated,
            _ => Self::Active,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Terminated => "terminated",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Subscriber {
    pub(crate) customer: u32,
    pub(crate) reseller: u32,
    pub(crate) domain: u32,
    pub(crate) uuid: [u8; 16],
    pub(crate) username: Box<str>,
    pub(crate) password: Box<str>,
    pub(crate) webusername: Option<Box<str>>,
    /// The password of the subscribers' realm; seeded lines share theirs.
    pub(crate) webpassword: Option<Password>,
    pub(crate) second_factor: Option<Box<SecondFactor>>,
    pub(crate) status: SubscriberStatus,
    pub(crate) lock: Option<u8>,
    pub(crate) administrative: bool,
    pub(crate) primary: Option<Number>,
    pub(crate) aliases: Vec<Number>,
    pub(crate) email: Option<Box<str>>,
    pub(crate) timezone: Option<Box<str>>,
    pub(crate) external_id: Option<Box<str>>,
    pub(crate) preferences: Preferences,
    /// The profile that says which preferences the subscriber itself sees (contract 3.13).
    pub(crate) profile: Option<u32>,
    /// The place in its customer's PBX.
    pub(crate) seat: Option<Box<Seat>>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

/// The place of a subscriber in a PBX (contract 3.11.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) is_pilot: bool,
    pub(crate) is_group: bool,
    pub(crate) extension: Option<String>,
    /// The groups to which the seat belongs.
    pub(crate) groups: Vec<u32>,
}

impl Subscriber {
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &Number> {
        self.primary.iter().chain(&self.aliases)
    }

    /// The name on the web where it is not the user name.
    fn own_webusername(&self) -> Option<&str> {
        self.webusername.as_deref().filter(|name| **name != *self.username)
    }

    /// What stands for the subscriber in the address of its voice box (contract 3.17).
    pub(crate) fn mailbox(&self) -> String {
        self.primary.as_ref().map_or_else(|| crate::chance::uuid_text(self.uuid), Number::digits)
    }
}

/// All subscribers. Terminated rows stay, but in no index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subscribers {
    /// Boxed, because the nodes of a tree that grows at its end stay half empty.
    rows: BTreeMap<u32, Box<Subscriber>>,
    visible: ByReseller,
    by_customer: Groups,
    by_domain: Groups,
    by_username: TextIndex,
    /// Those whose name on the web is not their user name, as most have it.
    by_webusername: TextIndex,
    by_number: TextIndex,
    by_external_id: TextIndex,
    number_owners: BTreeMap<u32, u32>,
    last_id: u32,
    last_number_id: u32,
}

impl Subscribers {
    pub(crate) fn add(&mut self, subscriber: Subscriber) -> u32 {
        self.last_id += 1;
        self.index(self.last_id, &subscriber);
        self.keep(self.last_id, Box::new(subscriber));
        self.last_id
    }

    /// Stores a row without spare room: there may be a million of them.
    fn keep(&mut self, id: u32, mut row: Box<Subscriber>) {
        row.preferences.shrink();
        row.aliases.shrink_to_fit();
        self.rows.insert(id, row);
    }

    pub(crate) fn take_number_id(&mut self) -> u32 {
        self.last_number_id += 1;
        self.last_number_id
    }

    fn index(&mut self, id: u32, row: &Subscriber) {
        if row.status == SubscriberStatus::Terminated {
            return;
        }
        self.visible.insert(row.reseller, id);
        self.by_customer.insert(row.customer, id);
        self.by_domain.insert(row.domain, id);
        self.by_username.insert(&row.username, id);
        if let Some(name) = row.own_webusername() {
            self.by_webusername.insert(name, id);
        }
        if let Some(external_id) = &row.external_id {
            self.by_external_id.insert(external_id, id);
        }
        for number in row.numbers() {
            self.by_number.insert(&number.digits(), id);
            self.number_owners.insert(number.id, id);
        }
    }

    fn unindex_texts(&mut self, id: u32, row: &Subscriber) {
        self.by_username.remove(&row.username, id);
        if let Some(name) = row.own_webusername() {
            self.by_webusername.remove(name, id);
        }
        if let Some(external_id) = &row.external_id {
            self.by_external_id.remove(external_id, id);
        }
        for number in row.numbers() {
            self.by_number.remove(&number.digits(), id);
            self.number_owners.remove(&number.id);
        }
    }

    fn unindex(&mut self, id: u32, row: &Subscriber) {
        self.unindex_texts(id, row);
        self.visible.remove(row.reseller, id);
        self.by_customer.remove(row.customer, id);
        self.by_domain.remove(row.domain, id);
    }

    /// Changes a row; customer, reseller and domain never change.
    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut Subscriber)) {
        if let Some(mut row) = self.rows.remove(&id) {
            self.unindex_texts(id, &row);
            change(&mut row);
            if row.status == SubscriberStatus::Terminated {
                self.unindex(id, &row);
            } else {
                self.index(id, &row);
            }
            self.keep(id, row);
        }
    }

    /// Removes the row altogether, as the deletion of its domain does (contract 3.10).
    pub(crate) fn erase(&mut self, id: u32) {
        if let Some(row) = self.rows.remove(&id) {
            self.unindex(id, &row);
        }
    }

    /// A row, terminated or not.
    pub(crate) fn get(&self, id: u32) -> Option<&Subscriber> {
        self.rows.get(&id).map(Box::as_ref)
    }

    /// A row that is not terminated.
    pub(crate) fn living(&self, id: u32) -> Option<&Subscriber> {
        self.get(id).filter(|row| row.status != SubscriberStatus::Terminated)
    }

    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }

    pub(crate) fn of_customer(&self, customer: u32) -> &[u32] {
        self.by_customer.of(customer)
    }

    pub(crate) fn of_domain(&self, domain: u32) -> &[u32] {
        self.by_domain.of(domain)
    }

    pub(crate) fn by_username(&self) -> &TextIndex {
        &self.by_username
    }

    /// Who has a name on the web, in any domain.
    pub(crate) fn with_webusername(&self, name: &str) -> Vec<u32> {
        let same = |id: &u32| {
            self.rows.get(id).is_some_and(|row| row.webusername.as_deref() == Some(&*row.username))
        };
        let mut ids = self.by_webusername.exact(name);
        ids.extend(self.by_username.exact(name).into_iter().filter(same));
        ids.sort_unstable();
        ids
    }

    /// Gives back the room for growing: there may be a million rows.
    pub(super) fn compact(&mut self) {
        compact(&mut self.rows);
        for index in
            [&mut self.by_username, &mut self.by_webusername, &mut self.by_number, &mut self.by_external_id]
        {
            index.compact();
        }
    }

    pub(crate) fn by_number(&self) -> &TextIndex {
        &self.by_number
    }

    pub(crate) fn by_external_id(&self) -> &TextIndex {
        &self.by_external_id
    }

    fn of_domain_among(&self, ids: &[u32], domain: u32) -> Option<u32> {
        ids.iter().copied().find(|id| self.rows.get(id).is_some_and(|row| row.domain == domain))
    }

    /// Who has a user name in a domain.
    pub(crate) fn with_name(&self, name: &str, domain: u32) -> Option<u32> {
        self.of_domain_among(&self.by_username.exact(name), domain)
    }

    /// Who has a name on the web in a domain.
    pub(crate) fn with_web_name(&self, name: &str, domain: u32) -> Option<u32> {
        self.of_domain_among(&self.with_webusername(name), domain)
    }

    /// Who has the number of that id.
    pub(crate) fn owner_of_id(&self, number: u32) -> Option<u32> {
        self.number_owners.get(&number).copied()
    }

    /// Who has a number.
    pub(crate) fn owner_of(&self, digits: &str) -> Option<u32> {
        self.by_number.exact(digits).first().copied()
    }
}
