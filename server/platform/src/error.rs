//! What can go wrong between the portal and the platform: a closed list, without anything that somebody typed in its texts.

use crate::{
    certificate::{CertificateProblem, Flaw},
    refusal::{self, Refusal},
};

/// The outcome of a call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The platform does not accept the login.
    #[error("the platform does not accept the login")]
    Unauthorised,
    /// The platform has banned the login for some minutes after too many wrong passwords (contract 1.5).
    #[error("the platform has banned the login for a while")]
    Banned,
    /// The login's password has expired and must be changed on the platform (contract 1.4).
    #[error("the password of the platform login has expired")]
    PasswordExpired,
    /// A certificate is wrong: the platform's or that of the login. Nothing was changed.
    #[error("{0}")]
    Certificate(CertificateProblem),
    /// The login may not do this, or a limit is reached.
    #[error("the platform forbids this: {0}")]
    Forbidden(Forbidden),
    /// There is no such object, or it lies outside of the scope.
    #[error("there is no such object")]
    NotFound,
    /// The platform refuses what was sent; at least one reason. The reasons hold raw text of the platform and are not shown here.
    #[error("the platform refuses the input ({} reasons)", .0.len())]
    Validation(Vec<Refusal>),
    /// A contact that contracts still use cannot be deleted.
    #[error("the object is still in use")]
    InUse,
    /// The platform failed, or answered with a status that has no meaning here. Nothing was changed (contract 5.1).
    #[error("the platform failed with status {status}")]
    PlatformError {
        /// The HTTP status.
        status: u16,
    },
    /// The platform failed to make the object, and says so itself: something in it is refused that it does not name, such as
    /// a number that somebody else has, or a letter that it cannot store (contract 1.7, 3.11.2). Nothing was made.
    #[error("the platform failed to create the object")]
    NotCreated,
    /// No connection: the request was surely not sent. Also while the circuit breaker is open.
    #[error("the platform cannot be reached")]
    Unreachable,
    /// A read, or the login before anything else, took too long. Nothing was changed.
    #[error("the platform took too long to answer")]
    TimedOut,
    /// A write was sent and its answer was lost: it may have happened or not. Read before trying again.
    #[error("the answer to a change was lost; it may have happened")]
    UnknownOutcome,
    /// The answer is not what the API promises.
    #[error("the answer of the platform cannot be read")]
    Unreadable,
    /// Too many requests of this login are waiting already.
    #[error("too many requests are waiting for the platform")]
    Busy,
}

/// Why the platform forbids something (status 403).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The login's role may not call this, or its token is void and could not be renewed.
    #[error("not with the role of this login")]
    Role,
    /// The login may only read.
    #[error("the login is read-only")]
    ReadOnly,
    /// The login needs a one-time code, which the portal cannot give.
    #[error("the login needs a second factor")]
    SecondFactor,
    /// The platform's licence does not cover this.
    #[error("the licence of the platform does not cover it")]
    Licence,
    /// A number of subscribers is reached.
    #[error("the limit of the {0} is reached")]
    LimitReached(Limit),
    /// A reason that has no name here.
    #[error("no permission")]
    Other,
}

/// Whose limit of subscribers is reached (contract 3.11.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// `max_subscribers` of the customer.
    #[error("customer")]
    Customer,
    /// `max_subscribers` of the reseller's contract.
    #[error("reseller")]
    Reseller,
    /// The licence of the platform.
    #[error("platform")]
    Platform,
}

