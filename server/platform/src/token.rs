//! Tokens: what `/login_jwt` answers, and until when it holds (contract 1.2).

use crate::{error::Error, request::Request, subscriber_login::WebLogin};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use std::time::{Duration, SystemTime};

/// So long before its end a token is renewed.
const MARGIN: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
struct TokenAnswer {
    jwt: SecretString,
    #[serde(default)]
    expires: Option<u64>,
}

#[derive(Deserialize)]
struct Claims {
    exp: Option<u64>,
}

/// A token as an `Authorization` header.
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// When to renew it; none where the platform sets no end (its default for administrators).
    pub(crate) renew_at: Option<SystemTime>,
}

/// The request for a token.
pub(crate) fn request(login: &str, password: &SecretString) -> Result<Request, Error> {
    Request::login(&json!({ "username": login, "password": password.expose_secret() }))
}

/// The request for a token of a subscriber.
pub(crate) fn web_request(login: &WebLogin) -> Result<Request, Error> {
    let mut body = json!({ "username": login.login, "password": login.password.expose_secret() });
    if let Some(code) = &login.code {
        body["otp"] = code.expose_secret().into();
    }
    Request::login(&body)
}

/// The token in the answer to [`request`]; none if there is none that can be used.
pub(crate) fn read(body: &[u8], now: SystemTime) -> Option<Token> {
    let answer: TokenAnswer = serde_json::from_slice(body).ok()?;
    let end = [answer.expires, expiry_claim(answer.jwt.expose_secret())].into_iter().flatten().min();
    // An end that has passed already tells of clocks that differ; then the platform's refusal says when to renew.
    let renew_at = end
        .and_then(|seconds| {
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?.checked_sub(MARGIN)
        })
        .filter(|at| *at > now);
    Some(Token { header: secret_header(&format!("Bearer {}", answer.jwt.expose_secret()))?, renew_at })
}

/// The credential itself as header, for platforms without tokens.
pub(crate) fn basic(login: &str, password: &SecretString) -> Option<HeaderValue> {
    let pair = format!("{login}:{}", password.expose_secret());
    secret_header(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)))
}

/// A secret as a header of its own.
pub(crate) fn secret(text: &SecretString) -> Option<HeaderValue> {
    secret_header(text.expose_secret())
}

/// A header value that is never printed nor put into an HTTP/2 table.
fn secret_header(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The claim `exp` of a token, unverified: it only tells when to ask for the next one.
fn expiry_claim(jwt: &str) -> Option<u64> {
    let payload = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    serde_json::from_slice::<Claims>(&payload).ok()?.exp
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn renew_at(body: &str, now: u64) -> Option<u64> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
        let at = read(body.as_bytes(), now).unwrap().renew_at?;
        Some(at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
    }

    #[test]
    fn the_earlier_end_counts() {
        let claim = jwt(r#"{"id":7,"exp":2000}"#);
        assert_eq!(renew_at(&format!(r#"{{"jwt":"{claim}","id":7}}"#), 1000), Some(1940));
        assert_eq!(renew_at(&format!(r#"{{"jwt":"{claim}","id":7,"expires":1500}}"#), 1000), Some(1440));
    }

    #[test]
    fn no_end_and_a_past_end_are_left_to_the_platform() {
        let endless = jwt(r#"{"id":7,"username":"alpine"}"#);
        assert_eq!(renew_at(&format!(r#"{{"jwt":"{endless}"}}"#), 1000), None);
        assert_eq!(renew_at(r#"{"jwt":"opaque"}"#, 1000), None);
        assert_eq!(renew_at(r#"{"jwt":"opaque","expires":900}"#, 1000), None);
    }

    #[test]
    fn answers_without_a_usable_token_are_none() {
        for body in ["", "<html>", "{}", r#"{"jwt":null}"#, "{\"jwt\":\"a\\nb\"}"] {
            assert!(read(body.as_bytes(), SystemTime::UNIX_EPOCH).is_none(), "{body}");
        }
    }

    #[test]
    fn headers_are_not_printed() {
        let header = basic("alpine", &"very-secret".to_owned().into()).unwrap();
        assert_eq!(header.to_str().unwrap(), "Basic YWxwaW5lOnZlcnktc2VjcmV0");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
