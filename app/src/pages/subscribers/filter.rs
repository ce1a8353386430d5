//! What the query of the list says, read for the platform.

use crate::listing::ListQuery;
use switchhook_domain::number_search::NumberSearch;
use switchhook_platform::{
    ListOptions,
    subscribers::{SubscriberFilter, SubscriberSort},
};

/// The names of the filters.
pub(super) const FILTERS: [&str; 5] = ["number", "username", "domain", "external_id", "customer"];

/// The filter of a list, or the name of the parameter that cannot be searched for.
pub(crate) fn filter(query: &ListQuery) -> Result<SubscriberFilter, &'static str> {
    let number = match query.get("number") {
        Some(typed) => Some(NumberSearch::parse(typed).ok_or("number")?.narrowing()),
        None => None,
    };
    let customer = match query.get("customer") {
        Some(typed) => Some(typed.trim().parse().map_err(|_| "customer")?),
        None => None,
    };
    Ok(SubscriberFilter {
        customer,
        username: query.get("username").map(|typed| around(typed, "*")),
        domain: query.get("domain").map(|typed| around(typed, "*")),
        number,
        // Only its beginning is sure to be found (contract 10.2).
        external_id: query.get("external_id").map(|typed| around(typed, "")),
        is_pbx_pilot: None,
    })
}

/// A pattern that finds what was typed anywhere, or from the beginning; who types stars knows what they want, and `=` before it
/// asks for exactly this.
fn around(typed: &str, before: &str) -> String {
    let typed = typed.trim();
    if let Some(exact) = typed.strip_prefix('=') {
        return exact.to_owned();
    }
    if typed.contains('*') { typed.to_owned() } else { format!("{before}{typed}*") }
}

/// Page and order; what the platform cannot sort by is the usual order.
pub(super) fn options(query: &ListQuery) -> ListOptions<SubscriberSort> {
    let (sort, descending) = match query.sort() {
        Some(("username", descending)) => (SubscriberSort::Username, descending),
        Some(("external_id", descending)) => (SubscriberSort::ExternalId, descending),
        Some(("customer", descending)) => (SubscriberSort::Customer, descending),
        Some(("created", descending)) => (SubscriberSort::CreateTimestamp, descending),
        Some(("id", descending)) => (SubscriberSort::Id, descending),
        _ => (SubscriberSort::Id, false),
    };
    ListOptions { page: query.page(), rows: query.rows(), sort, descending, count: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_may_stand_anywhere_or_be_all_of_it() {
        assert_eq!(around(" anna ", "*"), "*anna*");
        assert_eq!(around("crm-7", ""), "crm-7*");
        assert_eq!(around("an*a", "*"), "an*a");
        assert_eq!(around("=alpine.example", "*"), "alpine.example");
    }
}
