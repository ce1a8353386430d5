//! One page of a collection: filters, order and paging for every resource (contract 2.4 to 2.6).

use std::ops::Range;

use crate::error::ApiError;
use crate::filter;
use crate::hal::Collection;
use crate::resources::{Resource, SortKey, View};

pub(crate) fn collection(resource: &dyn Resource, view: &View<'_>) -> Result<Collection, ApiError> {
    let query = view.query;
    let page = query.page()?;
    let tests = filter::tests(resource.filters(), query);
    let narrowed = if tests.is_empty() { None } else { resource.narrowed(view, query) };
    let mut ids = match narrowed {
        Some(ids) => ids.into_iter().filter(|id| resource.sees(view, *id)).collect::<Vec<_>>().into(),
        None => resource.ids(view),
    };
    if !tests.is_empty() {
        let passes = |id: &u32| tests.iter().all(|(filter, test)| (filter.holds)(view, *id, test));
        ids = ids.iter().copied().filter(passes).collect::<Vec<_>>().into();
    }
    let total = ids.len();
    let (skipped, rows) = ((page.number - 1).saturating_mul(page.rows), page.rows);
    let descending = query.get("order_by_direction").is_some_and(|text| text.eq_ignore_ascii_case("desc"));
    let in_order = || ids.iter().skip(skipped).take(rows).copied().collect();
    let shown: Vec<u32> = match query.get("order_by") {
        Some("id") if descending => ids.iter().rev().skip(skipped).take(rows).copied().collect(),
        None | Some("id") => in_order(),
        Some(column) => {
            let places = skipped..skipped.saturating_add(rows);
            sorted(resource, view, &ids, column, descending, places).unwrap_or_else(in_order)
        }
    };
    let documents = shown.into_iter().map(|id| resource.document(view, id)).collect();
    Ok(Collection { documents, total, page })
}

/// The places of a page in the order of a column; only they are sorted. Nothing for a column that cannot be sorted by.
fn sorted(
    resource: &dyn Resource,
    view: &View<'_>,
    ids: &[u32],
    column: &str,
    descending: bool,
    places: Range<usize>,
) -> Option<Vec<u32>> {
    let mut keyed: Vec<(SortKey, u32)> = ids
        .iter()
        .map(|id| resource.sort_key(view, column, *id).map(|key| (key, *id)))
        .collect::<Option<_>>()?;
    let order = |one: &(SortKey, u32), other: &(SortKey, u32)| {
        if descending { other.cmp(one) } else { one.cmp(other) }
    };
    let places = places.start.min(keyed.len())..places.end.min(keyed.len());
    if places.start < keyed.len() {
        keyed.select_nth_unstable_by(places.start, order);
    }
    let mut shown = keyed.split_off(places.start);
    if places.len() < shown.len() {
        shown.select_nth_unstable_by(places.len(), order);
        shown.truncate(places.len());
    }
    shown.sort_by(order);
    Some(shown.into_iter().map(|(_, id)| id).collect())
}
