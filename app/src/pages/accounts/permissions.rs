//! The boxes with what a helpdesk account may do.

use crate::components::CheckField;
use leptos::prelude::*;
use switchhook_domain::{account::PermissionsForm, permission::Permission};

/// What a permission allows, in words.
pub(super) fn permission(permission: Permission) -> String {
    match permission {
        Permission::ViewCustomers => say!(permission.view_customers),
        Permission::EditCustomers => say!(permission.edit_customers),
        Permission::TerminateCustomers => say!(permission.terminate_customers),
        Permission::ViewSubscribers => say!(permission.view_subscribers),
        Permission::EditSubscribers => say!(permission.edit_subscribers),
        Permission::EditPasswords => say!(permission.edit_passwords),
        Permission::LockSubscribers => say!(permission.lock_subscribers),
        Permission::TerminateSubscribers => say!(permission.terminate_subscribers),
        Permission::EditForwards => say!(permission.edit_forwards),
        Permission::EditPreferences => say!(permission.edit_preferences),
        Permission::EditDomains => say!(permission.edit_domains),
        Permission::ViewResellers => say!(permission.view_resellers),
        Permission::ManageCredentials => say!(permission.manage_credentials),
        Permission::ViewAudit => say!(permission.view_audit),
        Permission::EditOwnForwards => say!(permission.edit_own_forwards),
        Permission::EditDestinationPolicy => say!(permission.edit_destination_policy),
        Permission::EditForwardTemplates => say!(permission.edit_forward_templates),
        Permission::EditOwnLines => say!(permission.edit_own_lines),
        Permission::ResetAccounts => say!(permission.reset_accounts),
        Permission::ManageAccounts => say!(permission.manage_accounts),
    }
}

/// A box for each permission that a helpdesk can have.
#[component]
pub(super) fn PermissionBoxes(form: PermissionsForm) -> impl IntoView {
    let boxes = Permission::ALL
        .iter()
        .filter(|one| one.is_for_helpdesk())
        .map(|one| {
            let name = format!("form[permissions][{}]", one.name());
            view! { <CheckField name=name label=permission(*one) value="on" checked=form.holds(*one)/> }
        })
        .collect_view();
    view! { <fieldset class="boxes for-helpdesk"><legend>{say!(accounts.permissions.title)}</legend>{boxes}</fieldset> }
        .into_any()
}
