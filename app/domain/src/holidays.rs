//! Public holidays of countries and their regions, from a table that is made from a data set under maintenance: the Python
//! package `holidays` 0.109 (vacanza/holidays, MIT licence). `holidays/generate.py` makes it anew. The crate `holidays` is a
//! copy of that package that has had no release for years; others know single countries.

use crate::forwards::Date;
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = include_str!("holidays/holidays.tsv");
/// The regions' own names (ISO 3166-2; 57 and 6AE are the ones of France that kept holidays of their own).
const REGIONS: &str = include_str!("holidays/regions.tsv");

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

    /// The country in whose time zone somebody is, as far as a zone tells that.
    #[must_use]
    pub fn of_zone(zone: &str) -> Option<Self> {
        match zone {
            "Europe/Vienna" => Some(Self::Austria),
            "Europe/Zurich" => Some(Self::Switzerland),
            "Europe/Berlin" | "Europe/Busingen" => Some(Self::Germany),
            "Europe/Madrid" | "Atlantic/Canary" | "Africa/Ceuta" => Some(Self::Spain),
            "Europe/Paris" => Some(Self::France),
            "Europe/London" => Some(Self::UnitedKingdom),
            "Europe/Rome" => Some(Self::Italy),
            "America/New_York" | "America/Chicago" | "America/Denver" | "America/Los_Angeles" => {
                Some(Self::UnitedStates)
            }
            _ => None,
        }
    }

    /// The language in which the table names its holidays.
    #[must_use]
    pub const fn language(self) -> &'static str {
        match self {
            Self::Austria | Self::Switzerland | Self::Germany => "de",
            Self::Spain => "es",
            Self::France => "fr",
            Self::Italy => "it",
            Self::UnitedKingdom | Self::UnitedStates => "en",
        }
    }

    /// Its regions that have holidays of their own, by their codes (ISO 3166-2 without the country).
    #[must_use]
    pub fn regions(self) -> BTreeSet<&'static str> {
        rows(self).flat_map(|row| row.regions.split(',')).filter(|region| *region != EVERYWHERE).collect()
    }

    /// The holidays from one day to another, both included, in order; those of a region, too, if one is named. Names are in this
    /// language if the table has it, else in English.
    #[must_use]
    pub fn holidays(self, region: Option<&str>, from: Date, until: Date, language: &str) -> Vec<Holiday> {
        let here = |row: &Row| row.regions.split(',').any(|one| one == EVERYWHERE || Some(one) == region);
        let is_local = self.language() == language;
        let found = rows(self).filter(|row| (from..=until).contains(&row.date) && here(row));
        // What a region calls a day counts before what the country calls it.
        let by_date: BTreeMap<Date, &str> = found.fold(BTreeMap::new(), |mut days, row| {
            let name = if is_local { row.local } else { row.english };
            if row.regions == EVERYWHERE {
                days.entry(row.date).or_insert(name);
            } else {
                days.insert(row.date, name);
            }
            days
        });
        by_date.into_iter().map(|(date, name)| Holiday { date, name: name.to_owned() }).collect()
    }

    /// The last year that the table knows.
    #[must_use]
    pub fn last_year(self) -> u16 {
        rows(self).map(|row| row.date.year()).max().unwrap_or_default()
    }
}

/// A country, or one of its regions that has holidays of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The country.
    pub country: Country,
    /// The code of the region.
    pub region: Option<&'static str>,
}

impl Place {
    /// Every one: each country, followed by its regions.
    pub fn all() -> impl Iterator<Item = Self> {
        Country::ALL.into_iter().flat_map(|country| {
            let regions = country.regions().into_iter().map(Some);
            std::iter::once(None).chain(regions).map(move |region| Self { country, region })
        })
    }

