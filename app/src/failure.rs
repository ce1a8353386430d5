//! Why a page cannot be shown or a write was not done: one enum, one mapping to HTTP and to words.

use crate::{components::Page, visitor::Visitor};
use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use switchhook_access::{
    CredentialError, DraftError, MOST_PASSKEYS, PasskeyRefusal, PrincipalError, ReplaceError,
    SecondFactorError, SecondStepError, SessionError, StorageError,
};
use switchhook_platform::{CertificateProblem, Error as PlatformError, Flaw, Forbidden, Limit};

/// What went wrong. Nothing that somebody typed is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody is signed in; afterwards they come back to this path.
    SignIn(String),
    /// They are signed in, and must prove again who they are before what matters; afterwards they come to this path.
    ProveAgain(String),
    /// Unknown login or wrong password.
    SignInRefused,
    /// A password was chosen and saved, and then the session did not begin.
    PasswordSaved,
    /// Too many failures to sign in; so many seconds to wait.
    SignInThrottled(i64),
    /// A passkey was not accepted.
    Passkey(PasskeyRefusal),
    /// There is no such thing, or it lies outside of one's scope, or one may not see it.
    NotFound,
    /// What an administrator never does in the view of a reseller.
    InView,
    /// The request came from another site, or its form belongs to another session.
    Foreign,
    /// Somebody else changed it in the same moment.
    ChangedMeanwhile,
    /// More was sent than the portal takes.
    TooLarge,
    /// What was sent is no form of the portal, or it broke off on its way.
    Misunderstood,
    /// No platform login is stored for this reseller.
    NotConnected,
    /// The platform.
    Platform(PlatformError),
    /// The portal's own database or keys.
    Internal,
}

impl From<PlatformError> for Failure {
    fn from(error: PlatformError) -> Self {
        match error {
            PlatformError::NotFound => Self::NotFound,
            other => Self::Platform(other),
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the database failed");
        Self::Internal
    }
}

impl From<ReplaceError> for Failure {
    fn from(error: ReplaceError) -> Self {
        match error {
            ReplaceError::ChangedMeanwhile => Self::ChangedMeanwhile,
            ReplaceError::Storage(error) => error.into(),
        }
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::ForeignToken => Self::Foreign,
            other => {
                tracing::error!(error = %other, "the session failed");
                Self::Internal
            }
        }
    }
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Self {
        tracing::error!(%error, "a draft was lost");
        Self::Internal
    }
}

impl From<PrincipalError> for Failure {
    fn from(error: PrincipalError) -> Self {
        tracing::error!(%error, "nobody can be recognised");
        Self::Internal
    }
}

impl From<SecondFactorError> for Failure {
    fn from(error: SecondFactorError) -> Self {
        tracing::error!(%error, "a second factor cannot be read");
        Self::Internal
    }
}

impl From<SecondStepError> for Failure {
    fn from(error: SecondStepError) -> Self {
        tracing::error!(%error, "a second factor cannot be asked for");
        Self::Internal
    }
}

impl From<CredentialError> for Failure {
    fn from(error: CredentialError) -> Self {
        tracing::error!(%error, "a platform credential cannot be read");
        Self::Internal
    }
}

