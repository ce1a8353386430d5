//! Status and lock levels of customers and subscribers (contract 3.11.3).

use crate::FieldError;
use serde::{Deserialize, Serialize};

/// How far a subscriber is barred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LockLevel {
    /// Only calls inside the own domain.
    Foreign = 1,
    /// No outgoing calls.
    Outgoing = 2,
    /// No incoming and no outgoing calls.
    AllCalls = 3,
    /// No calls and no access to the self-service.
    Global = 4,
    /// Only call forwards work.
    Ported = 5,
}

impl LockLevel {
    /// Every level, weakest first.
    pub const ALL: [Self; 5] = [Self::Foreign, Self::Outgoing, Self::AllCalls, Self::Global, Self::Ported];

    /// The platform's number for the level.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The level with this number; the platform says "none" with null, never with 0.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Reads a choice of a form: `none` or the number of a level.
    ///
    /// # Errors
    /// [`FieldError::InvalidChoice`].
    pub fn parse_choice(typed: &str) -> Result<Option<Self>, FieldError> {
        if typed == "none" {
            return Ok(None);
        }
        typed.parse().ok().and_then(Self::from_number).map(Some).ok_or(FieldError::InvalidChoice)
    }
}

/// The status of a customer or a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    Active,
    /// Not yet in use (customers only).
    Pending,
    /// Barred.
    Locked,
    /// Gone for good.
    Terminated,
    /// One that this portal does not know; shown, never written.
    #[serde(other)]
    Unknown,
}

impl Status {
    /// What a person may choose from; termination has a page of its own.
    pub const CHOICES: [Self; 3] = [Self::Active, Self::Pending, Self::Locked];

    /// The platform's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Locked => "locked",
            Self::Terminated => "terminated",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a choice of a form.
    ///
    /// # Errors
    /// [`FieldError::InvalidChoice`].
    pub fn parse_choice(typed: &str) -> Result<Self, FieldError> {
        Self::CHOICES.into_iter().find(|status| status.name() == typed).ok_or(FieldError::InvalidChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_from_the_form() {
        assert_eq!(LockLevel::parse_choice("none"), Ok(None));
        assert_eq!(LockLevel::parse_choice("4"), Ok(Some(LockLevel::Global)));
        for bad in ["0", "6", "", "global", "256"] {
            assert_eq!(LockLevel::parse_choice(bad), Err(FieldError::InvalidChoice), "{bad}");
        }
    }

    #[test]
    fn termination_is_not_a_choice_of_the_status_form() {
        assert_eq!(Status::parse_choice("terminated"), Err(FieldError::InvalidChoice));
        assert_eq!(Status::parse_choice("pending"), Ok(Status::Pending));
    }
}
