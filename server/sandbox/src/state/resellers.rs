//! Resellers and the contracts behind them.

use std::collections::{BTreeMap, BTreeSet};

/// The state of a reseller (contract 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResellerStatus {
    Active,
    Locked,
    Terminated,
}

impl ResellerStatus {
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
pub(crate) struct Reseller {
    pub(crate) contract: u32,
    pub(crate) name: String,
    pub(crate) status: ResellerStatus,
}

/// All resellers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resellers {
    rows: BTreeMap<u32, Reseller>,
    ids: Vec<u32>,
    /// The contracts that can carry a reseller; they share their ids with the customers.
    pub(crate) contracts: BTreeSet<u32>,
}

impl Resellers {
    pub(crate) fn add(&mut self, reseller: Reseller) -> u32 {
        let id = self.ids.last().map_or(1, |last| last + 1);
        self.contracts.insert(reseller.contract);
        self.rows.insert(id, reseller);
        self.ids.push(id);
        id
    }

    pub(crate) fn ids(&self) -> &[u32] {
        &self.ids
    }

    pub(crate) fn get(&self, id: u32) -> Option<&Reseller> {
        self.rows.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Reseller> {
        self.rows.get_mut(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Reseller)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }
}
