//! SIP domains (contract 3.10), which the portal reads.

use crate::{
    client::{Client, Filter, Resource},
    error::Error,
    lenient,
    list::{ListOptions, Page, SortKey},
    pattern,
    scope::Scoped,
};
use serde::Deserialize;
use switchhook_domain::identifier::{DomainId, ResellerId};

/// A SIP domain of a reseller.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Domain {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: DomainId,
    /// Its name, unique on the platform.
    pub domain: String,
    /// Shown to the operator only.
    #[serde(default, deserialize_with = "lenient::optional_number")]
    pub reseller_id: Option<ResellerId>,
}

impl Resource for Domain {
    const COLLECTION: &'static str = "domains";

    fn id(&self) -> u64 {
        self.id.0
    }
}

/// Which domains to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainFilter {
    /// A pattern for the name, `*` being any string.
    pub domain: Option<String>,
}

/// What domains are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the members")]
pub enum DomainSort {
    #[default]
    Id,
    Domain,
}

impl SortKey for DomainSort {
    fn column(&self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Domain => "domain",
        }
    }
}

impl Client {
    /// Reads a domain.
    ///
    /// # Errors
    /// [`Error::NotFound`] and what reading can meet.
    pub async fn domain(&self, id: DomainId) -> Result<Scoped<Domain>, Error> {
        self.holds_reseller()?;
        let domain: Domain = self.item(id.0).await?;
        if self.holds_domain(&domain) { Ok(self.prove(domain)) } else { Err(Error::NotFound) }
    }

    /// Lists the reseller's domains.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn domains(
        &self,
        filter: &DomainFilter,
        options: &ListOptions<DomainSort>,
    ) -> Result<Page<Domain>, Error> {
        self.holds_reseller()?;
        let name = filter.domain.as_deref();
        let filter = Filter {
            query: name.map(|name| ("domain", name.to_owned())).into_iter().collect(),
            matches: Box::new(|row: &Domain| name.is_none_or(|name| pattern::matches(name, &row.domain))),
        };
        Ok(self.page(self.listing(filter, options).await?, options, |row| self.holds_domain(row)))
    }

    /// The domain with exactly this name.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn find_domain(&self, name: &str) -> Result<Option<Scoped<Domain>>, Error> {
        let filter = DomainFilter { domain: Some(name.to_owned()) };
        let page = self.domains(&filter, &ListOptions::first(20)).await?;
        Ok(page.rows.into_iter().find(|row| row.domain.eq_ignore_ascii_case(name)))
    }

    fn holds_domain(&self, domain: &Domain) -> bool {
        let known = self.scope().reseller().zip(domain.reseller_id);
        known.is_none_or(|(own, shown)| own == shown)
    }
}
