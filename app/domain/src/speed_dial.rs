//! Speed dials of a line: short codes for numbers (contract 3.27).

use crate::{
    FieldError, FieldErrors,
    destination_policy::{DestinationPolicy, Origin},
    forwards::Target,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The slots of a platform that is not configured otherwise.
const USUAL: [&str; 10] = ["*0", "*1", "*2", "*3", "*4", "*5", "*6", "*7", "*8", "*9"];

/// What is called by slot, as the platform stores it.
pub type SpeedDials = BTreeMap<String, String>;

/// One slot as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlotForm {
    /// The slot.
    pub slot: String,
    /// The number or SIP address; blank for none.
    pub number: String,
}

/// The page of speed dials as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpeedDialsForm {
    /// The slots.
    pub slots: Vec<SlotForm>,
}

/// How a stored destination stands in its field: what the portal does not understand stands there as it is stored.
#[must_use]
pub fn shown(stored: &str, domain: &str) -> String {
    match Target::from_uri(stored, domain) {
        Target::Endpoint(_) => stored.to_owned(),
        target => target.to_input(),
    }
}

impl SpeedDialsForm {
    /// How the speed dials of a line of this domain read on the form.
    #[must_use]
    pub fn of(dials: &SpeedDials, domain: &str) -> Self {
        let slots: BTreeSet<&str> = USUAL.into_iter().chain(dials.keys().map(String::as_str)).collect();
        let number = |slot: &str| dials.get(slot).map(|stored| shown(stored, domain)).unwrap_or_default();
        let slots = slots.into_iter().map(|slot| SlotForm { slot: slot.to_owned(), number: number(slot) });
        Self { slots: slots.collect() }
    }

    /// Reads what was typed, seen from a line; mistakes are noted under `{field}[…]`. What was not touched stays as it is
    /// stored. A policy, if any, must allow what is new.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(
        &self,
        field: &str,
        origin: Origin<'_>,
        present: &SpeedDials,
        policy: Option<&DestinationPolicy>,
    ) -> Result<SpeedDials, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut wanted = SpeedDials::new();
        for (index, SlotForm { slot, number }) in self.slots.iter().enumerate() {
            let stored = present.get(slot);
            let read = if !USUAL.contains(&slot.as_str()) && stored.is_none() {
                Err(FieldError::InvalidChoice)
            } else if number.trim().is_empty() {
                continue;
            } else {
                match stored.filter(|stored| shown(stored, origin.domain) == number.trim()) {
                    Some(same) => Ok(same.clone()),
                    None => allowed(number, origin, policy),
                }
            };
            let read = read.and_then(|uri| match wanted.insert(slot.clone(), uri) {
                None => Ok(()),
                Some(_) => Err(FieldError::Repeated),
            });
            errors.take(format!("{field}[slots][{index}][number]"), read);
        }
        if errors.is_empty() { Ok(wanted) } else { Err(errors) }
    }
}

/// The address of a typed number, if calls may go there.
fn allowed(
    typed: &str,
    origin: Origin<'_>,
    policy: Option<&DestinationPolicy>,
) -> Result<String, FieldError> {
    let target = Target::parse(typed, origin.number)?;
    match policy.and_then(|policy| policy.denial(&target, origin)) {
        Some(_) => Err(FieldError::Denied),
        None => Ok(target.to_uri(origin.domain)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{destination_policy::Preset, number::NumberParts};

    const DOMAIN: &str = "alpine.example";

    fn parse(
        form: &SpeedDialsForm,
        present: &SpeedDials,
        policy: Option<&DestinationPolicy>,
    ) -> Result<SpeedDials, FieldErrors> {
        let number = NumberParts::from_platform("43".into(), "1".into(), "5550101".into());
        form.parse("f", Origin { number: &number, domain: DOMAIN }, present, policy)
    }

    fn present() -> SpeedDials {
        [
            ("*1", "sip:436641234567@alpine.example"),
            ("*2", "sip:vmu4315550101@voicebox.local"),
            ("*3", "sip:+43 1@alpine.example"),
            ("*42", "sip:201@alpine.example"),
        ]
        .map(|(slot, uri)| (slot.to_owned(), uri.to_owned()))
        .into()
    }

    #[test]
    fn saving_what_is_shown_changes_nothing() {
        let form = SpeedDialsForm::of(&present(), DOMAIN);
        assert_eq!(form.slots.len(), 11);
        assert_eq!(form.slots[1], SlotForm { slot: "*1".into(), number: "+436641234567".into() });
        assert_eq!(parse(&form, &present(), None), Ok(present()));
    }

    #[test]
    fn numbers_are_normalised_and_blank_rows_are_free() {
        let mut form = SpeedDialsForm::of(&present(), DOMAIN);
        form.slots[0].number = " 0664 / 765 43 21 ".into();
        form.slots[1].number = " ".into();
        let wanted = parse(&form, &present(), None).unwrap();
        assert_eq!(wanted["*0"], "sip:436647654321@alpine.example");
        assert!(!wanted.contains_key("*1"));
        assert_eq!(wanted["*3"], "sip:+43 1@alpine.example");
    }

    #[test]
    fn what_is_new_must_be_allowed() {
        let policy =
            DestinationPolicy { presets: [Preset::PremiumRate].into(), ..DestinationPolicy::default() };
        let present = SpeedDials::from([("*1".into(), "sip:43900123456@alpine.example".into())]);
        let mut form = SpeedDialsForm::of(&present, DOMAIN);
        assert_eq!(parse(&form, &present, Some(&policy)), Ok(present.clone()));
        form.slots[2].number = "0900 123457".into();
        let errors = parse(&form, &present, Some(&policy)).unwrap_err();
        assert_eq!(errors.get("f[slots][2][number]"), Some(FieldError::Denied));
        assert!(parse(&form, &present, None).is_ok());
    }

    #[test]
    fn mistakes_are_told_at_their_field() {
        let row = |slot: &str, number: &str| SlotForm { slot: slot.into(), number: number.into() };
        let slots =
            vec![row("*1", "call me"), row("*11", "201"), row("1", ""), row("*2", "201"), row("*2", "202")];
        let errors = parse(&SpeedDialsForm { slots }, &SpeedDials::new(), None).unwrap_err();
        let errors: Vec<_> = errors.iter().map(|(field, error)| (field.to_owned(), error)).collect();
        assert_eq!(
            errors,
            [
                ("f[slots][0][number]".to_owned(), FieldError::InvalidDestination),
                ("f[slots][1][number]".to_owned(), FieldError::InvalidChoice),
                ("f[slots][2][number]".to_owned(), FieldError::InvalidChoice),
                ("f[slots][4][number]".to_owned(), FieldError::Repeated),
            ]
        );
    }
}
