//! One page of a collection: filters, order and paging for every resource (contract 2.4 to 2.6).

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
    if let Some(column) = query.get("order_by") {
        let descending =
            query.get("order_by_direction").is_some_and(|text| text.eq_ignore_ascii_case("desc"));
        if column == "id" {
            if descending {
                ids.to_mut().reverse();
            }
        } else if let Some(sorted) = sorted(resource, view, &ids, column, descending) {
            ids = sorted.into();
        }
    }
    let shown = ids.iter().skip((page.number - 1).saturating_mul(page.rows)).take(page.rows);
    let documents = shown.map(|id| resource.document(view, *id)).collect();
    Ok(Collection { documents, total: ids.len(), page })
}

fn sorted(
    resource: &dyn Resource,
    view: &View<'_>,
    ids: &[u32],
    column: &str,
    descending: bool,
) -> Option<Vec<u32>> {
    let mut keyed: Vec<(SortKey, u32)> = ids
        .iter()
        .map(|id| resource.sort_key(view.state, column, *id).map(|key| (key, *id)))
        .collect::<Option<_>>()?;
    keyed.sort();
    if descending {
        keyed.reverse();
    }
    Some(keyed.into_iter().map(|(_, id)| id).collect())
}
