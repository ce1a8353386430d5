//! "Generate": fills a password field. Without JavaScript the suggestion beside the field can be copied.

use leptos::prelude::*;

/// How many random bytes a password is made of.
pub(crate) const RANDOM_BYTES: usize = 20;

/// A button that fills the input with the id `field`; asleep until the browser has the island.
#[island]
pub fn GeneratePassword(field: String, label: String) -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    #[cfg(feature = "hydrate")]
    let generate = move |_: leptos::ev::MouseEvent| {
        let _filled = fill(&field);
    };
    #[cfg(not(feature = "hydrate"))]
    let generate = {
        drop(field);
        |_: leptos::ev::MouseEvent| {}
    };
    view! {
        <button type="button" class="quiet generate" disabled=move || !awake.get() on:click=generate>
            {label}
        </button>
    }
}

/// Puts a new password into the field and goes there. None if the page is not as expected.
#[cfg(feature = "hydrate")]
fn fill(field: &str) -> Option<()> {
    use leptos::wasm_bindgen::JsCast;
    use web_sys::HtmlInputElement;
    let window = web_sys::window()?;
    let mut random = [0; RANDOM_BYTES];
    window.crypto().ok()?.get_random_values_with_u8_array(&mut random).ok()?;
    let input: HtmlInputElement = window.document()?.get_element_by_id(field)?.dyn_into().ok()?;
    input.set_value(&readable(random));
    input.focus().ok()
}

/// A password of 76 random bits that can be read out: four groups such as `Kmv7q`, without vowels, so that no words come
/// about, and without characters that look alike. It holds at least three of every class that a platform may demand.
pub(crate) fn readable(random: [u8; RANDOM_BYTES]) -> String {
    // The sizes divide 256: every character is as likely as the others.
    const UPPER: &[u8; 16] = b"BCDFGHJKMNPQRTVW";
    const LOWER: &[u8; 16] = b"bcdfghjkmnpqrtvw";
    const DIGITS: &[u8; 8] = b"23456789";
    let mut password = String::with_capacity(RANDOM_BYTES + 3);
    for (position, byte) in random.into_iter().enumerate() {
        if position > 0 && position % 5 == 0 {
            password.push('-');
        }
        let choices: &[u8] = match position % 5 {
            0 => UPPER,
            3 => DIGITS,
            _ => LOWER,
        };
        password.push(char::from(choices[usize::from(byte) % choices.len()]));
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_domain::secret::Password;

    #[test]
    fn suggestions_are_passwords_of_every_class() {
        for byte in 0..=u8::MAX {
            let suggestion = readable([byte; RANDOM_BYTES]);
            assert!(Password::parse(&suggestion).is_ok(), "{suggestion}");
            for class in [
                char::is_uppercase as fn(char) -> bool,
                char::is_lowercase,
                |c| c.is_ascii_digit(),
                |c| c.is_ascii_punctuation(),
            ] {
                assert!(suggestion.chars().filter(|c| class(*c)).count() >= 3, "{suggestion}");
            }
        }
    }

    #[test]
    fn other_bytes_make_another_password() {
        assert_ne!(readable([1; RANDOM_BYTES]), readable([2; RANDOM_BYTES]));
    }
}
