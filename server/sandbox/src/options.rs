//! What a sandbox can be told when it is made.

use std::time::Duration;

use crate::authentication::SecondFactor;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::faults::FaultRule;
use crate::release::Release;
use crate::tls::Authority;

/// How a sandbox is set up.
#[derive(Clone, Debug, Default)]
pub struct SandboxOptions {
    /// How many subscribers the reseller `alpine` gets; the demo's own number when absent.
    pub subscribers: Option<usize>,
    /// How long every request takes at least.
    pub latency: Duration,
    /// What a request with Basic authentication takes in addition: the platform hashes the password each time.
    pub basic_latency: Duration,
    /// How long a token of `/login_jwt` is valid; when absent an administrator's for ever and a subscriber's for ten
    /// hours (contract 1.2).
    pub token_lifetime: Option<Duration>,
    /// How old a password may be before it must be changed; as old as it likes when absent (contract 1.4).
    pub password_max_age: Option<Duration>,
    /// Whether wrong passwords lead to a ban (contract 1.5).
    pub bans: Option<BanRule>,
    /// Whether `/sandbox/…` answers: the recorded requests and the faults, for tests in a browser.
    pub control: bool,
    /// What goes wrong from the start.
    pub faults: Vec<FaultRule>,
    /// From which number the requests are drawn that a fault with a rate hits.
    pub fault_seed: u64,
    /// Who certifies the sandbox and its clients; plain HTTP when absent.
    pub authority: Option<Authority>,
    /// Which release of the platform it is.
    pub release: Release,
    /// What the sandbox holds at the start.
    pub seed: Seed,
    /// The source of time.
    pub clock: Clock,
    /// The source of chance.
    pub chance: Chance,
}

/// When wrong passwords lead to a ban (contract 1.5).
#[derive(Clone, Copy, Debug)]
pub struct BanRule {
    /// The number of wrong passwords that is too much.
    pub max_attempts: u32,
    /// How long the first ban lasts; every further one lasts this much longer.
    pub step: Duration,
    /// How long a ban lasts at most, and how long a wrong password is remembered.
    pub longest: Duration,
}

impl Default for BanRule {
    fn default() -> Self {
        Self { max_attempts: 5, step: Duration::from_mins(5), longest: Duration::from_hours(1) }
    }
}

/// What a sandbox holds at the start.
#[derive(Clone, Debug, Default)]
pub enum Seed {
    /// The resellers `alpine` and `harbour` with their customers, lines and forwards.
    #[default]
    Demo,
    /// These resellers and nothing in them.
    Bare(Vec<Tenant>),
}

/// A reseller of a bare sandbox.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The reseller's name.
    pub reseller: String,
    /// Name and handle of its billing profiles.
    pub billing_profiles: Vec<(String, String)>,
    /// Who may log in for it.
    pub logins: Vec<Login>,
}

/// A platform login.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Login {
    /// The login name.
    pub name: String,
    /// The password.
    pub password: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may only read.
    pub read_only: bool,
    /// Whether it is shown the SIP passwords.
    pub show_passwords: bool,
    /// Whether it may come in at all.
    pub is_active: bool,
    /// What it must show besides its password.
    pub second_factor: Option<SecondFactor>,
}

impl Login {
    /// A login that may do whatever its role may.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<String>, role: Role) -> Self {
        Self {
            name: name.into(),
            password: password.into(),
            role,
            read_only: false,
            show_passwords: true,
            is_active: true,
            second_factor: None,
        }
    }

    /// Lets it only read, or not.
    #[must_use]
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Shows it the SIP passwords, or not.
    #[must_use]
    pub fn show_passwords(mut self, show_passwords: bool) -> Self {
        self.show_passwords = show_passwords;
        self
    }

    /// Does not let it come in.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.is_active = false;
        self
    }

    /// Demands a second factor of it.
    #[must_use]
    pub fn second_factor(mut self, factor: SecondFactor) -> Self {
        self.second_factor = Some(factor);
        self
    }
}

/// The role of a platform login (contract 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees all resellers.
    Admin,
    /// Sees its own reseller.
    Reseller,
    /// Customer care of the whole platform: sees all resellers, may change less.
    CustomerCareAdmin,
    /// Customer care: sees its own reseller, may change less.
    CustomerCare,
    /// A subscriber that sees its whole customer.
    SubscriberAdmin,
    /// A subscriber that sees itself.
    Subscriber,
}
