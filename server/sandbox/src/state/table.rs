//! Rows of one kind that belong to resellers.

use std::collections::BTreeMap;

use super::index::ByReseller;

/// Rows with an id each, and which of them a reseller has.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    rows: BTreeMap<u32, T>,
    visible: ByReseller,
    last_id: u32,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), visible: ByReseller::default(), last_id: 0 }
    }
}

impl<T: Owned> Table<T> {
    pub(crate) fn add(&mut self, row: T) -> u32 {
        self.last_id += 1;
        self.visible.insert(row.reseller(), self.last_id);
        self.rows.insert(self.last_id, row);
        self.last_id
    }

    pub(crate) fn get(&self, id: u32) -> Option<&T> {
        self.rows.get(&id)
    }

    /// Changes a row, which stays with its reseller.
    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut T)) {
        if let Some(row) = self.rows.get_mut(&id) {
            change(row);
        }
    }

    pub(crate) fn remove(&mut self, id: u32) -> Option<T> {
        let row = self.rows.remove(&id)?;
        self.visible.remove(row.reseller(), id);
        Some(row)
    }

    /// The ids within a reseller, or of all, in order.
    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }
}

/// A row that belongs to a reseller for good.
pub(crate) trait Owned {
    fn reseller(&self) -> u32;
}
