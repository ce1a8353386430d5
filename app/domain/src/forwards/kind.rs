//! The kinds of call forwards (contract 3.17).

use serde::{Deserialize, Serialize};

/// When a call is forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Every call.
    #[serde(rename = "cfu")]
    Always,
    /// The line is busy.
    #[serde(rename = "cfb")]
    Busy,
    /// Nobody answers within the ring time.
    #[serde(rename = "cft")]
    NoAnswer,
    /// No device is registered.
    #[serde(rename = "cfna")]
    NotRegistered,
    /// A text message.
    #[serde(rename = "cfs")]
    Sms,
    /// The call was rejected with a certain response.
    #[serde(rename = "cfr")]
    OnResponse,
    /// The line's limit of calls is reached.
    #[serde(rename = "cfo")]
    Overflow,
}

impl Kind {
    /// Every kind, in the order of the platform's documents.
    pub const ALL: [Self; 7] = [
        Self::Always,
        Self::Busy,
        Self::NoAnswer,
        Self::NotRegistered,
        Self::Sms,
        Self::OnResponse,
        Self::Overflow,
    ];

    /// The four that people set every day.
    pub const MAIN: [Self; 4] = [Self::Always, Self::Busy, Self::NoAnswer, Self::NotRegistered];

    /// The platform's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "cfu",
            Self::Busy => "cfb",
            Self::NoAnswer => "cft",
            Self::NotRegistered => "cfna",
            Self::Sms => "cfs",
            Self::OnResponse => "cfr",
            Self::Overflow => "cfo",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
