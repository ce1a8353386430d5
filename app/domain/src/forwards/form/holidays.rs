//! Days to put into the times of a rule: public holidays of a country, or the events of a calendar file.

use super::{ForwardsForm, MOST, PartForm};
use crate::{
    FieldError, FieldErrors,
    forwards::{Date, Part, Span},
    holidays::Place,
    icalendar::{Calendar, DaysOff, NoCalendar},
    text,
};
use serde::{Deserialize, Serialize};

/// For so many years holidays can be looked up at once.
const MOST_YEARS: u16 = 10;
/// So many events that are left out are named.
const MOST_NAMED: usize = 50;
/// A pasted text that is longer is not shown again.
const LONGEST_SHOWN: usize = 16 * 1024;

/// What is asked for, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HolidaysForm {
    /// The rule into whose times they shall go; nothing while nobody asks.
    pub rule: String,
    /// The code of a country or region.
    pub place: String,
    /// The first year.
    pub first_year: String,
    /// The last year.
    pub last_year: String,
    /// In which language the holidays are named.
    pub language: String,
    /// The text of an iCalendar file.
    pub text: String,
    /// An uploaded iCalendar file.
    pub file: String,
    /// The days that were found.
    pub days: Vec<DaysForm>,
    /// Events of the file that could not be told in days. They are told once.
    pub left_out: Vec<String>,
}

/// Days that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DaysForm {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// What the calendar calls them.
    pub name: String,
    /// Whether they shall be taken: `on` or nothing.
    pub taken: String,
}

impl DaysForm {
    fn of(days: &DaysOff) -> Self {
        Self {
            first: days.first.to_string(),
            last: days.last.to_string(),
            name: days.name.clone(),
            taken: "on".into(),
        }
    }

    /// First and last day, if they are days.
    #[must_use]
    pub fn dates(&self) -> Option<(Date, Date)> {
        Some((self.first.parse().ok()?, self.last.parse().ok()?))
    }
}

impl ForwardsForm {
    /// Whether a button is about holidays.
    #[must_use]
    pub fn is_about_holidays(button: &str) -> bool {
        button.split_once(':').is_some_and(|(verb, _)| matches!(verb, "holidays" | "find" | "put"))
    }

    /// Does what a button says that is about holidays: `holidays:rule` opens the search, `find:rule` looks for days, `put:rule`
    /// puts those that are ticked into the times of the rule. A rule that is not there is left alone.
    ///
    /// # Errors
    /// What cannot be read, at its field.
    pub fn press_holidays(&mut self, button: &str, today: Date) -> Result<(), FieldErrors> {
        let (verb, rule) = button.split_once(':').unwrap_or_default();
        let Some(index) = rule.parse::<usize>().ok().filter(|index| *index < self.rules.len()) else {
            return Ok(());
        };
        rule.clone_into(&mut self.open);
        self.reviewed.clear();
        match verb {
            "find" => self.holidays.find(today),
            "put" => self.put(index),
            _ => {
                self.holidays = HolidaysForm { rule: rule.to_owned(), ..HolidaysForm::default() };
                Ok(())
            }
        }
    }

    /// Puts the days that are ticked into the times of a rule. Days that follow each other become one stretch.
    fn put(&mut self, index: usize) -> Result<(), FieldErrors> {
        let ticked = self.holidays.days.iter().filter(|days| !days.taken.is_empty());
        let mut spans: Vec<Span> = Vec::new();
        for (first, last) in ticked.filter_map(DaysForm::dates) {
            spans.extend(Span::days(first, last));
        }
        if spans.is_empty() {
            return Err(FieldErrors::of("form[holidays][days]", FieldError::Missing));
        }
        let rule = &mut self.rules[index];
        // Without times there is only what is offered to be filled in.
        let before = if rule.when == "times" { std::mem::take(&mut rule.parts) } else { Vec::new() };
        let new = Span::joined(spans).into_iter().flat_map(|span| PartForm::of(&Part::Once(span)));
        let new: Vec<PartForm> = new.filter(|part| !before.contains(part)).collect();
        if before.len() + new.len() > MOST {
            rule.parts = before;
            return Err(FieldErrors::of("form[holidays][days]", FieldError::OutOfRange(1, 200)));
        }
        rule.parts = before.into_iter().chain(new).collect();
        rule.when = "times".into();
        self.holidays = HolidaysForm::default();
        Ok(())
    }
}

