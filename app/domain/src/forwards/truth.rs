//! What is certain, and what is not.

use serde::{Deserialize, Serialize};
use std::ops::Not;

/// The answer to a question of which not everything is known. In this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// Certainly not.
    No,
    /// It cannot be told.
    Maybe,
    /// Certainly.
    Yes,
}

impl Truth {
    /// Whether both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Whether one of both holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Whether any of these holds.
    #[must_use]
    pub fn any(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::No, Self::or)
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

impl From<bool> for Truth {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}
