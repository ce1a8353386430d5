//! What wrong passwords lead to (contract 1.5).

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use super::Realm;
use crate::options::BanRule;

/// Whose failures are counted together.
pub(super) type Key = (Realm, String, IpAddr);

/// The failed logins, while somebody counts them.
#[derive(Clone)]
pub(super) struct Bans {
    rule: Option<BanRule>,
    failures: HashMap<Key, Failures>,
    /// How often a login was banned since its last success.
    stages: HashMap<(Realm, String), u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    attempts: u32,
    last: i64,
    banned_until: i64,
}

impl Bans {
    pub(super) fn new(rule: Option<BanRule>) -> Self {
        Self { rule, failures: HashMap::new(), stages: HashMap::new() }
    }

    pub(super) fn holds(&self, key: &Key, now: i64) -> bool {
        self.failures.get(key).is_some_and(|failures| failures.banned_until > now)
    }

    pub(super) fn forget(&mut self, key: &Key) {
        self.failures.remove(key);
        self.stages.remove(&(key.0, key.1.clone()));
    }

    /// Counts a failure; names that nobody has are banned for the longest time at once.
    pub(super) fn count(&mut self, key: Key, is_known: bool, now: i64) {
        let Some(rule) = self.rule else { return };
        let stage = (key.0, key.1.clone());
        let failures = self.failures.entry(key).or_default();
        if now - failures.last > seconds(rule.longest) {
            failures.attempts = 0;
        }
        failures.last = now;
        failures.attempts += 1;
        if failures.attempts < rule.max_attempts {
            return;
        }
        failures.attempts = 0;
        let duration = if is_known {
            let stage = self.stages.entry(stage).or_default();
            *stage += 1;
            (rule.step * *stage).min(rule.longest)
        } else {
            rule.longest
        };
        failures.banned_until = now + seconds(duration);
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn key() -> Key {
        (Realm::Administrators, "alpine".to_owned(), IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    fn fail(bans: &mut Bans, times: u32, is_known: bool, now: i64) {
        for _ in 0..times {
            bans.count(key(), is_known, now);
        }
    }

    #[test]
    fn the_fifth_failure_bans_and_every_further_ban_is_longer() {
        let mut bans = Bans::new(Some(BanRule::default()));
        fail(&mut bans, 4, true, 1000);
        assert!(!bans.holds(&key(), 1000));
        fail(&mut bans, 1, true, 1000);
        assert!(bans.holds(&key(), 1299) && !bans.holds(&key(), 1300));
        fail(&mut bans, 5, true, 1300);
        assert!(bans.holds(&key(), 1899) && !bans.holds(&key(), 1900));
        bans.forget(&key());
        fail(&mut bans, 5, true, 2000);
        assert!(!bans.holds(&key(), 2300));
    }

    #[test]
    fn a_name_that_nobody_has_is_banned_for_the_longest_time() {
        let mut bans = Bans::new(Some(BanRule::default()));
        fail(&mut bans, 5, false, 1000);
        assert!(bans.holds(&key(), 4599) && !bans.holds(&key(), 4600));
    }

    #[test]
    fn old_failures_are_forgotten_and_without_a_rule_nobody_is_banned() {
        let mut bans = Bans::new(Some(BanRule::default()));
        fail(&mut bans, 4, true, 1000);
        fail(&mut bans, 4, true, 4601);
        assert!(!bans.holds(&key(), 4601));
        let mut bans = Bans::new(None);
        fail(&mut bans, 50, true, 1000);
        assert!(!bans.holds(&key(), 1000));
    }
}
