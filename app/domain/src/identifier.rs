//! Ids of the platform's objects: numbers on the wire, and not interchangeable here.

use serde::{Deserialize, Serialize};
use std::{fmt, num::ParseIntError, str::FromStr};

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

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )*};
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
