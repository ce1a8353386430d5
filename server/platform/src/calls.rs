//! Calls of a line (contract 3.28, `calllists`).

use crate::{
    client::{Client, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    scope::Scoped,
    subscribers::Subscriber,
};
use serde::{Deserialize, Deserializer};
use std::{fmt, time::Duration};
use switchhook_domain::forwards::Kind;

/// A call that was made, taken or forwarded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// Its id among the calls.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// The parts of one call share it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub call_id: String,
    /// The forward that made the call; none for an ordinary call.
    #[serde(rename = "type", default, deserialize_with = "forward")]
    pub forward: Option<Kind>,
    /// Whether the line called or was called.
    pub direction: CallDirection,
    /// The line's own number or extension.
    #[serde(default, deserialize_with = "lenient::text")]
    pub own_cli: String,
    /// The other's number or extension, or `voicemail`, `conference`, `fax2mail`, `auto-attendant`; none if it was withheld.
    #[serde(default)]
    pub other_cli: Option<String>,
    /// What became of it.
    pub status: CallStatus,
    /// When it was tried, `YYYY-MM-DD HH:MM:SS` in the time zone that was asked for.
    #[serde(default)]
    pub init_time: Option<String>,
    /// When it was connected, likewise.
    #[serde(default)]
    pub start_time: Option<String>,
    /// How long it lasted.
    #[serde(default, deserialize_with = "duration")]
    pub duration: Option<Duration>,
    /// Whether both lines are of one customer.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub intra_customer: bool,
}

/// Which way a call went, seen from the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallDirection {
    /// The line was called.
    In,
    /// The line called, or its voicebox or another service took the call.
    Out,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallStatus {
    /// It was answered.
    Ok,
    /// The other was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The caller gave up.
    Cancel,
    /// No device of the other was registered.
    Offline,
    /// The other's device did not answer in time.
    Timeout,
    /// Anything else.
    #[serde(other)]
    Other,
}

impl fmt::Display for CallDirection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::In => "in",
            Self::Out => "out",
        })
    }
}

impl fmt::Display for CallStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Busy => "busy",
            Self::NoAnswer => "noanswer",
            Self::Cancel => "cancel",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Other => "other",
        })
    }
}

impl Row for Call {
    const COLLECTION: &'static str = "calllists";
}

sort_keys! {
    /// What calls are sorted by.
    pub CallSort {
        StartTime = "start_time",
        InitTime = "init_time",
        Duration = "duration",
    }
}

/// Which calls to list. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Made or taken.
    pub direction: Option<CallDirection>,
    /// What became of them.
    pub status: Option<CallStatus>,
    /// Started at this time or later, `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`.
    pub start_ge: Option<String>,
    /// Started at this time or earlier; a day alone means its end.
    pub start_le: Option<String>,
}

impl Client {
    /// The calls of a line, with their times in the time zone `zone` (such as `Europe/Vienna`).
    ///
    /// # Errors
    /// [`Error::Validation`] if the platform does not know the time zone; [`Error::Forbidden`] for a login of customer care, which
    /// is not shown calls; what reading can meet.
    pub async fn calls(
        &self,
        subscriber: &Scoped<Subscriber>,
        zone: &str,
        filter: &CallFilter,
        options: &ListOptions<CallSort>,
    ) -> Result<Page<Call>, Error> {
        self.check(subscriber)?;
        // Rows do not tell whose they are; an owner that the platform does not find is 404 and never everyone.
        let mut request = Filter::default()
            .query("subscriber_id", subscriber.id.to_string())
            .query("tz", zone)
            .value("direction", filter.direction, |row: &Call| row.direction)
            .value("status", filter.status, |row| row.status);
        for (key, bound) in [("start_ge", &filter.start_ge), ("start_le", &filter.start_le)] {
            if let Some(bound) = bound {
                request = request.query(key, bound);
            }
        }
        Ok(self.page(self.listing(request, options).await?, options, |_| true))
    }
}

/// `call`, or the name of a kind of forward.
fn forward<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Kind>, D::Error> {
    Ok(Kind::from_name(&lenient::text(deserializer)?))
}

/// `H:MM:SS.mmm`.
fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(read_duration(&lenient::text(deserializer)?))
}

fn read_duration(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut seconds = 0_u64;
    for part in whole.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let milliseconds = if fraction.is_empty() { 0 } else { format!("{fraction:0<3.3}").parse().ok()? };
    Some(Duration::from_secs(seconds) + Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, milliseconds) in
            [("0:00:00.000", 0), ("0:01:02.345", 62_345), ("26:00:00", 93_600_000), ("7.5", 7_500)]
        {
            assert_eq!(read_duration(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["", "soon", "1:xx:00", "-1:00:00"] {
            assert_eq!(read_duration(text), None, "{text}");
        }
    }
}
