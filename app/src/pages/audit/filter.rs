//! Which entries the query of the page asks for.

use super::UNFINISHED;
use crate::listing::ListQuery;
use switchhook_access::audit::AuditFilter;
use time::{Date, Duration, OffsetDateTime, macros::format_description};

/// What is not understood does not filter.
pub(super) fn of(query: &ListQuery) -> AuditFilter {
    AuditFilter {
        action: query.get("action").and_then(|name| name.parse().ok()),
        kind: query.get("kind").and_then(|name| name.parse().ok()),
        object: query.get("object").map(|id| id.trim().to_owned()),
        login: query.get("login").map(|login| login.trim().to_lowercase()),
        request: query.get("request").map(|id| id.trim().to_owned()),
        outcome: query.get("outcome").and_then(|name| name.parse().ok()),
        unfinished: query.get("outcome") == Some(UNFINISHED),
        since: query.get("since").and_then(day),
        before: query.get("until").and_then(day).and_then(|day| day.checked_add(Duration::DAY)),
        ..AuditFilter::default()
    }
}

/// The beginning of a day, in UTC.
fn day(text: &str) -> Option<OffsetDateTime> {
    let date = Date::parse(text.trim(), format_description!("[year]-[month]-[day]")).ok()?;
    Some(date.midnight().assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn days_are_whole_and_nonsense_is_no_day() {
        let filter = of(&ListQuery::from_parts("/audit", "since=2031-05-06&until=2031-05-06"));
        assert_eq!(filter.since, Some(datetime!(2031-05-06 00:00 UTC)));
        assert_eq!(filter.before, Some(datetime!(2031-05-07 00:00 UTC)));
        for bad in ["yesterday", "2031-13-01", "2031-05-06T00:00", "-1", "99999-01-01"] {
            let filter = of(&ListQuery::from_parts("/audit", &format!("since={bad}&until={bad}")));
            assert_eq!((filter.since, filter.before), (None, None), "{bad}");
        }
    }
}
