//! How the portal's values lie in columns that SQLite and PostgreSQL agree on.

use switchhook_domain::{
    identifier::{CustomerId, ResellerId, SubscriberId},
    permission::Scope,
};
use time::OffsetDateTime;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// It failed, or cannot be reached.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// A stored value has no meaning here: another version wrote it, or somebody else did.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A number that no column holds.
    #[error("an id is too large to be stored")]
    IdTooLarge,
}

/// Why something was not replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// It is no longer what it was taken for.
    #[error("somebody else has changed it")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for ReplaceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

pub(crate) fn millis(moment: OffsetDateTime) -> i64 {
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

pub(crate) fn moment(millis: i64) -> Result<OffsetDateTime, StorageError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .map_err(|_| StorageError::Unreadable("time"))
}

pub(crate) fn id_column(id: u64) -> Result<i64, StorageError> {
    i64::try_from(id).map_err(|_| StorageError::IdTooLarge)
}

pub(crate) fn id_value(column: i64) -> Result<u64, StorageError> {
    u64::try_from(column).map_err(|_| StorageError::Unreadable("id"))
}

/// A scope as three columns: reseller, customer, subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScopeColumns {
    pub reseller: Option<i64>,
    pub customer: Option<i64>,
    pub subscriber: Option<i64>,
}

impl ScopeColumns {
    pub fn of(scope: Scope) -> Result<Self, StorageError> {
        let (reseller, customer, subscriber) = match scope {
            Scope::Operator => (None, None, None),
            Scope::Reseller(reseller) => (Some(reseller), None, None),
            Scope::Customer(reseller, customer) => (Some(reseller), Some(customer), None),
            Scope::Line(reseller, customer, line) => (Some(reseller), Some(customer), Some(line)),
        };
        Ok(Self {
            reseller: reseller.map(|id| id_column(id.0)).transpose()?,
            customer: customer.map(|id| id_column(id.0)).transpose()?,
            subscriber: subscriber.map(|id| id_column(id.0)).transpose()?,
        })
    }

    pub fn scope(self) -> Result<Scope, StorageError> {
        let reseller = self.reseller.map(id_value).transpose()?.map(ResellerId);
        let customer = self.customer.map(id_value).transpose()?.map(CustomerId);
        let line = self.subscriber.map(id_value).transpose()?.map(SubscriberId);
        match (reseller, customer, line) {
            (None, None, None) => Ok(Scope::Operator),
            (Some(reseller), None, None) => Ok(Scope::Reseller(reseller)),
            (Some(reseller), Some(customer), None) => Ok(Scope::Customer(reseller, customer)),
            (Some(reseller), Some(customer), Some(line)) => Ok(Scope::Line(reseller, customer, line)),
            // A gap must never read as a wider scope.
            _ => Err(StorageError::Unreadable("scope")),
        }
    }
}

/// Whether everything in `inner` lies in `outer` too.
pub(crate) fn contains(outer: Scope, inner: Scope) -> bool {
    match (outer, inner) {
        (Scope::Operator, _) => true,
        (Scope::Reseller(own), inner) => inner.reseller() == Some(own),
        (
            Scope::Customer(own, customer),
            Scope::Customer(reseller, other) | Scope::Line(reseller, other, _),
        ) => own == reseller && customer == other,
        (outer, inner) => outer == inner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scopes() -> impl Strategy<Value = Scope> {
        let id = 1_u64..4;
        (0..4, id.clone(), id.clone(), id).prop_map(|(kind, r, c, l)| match kind {
            0 => Scope::Operator,
            1 => Scope::Reseller(ResellerId(r)),
            2 => Scope::Customer(ResellerId(r), CustomerId(c)),
            _ => Scope::Line(ResellerId(r), CustomerId(c), SubscriberId(l)),
        })
    }

    proptest! {
        #[test]
        fn a_scope_is_read_back_from_its_columns(scope in scopes()) {
            prop_assert_eq!(ScopeColumns::of(scope).unwrap().scope().unwrap(), scope);
        }

        #[test]
        fn nothing_reaches_across_resellers(outer in scopes(), inner in scopes()) {
            if outer != Scope::Operator && contains(outer, inner) {
                prop_assert_eq!(outer.reseller(), inner.reseller());
            }
        }

        #[test]
        fn two_scopes_that_hold_each_other_are_one(a in scopes(), b in scopes()) {
            prop_assert!(contains(a, a));
            if contains(a, b) && contains(b, a) {
                prop_assert_eq!(a, b);
            }
        }

        #[test]
        fn times_keep_their_milliseconds(at in 0_i64..4_000_000_000_000) {
            prop_assert_eq!(millis(moment(at).unwrap()), at);
        }
    }

    #[test]
    fn a_gap_in_the_columns_is_refused() {
        for columns in [
            ScopeColumns { reseller: None, customer: Some(1), subscriber: None },
            ScopeColumns { reseller: None, customer: None, subscriber: Some(1) },
            ScopeColumns { reseller: Some(1), customer: None, subscriber: Some(1) },
        ] {
            assert!(columns.scope().is_err());
        }
    }
}