impl Failure {
    /// The failure that a status stands for, where a request did not reach a page.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::URI_TOO_LONG => Self::TooLarge,
            StatusCode::LOCKED => Self::InView,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Self::Foreign,
            StatusCode::BAD_REQUEST => Self::Misunderstood,
            StatusCode::GATEWAY_TIMEOUT => PlatformError::UnknownOutcome.into(),
            status if status.is_server_error() => Self::Internal,
            _ => Self::NotFound,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) | Self::ProveAgain(_) => StatusCode::SEE_OTHER,
            Self::SignInRefused | Self::Passkey(_) => StatusCode::UNAUTHORIZED,
            Self::SignInThrottled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Foreign => StatusCode::FORBIDDEN,
            // Its own status: the page that says so is found by it.
            Self::InView => StatusCode::LOCKED,
            Self::ChangedMeanwhile => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Misunderstood => StatusCode::BAD_REQUEST,
            Self::Internal | Self::PasswordSaved => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotConnected => StatusCode::SERVICE_UNAVAILABLE,
            Self::Platform(error) => match error {
                PlatformError::NotFound => StatusCode::NOT_FOUND,
                PlatformError::TimedOut | PlatformError::UnknownOutcome => StatusCode::GATEWAY_TIMEOUT,
                PlatformError::Validation(_) | PlatformError::InUse => StatusCode::UNPROCESSABLE_ENTITY,
                PlatformError::Unreachable | PlatformError::Busy => StatusCode::SERVICE_UNAVAILABLE,
                PlatformError::Unauthorised
                | PlatformError::Banned
                | PlatformError::PasswordExpired
                | PlatformError::Certificate(_)
                | PlatformError::Forbidden(_)
                | PlatformError::PlatformError { .. }
                | PlatformError::NotCreated
                | PlatformError::Unreadable => StatusCode::BAD_GATEWAY,
            },
        }
    }

    /// In a few words, for the audit trail.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "nobody is signed in",
            Self::ProveAgain(_) => "it is too long ago that they proved who they are",
            Self::SignInRefused => "login or password is wrong",
            Self::PasswordSaved => "the password was saved, and the session did not begin",
            Self::SignInThrottled(_) => "too many failures to sign in",
            Self::Passkey(_) => "a passkey was not accepted",
            Self::NotFound => "not permitted, or no such thing",
            Self::InView => "never in the view of a reseller",
            Self::Foreign => "from another site, or with the token of another session",
            Self::ChangedMeanwhile => "somebody else changed it meanwhile",
            Self::TooLarge => "too large",
            Self::Misunderstood => "not understood",
            Self::NotConnected => "no platform login is stored",
            Self::Platform(_) => "the platform refused or failed",
            Self::Internal => "the portal failed",
        }
    }

    /// A headline, and what to do.
    pub(crate) fn words(&self) -> (String, String) {
        match self {
            Self::SignIn(_) => (say!(failure.sign_in.title), say!(failure.sign_in.text)),
            Self::ProveAgain(_) => (say!(proof.title), say!(proof.lead)),
            Self::SignInRefused => (say!(failure.refused.title), say!(failure.refused.text)),
            Self::PasswordSaved => (say!(failure.password_saved.title), say!(failure.password_saved.text)),
            Self::SignInThrottled(seconds) => {
                (say!(failure.throttled.title), say!(failure.throttled.text, seconds = seconds))
            }
            Self::InView => (say!(failure.in_view.title), say!(failure.in_view.text)),
            Self::Passkey(refusal) => passkey_words(*refusal),
            Self::Foreign => (say!(failure.foreign.title), say!(failure.foreign.text)),
            Self::ChangedMeanwhile => (say!(failure.changed.title), say!(failure.changed.text)),
            Self::TooLarge => (say!(failure.too_large.title), say!(failure.too_large.text)),
            Self::Misunderstood => (say!(failure.misunderstood.title), say!(failure.misunderstood.text)),
            Self::NotConnected => (say!(failure.not_connected.title), say!(failure.not_connected.text)),
            Self::Internal => (say!(failure.internal.title), say!(failure.internal.text)),
            Self::NotFound => (say!(failure.not_found.title), say!(failure.not_found.text)),
            Self::Platform(error) => match error {
                PlatformError::NotFound => Self::NotFound.words(),
                PlatformError::Unreachable | PlatformError::Busy => {
                    (say!(failure.unreachable.title), say!(failure.unreachable.text))
                }
                PlatformError::TimedOut => (say!(failure.timed_out.title), say!(failure.timed_out.text)),
                PlatformError::UnknownOutcome => {
                    (say!(failure.unknown_outcome.title), say!(failure.unknown_outcome.text))
                }
                PlatformError::Banned => (say!(failure.banned.title), say!(failure.banned.text)),
                PlatformError::PasswordExpired => {
                    (say!(failure.password_expired.title), say!(failure.password_expired.text))
                }
                PlatformError::Unauthorised => {
                    (say!(failure.unauthorised.title), say!(failure.unauthorised.text))
                }
                PlatformError::Certificate(problem) => certificate_words(*problem),
                PlatformError::Forbidden(Forbidden::LimitReached(Limit::Customer)) => {
                    (say!(failure.limit.title), say!(failure.limit.customer))
                }
                PlatformError::Forbidden(Forbidden::LimitReached(Limit::Reseller | Limit::Platform)) => {
                    (say!(failure.limit.title), say!(failure.limit.reseller))
                }
                PlatformError::Forbidden(_) => (say!(failure.forbidden.title), say!(failure.forbidden.text)),
                PlatformError::Validation(_) => {
                    (say!(failure.validation.title), say!(failure.validation.text))
                }
                PlatformError::InUse => (say!(failure.in_use.title), say!(failure.in_use.text)),
                PlatformError::PlatformError { .. }
                | PlatformError::NotCreated
                | PlatformError::Unreadable => (say!(failure.platform.title), say!(failure.platform.text)),
            },
        }
    }

    /// Whether it is sure that nothing was saved, and the words do not say so themselves.
    pub(crate) fn is_undone(&self) -> bool {
        match self {
            Self::Platform(error) => *error != PlatformError::UnknownOutcome,
            Self::NotConnected => true,
            _ => false,
        }
    }

    /// Sets the status of the answer, and for who has to prove who they are the way there.
    pub(crate) fn set_status(&self) {
        let Some(response) = use_context::<ResponseOptions>() else { return };
        response.set_status(self.status());
        let (page, next) = match self {
            Self::SignIn(next) => ("/sign-in", next),
            Self::ProveAgain(next) => ("/sign-in/again", next),
            _ => return,
        };
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        redirect(&format!("{page}?{query}"));
    }

    /// The page that says so.
    pub(crate) fn page(&self) -> AnyView {
        self.set_status();
        let (title, text) = self.words();
        let again = self.again().map(|here| view! { <li><a href=here>{say!(failure.again)}</a></li> });
        view! {
            <Page title=title.clone()>
                <p class="lead">{text}</p>
                <ul class="links">{again}<li><a href="/">{say!(failure.home)}</a></li></ul>
            </Page>
        }
        .into_any()
    }

    /// The page that was asked for, if asking once more may help. A form is sent again from its own page.
    pub(crate) fn again(&self) -> Option<String> {
        let passing = match self {
            Self::Platform(error) => *error != PlatformError::NotFound,
            Self::Internal | Self::NotConnected => true,
            _ => false,
        };
        let here = Visitor::find().map(|visitor| visitor.here())?;
        (passing && !here.starts_with("/api/")).then_some(here)
    }
}

