//! One box for anything that a caller says: what was typed decides which look-ups are made, all at once.

use super::subscribers;
use crate::{
    components::{Empty, Missing, Page, TextField},
    customer_name::customer_name,
    failure::{Failure, redirect},
    guard::{Guard, guarded},
    words,
};
use leptos::prelude::*;
use std::future::Future;
use switchhook_access::needs;
use switchhook_domain::{
    identifier::{CustomerId, SubscriberId},
    number_search::NumberSearch,
    permission::Permission,
    text,
};
use switchhook_platform::{
    Client, Customer, Error as PlatformError, ListOptions, Scoped, Subscriber,
    customers::{CustomerFilter, CustomerSort},
    subscribers::{SubscriberFilter, SubscriberSort},
};

/// How many rows a look-up asks for.
const ROWS: u32 = 10;
/// Fewer digits than this are no number that anybody says.
const FEWEST_DIGITS: usize = 3;
/// More digits than this are no id.
const LONGEST_ID: usize = 9;
const LONGEST: u16 = 255;

/// The box.
#[component]
pub(crate) fn SearchBox(#[prop(optional, into)] value: String) -> impl IntoView {
    view! {
        <form class="filters" action="/search" method="get" role="search">
            <TextField name="q" label=say!(search.label) value=value hint=say!(search.hint) kind="search"/>
            <button>{say!(search.button)}</button>
        </form>
    }
}

/// `/search?q=`
#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    guarded::<needs::ViewSubscribers, _, _>(async |guard| Ok(Box::pin(page(guard)).await))
}

async fn page(guard: Guard<needs::ViewSubscribers>) -> AnyView {
    let typed = guard.visitor.parameter("q").unwrap_or_default();
    let results = match text::required(&typed, LONGEST) {
        Ok(wanted) => {
            let found = Box::pin(look_up(&guard, &wanted)).await;
            if let Some(only) = found.only() {
                redirect(&only);
            }
            found.view(&guard, &wanted)
        }
        Err(_) if typed.trim().is_empty() => ().into_any(),
        Err(error) => view! { <Empty words=words::field_error(error)/> }.into_any(),
    };
    view! { <Page title=say!(search.title)><SearchBox value=typed/>{results}</Page> }.into_any()
}

/// What the look-ups brought.
#[derive(Default)]
struct Found {
    lines: Vec<Scoped<Subscriber>>,
    customers: Vec<Scoped<Customer>>,
    /// Look-ups that failed.
    missing: Vec<(String, Failure)>,
}

/// The look-ups that fit what was typed.
struct Wanted {
    number: Option<SubscriberFilter>,
    username: Option<SubscriberFilter>,
    external_id: SubscriberFilter,
    customer_external_id: CustomerFilter,
    address: Option<(String, String)>,
    id: Option<u64>,
}

impl Wanted {
    fn read(typed: &str) -> Self {
        let digits = typed.bytes().filter(u8::is_ascii_digit).count();
        let number = NumberSearch::parse(typed).filter(|_| digits >= FEWEST_DIGITS);
        let is_id = typed.len() <= LONGEST_ID && typed.bytes().all(|byte| byte.is_ascii_digit());
        let lines = SubscriberFilter::default();
        let address = typed.rsplit_once('@').filter(|(name, domain)| !name.is_empty() && !domain.is_empty());
        let is_word = !typed.contains('@') && !typed.contains(char::is_whitespace);
        Self {
            number: number.map(|number| SubscriberFilter { number: Some(number.exact()), ..lines.clone() }),
            username: is_word.then(|| SubscriberFilter { username: Some(typed.to_owned()), ..lines.clone() }),
            external_id: SubscriberFilter { external_id: Some(typed.to_owned()), ..lines },
            customer_external_id: CustomerFilter {
                external_id: Some(typed.to_owned()),
                ..CustomerFilter::default()
            },
            address: address.map(|(name, domain)| (name.to_owned(), domain.to_owned())),
            id: typed.parse().ok().filter(|_| is_id),
        }
    }
}