/// Why a [`Platform`](crate::Platform) could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL is not one, or neither http nor https.
    #[error("the platform URL is not an http(s) URL")]
    Url,
    /// The certificate authority cannot be read.
    #[error("the certificate authority is not valid PEM")]
    CertificateAuthority(#[source] reqwest::Error),
    /// No certificate was found in what was given as certificate authority.
    #[error("the certificate authority holds no certificate")]
    NoCertificate,
    /// The address where subscribers sign in is not one, or neither http nor https.
    #[error("the platform's URL for subscribers is not an http(s) URL")]
    SubscriberUrl,
    /// The platform's time zone is not one.
    #[error("the platform's time zone is not the name of one")]
    TimeZone,
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    Client(#[source] reqwest::Error),
}

impl Error {
    /// The error that an answer with this status and body means. The status is always right; the body may be broken.
    pub(crate) fn from_answer(status: u16, body: &[u8]) -> Self {
        match status {
            401 => Self::Unauthorised,
            403 => Self::from_forbidden(&refusal::message(body)),
            404 => Self::NotFound,
            422 => Self::Validation(refusal::refusals(&refusal::message(body))),
            423 => Self::InUse,
            500 if refusal::message(body).starts_with("Failed to create ") => Self::NotCreated,
            _ => Self::PlatformError { status },
        }
    }

    fn from_forbidden(message: &str) -> Self {
        let reason = match message {
            "Banned" => return Self::Banned,
            "Password expired" => return Self::PasswordExpired,
            _ if message.starts_with("Invalid client certificate DN") => {
                return Self::Certificate(CertificateProblem::Login(Flaw::Name));
            }
            "Invalid user" => Forbidden::Role,
            "Invalid OTP" => Forbidden::SecondFactor,
            "Invalid license" => Forbidden::Licence,
            "Maximum number of customer subscribers reached." => Forbidden::LimitReached(Limit::Customer),
            "Maximum number of reseller subscribers reached." => Forbidden::LimitReached(Limit::Reseller),
            _ if message.starts_with("Maximum number of ") => Forbidden::LimitReached(Limit::Platform),
            // So a token is refused a write; so too if its login was switched off, which a read tells (contract 1.3, 1.7).
            "Forbidden" => Forbidden::ReadOnly,
            _ if message.to_ascii_lowercase().contains("read-only") => Forbidden::ReadOnly,
            _ => Forbidden::Other,
        };
        Self::Forbidden(reason)
    }

    /// Whether the platform itself is in trouble, so that other calls will probably fail too.
    #[must_use]
    pub const fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::TimedOut | Self::Busy | Self::PlatformError { status: 500.. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(message: &str) -> Error {
        Error::from_answer(403, format!(r#"{{"code":403,"message":"{message}"}}"#).as_bytes())
    }

    #[test]
    fn reasons_of_403_are_told_apart() {
        assert_eq!(forbidden("Banned"), Error::Banned);
        assert_eq!(forbidden("Password expired"), Error::PasswordExpired);
        assert_eq!(forbidden("Invalid user"), Error::Forbidden(Forbidden::Role));
        for (message, limit) in [
            ("Maximum number of customer subscribers reached.", Limit::Customer),
            ("Maximum number of reseller subscribers reached.", Limit::Reseller),
            ("Maximum number of subscribers for this platform is reached", Limit::Platform),
        ] {
            assert_eq!(forbidden(message), Error::Forbidden(Forbidden::LimitReached(limit)));
        }
        for message in [
            "Invalid HTTP method for read-only user",
            "Read-only resource for authenticated role",
            "Forbidden",
        ] {
            assert_eq!(forbidden(message), Error::Forbidden(Forbidden::ReadOnly));
        }
        assert_eq!(forbidden("Forbidden!"), Error::Forbidden(Forbidden::Other));
    }

    #[test]
    fn a_platform_that_fails_is_told_from_one_that_makes_nothing() {
        let failed = |body: &str| Error::from_answer(500, body.as_bytes());
        assert_eq!(failed(r#"{"code":500,"message":"Failed to create subscriber"}"#), Error::NotCreated);
        for other in
            [r#"{"code":500,"message":"Internal Server Error"}"#, "<h1>Internal Server Error</h1>", ""]
        {
            assert_eq!(failed(other), Error::PlatformError { status: 500 });
        }
    }

    #[test]
    fn a_certificate_for_another_subject_is_told() {
        let problem = CertificateProblem::Login(Flaw::Name);
        assert_eq!(forbidden("Invalid client certificate DN 'CN=x'"), Error::Certificate(problem));
    }

    #[test]
    fn the_body_of_a_401_is_not_parsed() {
        assert_eq!(Error::from_answer(401, b"Authorization required."), Error::Unauthorised);
    }

    #[test]
    fn nothing_typed_is_printed() {
        let body = br#"{"code":422,"message":"Validation failed. field='email', input='my secret', errors='Email should be of the format someuser@example.com'"}"#;
        let error = Error::from_answer(422, body);
        assert!(!format!("{error} {error:?}").contains("my secret"));
    }
}
