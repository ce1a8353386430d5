//! What belongs to a reseller as a whole and to no customer of it: read and listed by one rule.

use crate::{
    client::{Client, Resource},
    error::Error,
    filter::Filter,
    list::{ById, ListOptions, Page, SortKey},
    scope::Scoped,
};
use switchhook_domain::identifier::ResellerId;

/// Something that a reseller owns.
pub(crate) trait OfReseller: Resource {
    /// Whose it is; of most objects the platform tells that to the operator only.
    fn reseller_id(&self) -> Option<ResellerId>;
}

impl Client {
    /// Reads an object of the reseller; in the scope of a customer there is none.
    pub(crate) async fn of_reseller<T: OfReseller>(&self, id: u64) -> Result<Scoped<T>, Error> {
        self.holds_reseller()?;
        let object: T = self.item(id).await?;
        if self.owns(&object) { Ok(self.prove(object)) } else { Err(Error::NotFound) }
    }

    /// Lists objects of the reseller; in the scope of a customer there are none.
    pub(crate) async fn list_of_reseller<T: OfReseller, S: SortKey>(
        &self,
        filter: Filter<'_, T>,
        options: &ListOptions<S>,
    ) -> Result<Page<T>, Error> {
        self.holds_reseller()?;
        Ok(self.page(self.listing(filter, options).await?, options, |row| self.owns(row)))
    }

    /// The first object of the reseller that a filter holds for.
    pub(crate) async fn find_of_reseller<T: OfReseller>(
        &self,
        filter: Filter<'_, T>,
    ) -> Result<Option<Scoped<T>>, Error> {
        // More than one row: what is found by a pattern is compared here.
        Ok(self.list_of_reseller(filter, &ListOptions::<ById>::first(20)).await?.rows.into_iter().next())
    }

    pub(crate) fn owns<T: OfReseller>(&self, object: &T) -> bool {
        let known = self.scope().reseller().zip(object.reseller_id());
        known.is_none_or(|(own, shown)| own == shown)
    }
}
