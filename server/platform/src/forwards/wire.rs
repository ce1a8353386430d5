//! The documents of call forwards as the platform writes them (contract 3.19 to 3.23).

use crate::{
    client::{Resource, Row},
    lenient,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use switchhook_domain::{
    forwards::{
        AnyContent, CalledNumbers, Callers, Content, Destination, Destinations, Kind, ListMode, Mapping,
        NumberList, Period, Set, SetKind, Times,
    },
    identifier::{BnumberSetId, DestinationSetId, SourceSetId, SubscriberId, TimeSetId},
};

/// The collection that holds sets of a kind.
pub(super) const fn collection(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Destinations => "cfdestinationsets",
        SetKind::Times => "cftimesets",
        SetKind::Callers => "cfsourcesets",
        SetKind::CalledNumbers => "cfbnumbersets",
    }
}

/// A set as the platform writes it, whatever its kind.
#[derive(Deserialize)]
#[serde(bound = "")]
pub(super) struct WireSet<C: WireContent> {
    #[serde(deserialize_with = "lenient::number")]
    pub(super) id: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) name: String,
    /// The platform leaves it out only for a subscriber's own login, which the portal does not use.
    #[serde(deserialize_with = "lenient::number")]
    pub(super) subscriber_id: SubscriberId,
    /// How many mappings use it, whosever they are.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub(super) usage_count: Option<u64>,
    #[serde(flatten)]
    pub(super) content: C::Wire,
}

/// The content of one kind of set on the wire.
pub(super) trait WireContent: Content {
    type Wire: DeserializeOwned + Into<Self> + Send;
    const COLLECTION: &'static str = collection(Self::KIND);
}

impl<C: WireContent> Row for WireSet<C> {
    const COLLECTION: &'static str = C::COLLECTION;
}

impl<C: WireContent> Resource for WireSet<C> {
    fn id(&self) -> u64 {
        self.id
    }
}

