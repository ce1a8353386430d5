//! What can be wrong with a field of a form. A closed list, so that every error has words in every language.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One mistake in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldError {
    /// Nothing was entered where something is needed.
    Missing,
    /// More than this many characters.
    TooLong(u16),
    /// Fewer than this many characters.
    TooShort(u16),
    /// Not a whole number.
    NotANumber,
    /// Not within these bounds, both included.
    OutOfRange(i64, i64),
    /// Not of the form somebody@example.com.
    InvalidEmail,
    /// Not a domain name such as sip.example.com.
    InvalidDomain,
    /// A character that a SIP user name cannot hold, or a dot at the wrong place.
    InvalidUsername,
    /// Letters or signs where a phone number stands.
    InvalidNumber,
    /// Neither a phone number nor a SIP address nor one of the named destinations.
    InvalidDestination,
    /// Not a time such as 08:30.
    InvalidTime,
    /// Not a date such as 24.12.2026.
    InvalidDate,
    /// Not a day of the year such as 24.12.
    InvalidDay,
    /// Not an iCalendar file.
    InvalidCalendar,
    /// There are as many as there may be.
    TooMany,
    /// A calendar with more events than anybody has holidays.
    TooManyEvents,
    /// The end lies before the beginning.
    EndsBeforeItBegins,
    /// All times are left out.
    NothingLeft,
    /// A character that the platform cannot store, such as an emoji.
    UnsupportedCharacter,
    /// Characters outside of ASCII in a password.
    NotAscii,
    /// A password that is tried first by whoever guesses.
    CommonPassword,
    /// A password that is the login.
    PasswordIsLogin,
    /// Not the same as the password above.
    PasswordsDiffer,
    /// Not the present code of the authenticator app, or one that was used before.
    WrongCode,
    /// Not the present password.
    WrongPassword,
    /// The present password has expired, so another one is needed.
    PasswordExpired,
    /// The platform does not take this login with this password.
    LoginRefused,
    /// The platform has banned the login for a while.
    LoginBanned,
    /// The password of a platform login has expired.
    LoginExpired,
    /// A platform login that asks for a one-time code.
    LoginNeedsCode,
    /// A platform login that may only read.
    LoginReadOnly,
    /// A platform login of a role that the portal cannot work with.
    LoginOfOtherRole,
    /// A platform login of which the platform does not tell whose it is.
    LoginOfNobody,
    /// A platform login of this reseller, which is not the one that it was typed for.
    LoginOfReseller(u64),
    /// A platform login of the operator, typed for a reseller.
    LoginOfOperator,
    /// Not a certificate and its key in PEM.
    NotACertificate,
    /// A private key with a passphrase.
    EncryptedKey,
    /// A private key that is not that of the certificate.
    OtherKey,
    /// A certificate that is no longer valid.
    CertificateExpired,
    /// A certificate that is not valid yet.
    CertificateNotYet,
    /// A certificate that no login of the platform has.
    CertificateUnknown,
    /// A certificate that the platform does not take.
    CertificateRefused,
    /// Not one of the offered values.
    InvalidChoice,
    /// Two entries of a list are the same.
    Repeated,
    /// Somebody has this one already.
    Taken,
    /// Perhaps somebody has this one, where nobody may look.
    PerhapsTaken,
    /// There is no such thing.
    Unknown,
    /// What was looked for is not there.
    NothingFound,
    /// The confirmation does not match the name.
    NameDiffers,
    /// Another part of the form gives the same thing another content.
    Contradicts,
    /// Calls to this number are not allowed by the reseller.
    Denied,
    /// Somebody else changed it since the page was read.
    ChangedMeanwhile,
    /// The platform refused the value and did not say why in words that we know.
    Refused,
}

/// The mistakes of a form, by field name. Field names are those of the HTML form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, FieldError>);

impl FieldErrors {
    /// No mistakes.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// A single mistake.
    #[must_use]
    pub fn of(field: impl Into<String>, error: FieldError) -> Self {
        Self(BTreeMap::from([(field.into(), error)]))
    }

    /// Notes a mistake; the first one of a field stays.
    pub fn add(&mut self, field: impl Into<String>, error: FieldError) {
        self.0.entry(field.into()).or_insert(error);
    }

    /// The value of a parsed field, or none with the mistake noted.
    pub fn take<T>(&mut self, field: impl Into<String>, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error)).ok()
    }

    /// The mistake of a field.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<FieldError> {
        self.0.get(field).copied()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All mistakes, by field name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FieldError)> {
        self.0.iter().map(|(field, error)| (field.as_str(), *error))
    }
}
