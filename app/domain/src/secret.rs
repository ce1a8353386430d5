//! Passwords on their way through: never printed, compared or kept longer than needed.

use crate::{FieldError, text};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest password that the platform stores (contract 3.11.1: longer SIP passwords are a platform error).
pub const PASSWORD_LONGEST: u16 = 40;
/// The shortest password that the portal accepts for a line (the platform's own default, contract 3.11.4).
pub const PASSWORD_SHORTEST: u16 = 12;

/// A password of a subscriber. `Debug` hides it; [`Password::reveal`] is the one way to its text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// Reads a typed password: ASCII without blanks, 12 to 40 characters.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, FieldError> {
        if typed.is_empty() {
            return Err(FieldError::Missing);
        }
        if !typed.is_ascii() || typed.chars().any(|c| c.is_ascii_whitespace() || c.is_ascii_control()) {
            return Err(FieldError::NotAscii);
        }
        text::length(typed, PASSWORD_SHORTEST, PASSWORD_LONGEST)?;
        Ok(Self(typed.to_owned()))
    }

    /// An optional password: nothing typed means none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse_optional(typed: &str) -> Result<Option<Self>, FieldError> {
        if typed.is_empty() { Ok(None) } else { Self::parse(typed).map(Some) }
    }

    /// The password itself, for the platform.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_never_printed() {
        let password = Password::parse("correct-horse-1").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

    #[test]
    fn refuses_what_the_platform_would_lose() {
        assert_eq!(Password::parse(""), Err(FieldError::Missing));
        assert_eq!(Password::parse("short"), Err(FieldError::TooShort(12)));
        assert_eq!(Password::parse(&"x".repeat(41)), Err(FieldError::TooLong(40)));
        assert_eq!(Password::parse("with blank inside"), Err(FieldError::NotAscii));
        assert_eq!(Password::parse("päßwort-mit-umlaut"), Err(FieldError::NotAscii));
        assert_eq!(Password::parse_optional(""), Ok(None));
    }
}
