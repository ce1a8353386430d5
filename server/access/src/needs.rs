//! A type for each permission, so that a function can name the one it needs in its signature.

use switchhook_domain::permission::Permission;

/// Names a permission.
pub trait Needs: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
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
    LockSubscribers
    TerminateSubscribers
    EditForwards
    EditPreferences
    EditDomains
    ViewResellers
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

    #[test]
    fn every_permission_has_its_type() {
        assert!(is_complete(ViewCustomers::PERMISSION));
    }
}
