//! Billing profiles.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::index::ByReseller;

#[derive(Clone, Debug)]
pub(crate) struct BillingProfile {
    pub(crate) reseller: u32,
    pub(crate) name: String,
    pub(crate) handle: String,
    pub(crate) terminated: bool,
    /// All further members as they are shown.
    pub(crate) members: Map<String, Value>,
}

/// All billing profiles.
#[derive(Clone, Debug, Default)]
pub(crate) struct BillingProfiles {
    rows: BTreeMap<u32, BillingProfile>,
    visible: ByReseller,
    last_id: u32,
}

impl BillingProfiles {
    pub(crate) fn add(&mut self, profile: BillingProfile) -> u32 {
        self.last_id += 1;
        self.visible.insert(profile.reseller, self.last_id);
        self.rows.insert(self.last_id, profile);
        self.last_id
    }

    /// A profile that is not terminated.
    pub(crate) fn get(&self, id: u32) -> Option<&BillingProfile> {
        self.rows.get(&id).filter(|profile| !profile.terminated)
    }

    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut BillingProfile)) {
        if let Some(profile) = self.rows.get_mut(&id) {
            change(profile);
        }
    }

    pub(crate) fn terminate(&mut self, id: u32) {
        if let Some(profile) = self.rows.get_mut(&id) {
            profile.terminated = true;
            self.visible.remove(profile.reseller, id);
        }
    }

    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }
}
