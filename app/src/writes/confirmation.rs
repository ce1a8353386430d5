//! What is typed before something that cannot be undone.

use serde::{Deserialize, Serialize};
use switchhook_domain::{FieldError, FieldErrors};

/// The form of [`Confirmation`](crate::components::Confirmation).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmationForm {
    /// The name, typed once more.
    pub name: String,
}

impl ConfirmationForm {
    /// Whether the name was typed; how many blanks are in it does not count.
    pub(super) fn confirms(&self, name: &str) -> Result<(), FieldErrors> {
        let error = match words(&self.name) {
            typed if typed.is_empty() => FieldError::Missing,
            typed if typed != words(name) => FieldError::NameDiffers,
            _ => return Ok(()),
        };
        Err(FieldErrors::of("form[name]", error))
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_confirms() {
        let typed = |name: &str| ConfirmationForm { name: name.into() }.confirms("Huber  GmbH ");
        assert_eq!(typed(" Huber GmbH"), Ok(()));
        assert_eq!(typed(" "), Err(FieldErrors::of("form[name]", FieldError::Missing)));
        for other in ["huber gmbh", "Huber", "HuberGmbH", "Huber GmbH x"] {
            assert_eq!(typed(other), Err(FieldErrors::of("form[name]", FieldError::NameDiffers)), "{other}");
        }
    }
}
