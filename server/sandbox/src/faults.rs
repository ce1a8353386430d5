//! Faults on demand: what a test of a client wants to go wrong.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use futures_util::stream;
use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The answer is right and late by so many milliseconds.
    Latency(#[serde(with = "milliseconds")] Duration),
    /// Nothing is done; the answer is this status with a page of HTML, as a proxy gives it.
    Status(u16, String),
    /// Nothing is done and the connection breaks.
    ResetBefore,
    /// Everything is done and the connection breaks before the answer.
    ResetAfter,
    /// Everything is done; the head of the answer comes at once, its body after so many milliseconds.
    Stall(#[serde(with = "milliseconds")] Duration),
}

/// Which requests go wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// The method; every one when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// What the path with its query begins with.
    pub path_prefix: String,
    /// What happens.
    pub fault: Fault,
    /// How many requests are hit before the rule is spent; all of them when absent.
    #[serde(default)]
    pub count: Option<u32>,
}

impl FaultRule {
    /// A rule for every method and every request under a path.
    #[must_use]
    pub fn new(path_prefix: impl Into<String>, fault: Fault) -> Self {
        Self { method: None, path_prefix: path_prefix.into(), fault, count: None }
    }

    /// Restricts the rule to a method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Restricts the rule to so many requests.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    fn matches(&self, method: &Method, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && path.starts_with(&self.path_prefix)
    }
}

/// The rules in force.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
}

impl Faults {
    pub(crate) fn set(&mut self, rules: Vec<FaultRule>) {
        self.rules = rules;
    }

    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    /// The fault of a request: that of the first rule that matches.
    pub(crate) fn strike(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let index = self.rules.iter().position(|rule| rule.matches(method, path))?;
        let rule = &mut self.rules[index];
        let fault = rule.fault.clone();
        if let Some(count) = &mut rule.count {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.rules.remove(index);
            }
        }
        Some(fault)
    }
}

/// An answer in a proxy's words.
pub(crate) fn page(status: u16, html: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(html.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// An answer that never comes: its body fails at once, upon which the server drops the connection.
pub(crate) fn broken() -> Response<Body> {
    let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(lost)])))
}

/// An answer whose body comes late.
pub(crate) fn stalled(response: Response<Body>, body: Bytes, delay: Duration) -> Response<Body> {
    let (mut parts, _) = response.into_parts();
    if !body.is_empty() {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let late = stream::once(async move {
        tokio::time::sleep(delay).await;
        Ok::<_, std::io::Error>(body)
    });
    Response::from_parts(parts, Body::from_stream(late))
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_with_a_count_is_spent() {
        let mut faults = Faults::default();
        faults.add(FaultRule::new("/api/customers/", Fault::ResetBefore).method("post").times(1));
        assert_eq!(faults.strike(&Method::GET, "/api/customers/"), None);
        assert_eq!(faults.strike(&Method::POST, "/api/customers/?x"), Some(Fault::ResetBefore));
        assert_eq!(faults.strike(&Method::POST, "/api/customers/"), None);
    }

    #[test]
    fn rules_can_be_written_as_json() {
        let rule: FaultRule =
            serde_json::from_str(r#"{"path_prefix":"/api/","fault":{"latency":20},"count":2}"#).unwrap();
        assert_eq!(rule, FaultRule::new("/api/", Fault::Latency(Duration::from_millis(20))).times(2));
        let rule: FaultRule = serde_json::from_str(r#"{"path_prefix":"/","fault":"reset_after"}"#).unwrap();
        assert_eq!(rule.fault, Fault::ResetAfter);
        let rule: FaultRule =
            serde_json::from_str(r#"{"path_prefix":"/","fault":{"status":[502,"x"]}}"#).unwrap();
        assert_eq!(rule.fault, Fault::Status(502, "x".to_owned()));
    }
}
