//! How subscribers are created, changed and terminated (contract 3.11).

use crate::{
    client::{Client, Row, refuse},
    customers::Customer,
    error::Error,
    patch::Operation,
    scope::Scoped,
    subscribers::Subscriber,
};
use serde_json::{Map, Value, json};
use switchhook_domain::{
    FieldError,
    identifier::SubscriberId,
    lock::{LockLevel, Status},
    number::NumberParts,
    subscriber::{NewPasswords, NewSubscriber, Numbers},
};

impl Client {
    /// Creates an active subscriber of a customer.
    ///
    /// # Errors
    /// [`Error::UnknownOutcome`] if the answer was lost and the new subscriber is not found. A number that somebody else has as
    /// an alias is [`Error::NotCreated`] here (contract 3.11.2). What writing can meet.
    pub async fn create_subscriber(
        &self,
        customer: &Scoped<Customer>,
        subscriber: &NewSubscriber,
    ) -> Result<SubscriberId, Error> {
        self.check(customer)?;
        let aliases: Vec<_> = subscriber.numbers.aliases.iter().map(number).collect();
        let mut body = Map::new();
        for (member, value) in [
            ("customer_id", json!(customer.id)),
            ("domain", json!(subscriber.domain)),
            ("username", json!(subscriber.username)),
            ("password", json!(subscriber.password.reveal())),
            ("status", json!(Status::Active.name())),
            ("primary_number", number(&subscriber.numbers.primary)),
            ("alias_numbers", aliases.into()),
            ("external_id", json!(subscriber.external_id)),
        ] {
            body.insert(member.to_owned(), value);
        }
        if let Some(password) = &subscriber.webpassword {
            body.insert("webpassword".to_owned(), password.reveal().into());
        }
        if let Some(pbx) = &subscriber.pbx {
            body.insert("is_pbx_pilot".to_owned(), pbx.extension.is_none().into());
            let texts = [("pbx_extension", &pbx.extension), ("display_name", &pbx.display_name)];
            let set = texts.into_iter().filter_map(|(member, text)| Some((member, text.as_deref()?)));
            body.extend(set.map(|(member, text)| (member.to_owned(), text.into())));
        }
        // With an extension the platform makes the number itself.
        let extension = subscriber.pbx.as_ref().and_then(|pbx| pbx.extension.as_deref());
        match self.create(Subscriber::COLLECTION, &body).await {
            Err(Error::UnknownOutcome) => {
                let found = self.find_subscriber(&subscriber.username, &subscriber.domain).await;
                let is_it = |row: &Subscriber| {
                    row.customer_id == customer.id
                        && match extension {
                            Some(extension) => row.pbx_extension.as_deref() == Some(extension),
                            None => row.primary_number.as_ref() == Some(&subscriber.numbers.primary),
                        }
                };
                match found {
                    Ok(Some(row)) if is_it(&row) => Ok(row.id),
                    _ => Err(Error::UnknownOutcome),
                }
            }
            other => other.map(SubscriberId),
        }
    }

    /// Gives a line other numbers. Alias numbers that stay keep what the portal does not edit.
    ///
    /// # Errors
    /// [`Error::Validation`] at `primary_number` or `alias_numbers` if somebody has a number already; what writing can meet.
    pub async fn change_numbers(
        &self,
        subscriber: &Scoped<Subscriber>,
        numbers: &Numbers,
    ) -> Result<(), Error> {
        let mut operations = Vec::new();
        if subscriber.primary_number.as_ref() != Some(&numbers.primary) {
            operations.push(Operation::add("primary_number", number(&numbers.primary)));
        }
        if !subscriber.alias_numbers.iter().map(|alias| &alias.number).eq(&numbers.aliases) {
            let aliases: Vec<_> = numbers
                .aliases
                .iter()
                .map(|wanted| {
                    let mut alias = number(wanted);
                    if subscriber.alias_numbers.iter().any(|known| known.is_devid && known.number == *wanted)
                    {
                        alias["is_devid"] = true.into();
                    }
                    alias
                })
                .collect();
            operations.push(Operation::add("alias_numbers", aliases));
        }
        self.change(subscriber, &operations).await
    }

    /// Gives a line new passwords; what is none stays.
    ///
    /// # Errors
    /// [`Error::Validation`] if the platform's rules for passwords refuse one; what writing can meet.
    pub async fn change_passwords(
        &self,
        subscriber: &Scoped<Subscriber>,
        passwords: &NewPasswords,
    ) -> Result<(), Error> {
        let password = passwords.password.as_ref().map(|new| Operation::add("password", new.reveal()));
        let webpassword =
            passwords.webpassword.as_ref().map(|new| Operation::add("webpassword", new.reveal()));
        let operations: Vec<_> = password.into_iter().chain(webpassword).collect();
        self.change(subscriber, &operations).await
    }

    /// Bars a line so far, or not at all. Its status stays.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn set_lock(
        &self,
        subscriber: &Scoped<Subscriber>,
        lock: Option<LockLevel>,
    ) -> Result<(), Error> {
        self.change(subscriber, &[Operation::replace("lock", level(lock))]).await
    }

    /// Locks a line, which bars it wholly whatever `lock` says, or makes it active with this lock: in one write.
    ///
    /// # Errors
    /// [`Error::Validation`] for any other status; what writing can meet.
    pub async fn set_status(
        &self,
        subscriber: &Scoped<Subscriber>,
        status: Status,
        lock: Option<LockLevel>,
    ) -> Result<(), Error> {
        let set = Operation::replace("status", status.name());
        let operations = match status {
            // Without the second, a lock of 4 would stay (contract 3.11.3).
            Status::Active => vec![set, Operation::replace("lock", level(lock))],
            Status::Locked => vec![set],
            _ => return Err(refuse("status", FieldError::InvalidChoice)),
        };
        self.change(subscriber, &operations).await
    }

    /// Sets or clears the reseller's own reference.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn set_external_id(
        &self,
        subscriber: &Scoped<Subscriber>,
        external_id: Option<&str>,
    ) -> Result<(), Error> {
        self.change(subscriber, &[Operation::replace("external_id", external_id)]).await
    }

    /// Terminates a line: its forwards and preferences are lost, its numbers become free. This cannot be undone.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for the pilot of a cloud PBX that has other lines; what writing can meet.
    pub async fn terminate_subscriber(&self, subscriber: &Scoped<Subscriber>) -> Result<(), Error> {
        self.check(subscriber)?;
        self.delete(Subscriber::COLLECTION, subscriber.id.0).await
    }

    async fn change(&self, subscriber: &Scoped<Subscriber>, operations: &[Operation]) -> Result<(), Error> {
        self.check(subscriber)?;
        self.patch(Subscriber::COLLECTION, subscriber.id.0, operations).await
    }
}

/// None is null and never 0, which is refused (contract 3.11.3).
fn level(lock: Option<LockLevel>) -> Value {
    lock.map_or(Value::Null, |level| level.number().to_string().into())
}

fn number(number: &NumberParts) -> Value {
    json!({ "cc": number.country(), "ac": number.area(), "sn": number.subscriber() })
}
