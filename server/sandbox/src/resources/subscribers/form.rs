//! The form of a subscriber (contract 3.11.1 and 10.7).

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::form::Form;
use crate::json;
use crate::state::SubscriberStatus;

/// What the form holds.
pub(super) struct Checked {
    pub(super) customer: Option<i64>,
    pub(super) username: String,
    pub(super) password: Option<String>,
    pub(super) webusername: Option<String>,
    pub(super) webpassword: Option<String>,
    pub(super) status: SubscriberStatus,
    pub(super) lock: Option<u8>,
    pub(super) administrative: bool,
    pub(super) email: Option<String>,
    pub(super) timezone: Option<String>,
    pub(super) external_id: Option<String>,
}

pub(super) fn checked(
    body: &Map<String, Value>,
    has_domain: bool,
    is_new: bool,
    failure: &str,
) -> Result<Checked, ApiError> {
    let mut form = Form::new(body);
    if form.require_as("username", "SIP Username") {
        username(&mut form);
    }
    let username = form.text_of_column("username", 127).unwrap_or_default();
    if !has_domain {
        form.fail("domain_id", "Domain field is required");
    }
    if is_new {
        form.require_as("password", "SIP Password");
    }
    let password = form.text_of_column("password", 40).filter(|text| !text.is_empty());
    let customer = customer(&mut form);
    let webusername = form.text_of_column("webusername", 127).filter(|text| !text.is_empty());
    let status = form.choice("status", &SubscriberStatus::NAMES);
    let lock = form.choice("lock", &["1", "2", "3", "4", "5"]).and_then(|text| text.parse().ok());
    let administrative = form.boolean("administrative").unwrap_or_default();
    let email = form.email("email").filter(|text| !text.is_empty());
    let timezone = form.timezone("timezone");
    let external_id = form.text_of_column("external_id", 255);
    let webpassword = form.text("webpassword").filter(|text| !text.is_empty());
    form.finish(failure)?;
    Ok(Checked {
        customer,
        username,
        password,
        webusername,
        webpassword,
        status: SubscriberStatus::parse(status.as_deref().unwrap_or_default()),
        lock,
        administrative,
        email,
        timezone,
        external_id,
    })
}

fn username(form: &mut Form<'_>) {
    let Some(text) = json::text_of(form.value("username")) else { return };
    let allowed = |letter: char| letter.is_alphanumeric() || "+=,;_.~'()!*-".contains(letter);
    if text.contains(' ') {
        form.fail("username", "Cannot contain spaces.");
    } else if !text.chars().all(allowed) {
        form.fail("username", "Contains invalid symbols.");
    } else if text.starts_with('.') || text.ends_with('.') || text.contains("..") {
        form.fail("username", "Invalid identifier (dots not allowed at this position).");
    }
}

/// The platform's form stumbles over a missing customer and shows its own warning.
fn customer(form: &mut Form<'_>) -> Option<i64> {
    if form.value("customer_id").is_none_or(Value::is_null) {
        form.fail("customer_id", "Use of uninitialized value $value in substitution (s///)\n");
        form.fail("customer_id", "Value must be an integer");
        form.fail("customer_id", "Value must be a positive integer");
        return None;
    }
    form.id("customer_id")
}
