//! The closed sets of the trail: what can be done, to what, and how it ended.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A name that is in none of the sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown name")]
pub struct UnknownName;

macro_rules! names {
    ($($(#[$doc:meta])* $set:ident { $($(#[$item_doc:meta])* $item:ident $name:literal)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $set {
            $($(#[$item_doc])* #[serde(rename = $name)] $item,)*
        }

        impl $set {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$item,)*];

            /// The name under which it is stored.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$item => $name,)*
                }
            }
        }

        impl FromStr for $set {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|item| item.name() == text).ok_or(UnknownName)
            }
        }
    )*};
}

names! {
    /// What somebody does.
    Action {
        /// Signs in.
        SignIn "sign_in"
        /// Proves again who it is.
        ProveAgain "prove_again"
        /// Signs out.
        SignOut "sign_out"
        /// Changes the own password.
        ChangeOwnPassword "change_own_password"
        /// An administrator begins to see the portal as a reseller does.
        StepInto "step_into"
        /// An administrator stops doing so.
        StepOut "step_out"
        /// Creates a portal account.
        CreateAccount "create_account"
        /// Changes permissions or language of a portal account.
        ChangeAccount "change_account"
        /// Sets the password of somebody else's portal account.
        SetAccountPassword "set_account_password"
        /// Issues a link by which the owner of a portal account chooses a password.
        IssueLink "issue_account_link"
        /// Chooses the password of a portal account by a link.
        ChooseByLink "choose_password_by_link"
        /// Shows a second factor at sign-in.
        UseSecondFactor "use_second_factor"
        /// Sets up the own second factor.
        EnrolSecondFactor "enrol_second_factor"
        /// Makes new recovery codes.
        RenewRecoveryCodes "renew_recovery_codes"
        /// Removes the own second factor.
        RemoveSecondFactor "remove_second_factor"
        /// Adds a passkey to the own account.
        AddPasskey "add_passkey"
        /// Gives an own passkey another name.
        RenamePasskey "rename_passkey"
        /// Removes an own passkey.
        RemovePasskey "remove_passkey"
        /// Shows a passkey as the second factor at sign-in.
        UsePasskey "use_passkey"
        /// Removes the second factor of somebody who has lost it.
        ResetSecondFactor "reset_second_factor"
        /// Changes how people may sign in.
        ChangeSignInPolicy "change_sign_in_policy"
        /// Keeps a portal account from signing in.
        DisableAccount "disable_account"
        /// Lets a portal account sign in again.
        EnableAccount "enable_account"
        /// Deletes a portal account.
        DeleteAccount "delete_account"
        /// Ends the sessions of a portal account.
        EndSessions "end_sessions"
        /// Ends own sessions elsewhere.
        EndOwnSessions "end_own_sessions"
        /// Makes a reseller known to the portal.
        ConnectReseller "connect_reseller"
        /// Stores a platform credential.
        StoreCredential "store_credential"
        /// Deletes a platform credential.
        DeleteCredential "delete_credential"
        /// Changes how the portal of a reseller looks.
        ChangeBranding "change_branding"
        /// Creates a contact.
        CreateContact "create_contact"
        /// Changes a contact.
        ChangeContact "change_contact"
        /// Deletes a contact.
        DeleteContact "delete_contact"
        /// Creates a domain.
        CreateDomain "create_domain"
        /// Deletes a domain.
        DeleteDomain "delete_domain"
        /// Creates a customer.
        CreateCustomer "create_customer"
        /// Changes a customer.
        ChangeCustomer "change_customer"
        /// Gives a customer another billing profile.
        AssignBillingProfile "assign_billing_profile"
        /// Terminates a customer.
        TerminateCustomer "terminate_customer"
        /// Creates a subscriber.
        CreateSubscriber "create_subscriber"
        /// Changes a subscriber.
        ChangeSubscriber "change_subscriber"
        /// Locks or unlocks a subscriber.
        LockSubscriber "lock_subscriber"
        /// Sets or resets a password of a subscriber.
        ResetSubscriberPassword "reset_subscriber_password"
        /// Terminates a subscriber.
        TerminateSubscriber "terminate_subscriber"
        /// Changes call forwards.
        ChangeForwards "change_forwards"
        /// Changes preferences of a subscriber.
        ChangePreferences "change_preferences"
        /// Changes whom a subscriber refuses or cannot call.
        ChangeBlocking "change_blocking"
        /// Changes the settings of a voicebox.
        ChangeVoicebox "change_voicebox"
        /// Changes the speed dials of a subscriber.
        ChangeSpeedDials "change_speed_dials"
        /// Ends the registration of a device.
        EndRegistration "end_registration"
        /// Changes where customers may send calls.
        ChangeDestinationPolicy "change_destination_policy"
        /// Makes a template of call forwards.
        CreateForwardTemplate "create_forward_template"
        /// Changes a template of call forwards.
        ChangeForwardTemplate "change_forward_template"
        /// Removes a template of call forwards.
        DeleteForwardTemplate "delete_forward_template"
        /// Opens a page.
        OpenPage "open_page"
        /// Sends a form.
        SendForm "send_form"
        /// Takes a list as a file.
        ExportList "export_list"
        /// Takes a copy of the audit trail.
        ExportAudit "export_audit"
        /// The portal forgets what is older than the audit trail is kept.
        PruneAudit "prune_audit"
        /// Changes the key that encrypts what the portal keeps secret.
        RotateKeys "rotate_keys"
        /// Starts a bulk import.
        StartImport "start_import"
        /// Stops a bulk import.
        StopImport "stop_import"
    }

    /// What kind of thing an act is about.
    ObjectKind {
        /// A portal account.
        Account "account"
        /// A reseller.
        Reseller "reseller"
        /// A platform credential.
        Credential "credential"
        /// How the portal of a reseller looks.
        Branding "branding"
        /// A contact.
        Contact "contact"
        /// A domain.
        Domain "domain"
        /// A customer.
        Customer "customer"
        /// A subscriber.
        Subscriber "subscriber"
        /// A template of call forwards.
        ForwardTemplate "forward_template"
        /// A bulk import.
        Import "import"
        /// A page or a form of the portal.
        Page "page"
        /// The audit trail.
        Trail "trail"
        /// The key that encrypts what the portal keeps secret.
        Key "key"
    }

    /// How an act ended.
    Outcome {
        /// It happened.
        Done "done"
        /// The portal or the platform refused it.
        Refused "refused"
        /// It failed, and nothing changed.
        Failed "failed"
        /// The answer was lost: it may have happened.
        Unknown "unknown"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_name_is_its_own_and_is_read_back() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(action.name().parse(), Ok(*action));
        }
        for kind in ObjectKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
        }
        for outcome in Outcome::ALL {
            assert_eq!(outcome.name().parse(), Ok(*outcome));
        }
        assert_eq!("drop_table".parse::<Action>(), Err(UnknownName));
    }
}
