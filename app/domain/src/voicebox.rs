//! The voicebox of a line: its PIN and where it tells of messages.

mod form;

pub use form::VoiceboxForm;

use crate::{FieldError, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest PIN that the platform stores (contract 3.24).
pub const PIN_LONGEST: u16 = 31;
/// The shortest PIN that the platform takes.
pub const PIN_SHORTEST: u16 = 4;

/// The PIN of a voicebox. `Debug` hides it; [`Pin::reveal`] is the one way to its text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pin(String);

impl Pin {
    /// Reads a typed PIN: 4 to 31 digits. The platform would take letters, which nobody can key in on a phone.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        let typed = text::filled(typed)?;
        if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FieldError::NotANumber);
        }
        text::length(typed, PIN_SHORTEST, PIN_LONGEST)?;
        Ok(Self(typed.to_owned()))
    }

    /// The PIN as the platform has it, whatever it is.
    #[must_use]
    pub const fn from_platform(pin: String) -> Self {
        Self(pin)
    }

    /// The PIN itself, for the platform.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// How a voicebox is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceboxSettings {
    /// Asked for when the voicebox is called from elsewhere.
    pub pin: Pin,
    /// Who is told of new messages.
    pub email: Option<String>,
    /// Whether the message comes with the e-mail.
    pub attach: bool,
    /// Whether it is deleted from the voicebox then; the platform takes that only with `attach`.
    pub delete: bool,
    /// The number that is told of new messages by SMS: digits with country code.
    pub sms_number: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_digits_and_never_printed() {
        assert_eq!(format!("{:?}", Pin::parse(" 4711 ").unwrap()), "Pin(…)");
        assert_eq!(Pin::parse("4711").unwrap().reveal(), "4711");
        for (typed, error) in [
            ("", FieldError::Missing),
            ("471", FieldError::TooShort(4)),
            ("12345678901234567890123456789012", FieldError::TooLong(31)),
            ("47a1", FieldError::NotANumber),
            ("४७११", FieldError::NotANumber),
        ] {
            assert_eq!(Pin::parse(typed), Err(error), "{typed}");
        }
    }
}
