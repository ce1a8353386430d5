//! Where a forwarded call goes: the platform's address, and what it means to people (contract 3.17, "Destination strings").

use crate::{
    FieldError,
    number::{self, NumberParts},
    text,
};
use serde::{Deserialize, Serialize};

/// A destination of the platform itself, known by its keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the platform's keywords")]
pub enum Endpoint {
    Voicebox,
    Fax2Mail,
    Conference,
    CallingCard,
    CallThrough,
    AutoAttendant,
    OfficeHours,
    CustomHours,
    ManagerSecretary,
}

impl Endpoint {
    /// Every keyword.
    pub const ALL: [Self; 9] = [
        Self::Voicebox,
        Self::Fax2Mail,
        Self::Conference,
        Self::CallingCard,
        Self::CallThrough,
        Self::AutoAttendant,
        Self::OfficeHours,
        Self::CustomHours,
        Self::ManagerSecretary,
    ];

    /// What the platform takes as destination for it.
    #[must_use]
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Voicebox => "voicebox",
            Self::Fax2Mail => "fax2mail",
            Self::Conference => "conference",
            Self::CallingCard => "callingcard",
            Self::CallThrough => "callthrough",
            Self::AutoAttendant => "autoattendant",
            Self::OfficeHours => "officehours",
            Self::CustomHours => "customhours",
            Self::ManagerSecretary => "managersecretary",
        }
    }

    /// The endpoint with this keyword.
    #[must_use]
    pub fn from_keyword(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.keyword() == keyword)
    }

    /// By the address that the platform stores.
    fn from_address(user: &str, host: &str) -> Option<Self> {
        match (host, user) {
            ("voicebox.local", _) => Some(Self::Voicebox),
            ("fax2mail.local", _) => Some(Self::Fax2Mail),
            ("conference.local", _) => Some(Self::Conference),
            ("managersecretary.local", _) => Some(Self::ManagerSecretary),
            ("app.local", "callingcard") => Some(Self::CallingCard),
            ("app.local", "callthrough") => Some(Self::CallThrough),
            ("app.local", "auto-attendant") => Some(Self::AutoAttendant),
            ("app.local", "office-hours") => Some(Self::OfficeHours),
            ("app.local", "custom-hours") => Some(Self::CustomHours),
            _ => None,
        }
    }
}

/// What a destination means to people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// A phone number: digits in full international form, or a short internal one.
    Number(String),
    /// A destination of the platform.
    Endpoint(Endpoint),
    /// Any other SIP address, `user@host`.
    Address(String),
}

impl Target {
    /// What a stored address means for a line of this domain.
    #[must_use]
    pub fn from_uri(uri: &str, domain: &str) -> Self {
        let bare = uri.strip_prefix("sip:").or_else(|| uri.strip_prefix("sips:")).unwrap_or(uri);
        let Some((user, host)) = bare.rsplit_once('@') else {
            return match Endpoint::from_keyword(bare) {
                Some(endpoint) => Self::Endpoint(endpoint),
                None => Self::named(bare, bare),
            };
        };
        match Endpoint::from_address(user, host) {
            Some(endpoint) => Self::Endpoint(endpoint),
            None if host.eq_ignore_ascii_case(domain) => Self::named(user, bare),
            None => Self::Address(bare.to_owned()),
        }
    }

