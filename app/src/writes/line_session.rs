//! Signing in with the login of a line.

use super::{
    act::{Undone, refusals_at_fields},
    portal_act::genuine,
    session::{SignInForm, entered, refused},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::fmt;
use switchhook_access::{Attempt, LineAttempt, NextStep, SignInError};
use switchhook_domain::{FieldError, FieldErrors, secret::Password};
use switchhook_platform::Error as PlatformError;

/// What the form of the sign-in page says where the login is that of a line.
pub(crate) const BY_LINE: &str = "line";

/// What some lines have to show beside the password. It is read from a form and never written again.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// The code of the platform's own second factor.
    #[serde(skip_serializing)]
    pub code: String,
    /// Another password in the place of an expired one.
    #[serde(skip_serializing)]
    pub new: String,
    /// The same again.
    #[serde(skip_serializing)]
    pub again: String,
}

impl fmt::Debug for LineForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LineForm(…)")
    }
}

impl LineForm {
    fn replacement(&self) -> Result<Option<Password>, FieldErrors> {
        let mut errors = FieldErrors::new();
        let new = errors.take("line[new]", Password::parse_optional(&self.new));
        if self.new != self.again {
            errors.add("line[again]", FieldError::PasswordsDiffer);
        }
        new.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

/// Begins the session, or tells in the form what else is needed.
pub(super) async fn begin(
    form: &mut SignInForm,
    password: String,
    line: &LineForm,
    token: &str,
) -> Result<NextStep, Undone> {
    let (portal, visitor) = genuine(token).await?;
    form.has_expired = !line.new.is_empty();
    form.needs_code = !line.code.is_empty();
    let code = line.code.trim();
    let attempt = LineAttempt {
        attempt: Attempt {
            login: &form.login,
            password: SecretString::from(password),
            address: visitor.address,
            request_id: &visitor.request_id,
        },
        code: (!code.is_empty()).then(|| code.into()),
        replacement: line.replacement()?,
    };
    match portal.access().sign_in_by_line(portal.platform(), attempt).await {
        Ok(account) => entered(&portal, &visitor, &account).await,
        Err(SignInError::CodeNeeded) => {
            form.needs_code = true;
            let error = if code.is_empty() { FieldError::Missing } else { FieldError::WrongCode };
            Err(FieldErrors::of("line[code]", error).into())
        }
        Err(SignInError::PasswordExpired) => {
            form.has_expired = true;
            Err(FieldErrors::of("line[new]", FieldError::PasswordExpired).into())
        }
        Err(SignInError::Platform(PlatformError::Validation(refusals))) => {
            let errors = refusals_at_fields(&refusals, &[("new_password", "line[new]")]);
            Err(errors.unwrap_or_else(|| FieldErrors::of("line[new]", FieldError::Refused)).into())
        }
        Err(error) => Err(refused(error)),
    }
}
