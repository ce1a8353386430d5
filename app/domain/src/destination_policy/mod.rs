//! Where a reseller lets customers send calls: allowed and denied by the beginning of the number. The longest beginning that
//! fits decides, so that a single number can be excepted from a whole country.

mod form;
mod preset;

pub use form::PolicyForm;
pub use preset::Preset;

use crate::{FieldError, forwards::Target, number::NumberParts};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// Up to so many digits are an extension inside of the platform; they are never denied.
const LONGEST_EXTENSION: usize = 4;

/// The beginning of numbers: digits from the country code on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prefix(String);

impl Prefix {
    /// Reads a beginning in international form: `+43 900`, `0043 900` or `43900`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let nowhere = NumberParts::from_platform(String::new(), String::new(), String::new());
        let typed = typed.trim();
        let international = typed.starts_with(['+', '0']) || typed.is_empty();
        let whole = if international { typed.to_owned() } else { format!("+{typed}") };
        nowhere.normalise_beginning(&whole).map(Self)
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

/// Where calls may go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationPolicy {
    /// Kinds of destinations that are denied.
    pub presets: BTreeSet<Preset>,
    /// Beginnings that are allowed, whatever shorter ones say.
    pub allowed: BTreeSet<Prefix>,
    /// Beginnings that are denied, whatever shorter ones say.
    pub denied: BTreeSet<Prefix>,
    /// Whether everything that is not allowed is denied.
    pub only_allowed: bool,
}

/// Why a destination is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// The reseller denies numbers that begin so.
    Beginning(Prefix),
    /// The reseller denies this kind of destination.
    Preset(Preset),
    /// The reseller allows certain numbers only.
    NotAllowed,
}

/// A line from whose point of view destinations are read.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Its number; one without a country if it has none.
    pub number: &'a NumberParts,
    /// Its domain.
    pub domain: &'a str,
}

impl DestinationPolicy {
    /// Why calls must not go there; none if they may.
    #[must_use]
    pub fn denial(&self, target: &Target, origin: Origin<'_>) -> Option<Denial> {
        match target {
            Target::Endpoint(_) => None,
            Target::Number(digits) => self.denial_of_number(digits, origin.number),
            Target::Address(address) => {
                let (user, host) = address.rsplit_once('@').unwrap_or((address, ""));
                let foreign = !host.eq_ignore_ascii_case(origin.domain);
                if foreign && self.presets.contains(&Preset::ForeignAddress) {
                    return Some(Denial::Preset(Preset::ForeignAddress));
                }
                self.denial_of_number(&dialled(user), origin.number)
            }
        }
    }

    fn denial_of_number(&self, digits: &str, line: &NumberParts) -> Option<Denial> {
        let number = full(digits, line)?;
        let mut decided: (usize, Option<Denial>) = (0, self.by_default(&number, line));
        // Of equal length the later ones count: what the reseller wrote down beats a preset.
        for (prefix, denial) in self.rules(line) {
            if number.starts_with(&prefix) && prefix.len() >= decided.0 {
                decided = (prefix.len(), denial);
            }
        }
        decided.1
    }

    /// What holds where no beginning fits.
    fn by_default(&self, number: &str, line: &NumberParts) -> Option<Denial> {
        if self.only_allowed {
            return Some(Denial::NotAllowed);
        }
        let abroad = line.country().is_empty() || !number.starts_with(line.country());
        (abroad && self.presets.contains(&Preset::International))
            .then_some(Denial::Preset(Preset::International))
    }

    /// Every beginning with what it means.
    fn rules(&self, line: &NumberParts) -> impl Iterator<Item = (String, Option<Denial>)> {
        // Where the line itself is at home, nothing is far: a line on an island of +1 may call there.
        let home = line.digits();
        let presets = self.presets.iter().flat_map(move |preset| {
            let home = home.clone();
            let prefixes = preset.prefixes().iter().filter(move |prefix| !home.starts_with(**prefix));
            prefixes.map(|prefix| ((*prefix).to_owned(), Some(Denial::Preset(*preset))))
        });
        let denied =
            self.denied.iter().map(|prefix| (prefix.0.clone(), Some(Denial::Beginning(prefix.clone()))));
        let allowed = self.allowed.iter().map(|prefix| (prefix.0.clone(), None));
        presets.chain(denied).chain(allowed)
    }
}

/// The number that a SIP user part dials, however it is written: escapes and signs between digits do not hide it.
fn dialled(user: &str) -> String {
    let mut plain = String::new();
    let mut rest = user;
    while let Some(character) = rest.chars().next() {
        let escaped = rest.strip_prefix('%').and_then(|hex| hex.get(..2));
        let code = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(code.map_or(character, char::from));
        rest = &rest[if code.is_some() { 3 } else { character.len_utf8() }..];
    }
    let number = plain.split([';', ':', ',']).next().unwrap_or_default();
    number.chars().filter(|character| !matches!(character, '-' | '.' | '(' | ')' | ' ' | '+')).collect()
}

