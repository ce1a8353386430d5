//! Words for the closed sets of the trail.

use switchhook_access::audit::{Action, ObjectKind, Outcome};

/// What somebody did.
pub(super) fn action(action: Action) -> String {
    match action {
        Action::SignIn => say!(audit.actions.sign_in),
        Action::ProveAgain => say!(audit.actions.prove_again),
        Action::SignOut => say!(audit.actions.sign_out),
        Action::ChangeOwnPassword => say!(audit.actions.change_own_password),
        Action::StepInto => say!(audit.actions.step_into),
        Action::StepOut => say!(audit.actions.step_out),
        Action::CreateAccount => say!(audit.actions.create_account),
        Action::ChangeAccount => say!(audit.actions.change_account),
        Action::SetAccountPassword => say!(audit.actions.set_account_password),
        Action::IssueLink => say!(audit.actions.issue_account_link),
        Action::ChooseByLink => say!(audit.actions.choose_password_by_link),
        Action::UseSecondFactor => say!(audit.actions.use_second_factor),
        Action::EnrolSecondFactor => say!(audit.actions.enrol_second_factor),
        Action::RenewRecoveryCodes => say!(audit.actions.renew_recovery_codes),
        Action::RemoveSecondFactor => say!(audit.actions.remove_second_factor),
        Action::ResetSecondFactor => say!(audit.actions.reset_second_factor),
        Action::AddPasskey => say!(audit.actions.add_passkey),
        Action::RenamePasskey => say!(audit.actions.rename_passkey),
        Action::RemovePasskey => say!(audit.actions.remove_passkey),
        Action::UsePasskey => say!(audit.actions.use_passkey),
        Action::ChangeSignInPolicy => say!(audit.actions.change_sign_in_policy),
        Action::DisableAccount => say!(audit.actions.disable_account),
        Action::EnableAccount => say!(audit.actions.enable_account),
        Action::DeleteAccount => say!(audit.actions.delete_account),
        Action::EndSessions => say!(audit.actions.end_sessions),
        Action::EndOwnSessions => say!(audit.actions.end_own_sessions),
        Action::ConnectReseller => say!(audit.actions.connect_reseller),
        Action::StoreCredential => say!(audit.actions.store_credential),
        Action::DeleteCredential => say!(audit.actions.delete_credential),
        Action::ChangeBranding => say!(audit.actions.change_branding),
        Action::CreateContact => say!(audit.actions.create_contact),
        Action::ChangeContact => say!(audit.actions.change_contact),
        Action::DeleteContact => say!(audit.actions.delete_contact),
        Action::CreateDomain => say!(audit.actions.create_domain),
        Action::DeleteDomain => say!(audit.actions.delete_domain),
        Action::CreateCustomer => say!(audit.actions.create_customer),
        Action::ChangeCustomer => say!(audit.actions.change_customer),
        Action::AssignBillingProfile => say!(audit.actions.assign_billing_profile),
        Action::TerminateCustomer => say!(audit.actions.terminate_customer),
        Action::CreateSubscriber => say!(audit.actions.create_subscriber),
        Action::ChangeSubscriber => say!(audit.actions.change_subscriber),
        Action::LockSubscriber => say!(audit.actions.lock_subscriber),
        Action::ResetSubscriberPassword => say!(audit.actions.reset_subscriber_password),
        Action::TerminateSubscriber => say!(audit.actions.terminate_subscriber),
        Action::ChangeForwards => say!(audit.actions.change_forwards),
        Action::ChangePreferences => say!(audit.actions.change_preferences),
        Action::ChangeBlocking => say!(audit.actions.change_blocking),
        Action::ChangeVoicebox => say!(audit.actions.change_voicebox),
        Action::ChangeSpeedDials => say!(audit.actions.change_speed_dials),
        Action::EndRegistration => say!(audit.actions.end_registration),
        Action::ChangeDestinationPolicy => say!(audit.actions.change_destination_policy),
        Action::CreateForwardTemplate => say!(audit.actions.create_forward_template),
        Action::ChangeForwardTemplate => say!(audit.actions.change_forward_template),
        Action::DeleteForwardTemplate => say!(audit.actions.delete_forward_template),
        Action::OpenPage => say!(audit.actions.open_page),
        Action::SendForm => say!(audit.actions.send_form),
        Action::ExportList => say!(audit.actions.export_list),
        Action::ExportAudit => say!(audit.actions.export_audit),
        Action::PruneAudit => say!(audit.actions.prune_audit),
        Action::RotateKeys => say!(audit.actions.rotate_keys),
        Action::StartImport => say!(audit.actions.start_import),
        Action::StopImport => say!(audit.actions.stop_import),
    }
}

/// What it was done to.
pub(super) fn kind(kind: ObjectKind) -> String {
    match kind {
        ObjectKind::Account => say!(audit.kinds.account),
        ObjectKind::Reseller => say!(audit.kinds.reseller),
        ObjectKind::Credential => say!(audit.kinds.credential),
        ObjectKind::Branding => say!(audit.kinds.branding),
        ObjectKind::Contact => say!(audit.kinds.contact),
        ObjectKind::Domain => say!(audit.kinds.domain),
        ObjectKind::Customer => say!(audit.kinds.customer),
        ObjectKind::Subscriber => say!(audit.kinds.subscriber),
        ObjectKind::ForwardTemplate => say!(audit.kinds.forward_template),
        ObjectKind::Import => say!(audit.kinds.import),
        ObjectKind::Page => say!(audit.kinds.page),
        ObjectKind::Trail => say!(audit.kinds.trail),
        ObjectKind::Key => say!(audit.kinds.key),
    }
}

/// How it ended; none if nobody saw the end.
pub(super) fn outcome(outcome: Option<Outcome>) -> String {
    match outcome {
        None => say!(audit.outcomes.unfinished),
        Some(Outcome::Done) => say!(audit.outcomes.done),
        Some(Outcome::Refused) => say!(audit.outcomes.refused),
        Some(Outcome::Failed) => say!(audit.outcomes.failed),
        Some(Outcome::Unknown) => say!(audit.outcomes.unknown),
    }
}
