//! Phone numbers: the three parts that the platform stores, and numbers as people type them.

use crate::{FieldError, FieldErrors};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number as the platform stores it: country code, area code (may be empty) and subscriber number (contract 3.11.2).
/// The platform accepts letters and leading zeros there; this type does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NumberParts {
    country: String,
    area: String,
    subscriber: String,
}

/// The digits of the longest number that is taken, country code included.
const MOST_DIGITS: usize = 18;
/// Those of them that follow the area code.
const MOST_SUBSCRIBER_DIGITS: u16 = 15;

/// The three inputs of a number in a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberForm {
    /// Country code, with or without `+` or `00`.
    pub country: String,
    /// Area code, without the national zero.
    pub area: String,
    /// The rest.
    pub subscriber: String,
}

impl NumberForm {
    /// Whether nothing was entered at all.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.country, &self.area, &self.subscriber].iter().all(|part| part.trim().is_empty())
    }

    /// Reads the three parts; mistakes are noted under `{field}[country]`, `{field}[area]` and `{field}[subscriber]`.
    pub fn parse(&self, field: &str, errors: &mut FieldErrors) -> Option<NumberParts> {
        let country = digits(&self.country).map(|country| match country.strip_prefix('+') {
            Some(rest) => rest.to_owned(),
            None => country.strip_prefix("00").unwrap_or(&country).to_owned(),
        });
        let country = errors.take(format!("{field}[country]"), country.and_then(|d| part(d, 1, 4, true)));
        let area = digits(&self.area).map(|area| area.strip_prefix('0').unwrap_or(&area).to_owned());
        let area = errors.take(format!("{field}[area]"), area.and_then(|d| part(d, 0, 7, false)));
        let subscriber = digits(&self.subscriber).and_then(|d| part(d, 1, MOST_SUBSCRIBER_DIGITS, false));
        let subscriber = errors.take(format!("{field}[subscriber]"), subscriber);
        let number = NumberParts { country: country?, area: area?, subscriber: subscriber? };
        let length = number.digits().len();
        if (5..=MOST_DIGITS).contains(&length) {
            Some(number)
        } else {
            errors.add(format!("{field}[subscriber]"), FieldError::InvalidNumber);
            None
        }
    }
}

/// Digits without the signs that people group them with; a leading `+` is kept.
fn digits(typed: &str) -> Result<String, FieldError> {
    let bare: String =
        typed.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '/' | '.' | '(' | ')')).collect();
    let plain = bare.strip_prefix('+').unwrap_or(&bare);
    if plain.bytes().all(|b| b.is_ascii_digit()) { Ok(bare) } else { Err(FieldError::InvalidNumber) }
}

fn part(digits: String, shortest: usize, longest: u16, no_zero: bool) -> Result<String, FieldError> {
    if digits.is_empty() && shortest > 0 {
        Err(FieldError::Missing)
    } else if digits.len() > usize::from(longest) {
        Err(FieldError::TooLong(longest))
    } else if digits.contains('+') || (no_zero && digits.starts_with('0')) {
        Err(FieldError::InvalidNumber)
    } else {
        Ok(digits)
    }
}

impl NumberParts {
    /// A number as the platform answered it, whatever it holds.
    #[must_use]
    pub fn from_platform(country: String, area: String, subscriber: String) -> Self {
        Self { country, area, subscriber }
    }