impl HolidaysForm {
    /// Looks for days: in the file, in the pasted text, or of the country.
    fn find(&mut self, today: Date) -> Result<(), FieldErrors> {
        self.days.clear();
        self.left_out.clear();
        let (file, pasted) = (std::mem::take(&mut self.file), self.text.clone());
        if pasted.len() > LONGEST_SHOWN {
            self.text.clear();
        }
        let mut errors = FieldErrors::new();
        let (this_year, last_known) = (today.year(), today.year() + MOST_YEARS);
        let year = |typed: &str, first, otherwise| {
            if typed.trim().is_empty() { Ok(otherwise) } else { text::whole_number(typed, first, last_known) }
        };
        let first_year =
            errors.take("form[holidays][first_year]", year(&self.first_year, this_year, this_year));
        let earliest = first_year.unwrap_or(this_year);
        let last_year = errors.take("form[holidays][last_year]", year(&self.last_year, earliest, earliest));
        let days = match (file.trim().is_empty(), pasted.trim().is_empty()) {
            (false, _) => self.read("form[holidays][file]", &file, &mut errors),
            (true, false) => self.read("form[holidays][text]", &pasted, &mut errors),
            (true, true) => self.of_place(earliest, last_year, &mut errors),
        };
        let (Some(first_year), Some(last_year), Some(days)) = (first_year, last_year, days) else {
            return Err(errors);
        };
        // What is over needs no row.
        let begin = Date::new(first_year, 1, 1).map_or(today, |first| first.max(today));
        let wanted = |days: &&DaysOff| days.last >= begin && days.first.year() <= last_year;
        let found: Vec<DaysForm> = days.iter().filter(wanted).map(DaysForm::of).collect();
        let problem = match found.len() {
            0 => FieldError::NothingFound,
            1..=MOST => {
                self.days = found;
                return Ok(());
            }
            // More than a rule takes, and no day may be missing in silence.
            _ => FieldError::OutOfRange(1, 200),
        };
        Err(FieldErrors::of("form[holidays][days]", problem))
    }

    fn read(&mut self, field: &str, text: &str, errors: &mut FieldErrors) -> Option<Vec<DaysOff>> {
        let calendar = Calendar::read(text).map_err(|problem| match problem {
            NoCalendar::NotACalendar => FieldError::InvalidCalendar,
            NoCalendar::TooMany => FieldError::TooManyEvents,
        });
        let calendar = errors.take(field, calendar)?;
        self.left_out = calendar.left_out;
        self.left_out.sort();
        self.left_out.dedup();
        self.left_out.truncate(MOST_NAMED);
        Some(calendar.days)
    }

