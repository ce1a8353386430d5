//! The one door through which chance enters: uuids and the token key.

use std::sync::{Arc, Mutex, PoisonError};

/// Where the sandbox takes random bytes from.
#[derive(Clone, Debug, Default)]
pub enum Chance {
    /// The operating system.
    #[default]
    System,
    /// A reproducible sequence.
    Seeded(SeededChance),
}

impl Chance {
    /// A reproducible sequence that starts at `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(SeededChance { state: Arc::new(Mutex::new(Sequence::new(seed))) })
    }

    pub(crate) fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => {
                if getrandom::fill(bytes).is_err() {
                    tracing::error!("the operating system gave no random bytes");
                }
            }
            Self::Seeded(seeded) => {
                let mut sequence = seeded.state.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    chunk.copy_from_slice(&sequence.next().to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    pub(crate) fn uuid(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        as_version_four(bytes)
    }
}

/// A reproducible source; clones share the sequence.
#[derive(Clone, Debug)]
pub struct SeededChance {
    state: Arc<Mutex<Sequence>>,
}

/// The splitmix64 sequence.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    state: u64,
}

impl Sequence {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn uuid(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.next().to_le_bytes());
        as_version_four(bytes)
    }
}

fn as_version_four(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    bytes
}

/// The usual text of a uuid.
pub(crate) fn uuid_text(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for nibble in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text
}
