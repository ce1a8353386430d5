//! Public holidays of countries and their regions, from a table that is made from a data set under maintenance: the Python
//! package `holidays` (vacanza/holidays, MIT licence). `holidays/generate.py` makes it anew.

use crate::forwards::Date;
use std::collections::BTreeSet;

const TABLE: &str = include_str!("holidays/holidays.tsv");

/// A country with built-in holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the countries by their names")]
pub enum Country {
    Austria,
    Switzerland,
    Germany,
    Spain,
    France,
    UnitedKingdom,
    Italy,
    UnitedStates,
}

impl Country {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Austria,
        Self::Switzerland,
        Self::Germany,
        Self::Spain,
        Self::France,
        Self::UnitedKingdom,
        Self::Italy,
        Self::UnitedStates,
    ];

    /// Its code (ISO 3166-1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Austria => "AT",
            Self::Switzerland => "CH",
            Self::Germany => "DE",
            Self::Spain => "ES",
            Self::France => "FR",
            Self::UnitedKingdom => "GB",
            Self::Italy => "IT",
            Self::UnitedStates => "US",
        }
    }

    /// The country with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }

    /// Its regions that have holidays of their own, by their codes (ISO 3166-2 without the country).
    #[must_use]
    pub fn regions(self) -> BTreeSet<&'static str> {
        rows(self).flat_map(|row| row.regions.split(',')).filter(|region| *region != EVERYWHERE).collect()
    }

    /// The holidays from one day to another, both included, in order; those of a region, too, if one is named.
    #[must_use]
    pub fn holidays(self, region: Option<&str>, from: Date, until: Date) -> Vec<Holiday> {
        let here = |row: &Row| row.regions.split(',').any(|one| one == EVERYWHERE || Some(one) == region);
        rows(self)
            .filter(|row| (from..=until).contains(&row.date) && here(row))
            .map(|row| Holiday {
                date: row.date,
                english: row.english.to_owned(),
                local: row.local.to_owned(),
            })
            .collect()
    }

    /// The last year that the table knows.
    #[must_use]
    pub fn last_year(self) -> u16 {
        rows(self).map(|row| row.date.year()).max().unwrap_or_default()
    }
}

/// What stands for the whole country in the table.
const EVERYWHERE: &str = "*";

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// When.
    pub date: Date,
    /// Its name in English.
    pub english: String,
    /// Its name in the language of the country.
    pub local: String,
}

struct Row {
    date: Date,
    regions: &'static str,
    english: &'static str,
    local: &'static str,
}

fn rows(country: Country) -> impl Iterator<Item = Row> {
    TABLE.lines().filter_map(move |line| {
        let mut columns = line.split('\t');
        (columns.next() == Some(country.code())).then_some(())?;
        Some(Row {
            date: columns.next()?.parse().ok()?,
            regions: columns.next()?,
            english: columns.next()?,
            local: columns.next()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn names(country: Country, region: Option<&str>, year: u16) -> Vec<String> {
        let (first, last) = (Date::new(year, 1, 1).unwrap(), Date::new(year, 12, 31).unwrap());
        country.holidays(region, first, last).into_iter().map(|holiday| holiday.english).collect()
    }

    #[test]
    fn the_table_is_whole() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let read: usize = Country::ALL.into_iter().map(|country| rows(country).count()).sum();
        assert_eq!(read, lines);
        for country in Country::ALL {
            assert_eq!(Country::from_code(country.code()), Some(country));
            assert!(country.last_year() >= 2035, "{country:?}");
            for year in 2026..=2035 {
                let names = names(country, None, year);
                for usual in ["New Year's Day", "Christmas Day"] {
                    assert!(names.iter().any(|name| name.contains(usual)), "{country:?} {year} {usual}");
                }
            }
        }
    }

    #[test]
    fn known_days_are_there() {
        for (country, region, day) in [
            (Country::Austria, None, "2026-10-26"),
            (Country::Germany, None, "2027-03-26"),
            (Country::Germany, Some("BY"), "2026-01-06"),
            (Country::Switzerland, Some("GE"), "2026-12-31"),
            (Country::Spain, Some("CT"), "2026-09-11"),
            (Country::France, None, "2028-07-14"),
            (Country::France, Some("57"), "2026-12-26"),
            (Country::Italy, None, "2026-04-25"),
            (Country::UnitedKingdom, Some("SCT"), "2026-11-30"),
            (Country::UnitedStates, None, "2026-11-26"),
        ] {
            assert_eq!(country.holidays(region, date(day), date(day)).len(), 1, "{country:?} {day}");
        }
    }

    #[test]
    fn what_belongs_to_a_region_is_told_there_alone() {
        let epiphany = "2026-01-06";
        assert!(Country::Germany.holidays(None, date(epiphany), date(epiphany)).is_empty());
        assert!(Country::Germany.holidays(Some("BE"), date(epiphany), date(epiphany)).is_empty());
        assert_eq!(Country::Germany.regions().len(), 16);
        assert!(Country::Austria.regions().is_empty());
        assert_eq!(Country::UnitedKingdom.regions(), BTreeSet::from(["ENG", "NIR", "SCT", "WLS"]));
    }
}
