//! The form that changes a customer: only what the person changed is an order, and what somebody else changed meanwhile is
//! a conflict.

use super::max_subscribers;
use crate::{FieldError, FieldErrors, lock::Status, text};
use serde::{Deserialize, Serialize};

/// The values of a customer as the page shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerShown {
    /// The name of the status.
    pub status: String,
    /// The handle of the billing profile; nothing if the profile cannot be read.
    pub billing_profile: String,
    /// The reseller's own reference.
    pub external_id: String,
    /// At most so many subscribers; nothing means no limit.
    pub max_subscribers: String,
}

/// The form on the customer page: what may change later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerEditForm {
    /// Active, pending or locked.
    pub status: String,
    /// Handle or name of a billing profile.
    pub billing_profile: String,
    /// The reseller's own reference.
    pub external_id: String,
    /// At most so many subscribers.
    pub max_subscribers: String,
    /// What the person saw before they changed it.
    pub before: CustomerShown,
}

/// What shall change of a customer; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerEdit {
    /// Active, pending or locked.
    pub status: Option<Status>,
    /// Handle or name of the billing profile.
    pub billing_profile: Option<String>,
    /// The reseller's own reference, or none of it.
    pub external_id: Option<Option<String>>,
    /// At most so many subscribers, or no limit.
    pub max_subscribers: Option<Option<u32>>,
}

impl CustomerEdit {
    /// Whether nothing shall change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl CustomerEditForm {
    /// The form as it is before anybody typed.
    #[must_use]
    pub fn showing(present: CustomerShown) -> Self {
        Self {
            status: present.status.clone(),
            billing_profile: present.billing_profile.clone(),
            external_id: present.external_id.clone(),
            max_subscribers: present.max_subscribers.clone(),
            before: present,
        }
    }

    /// Reads what the person changed. What they left as it was is not looked at: it may be something that this form would not take.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(&self) -> Result<CustomerEdit, FieldErrors> {
        let mut errors = FieldErrors::new();
        let edit = CustomerEdit {
            status: changed(&self.status, &self.before.status)
                .and_then(|typed| errors.take("form[status]", Status::parse_choice(typed))),
            billing_profile: changed(&self.billing_profile, &self.before.billing_profile)
                .and_then(|typed| errors.take("form[billing_profile]", text::required(typed, 63))),
            external_id: changed(&self.external_id, &self.before.external_id)
                .and_then(|typed| errors.take("form[external_id]", text::optional(typed, 255))),
            max_subscribers: changed(&self.max_subscribers, &self.before.max_subscribers)
                .and_then(|typed| errors.take("form[max_subscribers]", max_subscribers(typed))),
        };
        if errors.is_empty() { Ok(edit) } else { Err(errors) }
    }

    /// Brings the form up to what the customer is by now: fields that the person did not touch follow. Afterwards the form shows the
    /// present state as the one before, so that the next try is a decision.
    ///
    /// # Errors
    /// The fields that both the person and somebody else changed, each in another way.
    pub fn catch_up(&mut self, present: CustomerShown) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        let before = std::mem::replace(&mut self.before, present);
        let present = &self.before;
        for (field, typed, before, present) in [
            ("form[status]", &mut self.status, &before.status, &present.status),
            (
                "form[billing_profile]",
                &mut self.billing_profile,
                &before.billing_profile,
                &present.billing_profile,
            ),
            ("form[external_id]", &mut self.external_id, &before.external_id, &present.external_id),
            (
                "form[max_subscribers]",
                &mut self.max_subscribers,
                &before.max_subscribers,
                &present.max_subscribers,
            ),
        ] {
            if changed(typed, before).is_none() {
                typed.clone_from(present);
            } else if before != present && changed(typed, present).is_some() {
                errors.add(field, FieldError::ChangedMeanwhile);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// What was typed, if it is something else than before. Blanks around it do not count.
fn changed<'a>(typed: &'a str, before: &str) -> Option<&'a str> {
    (typed.trim() != before.trim()).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> CustomerShown {
        CustomerShown {
            status: "active".into(),
            billing_profile: "standard".into(),
            external_id: "crm-1".into(),
            max_subscribers: String::new(),
        }
    }

    #[test]
    fn what_nobody_touched_is_no_order() {
        let strange = CustomerShown { status: "unknown".into(), billing_profile: String::new(), ..shown() };
        let form = CustomerEditForm { external_id: " crm-1 ".into(), ..CustomerEditForm::showing(strange) };
        assert!(form.parse().unwrap().is_empty());
    }

    #[test]
    fn what_changed_is_read_and_may_be_taken_away() {
        let form = CustomerEditForm {
            status: "locked".into(),
            external_id: String::new(),
            max_subscribers: "5".into(),
            ..CustomerEditForm::showing(shown())
        };
        let edit = form.parse().unwrap();
        assert_eq!((edit.status, edit.billing_profile), (Some(Status::Locked), None));
        assert_eq!((edit.external_id, edit.max_subscribers), (Some(None), Some(Some(5))));
    }

    #[test]
    fn mistakes_are_told_at_their_fields() {
        let form = CustomerEditForm {
            status: "terminated".into(),
            billing_profile: " ".into(),
            external_id: "😀".into(),
            max_subscribers: "-1".into(),
            before: shown(),
        };
        let errors = form.parse().unwrap_err();
        for (field, error) in [
            ("form[status]", FieldError::InvalidChoice),
            ("form[billing_profile]", FieldError::Missing),
            ("form[external_id]", FieldError::UnsupportedCharacter),
            ("form[max_subscribers]", FieldError::OutOfRange(0, 1_000_000)),
        ] {
            assert_eq!(errors.get(field), Some(error), "{field}");
        }
    }

    #[test]
    fn a_change_by_somebody_else_is_a_conflict_only_where_both_changed() {
        let mut form = CustomerEditForm { external_id: "mine".into(), ..CustomerEditForm::showing(shown()) };
        let theirs = CustomerShown { status: "locked".into(), ..shown() };
        assert_eq!(form.catch_up(theirs.clone()), Ok(()));
        assert_eq!(form.parse().unwrap().status, None, "an untouched field follows");
        assert_eq!(form.status, "locked");

        let theirs = CustomerShown { external_id: "theirs".into(), ..theirs };
        let errors = form.catch_up(theirs.clone()).unwrap_err();
        assert_eq!(errors, FieldErrors::of("form[external_id]", FieldError::ChangedMeanwhile));
        assert_eq!(form.external_id, "mine", "what was typed is kept");
        assert_eq!(form.catch_up(theirs), Ok(()), "the second try is a decision");
    }

    #[test]
    fn two_people_with_one_wish_do_not_quarrel() {
        let mut form = CustomerEditForm { status: "locked".into(), ..CustomerEditForm::showing(shown()) };
        assert_eq!(form.catch_up(CustomerShown { status: "locked".into(), ..shown() }), Ok(()));
        assert!(form.parse().unwrap().is_empty());
    }
}
