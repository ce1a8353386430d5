//! Billing profiles (contract 3.6), which the portal reads and assigns.

use crate::{
    client::{Client, Filter, Resource},
    error::Error,
    lenient,
    list::{ListOptions, Page, SortKey},
    pattern,
    scope::Scoped,
};
use serde::Deserialize;
use switchhook_domain::identifier::{BillingProfileId, ResellerId};

/// How a customer is billed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BillingProfile {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: BillingProfileId,
    /// Whose it is; resellers see it too.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
    /// Unique short name per reseller.
    #[serde(default, deserialize_with = "lenient::text")]
    pub handle: String,
    /// Unique name per reseller.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Whether calls are paid in advance.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub prepaid: bool,
    /// Name of a currency.
    #[serde(default)]
    pub currency: Option<String>,
}

impl Resource for BillingProfile {
    const COLLECTION: &'static str = "billingprofiles";

    fn id(&self) -> u64 {
        self.id.0
    }
}

/// Which billing profiles to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingProfileFilter {
    /// A pattern for the handle, `*` being any string.
    pub handle: Option<String>,
    /// A pattern for the name.
    pub name: Option<String>,
}

/// What billing profiles are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the members")]
pub enum BillingProfileSort {
    #[default]
    Id,
    Handle,
    Name,
}

impl SortKey for BillingProfileSort {
    fn column(&self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Handle => "handle",
            Self::Name => "name",
        }
    }
}

impl Client {
    /// Reads a billing profile.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that was terminated while customers still use it; what reading can meet.
    pub async fn billing_profile(&self, id: BillingProfileId) -> Result<Scoped<BillingProfile>, Error> {
        self.holds_reseller()?;
        let profile: BillingProfile = self.item(id.0).await?;
        if self.holds_profile(&profile) { Ok(self.prove(profile)) } else { Err(Error::NotFound) }
    }

    /// Lists the reseller's billing profiles.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn billing_profiles(
        &self,
        filter: &BillingProfileFilter,
        options: &ListOptions<BillingProfileSort>,
    ) -> Result<Page<BillingProfile>, Error> {
        self.holds_reseller()?;
        let wanted = [("handle", filter.handle.as_deref()), ("name", filter.name.as_deref())];
        let query = wanted.into_iter().filter_map(|(key, value)| Some((key, value?.to_owned()))).collect();
        let matches = move |row: &BillingProfile| {
            let fits =
                |wanted: Option<&str>, text: &str| wanted.is_none_or(|wanted| pattern::matches(wanted, text));
            fits(wanted[0].1, &row.handle) && fits(wanted[1].1, &row.name)
        };
        let listing = self.listing(Filter { query, matches: Box::new(matches) }, options).await?;
        Ok(self.page(listing, options, |row| self.holds_profile(row)))
    }

    /// The billing profile with exactly this handle or, if there is none, exactly this name.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn find_billing_profile(
        &self,
        handle_or_name: &str,
    ) -> Result<Option<Scoped<BillingProfile>>, Error> {
        self.holds_reseller()?;
        let (by_handle, by_name) = tokio::try_join!(
            self.profile_by("handle", handle_or_name),
            self.profile_by("name", handle_or_name)
        )?;
        Ok(by_handle.or(by_name))
    }

    async fn profile_by(
        &self,
        key: &'static str,
        text: &str,
    ) -> Result<Option<Scoped<BillingProfile>>, Error> {
        let matches = move |row: &BillingProfile| {
            pattern::equal(text, if key == "handle" { &row.handle } else { &row.name })
        };
        let filter = Filter { query: vec![(key, pattern::literal(text))], matches: Box::new(matches) };
        let listing = self.listing(filter, &ListOptions::<BillingProfileSort>::first(2)).await?;
        let found = listing.rows.into_iter().find(|row| self.holds_profile(row));
        Ok(found.map(|profile| self.prove(profile)))
    }

    fn holds_profile(&self, profile: &BillingProfile) -> bool {
        let known = self.scope().reseller().zip(profile.reseller_id);
        known.is_none_or(|(own, shown)| own == shown)
    }
}
