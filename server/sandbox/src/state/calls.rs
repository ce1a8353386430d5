//! The calls that were made (contract 3.28).

use std::collections::BTreeMap;

use super::index::Groups;

/// Why there was a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    Call,
    /// The forward of that name sent it on.
    Forward(&'static str),
}

impl CallKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Forward(name) => name,
        }
    }
}

/// One call. Its ends are subscribers of the platform or numbers elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    pub(crate) call_id: String,
    pub(crate) kind: CallKind,
    /// The subscriber that called, or whose forward did.
    pub(crate) source: Option<u32>,
    pub(crate) source_cli: String,
    pub(crate) destination: Option<u32>,
    pub(crate) destination_cli: String,
    /// Whether the caller withheld the number.
    pub(crate) clir: bool,
    pub(crate) status: &'static str,
    pub(crate) rating_status: &'static str,
    /// When the call began to ring, in seconds since 1970.
    pub(crate) init: i64,
    /// How long it rang and how long it lasted, in milliseconds.
    pub(crate) ringing: i64,
    pub(crate) duration: i64,
    /// What the source pays, in cents without tax.
    pub(crate) cost: u32,
    pub(crate) free_time: i64,
}

impl CallRecord {
    /// When the call was answered or given up, in milliseconds since 1970.
    pub(crate) fn start_milliseconds(&self) -> i64 {
        self.init * 1000 + self.ringing
    }

    /// The same in seconds.
    pub(crate) fn start(&self) -> i64 {
        self.start_milliseconds().div_euclid(1000)
    }
}

/// All calls, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    rows: BTreeMap<u32, CallRecord>,
    by_subscriber: Groups,
    last_id: u32,
}

impl Calls {
    pub(crate) fn add(&mut self, call: CallRecord) {
        self.last_id += 1;
        for end in [call.source, call.destination].into_iter().flatten() {
            self.by_subscriber.insert(end, self.last_id);
        }
        self.rows.insert(self.last_id, call);
    }

    pub(crate) fn get(&self, id: u32) -> Option<&CallRecord> {
        self.rows.get(&id)
    }

    pub(crate) fn of_subscriber(&self, subscriber: u32) -> &[u32] {
        self.by_subscriber.of(subscriber)
    }
}
