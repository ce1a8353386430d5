//! Where the phones of subscribers are reached (contract 3.16).

use std::collections::BTreeMap;

use super::index::Groups;

/// How long a registration holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// Until a moment.
    At(i64),
    /// The phone renews it every so many seconds, counted from a moment of its own.
    Renewed { every: i64, since: i64 },
}

impl Expiry {
    /// When it ends, seen at `now`.
    pub(crate) fn at(self, now: i64) -> i64 {
        match self {
            Self::At(end) => end,
            Self::Renewed { every, since } => now + every - (now - since).rem_euclid(every.max(1)),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) subscriber: u32,
    pub(crate) contact: String,
    pub(crate) expiry: Expiry,
    pub(crate) priority: f64,
    pub(crate) nat: bool,
    pub(crate) socket: Option<String>,
    pub(crate) received: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) user_agent: Option<String>,
}

/// All registrations; those that have ended are invisible.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registrations {
    rows: BTreeMap<u32, Registration>,
    by_subscriber: Groups,
    last_id: u32,
}

impl Registrations {
    pub(crate) fn add(&mut self, registration: Registration) -> u32 {
        self.last_id += 1;
        self.by_subscriber.insert(registration.subscriber, self.last_id);
        self.rows.insert(self.last_id, registration);
        self.last_id
    }

    /// A registration that holds at `now`.
    pub(crate) fn get(&self, id: u32, now: i64) -> Option<&Registration> {
        self.rows.get(&id).filter(|row| row.expiry.at(now) > now)
    }

    pub(crate) fn remove(&mut self, id: u32) {
        if let Some(row) = self.rows.remove(&id) {
            self.by_subscriber.remove(row.subscriber, id);
        }
    }

    /// Ends all registrations of a subscriber.
    pub(crate) fn forget(&mut self, subscriber: u32) {
        for id in self.of_subscriber(subscriber).to_vec() {
            self.remove(id);
        }
    }

    pub(crate) fn of_subscriber(&self, subscriber: u32) -> &[u32] {
        self.by_subscriber.of(subscriber)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = u32> {
        self.rows.keys().copied()
    }

    /// The registration that was made last.
    pub(crate) fn last_id(&self) -> u32 {
        self.last_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_renew_their_registration_in_time() {
        let expiry = Expiry::Renewed { every: 600, since: 100 };
        assert_eq!(expiry.at(100), 700);
        assert_eq!(expiry.at(699), 700);
        assert_eq!(expiry.at(700), 1300);
    }
}
