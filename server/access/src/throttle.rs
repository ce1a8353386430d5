//! How often somebody may try to sign in: per login, and per client address.

use crate::{
    doors::Doors,
    softlock::{LockPolicy, SoftLock},
};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use time::Duration;

/// When attempts to sign in are slowed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottlePolicy {
    /// For one login.
    pub login: LockPolicy,
    /// For one address. More patient, as a whole office may sit behind one.
    pub address: LockPolicy,
    /// For the login of one line. The platform bans it at the portal's address, for everybody in front of the portal, after five
    /// failures within an hour (contract 1.5): it must never come to the fifth.
    pub line: LockPolicy,
}

impl Default for ThrottlePolicy {
    fn default() -> Self {
        let quarter = Duration::minutes(15);
        let login = LockPolicy { failures: 5, shortest: Duration::SECOND, longest: quarter, forget: quarter };
        let hour = Duration::minutes(61);
        let line = LockPolicy { failures: 4, shortest: hour, longest: hour, forget: hour };
        Self { login, address: LockPolicy { failures: 20, ..login }, line }
    }
}

/// Enough for any honest day, and a few megabytes at most.
const REMEMBERED: usize = 20_000;

#[derive(Debug)]
struct Locks {
    logins: SoftLock<String>,
    lines: SoftLock<String>,
    addresses: SoftLock<IpAddr>,
}

/// The lock of the kind of logins that is meant.
type OfLogins = fn(&mut Locks) -> &mut SoftLock<String>;

/// The throttle. In memory: an instance that restarts forgets, and instances do not share. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Throttle {
    locks: Arc<Mutex<Locks>>,
    doors: Doors,
}

impl Throttle {
    pub fn new(policy: ThrottlePolicy, doors: Doors) -> Self {
        let locks = Locks {
            logins: SoftLock::new(policy.login, REMEMBERED),
            lines: SoftLock::new(policy.line, REMEMBERED),
            addresses: SoftLock::new(policy.address, REMEMBERED),
        };
        Self { locks: Arc::new(Mutex::new(locks)), doors }
    }

    /// Admits an attempt and counts it as failed until [`Self::succeeded`], or tells how long to wait.
    pub fn admit(&self, login: &str, address: IpAddr) -> Result<(), Duration> {
        self.admit_in(|locks| &mut locks.logins, login, address)
    }

    /// Admits an attempt with the login of a line.
    pub fn admit_line(&self, login: &str, address: IpAddr) -> Result<(), Duration> {
        self.admit_in(|locks| &mut locks.lines, login, address)
    }

    fn admit_in(&self, of: OfLogins, login: &str, address: IpAddr) -> Result<(), Duration> {
        let now = self.doors.now();
        let (login, address) = (login.to_owned(), network(address));
        let mut locks = self.locks();
        let wait = of(&mut locks).wait(&login, now).max(locks.addresses.wait(&address, now));
        if let Some(wait) = wait {
            return Err(wait);
        }
        of(&mut locks).count(login, now);
        locks.addresses.count(address, now);
        Ok(())
    }

    /// Forgives the login. The address keeps its earlier failures: somebody with one good account could otherwise wash
    /// them away between guesses at others.
    pub fn succeeded(&self, login: &str, address: IpAddr) {
        self.succeeded_in(|locks| &mut locks.logins, login, address);
    }

    /// Forgives the login of a line.
    pub fn succeeded_line(&self, login: &str, address: IpAddr) {
        self.succeeded_in(|locks| &mut locks.lines, login, address);
    }

    fn succeeded_in(&self, of: OfLogins, login: &str, address: IpAddr) {
        let now = self.doors.now();
        let mut locks = self.locks();
        of(&mut locks).forgive(&login.to_owned());
        locks.addresses.take_back(&network(address), now);
    }

    fn locks(&self) -> MutexGuard<'_, Locks> {
        self.locks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one client can be told apart by: an IPv6 client owns its whole /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;
    use time::OffsetDateTime;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_login_is_locked_from_every_address() {
        let (doors, clock) = fake::doors(OffsetDateTime::UNIX_EPOCH, 1);
        let throttle = Throttle::new(ThrottlePolicy::default(), doors);
        for _ in 0..5 {
            assert_eq!(throttle.admit("anna", HOME), Ok(()));
        }
        assert_eq!(throttle.admit("anna", AWAY), Err(Duration::seconds(1)));
        assert_eq!(throttle.admit("bert", HOME), Ok(()));
        clock.advance(Duration::seconds(1));
        assert_eq!(throttle.admit("anna", AWAY), Ok(()));
        assert_eq!(throttle.admit("anna", AWAY), Err(Duration::seconds(2)));
    }

    #[test]
    fn an_address_that_tries_many_logins_is_locked_even_with_a_good_one_between() {
        let (doors, _) = fake::doors(OffsetDateTime::UNIX_EPOCH, 1);
        let throttle = Throttle::new(ThrottlePolicy::default(), doors);
        for guess in 0..19 {
            assert_eq!(throttle.admit(&format!("guess-{guess}"), HOME), Ok(()));
            assert_eq!(throttle.admit("own", HOME).map(|()| throttle.succeeded("own", HOME)), Ok(()));
        }
        assert_eq!(throttle.admit("guess-19", HOME), Ok(()));
        assert!(throttle.admit("guess-20", HOME).is_err());
        assert_eq!(throttle.admit("guess-20", AWAY), Ok(()));
    }

    #[test]
    fn addresses_of_one_ipv6_network_and_mapped_ones_count_together() {
        let parse = |text: &str| network(text.parse().unwrap());
        assert_eq!(parse("2001:db8::1"), parse("2001:db8::ffff:1"));
        assert_ne!(parse("2001:db8::1"), parse("2001:db8:0:1::1"));
        assert_eq!(parse("::ffff:192.0.2.1"), HOME);
    }
}
