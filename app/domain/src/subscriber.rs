//! The forms about subscribers, and what they become.

mod edit;
mod lock;

pub use edit::{ExternalIdForm, NewPasswords, NumbersForm, PasswordsForm};
pub use lock::{LockChange, LockForm};

use crate::{
    FieldError, FieldErrors,
    number::{NumberForm, NumberParts},
    secret::Password,
    text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A new subscriber as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriberForm {
    /// SIP user name.
    pub username: String,
    /// A domain that exists.
    pub domain: String,
    /// SIP password.
    pub password: String,
    /// Password of the self-service; may be empty.
    pub webpassword: String,
    /// The number that the line calls with; that of an extension of a cloud PBX is not typed.
    pub primary: NumberForm,
    /// Further numbers that reach the line; blank rows do not count.
    pub aliases: Vec<NumberForm>,
    /// The reseller's own reference.
    pub external_id: String,
    /// The extension in a cloud PBX.
    pub extension: String,
    /// The name in a cloud PBX; may be empty.
    pub display_name: String,
}

impl std::fmt::Debug for SubscriberForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubscriberForm").field("username", &self.username).finish_non_exhaustive()
    }
}

/// A subscriber that can be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubscriber {
    /// SIP user name, unique in its domain.
    pub username: String,
    /// The name of its domain; whether it exists, the platform knows.
    pub domain: String,
    /// SIP password.
    pub password: Password,
    /// Password of the self-service.
    pub webpassword: Option<Password>,
    /// Its numbers.
    pub numbers: Numbers,
    /// The reseller's own reference.
    pub external_id: Option<String>,
    /// What a line of a cloud PBX has besides; the platform drops it without a word for other customers.
    pub pbx: Option<NewPbxLine>,
}

/// What a new line of a cloud PBX has besides (contract 3.11.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPbxLine {
    /// Its extension, which every line but the pilot has. The platform makes its primary number of the pilot's and this.
    pub extension: Option<String>,
    /// Its name.
    pub display_name: Option<String>,
}

/// What a new line is to its customer (contract 3.11.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewLineKind {
    /// One of the lines of a customer without a PBX.
    Plain,
    /// The first line of a cloud PBX.
    Pilot,
    /// Any other line of a cloud PBX, whose pilot has this number.
    Extension(NumberParts),
}

/// The numbers of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// The number that the line calls with; the platform demands one of every SIP subscriber (contract 3.11.1).
    pub primary: NumberParts,
    /// Further numbers that reach the line.
    pub aliases: Vec<NumberParts>,
}

impl SubscriberForm {
    /// Reads the form of a line of this kind; field names are prefixed with `prefix`.
    pub fn parse(&self, prefix: &str, kind: &NewLineKind, errors: &mut FieldErrors) -> Option<NewSubscriber> {
        let username = errors.take(format!("{prefix}[username]"), username(&self.username));
        let domain = errors.take(format!("{prefix}[domain]"), text::required(&self.domain, 127));
        let password = errors.take(format!("{prefix}[password]"), Password::parse(&self.password));
        let webpassword =
            errors.take(format!("{prefix}[webpassword]"), Password::parse_optional(&self.webpassword));
        let external_id =
            errors.take(format!("{prefix}[external_id]"), text::optional(&self.external_id, 255));
        let (extension, primary) = match kind {
            NewLineKind::Plain | NewLineKind::Pilot => {
                (Some(None), self.primary.parse(&format!("{prefix}[primary]"), errors))
            }
            NewLineKind::Extension(pilot) => {
                let field = format!("{prefix}[extension]");
                let extension = errors.take(field.clone(), extension(&self.extension));
                let number = extension.as_ref().map(|extension| pilot.extended(extension));
                (extension.map(Some), number.and_then(|number| errors.take(field, number)))
            }
        };
        let display_name = text::optional(&self.display_name, 128);
        let display_name = errors.take(format!("{prefix}[display_name]"), display_name);
        let numbers = numbers(primary, &self.aliases, prefix, errors);
        let pbx = NewPbxLine { extension: extension?, display_name: display_name? };
        Some(NewSubscriber {
            username: username?,
            domain: domain?,
            password: password?,
            webpassword: webpassword?,
            numbers: numbers?,
            external_id: external_id?,
            pbx: (*kind != NewLineKind::Plain).then_some(pbx),
        })
    }
}

/// A SIP user name by the platform's rules (contract 3.11.1); ASCII only, because devices fail on the rest.
///
/// # Errors
/// What is wrong with it.
pub fn username(typed: &str) -> Result<String, FieldError> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(FieldError::Missing);
    }
    text::length(name, 1, 127)?;
    let fits = name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,;_.~'()!*-".contains(c))
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    if fits { Ok(name.to_owned()) } else { Err(FieldError::InvalidUsername) }
}