impl<C: WireContent> From<WireSet<C>> for Set<C> {
    fn from(wire: WireSet<C>) -> Self {
        Self {
            id: wire.id.into(),
            name: wire.name,
            owner: wire.subscriber_id,
            uses: wire.usage_count,
            content: wire.content.into(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct WireDestinations {
    #[serde(default)]
    destinations: Vec<WireDestination>,
}

#[derive(Deserialize)]
struct WireDestination {
    destination: String,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    timeout: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    priority: Option<i64>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    announcement_id: Option<u64>,
}

impl From<WireDestinations> for Destinations {
    fn from(wire: WireDestinations) -> Self {
        let destination = |wire: WireDestination| Destination {
            uri: wire.destination,
            // What the platform rings when nothing is said (contract 3.17).
            timeout: wire.timeout.unwrap_or(300),
            priority: wire.priority,
            announcement_id: wire.announcement_id,
        };
        Self(wire.destinations.into_iter().map(destination).collect())
    }
}

#[derive(Deserialize)]
pub(super) struct WireTimes {
    #[serde(default)]
    times: Vec<Period>,
}

impl From<WireTimes> for Times {
    fn from(wire: WireTimes) -> Self {
        Self(wire.times)
    }
}

/// A list of callers or of called numbers: they differ only in the names of their members.
#[derive(Deserialize)]
pub(super) struct WireList {
    mode: ListMode,
    #[serde(default, deserialize_with = "lenient::flag")]
    is_regex: bool,
    #[serde(default, alias = "sources", alias = "bnumbers")]
    entries: Vec<WireEntry>,
}

#[derive(Deserialize)]
struct WireEntry {
    #[serde(alias = "source", alias = "bnumber", deserialize_with = "lenient::text")]
    entry: String,
}

impl From<WireList> for NumberList {
    fn from(wire: WireList) -> Self {
        let entries = wire.entries.into_iter().map(|entry| entry.entry).collect();
        Self { mode: wire.mode, is_regex: wire.is_regex, entries }
    }
}

impl From<WireList> for Callers {
    fn from(wire: WireList) -> Self {
        Self(wire.into())
    }
}

impl From<WireList> for CalledNumbers {
    fn from(wire: WireList) -> Self {
        Self(wire.into())
    }
}

impl WireContent for Destinations {
    type Wire = WireDestinations;
}

impl WireContent for Times {
    type Wire = WireTimes;
}

impl WireContent for Callers {
    type Wire = WireList;
}

impl WireContent for CalledNumbers {
    type Wire = WireList;
}

/// A set to send.
pub(super) fn body(owner: SubscriberId, name: &str, content: &AnyContent) -> Value {
    let mut body = match content {
        AnyContent::Destinations(content) => json!({ "destinations": destinations(&content.0) }),
        AnyContent::Times(content) => json!({ "times": content }),
        AnyContent::Callers(content) => list("source", &content.0),
        AnyContent::CalledNumbers(content) => list("bnumber", &content.0),
    };
    body["subscriber_id"] = owner.0.into();
    body["name"] = name.into();
    body
}

/// Every destination gets a priority: a stored null makes the set impossible to change (contract 3.20).
fn destinations(content: &[Destination]) -> Vec<Value> {
    let mut next = content.iter().filter_map(|destination| destination.priority).max().unwrap_or(0);
    let row = |destination: &Destination| {
        let priority = destination.priority.unwrap_or_else(|| {
            next += 1;
            next
        });
        let mut row = json!({
            "destination": destination.uri,
            "timeout": destination.timeout,
            "priority": priority,
        });
        // Only one kind of destination may have one, and even null is checked there (contract 3.17).
        if let Some(announcement) = destination.announcement_id {
            row["announcement_id"] = announcement.into();
        }
        row
    };
    content.iter().map(row).collect()
}

fn list(entry: &str, list: &NumberList) -> Value {
    let rows: Vec<Value> = list.entries.iter().map(|text| json!({ entry: text })).collect();
    json!({ "mode": list.mode, "is_regex": list.is_regex, format!("{entry}s"): rows })
}

/// All mappings of a subscriber.
#[derive(Deserialize)]
pub(super) struct Mappings {
    #[serde(deserialize_with = "lenient::number")]
    id: u64,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub(super) cft_ringtimeout: Option<u32>,
    #[serde(flatten)]
    members: Map<String, Value>,
}

impl Row for Mappings {
    const COLLECTION: &'static str = "cfmappings";
}

impl Resource for Mappings {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Mappings {
    /// The rules by kind; kinds without rules are left out.
    pub(super) fn by_kind(&self) -> Result<BTreeMap<Kind, Vec<Mapping>>, serde_json::Error> {
        let mut all = BTreeMap::new();
        for kind in Kind::ALL {
            let Some(rules) = self.members.get(kind.name()) else { continue };
            let rules = Vec::<WireMapping>::deserialize(rules)?;
            if !rules.is_empty() {
                all.insert(kind, rules.into_iter().map(Mapping::from).collect());
            }
        }
        Ok(all)
    }
}

/// One mapping. One without a destination set would be lost at the next write, so it makes the answer unreadable.
#[derive(Deserialize)]
pub(super) struct WireMapping {
    #[serde(deserialize_with = "lenient::number")]
    destinationset_id: DestinationSetId,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    timeset_id: Option<TimeSetId>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    sourceset_id: Option<SourceSetId>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    bnumberset_id: Option<BnumberSetId>,
    #[serde(default = "yes", deserialize_with = "lenient::flag")]
    enabled: bool,
    #[serde(default, deserialize_with = "lenient::flag")]
    use_redirection: bool,
}

const fn yes() -> bool {
    true
}

impl From<WireMapping> for Mapping {
    fn from(wire: WireMapping) -> Self {
        Self {
            destination_set: wire.destinationset_id,
            time_set: wire.timeset_id,
            source_set: wire.sourceset_id,
            bnumber_set: wire.bnumberset_id,
            enabled: wire.enabled,
            use_redirection: wire.use_redirection,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_destination_is_sent_with_a_priority() {
        let destination = |priority, announcement_id| Destination {
            uri: "voicebox".into(),
            timeout: 20,
            priority,
            announcement_id,
        };
        let content = vec![destination(None, None), destination(Some(4), Some(7)), destination(None, None)];
        let body = body(SubscriberId(7), "a", &Destinations(content).into());
        let priorities: Vec<_> = (0..3).map(|row| body["destinations"][row]["priority"].as_i64()).collect();
        assert_eq!(priorities, [Some(5), Some(4), Some(6)]);
        assert_eq!(body["destinations"][1]["announcement_id"], 7);
        assert!(body["destinations"][0].get("announcement_id").is_none());
    }

    #[test]
    fn lists_are_sent_whole_and_read_back() {
        let list = NumberList { mode: ListMode::Blacklist, is_regex: true, entries: vec!["^43".into()] };
        for content in
            [AnyContent::Callers(Callers(list.clone())), AnyContent::CalledNumbers(CalledNumbers(list))]
        {
            let mut body = body(SubscriberId(7), "family", &content);
            body["id"] = 3.into();
            let read: AnyContent = if content.kind() == SetKind::Callers {
                let set: WireSet<Callers> = serde_json::from_value(body).unwrap();
                Set::from(set).content.into()
            } else {
                let set: WireSet<CalledNumbers> = serde_json::from_value(body).unwrap();
                Set::from(set).content.into()
            };
            assert_eq!(read, content);
        }
    }
}