/// Why a passkey was not accepted: no more than somebody may hear who is nobody yet.
fn passkey_words(refusal: PasskeyRefusal) -> (String, String) {
    let title = say!(passkeys.refused.title);
    let text = match refusal {
        PasskeyRefusal::NotAsked | PasskeyRefusal::UsedMeanwhile => say!(passkeys.refused.not_asked),
        PasskeyRefusal::Unreadable => say!(passkeys.script),
        PasskeyRefusal::NotVerified => say!(passkeys.refused.not_verified),
        PasskeyRefusal::Registered => say!(passkeys.told.present),
        PasskeyRefusal::TooMany => say!(passkeys.enough, most = MOST_PASSKEYS),
        PasskeyRefusal::Unknown
        | PasskeyRefusal::Wrong
        | PasskeyRefusal::CounterWentBack
        | PasskeyRefusal::Disabled
        | PasskeyRefusal::OfALine => say!(passkeys.refused.wrong),
    };
    (title, text)
}

/// Whose certificate is wrong, and why.
fn certificate_words(problem: CertificateProblem) -> (String, String) {
    let (title, flaw) = match problem {
        CertificateProblem::Platform(flaw) => (say!(failure.certificate.platform), flaw),
        CertificateProblem::Login(flaw) => (say!(failure.certificate.login), flaw),
    };
    let text = match flaw {
        Flaw::Issuer => say!(failure.certificate.issuer),
        Flaw::Expired => say!(failure.certificate.expired),
        Flaw::NotYet => say!(failure.certificate.not_yet),
        Flaw::Name => say!(failure.certificate.name),
        Flaw::Unknown => say!(failure.certificate.unknown),
        Flaw::Revoked => say!(failure.certificate.revoked),
        Flaw::Missing => say!(failure.certificate.missing),
        Flaw::Other => say!(failure.certificate.other),
    };
    (title, text)
}

/// Answers with a redirect that a browser follows by GET.
pub(crate) fn redirect(path: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    response.set_status(StatusCode::SEE_OTHER);
    insert_header(&response, header::LOCATION, path);
}

/// Adds a cookie to the answer.
pub(crate) fn insert_cookie(cookie: &str) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// A header whose value may hold no control characters.
pub(crate) fn insert_header(response: &ResponseOptions, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.insert_header(name, value);
    }
}