    fn of_place(
        &self,
        first_year: u16,
        last_year: Option<u16>,
        errors: &mut FieldErrors,
    ) -> Option<Vec<DaysOff>> {
        let chosen = if self.place.is_empty() {
            Err(FieldError::Missing)
        } else {
            Place::from_code(&self.place).ok_or(FieldError::InvalidChoice)
        };
        let Place { country, region } = errors.take("form[holidays][place]", chosen)?;
        let (last_year, last_known) = (last_year?, country.last_year());
        if last_year > last_known {
            // No day may be missing in silence.
            let known = FieldError::OutOfRange(first_year.into(), last_known.into());
            errors.add("form[holidays][last_year]", known);
            return None;
        }
        let (from, until) = (Date::new(first_year, 1, 1)?, Date::new(last_year, 12, 31)?);
        let found = country.holidays(region, from, until, &self.language);
        let days = found.into_iter().map(|day| DaysOff { first: day.date, last: day.date, name: day.name });
        Some(days.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forwards::{Kind, RuleForm};
    use proptest::prelude::*;

    fn today() -> Date {
        "2026-11-26".parse().unwrap()
    }

    fn form() -> ForwardsForm {
        let rules = vec![RuleForm::blank(Kind::Always), RuleForm::blank(Kind::Busy)];
        let mut form = ForwardsForm { rules, ..ForwardsForm::default() };
        assert_eq!(form.press_holidays("holidays:1", today()), Ok(()));
        assert_eq!((form.open.as_str(), form.holidays.rule.as_str()), ("1", "1"));
        form
    }

    fn found(form: &ForwardsForm) -> Vec<&str> {
        form.holidays.days.iter().map(|days| days.first.as_str()).collect()
    }

    #[test]
    fn holidays_of_a_country_become_times_of_the_rule() {
        let mut form = form();
        form.holidays.place = "AT".into();
        form.holidays.language = "de".into();
        form.holidays.last_year = "2027".into();
        assert_eq!(form.press_holidays("find:1", today()), Ok(()));
        // What is over is not offered.
        assert_eq!(found(&form)[..4], ["2026-12-08", "2026-12-25", "2026-12-26", "2027-01-01"]);
        assert_eq!(form.holidays.days[0].name, "Mariä Empfängnis");
        for days in form.holidays.days.iter_mut().skip(3) {
            days.taken.clear();
        }
        assert_eq!(form.press_holidays("put:1", today()), Ok(()));
        let parts: Vec<_> = form.rules[1].parts.iter().map(|part| (&*part.first, &*part.last)).collect();
        assert_eq!(parts, [("2026-12-08", "2026-12-08"), ("2026-12-25", "2026-12-26")]);
        assert_eq!((form.rules[1].when.as_str(), form.rules[0].when.as_str()), ("times", "always"));
        assert_eq!(form.holidays, HolidaysForm::default());
        assert_eq!(form.open, "1");
    }

    #[test]
    fn days_join_the_times_that_are_there_and_come_once() {
        let mut form = form();
        form.rules[1].when = "times".into();
        form.rules[1].parts = vec![PartForm::blank("weekly")];
        for _ in 0..2 {
            form.holidays.place = "DE-BY".into();
            form.press_holidays("find:1", today()).unwrap();
            form.press_holidays("put:1", today()).unwrap();
        }
        let parts: Vec<_> = form.rules[1].parts.iter().map(|part| (&*part.what, &*part.first)).collect();
        assert_eq!(parts, [("weekly", ""), ("once", "2026-12-25")]);
    }

    #[test]
    fn a_file_counts_before_the_country_and_says_what_is_left_out() {
        let mut form = form();
        form.holidays.place = "AT".into();
        form.holidays.last_year = "2027".into();
        form.holidays.file = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Works holiday\nDTSTART;VALUE=DATE:20261224\n\
            DTEND;VALUE=DATE:20270107\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Team lunch\nDTSTART:20261204T120000\n\
            END:VEVENT\nBEGIN:VEVENT\nSUMMARY:Long ago\nDTSTART;VALUE=DATE:20200101\nEND:VEVENT\n\
            BEGIN:VEVENT\nSUMMARY:Far away\nDTSTART;VALUE=DATE:20280101\nEND:VEVENT\nEND:VCALENDAR\n"
            .into();
        form.press_holidays("find:1", today()).unwrap();
        assert_eq!(found(&form), ["2026-12-24"]);
        assert_eq!(form.holidays.days[0].last, "2027-01-06");
        assert_eq!(form.holidays.left_out, ["Team lunch"]);
        assert_eq!(form.holidays.file, "");
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        type Change = fn(&mut HolidaysForm);
        let cases: [(Change, &str, FieldError); 9] = [
            (|form| form.text = "BEGIN:VCALENDAR\nEND:VCALENDAR".into(), "days", FieldError::NothingFound),
            (|_| {}, "place", FieldError::Missing),
            (|form| form.place = "XX".into(), "place", FieldError::InvalidChoice),
            (|form| form.text = "hello".into(), "text", FieldError::InvalidCalendar),
            (|form| form.file = "\0\u{1}".into(), "file", FieldError::InvalidCalendar),
            (|form| form.file = "BEGIN:".repeat(1 << 20), "file", FieldError::TooManyEvents),
            (|form| form.first_year = "next".into(), "first_year", FieldError::NotANumber),
            (|form| form.first_year = "2025".into(), "first_year", FieldError::OutOfRange(2026, 2036)),
            (|form| form.last_year = "2036".into(), "last_year", FieldError::OutOfRange(2026, 2035)),
        ];
        for (change, field, error) in cases {
            let mut form = form();
            if field != "place" {
                form.holidays.place = "CH-ZH".into();
            }
            change(&mut form.holidays);
            let errors = form.press_holidays("find:1", today()).unwrap_err();
            let expected = FieldErrors::of(format!("form[holidays][{field}]"), error);
            assert_eq!(errors, expected, "{field}");
        }
        let nothing = form().press_holidays("put:1", today()).unwrap_err();
        assert_eq!(nothing, FieldErrors::of("form[holidays][days]", FieldError::Missing));
    }

    #[test]
    fn no_day_of_a_file_is_missing_in_silence() {
        let day = |days| today().plus(days).unwrap().to_string().replace('-', "");
        let event = |days| format!("BEGIN:VEVENT\nDTSTART;VALUE=DATE:{}\nEND:VEVENT\n", day(days));
        for (count, expected) in [(200, None), (201, Some(FieldError::OutOfRange(1, 200)))] {
            let events: Vec<String> = (0..count).map(event).collect();
            let mut form = form();
            form.holidays.last_year = "2027".into();
            form.holidays.text = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.concat());
            let problem = form.press_holidays("find:1", today()).err();
            assert_eq!(problem.and_then(|errors| errors.get("form[holidays][days]")), expected, "{count}");
        }
    }

    #[test]
    fn more_days_than_a_rule_takes_are_refused_and_nothing_is_lost() {
        let mut form = form();
        form.rules[1].when = "times".into();
        form.rules[1].parts = vec![PartForm::blank("weekly"); MOST];
        form.holidays.days = vec![DaysForm {
            first: "2026-12-24".into(),
            last: "2026-12-24".into(),
            taken: "on".into(),
            ..DaysForm::default()
        }];
        let before = form.clone();
        let errors = form.press_holidays("put:1", today()).unwrap_err();
        assert_eq!(errors.get("form[holidays][days]"), Some(FieldError::OutOfRange(1, 200)));
        assert_eq!((form.rules, form.holidays), (before.rules, before.holidays));
    }

    #[test]
    fn other_buttons_are_no_holidays() {
        for button in ["", "save", "find", "add:cfu", "part:1:once"] {
            assert!(!ForwardsForm::is_about_holidays(button), "{button}");
        }
        for button in ["find:", "find:9", "find:-1", "put:x"] {
            let mut pressed = form();
            assert_eq!(pressed.press_holidays(button, today()), Ok(()), "{button}");
            assert_eq!(pressed, form());
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_breaks_nothing(
            button in "(find|put):1",
            place in "(AT|DE-BY|\\PC{0,4})",
            years in ("\\PC{0,5}", "[0-9]{0,5}"),
            text in "(BEGIN:VCALENDAR\n)?\\PC{0,40}",
            days in ("\\PC{0,12}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ) {
            let mut form = form();
            let day = DaysForm { first: days.0, last: days.1, name: String::new(), taken: "on".into() };
            form.holidays = HolidaysForm {
                place, first_year: years.0, last_year: years.1, text, days: vec![day], ..form.holidays
            };
            let _ = form.press_holidays(&button, today());
            prop_assert!(form.rules[1].parts.len() <= MOST);
        }
    }
}