    /// Country code, e.g. `43`.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// Area code without the national zero, e.g. `1`; may be empty.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.area
    }

    /// The rest of the number.
    #[must_use]
    pub fn subscriber(&self) -> &str {
        &self.subscriber
    }

    /// All digits in a row: how the platform compares numbers.
    #[must_use]
    pub fn digits(&self) -> String {
        format!("{}{}{}", self.country, self.area, self.subscriber)
    }

    /// The number of an extension of this one.
    ///
    /// # Errors
    /// [`FieldError::TooLong`] if that has more digits than a telephone number.
    pub fn extended(&self, extension: &str) -> Result<Self, FieldError> {
        let room = MOST_DIGITS
            .saturating_sub(self.digits().len())
            .min(usize::from(MOST_SUBSCRIBER_DIGITS).saturating_sub(self.subscriber.len()));
        if extension.len() > room {
            return Err(FieldError::TooLong(u16::try_from(room).unwrap_or_default()));
        }
        Ok(Self { subscriber: format!("{}{extension}", self.subscriber), ..self.clone() })
    }

    /// The parts as form inputs.
    #[must_use]
    pub fn to_form(&self) -> NumberForm {
        NumberForm {
            country: self.country.clone(),
            area: self.area.clone(),
            subscriber: self.subscriber.clone(),
        }
    }

    /// Reads a number as people write it, from the point of view of this line: `+43 1 234`, `0043 1 234`, `01 234` (national) or
    /// `234` (local, within the own area). Up to four digits are an internal extension and stay as they are.
    ///
    /// # Errors
    /// [`FieldError::InvalidNumber`], [`FieldError::Missing`] or [`FieldError::TooLong`].
    pub fn normalise(&self, typed: &str) -> Result<String, FieldError> {
        let typed = digits(typed)?;
        let international = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00"));
        let full = match international {
            Some(rest) if rest.starts_with('0') || rest.len() < 5 => return Err(FieldError::InvalidNumber),
            Some(rest) => rest.to_owned(),
            None if typed.is_empty() => return Err(FieldError::Missing),
            None if typed.len() <= 4 => return Ok(typed),
            None => self.national_to_digits(&typed)?,
        };
        if full.len() > 18 { Err(FieldError::TooLong(18)) } else { Ok(full) }
    }

    /// Reads the beginning of numbers as people write it, in the same forms: `+43 900`, `0043 900` or `0900`. However short it
    /// is, it is no internal extension.
    ///
    /// # Errors
    /// [`FieldError::InvalidNumber`], [`FieldError::Missing`] or [`FieldError::TooLong`].
    pub fn normalise_beginning(&self, typed: &str) -> Result<String, FieldError> {
        let typed = digits(typed)?;
        let full = match typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
            Some(rest) if rest.is_empty() || rest.starts_with('0') => return Err(FieldError::InvalidNumber),
            Some(rest) => rest.to_owned(),
            None if typed.is_empty() => return Err(FieldError::Missing),
            None => self.national_to_digits(&typed)?,
        };
        if full.len() > 18 { Err(FieldError::TooLong(18)) } else { Ok(full) }
    }

    /// National form to digits, by the trunk prefix of the own country. A line without a number has no country.
    fn national_to_digits(&self, typed: &str) -> Result<String, FieldError> {
        let country = &self.country;
        if country.is_empty() {
            return Err(FieldError::InvalidNumber);
        }
        Ok(match TrunkPrefix::of(country) {
            TrunkPrefix::Zero => match typed.strip_prefix('0') {
                Some(national) => format!("{country}{national}"),
                None => format!("{country}{}{typed}", self.area),
            },
            TrunkPrefix::One => match typed.len() {
                11 if typed.starts_with('1') => typed.to_owned(),
                10 => format!("1{typed}"),
                _ => format!("1{}{typed}", self.area),
            },
            TrunkPrefix::None => format!("{country}{typed}"),
        })
    }
}

/// Digits as people read them: a full number with its plus, a short internal one without.
#[must_use]
pub fn shown(digits: &str) -> String {
    if digits.len() > 4 { format!("+{digits}") } else { digits.to_owned() }
}

/// What people dial before a national number.
enum TrunkPrefix {
    Zero,
    /// North America: ten digits, with or without a 1 before them.
    One,
    /// The national number is dialled whole, zeros included.
    None,
}

impl TrunkPrefix {
    /// By country code: countries without a trunk prefix by their national numbering plans (ITU-T E.164 national notifications).
    fn of(country: &str) -> Self {
        match country {
            "1" => Self::One,
            "30" | "34" | "39" | "45" | "47" | "48" | "351" | "352" | "356" | "357" | "370" | "371"
            | "372" | "378" | "420" => Self::None,
            _ => Self::Zero,
        }
    }
}

