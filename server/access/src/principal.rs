//! Who is asking, and the proof that they may.
//!
//! A [`Principal`] comes from a session alone, and a [`Require`] from a principal that has the permission: a function
//! that takes a `Require<needs::EditForwards>` cannot be called without the check.

use crate::{account::Account, needs::Needs};
use std::{fmt, marker::PhantomData, net::IpAddr, ops::Deref, sync::Arc};
use switchhook_domain::{
    identifier::ResellerId,
    permission::{Permission, Role, Scope},
};
use time::{Duration, OffsetDateTime};

/// Somebody who is signed in, as the database knew them at this request. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Principal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    account: Account,
    proven_at: OffsetDateTime,
    view: Option<ResellerId>,
    address: Option<IpAddr>,
}

/// For how long somebody need not prove again who they are before what matters.
pub const PROOF_LASTS: Duration = Duration::minutes(15);

/// The permission is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the permission {0:?} is missing")]
pub struct Denied(pub Permission);

impl Principal {
    /// Only an administrator has a view.
    pub(crate) fn new(
        account: Account,
        proven_at: OffsetDateTime,
        view: Option<ResellerId>,
        address: Option<IpAddr>,
    ) -> Self {
        let view = view.filter(|_| account.role == Role::Admin);
        Self(Arc::new(Inner { account, proven_at, view, address }))
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// The role that they act in: for an administrator in a reseller's view, the reseller's.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.0.view.is_some() { Role::Reseller } else { self.0.account.role }
    }

    /// Whose objects they may touch; for an administrator in a reseller's view, the reseller's.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.0.view.map_or(self.0.account.scope, Scope::Reseller)
    }

    /// The reseller whose view an administrator has stepped into.
    #[must_use]
    pub fn view(&self) -> Option<ResellerId> {
        self.0.view
    }

    /// When they last proved who they are: at sign-in, or since.
    #[must_use]
    pub fn proven_at(&self) -> OffsetDateTime {
        self.0.proven_at
    }

    /// Whether they proved who they are a moment ago, which what matters asks for.
    #[must_use]
    pub fn is_proven_at(&self, now: OffsetDateTime) -> bool {
        now < self.0.proven_at + PROOF_LASTS
    }

    /// Where their request came from, as far as the portal can trust it.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.0.address
    }

    /// Whether they have a permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        match self.0.view {
            Some(_) => permission.is_for_views() && Role::Reseller.permissions().contains(&permission),
            None => self.0.account.permissions.contains(&permission),
        }
    }

    /// The proof that they have a permission.
    ///
    /// # Errors
    /// They do not.
    pub fn require<P: Needs>(&self) -> Result<Require<P>, Denied> {
        if self.may(P::PERMISSION) {
            Ok(Require { principal: self.clone(), permission: PhantomData })
        } else {
            Err(Denied(P::PERMISSION))
        }
    }
}

/// A principal that has the permission `P`.
pub struct Require<P> {
    principal: Principal,
    permission: PhantomData<fn() -> P>,
}

impl<P> Clone for Require<P> {
    fn clone(&self) -> Self {
        Self { principal: self.principal.clone(), permission: PhantomData }
    }
}

impl<P: Needs> fmt::Debug for Require<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Require")
            .field("permission", &P::PERMISSION)
            .field("account", &self.account().id)
            .finish()
    }
}

impl<P> Deref for Require<P> {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.principal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{doors::Doors, id::AccountId, needs};
    use std::collections::BTreeSet;
    use switchhook_domain::identifier::CustomerId;

    fn principal(role: Role, scope: Scope, view: Option<ResellerId>) -> Principal {
        let account = Account {
            id: AccountId::random(&Doors::system()),
            login: "anna@example.com".to_owned(),
            role,
            scope,
            permissions: role.permissions(),
            disabled: false,
            has_password: true,
            line: None,
            language: None,
            created_at: OffsetDateTime::UNIX_EPOCH,
            signed_in_at: None,
        };
        Principal::new(account, OffsetDateTime::UNIX_EPOCH, view, None)
    }

    #[test]
    fn a_permission_is_proven_or_denied() {
        let customer = principal(Role::Customer, Scope::Customer(ResellerId(1), CustomerId(2)), None);
        assert_eq!(customer.require::<needs::EditOwnForwards>().unwrap().account(), customer.account());
        let denied = customer.require::<needs::ViewCustomers>().map(|_| ()).unwrap_err();
        assert_eq!(denied, Denied(Permission::ViewCustomers));
    }

    #[test]
    fn an_administrator_in_a_view_is_that_reseller_and_no_more() {
        let admin = principal(Role::Admin, Scope::Operator, Some(ResellerId(7)));
        assert_eq!(admin.role(), Role::Reseller);
        assert_eq!(admin.scope(), Scope::Reseller(ResellerId(7)));
        assert_eq!(admin.view(), Some(ResellerId(7)));
        assert!(admin.may(Permission::EditCustomers));
        assert!(!admin.may(Permission::ViewResellers));
        assert!(!admin.may(Permission::ManageAccounts) && !admin.may(Permission::ResetAccounts));
        assert!(!admin.may(Permission::EditPasswords) && !admin.may(Permission::ManageCredentials));
    }

    #[test]
    fn nobody_else_has_a_view() {
        for (role, scope) in [
            (Role::Reseller, Scope::Reseller(ResellerId(1))),
            (Role::Helpdesk, Scope::Reseller(ResellerId(1))),
            (Role::Customer, Scope::Customer(ResellerId(1), CustomerId(2))),
        ] {
            let principal = principal(role, scope, Some(ResellerId(7)));
            assert_eq!((principal.role(), principal.scope(), principal.view()), (role, scope, None));
            let permissions: BTreeSet<_> = role.permissions();
            assert!(permissions.into_iter().all(|permission| principal.may(permission)));
        }
    }
}
