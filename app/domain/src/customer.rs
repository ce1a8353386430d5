//! The forms about customers, and what they become.

mod edit;

pub use edit::{CustomerEdit, CustomerEditForm, CustomerShown};

use crate::{
    FieldError, FieldErrors,
    subscriber::{NewLineKind, NewSubscriber, SubscriberForm},
    text,
};
use serde::{Deserialize, Serialize};

/// The highest limit of subscribers that can be typed.
const MOST_SUBSCRIBERS: u32 = 1_000_000;

/// Kinds of customers (contract 3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CustomerType {
    /// Single SIP lines.
    SipAccount,
    /// A cloud PBX.
    PbxAccount,
}

impl CustomerType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SipAccount, Self::PbxAccount];

    /// The platform's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SipAccount => "sipaccount",
            Self::PbxAccount => "pbxaccount",
        }
    }
}

/// A contact as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the fields are the inputs of the form, named as on the platform (contract 3.4)"
)]
pub struct ContactForm {
    pub firstname: String,
    pub lastname: String,
    pub company: String,
    pub email: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub phonenumber: String,
}

/// A contact that can be created.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are the platform's (contract 3.4)")]
pub struct NewContact {
    pub email: String,
    pub firstname: Option<String>,
    pub lastname: Option<String>,
    pub company: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub phonenumber: Option<String>,
}

impl ContactForm {
    /// Reads the form; field names are prefixed with `prefix`. A contact needs an e-mail address (the platform's rule) and a name
    /// or a company (ours: nobody finds a nameless customer again).
    pub fn parse(&self, prefix: &str, errors: &mut FieldErrors) -> Option<NewContact> {
        let mut optional = |name: &str, typed: &str, longest| {
            errors.take(format!("{prefix}[{name}]"), text::optional(typed, longest))
        };
        let firstname = optional("firstname", &self.firstname, 127);
        let lastname = optional("lastname", &self.lastname, 127);
        let company = optional("company", &self.company, 127);
        let street = optional("street", &self.street, 127);
        let postcode = optional("postcode", &self.postcode, 16);
        let city = optional("city", &self.city, 127);
        let phonenumber = optional("phonenumber", &self.phonenumber, 31);
        let country = errors.take(format!("{prefix}[country]"), country(&self.country));
        let email = errors.take(format!("{prefix}[email]"), text::email(&self.email));
        if lastname == Some(None) && company == Some(None) {
            errors.add(format!("{prefix}[lastname]"), FieldError::Missing);
        }
        Some(NewContact {
            email: email?,
            firstname: firstname?,
            lastname: lastname?,
            company: company?,
            street: street?,
            postcode: postcode?,
            city: city?,
            country: country?,
            phonenumber: phonenumber?,
        })
    }
}

/// Two letters, as ISO 3166 has them. The platform would take any two characters.
fn country(typed: &str) -> Result<Option<String>, FieldError> {
    match typed.trim() {
        "" => Ok(None),
        code if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Ok(Some(code.to_ascii_uppercase()))
        }
        _ => Err(FieldError::InvalidChoice),
    }
}

/// The whole form of a new customer: contact, contract, first subscriber.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerForm {
    /// Whom the contract is with.
    pub contact: ContactForm,
    /// `sipaccount` or `pbxaccount`.
    pub kind: String,
    /// Handle or name of a billing profile.
    pub billing_profile: String,
    /// The reseller's own reference.
    pub external_id: String,
    /// At most so many subscribers; nothing means no limit.
    pub max_subscribers: String,
    /// `yes` when a first subscriber is created too.
    pub with_subscriber: String,
    /// The first subscriber.
    pub subscriber: SubscriberForm,
    /// What an earlier try has made already.
    pub made: Made,
}

/// The ids of what an earlier try of the flow has made, so that the next one goes on from there. They are inputs of the
/// form like the others: whoever uses them checks them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Made {
    /// The contact, or nothing.
    pub contact: String,
    /// The customer, or nothing.
    pub customer: String,
}

/// A customer that can be created, but for its billing profile, which is looked up by what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomer {
    /// Kind of account.
    pub kind: CustomerType,
    /// The reseller's own reference.
    pub external_id: Option<String>,
    /// At most so many subscribers; none means no limit.
    pub max_subscribers: Option<u32>,
}

/// All that the form of a new customer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomerOrder {
    /// The contact to create.
    pub contact: NewContact,
    /// The contract to create.
    pub customer: NewCustomer,
    /// Handle or name of the billing profile.
    pub billing_profile: String,
    /// The first subscriber, if wanted.
    pub subscriber: Option<NewSubscriber>,
}

