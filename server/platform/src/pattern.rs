//! The platform's search patterns, to check that rows match what was asked: it ignores filters that it does not know and then
//! returns everyone (contract 2.6).

/// Whether a text matches a pattern, `*` being any string. Letter case does not count, nor do letters outside of ASCII, which the
/// platform's database compares by rules of its own.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|wanted| fits(*wanted, text[t])) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            // The last star takes one character more.
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|rest| *rest == '*')
}

/// Whether two texts are the same for the platform.
pub(crate) fn equal(one: &str, other: &str) -> bool {
    one.chars().count() == other.chars().count() && one.chars().zip(other.chars()).all(|(a, b)| same(a, b))
}

/// A text as a pattern that matches nothing else, for filters of the kind "wild" (contract 2.6).
pub(crate) fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}

fn same(one: char, other: char) -> bool {
    one.eq_ignore_ascii_case(&other) || !one.is_ascii() || !other.is_ascii()
}

/// Whether a character of a pattern may stand for this one; `?` stands for any in some filters and for itself in others.
fn fits(wanted: char, character: char) -> bool {
    wanted == '?' || same(wanted, character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_match_any_string() {
        for (pattern, text) in [
            ("anna", "Anna"),
            ("an*", "anna"),
            ("*na", "anna"),
            ("*nn*", "anna"),
            ("*", ""),
            ("a*b*c", "a1b2b3c"),
            ("müller", "Mueller".replace("ue", "u").as_str()),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("anna", "annab"), ("an*", "bann"), ("*na", "nab"), ("", "a"), ("a*b*c", "a1c2")]
        {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal(r"a*b\c"), r"a\*b\\c");
    }
}
