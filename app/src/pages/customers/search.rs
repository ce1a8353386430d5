//! Which customers a list shows. The platform searches them by reference, status and contact id only; an e-mail address goes by
//! way of the contacts.

use crate::{failure::Failure, listing::ListQuery};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::{cmp::Ordering, collections::BTreeMap};
use switchhook_domain::{identifier::ContactId, lock::Status, text};
use switchhook_platform::{
    Client, Contact, Customer, ListOptions, MOST_ROWS, Scoped,
    contacts::{ContactFilter, ContactSort},
    customers::{CustomerFilter, CustomerSort},
};

/// The customers of no more contacts than this are shown: each one costs a request.
const MOST_CONTACTS: u32 = 20;
/// How many requests of one page run at once.
const AT_ONCE: usize = 4;
/// The longest text that a reference or an e-mail address can match.
const LONGEST: u16 = 255;

/// What the query asks for.
#[derive(Clone)]
pub(crate) struct Search {
    filter: CustomerFilter,
    email: Option<String>,
    impossible: bool,
    sort: CustomerSort,
    descending: bool,
    page: u32,
    rows: u32,
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Scoped<Customer>>,
    /// How many there are on all pages, if that is known.
    pub(crate) total: Option<u64>,
    pub(crate) has_next: bool,
    /// How many contacts have such an e-mail address, if one was asked for.
    pub(super) matched: Option<Matched>,
    /// The contacts of the rows; those that cannot be read are not there.
    pub(crate) contacts: BTreeMap<ContactId, Scoped<Contact>>,
}

impl Found {
    /// Whether there are customers that no page of the search shows.
    pub(crate) fn is_cut(&self) -> bool {
        self.matched.as_ref().is_some_and(|matched| matched.more || self.total.is_none())
    }
}

/// How many contacts match, and of how many the customers are shown.
pub(crate) struct Matched {
    pub(super) all: Option<u64>,
    pub(super) shown: usize,
    /// Whether there are more than those shown.
    pub(super) more: bool,
}

impl Search {
    pub(crate) fn of(query: &ListQuery) -> Self {
        let (column, descending) = query.sort().unwrap_or(("id", false));
        let sort = match column {
            "external_id" => CustomerSort::ExternalId,
            "status" => CustomerSort::Status,
            "created" => CustomerSort::CreateTimestamp,
            _ => CustomerSort::Id,
        };
        let status =
            query.get("status").and_then(|name| STATUSES.into_iter().find(|status| status.name() == name));
        let typed = |name| query.get(name).map(pattern);
        let (external_id, email) = (typed("external_id"), typed("email"));
        Self {
            impossible: matches!(external_id, Some(None)) || matches!(email, Some(None)),
            filter: CustomerFilter {
                statuses: status.into_iter().collect(),
                external_id: external_id.flatten(),
                contact: None,
            },
            email: email.flatten(),
            sort,
            descending,
            page: query.page(),
            rows: query.rows(),
        }
    }

    /// The same search for a page of the largest size, in the order of ids.
    pub(crate) fn page_by_id(&self, page: u32) -> Self {
        Self { page, rows: MOST_ROWS, sort: CustomerSort::Id, descending: false, ..self.clone() }
    }

    pub(crate) async fn run(&self, client: &Client) -> Result<Found, Failure> {
        if self.impossible {
            return Ok(Found { total: Some(0), ..Found::default() });
        }
        match &self.email {
            Some(email) => self.by_email(client, email).await,
            None => self.by_customer(client).await,
        }
    }

    async fn by_customer(&self, client: &Client) -> Result<Found, Failure> {
        let options = ListOptions {
            page: self.page,
            rows: self.rows,
            sort: self.sort,
            descending: self.descending,
            count: true,
        };
        let page = client.customers(&self.filter, &options).await?;
        let (total, has_next) = (page.total, page.has_next());
        let contacts = contacts(client, &page.rows).await;
        Ok(Found { rows: page.rows, total, has_next, matched: None, contacts })
    }