impl CustomerForm {
    /// The checkbox of the first subscriber.
    #[must_use]
    pub fn wants_subscriber(&self) -> bool {
        !self.with_subscriber.is_empty()
    }

    /// Reads the form. Field names are those of the page: `form[contact][email]` and so on.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(&self) -> Result<NewCustomerOrder, FieldErrors> {
        let mut errors = FieldErrors::new();
        let contact = self.contact.parse("form[contact]", &mut errors);
        let kind = CustomerType::ALL
            .into_iter()
            .find(|kind| kind.name() == self.kind)
            .ok_or(FieldError::InvalidChoice);
        let kind = errors.take("form[kind]", kind);
        let billing_profile = errors.take("form[billing_profile]", text::required(&self.billing_profile, 63));
        let external_id = errors.take("form[external_id]", text::optional(&self.external_id, 255));
        let max_subscribers = errors.take("form[max_subscribers]", max_subscribers(&self.max_subscribers));
        if self.wants_subscriber() && max_subscribers == Some(Some(0)) {
            errors.add("form[max_subscribers]", FieldError::OutOfRange(1, MOST_SUBSCRIBERS.into()));
        }
        let subscriber = if self.wants_subscriber() {
            // The first line of a cloud PBX is its pilot.
            let line = match kind {
                Some(CustomerType::PbxAccount) => NewLineKind::Pilot,
                _ => NewLineKind::Plain,
            };
            self.subscriber.parse("form[subscriber]", &line, &mut errors).map(Some)
        } else {
            Some(None)
        };
        let order = (|| {
            Some(NewCustomerOrder {
                contact: contact?,
                customer: NewCustomer {
                    kind: kind?,
                    external_id: external_id?,
                    max_subscribers: max_subscribers?,
                },
                billing_profile: billing_profile?,
                subscriber: subscriber?,
            })
        })();
        order.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

fn max_subscribers(typed: &str) -> Result<Option<u32>, FieldError> {
    if typed.trim().is_empty() { Ok(None) } else { text::whole_number(typed, 0, MOST_SUBSCRIBERS).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> CustomerForm {
        CustomerForm {
            contact: ContactForm {
                lastname: "Huber".into(),
                email: "huber@mail.example".into(),
                ..ContactForm::default()
            },
            kind: "sipaccount".into(),
            billing_profile: "standard".into(),
            ..CustomerForm::default()
        }
    }

    #[test]
    fn the_least_that_makes_a_customer() {
        let order = filled().parse().unwrap();
        assert_eq!(
            order.customer,
            NewCustomer { kind: CustomerType::SipAccount, external_id: None, max_subscribers: None }
        );
        assert_eq!(order.subscriber, None);
    }

    #[test]
    fn every_mistake_is_told_at_once_at_its_field() {
        let form = CustomerForm {
            contact: ContactForm { email: "nobody".into(), country: "XXX".into(), ..ContactForm::default() },
            kind: "other".into(),
            max_subscribers: "many".into(),
            external_id: "x".repeat(256),
            with_subscriber: "yes".into(),
            ..CustomerForm::default()
        };
        let errors = form.parse().unwrap_err();
        for (field, error) in [
            ("form[contact][email]", FieldError::InvalidEmail),
            ("form[contact][lastname]", FieldError::Missing),
            ("form[contact][country]", FieldError::InvalidChoice),
            ("form[kind]", FieldError::InvalidChoice),
            ("form[billing_profile]", FieldError::Missing),
            ("form[max_subscribers]", FieldError::NotANumber),
            ("form[external_id]", FieldError::TooLong(255)),
            ("form[subscriber][username]", FieldError::Missing),
        ] {
            assert_eq!(errors.get(field), Some(error), "{field}");
        }
    }

    #[test]
    fn a_first_subscriber_needs_a_limit_that_lets_it_in() {
        let none = CustomerForm { max_subscribers: "0".into(), ..filled() };
        assert_eq!(none.parse().unwrap().customer.max_subscribers, Some(0));
        let errors = CustomerForm { with_subscriber: "yes".into(), ..none }.parse().unwrap_err();
        assert_eq!(errors.get("form[max_subscribers]"), Some(FieldError::OutOfRange(1, 1_000_000)));
    }

    #[test]
    fn a_company_needs_no_last_name() {
        let mut form = filled();
        form.contact.lastname.clear();
        form.contact.company = "Huber GmbH".into();
        assert!(form.parse().is_ok());
    }
}
