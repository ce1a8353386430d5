//! Resellers (contract 3.1), which only the operator's login can read.

use crate::{
    client::{Client, Resource, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    scope::Scoped,
};
use serde::Deserialize;
use switchhook_domain::{identifier::ResellerId, lock::Status, permission::Scope};

/// A reseller of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reseller {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: ResellerId,
    /// Unique name.
    pub name: String,
    /// Active, locked or terminated.
    pub status: Status,
}

impl Row for Reseller {
    const COLLECTION: &'static str = "resellers";
}

impl Resource for Reseller {
    fn id(&self) -> u64 {
        self.id.0
    }
}

/// Which resellers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResellerFilter {
    /// A pattern for the name, `*` being any string.
    pub name: Option<String>,
}

sort_keys! {
    /// What resellers are sorted by.
    pub ResellerSort {
        Id = "id",
        Name = "name",
        Status = "status",
    }
}

impl Client {
    /// Reads a reseller.
    ///
    /// # Errors
    /// [`Error::NotFound`] in any scope but the operator's, and what reading can meet.
    pub async fn reseller(&self, id: ResellerId) -> Result<Scoped<Reseller>, Error> {
        self.is_operator()?;
        self.item(id.0).await.map(|reseller| self.prove(reseller))
    }

    /// Lists the resellers of the platform, terminated ones too.
    ///
    /// # Errors
    /// [`Error::NotFound`] in any scope but the operator's, and what reading can meet.
    pub async fn resellers(
        &self,
        filter: &ResellerFilter,
        options: &ListOptions<ResellerSort>,
    ) -> Result<Page<Reseller>, Error> {
        self.is_operator()?;
        let filter = Filter::default().pattern("name", filter.name.as_deref(), |row: &Reseller| &row.name);
        Ok(self.page(self.listing(filter, options).await?, options, |_| true))
    }

    /// Whether the scope is the whole platform.
    pub(crate) fn is_operator(&self) -> Result<(), Error> {
        if self.scope() == Scope::Operator { Ok(()) } else { Err(Error::NotFound) }
    }
}
