//! The platform's refusals (status 422): a text with a grammar (contract 1.7), read into fields and reasons.

use serde_json::Value;
use std::fmt;
use switchhook_domain::FieldError;

/// One reason why the platform refused an input.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The platform's name of the field, where the text tells one.
    pub field: Option<String>,
    /// What is wrong, as far as the text is understood; else [`FieldError::Refused`].
    pub problem: FieldError,
    /// The platform's own words. They may hold what somebody typed: neither log nor show them.
    pub message: String,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("field", &self.field)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

/// The message of an error body. Bodies come as UTF-8, as Latin-1, or cut off at the end (contract 1.7).
pub(crate) fn message(body: &[u8]) -> String {
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        // A text above U+00FF is UTF-8 and may be cut within a character; anything else that is not UTF-8 is Latin-1.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&body[..error.valid_up_to()]).into_owned()
        }
        Err(_) => body.iter().copied().map(char::from).collect(),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(value) => value.get("message").and_then(Value::as_str).unwrap_or_default().to_owned(),
        Err(_) => cut_off_message(&text),
    }
}

/// The message of a JSON object that ends too early.
fn cut_off_message(text: &str) -> String {
    let Some((_, rest)) = text.split_once(r#""message":""#) else { return String::new() };
    let mut message = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => message.extend(characters.next()),
            other => message.push(other),
        }
    }
    message
}

/// The reasons in a message; always at least one.
pub(crate) fn refusals(message: &str) -> Vec<Refusal> {
    let Some(list) = message.strip_prefix("Validation failed. ") else { return vec![single(message)] };
    // An input may hold the separator itself. Then a field is misnamed, which harms nobody.
    let refusals: Vec<_> = list.split("; field='").filter_map(validation).collect();
    if refusals.is_empty() { vec![single(message)] } else { refusals }
}

/// One item of `field='<name>', input='<value>', errors='<texts>'`, the first word perhaps already taken off.
fn validation(item: &str) -> Option<Refusal> {
    let item = item.strip_prefix("field='").unwrap_or(item);
    let (field, rest) = item.split_once("', input='")?;
    let errors = rest.rsplit_once("', errors='").map_or("", |(_, errors)| errors);
    let errors = errors.strip_suffix('\'').unwrap_or(errors);
    Some(Refusal { field: Some(field.to_owned()), problem: problem(errors), message: errors.to_owned() })
}

/// A message outside of the form validation.
fn single(message: &str) -> Refusal {
    Refusal { field: field(message), problem: problem(message), message: message.to_owned() }
}

/// The field that a free message is about.
fn field(message: &str) -> Option<String> {
    let known = [
        ("Number '", "alias_numbers"),
        ("Numbers '", "alias_numbers"),
        ("more than 10 provided aliases", "alias_numbers"),
        ("A primary_number is required", "primary_number"),
        ("Subscriber already exists", "username"),
        ("Subscriber with this username", "username"),
        ("Webusername-Domain combination", "webusername"),
        ("Domain '", "domain"),
        ("The pbx_extension already", "pbx_extension"),
        ("A pbx_extension is required", "pbx_extension"),
        ("Subscriber's PBX extension is out of", "pbx_extension"),
        ("Invalid timezone name", "timezone"),
        ("The contact_id is not", "contact_id"),
        ("The reseller of the contact", "billing_profile_id"),
        ("Duplicate allowed_clis", "allowed_clis"),
        ("Invalid timeout for the destination", "destinations"),
        ("Invalid priority for the destination", "destinations"),
        ("a destination set with this name", "name"),
        ("a time set with this name", "name"),
        ("a source set with this name", "name"),
        ("a bnumber set with this name", "name"),
    ];
    let quoted = |after: &str| {
        let (_, rest) = message.split_once(after)?;
        let (name, _) = rest.split_once('\'')?;
        Some(name.to_owned())
    };
    // A primary number is told in its three parts, alias numbers as digits (contract 3.11.2).
    if quoted("Number '").is_some_and(|number| number.contains('-')) {
        return Some("primary_number".to_owned());
    }
    let by_start =
        known.iter().find(|(start, _)| message.starts_with(start)).map(|(_, field)| (*field).to_owned());
    by_start
        .or_else(|| quoted("reference '"))
        .or_else(|| quoted("Invalid '").filter(|_| message.starts_with("Invalid '")))
        .or_else(|| quoted("Invalid field '"))
        .or_else(|| Some(message.split_once("(pointer: /")?.1.split(['/', ')']).next()?.to_owned()))
        .or_else(|| unknown_reference(message))
}

/// `Unknown ncos_level 'x'`: the kind of the object that a preference names.
fn unknown_reference(message: &str) -> Option<String> {
    let (kind, rest) = message.strip_prefix("Unknown ")?.split_once(' ')?;
    rest.starts_with('\'').then(|| kind.to_owned())
}

