//! One row of a time set, exactly as the platform keeps it (contract 3.17, "Times / periods").

use serde::{Deserialize, Serialize};

/// A row: each part is a number, a range such as `8-16`, or nothing for any. All parts must match; ranges include both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the parts are the platform's")]
pub struct Period {
    pub year: Option<String>,
    pub month: Option<String>,
    pub mday: Option<String>,
    /// 1 is Sunday, 7 is Saturday.
    pub wday: Option<String>,
    pub hour: Option<String>,
    pub minute: Option<String>,
}

/// The numbers that a part stands for, within `first..=last`; ranges may wrap. None if it is not understood.
pub(super) fn numbers(part: Option<&str>, first: u16, last: u16) -> Option<Vec<u16>> {
    let Some(part) = part.map(str::trim).filter(|part| !part.is_empty()) else {
        return Some((first..=last).collect());
    };
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let (from, to) = (from.trim().parse::<u16>().ok()?, to.trim().parse::<u16>().ok()?);
    let known = first..=last;
    if !known.contains(&from) || !known.contains(&to) {
        return None;
    }
    Some(if from <= to { (from..=to).collect() } else { (from..=last).chain(first..=to).collect() })
}

/// A part for the numbers `from..=to`.
pub(super) fn range(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbers_ranges_or_anything() {
        assert_eq!(numbers(Some("8-10"), 0, 23), Some(vec![8, 9, 10]));
        assert_eq!(numbers(Some("22-1"), 0, 23), Some(vec![22, 23, 0, 1]));
        assert_eq!(numbers(Some(" 08 "), 0, 23), Some(vec![8]));
        assert_eq!(numbers(None, 1, 3), Some(vec![1, 2, 3]));
        assert_eq!(numbers(Some(""), 1, 2), Some(vec![1, 2]));
        for unknown in ["24", "x", "1,2", "-1", "0-99"] {
            assert_eq!(numbers(Some(unknown), 0, 23), None, "{unknown}");
        }
    }
}
