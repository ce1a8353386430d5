//! What differs between two states of the rules of a line, rule by rule, to be told in words.

use super::{Kind, Routing, Rule};

/// What becomes of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference<'a> {
    /// It is new.
    Added(Kind, &'a Rule),
    /// It is gone.
    Removed(Kind, &'a Rule),
    /// It is another, or uses other lists.
    Changed(Kind, &'a Rule, &'a Rule),
    /// Its rules are the same, in another order.
    Reordered(Kind),
    /// The line rings longer or shorter, in seconds.
    RingTime(Option<u32>, Option<u32>),
}

/// All differences, by kind.
#[must_use]
pub fn differences<'a>(before: &'a Routing, after: &'a Routing) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let (old, new) = (before.rules(kind), after.rules(kind));
        let mut old_left: Vec<(usize, &Rule)> = old.iter().enumerate().collect();
        let mut new_left: Vec<(usize, &Rule)> = Vec::new();
        let mut kept = Vec::new();
        for (place, rule) in new.iter().enumerate() {
            match old_left.iter().position(|(_, old)| before.is_same_rule(old, rule)) {
                Some(same) => {
                    let (at, old) = old_left.remove(same);
                    kept.push(at);
                    if old.lists() != rule.lists() {
                        found.push(Difference::Changed(kind, old, rule));
                    }
                }
                None => new_left.push((place, rule)),
            }
        }
        if !kept.is_sorted() {
            found.push(Difference::Reordered(kind));
        }
        for (place, rule) in new_left {
            // One that uses the same set is the same rule; else one at the same place.
            let by_set =
                rule.destinations.id.is_some().then(|| {
                    old_left.iter().position(|(_, old)| old.destinations.id == rule.destinations.id)
                });
            let by_place = || old_left.iter().position(|(old, _)| *old == place);
            match by_set.flatten().or_else(by_place) {
                Some(index) => found.push(Difference::Changed(kind, old_left.remove(index).1, rule)),
                None => found.push(Difference::Added(kind, rule)),
            }
        }
        found.extend(old_left.into_iter().map(|(_, rule)| Difference::Removed(kind, rule)));
    }
    if before.ring_seconds != after.ring_seconds {
        found.push(Difference::RingTime(before.ring_seconds, after.ring_seconds));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forwards::who_rings::tests::{routing, rule};

    #[test]
    fn each_rule_is_told_once() {
        let (one, two, three) = (rule(&[("a", 1)]), rule(&[("b", 2)]), rule(&[("c", 3)]));
        let before = routing(vec![(Kind::Busy, vec![one.clone(), two.clone()])]);
        assert_eq!(differences(&before, &before), []);
        let swapped = routing(vec![(Kind::Busy, vec![two.clone(), one.clone()])]);
        assert_eq!(differences(&before, &swapped), [Difference::Reordered(Kind::Busy)]);
        let changed = routing(vec![(Kind::Busy, vec![one.clone(), three.clone()])]);
        assert_eq!(differences(&before, &changed), [Difference::Changed(Kind::Busy, &two, &three)]);
        let fewer = routing(vec![(Kind::Busy, vec![two.clone()]), (Kind::Always, vec![three.clone()])]);
        assert_eq!(
            differences(&before, &fewer),
            [Difference::Added(Kind::Always, &three), Difference::Removed(Kind::Busy, &one)]
        );
        let slower = Routing { ring_seconds: None, ..before.clone() };
        assert_eq!(differences(&before, &slower), [Difference::RingTime(Some(20), None)]);
    }
}
