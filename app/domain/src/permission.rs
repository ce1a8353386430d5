//! Roles, permissions and scopes: one enum each, so that every page and every server function can name what it needs.

use crate::identifier::{CustomerId, ResellerId, SubscriberId};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// Who somebody is in the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Operates the platform: every reseller, every portal account.
    Admin,
    /// Staff of one reseller.
    Reseller,
    /// Helpdesk of one reseller, with the permissions that the reseller chose.
    Helpdesk,
    /// A customer, or one line of a customer.
    Customer,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read customers, their contacts and billing profiles.
    ViewCustomers,
    /// Create customers and change their status.
    EditCustomers,
    /// Terminate customers, which cannot be undone.
    TerminateCustomers,
    /// Read subscribers.
    ViewSubscribers,
    /// Create subscribers, change their numbers.
    EditSubscribers,
    /// Choose passwords and codes of subscribers, and see the codes.
    EditPasswords,
    /// Change the lock level of subscribers.
    LockSubscribers,
    /// Terminate subscribers, which cannot be undone.
    TerminateSubscribers,
    /// Read and change the call forwards of any subscriber in scope, as staff.
    EditForwards,
    /// Read and change subscriber preferences.
    EditPreferences,
    /// Create domains, and delete them with their subscribers, which cannot be undone.
    EditDomains,
    /// Read the resellers that the portal knows.
    ViewResellers,
    /// Connect resellers, and change or delete the platform logins that the portal works with.
    ManageCredentials,
    /// Read the audit trail of one's scope.
    ViewAudit,
    /// Read and change the call forwards of one's own lines.
    EditOwnForwards,
    /// Decide where customers may send calls.
    EditDestinationPolicy,
    /// Make templates of call forwards for customers.
    EditForwardTemplates,
    /// Read and change blocked callers, voicebox and speed dials of one's own lines.
    EditOwnLines,
    /// See the portal accounts below one's own, and start a password reset for them; never choose or see a password.
    ResetAccounts,
    /// Invite, disable and enable the portal accounts below one's own, and decide how they sign in.
    ManageAccounts,
}

impl Permission {
    /// Every permission.
    pub const ALL: &[Self] = &[
        Self::ViewCustomers,
        Self::EditCustomers,
        Self::TerminateCustomers,
        Self::ViewSubscribers,
        Self::EditSubscribers,
        Self::EditPasswords,
        Self::LockSubscribers,
        Self::TerminateSubscribers,
        Self::EditForwards,
        Self::EditPreferences,
        Self::EditDomains,
        Self::ViewResellers,
        Self::ManageCredentials,
        Self::ViewAudit,
        Self::EditOwnForwards,
        Self::EditDestinationPolicy,
        Self::EditForwardTemplates,
        Self::EditOwnLines,
        Self::ResetAccounts,
        Self::ManageAccounts,
    ];

    /// The name under which the permission is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ViewCustomers => "view_customers",
            Self::EditCustomers => "edit_customers",
            Self::TerminateCustomers => "terminate_customers",
            Self::ViewSubscribers => "view_subscribers",
            Self::EditSubscribers => "edit_subscribers",
            Self::EditPasswords => "edit_passwords",
            Self::LockSubscribers => "lock_subscribers",
            Self::TerminateSubscribers => "terminate_subscribers",
            Self::EditForwards => "edit_forwards",
            Self::EditPreferences => "edit_preferences",
            Self::EditDomains => "edit_domains",
            Self::ViewResellers => "view_resellers",
            Self::ManageCredentials => "manage_credentials",
            Self::ViewAudit => "view_audit",
            Self::EditOwnForwards => "edit_own_forwards",
            Self::EditDestinationPolicy => "edit_destination_policy",
            Self::EditForwardTemplates => "edit_forward_templates",
            Self::EditOwnLines => "edit_own_lines",
            Self::ResetAccounts => "reset_accounts",
            Self::ManageAccounts => "manage_accounts",
        }
    }

    /// Whether a reseller may give it to its helpdesk: what the reseller has, but not the accounts, among which would be the
    /// helpdesk's own, and not the passwords, which helpdesk never chooses or sees.
    #[must_use]
    pub fn is_for_helpdesk(self) -> bool {
        !matches!(self, Self::ManageAccounts | Self::EditPasswords)
            && Role::Reseller.permissions().contains(&self)
    }

    /// Whether an administrator has it in the view of a reseller: whose account is whose is decided in one's own name, and the
    /// passwords of customers are none of an administrator's business.
    #[must_use]
    pub fn is_for_views(self) -> bool {
        !matches!(
            self,
            Self::ManageAccounts | Self::ResetAccounts | Self::EditPasswords | Self::ManageCredentials
        )
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Reseller, Self::Helpdesk, Self::Customer];

    /// The name under which the role is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Reseller => "reseller",
            Self::Helpdesk => "helpdesk",
            Self::Customer => "customer",
        }
    }

    /// The permissions of a role; for helpdesk the ones it has unless its reseller chose others.
    #[must_use]
    pub fn permissions(self) -> BTreeSet<Permission> {
        use Permission as P;
        let permissions: &[P] = match self {
            Self::Admin => {
                &[P::ViewResellers, P::ManageCredentials, P::ViewAudit, P::ResetAccounts, P::ManageAccounts]
            }
            Self::Reseller => &[
                P::ViewCustomers,
                P::EditCustomers,
                P::TerminateCustomers,
                P::ViewSubscribers,
                P::EditSubscribers,
                P::EditPasswords,
                P::LockSubscribers,
                P::TerminateSubscribers,
                P::EditForwards,
                P::EditPreferences,
                P::EditDestinationPolicy,
                P::EditForwardTemplates,
                P::EditDomains,
                P::ViewAudit,
                P::ResetAccounts,
                P::ManageAccounts,
            ],
            Self::Helpdesk => &[
                P::ViewCustomers,
                P::ViewSubscribers,
                P::LockSubscribers,
                P::EditForwards,
                P::EditPreferences,
                P::ResetAccounts,
            ],
            Self::Customer => &[P::EditOwnForwards, P::EditOwnLines],
        };
        permissions.iter().copied().collect()
    }

    /// The roles of the accounts that somebody in this role manages, if they may manage any.
    #[must_use]
    pub const fn managed(self) -> &'static [Self] {
        match self {
            Self::Admin => &Self::ALL,
            Self::Reseller => &[Self::Helpdesk, Self::Customer],
            Self::Helpdesk => &[Self::Customer],
            Self::Customer => &[],
        }
    }
}