/// What the platform's words mean.
fn problem(text: &str) -> FieldError {
    let has = |words: &str| text.contains(words);
    if has("field is required")
        || has("is required for the SIP subscriber")
        || has("Required if")
        || has("is required if")
    {
        FieldError::Missing
    } else if has("already exist") {
        FieldError::Taken
    } else if has("Email should be of the format") {
        FieldError::InvalidEmail
    } else if let Some(longest) =
        number_after(text, &["should not exceed ", "must not exceed ", "maximum length of "])
    {
        FieldError::TooLong(longest)
    } else if let Some(shortest) =
        number_after(text, &["must be at least ", "Must be at minimum ", "must be at minimum "])
    {
        FieldError::TooShort(shortest)
    } else if has("must be an integer") || has("must be a positive integer") || has("expected 'int'") {
        FieldError::NotANumber
    } else if has("is not a valid value") || has("Invalid enum value") || has("Invalid timezone name") {
        FieldError::InvalidChoice
    } else if has("Contains invalid symbols") || has("Cannot contain spaces") || has("Invalid identifier") {
        FieldError::InvalidUsername
    } else if text.starts_with("Duplicate ") {
        FieldError::Repeated
    } else if has("doesn't exist")
        || has("does not exist")
        || has("Could not be found")
        || has("references a non-existent value")
        || ["Unknown ", "Invalid '"].iter().any(|start| text.starts_with(start))
    {
        FieldError::Unknown
    } else {
        FieldError::Refused
    }
}

fn number_after(text: &str, starts: &[&str]) -> Option<u16> {
    let rest = starts.iter().find_map(|start| text.split_once(start))?.1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(message: &str) -> (Option<String>, FieldError) {
        let [refusal] = &refusals(message)[..] else { panic!("one refusal expected") };
        (refusal.field.clone(), refusal.problem)
    }

    #[test]
    fn form_errors_are_split_into_fields() {
        let message = "Validation failed. field='contact_id', input='', errors='Contact id field is required'; \
                       field='status', input='sleeping', errors=''sleeping' is not a valid value'; \
                       field='type', input='', errors='Type field is required'";
        let refusals = refusals(message);
        let read: Vec<_> = refusals.iter().map(|r| (r.field.as_deref(), r.problem)).collect();
        assert_eq!(
            read,
            [
                (Some("contact_id"), FieldError::Missing),
                (Some("status"), FieldError::InvalidChoice),
                (Some("type"), FieldError::Missing)
            ]
        );
        assert!(refusals.iter().all(|refusal| !refusal.message.contains("input=")));
    }

    #[test]
    fn an_input_full_of_quotes_stays_an_input() {
        let message = "Validation failed. field='email', input='a', errors='b', input='c', errors='Email should be of the format \
                       someuser@example.com'";
        assert_eq!(one(message), (Some("email".into()), FieldError::InvalidEmail));
    }

    #[test]
    fn free_messages_name_their_field() {
        for (message, field, problem) in [
            ("Subscriber already exists.", "username", FieldError::Taken),
            ("Number '43-1-5530001' already exists.", "primary_number", FieldError::Taken),
            ("Number '437520164002' already exists.", "alias_numbers", FieldError::Taken),
            ("Webusername-Domain combination 'anna-10' already exists.", "webusername", FieldError::Taken),
            ("Invalid 'domain', doesn't exist.", "domain", FieldError::Unknown),
            ("A primary_number is required for the SIP subscriber.", "primary_number", FieldError::Missing),
            (
                "A pbx_extension is required if customer is PBX and pilot subscriber exists.",
                "pbx_extension",
                FieldError::Missing,
            ),
            ("The pbx_extension already exists for this customer.", "pbx_extension", FieldError::Taken),
            ("Invalid enum value in preference 'lock'", "lock", FieldError::InvalidChoice),
            ("Preference 'cli' exceeds maximum length of 128 characters", "cli", FieldError::TooLong(128)),
            ("Unknown ncos_level 'x'", "ncos_level", FieldError::Unknown),
            ("Invalid 'destinationset'. Could not be found.", "destinationset", FieldError::Unknown),
            ("a time set with this name already exists", "name", FieldError::Taken),
            ("Invalid 'billing_profile_id' (999999).", "billing_profile_id", FieldError::Unknown),
            (
                "The entity could not be processed: A pointer that references a non-existent value (pointer: /clir)",
                "clir",
                FieldError::Unknown,
            ),
        ] {
            assert_eq!(one(message), (Some(field.into()), problem), "{message}");
        }
        assert_eq!(one("Customer is already terminated and cannot be changed."), (None, FieldError::Refused));
    }

    #[test]
    fn broken_bodies_are_read_as_far_as_they_go() {
        let latin =
            [br#"{"code":422,"message":"Number '"#.as_slice(), &[0xe4], br#"' already exists."}"#].concat();
        assert_eq!(message(&latin), "Number 'ä' already exists.");
        assert_eq!(
            message(r#"{"code":422,"message":"Preference 'x' is €€"#.as_bytes()),
            "Preference 'x' is €€"
        );
        let cut = "{\"code\":422,\"message\":\"say \\\"€".as_bytes();
        assert_eq!(message(&cut[..cut.len() - 1]), "say \"");
        assert_eq!(message(b""), "");
        assert_eq!(message(b"<html>"), "");
        assert_eq!(refusals("").len(), 1);
    }
}
