//! Customers: contracts with their subscribers (contract 3.7).

use crate::{
    billing_profiles::BillingProfile,
    client::{Client, Resource, Row, refuse},
    contacts::Contact,
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    patch::Operation,
    scope::Scoped,
};
use serde::Deserialize;
use serde_json::{Value, json};
use switchhook_domain::{
    FieldError,
    customer::{CustomerType, NewCustomer},
    identifier::{BillingProfileId, ContactId, CustomerId},
    lock::Status,
    permission::Scope,
};

/// A customer contract.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Customer {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: CustomerId,
    /// Whom it is with.
    #[serde(deserialize_with = "lenient::number")]
    pub contact_id: ContactId,
    /// The billing profile that counts now.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub billing_profile_id: Option<BillingProfileId>,
    /// Active, pending, locked or terminated. Terminated customers stay readable.
    pub status: Status,
    /// Single lines or a cloud PBX; none if it is a kind that the portal does not know.
    #[serde(rename = "type", default, deserialize_with = "lenient::known")]
    pub kind: Option<CustomerType>,
    /// The reseller's own reference; not unique.
    #[serde(default)]
    pub external_id: Option<String>,
    /// At most so many subscribers; none means no limit.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub max_subscribers: Option<u32>,
    /// When it was made, `YYYY-MM-DD HH:MM:SS` in the platform's own time zone, which it does not tell.
    #[serde(default)]
    pub create_timestamp: Option<String>,
    /// When it was changed last.
    #[serde(default)]
    pub modify_timestamp: Option<String>,
    /// When it was terminated.
    #[serde(default)]
    pub terminate_timestamp: Option<String>,
}

impl Row for Customer {
    const COLLECTION: &'static str = "customers";
}

impl Resource for Customer {
    fn id(&self) -> u64 {
        self.id.0
    }
}

/// Which customers to list. The platform searches them by nothing else (contract 10.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Any of these; empty means all, terminated ones too.
    pub statuses: Vec<Status>,
    /// A pattern for the external id, `*` being any string.
    pub external_id: Option<String>,
    /// Whom the contract is with.
    pub contact: Option<ContactId>,
}

sort_keys! {
    /// What customers are sorted by.
    pub CustomerSort {
        Id = "id",
        ExternalId = "external_id",
        Status = "status",
        CreateTimestamp = "create_timestamp",
        MaxSubscribers = "max_subscribers",
    }
}

/// What shall change of a customer; what is none stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerChange<'a> {
    /// Active, pending or locked. Locking locks every subscriber; unlocking takes every subscriber's own lock away
    /// (contract 10.4). Pending is refused by the platform while there are subscribers.
    pub status: Option<Status>,
    /// A billing profile of the same reseller.
    pub billing_profile: Option<&'a Scoped<BillingProfile>>,
    /// A contact of the same reseller.
    pub contact: Option<&'a Scoped<Contact>>,
    /// The reseller's own reference, or none of it.
    pub external_id: Option<Option<&'a str>>,
    /// The limit of subscribers, or no limit.
    pub max_subscribers: Option<Option<u32>>,
}

impl Client {
    /// Reads a customer.
    ///
    /// # Errors
    /// [`Error::NotFound`] (without asking the platform if the id cannot be in scope) and what reading can meet.
    pub async fn customer(&self, id: CustomerId) -> Result<Scoped<Customer>, Error> {
        if !self.scope().holds_customer(id) {
            return Err(Error::NotFound);
        }
        self.item(id.0).await.map(|customer| self.prove(customer))
    }

    /// Lists customers.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a line, and what reading can meet.
    pub async fn customers(
        &self,
        filter: &CustomerFilter,
        options: &ListOptions<CustomerSort>,
    ) -> Result<Page<Customer>, Error> {
        match self.scope() {
            Scope::Operator | Scope::Reseller(_) => {
                let listing = self.listing(filter.request(), options).await?;
                Ok(self.page(listing, options, |row| self.scope().holds_customer(row.id)))
            }
            Scope::Customer(_, own) => {
                let customer = self.customer(own).await?;
                let fits = filter.request().holds(&customer);
                Ok(Page::of_one(fits.then_some(customer), options))
            }
            Scope::Line(..) => Err(Error::NotFound),
        }
    }

