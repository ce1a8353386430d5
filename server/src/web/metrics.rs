//! Numbers for operations in the text format of Prometheus, on a listener of their own. No label holds what people typed.

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use switchhook_platform::{Histogram, Platform};

/// The methods that are told apart.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The requests that were answered. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Arc<Mutex<Requests>>);

#[derive(Debug, Default)]
struct Requests {
    /// By method, route and status.
    answered: BTreeMap<(String, String, u16), u64>,
    /// By route.
    took: BTreeMap<String, Histogram>,
}

impl Metrics {
    /// Notes an answer. `route` is the router's pattern and never a path that somebody typed: those have no end. Methods that
    /// somebody made up have none either, and count as one.
    pub(super) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let method = if METHODS.contains(&method) { method } else { "other" };
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.answered.entry((method.to_owned(), route.to_owned(), status)).or_default() += 1;
        requests.took.entry(route.to_owned()).or_default().add(took);
    }

    fn text(&self, platform: &Platform) -> String {
        let mut text = String::new();
        let requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        head(&mut text, "switchhook_requests_total", "counter", "Requests by method, route and status.");
        for ((method, route, status), count) in &requests.answered {
            let labels = format!("method=\"{method}\",route=\"{}\",status=\"{status}\"", escaped(route));
            line(&mut text, "switchhook_requests_total", &labels, *count);
        }
        let name = "switchhook_request_duration_seconds";
        head(&mut text, name, "histogram", "How long requests took, by route.");
        for (route, took) in &requests.took {
            histogram(&mut text, name, &format!("route=\"{}\"", escaped(route)), took);
        }
        drop(requests);
        let calls = platform.calls();
        head(&mut text, "switchhook_platform_calls_total", "counter", "Calls of the platform by outcome.");
        for (outcome, took) in &calls {
            line(
                &mut text,
                "switchhook_platform_calls_total",
                &format!("outcome=\"{outcome}\""),
                took.count(),
            );
        }
        let name = "switchhook_platform_call_duration_seconds";
        head(&mut text, name, "histogram", "How long calls of the platform took, by outcome.");
        for (outcome, took) in &calls {
            histogram(&mut text, name, &format!("outcome=\"{outcome}\""), took);
        }
        text
    }
}

/// The second listener's only page.
pub fn router(metrics: Metrics, platform: Platform) -> Router {
    let show = async |State((metrics, platform)): State<(Metrics, Platform)>| {
        let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
        (kind, metrics.text(&platform)).into_response()
    };
    Router::new().route("/metrics", get(show)).with_state((metrics, platform))
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _written = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _written = writeln!(text, "{name}{{{labels}}} {value}");
}

fn histogram(text: &mut String, name: &str, labels: &str, took: &Histogram) {
    for (bound, count) in took.buckets() {
        line(text, &format!("{name}_bucket"), &format!("{labels},le=\"{bound}\""), count);
    }
    line(text, &format!("{name}_bucket"), &format!("{labels},le=\"+Inf\""), took.count());
    line(text, &format!("{name}_sum"), labels, took.sum().as_secs_f64());
    line(text, &format!("{name}_count"), labels, took.count());
}

/// A label's value.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_platform::PlatformOptions;

    #[test]
    fn every_answer_is_counted_once_and_buckets_add_up() {
        let metrics = Metrics::default();
        for milliseconds in [3, 40, 40, 20_000] {
            metrics.answered("GET", "/customers/{id}", 200, Duration::from_millis(milliseconds));
        }
        metrics.answered("GET", "/customers/{id}", 404, Duration::ZERO);
        let text = metrics.text(&Platform::new(&PlatformOptions::new("http://127.0.0.1:1")).unwrap());
        for wanted in [
            "# TYPE switchhook_requests_total counter",
            "switchhook_requests_total{method=\"GET\",route=\"/customers/{id}\",status=\"200\"} 4",
            "switchhook_requests_total{method=\"GET\",route=\"/customers/{id}\",status=\"404\"} 1",
            "switchhook_request_duration_seconds_bucket{route=\"/customers/{id}\",le=\"0.005\"} 2",
            "switchhook_request_duration_seconds_bucket{route=\"/customers/{id}\",le=\"0.05\"} 4",
            "switchhook_request_duration_seconds_bucket{route=\"/customers/{id}\",le=\"10\"} 4",
            "switchhook_request_duration_seconds_bucket{route=\"/customers/{id}\",le=\"+Inf\"} 5",
            "switchhook_request_duration_seconds_sum{route=\"/customers/{id}\"} 20.083",
            "switchhook_request_duration_seconds_count{route=\"/customers/{id}\"} 5",
        ] {
            assert!(text.lines().any(|line| line == wanted), "{wanted}\n{text}");
        }
    }

    #[test]
    fn methods_that_somebody_makes_up_count_as_one() {
        let metrics = Metrics::default();
        for number in 0..100 {
            metrics.answered(&format!("MADE-UP-{number}"), "none", 404, Duration::ZERO);
        }
        let requests = metrics.0.lock().unwrap();
        assert_eq!(requests.answered, BTreeMap::from([(("other".to_owned(), "none".to_owned(), 404), 100)]));
    }

    #[test]
    fn labels_cannot_be_left() {
        assert_eq!(escaped("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }
}
