//! What the platform keeps under a name, for reading: levels of restriction, profiles and their sets, logins, contracts of
//! resellers, sound handles (contract 3.2, 3.3, 3.12, 3.13, 3.32).

use crate::{
    client::Client,
    error::Error,
    filter::Filter,
    identity::LoginRole,
    lenient,
    list::{ListOptions, Page, sort_keys},
    of_reseller::{OfReseller, rows_of_reseller},
    scope::Scoped,
};
use serde::Deserialize;
use switchhook_domain::{
    identifier::{BillingProfileId, ResellerId},
    lock::Status,
};

/// A kind of such rows. The kinds are those of this module and no others.
#[expect(private_bounds, reason = "only this crate says what a row of the platform is")]
pub trait Entry: OfReseller {
    /// The platform's filter for the name.
    const FILTER: &'static str;
    /// Whether only the operator's login may read them.
    const IS_OPERATORS: bool = false;

    /// What [`Client::entries`] searches by.
    fn name(&self) -> &str;
}

/// What a line may call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NcosLevel {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// Shown to the operator only.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
    /// Its name, unique within the reseller; the preference `ncos` holds it.
    pub level: String,
    /// Whether its patterns are what may be called (`whitelist`) or what may not (`blacklist`).
    #[serde(default, deserialize_with = "lenient::text")]
    pub mode: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether customers see and choose it on the platform.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub expose_to_customer: bool,
}

/// Profiles from which those of a line are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProfileSet {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// Shown to the operator only.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
    /// Unique within the reseller.
    pub name: String,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: String,
}

/// What subscribers may see and change of their own line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Profile {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// The set that it belongs to.
    #[serde(deserialize_with = "lenient::number")]
    pub profile_set_id: u64,
    /// Unique within the set.
    pub name: String,
    /// What it is for.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: String,
    /// Whether lines of the set have it that name none.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub set_default: bool,
    /// Preferences, and kinds of call forwards (`cfu`, …).
    #[serde(default)]
    pub attributes: Vec<String>,
}

/// A login of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are the platform's (contract 3.2)")]
pub struct Admin {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// Shown to the operator only.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
    /// The name that it signs in with.
    #[serde(default, deserialize_with = "lenient::text")]
    pub login: String,
    /// Its role.
    pub role: LoginRole,
    /// Whether it sees and makes other logins.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_master: bool,
    /// Whether it can sign in.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_active: bool,
    /// Whether it may only read.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub read_only: bool,
    /// Whether SIP passwords are shown to it.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub show_passwords: bool,
}

/// A contract of the platform with a reseller or a peer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Contract {
    /// Its id, which no customer has.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// `reseller` or `sippeering`.
    #[serde(rename = "type", default, deserialize_with = "lenient::text")]
    pub kind: String,
    /// Active, pending or locked; terminated ones are not shown.
    pub status: Status,
    /// The billing profile that counts now.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub billing_profile_id: Option<BillingProfileId>,
    /// The operator's own reference; not unique.
    #[serde(default, deserialize_with = "lenient::text")]
    pub external_id: String,
    /// At most so many subscribers of all customers of the reseller; none means no limit.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub max_subscribers: Option<u64>,
}

/// A place where the platform plays a sound.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SoundHandle {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: u64,
    /// What such places are sorted by.
    pub group: String,
    /// Its name.
    pub handle: String,
}

/// Says where entries are, by what they are found, and whose they are.
macro_rules! entries {
    ($($entry:ident in $collection:literal, $filter:literal is $name:ident, of $owner:expr $(, $rule:ident)?;)*) => {$(
        rows_of_reseller! { $entry in $collection, owner $owner }

        impl Entry for $entry {
            const FILTER: &'static str = $filter;
            $(const $rule: bool = true;)?

            fn name(&self) -> &str {
                &self.$name
            }
        }
    )*};
}

entries! {
    NcosLevel in "ncoslevels", "level" is level, of |level| level.reseller_id;
    ProfileSet in "subscriberprofilesets", "name" is name, of |set| set.reseller_id;
    Profile in "subscriberprofiles", "name" is name, of |_| None;
    Admin in "admins", "login" is login, of |admin| admin.reseller_id;
    Contract in "contracts", "external_id" is external_id, of |_| None, IS_OPERATORS;
    SoundHandle in "soundhandles", "group" is group, of |_| None;
}

sort_keys! {
    /// What entries are sorted by.
    pub EntrySort {
        Id = "id",
    }
}

impl Client {
    /// Reads an entry.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, or in that of a reseller for what is the operator's; what reading can meet.
    pub async fn entry<T: Entry>(&self, id: u64) -> Result<Scoped<T>, Error> {
        self.may_read::<T>()?;
        self.of_reseller(id).await
    }

    /// Lists entries whose name fits a pattern, `*` being any string; sound handles are found by their whole group only.
    ///
    /// # Errors
    /// As [`Client::entry`].
    pub async fn entries<T: Entry>(
        &self,
        name: Option<&str>,
        options: &ListOptions<EntrySort>,
    ) -> Result<Page<T>, Error> {
        self.may_read::<T>()?;
        self.list_of_reseller(Filter::default().pattern(T::FILTER, name, T::name), options).await
    }

    fn may_read<T: Entry>(&self) -> Result<(), Error> {
        if T::IS_OPERATORS { self.is_operator() } else { Ok(()) }
    }
}