impl fmt::Display for NumberParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.country)?;
        for part in [&self.area, &self.subscriber] {
            if !part.is_empty() {
                write!(f, " {part}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vienna() -> NumberParts {
        NumberParts::from_platform("43".into(), "1".into(), "2345678".into())
    }

    fn parse(country: &str, area: &str, subscriber: &str) -> Result<NumberParts, FieldErrors> {
        let form = NumberForm { country: country.into(), area: area.into(), subscriber: subscriber.into() };
        let mut errors = FieldErrors::new();
        form.parse("n", &mut errors).ok_or(errors)
    }

    #[test]
    fn parts_are_cleaned_of_signs_and_prefixes() {
        for (country, area) in [("43", "1"), ("+43", "01"), ("0043", "(01)"), (" 43 ", "1")] {
            assert_eq!(parse(country, area, "234 56-78"), Ok(vienna()), "{country} {area}");
        }
        assert_eq!(parse("352", "", "123456").unwrap().digits(), "352123456");
    }

    #[test]
    fn letters_and_missing_parts_are_told_at_their_field() {
        let errors = parse("", "x", "12a").unwrap_err();
        assert_eq!(errors.get("n[country]"), Some(FieldError::Missing));
        assert_eq!(errors.get("n[area]"), Some(FieldError::InvalidNumber));
        assert_eq!(errors.get("n[subscriber]"), Some(FieldError::InvalidNumber));
        assert_eq!(
            parse("43", "1", &"1".repeat(16)).unwrap_err().get("n[subscriber]"),
            Some(FieldError::TooLong(15))
        );
        assert!(parse("0", "1", "234567").is_err());
    }

    #[test]
    fn numbers_are_normalised_from_where_the_line_stands() {
        let line = vienna();
        for (typed, full) in [
            ("+43 664 1234567", "436641234567"),
            ("0043 664 1234567", "436641234567"),
            ("0664 / 123 45 67", "436641234567"),
            ("2345679", "4312345679"),
            ("+49 (89) 1234-5", "498912345"),
            ("201", "201"),
        ] {
            assert_eq!(line.normalise(typed), Ok(full.to_owned()), "{typed}");
        }
        assert_eq!(line.normalise(""), Err(FieldError::Missing));
        assert_eq!(line.normalise("0664 CALL"), Err(FieldError::InvalidNumber));
        assert_eq!(line.normalise("+0123456"), Err(FieldError::InvalidNumber));
        assert_eq!(line.normalise(&"9".repeat(30)), Err(FieldError::TooLong(18)));
    }

    #[test]
    fn beginnings_are_no_extensions() {
        let line = vienna();
        for (typed, full) in [("0900", "43900"), ("+43 9", "439"), ("+882", "882"), ("004390", "4390")] {
            assert_eq!(line.normalise_beginning(typed), Ok(full.to_owned()), "{typed}");
        }
        for bad in ["+", "00", "+0", "0900*", "call"] {
            assert_eq!(line.normalise_beginning(bad), Err(FieldError::InvalidNumber), "{bad}");
        }
        assert_eq!(line.normalise_beginning(" "), Err(FieldError::Missing));
    }

    #[test]
    fn a_line_without_a_number_takes_international_ones_only() {
        let nowhere = NumberParts::from_platform(String::new(), String::new(), String::new());
        assert_eq!(nowhere.normalise("+43 664 1234567"), Ok("436641234567".to_owned()));
        assert_eq!(nowhere.normalise("0664 1234567"), Err(FieldError::InvalidNumber));
    }

    #[test]
    fn countries_without_trunk_prefix_keep_their_zero() {
        let rome = NumberParts::from_platform("39".into(), "06".into(), "1234567".into());
        assert_eq!(rome.normalise("06 7654321"), Ok("39067654321".to_owned()));
        let boston = NumberParts::from_platform("1".into(), "617".into(), "5550100".into());
        assert_eq!(boston.normalise("(212) 555-0101"), Ok("12125550101".to_owned()));
        assert_eq!(boston.normalise("1 212 555 0101"), Ok("12125550101".to_owned()));
        assert_eq!(boston.normalise("555-0102"), Ok("16175550102".to_owned()));
    }

    #[test]
    fn is_shown_in_groups() {
        assert_eq!(vienna().to_string(), "+43 1 2345678");
    }
}
