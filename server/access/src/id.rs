//! Ids that the portal gives: 128 random bits, 32 hexadecimal digits in text.

use crate::doors::Doors;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

fn parse(text: &str) -> Result<u128, NotAnId> {
    let digits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if digits { u128::from_str_radix(text, 16).map_err(|_| NotAnId) } else { Err(NotAnId) }
}

macro_rules! random_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u128);

        impl $name {
            pub(crate) fn random(doors: &Doors) -> Self {
                Self(u128::from_be_bytes(doors.bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )*};
}

random_ids! {
    /// A portal account.
    AccountId
    /// What somebody typed into a form that failed.
    DraftId
    /// An entry of the audit trail.
    AuditId
    /// A template of call forwards that a reseller made.
    ForwardTemplateId
    /// A form on a page, so that it is carried out once.
    SubmissionId
    /// A passkey of an account.
    PasskeyId
}

impl AccountId {
    /// The random bits.
    pub(crate) const fn bits(self) -> u128 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_id_is_read_back_from_its_text(value: u128) {
            let id = AccountId(value);
            prop_assert_eq!(id.to_string().len(), 32);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn whatever_is_read_is_written_the_same_way(text in "[0-9a-fA-F+_-]{0,34}") {
            if let Ok(id) = text.parse::<DraftId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn other_spellings_are_not_ids() {
        for text in ["", "1", "+000000000000000000000000000000a", "0000000000000000000000000000000A"] {
            assert_eq!(text.parse::<AccountId>(), Err(NotAnId));
        }
    }
}