async fn look_up(guard: &Guard<needs::ViewSubscribers>, typed: &str) -> Found {
    let client = &guard.client;
    let wanted = Wanted::read(typed);
    let see_customers = guard.principal.may(Permission::ViewCustomers);
    let number = wanted.number.as_ref().map(|filter| lines(client, filter));
    let username = wanted.username.as_ref().map(|filter| lines(client, filter));
    let address = wanted
        .address
        .as_ref()
        .map(async |(name, domain)| Ok(client.find_subscriber(name, domain).await?.into_iter().collect()));
    let id = wanted.id.map(async |id| or_none(client.subscriber(SubscriberId(id)).await));
    let customer_id = wanted.id.filter(|_| see_customers);
    let customer_id = customer_id.map(async |id| or_none(client.customer(CustomerId(id)).await));
    let customer_external_id = see_customers.then(|| customers(client, &wanted.customer_external_id));
    let (number, username, address, external_id, id, customer_id, customer_external_id) = tokio::join!(
        optional(number),
        optional(username),
        optional(address),
        lines(client, &wanted.external_id),
        optional(id),
        optional(customer_id),
        optional(customer_external_id)
    );
    let mut found = Found::default();
    for (part, rows) in [
        (say!(search.by_number), number),
        (say!(search.by_username), username),
        (say!(search.by_address), address),
        (say!(search.by_external_id), external_id),
        (say!(search.by_id), id),
    ] {
        match rows {
            Ok(rows) => found.lines.extend(rows),
            Err(error) => found.missing.push((part, error.into())),
        }
    }
    for (part, rows) in [
        (say!(search.by_customer_id), customer_id),
        (say!(search.by_customer_external_id), customer_external_id),
    ] {
        match rows {
            Ok(rows) => found.customers.extend(rows),
            Err(error) => found.missing.push((part, error.into())),
        }
    }
    found.lines.sort_by_key(|line| line.id);
    found.lines.dedup_by_key(|line| line.id);
    found.customers.sort_by_key(|customer| customer.id);
    found.customers.dedup_by_key(|customer| customer.id);
    found
}

async fn optional<T>(
    look_up: Option<impl Future<Output = Result<Vec<T>, PlatformError>>>,
) -> Result<Vec<T>, PlatformError> {
    match look_up {
        Some(look_up) => look_up.await,
        None => Ok(Vec::new()),
    }
}

/// What is not there is no failure of a search.
fn or_none<T>(object: Result<T, PlatformError>) -> Result<Vec<T>, PlatformError> {
    match object {
        Ok(object) => Ok(vec![object]),
        Err(PlatformError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

async fn lines(client: &Client, filter: &SubscriberFilter) -> Result<Vec<Scoped<Subscriber>>, PlatformError> {
    let options = ListOptions::<SubscriberSort> { rows: ROWS, count: false, ..ListOptions::default() };
    Ok(client.subscribers(filter, &options).await?.rows)
}

async fn customers(client: &Client, filter: &CustomerFilter) -> Result<Vec<Scoped<Customer>>, PlatformError> {
    let options = ListOptions::<CustomerSort> { rows: ROWS, count: false, ..ListOptions::default() };
    Ok(client.customers(filter, &options).await?.rows)
}

impl Found {
    /// The page of the only hit, if all look-ups were made.
    fn only(&self) -> Option<String> {
        match (&self.lines[..], &self.customers[..], &self.missing[..]) {
            ([line], [], []) => Some(format!("/subscribers/{}", line.id)),
            ([], [customer], []) => Some(format!("/customers/{}", customer.id)),
            _ => None,
        }
    }

    fn view(&self, guard: &Guard<needs::ViewSubscribers>, typed: &str) -> AnyView {
        let missing = self.missing.iter().map(|(part, failure)| {
            view! { <Missing part=part.clone() failure=failure.clone()/> }
        });
        let missing = missing.collect_view();
        if let Some((_, failure)) = self.missing.first().filter(|_| self.is_empty()) {
            failure.set_status();
            return missing.into_any();
        }
        if self.is_empty() {
            let query = serde_urlencoded::to_string([("username", typed)]).unwrap_or_default();
            return view! {
                <Empty words=say!(search.nothing)>
                    <a href=format!("/subscribers?{query}")>{say!(search.in_list)}</a>
                </Empty>
            }
            .into_any();
        }
        let lines = (!self.lines.is_empty()).then(|| {
            let table = subscribers::table(&self.lines, None, &guard.principal);
            view! { <section><h2>{say!(frame.subscribers)}</h2>{table}</section> }
        });
        let customers = (!self.customers.is_empty()).then(|| {
            let rows = self.customers.iter().map(|customer| {
                let (href, name) = (format!("/customers/{}", customer.id), customer_name(customer, None));
                let reference = (name != customer.id.to_string()).then(|| format!(" ({})", customer.id));
                let status = words::status(customer.status);
                view! { <li><a href=href>{name}{reference}</a>", "{status}</li> }
            });
            view! { <section><h2>{say!(frame.customers)}</h2><ul>{rows.collect_view()}</ul></section> }
        });
        view! { {missing}{lines}{customers} }.into_any()
    }

    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.customers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_decides_where_to_look() {
        let number = Wanted::read("+43 1 5530001");
        assert_eq!(number.number.unwrap().number.as_deref(), Some("4315530001"));
        assert!(number.username.is_none() && number.address.is_none() && number.id.is_none());

        let address = Wanted::read("anna.huber@alpine.example");
        assert_eq!(address.address, Some(("anna.huber".into(), "alpine.example".into())));
        assert!(address.number.is_none() && address.username.is_none());

        let id = Wanted::read("42");
        assert_eq!(id.id, Some(42));
        assert!(id.number.is_none());
        assert_eq!(id.username.unwrap().username.as_deref(), Some("42"));

        assert!(Wanted::read("4315530001").id.is_none());
        assert!(Wanted::read("@").address.is_none());
        assert!(Wanted::read("Huber GmbH").username.is_none());
    }
}
