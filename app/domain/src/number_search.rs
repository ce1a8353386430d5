//! What somebody typed to find a number, and the platform's patterns for it: full digits with country code, `*` being any
//! string (contract 10.2).

/// A number, or a part of one, as people type it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberSearch {
    /// With `+` or `00`: the digits from the country code on.
    International(String),
    /// With a 0 in front: the digits after it. The country is not known.
    National(String),
    /// Digits from anywhere within the number.
    Part(String),
    /// With stars: the person knows the platform's patterns.
    Pattern(String),
}

impl NumberSearch {
    /// Reads what was typed; none if it cannot be a number.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        // In "+43 (0)1 234" the zero is for those who dial within the country.
        let typed = typed.replace("(0)", "");
        let bare: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '/' | '.' | '(' | ')'))
            .collect();
        let international = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
        let digits = international.unwrap_or(&bare);
        if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'*')
            || !digits.bytes().any(|b| b.is_ascii_digit())
            || digits.len() > 40
        {
            return None;
        }
        match (international, digits.strip_prefix('0')) {
            _ if digits.contains('*') => Some(Self::Pattern(digits.to_owned())),
            (Some(digits), _) => Some(Self::International(digits.to_owned())),
            (None, Some("")) => None,
            (None, Some(rest)) => Some(Self::National(rest.to_owned())),
            (None, None) => Some(Self::Part(digits.to_owned())),
        }
    }

    /// The pattern of a list that grows shorter with every digit typed.
    #[must_use]
    pub fn narrowing(&self) -> String {
        match self {
            Self::International(digits) => format!("{digits}*"),
            Self::National(digits) | Self::Part(digits) => format!("*{digits}*"),
            Self::Pattern(pattern) => pattern.clone(),
        }
    }

    /// The pattern of a look-up, for a number that is typed to its end.
    #[must_use]
    pub fn exact(&self) -> String {
        match self {
            Self::International(digits) => digits.clone(),
            Self::National(digits) | Self::Part(digits) => format!("*{digits}"),
            Self::Pattern(pattern) => pattern.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        for (typed, narrowing, exact) in [
            ("+43 1 553 0001", "4315530001*", "4315530001"),
            ("+43 (0)1 553-0001", "4315530001*", "4315530001"),
            ("0043/1/5530001", "4315530001*", "4315530001"),
            ("01 5530001", "*15530001*", "*15530001"),
            ("553.0001", "*5530001*", "*5530001"),
            ("43 1 55*", "43155*", "43155*"),
            ("*0001", "*0001", "*0001"),
        ] {
            let search = NumberSearch::parse(typed).unwrap();
            assert_eq!((search.narrowing().as_str(), search.exact().as_str()), (narrowing, exact), "{typed}");
        }
    }

    #[test]
    fn what_holds_no_digits_is_no_number() {
        for typed in ["", " ", "+", "0", "00", "*", "anna", "43a", "١٢٣", "4+3", &"9".repeat(41)] {
            assert_eq!(NumberSearch::parse(typed), None, "{typed}");
        }
    }
}
