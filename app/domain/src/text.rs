//! Reading the small pieces of a form: texts, e-mail addresses, whole numbers.

use crate::FieldError;
use std::str::FromStr;

/// Checks the number of characters.
///
/// # Errors
/// [`FieldError::TooShort`] or [`FieldError::TooLong`].
pub fn length(text: &str, shortest: u16, longest: u16) -> Result<(), FieldError> {
    let characters = text.chars().count();
    if characters < usize::from(shortest) {
        Err(FieldError::TooShort(shortest))
    } else if characters > usize::from(longest) {
        Err(FieldError::TooLong(longest))
    } else {
        Ok(())
    }
}

/// What was typed without the blanks around it.
///
/// # Errors
/// [`FieldError::Missing`] if nothing is left.
pub fn filled(typed: &str) -> Result<&str, FieldError> {
    let text = typed.trim();
    if text.is_empty() { Err(FieldError::Missing) } else { Ok(text) }
}

/// A text that must not be empty. Blanks around it are dropped (the platform would store them, contract 2.7); characters that it
/// cannot store (four bytes in UTF-8, control characters) are refused.
///
/// # Errors
/// What is wrong with it.
pub fn required(typed: &str, longest: u16) -> Result<String, FieldError> {
    let text = filled(typed)?;
    length(text, 1, longest)?;
    if text.chars().any(|c| c.len_utf8() > 3 || c.is_control()) {
        return Err(FieldError::UnsupportedCharacter);
    }
    Ok(text.to_owned())
}

/// A text that may be left empty.
///
/// # Errors
/// What is wrong with it.
pub fn optional(typed: &str, longest: u16) -> Result<Option<String>, FieldError> {
    if typed.trim().is_empty() { Ok(None) } else { required(typed, longest).map(Some) }
}

/// An e-mail address of the form somebody@example.com.
///
/// # Errors
/// What is wrong with it.
pub fn email(typed: &str) -> Result<String, FieldError> {
    let address = required(typed, 255)?;
    let (local, domain) = address.rsplit_once('@').ok_or(FieldError::InvalidEmail)?;
    let local_fits = !local.is_empty()
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let domain_fits = domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    if local_fits && domain_fits && !local.starts_with('.') && !local.ends_with('.') && !local.contains("..")
    {
        Ok(address)
    } else {
        Err(FieldError::InvalidEmail)
    }
}

/// A whole number within bounds.
///
/// # Errors
/// [`FieldError::Missing`], [`FieldError::NotANumber`] or [`FieldError::OutOfRange`].
pub fn whole_number<T: FromStr + PartialOrd + Copy + Into<i64>>(
    typed: &str,
    smallest: T,
    largest: T,
) -> Result<T, FieldError> {
    let typed = filled(typed)?;
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldError::NotANumber);
    }
    let outside = FieldError::OutOfRange(smallest.into(), largest.into());
    let number = typed.parse::<T>().map_err(|_| outside)?;
    if number < smallest || number > largest { Err(outside) } else { Ok(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        assert_eq!(required("  Huber  ", 10), Ok("Huber".to_owned()));
        assert_eq!(required(" \t", 10), Err(FieldError::Missing));
        assert_eq!(required("12345", 4), Err(FieldError::TooLong(4)));
        assert_eq!(required("hello 🙂", 10), Err(FieldError::UnsupportedCharacter));
        assert_eq!(required("a\u{0}b", 10), Err(FieldError::UnsupportedCharacter));
        assert_eq!(required("Österreich €", 20), Ok("Österreich €".to_owned()));
        assert_eq!(optional("  ", 4), Ok(None));
    }

    #[test]
    fn email_addresses() {
        for good in ["a@b.at", "anna.huber+tel@mail.example.com"] {
            assert_eq!(email(good), Ok(good.to_owned()));
        }
        for bad in
            ["a", "a@", "@b.at", "a@b", "a b@c.at", "a@b..at", "a@-b.at", ".a@b.at", "a@b.at>", "ä@b.at"]
        {
            assert_eq!(email(bad), Err(FieldError::InvalidEmail), "{bad}");
        }
    }

    #[test]
    fn whole_numbers() {
        assert_eq!(whole_number("20", 1_u32, 300), Ok(20));
        assert_eq!(whole_number("0", 1_u32, 300), Err(FieldError::OutOfRange(1, 300)));
        assert_eq!(whole_number("99999999999", 1_u32, 300), Err(FieldError::OutOfRange(1, 300)));
        assert_eq!(whole_number("2.5", 1_u32, 300), Err(FieldError::NotANumber));
        assert_eq!(whole_number("+5", 1_u32, 300), Err(FieldError::NotANumber));
        assert_eq!(whole_number("-3", -5_i64, 5), Ok(-3));
    }
}
