//! Billing profiles (contract 3.6), which the portal reads and assigns.

use crate::{
    client::Client,
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    of_reseller::rows_of_reseller,
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
    /// How many contracts use it, up to [`MOST_COUNTED`]; told only where it was asked for.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub contract_cnt: Option<u64>,
}

/// More contracts of one profile are not counted.
pub const MOST_COUNTED: u64 = 1000;

rows_of_reseller! { BillingProfile in "billingprofiles" }

/// Which billing profiles to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingProfileFilter {
    /// A pattern for the handle, `*` being any string.
    pub handle: Option<String>,
    /// A pattern for the name.
    pub name: Option<String>,
}

sort_keys! {
    /// What billing profiles are sorted by.
    pub BillingProfileSort {
        Id = "id",
        Handle = "handle",
        Name = "name",
    }
}

impl Client {
    /// Reads a billing profile.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one that was terminated while customers still use it; what reading can meet.
    pub async fn billing_profile(&self, id: BillingProfileId) -> Result<Scoped<BillingProfile>, Error> {
        self.of_reseller(id.0).await
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
        self.list_of_reseller(request(filter), options).await
    }

    /// Lists them with the number of contracts of each.
    ///
    /// # Errors
    /// As above.
    pub async fn billing_profiles_in_use(
        &self,
        filter: &BillingProfileFilter,
        options: &ListOptions<BillingProfileSort>,
    ) -> Result<Page<BillingProfile>, Error> {
        let counted = request(filter).query("contract_cnt", MOST_COUNTED.to_string());
        self.list_of_reseller(counted, options).await
    }

    /// The billing profile with exactly this handle or, if there is none, exactly this name.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn find_billing_profile(
        &self,
        handle_or_name: &str,
    ) -> Result<Option<Scoped<BillingProfile>>, Error> {
        let by_handle = Filter::default().text("handle", handle_or_name, |row: &BillingProfile| &row.handle);
        let by_name = Filter::default().text("name", handle_or_name, |row: &BillingProfile| &row.name);
        let (by_handle, by_name) =
            tokio::try_join!(self.find_of_reseller(by_handle), self.find_of_reseller(by_name))?;
        Ok(by_handle.or(by_name))
    }
}

fn request(filter: &BillingProfileFilter) -> Filter<'_, BillingProfile> {
    Filter::default().pattern("handle", filter.handle.as_deref(), |row: &BillingProfile| &row.handle).pattern(
        "name",
        filter.name.as_deref(),
        |row| &row.name,
    )
}
