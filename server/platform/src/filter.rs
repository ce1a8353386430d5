//! What a list is asked for, once for the query and once for the rows: the platform ignores filters that it does not know and
//! then returns everyone (contract 2.6).

use crate::pattern;

/// Conditions that all hold for the rows of a list.
pub(crate) struct Filter<'a, T> {
    query: Vec<(&'static str, String)>,
    conditions: Vec<Condition<'a, T>>,
}

type Condition<'a, T> = Box<dyn Fn(&T) -> bool + Send + Sync + 'a>;

impl<T> Default for Filter<'_, T> {
    /// Everything.
    fn default() -> Self {
        Self { query: Vec::new(), conditions: Vec::new() }
    }
}

impl<'a, T> Filter<'a, T> {
    /// Rows whose text fits a pattern, `*` being any string; no pattern means any.
    pub(crate) fn pattern(
        self,
        key: &'static str,
        wanted: Option<&'a str>,
        text: impl Fn(&T) -> &str + Send + Sync + 'a,
    ) -> Self {
        let Some(wanted) = wanted else { return self };
        self.query(key, wanted).and(move |row| pattern::matches(wanted, text(row)))
    }

    /// Rows whose text is this one. The key must be a filter with patterns: the text is escaped.
    pub(crate) fn text(
        self,
        key: &'static str,
        wanted: &'a str,
        text: impl Fn(&T) -> &str + Send + Sync + 'a,
    ) -> Self {
        self.query(key, pattern::literal(wanted)).and(move |row| pattern::equal(wanted, text(row)))
    }

    /// Rows that have this value; none means any.
    pub(crate) fn value<V: ToString + PartialEq + Send + Sync + 'a>(
        self,
        key: &'static str,
        wanted: Option<V>,
        value: impl Fn(&T) -> V + Send + Sync + 'a,
    ) -> Self {
        let Some(wanted) = wanted else { return self };
        self.query(key, wanted.to_string()).and(move |row| value(row) == wanted)
    }

    /// A parameter whose condition no row shows, or that is no condition.
    pub(crate) fn query(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.query.push((key, value.into()));
        self
    }

    /// A condition that the platform is not asked for.
    pub(crate) fn and(mut self, condition: impl Fn(&T) -> bool + Send + Sync + 'a) -> Self {
        self.conditions.push(Box::new(condition));
        self
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.query.iter().cloned()
    }

    pub(crate) fn holds(&self, row: &T) -> bool {
        self.conditions.iter().all(|condition| condition(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_is_asked_and_checked() {
        let filter = Filter::<(u8, &str)>::default()
            .pattern("name", Some("a*"), |row| row.1)
            .pattern("handle", None, |row| row.1)
            .value("id", Some(7), |row| row.0);
        let query: Vec<_> = filter.parameters().collect();
        assert_eq!(query, [("name", "a*".to_owned()), ("id", "7".to_owned())]);
        assert!(filter.holds(&(7, "Anna")));
        assert!(!filter.holds(&(8, "Anna")) && !filter.holds(&(7, "Bert")));
    }

    #[test]
    fn a_text_is_no_pattern() {
        let filter = Filter::<&str>::default().text("name", "a*", |row| row);
        assert_eq!(filter.parameters().next(), Some(("name", r"a\*".to_owned())));
        assert!(filter.holds(&"A*") && !filter.holds(&"ab"));
    }
}
