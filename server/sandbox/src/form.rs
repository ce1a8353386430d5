//! Validation of a request's members, with the platform's texts (contract 1.7).

use serde_json::{Map, Value};

use crate::error::{ApiError, FieldError, FieldErrors};
use crate::json;
use crate::moment;
use crate::resources::Call;

/// A member of a body that keeps its value when it is left out.
#[derive(Clone, Debug)]
pub(crate) enum Submitted<T> {
    LeftOut,
    Given(Option<T>),
}

impl<T> Submitted<T> {
    pub(crate) fn or(self, present: Option<T>) -> Option<T> {
        match self {
            Self::LeftOut => present,
            Self::Given(value) => value,
        }
    }
}

/// A form over the members of a body.
pub(crate) struct Form<'a> {
    body: &'a Map<String, Value>,
    errors: Vec<FieldError>,
    unstorable: bool,
}

impl<'a> Form<'a> {
    pub(crate) fn new(body: &'a Map<String, Value>) -> Self {
        Self { body, errors: Vec::new(), unstorable: false }
    }

    /// A checked value, or that nothing was submitted.
    pub(crate) fn submitted<T>(&self, name: &str, value: Option<T>) -> Submitted<T> {
        if self.body.contains_key(name) { Submitted::Given(value) } else { Submitted::LeftOut }
    }

    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name)
    }

    pub(crate) fn fail(&mut self, field: &str, error: impl Into<String>) {
        let input = self.input(field);
        self.fail_with(field, input, error);
    }

    pub(crate) fn fail_with(&mut self, field: &str, input: String, error: impl Into<String>) {
        let error = error.into();
        match self.errors.iter_mut().find(|known| known.field == field) {
            Some(known) => known.errors.push(error),
            None => self.errors.push(FieldError { field: field.to_owned(), input, errors: vec![error] }),
        }
    }

    fn input(&self, field: &str) -> String {
        if field.ends_with("password") {
            return "*****".to_owned();
        }
        json::text_of(self.value(field)).unwrap_or_default()
    }

    /// Whether the member is there; an error where it is not.
    pub(crate) fn require(&mut self, name: &str) -> bool {
        self.require_as(name, &label(name))
    }

    pub(crate) fn require_as(&mut self, name: &str, label: &str) -> bool {
        let filled = self.text_value(name).is_some_and(|text| !text.trim().is_empty());
        if !filled {
            self.fail(name, format!("{label} field is required"));
        }
        filled
    }

    fn text_value(&self, name: &str) -> Option<String> {
        json::text_of(self.value(name))
    }

    /// A text of the database: 4-byte letters cannot be stored (contract 1.7).
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let text = self.text_value(name)?;
        self.unstorable |= text.chars().any(|letter| u32::from(letter) > 0xffff);
        Some(text)
    }

    /// A text whose length the form checks.
    pub(crate) fn text_up_to(&mut self, name: &str, limit: usize) -> Option<String> {
        let text = self.text(name)?;
        let length = text.trim().chars().count();
        if length > limit {
            self.fail(name, format!("Field should not exceed {limit} characters. You entered {length}"));
        }
        Some(text)
    }

    /// A text whose length has a lower bound, too.
    pub(crate) fn text_between(&mut self, name: &str, least: usize, limit: usize) -> Option<String> {
        let text = self.text_up_to(name, limit)?;
        let length = text.trim().chars().count();
        if (1..least).contains(&length) {
            self.fail(name, format!("Field must be at least {least} characters. You entered {length}"));
        }
        Some(text)
    }

    /// A time, in seconds since 1970.
    pub(crate) fn moment(&mut self, name: &str) -> Option<i64> {
        let text = self.text_value(name).filter(|text| !text.trim().is_empty())?;
        let moment = moment::parse(&text);
        if moment.is_none() {
            self.fail(
                name,
                "Could not parse DateTime input. Should be one of (Y-m-d H:M:S, Y-m-d H:M, Y-m-d).",
            );
        }
        moment
    }

    /// A text whose length only the database checks: too long is a failure (contract 1.7).
    pub(crate) fn text_of_column(&mut self, name: &str, limit: usize) -> Option<String> {
        let text = self.text(name)?;
        self.unstorable |= text.chars().count() > limit;
        Some(text)
    }

    pub(crate) fn email(&mut self, name: &str) -> Option<String> {
        let text = self.text_up_to(name, 255)?;
        if !text.trim().is_empty() && !is_email(text.trim()) {
            self.fail(name, "Email should be of the format someuser@example.com");
        }
        Some(text)
    }

    pub(crate) fn choice(&mut self, name: &str, choices: &[&str]) -> Option<String> {
        let text = self.text_value(name).filter(|text| !text.is_empty())?;
        if !choices.contains(&text.as_str()) {
            self.fail(name, format!("'{text}' is not a valid value"));
        }
        Some(text)
    }

    pub(crate) fn integer(&mut self, name: &str) -> Option<i64> {
        let value = self.value(name).filter(|value| !value.is_null() && value.as_str() != Some(""))?;
        let number = json::integer_of(value);
        if number.is_none() {
            self.fail(name, "Value must be an integer");
        }
        number
    }

    pub(crate) fn positive(&mut self, name: &str) -> Option<i64> {
        let number = self.integer(name)?;
        if number < 0 {
            self.fail(name, "Value must be a positive integer");
        }
        Some(number)
    }

    pub(crate) fn id(&mut self, name: &str) -> Option<i64> {
        self.positive(name)
    }

    /// A flag; texts other than 0 and 1 break the statement (contract 2.7).
    pub(crate) fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Null => None,
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => Some(number.as_i64() != Some(0)),
            Value::String(text) if text.is_empty() || text == "0" => Some(false),
            Value::String(text) => {
                self.unstorable |= text != "1";
                Some(true)
            }
            Value::Array(_) | Value::Object(_) => Some(true),
        }
    }

    /// A time zone of the tz database, or nothing.
    pub(crate) fn timezone(&mut self, name: &str) -> Option<String> {
        let text = self.text_value(name).filter(|text| !text.is_empty())?;
        if !is_timezone(&text) {
            self.fail(name, format!("Invalid timezone name: {text}"));
        }
        Some(text)
    }

    /// The reseller of a row: administrators of the platform name it, the others have theirs.
    pub(crate) fn reseller(&mut self, call: &Call<'_>, present: Option<u32>) -> Result<u32, ApiError> {
        if !call.view().is_admin() {
            return Ok(present.unwrap_or(call.caller.reseller));
        }
        if present.is_none() && self.require_as("reseller_id", "Reseller") {
            self.id("reseller_id");
        }
        let named = present.or_else(|| json::id_of(self.value("reseller_id")?));
        named
            .filter(|id| call.state.resellers.get(*id).is_some())
            .ok_or_else(|| ApiError::unprocessable("Invalid 'reseller_id'"))
    }

    /// The errors in one answer; then whether the database would have refused, which is a failure with that text.
    pub(crate) fn finish(self, failure: &str) -> Result<(), ApiError> {
        if !self.errors.is_empty() {
            return Err(ApiError::Validation(FieldErrors(self.errors)));
        }
        if self.unstorable {
            return Err(ApiError::Failed(failure.to_owned()));
        }
        Ok(())
    }
}

