//! Devices that are registered for a line now (contract 3.16, `subscriberregistrations`).

use crate::{
    client::{Client, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    scope::Scoped,
    subscribers::Subscriber,
};
use serde::Deserialize;
use switchhook_domain::identifier::SubscriberId;

/// A device that is registered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Registration {
    /// Its id: a number or any text.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// For which line.
    #[serde(deserialize_with = "lenient::number")]
    pub subscriber_id: SubscriberId,
    /// The SIP address under which the device is reached.
    #[serde(default, deserialize_with = "lenient::text")]
    pub contact: String,
    /// When the registration ends, `YYYY-MM-DD HH:MM:SS` on the platform's clock ([`Platform::time_zone`](crate::Platform::time_zone)).
    #[serde(default)]
    pub expires: Option<String>,
    /// What the device calls itself.
    #[serde(default)]
    pub user_agent: Option<String>,
    /// The address that it registered from, as SIP address, where it differs from `contact`.
    #[serde(default)]
    pub received: Option<String>,
    /// Whether it is behind a translation of addresses.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub nat: bool,
}

impl Row for Registration {
    const COLLECTION: &'static str = "subscriberregistrations";
}

sort_keys! {
    /// What registrations are sorted by.
    pub RegistrationSort {
        Id = "id",
        Contact = "contact",
        Expires = "expires",
        UserAgent = "user_agent",
    }
}

impl Client {
    /// The devices that are registered for a line.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn registrations(
        &self,
        subscriber: &Scoped<Subscriber>,
        options: &ListOptions<RegistrationSort>,
    ) -> Result<Page<Registration>, Error> {
        self.check(subscriber)?;
        let filter = Filter::default()
            .value("subscriber_id", Some(subscriber.id), |row: &Registration| row.subscriber_id);
        Ok(self.page(self.listing(filter, options).await?, options, |_| true))
    }

    /// Takes a device's registration away. A device that is on registers again after a while.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it has ended already; what writing can meet.
    pub async fn delete_registration(&self, registration: &Scoped<Registration>) -> Result<(), Error> {
        self.check(registration)?;
        self.delete(Registration::COLLECTION, &registration.id).await
    }
}
