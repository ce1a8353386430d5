//! How the platform writes times (contract 2.7).

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const LOCAL: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const ZONED: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+00:00");

/// `YYYY-MM-DD HH:MM:SS`.
pub(crate) fn local(seconds: i64) -> String {
    written(seconds, LOCAL)
}

/// RFC 3339.
pub(crate) fn zoned(seconds: i64) -> String {
    written(seconds, ZONED)
}

fn written(seconds: i64, format: &[BorrowedFormatItem<'_>]) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(format).ok())
        .unwrap_or_default()
}

/// A time of a request: with a blank or a `T`, or a date alone.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim().replacen('T', " ", 1);
    let text = if text.len() == 10 { format!("{text} 00:00:00") } else { text };
    PrimitiveDateTime::parse(&text, LOCAL).ok().map(|moment| moment.assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_both_ways() {
        assert_eq!(local(1_795_465_236), "2026-11-23 20:20:36");
        assert_eq!(zoned(1_795_465_236), "2026-11-23T20:20:36+00:00");
        assert_eq!(parse("2026-11-23T20:20:36"), Some(1_795_465_236));
        assert_eq!(parse("1970-01-02"), Some(86_400));
        assert_eq!(parse("soon"), None);
    }
}
