//! The form of a new SIP domain.

use crate::{FieldError, FieldErrors, text};
use serde::{Deserialize, Serialize};

/// A domain as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DomainForm {
    /// Its name.
    pub domain: String,
}

impl DomainForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The mistake at its field.
    pub fn parse(&self) -> Result<String, FieldErrors> {
        domain_name(&self.domain).map_err(|error| FieldErrors::of("form[domain]", error))
    }
}

/// A name such as sip.example.com, in lower case. The platform takes anything (contract 3.10), and no name can be corrected later.
///
/// # Errors
/// What is wrong with it.
pub fn domain_name(typed: &str) -> Result<String, FieldError> {
    let name = text::required(typed, 127)?.to_ascii_lowercase();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.contains('.') && name.split('.').all(is_label) {
        Ok(name)
    } else {
        Err(FieldError::InvalidDomain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_telephones_can_look_up() {
        assert_eq!(domain_name(" SIP.Example.com "), Ok("sip.example.com".into()));
        for good in ["a.b", "xn--zchling-n4a.example", "10.0.0.1", "a-b.example"] {
            assert!(domain_name(good).is_ok(), "{good}");
        }
        let long_label = format!("{}.example", "x".repeat(64));
        for bad in [
            "example",
            "not a domain!",
            ".example",
            "example.",
            "a..b",
            "-a.b",
            "a-.b",
            "ä.example",
            "a_b.c",
            &long_label,
        ] {
            assert_eq!(domain_name(bad), Err(FieldError::InvalidDomain), "{bad}");
        }
        assert_eq!(domain_name(" "), Err(FieldError::Missing));
        assert_eq!(domain_name("🙂.example"), Err(FieldError::UnsupportedCharacter));
        assert_eq!(domain_name(&"x.".repeat(64)), Err(FieldError::TooLong(127)));
    }
}
