//! Where a line lives, as far as clocks go (contract 3.8, 3.11).

use crate::{
    client::Client, contacts::Contact, customers::Customer, error::Error, scope::Scoped,
    subscribers::Subscriber,
};

impl Client {
    /// The name of a line's time zone: its own, or that of its customer's contact. None if neither has one: the platform then
    /// takes the reseller's, which it does not show to everybody.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn time_zone(&self, subscriber: &Scoped<Subscriber>) -> Result<Option<String>, Error> {
        self.check(subscriber)?;
        let named = |zone: &Option<String>| zone.clone().filter(|name| !name.trim().is_empty());
        if let Some(own) = named(&subscriber.timezone) {
            return Ok(Some(own));
        }
        // Of the contact nothing is told but the zone, in which the line lives: it may be read in the scope of the line, too.
        let customer: Customer = self.item(subscriber.customer_id.0).await?;
        let contact: Contact = self.item(customer.contact_id.0).await?;
        Ok(named(&contact.timezone))
    }
}
