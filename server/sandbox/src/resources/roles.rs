//! Who may use which verb of a resource; the answer to others is 403 `Invalid user` (contract 3).

use axum::http::Method;

use super::Call;
use crate::error::ApiError;
use crate::options::Role;

pub(super) const ADMIN: &[Role] = &[Role::Admin];
/// Those who run the platform or a reseller.
pub(super) const OWNERS: &[Role] = &[Role::Admin, Role::Reseller];
/// Everybody of the administrators' realm.
pub(super) const STAFF: &[Role] = &[Role::Admin, Role::Reseller, Role::CustomerCareAdmin, Role::CustomerCare];
pub(super) const STAFF_AND_CUSTOMERS: &[Role] =
    &[Role::Admin, Role::Reseller, Role::CustomerCareAdmin, Role::CustomerCare, Role::SubscriberAdmin];
/// Those who run things, and administrators of a customer.
pub(super) const OWNERS_AND_CUSTOMERS: &[Role] = &[Role::Admin, Role::Reseller, Role::SubscriberAdmin];
/// Those who see what a subscriber did, and subscribers themselves.
pub(super) const OWNERS_AND_SUBSCRIBERS: &[Role] =
    &[Role::Admin, Role::Reseller, Role::SubscriberAdmin, Role::Subscriber];
pub(crate) const EVERYBODY: &[Role] = &[
    Role::Admin,
    Role::Reseller,
    Role::CustomerCareAdmin,
    Role::CustomerCare,
    Role::SubscriberAdmin,
    Role::Subscriber,
];

/// Whether a caller may write what customer care only reads.
pub(super) fn writable(call: &Call<'_>) -> Result<(), ApiError> {
    if matches!(call.caller.role, Role::CustomerCare | Role::CustomerCareAdmin) {
        return Err(ApiError::Forbidden("Read-only resource for authenticated role"));
    }
    Ok(())
}

/// The roles of each verb.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roles {
    list: &'static [Role],
    create: &'static [Role],
    read: &'static [Role],
    change: &'static [Role],
    delete: &'static [Role],
}

impl Roles {
    /// The same roles for all verbs.
    pub(super) const fn all(roles: &'static [Role]) -> Self {
        Self { list: roles, create: roles, read: roles, change: roles, delete: roles }
    }

    pub(super) const fn list(self, list: &'static [Role]) -> Self {
        Self { list, ..self }
    }

    pub(super) const fn create(self, create: &'static [Role]) -> Self {
        Self { create, ..self }
    }

    pub(super) const fn read(self, read: &'static [Role]) -> Self {
        Self { read, ..self }
    }

    pub(super) const fn delete(self, delete: &'static [Role]) -> Self {
        Self { delete, ..self }
    }

    /// Whether a role may use a method; what is not reading or writing follows `GET`.
    pub(crate) fn admit(&self, role: Role, method: &Method, is_item: bool) -> bool {
        let roles = match *method {
            Method::POST => self.create,
            Method::PUT | Method::PATCH => self.change,
            Method::DELETE => self.delete,
            _ if is_item => self.read,
            _ => self.list,
        };
        roles.contains(&role)
    }
}
