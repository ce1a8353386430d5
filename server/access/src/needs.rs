//! A type for each permission, so that a function can name the one it needs in its signature.

use std::marker::PhantomData;
use switchhook_domain::permission::Permission;

/// Names a permission.
pub trait Needs: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
    /// Whether a write asks for a fresh proof of who it is; reading never does.
    const FRESH: bool = is_grave(Self::PERMISSION);
}

/// Whether what a permission allows matters so much that an unattended browser must not do it.
const fn is_grave(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::TerminateCustomers
            | Permission::TerminateSubscribers
            | Permission::ResetAccounts
            | Permission::ManageAccounts
            | Permission::ManageCredentials
    )
}

/// Needs a permission, and for this one act a fresh proof of who it is.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<P>(PhantomData<P>);

impl<P: Needs> Needs for Fresh<P> {
    const PERMISSION: Permission = P::PERMISSION;
    const FRESH: bool = true;
}

macro_rules! needs {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("Needs [`Permission::", stringify!($name), "`].")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Needs for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*

        /// Does not compile while a permission has no type.
        #[cfg(test)]
        const fn is_complete(permission: Permission) -> bool {
            match permission {
                $(Permission::$name => true,)*
            }
        }
    };
}

needs! {
    ViewCustomers
    EditCustomers
    TerminateCustomers
    ViewSubscribers
    EditSubscribers
    EditPasswords
    LockSubscribers
    TerminateSubscribers
    EditForwards
    EditPreferences
    EditDomains
    ViewResellers
    ManageCredentials
    ViewAudit
    EditOwnForwards
    EditDestinationPolicy
    EditForwardTemplates
    EditOwnLines
    ResetAccounts
    ManageAccounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_domain::permission::Role;

    #[test]
    fn every_permission_has_its_type() {
        assert!(is_complete(ViewCustomers::PERMISSION));
    }

    #[test]
    fn whoever_reads_or_forwards_calls_proves_nothing_again() {
        let asks = [TerminateCustomers::FRESH, TerminateSubscribers::FRESH, ManageAccounts::FRESH];
        assert_eq!((asks, ManageCredentials::FRESH), ([true; 3], true));
        assert_eq!([ViewCustomers::FRESH, EditForwards::FRESH, EditDomains::FRESH], [false; 3]);
        assert_eq!(
            (Fresh::<EditDomains>::PERMISSION, Fresh::<EditDomains>::FRESH),
            (EditDomains::PERMISSION, true)
        );
    }

    #[test]
    fn no_customer_has_what_asks_for_a_fresh_proof() {
        assert!(!Role::Customer.permissions().into_iter().any(is_grave));
    }
}
