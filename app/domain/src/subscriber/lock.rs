//! The form that bars a line: its status and its lock level, which the platform ties together in ways of its own
//! (contract 3.11.3, 10.4).

use crate::{
    FieldError, FieldErrors,
    lock::{LockLevel, Status},
};
use serde::{Deserialize, Serialize};

/// Status and lock level as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LockForm {
    /// Active or locked.
    pub status: String,
    /// `none` or the number of a level.
    pub lock: String,
    /// The status that the person saw.
    pub before_status: String,
    /// The lock level that the person saw.
    pub before_lock: String,
}

/// What shall change of a line; what is none stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockChange {
    /// Active, which takes any lock away, or locked, which bars the line wholly; both before the level is set.
    pub status: Option<Status>,
    /// The lock level, or no lock.
    pub lock: Option<Option<LockLevel>>,
}

impl LockChange {
    /// Whether nothing shall change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The level that the platform takes in a write of its own only: with its status, a line that becomes active gets any
    /// level, and one that becomes locked the highest (contract 3.11.3).
    #[must_use]
    pub fn lock_apart(&self) -> Option<Option<LockLevel>> {
        match self.status {
            Some(Status::Active) => None,
            Some(_) => self.lock.filter(|level| *level != Some(LockLevel::Global)),
            None => self.lock,
        }
    }

    /// Status and lock of a line after the change.
    #[must_use]
    pub fn applied(&self, status: Status, lock: Option<LockLevel>) -> (Status, Option<LockLevel>) {
        let tied = match self.status {
            Some(Status::Active) => None,
            Some(Status::Locked) => Some(LockLevel::Global),
            _ => lock,
        };
        (self.status.unwrap_or(status), self.lock.unwrap_or(tied))
    }
}

impl LockForm {
    /// What may be chosen for a subscriber.
    pub const STATUSES: [Status; 2] = [Status::Active, Status::Locked];

    /// The form as it is before anybody typed.
    #[must_use]
    pub fn of(status: Status, lock: Option<LockLevel>) -> Self {
        let (status, lock) = (status.name().to_owned(), Self::level(lock));
        Self { status: status.clone(), lock: lock.clone(), before_status: status, before_lock: lock }
    }

    /// A lock level as the form sends it.
    #[must_use]
    pub fn level(lock: Option<LockLevel>) -> String {
        lock.map_or_else(|| "none".to_owned(), |level| level.number().to_string())
    }

    /// Compares what was chosen with what the person saw, and that with the present state. A level that the person left
    /// alone follows the status: whoever makes a line active wants it to work.
    ///
    /// # Errors
    /// Every mistake at its field; [`FieldError::ChangedMeanwhile`] if what the person wants to change is not as they saw it.
    pub fn parse(&self, status: Status, lock: Option<LockLevel>) -> Result<LockChange, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut change = LockChange::default();
        if self.status != self.before_status {
            let wanted = Self::STATUSES.into_iter().find(|status| status.name() == self.status);
            change.status = errors.take("form[status]", wanted.ok_or(FieldError::InvalidChoice));
        }
        if self.lock != self.before_lock {
            change.lock = errors.take("form[lock]", LockLevel::parse_choice(&self.lock));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if change.is_empty() || change.applied(status, lock) == (status, lock) {
            return Ok(LockChange::default());
        }
        if status.name() != self.before_status {
            errors.add("form[status]", FieldError::ChangedMeanwhile);
        }
        if Self::level(lock) != self.before_lock {
            errors.add("form[lock]", FieldError::ChangedMeanwhile);
        }
        if errors.is_empty() { Ok(change) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LockLevel::{Global, Outgoing};
    use Status::{Active, Locked};

    fn form(status: &str, lock: &str, before: (Status, Option<LockLevel>)) -> LockForm {
        LockForm { status: status.into(), lock: lock.into(), ..LockForm::of(before.0, before.1) }
    }

    #[test]
    fn a_level_that_was_left_alone_follows_the_status() {
        let before = (Locked, Some(Global));
        let change = form("active", "4", before).parse(Locked, Some(Global)).unwrap();
        assert_eq!(change, LockChange { status: Some(Active), lock: None });
        assert_eq!(change.applied(Locked, Some(Global)), (Active, None));
        let change = form("active", "2", before).parse(Locked, Some(Global)).unwrap();
        assert_eq!(change.applied(Locked, Some(Global)), (Active, Some(Outgoing)));
        assert_eq!(change.lock_apart(), None);
        let change = form("locked", "none", (Active, None)).parse(Active, None).unwrap();
        assert_eq!(change.applied(Active, None), (Locked, Some(Global)));
    }

    #[test]
    fn a_level_goes_with_the_status_where_the_platform_takes_both() {
        let apart = |status: &str, lock: &str, before: (Status, Option<LockLevel>)| {
            form(status, lock, before).parse(before.0, before.1).unwrap().lock_apart()
        };
        assert_eq!(apart("active", "2", (Locked, Some(Global))), None);
        assert_eq!(apart("locked", "4", (Active, None)), None);
        assert_eq!(apart("locked", "2", (Active, None)), Some(Some(Outgoing)));
        assert_eq!(apart("locked", "none", (Active, Some(Outgoing))), Some(None));
        assert_eq!(apart("active", "2", (Active, None)), Some(Some(Outgoing)));
    }

    #[test]
    fn nothing_changed_is_no_order() {
        let unchanged = form("active", "2", (Active, Some(Outgoing)));
        assert!(unchanged.parse(Active, Some(Outgoing)).unwrap().is_empty());
        // Somebody else has locked it; the person changed nothing, and nothing is undone.
        assert!(unchanged.parse(Locked, Some(Global)).unwrap().is_empty());
        // Somebody else has done the same already.
        assert!(form("active", "2", (Active, None)).parse(Active, Some(Outgoing)).unwrap().is_empty());
    }

    #[test]
    fn somebody_elses_change_is_not_overwritten() {
        let errors =
            form("active", "none", (Active, Some(Outgoing))).parse(Locked, Some(Global)).unwrap_err();
        assert_eq!(errors.get("form[status]"), Some(FieldError::ChangedMeanwhile));
        assert_eq!(errors.get("form[lock]"), Some(FieldError::ChangedMeanwhile));
    }

    #[test]
    fn only_what_the_page_offers_is_taken() {
        let errors = form("terminated", "0", (Active, None)).parse(Active, None).unwrap_err();
        assert_eq!(errors.get("form[status]"), Some(FieldError::InvalidChoice));
        assert_eq!(errors.get("form[lock]"), Some(FieldError::InvalidChoice));
    }
}