    /// The place with this code: `AT`, `DE-BY`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|place| place.code() == code)
    }

    /// Its code (ISO 3166).
    #[must_use]
    pub fn code(self) -> String {
        match self.region {
            None => self.country.code().to_owned(),
            Some(region) => format!("{}-{region}", self.country.code()),
        }
    }

    /// What the region calls itself.
    #[must_use]
    pub fn region_name(self) -> Option<&'static str> {
        let region = self.region?;
        REGIONS.lines().find_map(|line| {
            let mut columns = line.split('\t');
            let found = columns.next() == Some(self.country.code()) && columns.next() == Some(region);
            columns.next().filter(|_| found)
        })
    }
}

/// What stands for the whole country in the table.
const EVERYWHERE: &str = "*";

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: String,
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
    use crate::forwards::Weekday;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn names(country: Country, region: Option<&str>, year: u16) -> Vec<String> {
        let (first, last) = (Date::new(year, 1, 1).unwrap(), Date::new(year, 12, 31).unwrap());
        country.holidays(region, first, last, "en").into_iter().map(|holiday| holiday.name).collect()
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
                for (usual, month, day) in [("New Year's Day", 1, 1), ("Christmas Day", 12, 25)] {
                    // Spain moves a holiday that falls on a Sunday, some regions to a day that they choose.
                    let is_sunday = Date::new(year, month, day).unwrap().weekday() == Weekday::Sunday;
                    let is_there = names.iter().any(|name| name.contains(usual));
                    assert!(is_there || is_sunday, "{country:?} {year} {usual}");
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
            assert_eq!(country.holidays(region, date(day), date(day), "en").len(), 1, "{country:?} {day}");
        }
    }

    #[test]
    fn what_belongs_to_a_region_is_told_there_alone() {
        let epiphany = "2026-01-06";
        let on = |region| Country::Germany.holidays(region, date(epiphany), date(epiphany), "en");
        assert!(on(None).is_empty() && on(Some("BE")).is_empty() && on(Some("XX")).is_empty());
        assert_eq!(on(Some("BY")).len(), 1);
        assert_eq!(Country::Germany.regions().len(), 16);
        assert!(Country::Austria.regions().is_empty());
        assert_eq!(Country::UnitedKingdom.regions(), BTreeSet::from(["ENG", "NIR", "SCT", "WLS"]));
    }

    #[test]
    fn every_region_has_a_name_and_no_name_is_left_over() {
        let regions: Vec<Place> = Place::all().filter(|place| place.region.is_some()).collect();
        assert_eq!(REGIONS.lines().count(), regions.len());
        for place in Place::all() {
            assert_eq!(Place::from_code(&place.code()), Some(place));
            assert_eq!(place.region_name().is_some(), place.region.is_some(), "{}", place.code());
        }
        for unknown in ["", "XX", "DE-", "DE-XX", "AT-9", "de"] {
            assert_eq!(Place::from_code(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_holiday_comes_once_a_day_and_falls_on_a_usual_number_of_days() {
        for place in Place::all() {
            for year in 2026..=2035 {
                let (first, last) = (Date::new(year, 1, 1).unwrap(), Date::new(year, 12, 31).unwrap());
                let found = place.country.holidays(place.region, first, last, "en");
                assert!((3..=20).contains(&found.len()), "{} {year}: {}", place.code(), found.len());
                assert!(found.is_sorted_by(|one, next| one.date < next.date), "{} {year}", place.code());
                let national = place.country.holidays(None, first, last, "en");
                let dates: Vec<Date> = found.iter().map(|holiday| holiday.date).collect();
                assert!(national.iter().all(|holiday| dates.contains(&holiday.date)), "{}", place.code());
            }
        }
    }

    #[test]
    fn names_are_in_the_language_that_is_asked_for_where_there_is_one() {
        let day = date("2026-10-26");
        let name = |language| Country::Austria.holidays(None, day, day, language).remove(0).name;
        assert_eq!(
            (name("de"), name("en"), name("fr")),
            ("Nationalfeiertag".into(), "National Day".into(), "National Day".into())
        );
    }
}
