//! How a platform is reached.

use crate::clock::{Clock, SystemClock};
use std::{fmt, sync::Arc, time::Duration};

/// Where a platform is and how patient the portal is with it.
#[derive(Clone)]
pub struct PlatformOptions {
    /// Where the platform answers, without `/api`, e.g. `https://ngcp.example.com:1443`.
    pub base_url: String,
    /// Where the platform answers subscribers, who have a port of their own (contract 1.2); none where the portal never
    /// asks in their name.
    pub subscriber_url: Option<String>,
    /// The platform's certificate authority in PEM; if given, no other is trusted. Verification cannot be switched off.
    pub ca_pem: Option<Vec<u8>>,
    /// The name of the time zone of the platform's clock, which it does not tell (contract 2.7).
    pub time_zone: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long a read may take, retries included. A hundred subscribers take about 5 s.
    pub read_timeout: Duration,
    /// How long a write may take, retries included. The platform itself retries dead-locks for seconds (contract 5.2).
    pub write_timeout: Duration,
    /// How many requests of one credential may run at once; the platform has few workers (contract 5.3).
    pub concurrency: usize,
    /// How long a request may wait for its turn before it is [`Error::Busy`](crate::Error::Busy).
    pub queue_timeout: Duration,
    /// How often the platform may fail in a row before it is left alone.
    pub breaker_failures: u32,
    /// How long it is left alone.
    pub breaker_pause: Duration,
    /// How long a refused login is not tried again. The platform bans a login after a few wrong passwords within an hour
    /// (contract 1.5), and the portal must not be the one who gets a reseller banned.
    pub login_pause: Duration,
    /// How long reference data (definitions of preferences) is kept.
    pub reference_lifetime: Duration,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

impl PlatformOptions {
    /// The usual patience with the platform at `base_url`.
    #[must_use]
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            subscriber_url: None,
            ca_pem: None,
            time_zone: "UTC".to_owned(),
            connect_timeout: Duration::from_secs(4),
            read_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(30),
            concurrency: 6,
            queue_timeout: Duration::from_secs(10),
            breaker_failures: 5,
            breaker_pause: Duration::from_secs(10),
            login_pause: Duration::from_mins(15),
            reference_lifetime: Duration::from_mins(5),
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for PlatformOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlatformOptions").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
