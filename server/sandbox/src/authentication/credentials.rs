//! What a request says about who is calling (contract 1.2).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::certificate::ClientCertificate;

/// The credentials of a request; a verified client certificate wins over the `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    Nothing,
    Certificate(ClientCertificate),
    Basic { login: String, password: String, code: Option<String> },
    Bearer(String),
}

impl Credentials {
    pub(crate) fn of(headers: &HeaderMap, certificate: Option<&ClientCertificate>) -> Self {
        if let Some(certificate) = certificate {
            return Self::Certificate(certificate.clone());
        }
        let Some(text) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return Self::Nothing;
        };
        match text.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Bearer(token.trim().to_owned())
            }
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => {
                let code = headers.get("x-otp").and_then(|value| value.to_str().ok()).map(str::to_owned);
                basic(pair, code).unwrap_or(Self::Nothing)
            }
            _ => Self::Nothing,
        }
    }
}

fn basic(pair: &str, code: Option<String>) -> Option<Credentials> {
    let pair = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
    let (login, password) = pair.split_once(':')?;
    Some(Credentials::Basic { login: login.to_owned(), password: password.to_owned(), code })
}
