//! Which language a page speaks, and the one way to its texts.

use crate::{cookie::Cookies, i18n::Locale, visitor::Visitor};

/// The text of a key in the visitor's language: `say!(sign_in.title)`, `say!(customers.count, count = 3)`.
/// A key that does not exist does not compile.
macro_rules! say {
    ($($key:tt)*) => {
        ::std::string::ToString::to_string(&::leptos_i18n::td_string!($crate::language::current(), $($key)*))
    };
}

/// The cookie that keeps a choice.
pub(crate) const COOKIE: &str = "language";

/// The language of the present visitor.
pub(crate) fn current() -> Locale {
    Visitor::find().map(|visitor| visitor.language).unwrap_or_default()
}

/// A language by its tag, such as `de` or `de-AT`.
pub(crate) fn from_tag(tag: &str) -> Option<Locale> {
    match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => Some(Locale::en),
        "de" => Some(Locale::de),
        _ => None,
    }
}

/// The language for a request: what was chosen, else the first that the browser asks for and that there is, else English.
#[must_use]
pub fn language_of(cookies: &Cookies, accept_language: &str) -> Locale {
    let chosen = cookies.get(COOKIE).and_then(from_tag);
    let wished = || {
        let mut wishes: Vec<(f32, &str)> = accept_language
            .split(',')
            .filter_map(|wish| {
                let (tag, weight) = wish.trim().split_once(";q=").unwrap_or((wish.trim(), "1"));
                Some((weight.trim().parse::<f32>().ok()?, tag))
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.into_iter().find_map(|(_, tag)| from_tag(tag))
    };
    chosen.or_else(wished).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_of(cookies: &str, accept_language: &str) -> Locale {
        super::language_of(&Cookies::new(cookies, false), accept_language)
    }

    #[test]
    fn a_choice_counts_more_than_the_browser() {
        assert_eq!(language_of("a=b; language=de", "en"), Locale::de);
        assert_eq!(language_of("language=xx", "de-AT,en;q=0.5"), Locale::de);
        assert_eq!(language_of("", "fr, en;q=0.4, de;q=0.8"), Locale::de);
        assert_eq!(language_of("", "fr"), Locale::en);
        assert_eq!(language_of("", ""), Locale::en);
    }
}