    /// Creates an active customer.
    ///
    /// # Errors
    /// [`Error::UnknownOutcome`] if the answer was lost and the new customer is not found; what writing can meet.
    pub async fn create_customer(
        &self,
        contact: &Scoped<Contact>,
        billing_profile: &Scoped<BillingProfile>,
        customer: &NewCustomer,
    ) -> Result<CustomerId, Error> {
        self.holds_reseller()?;
        self.check(contact)?;
        self.check(billing_profile)?;
        // A contact may have several customers that are alike: what exists now is not what is created next.
        let before = self.newest_customer(contact.id).await?;
        let body = json!({
            "contact_id": contact.id,
            "billing_profile_id": billing_profile.id,
            "type": customer.kind.name(),
            "status": Status::Active.name(),
            "external_id": customer.external_id,
            "max_subscribers": customer.max_subscribers,
        });
        match self.create(Customer::COLLECTION, &body).await {
            Err(Error::UnknownOutcome) => match self.newest_customer(contact.id).await {
                Ok(Some(found))
                    if before.as_ref().is_none_or(|before| found.id > before.id)
                        && found.external_id == customer.external_id =>
                {
                    Ok(found.id)
                }
                _ => Err(Error::UnknownOutcome),
            },
            other => other.map(CustomerId),
        }
    }

    /// Changes a customer. What is already so is not sent: to the platform even a status that stays is an order.
    ///
    /// # Errors
    /// [`Error::Validation`] for a status that is no choice, or if the customer is terminated; what writing can meet.
    pub async fn update_customer(
        &self,
        customer: &Scoped<Customer>,
        change: &CustomerChange<'_>,
    ) -> Result<(), Error> {
        self.check(customer)?;
        let mut operations = Vec::new();
        if let Some(profile) = change.billing_profile {
            self.check(profile)?;
            if customer.billing_profile_id != Some(profile.id) {
                operations.push(Operation::replace("billing_profile_id", profile.id.0));
            }
        }
        if let Some(contact) = change.contact {
            self.check(contact)?;
            if customer.contact_id != contact.id {
                operations.push(Operation::replace("contact_id", contact.id.0));
            }
        }
        if let Some(external_id) = change.external_id
            && customer.external_id.as_deref() != external_id
        {
            operations.push(Operation::replace("external_id", external_id));
        }
        if let Some(limit) = change.max_subscribers
            && customer.max_subscribers != limit
        {
            operations.push(Operation::replace("max_subscribers", limit));
        }
        if let Some(status) = change.status
            && customer.status != status
        {
            if !Status::CHOICES.contains(&status) {
                return Err(refuse("status", FieldError::InvalidChoice));
            }
            operations.push(Operation::replace("status", status.name()));
        }
        self.patch(Customer::COLLECTION, customer.id.0, &operations).await
    }

    /// Terminates a customer and all its subscribers. This cannot be undone.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn terminate_customer(&self, customer: &Scoped<Customer>) -> Result<(), Error> {
        self.check(customer)?;
        let operation = Operation::replace("status", Value::from(Status::Terminated.name()));
        self.patch(Customer::COLLECTION, customer.id.0, &[operation]).await
    }

    async fn newest_customer(&self, contact: ContactId) -> Result<Option<Customer>, Error> {
        let filter = CustomerFilter { contact: Some(contact), ..CustomerFilter::default() };
        let options = ListOptions { descending: true, ..ListOptions::<CustomerSort>::first(1) };
        Ok(self.listing(filter.request(), &options).await?.rows.pop())
    }
}

impl CustomerFilter {
    fn request(&self) -> Filter<'_, Customer> {
        let filter = Filter::default()
            .pattern("external_id", self.external_id.as_deref(), |row: &Customer| {
                row.external_id.as_deref().unwrap_or_default()
            })
            .value("contact_id", self.contact, |row| row.contact_id);
        if self.statuses.is_empty() {
            return filter;
        }
        let names: Vec<_> = self.statuses.iter().map(|status| status.name()).collect();
        filter.query("status", names.join(",")).and(|row| self.statuses.contains(&row.status))
    }
}
