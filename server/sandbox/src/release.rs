//! What older platforms say differently (contract 2.3 and 6).

use serde_json::{Map, Value, json};

/// Which platform the sandbox is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// mr26.2.
    #[default]
    Current,
    /// One of the year 2017: what has one member is a bare object instead of an array, and calls cannot be forwarded on
    /// response or overflow.
    Old,
}

/// The kinds of forwards that came later.
const LATER_KINDS: [&str; 2] = ["cfr", "cfo"];

impl Release {
    /// A document as this release writes it.
    pub(crate) fn written(self, mut document: Value) -> Value {
        if self == Self::Old {
            collapse(&mut document);
        }
        document
    }

    /// The members that a patch of this release is applied to.
    pub(crate) fn patched(self, document: &Value) -> Value {
        let mut document = document.clone();
        if self == Self::Old
            && let Value::Object(members) = &mut document
        {
            forget_later_kinds(members);
        }
        document
    }

    /// The members of a request to this release as the current one has them.
    pub(crate) fn read(self, resource: &str, members: &mut Map<String, Value>) {
        if self == Self::Old {
            forget_later_kinds(members);
            if resource == "cfmappings" {
                members.extend(LATER_KINDS.map(|kind| (kind.to_owned(), json!([]))));
            }
        }
    }
}

fn forget_later_kinds(members: &mut Map<String, Value>) {
    for kind in LATER_KINDS {
        members.remove(kind);
    }
}

fn collapse(document: &mut Value) {
    let Value::Object(members) = document else { return };
    forget_later_kinds(members);
    for part in ["_links", "_embedded"] {
        let Some(Value::Object(relations)) = members.get_mut(part) else { continue };
        for (_, target) in relations.iter_mut().filter(|(name, _)| name.starts_with("ngcp:")) {
            let Value::Array(targets) = target else { continue };
            targets.iter_mut().for_each(collapse);
            if targets.len() == 1
                && let Some(only) = targets.pop()
            {
                *target = only;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_platform_writes_one_member_as_an_object() {
        let item =
            json!({ "id": 7, "cfu": [], "cfo": [], "_links": { "ngcp:customers": [{ "href": "/c/1" }] } });
        let one = json!({ "_embedded": { "ngcp:cfmappings": [item] }, "total_count": 1 });
        assert_eq!(Release::Current.written(one.clone()), one);
        assert_eq!(
            Release::Old.written(one),
            json!({
                "_embedded": {
                    "ngcp:cfmappings": { "id": 7, "cfu": [], "_links": { "ngcp:customers": { "href": "/c/1" } } }
                },
                "total_count": 1,
            })
        );
        let two = json!({ "_links": { "self": { "href": "/" }, "ngcp:customers": [{}, {}] } });
        assert_eq!(Release::Old.written(two.clone()), two);
    }

    #[test]
    fn requests_of_old_clients_lack_the_later_kinds() {
        let mut members = Map::from_iter([("cfu".to_owned(), json!([])), ("cfo".to_owned(), json!([1]))]);
        Release::Old.read("cfmappings", &mut members);
        assert_eq!(Value::Object(members), json!({ "cfu": [], "cfr": [], "cfo": [] }));
    }
}
