//! Ids of the platform's objects: numbers on the wire, and not interchangeable here.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is no id as the platform writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                number(text).map(Self).ok_or(NotAnId)
            }
        }
    )*};
}

/// A positive number in its one spelling: without sign, blanks and leading zeros, so that a page has one address.
fn number(text: &str) -> Option<u64> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

identifiers! {
    /// A reseller of the platform.
    ResellerId
    /// A customer contract.
    CustomerId
    /// A subscriber (billing id, the one that the API uses everywhere).
    SubscriberId
    /// A customer contact.
    ContactId
    /// A billing profile.
    BillingProfileId
    /// A SIP domain.
    DomainId
    /// A destination set of call forwards.
    DestinationSetId
    /// A time set of call forwards.
    TimeSetId
    /// A source set (caller list) of call forwards.
    SourceSetId
    /// A B-number set (called number list) of call forwards.
    BnumberSetId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!("12".parse(), Ok(SubscriberId(12)));
        for text in ["", "0", "+12", "-12", " 12", "12 ", "012", "1e3", "1.0", "٣", "18446744073709551616"] {
            assert_eq!(text.parse::<SubscriberId>(), Err(NotAnId), "{text:?}");
        }
    }
}
