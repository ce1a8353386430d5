//! Customers and their billing profile intervals.

use std::collections::BTreeMap;

use super::index::{ByReseller, Groups, TextIndex, compact};

/// The state of a customer (contract 3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CustomerStatus {
    Active,
    Pending,
    Locked,
    Terminated,
}

impl CustomerStatus {
    pub(crate) const NAMES: [&'static str; 4] = ["active", "pending", "locked", "terminated"];

    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "pending" => Self::Pending,
            "locked" => Self::Locked,
            "terminated" => Self::Terminated,
            _ => Self::Active,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Locked => "locked",
            Self::Terminated => "terminated",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CustomerKind {
    Sip,
    Pbx,
}

impl CustomerKind {
    pub(crate) const NAMES: [&'static str; 2] = ["sipaccount", "pbxaccount"];

    pub(crate) fn parse(text: &str) -> Self {
        if text == "pbxaccount" { Self::Pbx } else { Self::Sip }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sip => "sipaccount",
            Self::Pbx => "pbxaccount",
        }
    }
}

/// When which billing profile holds; times are seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProfileInterval {
    pub(crate) profile: u32,
    pub(crate) start: Option<i64>,
    pub(crate) stop: Option<i64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) contact: u32,
    pub(crate) reseller: u32,
    pub(crate) kind: CustomerKind,
    pub(crate) status: CustomerStatus,
    /// The profiles in the order of their start; the first has none.
    pub(crate) profiles: Vec<ProfileInterval>,
    pub(crate) external_id: Option<Box<str>>,
    pub(crate) max_subscribers: Option<u32>,
    pub(crate) vat_rate: f32,
    pub(crate) add_vat: bool,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) activated: Option<i64>,
    pub(crate) terminated: Option<i64>,
}

impl Customer {
    /// The profile that holds now.
    pub(crate) fn profile_at(&self, now: i64) -> u32 {
        self.profiles
            .iter()
            .rev()
            .find(|interval| {
                interval.start.is_none_or(|start| start <= now)
                    && interval.stop.is_none_or(|stop| now <= stop)
            })
            .map_or(0, |interval| interval.profile)
    }

    pub(crate) fn future_profiles(&self, now: i64) -> impl Iterator<Item = &ProfileInterval> {
        self.profiles.iter().filter(move |interval| interval.start.is_some_and(|start| start > now))
    }
}

/// All customers; terminated ones stay visible.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customers {
    rows: BTreeMap<u32, Customer>,
    visible: ByReseller,
    by_contact: Groups,
    by_external_id: TextIndex,
    last_id: u32,
}

impl Customers {
    /// The next id, which customers share with the contracts of resellers.
    pub(crate) fn take_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    pub(crate) fn add(&mut self, customer: Customer) -> u32 {
        let id = self.take_id();
        self.index(id, &customer);
        self.rows.insert(id, customer);
        id
    }

    fn index(&mut self, id: u32, customer: &Customer) {
        self.visible.insert(customer.reseller, id);
        self.by_contact.insert(customer.contact, id);
        if let Some(external_id) = &customer.external_id {
            self.by_external_id.insert(external_id, id);
        }
    }

    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut Customer)) {
        if let Some(mut customer) = self.rows.remove(&id) {
            self.by_contact.remove(customer.contact, id);
            if let Some(external_id) = &customer.external_id {
                self.by_external_id.remove(external_id, id);
            }
            change(&mut customer);
            self.index(id, &customer);
            self.rows.insert(id, customer);
        }
    }

    pub(crate) fn get(&self, id: u32) -> Option<&Customer> {
        self.rows.get(&id)
    }

    /// Gives back the room for growing.
    pub(super) fn compact(&mut self) {
        compact(&mut self.rows);
        self.by_external_id.compact();
    }

    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }

    pub(crate) fn of_contact(&self, contact: u32) -> &[u32] {
        self.by_contact.of(contact)
    }

    pub(crate) fn by_external_id(&self) -> &TextIndex {
        &self.by_external_id
    }

    /// How many customers that are not terminated use a profile.
    pub(crate) fn using_profile(&self, profile: u32, scope: u32) -> usize {
        let uses = |id: &&u32| {
            self.rows.get(id).is_some_and(|customer| {
                customer.status != CustomerStatus::Terminated
                    && customer.profiles.iter().any(|interval| interval.profile == profile)
            })
        };
        self.visible.within(Some(scope)).iter().filter(uses).count()
    }
}
