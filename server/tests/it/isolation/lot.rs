//! What is drawn by lot: the same for the same seed.

use switchhook_access::{Chance, fake::SeededChance};

pub struct Lot(SeededChance);

impl Lot {
    pub fn new(seed: u64) -> Self {
        Self(SeededChance::new(seed))
    }

    pub fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        usize::try_from(u32::from_be_bytes(bytes)).unwrap() % bound
    }

    pub fn one<'a, T>(&self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A number that is nobody's id.
    pub fn number(&self) -> String {
        (5_000_000 + self.below(1_000_000)).to_string()
    }
}
