//! The filters of collections (contract 2.6).

use crate::pattern::Pattern;
use crate::query::{Query, is_trueish};
use crate::resources::View;

/// How a filter value is understood.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Equality of a number.
    Id,
    /// Equality of a text.
    Equal,
    /// A text with `*`.
    Wild,
    /// A text with `*` or `?`.
    Pattern,
    /// One of a list.
    OneOf,
    /// None of a list.
    NoneOf,
    /// A flag.
    Flag,
    /// At or after a time.
    From,
    /// At or before a time.
    Until,
    /// At or before a time, or the end of a day.
    UntilEndOf,
    /// A number that is not less.
    AtLeast,
    /// A number that is not more.
    AtMost,
    /// The beginning of a text.
    Prefix,
}

/// A filter of a resource: its name, how its value is understood, and what it is held against.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) holds: fn(&View<'_>, u32, &Test) -> bool,
}

/// A filter value that is ready for rows.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Id(Option<i64>),
    Equal(String),
    Null,
    NotNull,
    Pattern(Pattern),
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Flag(bool),
    From(String),
    Until(String),
    AtLeast(i64),
    AtMost(i64),
    Prefix(String),
}

impl Test {
    fn new(kind: Kind, value: &str) -> Self {
        let list = || value.split(',').map(str::to_lowercase).collect();
        match kind {
            Kind::Id | Kind::Equal if value.eq_ignore_ascii_case("$null") => Self::Null,
            Kind::Id | Kind::Equal if value.eq_ignore_ascii_case("$not_null") => Self::NotNull,
            Kind::Id => Self::Id(numeric_prefix(value)),
            Kind::Equal => Self::Equal(value.to_lowercase()),
            Kind::Wild => Self::Pattern(Pattern::wild(value)),
            Kind::Pattern => Self::Pattern(Pattern::subscriber_style(value)),
            Kind::OneOf => Self::OneOf(list()),
            Kind::NoneOf => Self::NoneOf(list()),
            Kind::Flag => Self::Flag(is_trueish(value)),
            Kind::From => Self::From(value.replace('T', " ")),
            Kind::UntilEndOf if value.trim().len() == 10 => Self::Until(format!("{} 23:59:59", value.trim())),
            Kind::Until | Kind::UntilEndOf => Self::Until(value.replace('T', " ")),
            Kind::AtLeast => Self::AtLeast(numeric_prefix(value).unwrap_or_default()),
            Kind::AtMost => Self::AtMost(numeric_prefix(value).unwrap_or_default()),
            Kind::Prefix => Self::Prefix(value.to_lowercase()),
        }
    }

    pub(crate) fn id(&self, id: Option<u32>) -> bool {
        match self {
            Self::Id(wanted) => id.is_some_and(|id| *wanted == Some(i64::from(id))),
            Self::Null => id.is_none(),
            Self::NotNull => id.is_some(),
            _ => false,
        }
    }

    pub(crate) fn text(&self, text: Option<&str>) -> bool {
        match self {
            Self::Equal(wanted) => text.is_some_and(|text| text.to_lowercase() == *wanted),
            Self::Null => text.is_none(),
            Self::NotNull => text.is_some(),
            Self::Pattern(pattern) => text.is_some_and(|text| pattern.matches(text)),
            Self::Prefix(start) => text.is_some_and(|text| text.to_lowercase().starts_with(start)),
            Self::OneOf(list) => text.is_some_and(|text| list.iter().any(|known| known == text)),
            Self::NoneOf(list) => text.is_none_or(|text| list.iter().all(|known| known != text)),
            _ => false,
        }
    }

    pub(crate) fn number(&self, number: i64) -> bool {
        match self {
            Self::AtLeast(least) => number >= *least,
            Self::AtMost(most) => number <= *most,
            _ => false,
        }
    }

    pub(crate) fn flag(&self, flag: bool) -> bool {
        matches!(self, Self::Flag(wanted) if *wanted == flag)
    }

    /// Compares a time as the database does with what it cannot read: text by text.
    pub(crate) fn time(&self, time: Option<i64>) -> bool {
        let Some(time) = time.map(crate::moment::local) else { return false };
        match self {
            Self::From(wanted) => {
                !wanted.starts_with(|letter: char| letter.is_ascii_digit()) || time >= *wanted
            }
            Self::Until(wanted) => time <= *wanted,
            _ => false,
        }
    }
}

/// The filters of a query that a resource knows.
pub(crate) fn tests(filters: &'static [Filter], query: &Query) -> Vec<(&'static Filter, Test)> {
    filters
        .iter()
        .filter_map(|filter| Some((filter, Test::new(filter.kind, query.get(filter.name)?))))
        .collect()
}

/// The number at the beginning of a text, which is all that the database looks at.
pub(crate) fn numeric_prefix(text: &str) -> Option<i64> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_number_at_the_beginning() {
        assert!(Test::new(Kind::Id, "39,40").id(Some(39)));
        assert!(!Test::new(Kind::Id, "abc").id(Some(39)));
        assert!(Test::new(Kind::Id, "$null").id(None));
    }

    #[test]
    fn the_text_false_is_true() {
        assert!(Test::new(Kind::Flag, "false").flag(true));
        assert!(Test::new(Kind::Flag, "0").flag(false));
    }

    #[test]
    fn times_include_the_bound() {
        assert!(Test::new(Kind::From, "1970-01-01T00:00:10").time(Some(10)));
        assert!(!Test::new(Kind::From, "1970-01-01 00:00:11").time(Some(10)));
        assert!(Test::new(Kind::From, "garbage").time(Some(10)));
    }
}
