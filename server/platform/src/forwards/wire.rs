//! The documents of call forwards as the platform writes them (contract 3.19 to 3.23).

use crate::{
    client::{Resource, Row},
    lenient,
};
use serde::Deserialize;
use switchhook_domain::{
    forwards::{BnumberSet, CallerMode, Destination, DestinationSet, Mapping, Period, SourceSet, TimeSet},
    identifier::{BnumberSetId, DestinationSetId, SourceSetId, SubscriberId, TimeSetId},
};

/// What all four kinds of sets share.
#[derive(Deserialize)]
pub(super) struct Set<C> {
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
    pub(super) content: C,
}

/// The content of one kind of set, and the domain's type of it.
pub(super) trait Content: serde::de::DeserializeOwned + Send {
    const COLLECTION: &'static str;
    type Domain;

    fn into_domain(set: Set<Self>) -> Self::Domain;
}

impl<C: Content> Row for Set<C> {
    const COLLECTION: &'static str = C::COLLECTION;
}

impl<C: Content> Resource for Set<C> {
    fn id(&self) -> u64 {
        self.id
    }
}

#[derive(Deserialize)]
pub(super) struct Destinations {
    #[serde(default)]
    pub(super) destinations: Vec<WireDestination>,
}

#[derive(Deserialize)]
pub(super) struct WireDestination {
    destination: String,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    timeout: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    priority: Option<i64>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    announcement_id: Option<u64>,
}

impl From<WireDestination> for Destination {
    fn from(wire: WireDestination) -> Self {
        Self {
            uri: wire.destination,
            // What the platform rings when nothing is said (contract 3.17).
            timeout: wire.timeout.unwrap_or(300),
            priority: wire.priority,
            announcement_id: wire.announcement_id,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Times {
    #[serde(default)]
    pub(super) times: Vec<Period>,
}

#[derive(Deserialize)]
pub(super) struct Callers {
    mode: CallerMode,
    #[serde(default, deserialize_with = "lenient::flag")]
    is_regex: bool,
    #[serde(default)]
    sources: Vec<Caller>,
}

#[derive(Deserialize)]
struct Caller {
    #[serde(deserialize_with = "lenient::text")]
    source: String,
}

#[derive(Deserialize)]
pub(super) struct CalledNumbers {
    mode: CallerMode,
    #[serde(default, deserialize_with = "lenient::flag")]
    is_regex: bool,
    #[serde(default)]
    bnumbers: Vec<CalledNumber>,
}

#[derive(Deserialize)]
struct CalledNumber {
    #[serde(deserialize_with = "lenient::text")]
    bnumber: String,
}

impl Content for Destinations {
    const COLLECTION: &'static str = "cfdestinationsets";
    type Domain = DestinationSet;

    fn into_domain(set: Set<Self>) -> DestinationSet {
        DestinationSet {
            id: DestinationSetId(set.id),
            name: set.name,
            owner: set.subscriber_id,
            destinations: set.content.destinations.into_iter().map(Destination::from).collect(),
        }
    }
}

impl Content for Times {
    const COLLECTION: &'static str = "cftimesets";
    type Domain = TimeSet;

    fn into_domain(set: Set<Self>) -> TimeSet {
        TimeSet {
            id: TimeSetId(set.id),
            name: set.name,
            owner: set.subscriber_id,
            periods: set.content.times,
        }
    }
}

impl Content for Callers {
    const COLLECTION: &'static str = "cfsourcesets";
    type Domain = SourceSet;

    fn into_domain(set: Set<Self>) -> SourceSet {
        SourceSet {
            id: SourceSetId(set.id),
            name: set.name,
            owner: set.subscriber_id,
            mode: set.content.mode,
            is_regex: set.content.is_regex,
            sources: set.content.sources.into_iter().map(|source| source.source).collect(),
        }
    }
}

impl Content for CalledNumbers {
    const COLLECTION: &'static str = "cfbnumbersets";
    type Domain = BnumberSet;

    fn into_domain(set: Set<Self>) -> BnumberSet {
        BnumberSet {
            id: BnumberSetId(set.id),
            name: set.name,
            owner: set.subscriber_id,
            mode: set.content.mode,
            is_regex: set.content.is_regex,
            bnumbers: set.content.bnumbers.into_iter().map(|bnumber| bnumber.bnumber).collect(),
        }
    }
}

/// All mappings of a subscriber.
#[derive(Deserialize)]
pub(super) struct Mappings {
    #[serde(deserialize_with = "lenient::number")]
    id: u64,
    #[serde(default)]
    pub(super) cfu: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cfb: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cft: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cfna: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cfs: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cfr: Vec<WireMapping>,
    #[serde(default)]
    pub(super) cfo: Vec<WireMapping>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub(super) cft_ringtimeout: Option<u32>,
}

impl Row for Mappings {
    const COLLECTION: &'static str = "cfmappings";
}

impl Resource for Mappings {
    fn id(&self) -> u64 {
        self.id
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
