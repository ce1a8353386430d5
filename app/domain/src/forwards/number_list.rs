//! Which numbers a list means (contract 3.17, "Source and b-number sets").

use super::{ListMode, NumberList, Truth};

/// The entry that means callers who do not show their number.
pub(super) const ANONYMOUS: &str = "anonymous";

impl NumberList {
    /// Whether a rule with this list works for a number; none is a caller who does not show it. What expressions mean is decided
    /// by the platform alone, and what an empty list does is not documented.
    #[must_use]
    pub fn admits(&self, number: Option<&str>) -> Truth {
        if self.entries.is_empty() || self.is_regex {
            return Truth::Maybe;
        }
        let number = number.unwrap_or(ANONYMOUS);
        let on_it = Truth::any(self.entries.iter().map(|entry| matches(entry, number)));
        match self.mode {
            ListMode::Whitelist => on_it,
            ListMode::Blacklist => !on_it,
        }
    }
}

/// A part of a shell-like pattern.
enum Piece {
    Any,
    One,
    Char(char),
    /// Whether it excludes, and ranges.
    Class(bool, Vec<(char, char)>),
}

/// The pieces of a pattern; none if a bracket is not closed.
fn pieces(pattern: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(next) = rest.next() {
        pieces.push(match next {
            '*' => Piece::Any,
            '?' => Piece::One,
            '[' => {
                let excludes = rest.next_if(|c| matches!(c, '!' | '^')).is_some();
                let mut ranges = Vec::new();
                loop {
                    let first = rest.next()?;
                    if first == ']' && !ranges.is_empty() {
                        break;
                    }
                    let last = if rest.next_if_eq(&'-').is_some() { rest.next()? } else { first };
                    ranges.push((first, last));
                }
                Piece::Class(excludes, ranges)
            }
            other => Piece::Char(other),
        });
    }
    Some(pieces)
}

/// Whether it is a pattern that can be understood.
pub(super) fn is_pattern(text: &str) -> bool {
    pieces(text).is_some()
}

fn matches(pattern: &str, number: &str) -> Truth {
    let Some(pieces) = pieces(pattern) else { return Truth::Maybe };
    let number: Vec<char> = number.chars().collect();
    // Which beginnings of the number the pieces so far can mean.
    let mut reached = vec![false; number.len() + 1];
    reached[0] = true;
    for piece in &pieces {
        let before = reached;
        reached = vec![false; number.len() + 1];
        let mut any = false;
        for (end, slot) in reached.iter_mut().enumerate() {
            any |= before[end];
            *slot = match piece {
                Piece::Any => any,
                _ if end == 0 => false,
                Piece::One => before[end - 1],
                Piece::Char(c) => before[end - 1] && number[end - 1] == *c,
                Piece::Class(excludes, ranges) => {
                    let c = number[end - 1];
                    let inside = ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
                    before[end - 1] && inside != *excludes
                }
            };
        }
    }
    reached[number.len()].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(mode: ListMode, entries: &[&str]) -> NumberList {
        NumberList { mode, is_regex: false, entries: entries.iter().map(|&entry| entry.to_owned()).collect() }
    }

    #[test]
    fn patterns_are_those_of_a_shell() {
        for (pattern, number, meant) in [
            ("431*", "4312345", true),
            ("431*", "432", false),
            ("49123[1-5]67", "49123367", true),
            ("49123[1-5]67", "49123667", false),
            ("4366[!4]*", "436641", false),
            ("43?4", "4304", true),
            ("*", "", true),
            ("**5", "435", true),
            ("431", "4312", false),
        ] {
            assert_eq!(matches(pattern, number), meant.into(), "{pattern} {number}");
        }
        assert_eq!(matches("43[1", "431"), Truth::Maybe);
    }

    #[test]
    fn a_list_admits_or_leaves_out() {
        let only = list(ListMode::Whitelist, &["431*", "anonymous"]);
        assert_eq!(only.admits(Some("4315")), Truth::Yes);
        assert_eq!(only.admits(None), Truth::Yes);
        assert_eq!(only.admits(Some("49")), Truth::No);
        let except = list(ListMode::Blacklist, &["431*"]);
        assert_eq!((except.admits(Some("4315")), except.admits(None)), (Truth::No, Truth::Yes));
        let unknown = NumberList { is_regex: true, ..only };
        assert_eq!(unknown.admits(Some("4315")), Truth::Maybe);
        assert_eq!(list(ListMode::Whitelist, &[]).admits(None), Truth::Maybe);
    }
}
