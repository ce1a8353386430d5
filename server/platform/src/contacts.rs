//! Customer contacts (contract 3.4).

use crate::{
    client::{Client, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    of_reseller::rows_of_reseller,
    patch::Operation,
    pattern,
    scope::Scoped,
};
use serde::Deserialize;
use serde_json::{Value, json};
use switchhook_domain::{
    customer::NewContact,
    identifier::{ContactId, ResellerId},
    permission::Scope,
};

/// Whom a customer contract is with. The members are the platform's; those that the portal does not show stay untouched.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the members are the platform's (contract 3.4)")]
pub struct Contact {
    #[serde(deserialize_with = "lenient::number")]
    pub id: ContactId,
    /// Shown to the operator only.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    #[serde(default)]
    pub firstname: Option<String>,
    #[serde(default)]
    pub lastname: Option<String>,
    #[serde(default)]
    pub company: Option<String>,
    #[serde(default)]
    pub street: Option<String>,
    #[serde(default)]
    pub postcode: Option<String>,
    #[serde(default)]
    pub city: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub phonenumber: Option<String>,
    /// Name of a time zone; none means the reseller's.
    #[serde(default)]
    pub timezone: Option<String>,
}

rows_of_reseller! { Contact in "customercontacts" }

/// Which contacts to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactFilter {
    /// A pattern for the e-mail address, `*` being any string. The platform searches contacts by nothing else.
    pub email: Option<String>,
}

sort_keys! {
    /// What contacts are sorted by.
    pub ContactSort {
        Id = "id",
        Email = "email",
        Lastname = "lastname",
        Company = "company",
    }
}

impl Client {
    /// Reads a contact. In the scope of a customer only that customer's own contact exists.
    ///
    /// # Errors
    /// [`Error::NotFound`] and what reading can meet.
    pub async fn contact(&self, id: ContactId) -> Result<Scoped<Contact>, Error> {
        if let Scope::Customer(_, own) = self.scope() {
            if self.customer(own).await?.contact_id != id {
                return Err(Error::NotFound);
            }
        } else {
            self.holds_reseller()?;
        }
        let contact: Contact = self.item(id.0).await?;
        if self.owns(&contact) { Ok(self.prove(contact)) } else { Err(Error::NotFound) }
    }

    /// Lists the reseller's contacts.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn contacts(
        &self,
        filter: &ContactFilter,
        options: &ListOptions<ContactSort>,
    ) -> Result<Page<Contact>, Error> {
        let filter = Filter::default().pattern("email", filter.email.as_deref(), |row: &Contact| &row.email);
        self.list_of_reseller(filter, options).await
    }

    /// Creates a contact.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer; [`Error::UnknownOutcome`] if the answer was lost and no such contact is
    /// found; what writing can meet.
    pub async fn create_contact(&self, contact: &NewContact) -> Result<ContactId, Error> {
        self.holds_reseller()?;
        let mut body = members(contact);
        // The operator's login must say whose contact it is; the platform sets it for a reseller's.
        if let Some(reseller) = self.scope().reseller() {
            body.push(("reseller_id", reseller.0.into()));
        }
        let body: serde_json::Map<_, _> =
            body.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        match self.create(Contact::COLLECTION, &body).await {
            Err(Error::UnknownOutcome) => self.same_contact(contact).await.ok_or(Error::UnknownOutcome),
            other => other.map(ContactId),
        }
    }

    /// Changes a contact to what a form says; members that the form does not have stay.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn update_contact(&self, contact: &Scoped<Contact>, wanted: &NewContact) -> Result<(), Error> {
        self.check(contact)?;
        let present = members(&contact.as_new());
        let operations: Vec<_> = members(wanted)
            .into_iter()
            .filter(|member| !present.contains(member))
            .map(|(name, value)| Operation::replace(name, value))
            .collect();
        self.patch(Contact::COLLECTION, contact.id.0, &operations).await
    }

    /// Deletes a contact that no contract uses any more.
    ///
    /// # Errors
    /// [`Error::InUse`] if one does; what writing can meet.
    pub async fn delete_contact(&self, contact: &Scoped<Contact>) -> Result<(), Error> {
        self.check(contact)?;
        self.delete(Contact::COLLECTION, contact.id.0).await
    }

    /// The newest contact that is the same in every member.
    async fn same_contact(&self, contact: &NewContact) -> Option<ContactId> {
        let filter = Filter::default()
            .query("email", pattern::literal(&contact.email))
            .and(|row: &Contact| row.as_new() == *contact);
        let options = ListOptions { descending: true, ..ListOptions::<ContactSort>::first(20) };
        let page = self.list_of_reseller(filter, &options).await.ok()?;
        page.rows.into_iter().next().map(|row| row.id)
    }
}

impl Contact {
    /// The members that a form has.
    fn as_new(&self) -> NewContact {
        NewContact {
            email: self.email.clone(),
            firstname: self.firstname.clone(),
            lastname: self.lastname.clone(),
            company: self.company.clone(),
            street: self.street.clone(),
            postcode: self.postcode.clone(),
            city: self.city.clone(),
            country: self.country.clone(),
            phonenumber: self.phonenumber.clone(),
        }
    }
}

fn members(contact: &NewContact) -> Vec<(&'static str, Value)> {
    vec![
        ("email", json!(contact.email)),
        ("firstname", json!(contact.firstname)),
        ("lastname", json!(contact.lastname)),
        ("company", json!(contact.company)),
        ("street", json!(contact.street)),
        ("postcode", json!(contact.postcode)),
        ("city", json!(contact.city)),
        ("country", json!(contact.country)),
        ("phonenumber", json!(contact.phonenumber)),
    ]
}
