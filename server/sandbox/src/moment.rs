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

/// `YYYY-MM-DD HH:MM:SS`, with milliseconds where there are some.
pub(crate) fn exact(milliseconds: i64) -> String {
    let text = local(milliseconds.div_euclid(1000));
    match milliseconds.rem_euclid(1000) {
        0 => text,
        rest => format!("{text}.{rest:03}"),
    }
}

/// `H:MM:SS.mmm`.
pub(crate) fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000)
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
        assert_eq!(exact(1_795_465_236_000), "2026-11-23 20:20:36");
        assert_eq!(exact(1_795_465_236_050), "2026-11-23 20:20:36.050");
        assert_eq!(duration(3_725_040), "1:02:05.040");
    }
}