/// The label of a field: its name with blanks.
fn label(name: &str) -> String {
    let mut text = name.replace('_', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(' ')
}

/// The areas of the tz database; the sandbox does not hold all its cities.
pub(crate) fn is_timezone(text: &str) -> bool {
    const AREAS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    if matches!(text, "UTC" | "GMT" | "CET" | "EET" | "MET" | "WET" | "localtime") {
        return true;
    }
    text.split_once('/').is_some_and(|(area, city)| {
        AREAS.contains(&area)
            && city.starts_with(|letter: char| letter.is_ascii_uppercase())
            && city.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-/+".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn several_mistakes_come_in_one_message() {
        let body = body(&json!({ "email": "not an email", "status": "sleeping" }));
        let mut form = Form::new(&body);
        form.require("contact_id");
        form.email("email");
        form.choice("status", &["active"]);
        assert_eq!(
            form.finish("x").unwrap_err().to_string(),
            "Validation failed. field='contact_id', input='', errors='Contact id field is required'; \
             field='email', input='not an email', errors='Email should be of the format someuser@example.com'; \
             field='status', input='sleeping', errors=''sleeping' is not a valid value'"
        );
    }

    #[test]
    fn emoji_cannot_be_stored() {
        let body = body(&json!({ "firstname": "😀" }));
        let mut form = Form::new(&body);
        form.text_up_to("firstname", 127);
        assert_eq!(form.finish("Failed.").unwrap_err(), ApiError::Failed("Failed.".to_owned()));
    }

    #[test]
    fn passwords_are_never_echoed() {
        let body = Map::new();
        let mut form = Form::new(&body);
        form.require_as("password", "SIP Password");
        assert!(form.finish("x").unwrap_err().to_string().contains("input='*****'"));
    }

    #[test]
    fn time_zones_are_checked() {
        assert!(is_timezone("Europe/Vienna"));
        assert!(!is_timezone("Mars/X"));
    }
}
