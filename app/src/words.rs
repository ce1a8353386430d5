//! Words for the closed lists of the domain (mistakes, statuses, lock levels, roles), and for moments and lines.

use switchhook_domain::{
    FieldError,
    lock::{LockLevel, Status},
    permission::Role,
};
use switchhook_platform::Subscriber;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

/// What is wrong with a field.
pub(crate) fn field_error(error: FieldError) -> String {
    match error {
        FieldError::Missing => say!(error.missing),
        FieldError::TooLong(longest) => say!(error.too_long, longest = longest),
        FieldError::TooShort(shortest) => say!(error.too_short, shortest = shortest),
        FieldError::NotANumber => say!(error.not_a_number),
        FieldError::OutOfRange(smallest, largest) => {
            say!(error.out_of_range, smallest = smallest, largest = largest)
        }
        FieldError::InvalidEmail => say!(error.invalid_email),
        FieldError::InvalidDomain => say!(error.invalid_domain),
        FieldError::InvalidUsername => say!(error.invalid_username),
        FieldError::InvalidNumber => say!(error.invalid_number),
        FieldError::InvalidDestination => say!(error.invalid_destination),
        FieldError::InvalidTime => say!(error.invalid_time),
        FieldError::InvalidDate => say!(error.invalid_date),
        FieldError::InvalidDay => say!(error.invalid_day),
        FieldError::InvalidCalendar => say!(error.invalid_calendar),
        FieldError::TooMany => say!(error.too_many),
        FieldError::TooManyEvents => say!(error.too_many_events),
        FieldError::EndsBeforeItBegins => say!(error.ends_before_it_begins),
        FieldError::NothingLeft => say!(error.nothing_left),
        FieldError::UnsupportedCharacter => say!(error.unsupported_character),
        FieldError::NotAscii => say!(error.not_ascii),
        FieldError::CommonPassword => say!(error.common_password),
        FieldError::PasswordIsLogin => say!(error.password_is_login),
        FieldError::PasswordsDiffer => say!(error.passwords_differ),
        FieldError::WrongCode => say!(error.wrong_code),
        FieldError::WrongPassword => say!(error.wrong_password),
        FieldError::PasswordExpired => say!(error.password_expired),
        FieldError::LoginRefused => say!(error.login.refused),
        FieldError::LoginBanned => say!(error.login.banned),
        FieldError::LoginExpired => say!(error.login.expired),
        FieldError::LoginNeedsCode => say!(error.login.needs_code),
        FieldError::LoginReadOnly => say!(error.login.read_only),
        FieldError::LoginOfOtherRole => say!(error.login.other_role),
        FieldError::LoginOfNobody => say!(error.login.of_nobody),
        FieldError::LoginOfReseller(id) => say!(error.login.of_reseller, id = id),
        FieldError::LoginOfOperator => say!(error.login.of_operator),
        FieldError::NotACertificate => say!(error.certificate.not_one),
        FieldError::EncryptedKey => say!(error.certificate.encrypted_key),
        FieldError::OtherKey => say!(error.certificate.other_key),
        FieldError::CertificateExpired => say!(error.certificate.expired),
        FieldError::CertificateNotYet => say!(error.certificate.not_yet),
        FieldError::CertificateUnknown => say!(error.certificate.unknown),
        FieldError::CertificateRefused => say!(error.certificate.refused),
        FieldError::InvalidChoice => say!(error.invalid_choice),
        FieldError::Repeated => say!(error.repeated),
        FieldError::Contradicts => say!(error.contradicts),
        FieldError::Taken => say!(error.taken),
        FieldError::PerhapsTaken => say!(error.perhaps_taken),
        FieldError::Unknown => say!(error.unknown),
        FieldError::NothingFound => say!(error.nothing_found),
        FieldError::NameDiffers => say!(error.name_differs),
        FieldError::Denied => say!(error.denied),
        FieldError::ChangedMeanwhile => say!(error.changed_meanwhile),
        FieldError::Refused => say!(error.refused),
    }
}

/// The status of a customer or subscriber.
pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Active => say!(status.active),
        Status::Pending => say!(status.pending),
        Status::Locked => say!(status.locked),
        Status::Terminated => say!(status.terminated),
        Status::Unknown => say!(status.unknown),
    }
}

/// What a lock level does.
pub(crate) fn lock(level: Option<LockLevel>) -> String {
    match level {
        None => say!(lock.none),
        Some(LockLevel::Foreign) => say!(lock.foreign),
        Some(LockLevel::Outgoing) => say!(lock.outgoing),
        Some(LockLevel::AllCalls) => say!(lock.all_calls),
        Some(LockLevel::Global) => say!(lock.global),
        Some(LockLevel::Ported) => say!(lock.ported),
    }
}

/// What a customer calls a line: its number.
pub(crate) fn number_of(subscriber: &Subscriber) -> String {
    subscriber.primary_number.as_ref().map_or_else(|| subscriber.username.clone(), ToString::to_string)
}

/// Who somebody is.
pub(crate) fn role(role: Role) -> String {
    match role {
        Role::Admin => say!(role.admin),
        Role::Reseller => say!(role.reseller),
        Role::Helpdesk => say!(role.helpdesk),
        Role::Customer => say!(role.customer),
    }
}

/// A moment, in universal time.
pub(crate) fn moment(moment: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    moment.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}

/// What people call a line: its SIP address.
pub(crate) fn line(subscriber: &Subscriber) -> String {
    format!("{}@{}", subscriber.username, subscriber.domain)
}
