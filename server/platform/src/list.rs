//! Lists: what to ask for and what comes back.

use crate::scope::Scoped;

/// The most rows of a page. A row of subscribers costs the platform 50 ms and more.
pub const MOST_ROWS: u32 = 100;

/// A column that the platform sorts by. It ignores others without a word (contract 2.5), so they are a closed list per resource.
pub trait SortKey: Default + Send + Sync {
    /// The platform's name of the column.
    fn column(&self) -> &'static str;
}

/// An enum of what a list is sorted by, each with the platform's name of the column; the first is the default.
macro_rules! sort_keys {
    ($(#[$doc:meta])* $visibility:vis $name:ident { $first:ident = $column:literal, $($key:ident = $other:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        $visibility enum $name {
            #[default]
            #[doc = concat!("By `", $column, "`.")]
            $first,
            $(
                #[doc = concat!("By `", $other, "`.")]
                $key,
            )*
        }

        impl $crate::list::SortKey for $name {
            fn column(&self) -> &'static str {
                match self {
                    Self::$first => $column,
                    $(Self::$key => $other,)*
                }
            }
        }
    };
}
pub(crate) use sort_keys;

sort_keys! {
    /// The order of ids, where nobody chooses another.
    pub(crate) ById {
        Id = "id",
    }
}

/// Which page of a list, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOptions<S> {
    /// The page, from 1.
    pub page: u32,
    /// Rows of a page, 1 to [`MOST_ROWS`].
    pub rows: u32,
    /// The column to sort by.
    pub sort: S,
    /// Largest first.
    pub descending: bool,
    /// Whether to count all rows of all pages, which costs the platform a second query.
    pub count: bool,
}

impl<S: Default> Default for ListOptions<S> {
    /// The first ten rows by id, counted.
    fn default() -> Self {
        Self { page: 1, rows: 10, sort: S::default(), descending: false, count: true }
    }
}

impl<S: SortKey> ListOptions<S> {
    /// The first rows, not counted: for looking something up.
    pub(crate) fn first(rows: u32) -> Self {
        Self { rows, count: false, ..Self::default() }
    }

    pub(crate) fn page(&self) -> u32 {
        self.page.max(1)
    }

    pub(crate) fn rows(&self) -> u32 {
        self.rows.clamp(1, MOST_ROWS)
    }

    /// The parameters. All are always sent: without an order, pages overlap (contract 2.5).
    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![
            ("page", self.page().to_string()),
            ("rows", self.rows().to_string()),
            ("order_by", self.sort.column().to_owned()),
            ("order_by_direction", if self.descending { "desc" } else { "asc" }.to_owned()),
        ];
        if !self.count {
            query.push(("no_count", "1".to_owned()));
        }
        query
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order that was asked for.
    pub rows: Vec<Scoped<T>>,
    /// How many there are on all pages, if they were counted.
    pub total: Option<u64>,
    /// The page, from 1.
    pub page: u32,
    /// How many rows a full page has.
    pub rows_per_page: u32,
}

impl<T> Page<T> {
    /// The page of a list that has at most one row, for scopes that hold no more.
    pub(crate) fn of_one<S: SortKey>(row: Option<Scoped<T>>, options: &ListOptions<S>) -> Self {
        let total = Some(u64::from(row.is_some()));
        let rows = row.into_iter().filter(|_| options.page() == 1).collect();
        Self { rows, total, page: options.page(), rows_per_page: options.rows() }
    }

    /// Whether there is a page after this one; without a count, whether there may be one.
    #[must_use]
    pub fn has_next(&self) -> bool {
        match self.total {
            Some(total) => u64::from(self.page) * u64::from(self.rows_per_page) < total,
            None => self.rows.len() >= usize::try_from(self.rows_per_page).unwrap_or(usize::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_within_what_the_platform_bears() {
        let wild = ListOptions { page: 0, rows: 5000, count: false, ..ListOptions::<ById>::default() };
        let query = wild.query();
        assert!(query.contains(&("page", "1".into())) && query.contains(&("rows", "100".into())));
        assert!(query.contains(&("order_by", "id".into())) && query.contains(&("no_count", "1".into())));
    }

    #[test]
    fn the_last_page_has_no_next() {
        let page = |page, total| Page::<()> { rows: Vec::new(), total, page, rows_per_page: 10 };
        assert!(page(1, Some(11)).has_next());
        assert!(!page(2, Some(20)).has_next());
        assert!(!page(1, None).has_next());
    }
}
