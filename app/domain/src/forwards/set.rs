//! The four kinds of sets that rules are made of, in one shape (contract 3.20 to 3.23).

use super::{Configuration, Mapping, Period};
use crate::identifier::{BnumberSetId, DestinationSetId, SourceSetId, SubscriberId, TimeSetId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// Sets with such names belong to one rule: ours, and those of the platform's own simple view.
const PRIVATE: [&str; 2] = ["switchhook_", "quickset_"];

/// Which kind of set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// Who rings.
    Destinations,
    /// When.
    Times,
    /// For which callers.
    Callers,
    /// For which called numbers.
    CalledNumbers,
}

impl SetKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Destinations, Self::Times, Self::Callers, Self::CalledNumbers];

    /// The name that the form of a rule has for it.
    #[must_use]
    pub const fn part(self) -> &'static str {
        match self {
            Self::Destinations => "destinations",
            Self::Times => "times",
            Self::Callers => "callers",
            Self::CalledNumbers => "called",
        }
    }
}

/// A set, with all that the platform holds of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Set<C: Content> {
    /// Its id.
    pub id: C::Id,
    /// Its name, unique for its owner.
    pub name: String,
    /// Whose it is; a mapping can point to somebody else's.
    pub owner: SubscriberId,
    /// How many mappings use it, whosever they are, if the platform says so.
    pub uses: Option<u64>,
    /// What it holds.
    pub content: C,
}

/// Who rings.
pub type DestinationSet = Set<Destinations>;
/// When.
pub type TimeSet = Set<Times>;
/// For which callers.
pub type SourceSet = Set<Callers>;
/// For which called numbers.
pub type BnumberSet = Set<CalledNumbers>;

impl<C: Content> Set<C> {
    /// Whether it belongs to one rule alone, by its name.
    #[must_use]
    pub fn is_private(&self) -> bool {
        PRIVATE.iter().any(|prefix| self.name.starts_with(prefix))
    }
}

/// A name of a private set.
pub(super) fn private_name(kind: &str, number: usize) -> String {
    format!("{}{kind}_{number}", PRIVATE[0])
}

/// What one kind of set holds.
pub trait Content:
    Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned + Into<AnyContent> + Send + Sync + 'static
{
    /// The id of such a set.
    type Id: Copy
        + Debug
        + PartialEq
        + Eq
        + Ord
        + Serialize
        + DeserializeOwned
        + From<u64>
        + Into<u64>
        + Send
        + Sync;
    /// Which kind it is.
    const KIND: SetKind;

    /// The sets of this kind.
    fn sets(configuration: &Configuration) -> &[Set<Self>];

    /// The sets of this kind, to change them.
    fn sets_mut(configuration: &mut Configuration) -> &mut Vec<Set<Self>>;

    /// The set of this kind that a mapping uses.
    fn used_by(mapping: &Mapping) -> Option<Self::Id>;

    /// The content, if it is of this kind.
    fn from_any(content: &AnyContent) -> Option<&Self>;
}

/// One destination of a set. What the portal does not change goes back exactly as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The stored address.
    pub uri: String,
    /// How long it rings, in seconds.
    pub timeout: u32,
    /// Its place in the order. May be missing on the platform; a write must always send one (contract 3.20).
    pub priority: Option<i64>,
    /// A recording that is played, for the one destination that has any.
    pub announcement_id: Option<u64>,
}

/// Destinations that are tried one after the other, as the platform lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Destinations(pub Vec<Destination>);

impl Destinations {
    /// The destinations in the order in which they are tried.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Destination> {
        let mut ordered: Vec<&Destination> = self.0.iter().collect();
        ordered.sort_by_key(|destination| destination.priority.unwrap_or(i64::MAX));
        ordered
    }
}

/// Rows of time; a call must match one of them. None means always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Times(pub Vec<Period>);

/// What a list of numbers does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListMode {
    /// Only these.
    #[default]
    Whitelist,
    /// All but these.
    Blacklist,
}

/// A list of numbers, as patterns or as expressions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberList {
    /// Only these, or all but these.
    pub mode: ListMode,
    /// Whether the entries are expressions instead of patterns.
    pub is_regex: bool,
    /// The entries.
    pub entries: Vec<String>,
}

/// Callers for whom a forward works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Callers(pub NumberList);

/// Called numbers for which a forward works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalledNumbers(pub NumberList);

/// What a set of any kind holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the kinds are those of `SetKind`")]
pub enum AnyContent {
    Destinations(Destinations),
    Times(Times),
    Callers(Callers),
    CalledNumbers(CalledNumbers),
}

impl AnyContent {
    /// Which kind of set holds it.
    #[must_use]
    pub const fn kind(&self) -> SetKind {
        match self {
            Self::Destinations(_) => SetKind::Destinations,
            Self::Times(_) => SetKind::Times,
            Self::Callers(_) => SetKind::Callers,
            Self::CalledNumbers(_) => SetKind::CalledNumbers,
        }
    }
}

macro_rules! contents {
    ($($content:ident $id:ident $sets:ident $used:expr;)*) => {$(
        impl From<$content> for AnyContent {
            fn from(content: $content) -> Self {
                Self::$content(content)
            }
        }

        impl Content for $content {
            type Id = $id;
            const KIND: SetKind = SetKind::$content;

            fn sets(configuration: &Configuration) -> &[Set<Self>] {
                &configuration.$sets
            }

            fn sets_mut(configuration: &mut Configuration) -> &mut Vec<Set<Self>> {
                &mut configuration.$sets
            }

            fn used_by(mapping: &Mapping) -> Option<$id> {
                let used: fn(&Mapping) -> Option<$id> = $used;
                used(mapping)
            }

            fn from_any(content: &AnyContent) -> Option<&Self> {
                if let AnyContent::$content(content) = content { Some(content) } else { None }
            }
        }
    )*};
}

contents! {
    Destinations DestinationSetId destination_sets |mapping| Some(mapping.destination_set);
    Times TimeSetId time_sets |mapping| mapping.time_set;
    Callers SourceSetId source_sets |mapping| mapping.source_set;
    CalledNumbers BnumberSetId bnumber_sets |mapping| mapping.bnumber_set;
}
