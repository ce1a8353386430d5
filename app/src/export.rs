//! Lists as files for spreadsheets: asked for page by page, so that the portal never holds more than one page of them.

mod progress;

use self::progress::{Progress, Rows};
use crate::{
    customer_name::contact_name,
    failure::Failure,
    guard::permitted,
    i18n::Locale,
    listing::ListQuery,
    pages::{customers, subscribers},
    portal::Portal,
    visitor::Visitor,
};
use leptos_i18n::td_string;
use serde_json::json;
use switchhook_access::{
    audit::{Action, AuditEntry, Object, ObjectKind, Outcome},
    needs,
    needs::Needs,
};
use switchhook_domain::{csv, number::NumberParts};
use switchhook_platform::{
    Client, Contact, Customer, ListOptions, MOST_ROWS, Subscriber, subscribers::SubscriberFilter,
};

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportedList {
    /// `/customers`
    Customers,
    /// `/subscribers`
    Subscribers,
}

impl ExportedList {
    /// Every list that there is as a file.
    pub const ALL: [Self; 2] = [Self::Customers, Self::Subscribers];

    /// Where the file is.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Customers => "/customers.csv",
            Self::Subscribers => "/subscribers.csv",
        }
    }

    /// The link to the file with all that the present view of the list is about.
    pub(crate) fn link(self, query: &ListQuery) -> String {
        query.elsewhere(self.path(), &["page", "rows", "sort"])
    }
}

/// A file that is being written, ordered by id.
pub struct ListExport {
    client: Client,
    language: Locale,
    asked: Asked,
    has_head: bool,
    progress: Progress,
    /// What the audit trail keeps of it, until its end.
    entry: Option<AuditEntry>,
}

enum Asked {
    Customers(customers::Search),
    Subscribers(SubscriberFilter),
}

impl ListExport {
    /// Begins the file for somebody who may see the list.
    ///
    /// # Errors
    /// They may not, the list cannot be searched so, there is no way to the platform, or the audit trail cannot be written.
    pub async fn begin(list: ExportedList, portal: &Portal, visitor: &Visitor) -> Result<Self, Failure> {
        let query = ListQuery::of(visitor);
        let (client, asked) = match list {
            ExportedList::Customers => {
                let client = client::<needs::ViewCustomers>(portal, visitor).await?;
                (client, Asked::Customers(customers::Search::of(&query)))
            }
            ExportedList::Subscribers => {
                let client = client::<needs::ViewSubscribers>(portal, visitor).await?;
                (client, Asked::Subscribers(subscribers::filter(&query).map_err(|_| Failure::NotFound)?))
            }
        };
        let principal = visitor.principal.as_ref().ok_or(Failure::NotFound)?;
        let object = Object::new(ObjectKind::Page, &"", list.path());
        let filter = json!({ "filter": query.told() });
        let audit = portal.access().audit();
        let entry = audit.begin(principal, &visitor.request_id, Action::ExportList, object, filter).await?;
        let language = visitor.language;
        let progress = Progress::default();
        Ok(Self { client, language, asked, has_head: false, progress, entry: Some(entry) })
    }

    /// The next piece; none at the end. A file that cannot be completed says so in its last line.
    pub async fn piece(&mut self) -> Option<String> {
        if !self.has_head {
            self.has_head = true;
            return Some(format!("{}{}", csv::BYTE_ORDER_MARK, csv::line(self.head())));
        }
        let Some(page) = self.progress.next() else {
            self.ended(Outcome::Done).await;
            return None;
        };
        let last = match self.page(page).await {
            Ok(rows) => {
                let is_cut = rows.is_cut;
                let text = self.progress.take(page, rows);
                if !(is_cut && self.progress.next().is_none()) {
                    return Some(text);
                }
                text
            }
            Err(error) => {
                tracing::warn!(?error, "an export was given up");
                self.progress.end();
                String::new()
            }
        };
        self.ended(Outcome::Failed).await;
        let words = td_string!(self.language, export.incomplete, count = self.progress.written());
        Some(last + &csv::line([words]))
    }

