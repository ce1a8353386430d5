//! The page of a voicebox as typed.

use super::{Pin, VoiceboxSettings};
use crate::{FieldError, FieldErrors, text};
use serde::{Deserialize, Serialize};

/// A voicebox as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VoiceboxForm {
    /// A new PIN; blank keeps the present one, which is never shown.
    pub pin: String,
    /// Who is told of new messages.
    pub email: String,
    /// What comes with the e-mail: `none`, `attach`, or `delete` for attached and then deleted from the voicebox.
    pub recording: String,
}

impl VoiceboxForm {
    /// How the settings read on the form.
    #[must_use]
    pub fn of(settings: &VoiceboxSettings) -> Self {
        let recording = match (settings.attach, settings.delete) {
            (_, true) => "delete",
            (true, false) => "attach",
            (false, false) => "none",
        };
        Self {
            pin: String::new(),
            email: settings.email.clone().unwrap_or_default(),
            recording: recording.to_owned(),
        }
    }

    /// Reads what was typed; what the form does not have stays as it is. Whoever may not choose codes cannot send a PIN.
    /// Mistakes are noted under `{field}[…]`.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(
        &self,
        field: &str,
        present: &VoiceboxSettings,
        may_choose_codes: bool,
    ) -> Result<VoiceboxSettings, FieldErrors> {
        let mut errors = FieldErrors::new();
        let pin = match self.pin.trim() {
            "" => Ok(present.pin.clone()),
            _ if !may_choose_codes => Err(FieldError::InvalidChoice),
            typed => Pin::parse(typed),
        };
        let pin = errors.take(format!("{field}[pin]"), pin);
        let recording = match self.recording.as_str() {
            "none" => Ok((false, false)),
            "attach" => Ok((true, false)),
            "delete" => Ok((true, true)),
            _ => Err(FieldError::InvalidChoice),
        };
        let recording = errors.take(format!("{field}[recording]"), recording);
        // A recording that nobody gets would be lost; what is so already may stay.
        let is_so = present.email.is_none() && recording == Some((present.attach, present.delete));
        let is_sent = recording.is_some_and(|(attach, _)| attach) && !is_so;
        let email = match self.email.trim() {
            "" if is_sent => Err(FieldError::Missing),
            "" => Ok(None),
            typed => text::email(typed).map(Some),
        };
        let email = errors.take(format!("{field}[email]"), email);
        let (Some(pin), Some((attach, delete)), Some(email)) = (pin, recording, email) else {
            return Err(errors);
        };
        Ok(VoiceboxSettings { pin, email, attach, delete, sms_number: present.sms_number.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> VoiceboxSettings {
        VoiceboxSettings {
            pin: Pin::from_platform("x-9".into()),
            email: Some("anna@huber.example".into()),
            attach: true,
            delete: false,
            sms_number: Some("436641234567".into()),
        }
    }

    #[test]
    fn saving_what_is_shown_changes_nothing_and_shows_no_pin() {
        let form = VoiceboxForm::of(&settings());
        assert_eq!(form.pin, "");
        assert_eq!(form.parse("f", &settings(), true), Ok(settings()));
        assert_eq!(form.parse("f", &settings(), false), Ok(settings()));
    }

    #[test]
    fn a_pin_is_chosen_by_those_who_may() {
        let form = VoiceboxForm { pin: " 4711 ".into(), ..VoiceboxForm::of(&settings()) };
        assert_eq!(form.parse("f", &settings(), true).unwrap().pin.reveal(), "4711");
        let errors = form.parse("f", &settings(), false).unwrap_err();
        assert_eq!(errors.get("f[pin]"), Some(FieldError::InvalidChoice));
    }

    #[test]
    fn no_recording_goes_to_nobody() {
        let form = VoiceboxForm { pin: String::new(), email: String::new(), recording: "delete".into() };
        let errors = form.parse("f", &settings(), true).unwrap_err();
        assert_eq!(errors.get("f[email]"), Some(FieldError::Missing));
        let lost = VoiceboxSettings { email: None, ..settings() };
        assert_eq!(VoiceboxForm::of(&lost).parse("f", &lost, true), Ok(lost));
        let form = VoiceboxForm { recording: "none".into(), ..form };
        assert_eq!(form.parse("f", &settings(), true).unwrap().email, None);
    }

    #[test]
    fn every_mistake_is_told_at_its_field() {
        let form = VoiceboxForm { pin: "12".into(), email: "nobody".into(), recording: "burn".into() };
        let errors = form.parse("f", &settings(), true).unwrap_err();
        assert_eq!(errors.get("f[pin]"), Some(FieldError::TooShort(4)));
        assert_eq!(errors.get("f[email]"), Some(FieldError::InvalidEmail));
        assert_eq!(errors.get("f[recording]"), Some(FieldError::InvalidChoice));
    }
}
