//! The pages about contacts by themselves.

mod edit;
mod list;
mod terminate;

pub(crate) use edit::{ContactPage, NewContactPage};
pub(crate) use list::ContactsPage;
pub(crate) use terminate::TerminateContactPage;

use crate::{failure::Failure, pages::id_in_path};
use switchhook_domain::identifier::ContactId;
use switchhook_platform::{Client, Customer, ListOptions, Page as Rows, customers::CustomerFilter};

/// How many customers of a contact are named.
const NAMED: u32 = 25;

fn contact_in_path() -> Result<ContactId, Failure> {
    id_in_path().ok_or(Failure::NotFound)
}

/// Where the pages about contacts belong.
fn trail() -> Vec<(String, String)> {
    vec![("/contacts".to_owned(), say!(contacts.title))]
}

/// The customers whose contract is with this contact.
async fn customers_of(client: &Client, contact: ContactId) -> Result<Rows<Customer>, Failure> {
    let filter = CustomerFilter { contact: Some(contact), ..CustomerFilter::default() };
    Ok(client.customers(&filter, &ListOptions { rows: NAMED, ..ListOptions::default() }).await?)
}
