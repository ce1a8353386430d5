//! The forms that change a line: its numbers, its passwords, its reference.

use super::{Numbers, numbers};
use crate::{
    FieldError, FieldErrors,
    number::{NumberForm, NumberParts},
    secret::Password,
    text,
};
use serde::{Deserialize, Serialize};

/// The form that changes the numbers of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumbersForm {
    /// The primary number.
    pub primary: NumberForm,
    /// The alias numbers; blank rows do not count.
    pub aliases: Vec<NumberForm>,
    /// The numbers that the person saw before they changed them, as [`shown`](Self::shown) writes them.
    pub before: String,
}

impl NumbersForm {
    /// The form as it is before anybody typed.
    #[must_use]
    pub fn of(primary: Option<&NumberParts>, aliases: &[&NumberParts]) -> Self {
        Self {
            primary: primary.map(NumberParts::to_form).unwrap_or_default(),
            aliases: aliases.iter().map(|alias| alias.to_form()).collect(),
            before: Self::shown(primary, aliases),
        }
    }

    /// Numbers in one text, the primary one first.
    #[must_use]
    pub fn shown(primary: Option<&NumberParts>, aliases: &[&NumberParts]) -> String {
        let primary = primary.map(ToString::to_string).unwrap_or_default();
        aliases.iter().fold(primary, |text, alias| format!("{text}, {alias}"))
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(&self) -> Result<Numbers, FieldErrors> {
        let mut errors = FieldErrors::new();
        let primary = self.primary.parse("form[primary]", &mut errors);
        numbers(primary, &self.aliases, "form", &mut errors).ok_or(errors)
    }
}

/// The form that changes passwords. An empty field keeps the present one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordsForm {
    /// New SIP password.
    pub password: String,
    /// New password of the self-service.
    pub webpassword: String,
}

impl std::fmt::Debug for PasswordsForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordsForm(…)")
    }
}

/// New passwords of a line: at least one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPasswords {
    /// New SIP password.
    pub password: Option<Password>,
    /// New password of the self-service.
    pub webpassword: Option<Password>,
}

impl PasswordsForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every mistake at its field; both fields empty is one.
    pub fn parse(&self) -> Result<NewPasswords, FieldErrors> {
        let mut errors = FieldErrors::new();
        let password = errors.take("form[password]", Password::parse_optional(&self.password));
        let webpassword = errors.take("form[webpassword]", Password::parse_optional(&self.webpassword));
        match (password, webpassword) {
            (Some(None), Some(None)) => Err(FieldErrors::of("form[password]", FieldError::Missing)),
            (Some(password), Some(webpassword)) => Ok(NewPasswords { password, webpassword }),
            _ => Err(errors),
        }
    }
}

/// The form that changes the reseller's own reference of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExternalIdForm {
    /// The reference; nothing takes it away.
    pub external_id: String,
    /// The reference that the person saw.
    pub before: String,
}

impl ExternalIdForm {
    /// The form as it is before anybody typed.
    #[must_use]
    pub fn of(present: Option<&str>) -> Self {
        let present = present.unwrap_or_default().to_owned();
        Self { external_id: present.clone(), before: present }
    }

    /// The reference that the line shall have, or none of it.
    ///
    /// # Errors
    /// A mistake in it, or [`FieldError::ChangedMeanwhile`] if the present one is neither that nor what the person saw.
    pub fn parse(&self, present: Option<&str>) -> Result<Option<String>, FieldErrors> {
        let wanted = text::optional(&self.external_id, 255);
        let wanted = wanted.map_err(|error| FieldErrors::of("form[external_id]", error))?;
        if present != wanted.as_deref() && present.unwrap_or_default() != self.before {
            return Err(FieldErrors::of("form[external_id]", FieldError::ChangedMeanwhile));
        }
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_password_may_change_alone() {
        let form = PasswordsForm { password: String::new(), webpassword: "correct-horse-2".into() };
        assert_eq!(form.parse().unwrap().password, None);
        let errors = PasswordsForm::default().parse().unwrap_err();
        assert_eq!(errors.get("form[password]"), Some(FieldError::Missing));
    }

    #[test]
    fn numbers_are_shown_primary_first() {
        let number = |sn: &str| NumberParts::from_platform("43".into(), "1".into(), sn.into());
        let (primary, alias) = (number("5530001"), number("5530002"));
        let form = NumbersForm::of(Some(&primary), &[&alias]);
        assert_eq!(form.before, "+43 1 5530001, +43 1 5530002");
        assert_ne!(form.before, NumbersForm::shown(Some(&alias), &[&primary]));
        assert_eq!(form.parse().unwrap(), Numbers { primary, aliases: vec![alias] });
    }

    #[test]
    fn a_reference_that_somebody_else_changed_is_a_conflict() {
        let form = ExternalIdForm { external_id: " new ".into(), before: "old".into() };
        assert_eq!(form.parse(Some("old")), Ok(Some("new".into())));
        assert_eq!(form.parse(Some("new")), Ok(Some("new".into())));
        let errors = form.parse(None).unwrap_err();
        assert_eq!(errors.get("form[external_id]"), Some(FieldError::ChangedMeanwhile));
    }
}
