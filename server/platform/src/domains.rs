//! SIP domains (contract 3.10).

use crate::{
    client::{Client, Row},
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    of_reseller::rows_of_reseller,
    refusal::Refusal,
    scope::Scoped,
};
use serde::Deserialize;
use serde_json::json;
use switchhook_domain::{
    FieldError,
    identifier::{DomainId, ResellerId},
};

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

rows_of_reseller! { Domain in "domains" }

/// Which domains to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainFilter {
    /// A pattern for the name, `*` being any string.
    pub domain: Option<String>,
}

sort_keys! {
    /// What domains are sorted by.
    pub DomainSort {
        Id = "id",
        Domain = "domain",
    }
}

impl Client {
    /// Reads a domain.
    ///
    /// # Errors
    /// [`Error::NotFound`] and what reading can meet.
    pub async fn domain(&self, id: DomainId) -> Result<Scoped<Domain>, Error> {
        self.of_reseller(id.0).await
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
        let filter =
            Filter::default().pattern("domain", filter.domain.as_deref(), |row: &Domain| &row.domain);
        self.list_of_reseller(filter, options).await
    }

    /// The domain with exactly this name.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer, and what reading can meet.
    pub async fn find_domain(&self, name: &str) -> Result<Option<Scoped<Domain>>, Error> {
        let filter = Filter::default()
            .pattern("domain", Some(name), |row: &Domain| &row.domain)
            .and(|row| row.domain.eq_ignore_ascii_case(name));
        self.find_of_reseller(filter).await
    }

    /// Creates a domain.
    ///
    /// # Errors
    /// [`Error::NotFound`] in the scope of a customer; [`Error::Validation`] at `domain` if somebody has it; what writing can meet.
    pub async fn create_domain(&self, name: &str) -> Result<DomainId, Error> {
        self.holds_reseller()?;
        // What is found afterwards was made by this call only if it was not there before.
        if self.find_domain(name).await?.is_some() {
            let field = Some("domain".to_owned());
            let taken = Refusal { field, problem: FieldError::Taken, message: String::new() };
            return Err(Error::Validation(vec![taken]));
        }
        let mut body = json!({ "domain": name });
        // The operator's login must say whose domain it is; the platform sets it for a reseller's.
        if let Some(reseller) = self.scope().reseller() {
            body["reseller_id"] = reseller.0.into();
        }
        match self.create(Domain::COLLECTION, &body).await {
            // The domain may be there, also if only what comes afterwards has failed (contract 3.10). After any other status
            // nothing was done (contract 1.7).
            Err(error @ (Error::UnknownOutcome | Error::PlatformError { status: 500 })) => {
                match self.find_domain(name).await {
                    Ok(Some(found)) => Ok(found.id),
                    _ => Err(error),
                }
            }
            other => other.map(DomainId),
        }
    }

    /// Deletes a domain and everything in it: its subscribers disappear, which cannot be undone.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn delete_domain(&self, domain: &Scoped<Domain>) -> Result<(), Error> {
        self.check(domain)?;
        self.delete(Domain::COLLECTION, domain.id.0).await
    }
}
