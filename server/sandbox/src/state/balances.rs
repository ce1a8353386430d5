//! What customers have left to spend (contract 3.8).

/// A balance of the present interval: money in cents, time in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) cash: i64,
    pub(crate) debit: i64,
    pub(crate) free_time: i64,
    pub(crate) free_time_spent: i64,
}