    fn named(user: &str, whole: &str) -> Self {
        let digits = user.strip_prefix('+').unwrap_or(user);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            Self::Number(digits.to_owned())
        } else {
            Self::Address(whole.to_owned())
        }
    }

    /// The address to send for it.
    #[must_use]
    pub fn to_uri(&self, domain: &str) -> String {
        match self {
            Self::Number(digits) => format!("sip:{digits}@{domain}"),
            Self::Endpoint(endpoint) => endpoint.keyword().to_owned(),
            Self::Address(address) => format!("sip:{address}"),
        }
    }

    /// How it stands in the text field of the form.
    #[must_use]
    pub fn to_input(&self) -> String {
        match self {
            Self::Number(digits) => number::shown(digits),
            Self::Endpoint(_) => String::new(),
            Self::Address(address) => address.clone(),
        }
    }

    /// Reads a typed phone number or SIP address, seen from a line with this number.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str, line: &NumberParts) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        if typed.chars().count() > 250 {
            return Err(FieldError::TooLong(250));
        }
        let bare = typed.strip_prefix("sip:").or_else(|| typed.strip_prefix("sips:")).unwrap_or(typed);
        match bare.rsplit_once('@') {
            None => match line.normalise(bare) {
                Ok(digits) => Ok(Self::Number(digits)),
                Err(FieldError::InvalidNumber) => Err(FieldError::InvalidDestination),
                Err(other) => Err(other),
            },
            Some((user, host)) => {
                let user_fits = !user.is_empty()
                    && user.chars().all(|c| c.is_ascii_alphanumeric() || "+-_.!~*'()&=$,;?/%#".contains(c));
                let host_fits = !host.is_empty()
                    && host.split('.').all(|label| {
                        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                    });
                if user_fits && host_fits {
                    Ok(Self::Address(bare.to_owned()))
                } else {
                    Err(FieldError::InvalidDestination)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOMAIN: &str = "alpine.example";

    #[test]
    fn stored_addresses_are_understood() {
        for (uri, target) in [
            ("sip:436641234567@alpine.example", Target::Number("436641234567".into())),
            ("sip:+436641234567@alpine.example", Target::Number("436641234567".into())),
            ("sip:201@alpine.example", Target::Number("201".into())),
            ("sip:vmu4312345@voicebox.local", Target::Endpoint(Endpoint::Voicebox)),
            ("sip:vmb4312345@voicebox.local", Target::Endpoint(Endpoint::Voicebox)),
            ("sip:fax=43123@fax2mail.local", Target::Endpoint(Endpoint::Fax2Mail)),
            ("sip:office-hours@app.local", Target::Endpoint(Endpoint::OfficeHours)),
            ("sip:new-feature@app.local", Target::Address("new-feature@app.local".into())),
            ("sip:anna@alpine.example", Target::Address("anna@alpine.example".into())),
            ("sip:123@other.example", Target::Address("123@other.example".into())),
            ("voicebox", Target::Endpoint(Endpoint::Voicebox)),
        ] {
            assert_eq!(Target::from_uri(uri, DOMAIN), target, "{uri}");
        }
    }

    #[test]
    fn typed_destinations_are_numbers_or_addresses() {
        let line = NumberParts::from_platform("43".into(), "1".into(), "2345678".into());
        assert_eq!(Target::parse("0664 123 45 67", &line), Ok(Target::Number("436641234567".into())));
        assert_eq!(
            Target::parse("sip:anna@alpine.example", &line),
            Ok(Target::Address("anna@alpine.example".into()))
        );
        for bad in
            ["call me", "@alpine.example", "a@", "a b@c.example", "</textarea><script>@x", "🙂", "a@b..c"]
        {
            assert_eq!(Target::parse(bad, &line), Err(FieldError::InvalidDestination), "{bad}");
        }
        assert_eq!(Target::parse("", &line), Err(FieldError::Missing));
        assert_eq!(Target::parse(&"1".repeat(10_000), &line), Err(FieldError::TooLong(250)));
    }

    #[test]
    fn what_is_shown_is_read_back_the_same() {
        let line = NumberParts::from_platform("43".into(), "1".into(), "2345678".into());
        for target in [
            Target::Number("436641234567".into()),
            Target::Number("201".into()),
            Target::Address("a@b.c".into()),
        ] {
            assert_eq!(Target::parse(&target.to_input(), &line), Ok(target.clone()));
            assert_eq!(Target::from_uri(&target.to_uri(DOMAIN), DOMAIN), target);
        }
    }
}
