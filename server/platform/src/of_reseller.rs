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

/// Says in which collection a type's rows are. They are read by their `id`; where the platform tells whose they are, it is
/// their `reseller_id`.
macro_rules! rows_of_reseller {
    ($row:ident in $collection:literal) => {
        $crate::of_reseller::rows_of_reseller! { $row in $collection, owner |row| row.reseller_id }
    };
    ($row:ident in $collection:literal, owner $owner:expr) => {
        impl $crate::client::Row for $row {
            const COLLECTION: &'static str = $collection;
        }

        impl $crate::client::Resource for $row {
            fn id(&self) -> u64 {
                self.id.into()
            }
        }

        impl $crate::of_reseller::OfReseller for $row {
            fn reseller_id(&self) -> Option<switchhook_domain::identifier::ResellerId> {
                let owner: fn(&Self) -> Option<switchhook_domain::identifier::ResellerId> = $owner;
                owner(self)
            }
        }
    };
}
pub(crate) use rows_of_reseller;

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
