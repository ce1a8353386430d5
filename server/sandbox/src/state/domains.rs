//! Domains.

use std::collections::{BTreeMap, HashMap};

use super::index::ByReseller;

#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) reseller: u32,
    pub(crate) name: Box<str>,
}

/// All domains.
#[derive(Clone, Debug, Default)]
pub(crate) struct Domains {
    rows: BTreeMap<u32, Domain>,
    visible: ByReseller,
    by_name: HashMap<String, u32>,
    last_id: u32,
}

impl Domains {
    pub(crate) fn add(&mut self, reseller: u32, name: &str) -> u32 {
        self.last_id += 1;
        self.visible.insert(reseller, self.last_id);
        self.by_name.insert(name.to_lowercase(), self.last_id);
        self.rows.insert(self.last_id, Domain { reseller, name: name.into() });
        self.last_id
    }

    pub(crate) fn remove(&mut self, id: u32) {
        if let Some(domain) = self.rows.remove(&id) {
            self.visible.remove(domain.reseller, id);
            self.by_name.remove(&domain.name.to_lowercase());
        }
    }

    pub(crate) fn get(&self, id: u32) -> Option<&Domain> {
        self.rows.get(&id)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<u32> {
        self.by_name.get(&name.to_lowercase()).copied()
    }

    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }
}