/// A role name that the portal does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

/// Whose objects somebody may touch. What lies outside does not exist for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Everything.
    Operator,
    /// All that belongs to one reseller.
    Reseller(ResellerId),
    /// One customer of a reseller.
    Customer(ResellerId, CustomerId),
    /// One line of a customer.
    Line(ResellerId, CustomerId, SubscriberId),
}

impl Scope {
    /// The reseller that the scope lies in; none for the operator.
    #[must_use]
    pub const fn reseller(self) -> Option<ResellerId> {
        match self {
            Self::Operator => None,
            Self::Reseller(reseller) | Self::Customer(reseller, _) | Self::Line(reseller, _, _) => {
                Some(reseller)
            }
        }
    }

    /// Whether a customer that the reseller's credential can see lies inside.
    #[must_use]
    pub fn holds_customer(self, id: CustomerId) -> bool {
        match self {
            Self::Operator | Self::Reseller(_) => true,
            Self::Customer(_, own) => own == id,
            Self::Line(..) => false,
        }
    }

    /// Whether a subscriber that the reseller's credential can see lies inside.
    #[must_use]
    pub fn holds_subscriber(self, id: SubscriberId, customer: CustomerId) -> bool {
        match self {
            Self::Operator | Self::Reseller(_) => true,
            Self::Customer(_, own) => own == customer,
            Self::Line(_, own, line) => own == customer && line == id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_back_from_its_name() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn a_customer_may_do_nothing_but_change_own_lines() {
        let own = BTreeSet::from([Permission::EditOwnForwards, Permission::EditOwnLines]);
        assert_eq!(Role::Customer.permissions(), own);
    }

    #[test]
    fn helpdesk_terminates_nothing_and_sees_no_passwords() {
        let permissions = Role::Helpdesk.permissions();
        assert!(!permissions.contains(&Permission::TerminateSubscribers));
        assert!(!permissions.contains(&Permission::TerminateCustomers));
        assert!(!permissions.contains(&Permission::EditSubscribers));
        assert!(!Permission::EditPasswords.is_for_helpdesk());
        assert!(!permissions.contains(&Permission::EditDomains));
    }

    #[test]
    fn a_permission_is_named_as_it_is_stored() {
        for permission in Permission::ALL {
            let stored = serde_json::to_value(permission).unwrap();
            assert_eq!(stored, permission.name());
        }
        let of_roles: BTreeSet<_> = Role::ALL.into_iter().flat_map(Role::permissions).collect();
        assert!(of_roles.iter().all(|permission| Permission::ALL.contains(permission)));
    }

    #[test]
    fn nobody_manages_accounts_above_their_own() {
        for role in Role::ALL {
            assert!(role.managed().iter().all(|managed| *managed >= role), "{role:?}");
        }
        assert!(!Role::Reseller.managed().contains(&Role::Reseller));
        assert!(!Role::Helpdesk.permissions().contains(&Permission::ManageAccounts));
        assert!(Role::Helpdesk.permissions().into_iter().all(Permission::is_for_helpdesk));
        assert!(
            !Permission::ManageAccounts.is_for_helpdesk() && !Permission::ViewResellers.is_for_helpdesk()
        );
    }

    #[test]
    fn platform_logins_are_the_administrators_and_no_password_is_for_views() {
        for role in Role::ALL {
            let manages = role.permissions().contains(&Permission::ManageCredentials);
            assert_eq!(manages, role == Role::Admin, "{role:?}");
        }
        assert!(
            !Permission::ManageCredentials.is_for_helpdesk() && !Permission::ManageCredentials.is_for_views()
        );
        assert!(!Permission::EditPasswords.is_for_views());
    }

    #[test]
    fn a_line_scope_holds_that_line_only() {
        let scope = Scope::Line(ResellerId(1), CustomerId(2), SubscriberId(3));
        assert!(scope.holds_subscriber(SubscriberId(3), CustomerId(2)));
        assert!(!scope.holds_subscriber(SubscriberId(4), CustomerId(2)));
        assert!(!scope.holds_subscriber(SubscriberId(3), CustomerId(9)));
        assert!(!scope.holds_customer(CustomerId(2)));
    }
}
