//! Writes to customers.

mod create;
mod edit;
mod existing;
mod terminate;

pub(super) use create::{CONTACT_FIELDS, Writer, contact_members, create_contact};
pub(crate) use edit::as_shown;
pub(super) use existing::as_typed as as_new;

use crate::customer_name::customer_name as name_of;
use std::str::FromStr;
use switchhook_domain::identifier::CustomerId;
use switchhook_platform::{Client, Contact, Customer, Error as PlatformError, Scoped};

/// The id that a form names; what is none belongs to nothing.
fn id<T: FromStr>(typed: &str) -> Result<T, PlatformError> {
    typed.parse().map_err(|_| PlatformError::NotFound)
}

/// A customer and its contact, unless that is gone.
async fn with_contact(
    client: &Client,
    typed: &str,
) -> Result<(Scoped<Customer>, Option<Scoped<Contact>>), PlatformError> {
    let customer = client.customer(id::<CustomerId>(typed)?).await?;
    let contact = match client.contact(customer.contact_id).await {
        Ok(contact) => Some(contact),
        Err(PlatformError::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok((customer, contact))
}
