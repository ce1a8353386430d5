//! Where customers may forward calls to: by the beginning of the number, the longest beginning deciding.

use super::Target;
use serde::{Deserialize, Serialize};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is said against it.
    Allowed,
    /// It costs more than usual.
    Premium,
    /// Customers may not forward there.
    Barred,
}

/// A beginning of numbers, in digits with country code, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Prefix {
    /// The digits.
    pub digits: String,
    /// Whether it is allowed even where a shorter beginning is barred, or premium.
    pub verdict: PrefixVerdict,
}

/// What is said of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "those of `Verdict`")]
pub enum PrefixVerdict {
    Allow,
    Premium,
    Deny,
}

/// What a reseller allows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationPolicy {
    /// What is said of beginnings.
    pub prefixes: Vec<Prefix>,
    /// Whether numbers without any word said of their beginning are barred.
    pub deny_others: bool,
    /// Whether addresses outside of the line's own domain are barred.
    pub deny_addresses: bool,
}

/// A policy to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Everything is allowed.
    Open,
    /// Premium numbers of the numbering plans and satellite networks are barred.
    NoPremium,
    /// Only numbers of one country, its premium numbers not.
    Country,
}

/// Satellite and shared networks, premium rate by ITU-T E.164 (+979), and the premium ranges of countries (E.164 national
/// numbering plans notified to the ITU).
const PREMIUM: [&str; 19] = [
    "979", "870", "881", "882", "883", "1900", "1976", "43900", "43901", "43930", "43931", "49900", "41900",
    "41901", "41906", "4487", "449", "3389", "39899",
];

impl DestinationPolicy {
    /// A policy to start from; `country` is the code for [`Preset::Country`].
    #[must_use]
    pub fn preset(preset: Preset, country: &str) -> Self {
        let prefix = |digits: &str, verdict| Prefix { digits: digits.to_owned(), verdict };
        let premium = PREMIUM.iter().map(|digits| prefix(digits, PrefixVerdict::Deny));
        match preset {
            Preset::Open => Self::default(),
            Preset::NoPremium => Self { prefixes: premium.collect(), ..Self::default() },
            Preset::Country => Self {
                prefixes: std::iter::once(prefix(country, PrefixVerdict::Allow)).chain(premium).collect(),
                deny_others: true,
                deny_addresses: true,
            },
        }
    }

    /// What is said of a destination on a line of this domain. The platform's own destinations and internal numbers, of up to
    /// four digits, are always allowed.
    #[must_use]
    pub fn verdict(&self, target: &Target, domain: &str) -> Verdict {
        match target {
            Target::Endpoint(_) => Verdict::Allowed,
            Target::Number(digits) if digits.len() <= 4 => Verdict::Allowed,
            Target::Number(digits) => self.of_number(digits),
            Target::Address(address) => {
                let (user, host) = address.rsplit_once('@').unwrap_or((address, ""));
                let digits = user.trim_start_matches('+');
                let is_number = digits.len() > 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
                if self.deny_addresses && !host.eq_ignore_ascii_case(domain) {
                    Verdict::Barred
                } else if is_number {
                    self.of_number(digits)
                } else {
                    Verdict::Allowed
                }
            }
        }
    }

    fn of_number(&self, digits: &str) -> Verdict {
        // Numbers that were never normalised hold an international prefix.
        let digits = digits.strip_prefix("00").unwrap_or(digits);
        let fitting = self.prefixes.iter().filter(|prefix| digits.starts_with(&prefix.digits));
        // Of two of a length the stricter one counts.
        match fitting.max_by_key(|prefix| (prefix.digits.len(), prefix.verdict)) {
            None if self.deny_others => Verdict::Barred,
            None => Verdict::Allowed,
            Some(prefix) => match prefix.verdict {
                PrefixVerdict::Allow => Verdict::Allowed,
                PrefixVerdict::Premium => Verdict::Premium,
                PrefixVerdict::Deny => Verdict::Barred,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forwards::Endpoint;

    fn number(digits: &str) -> Target {
        Target::Number(digits.into())
    }

    #[test]
    fn the_longest_beginning_decides() {
        let prefix = |digits: &str, verdict| Prefix { digits: digits.into(), verdict };
        let policy = DestinationPolicy {
            prefixes: vec![
                prefix("43", PrefixVerdict::Allow),
                prefix("439", PrefixVerdict::Premium),
                prefix("43900", PrefixVerdict::Deny),
                prefix("4390012", PrefixVerdict::Allow),
            ],
            deny_others: true,
            deny_addresses: true,
        };
        for (digits, verdict) in [
            ("43664123", Verdict::Allowed),
            ("4391234", Verdict::Premium),
            ("43900999", Verdict::Barred),
            ("004390099", Verdict::Barred),
            ("4390012345", Verdict::Allowed),
            ("4930123", Verdict::Barred),
            ("201", Verdict::Allowed),
        ] {
            assert_eq!(policy.verdict(&number(digits), "a.example"), verdict, "{digits}");
        }
        let address = |text: &str| policy.verdict(&Target::Address(text.into()), "a.example");
        assert_eq!(address("anna@a.example"), Verdict::Allowed);
        assert_eq!(address("anna@b.example"), Verdict::Barred);
        assert_eq!(policy.verdict(&Target::Endpoint(Endpoint::Voicebox), ""), Verdict::Allowed);
    }

    #[test]
    fn presets_bar_what_they_say() {
        let open = DestinationPolicy::preset(Preset::Open, "");
        assert_eq!(open.verdict(&number("43900123456"), ""), Verdict::Allowed);
        let careful = DestinationPolicy::preset(Preset::NoPremium, "");
        assert_eq!(careful.verdict(&number("43900123456"), ""), Verdict::Barred);
        assert_eq!(
            careful.verdict(&Target::Address("43900123456@elsewhere.example".into()), ""),
            Verdict::Barred
        );
        assert_eq!(careful.verdict(&number("4930123456"), ""), Verdict::Allowed);
        let country = DestinationPolicy::preset(Preset::Country, "43");
        assert_eq!(country.verdict(&number("4312345678"), ""), Verdict::Allowed);
        assert_eq!(country.verdict(&number("43900123456"), ""), Verdict::Barred);
        assert_eq!(country.verdict(&number("4930123456"), ""), Verdict::Barred);
    }
}