/// An extension of a cloud PBX. The platform takes any text and appends it to the pilot's number; telephones dial digits.
fn extension(typed: &str) -> Result<String, FieldError> {
    let extension = text::required(typed, 10)?;
    if extension.bytes().all(|b| b.is_ascii_digit()) { Ok(extension) } else { Err(FieldError::NotANumber) }
}

/// Adds any number of alias numbers to a primary number. The same digits twice are refused: the platform would answer with an
/// error of its own (contract 3.11.2).
pub fn numbers(
    primary: Option<NumberParts>,
    aliases: &[NumberForm],
    prefix: &str,
    errors: &mut FieldErrors,
) -> Option<Numbers> {
    let mut seen: BTreeSet<String> = primary.iter().map(NumberParts::digits).collect();
    let mut parsed = Some(Vec::new());
    for (index, alias) in aliases.iter().enumerate().filter(|(_, alias)| !alias.is_blank()) {
        let field = format!("{prefix}[aliases][{index}]");
        match alias.parse(&field, errors) {
            Some(number) if seen.insert(number.digits()) => {
                if let Some(list) = parsed.as_mut() {
                    list.push(number);
                }
            }
            Some(_) => {
                errors.add(format!("{field}[subscriber]"), FieldError::Repeated);
                parsed = None;
            }
            None => parsed = None,
        }
    }
    Some(Numbers { primary: primary?, aliases: parsed? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(subscriber: &str) -> NumberForm {
        NumberForm { country: "43".into(), area: "1".into(), subscriber: subscriber.into() }
    }

    fn filled() -> SubscriberForm {
        SubscriberForm {
            username: "anna.huber".into(),
            domain: "alpine.example".into(),
            password: "correct-horse-1".into(),
            primary: number("2345678"),
            aliases: vec![number("2345679"), NumberForm::default()],
            ..SubscriberForm::default()
        }
    }

    #[test]
    fn blank_alias_rows_do_not_count() {
        let subscriber = filled().parse("form", &NewLineKind::Plain, &mut FieldErrors::new()).unwrap();
        assert_eq!(subscriber.numbers.aliases.len(), 1);
        assert_eq!(subscriber.webpassword, None);
    }

    #[test]
    fn the_same_number_twice_is_refused_at_the_second() {
        let mut form = filled();
        form.aliases.push(number("234 5678"));
        let mut errors = FieldErrors::new();
        assert_eq!(form.parse("form", &NewLineKind::Plain, &mut errors), None);
        assert_eq!(errors.get("form[aliases][2][subscriber]"), Some(FieldError::Repeated));
    }

    #[test]
    fn lines_of_a_cloud_pbx_have_the_number_of_the_pilot_and_their_extension() {
        let mut form = filled();
        let mut errors = FieldErrors::new();
        let pilot = form.parse("form", &NewLineKind::Pilot, &mut errors).unwrap();
        assert_eq!(pilot.pbx, Some(NewPbxLine::default()));

        let seat = NewLineKind::Extension(pilot.numbers.primary);
        for (typed, wrong) in [
            ("", FieldError::Missing),
            ("desk", FieldError::NotANumber),
            ("12345678901", FieldError::TooLong(10)),
            ("123456789", FieldError::TooLong(8)),
        ] {
            form.extension = typed.into();
            let mut errors = FieldErrors::new();
            assert_eq!(form.parse("form", &seat, &mut errors), None);
            assert_eq!(errors.get("form[extension]"), Some(wrong), "{typed}");
        }
        form.extension = "12".into();
        form.primary = NumberForm::default();
        let line = form.parse("form", &seat, &mut errors).unwrap();
        assert_eq!(line.numbers.primary.digits(), "431234567812");
        assert_eq!(line.pbx.unwrap().extension.as_deref(), Some("12"));
    }

    #[test]
    fn user_names_follow_the_platform() {
        for good in ["anna", "anna.huber", "a+b", "(x)"] {
            assert!(username(good).is_ok(), "{good}");
        }
        for bad in ["a b", "a@b", "a/b", ".a", "a.", "a..b", "ä", "🙂", "</textarea><script>"] {
            assert_eq!(username(bad), Err(FieldError::InvalidUsername), "{bad}");
        }
        assert_eq!(username(&"x".repeat(128)), Err(FieldError::TooLong(127)));
    }

    #[test]
    fn forms_do_not_print_passwords() {
        assert!(!format!("{:?}", filled()).contains("correct-horse"));
    }
}
