//! Which requests go wrong.

use axum::http::Method;
use serde::{Deserialize, Serialize};

use super::Fault;
use crate::chance::Sequence;
use crate::pattern::Pattern;

/// A rate of which this is the whole.
const WHOLE: u64 = 1000;

/// Which requests go wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// The method; every one when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// What the path with its query begins with; `*` stands for any text.
    pub path_prefix: String,
    /// What happens.
    pub fault: Fault,
    /// How many requests that match go through before the first is hit.
    #[serde(default)]
    pub skip: u32,
    /// How many requests are hit before the rule is spent; all of them when absent.
    #[serde(default)]
    pub count: Option<u32>,
    /// How many of a thousand requests are hit, drawn from the sandbox's seed; every one when absent.
    #[serde(default)]
    pub per_mille: Option<u16>,
}

impl FaultRule {
    /// A rule for every method and every request under a path, in which `*` stands for any text.
    #[must_use]
    pub fn new(path_prefix: impl Into<String>, fault: Fault) -> Self {
        Self { method: None, path_prefix: path_prefix.into(), fault, skip: 0, count: None, per_mille: None }
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

    /// Lets so many requests that match go through first.
    #[must_use]
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Hits so many of a thousand requests.
    #[must_use]
    pub fn per_mille(mut self, rate: u16) -> Self {
        self.per_mille = Some(rate);
        self
    }

    fn matches(&self, method: &Method, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && Pattern::wild(&format!("{}*", self.path_prefix)).matches(path)
    }
}

/// The rules in force.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    rules: Vec<FaultRule>,
    chance: Sequence,
}

impl Faults {
    pub(crate) fn new(rules: Vec<FaultRule>, seed: u64) -> Self {
        Self { rules, chance: Sequence::new(seed) }
    }

    pub(crate) fn set(&mut self, rules: Vec<FaultRule>) {
        self.rules = rules;
    }

    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    /// The fault of a request: that of the first rule that hits it.
    pub(crate) fn strike(&mut self, method: &Method, path: &str) -> Option<Fault> {
        for index in 0..self.rules.len() {
            let rule = &mut self.rules[index];
            if !rule.matches(method, path) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if rule.per_mille.is_some_and(|rate| self.chance.next() % WHOLE >= rate.into()) {
                continue;
            }
            let fault = rule.fault.clone();
            if let Some(count) = &mut rule.count {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.rules.remove(index);
                }
            }
            return Some(fault);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn with(rules: impl Into<Vec<FaultRule>>) -> Faults {
        Faults::new(rules.into(), 7)
    }

    #[test]
    fn a_rule_with_a_count_is_spent() {
        let mut faults =
            with([FaultRule::new("/api/customers/", Fault::ResetBefore).method("post").times(1)]);
        assert_eq!(faults.strike(&Method::GET, "/api/customers/"), None);
        assert_eq!(faults.strike(&Method::POST, "/api/customers/?x"), Some(Fault::ResetBefore));
        assert_eq!(faults.strike(&Method::POST, "/api/customers/"), None);
    }

    #[test]
    fn a_rule_may_mean_the_third_request() {
        let mut faults = with([FaultRule::new("/api/", Fault::ResetAfter).after(2).times(1)]);
        let hits: Vec<bool> =
            (0..5).map(|_| faults.strike(&Method::GET, "/api/domains/").is_some()).collect();
        assert_eq!(hits, [false, false, true, false, false]);
    }

    #[test]
    fn a_star_stands_for_any_text() {
        let mut faults = with([FaultRule::new("/api/*/7?", Fault::Truncated)]);
        assert_eq!(faults.strike(&Method::GET, "/api/subscribers/7?expand=all"), Some(Fault::Truncated));
        assert_eq!(faults.strike(&Method::GET, "/api/subscribers/7"), None);
    }

    #[test]
    fn a_rate_hits_its_share_and_the_same_ones_again() {
        let drawn = |seed: u64| {
            let mut faults = Faults::new(vec![FaultRule::new("/", Fault::Truncated).per_mille(250)], seed);
            (0..4000).map(|_| faults.strike(&Method::GET, "/").is_some()).collect::<Vec<_>>()
        };
        let hits = drawn(1).into_iter().filter(|hit| *hit).count();
        assert!((900..1100).contains(&hits), "{hits}");
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }

    #[test]
    fn rules_can_be_written_as_json() {
        let rule: FaultRule =
            serde_json::from_str(r#"{"path_prefix":"/api/","fault":{"latency":20},"count":2}"#).unwrap();
        assert_eq!(rule, FaultRule::new("/api/", Fault::Latency(Duration::from_millis(20))).times(2));
        let rule: FaultRule =
            serde_json::from_str(r#"{"path_prefix":"/","fault":"reset_after","per_mille":50}"#).unwrap();
        assert_eq!(rule, FaultRule::new("/", Fault::ResetAfter).per_mille(50));
        let rule: FaultRule =
            serde_json::from_str(r#"{"path_prefix":"/","fault":{"status":[502,"x"]},"skip":1}"#).unwrap();
        assert_eq!(rule, FaultRule::new("/", Fault::Status(502, "x".to_owned())).after(1));
        assert!(serde_json::from_str::<FaultRule>(r#"{"path":"/","fault":"truncated"}"#).is_err());
    }

    #[test]
    fn dead_locks_are_waited_for_five_times() {
        let cost = |count| Fault::DeadLocks(count).dead_locks().unwrap();
        assert_eq!(cost(2), (Duration::from_secs(2), false));
        assert_eq!(cost(5), (Duration::from_secs(5), false));
        assert_eq!(cost(6), (Duration::from_secs(5), true));
        assert_eq!(Fault::Truncated.dead_locks(), None);
    }
}