    /// Writes down how it ended. The file of somebody who breaks it off stays unfinished in the audit trail.
    async fn ended(&mut self, outcome: Outcome) {
        let Some(entry) = self.entry.take() else { return };
        let rows = format!("{} rows", self.progress.written());
        if let Err(error) = entry.complete(outcome, &rows).await {
            tracing::error!(%error, "the end of an export is not in the audit trail");
        }
    }

    fn head(&self) -> Vec<String> {
        let language = self.language;
        macro_rules! words {
            ($($($key:ident).+),+) => { vec![$(td_string!(language, $($key).+).to_string()),+] };
        }
        match self.asked {
            Asked::Customers(_) => words!(
                customers.label.id,
                customers.label.contact,
                export.email,
                customers.label.external_id,
                customers.label.status,
                customers.label.max_subscribers,
                customers.label.created,
                customers.label.terminated
            ),
            Asked::Subscribers(_) => words!(
                subscribers.id,
                subscribers.username,
                subscribers.filter.domain,
                subscribers.customer,
                subscribers.primary,
                subscribers.aliases,
                subscribers.external_id,
                export.email,
                subscribers.status,
                subscribers.lock_level,
                subscribers.created
            ),
        }
    }

    async fn page(&self, page: u32) -> Result<Rows, Failure> {
        match &self.asked {
            Asked::Customers(search) => {
                let found = search.page_by_id(page).run(&self.client).await?;
                let lines = found.rows.iter().map(|customer| {
                    (
                        customer.id.0,
                        customer_line(
                            customer,
                            found.contacts.get(&customer.contact_id).map(|contact| &**contact),
                        ),
                    )
                });
                let is_cut = found.is_cut();
                Ok(Rows { lines: lines.collect(), total: found.total, has_next: found.has_next, is_cut })
            }
            Asked::Subscribers(filter) => {
                let options = ListOptions { page, rows: MOST_ROWS, ..ListOptions::default() };
                let found = self.client.subscribers(filter, &options).await?;
                let lines = found.rows.iter().map(|line| (line.id.0, subscriber_line(line)));
                Ok(Rows {
                    lines: lines.collect(),
                    total: found.total,
                    has_next: found.has_next(),
                    is_cut: false,
                })
            }
        }
    }
}

async fn client<P: Needs>(portal: &Portal, visitor: &Visitor) -> Result<Client, Failure> {
    let principal = visitor.principal.as_ref().ok_or_else(|| Failure::SignIn(visitor.here()))?;
    let principal = permitted::<P>(portal, visitor, principal).await?;
    portal.client(&principal).await
}

fn customer_line(customer: &Customer, contact: Option<&Contact>) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    csv::line([
        customer.id.to_string(),
        contact.and_then(contact_name).unwrap_or_default(),
        contact.map(|contact| contact.email.clone()).unwrap_or_default(),
        text(&customer.external_id),
        customer.status.name().to_owned(),
        customer.max_subscribers.map(|limit| limit.to_string()).unwrap_or_default(),
        text(&customer.create_timestamp),
        text(&customer.terminate_timestamp),
    ])
}

fn subscriber_line(line: &Subscriber) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let aliases: Vec<_> = line.alias_numbers.iter().map(|alias| alias.number.digits()).collect();
    csv::line([
        line.id.to_string(),
        line.username.clone(),
        line.domain.clone(),
        line.customer_id.to_string(),
        line.primary_number.as_ref().map(NumberParts::digits).unwrap_or_default(),
        aliases.join(" "),
        text(&line.external_id),
        text(&line.email),
        line.status.name().to_owned(),
        line.lock.map(|lock| lock.number().to_string()).unwrap_or_default(),
        text(&line.create_timestamp),
    ])
}