    async fn by_email(&self, client: &Client, email: &str) -> Result<Found, Failure> {
        let filter = ContactFilter { email: Some(email.to_owned()) };
        let options = ListOptions { rows: MOST_CONTACTS, sort: ContactSort::Email, ..ListOptions::default() };
        let matching = client.contacts(&filter, &options).await?;
        let matched = Matched { all: matching.total, shown: matching.rows.len(), more: matching.has_next() };
        let contacts: BTreeMap<_, _> =
            matching.rows.into_iter().map(|contact| (contact.id, contact)).collect();
        let requests = contacts.keys().map(|contact| {
            let filter = CustomerFilter { contact: Some(*contact), ..self.filter.clone() };
            customers_of(client.clone(), filter)
        });
        let found: Vec<_> =
            stream::iter(requests.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await?;
        let more = found.iter().any(|(_, more)| *more);
        let mut rows: Vec<_> = found.into_iter().flat_map(|(rows, _)| rows).collect();
        rows.sort_by(|one, other| self.order(one, other));
        let total = rows.len();
        let per_page = usize::try_from(self.rows).unwrap_or(usize::MAX);
        let skipped = usize::try_from(self.page - 1).unwrap_or(usize::MAX).saturating_mul(per_page);
        let rows: Vec<_> = rows.into_iter().skip(skipped).take(per_page).collect();
        Ok(Found {
            has_next: skipped.saturating_add(per_page) < total,
            total: u64::try_from(total).ok().filter(|_| !more),
            rows,
            matched: Some(matched),
            contacts,
        })
    }

    fn order(&self, one: &Customer, other: &Customer) -> Ordering {
        let order = match self.sort {
            CustomerSort::ExternalId => one.external_id.cmp(&other.external_id),
            CustomerSort::Status => one.status.name().cmp(other.status.name()),
            CustomerSort::CreateTimestamp => one.create_timestamp.cmp(&other.create_timestamp),
            CustomerSort::Id | CustomerSort::MaxSubscribers => Ordering::Equal,
        };
        let order = order.then(one.id.cmp(&other.id));
        if self.descending { order.reverse() } else { order }
    }
}

/// The statuses to filter by.
pub(super) const STATUSES: [Status; 4] =
    [Status::Active, Status::Pending, Status::Locked, Status::Terminated];

/// A pattern of the platform for a typed text: it may stand anywhere, unless the person typed stars. None if nothing can match:
/// what cannot be stored cannot be found, and the platform fails on it.
pub(in crate::pages) fn pattern(typed: &str) -> Option<String> {
    let text = text::required(typed, LONGEST).ok()?;
    Some(if text.contains('*') { text } else { format!("*{text}*") })
}

async fn customers_of(
    client: Client,
    filter: CustomerFilter,
) -> Result<(Vec<Scoped<Customer>>, bool), Failure> {
    let options = ListOptions { rows: 100, count: false, ..ListOptions::default() };
    let page = client.customers(&filter, &options).await?;
    let more = page.has_next();
    Ok((page.rows, more))
}

/// The contacts of customers. One that cannot be read is left out.
async fn contacts(client: &Client, customers: &[Scoped<Customer>]) -> BTreeMap<ContactId, Scoped<Contact>> {
    let mut ids: Vec<_> = customers.iter().map(|customer| customer.contact_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let requests = ids.into_iter().map(|id| {
        let client = client.clone();
        async move { client.contact(id).await.ok().map(|contact| (id, contact)) }
    });
    stream::iter(requests).buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_may_stand_anywhere_and_stars_are_kept() {
        assert_eq!(pattern(" huber "), Some("*huber*".into()));
        assert_eq!(pattern("crm-*"), Some("crm-*".into()));
    }

    #[test]
    fn what_cannot_be_stored_is_not_asked_for() {
        for typed in [" ", "😀", &"x".repeat(256), "a\u{0}"] {
            assert_eq!(pattern(typed), None, "{typed:?}");
        }
    }
}
