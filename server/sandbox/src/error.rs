//! Everything that can go wrong in a request, and the one mapping to HTTP (contract 1.7).

use std::fmt;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::authentication::{CertificateSubject, Realm};

/// A refusal of the platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("Path not found")]
    PathNotFound,
    #[error("Entity '{0}' not found.")]
    EntityNotFound(&'static str),
    #[error("{0}")]
    NotFound(&'static str),
    #[error("Authorization required.")]
    Unauthorized(Realm),
    #[error("Invalid user")]
    InvalidUser,
    #[error("Invalid HTTP method for read-only user")]
    ReadOnlyUser,
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("Invalid client certificate DN '{0}'")]
    CertificateSubject(CertificateSubject),
    #[error("Invalid id in request URI")]
    InvalidId,
    #[error("{0}")]
    BadRequest(String),
    #[error("The entity is not a well-formed '{media}' document. {reason}")]
    Malformed { media: String, reason: String },
    #[error("Unsupported media type '{given}', accepting {expected} only.")]
    UnsupportedMedia { given: String, expected: &'static str },
    #[error("Validation failed. {0}")]
    Validation(FieldErrors),
    #[error("{0}")]
    Unprocessable(String),
    #[error("Contact is still in use.")]
    ContactInUse,
    #[error("{0}")]
    Failed(String),
    #[error("Internal Server Error")]
    Internal,
}

/// What a form found wrong, in the platform's grammar.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct FieldErrors(pub(crate) Vec<FieldError>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    pub(crate) field: String,
    pub(crate) input: String,
    pub(crate) errors: Vec<String>,
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("; ")?;
            }
            let FieldError { field, input, errors } = error;
            write!(formatter, "field='{field}', input='{input}', errors='{}'", errors.join(","))?;
        }
        Ok(())
    }
}

impl ApiError {
    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::Unprocessable(message.into())
    }

    /// A pointer of a patch that leads nowhere.
    pub(crate) fn missing_pointer(pointer: &str) -> Self {
        Self::Unprocessable(format!(
            "The entity could not be processed: A pointer that references a non-existent value (pointer: {pointer})"
        ))
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::Malformed { .. } | Self::InvalidId => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::InvalidUser | Self::ReadOnlyUser | Self::CertificateSubject(_) | Self::Forbidden(_) => {
                StatusCode::FORBIDDEN
            }
            Self::PathNotFound | Self::EntityNotFound(_) | Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::UnsupportedMedia { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Validation(_) | Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::ContactInUse => StatusCode::LOCKED,
            Self::Failed(_) | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let status = self.status();
        if let Self::Unauthorized(realm) = self {
            let mut response = Response::new(Body::from(self.to_string()));
            *response.status_mut() = status;
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(realm.challenge()));
            return response;
        }
        let text = serde_json::json!({ "code": status.as_u16(), "message": self.to_string() }).to_string();
        // What is refused before the API itself is reached has no line break at its end.
        let end = if matches!(self, Self::ReadOnlyUser | Self::CertificateSubject(_)) { "" } else { "\n" };
        let mut response = Response::new(Body::from(as_sent(&format!("{text}{end}"))));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

/// The platform's encoding defect: Latin-1 where that is possible, and otherwise UTF-8 that is cut to the number
/// of characters (contract 1.7).
fn as_sent(text: &str) -> Vec<u8> {
    let latin: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    latin.unwrap_or_else(|| text.bytes().take(text.chars().count()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_with_umlauts_are_latin_1() {
        assert_eq!(as_sent("Käse"), b"K\xe4se");
    }

    #[test]
    fn messages_beyond_latin_1_arrive_cut_off() {
        assert_eq!(as_sent("a€b"), "a€".as_bytes()[..3].to_vec());
    }

    #[test]
    fn field_errors_follow_the_grammar() {
        let error = ApiError::Validation(FieldErrors(vec![
            FieldError { field: "a".into(), input: "1".into(), errors: vec!["x".into(), "y".into()] },
            FieldError { field: "b".into(), input: String::new(), errors: vec!["z".into()] },
        ]));
        assert_eq!(
            error.to_string(),
            "Validation failed. field='a', input='1', errors='x,y'; field='b', input='', errors='z'"
        );
    }
}