/// Digits in full international form; none for names and extensions.
fn full(digits: &str, line: &NumberParts) -> Option<String> {
    let leading: String = digits.chars().take_while(char::is_ascii_digit).collect();
    if leading.len() <= LONGEST_EXTENSION {
        return None;
    }
    if let Some(international) = leading.strip_prefix("00") {
        return Some(international.to_owned());
    }
    // Stored by somebody else in national form.
    if leading.starts_with('0') { Some(line.normalise(&leading).unwrap_or(leading)) } else { Some(leading) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forwards::Endpoint;

    fn vienna() -> NumberParts {
        NumberParts::from_platform("43".into(), "1".into(), "5550101".into())
    }

    fn denial(policy: &DestinationPolicy, target: &Target) -> Option<Denial> {
        policy.denial(target, Origin { number: &vienna(), domain: "alpine.example" })
    }

    fn number(digits: &str) -> Target {
        Target::Number(digits.into())
    }

    fn prefixes(list: &[&str]) -> BTreeSet<Prefix> {
        list.iter().map(|prefix| Prefix::parse(prefix).unwrap()).collect()
    }

    #[test]
    fn nothing_is_denied_by_an_empty_policy() {
        let policy = DestinationPolicy::default();
        for target in [number("43900123456"), number("870773"), Target::Address("a@b.example".into())] {
            assert_eq!(denial(&policy, &target), None);
        }
    }

    #[test]
    fn the_longest_beginning_decides() {
        let policy = DestinationPolicy {
            presets: [Preset::International, Preset::PremiumRate].into(),
            allowed: prefixes(&["+49", "+43 900 555"]),
            denied: prefixes(&["+49 176", "+43 664"]),
            only_allowed: false,
        };
        for (digits, expected) in [
            ("4312345678", None),
            ("43664123456", Some(Denial::Beginning(Prefix("43664".into())))),
            ("43900123456", Some(Denial::Preset(Preset::PremiumRate))),
            ("43900555123", None),
            ("4989123456", None),
            ("49176123456", Some(Denial::Beginning(Prefix("49176".into())))),
            // Longer than "+49 is allowed": a premium number stays one.
            ("49900123456", Some(Denial::Preset(Preset::PremiumRate))),
            ("390612345", Some(Denial::Preset(Preset::International))),
            ("201", None),
            ("0900123456", Some(Denial::Preset(Preset::PremiumRate))),
            ("0043900123456", Some(Denial::Preset(Preset::PremiumRate))),
        ] {
            assert_eq!(denial(&policy, &number(digits)), expected, "{digits}");
        }
        assert_eq!(denial(&policy, &Target::Endpoint(Endpoint::Voicebox)), None);
    }

    #[test]
    fn what_is_written_down_beats_a_preset_of_the_same_length() {
        let mut policy =
            DestinationPolicy { presets: [Preset::PremiumRate].into(), ..DestinationPolicy::default() };
        policy.allowed = prefixes(&["+43900"]);
        assert_eq!(denial(&policy, &number("43900123456")), None);
    }

    #[test]
    fn only_what_is_allowed() {
        let policy = DestinationPolicy {
            only_allowed: true,
            allowed: prefixes(&["43"]),
            ..DestinationPolicy::default()
        };
        assert_eq!(denial(&policy, &number("43664123456")), None);
        assert_eq!(denial(&policy, &number("49891234567")), Some(Denial::NotAllowed));
        assert_eq!(denial(&policy, &Target::Address("anna@alpine.example".into())), None);
    }

    #[test]
    fn addresses_do_not_hide_numbers() {
        let policy =
            DestinationPolicy { presets: [Preset::PremiumRate].into(), ..DestinationPolicy::default() };
        for address in [
            "+43900123456@gateway.example",
            "43-900-123456@gateway.example",
            "%34%33900123456@gateway.example",
            "0900123456;phone-context=x@gateway.example",
            "0043(900)123456@alpine.example",
            "43900123456x@gateway.example",
        ] {
            let denied = denial(&policy, &Target::Address(address.into()));
            assert_eq!(denied, Some(Denial::Preset(Preset::PremiumRate)), "{address}");
        }
        for address in ["anna@alpine.example", "%zz@x.example", "%@x.example", "43ü@x.example"] {
            assert_eq!(denial(&policy, &Target::Address(address.into())), None, "{address}");
        }
        let policy =
            DestinationPolicy { presets: [Preset::ForeignAddress].into(), ..DestinationPolicy::default() };
        let foreign = Some(Denial::Preset(Preset::ForeignAddress));
        assert_eq!(denial(&policy, &Target::Address("anna@other.example".into())), foreign);
        assert_eq!(denial(&policy, &Target::Address("anna@Alpine.example".into())), None);
    }

    #[test]
    fn a_line_may_call_at_home() {
        let policy =
            DestinationPolicy { presets: [Preset::Caribbean].into(), ..DestinationPolicy::default() };
        let line = |area: &str| NumberParts::from_platform("1".into(), area.into(), "5550101".into());
        let far = |line: &NumberParts| {
            policy.denial(&number("18765550199"), Origin { number: line, domain: "alpine.example" })
        };
        assert_eq!(far(&line("212")), Some(Denial::Preset(Preset::Caribbean)));
        assert_eq!(far(&line("876")), None);
    }

    #[test]
    fn beginnings_are_read_in_international_form() {
        for (typed, digits) in [("+43 900", "43900"), ("0043900", "43900"), ("43900", "43900"), ("1", "1")] {
            assert_eq!(Prefix::parse(typed).map(|prefix| prefix.0), Ok(digits.to_owned()), "{typed}");
        }
        for bad in ["0900", "+0", "00", "43*", "letters"] {
            assert_eq!(Prefix::parse(bad), Err(FieldError::InvalidNumber), "{bad}");
        }
        assert_eq!(Prefix::parse(" "), Err(FieldError::Missing));
        assert_eq!(Prefix::parse(&"4".repeat(40)), Err(FieldError::TooLong(18)));
    }
}
