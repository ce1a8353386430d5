//! The form of a contact by itself.

use crate::{
    FieldError, FieldErrors,
    customer::{ContactForm, NewContact},
};
use serde::{Deserialize, Serialize};

/// A contact as typed, new or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactEditForm {
    /// What was typed.
    pub contact: ContactForm,
    /// What the person saw before; empty for a new contact.
    pub before: String,
}

impl ContactEditForm {
    /// The form as it is before anybody typed.
    #[must_use]
    pub fn showing(contact: ContactForm) -> Self {
        Self { before: shown(&contact), contact }
    }

    /// Reads the form of a new contact.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(&self) -> Result<NewContact, FieldErrors> {
        let mut errors = FieldErrors::new();
        self.contact.parse("form[contact]", &mut errors).filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// Reads the form of a contact that is so by now. After somebody else's change the form takes the present state for what
    /// was seen: saving once more is a decision.
    ///
    /// # Errors
    /// Every mistake at its field, or [`FieldError::ChangedMeanwhile`] at the first one.
    pub fn parse_change(&mut self, present: &ContactForm) -> Result<NewContact, FieldErrors> {
        let wanted = self.parse()?;
        let present = shown(present);
        if self.before == present {
            return Ok(wanted);
        }
        self.before = present;
        Err(FieldErrors::of("form[contact][firstname]", FieldError::ChangedMeanwhile))
    }
}

fn shown(contact: &ContactForm) -> String {
    let ContactForm { firstname, lastname, company, email, street, postcode, city, country, phonenumber } =
        contact;
    [firstname, lastname, company, email, street, postcode, city, country, phonenumber]
        .map(String::as_str)
        .join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn huber() -> ContactForm {
        ContactForm { lastname: "Huber".into(), email: "huber@example.com".into(), ..ContactForm::default() }
    }

    #[test]
    fn somebody_elses_change_is_told_once() {
        let mut form = ContactEditForm::showing(huber());
        form.contact.city = "Wien".into();
        assert_eq!(form.parse_change(&huber()).unwrap().city.as_deref(), Some("Wien"));
        let other = ContactForm { street: "Ring 1".into(), ..huber() };
        let errors = form.parse_change(&other).unwrap_err();
        assert_eq!(errors.get("form[contact][firstname]"), Some(FieldError::ChangedMeanwhile));
        assert!(form.parse_change(&other).is_ok());
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        let errors = ContactEditForm::default().parse().unwrap_err();
        assert_eq!(errors.get("form[contact][email]"), Some(FieldError::Missing));
        assert_eq!(errors.get("form[contact][lastname]"), Some(FieldError::Missing));
    }
}
