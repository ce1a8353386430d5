//! The indexes that keep a list page from looking at every row.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use smol_str::SmolStr;

use crate::pattern::Pattern;

/// Gives back the room that the nodes of a tree keep for growing: half of all where keys came in their order.
pub(super) fn compact<K: Ord, V>(tree: &mut BTreeMap<K, V>) {
    *tree = std::mem::take(tree).into_iter().collect();
}

/// Ids in order; new ones come at the end, which is cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdList(Vec<u32>);

impl IdList {
    pub(crate) fn insert(&mut self, id: u32) {
        if let Err(place) = self.0.binary_search(&id) {
            self.0.insert(place, id);
        }
    }

    pub(crate) fn remove(&mut self, id: u32) {
        if let Ok(place) = self.0.binary_search(&id) {
            self.0.remove(place);
        }
    }

    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.0
    }
}

/// Ids in order for each key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups(HashMap<u32, IdList>);

impl Groups {
    pub(crate) fn insert(&mut self, key: u32, id: u32) {
        self.0.entry(key).or_default().insert(id);
    }

    pub(crate) fn remove(&mut self, key: u32, id: u32) {
        if let Some(list) = self.0.get_mut(&key) {
            list.remove(id);
            if list.as_slice().is_empty() {
                self.0.remove(&key);
            }
        }
    }

    pub(crate) fn of(&self, key: u32) -> &[u32] {
        self.0.get(&key).map_or(&[], IdList::as_slice)
    }
}

/// Ids of everyone, and of each reseller.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByReseller {
    all: IdList,
    of: Groups,
}

impl ByReseller {
    pub(crate) fn insert(&mut self, reseller: u32, id: u32) {
        self.all.insert(id);
        self.of.insert(reseller, id);
    }

    pub(crate) fn remove(&mut self, reseller: u32, id: u32) {
        self.all.remove(id);
        self.of.remove(reseller, id);
    }

    /// The ids in a scope: a reseller, or the whole platform.
    pub(crate) fn within(&self, scope: Option<u32>) -> &[u32] {
        match scope {
            Some(reseller) => self.of.of(reseller),
            None => self.all.as_slice(),
        }
    }
}

/// Texts, without regard to case, and who has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextIndex(BTreeSet<(SmolStr, u32)>);

impl TextIndex {
    pub(crate) fn insert(&mut self, text: &str, id: u32) {
        self.0.insert((SmolStr::from(text.to_lowercase()), id));
    }

    pub(crate) fn remove(&mut self, text: &str, id: u32) {
        self.0.remove(&(SmolStr::from(text.to_lowercase()), id));
    }

    /// Gives back the room for growing.
    pub(super) fn compact(&mut self) {
        self.0 = std::mem::take(&mut self.0).into_iter().collect();
    }

    pub(crate) fn exact(&self, text: &str) -> Vec<u32> {
        let text = text.to_lowercase();
        self.from(&text).take_while(|(known, _)| *known == text).map(|(_, id)| *id).collect()
    }

    /// Who may match a pattern; nothing where the pattern begins with a wildcard and an index is no help.
    pub(crate) fn candidates(&self, pattern: &Pattern) -> Option<Vec<u32>> {
        let (prefix, whole) = pattern.prefix();
        if whole {
            return Some(self.exact(&prefix));
        }
        if prefix.is_empty() {
            return None;
        }
        let mut ids: Vec<u32> = self
            .from(&prefix)
            .take_while(|(known, _)| known.starts_with(&prefix))
            .map(|(_, id)| *id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }

    fn from(&self, text: &str) -> impl Iterator<Item = &(SmolStr, u32)> {
        self.0.range((Bound::Included((SmolStr::new(text), 0)), Bound::Unbounded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_index_finds_exact_and_by_prefix() {
        let mut index = TextIndex::default();
        index.insert("Anna.Huber", 2);
        index.insert("anna", 3);
        index.insert("bert", 1);
        assert_eq!(index.exact("ANNA"), [3]);
        assert_eq!(index.candidates(&Pattern::wild("an*")), Some(vec![2, 3]));
        assert_eq!(index.candidates(&Pattern::wild("*a")), None);
        index.remove("anna", 3);
        assert!(index.exact("anna").is_empty());
    }

    #[test]
    fn id_lists_stay_in_order() {
        let mut index = ByReseller::default();
        for id in [3, 1, 2] {
            index.insert(7, id);
        }
        index.insert(8, 4);
        index.remove(7, 2);
        assert_eq!(index.within(Some(7)), [1, 3]);
        assert_eq!(index.within(None), [1, 3, 4]);
    }
}
