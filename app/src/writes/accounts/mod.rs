//! Writes to portal accounts below one's own.

mod invite;
pub(crate) mod link;
pub(crate) mod permissions;
pub(crate) mod policy;
pub(crate) mod second_factor;
pub(crate) mod state;

use super::{act::Undone, portal_act::PortalAct};
use crate::{failure::Failure, portal::Portal};
use std::ops::Deref;
use switchhook_access::{
    AccountError, Managed, PASSWORD_LONGEST, PASSWORD_SHORTEST, PasswordError, Principal, StorageError,
    needs::ResetAccounts,
};
use switchhook_domain::{FieldError, FieldErrors};

/// The account that a form names, if it is below the person's own.
async fn managed<W: Deref<Target = Principal>>(act: &PortalAct<W>, id: &str) -> Result<Managed, Undone> {
    Ok(find(&act.portal, &act.principal, id).await?)
}

/// The account with this id, if somebody manages it.
pub(crate) async fn find(portal: &Portal, by: &Principal, id: &str) -> Result<Managed, Failure> {
    let by = by.require::<ResetAccounts>().map_err(|_| Failure::NotFound)?;
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    portal.access().accounts().find_managed(&by, id).await?.ok_or(Failure::NotFound)
}

/// Puts what is wrong with an account at the fields of its form.
pub(super) fn undone(error: AccountError) -> Undone {
    let at = |field: &str, error| Undone::Invalid(FieldErrors::of(field, error));
    match error {
        AccountError::Login(_) => at("form[login]", FieldError::InvalidEmail),
        AccountError::LoginTaken => at("form[login]", FieldError::Taken),
        AccountError::Password(error) => at("form[password]", password_error(error)),
        AccountError::UnknownReseller => at("form[reseller]", FieldError::Unknown),
        AccountError::NotGrantable => at("form[permissions]", FieldError::InvalidChoice),
        AccountError::RoleOutsideScope | AccountError::OutOfScope | AccountError::Gone => {
            Undone::Failed(Failure::NotFound)
        }
        AccountError::Hash(error) => {
            tracing::error!(%error, "a password cannot be hashed");
            Undone::Failed(Failure::Internal)
        }
        AccountError::Storage(error) => storage(error),
    }
}

pub(super) fn storage(error: StorageError) -> Undone {
    Undone::Failed(error.into())
}

fn password_error(error: PasswordError) -> FieldError {
    let number = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
    match error {
        PasswordError::TooShort => FieldError::TooShort(number(PASSWORD_SHORTEST)),
        PasswordError::TooLong => FieldError::TooLong(number(PASSWORD_LONGEST)),
        PasswordError::Common => FieldError::CommonPassword,
        PasswordError::Login => FieldError::PasswordIsLogin,
    }
}
