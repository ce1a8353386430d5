//! `customercontacts` (contract 3.4).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::options::Role;
use crate::patch::Operations;
use crate::query::Query;
use crate::state::{Contact, CustomerStatus, Texts};

/// The text columns and how long the form lets them be.
const TEXTS: [(&str, usize); 27] = [
    ("firstname", 127),
    ("lastname", 127),
    ("company", 127),
    ("street", 127),
    ("city", 127),
    ("vatnum", 127),
    ("postcode", 16),
    ("comregnum", 31),
    ("phonenumber", 31),
    ("mobilenumber", 31),
    ("faxnumber", 31),
    ("iban", 34),
    ("bic", 11),
    ("bankname", 255),
    ("gpp0", 255),
    ("gpp1", 255),
    ("gpp2", 255),
    ("gpp3", 255),
    ("gpp4", 255),
    ("gpp5", 255),
    ("gpp6", 255),
    ("gpp7", 255),
    ("gpp8", 255),
    ("gpp9", 255),
    ("email", 255),
    ("country", 2),
    ("timezone", 80),
];

pub(crate) struct CustomerContacts;

impl Resource for CustomerContacts {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "customercontacts",
                entity: "customercontact",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::STAFF),
                rows: Rows::Own,
                generic: false,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        view.state.contacts.visible(view.reseller()).into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.contacts.get(id).is_some_and(|contact| view.reaches(contact.reseller))
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        let pattern = crate::pattern::Pattern::wild(query.get("email")?);
        view.state.contacts.by_email().candidates(&pattern)
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "email",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    view.state.contacts.get(id).is_some_and(|row| test.text(row.texts.get("email")))
                },
            },
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| {
                    view.state.contacts.get(id).is_some_and(|row| test.id(Some(row.reseller)))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.contacts.get(id)?;
        if column == "reseller_id" {
            return Some(SortKey::Number(row.reseller.into()));
        }
        let (name, _) = TEXTS.iter().find(|(name, _)| *name == column)?;
        Some(SortKey::text(row.texts.get(name)))
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("customercontacts", id);
        document.relate_journal();
        document.set("id", id);
        if let Some(row) = view.state.contacts.get(id) {
            for (name, _) in TEXTS {
                document.set(name, row.texts.get(name).map(str::to_owned));
            }
            if view.is_admin() {
                document.set("reseller_id", row.reseller);
            }
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        if call.caller.role == Role::CustomerCare {
            return Err(ApiError::Internal);
        }
        let values = checked(body, call.view().is_admin(), "Failed to create contact.")?;
        let reseller = reseller(call, body)?.unwrap_or(call.caller.reseller);
        let mut texts = Texts::default();
        for (name, value) in values {
            texts.set(name, value.as_deref());
        }
        Ok(call.state.contacts.add(Contact { reseller, texts, terminated: false }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let values = checked(body, call.view().is_admin(), "Internal Server Error")?;
        let reseller = reseller(call, body)?;
        call.state.contacts.edit(id, |row| {
            row.reseller = reseller.unwrap_or(row.reseller);
            // The platform resets these two when they are omitted, and no others.
            row.texts.set("country", None);
            row.texts.set("timezone", None);
            for (name, value) in values {
                row.texts.set(name, value.as_deref());
            }
        });
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        let users = call.state.customers.of_contact(id);
        let lives = |user: &&u32| {
            call.state.customers.get(**user).is_some_and(|row| row.status != CustomerStatus::Terminated)
        };
        if users.iter().any(|user| lives(&user)) {
            return Err(ApiError::ContactInUse);
        }
        if users.is_empty() {
            call.state.contacts.remove(id);
        } else {
            call.state.contacts.edit(id, |row| row.terminated = true);
        }
        Ok(())
    }
}

/// The submitted columns.
fn checked(
    body: &Map<String, Value>,
    is_admin: bool,
    failure: &str,
) -> Result<Vec<(&'static str, Option<String>)>, ApiError> {
    let mut form = Form::new(body);
    if is_admin && form.require_as("reseller_id", "Reseller") {
        form.id("reseller_id");
    }
    let mut values = Vec::new();
    for (name, limit) in TEXTS {
        let value = match name {
            "email" => {
                form.require("email");
                form.email(name)
            }
            "country" => form.text_of_column(name, limit),
            "timezone" => form.timezone(name),
            _ => form.text_up_to(name, limit),
        };
        if body.contains_key(name) {
            values.push((name, value));
        }
    }
    form.finish(failure)?;
    Ok(values)
}

/// The reseller that an administrator names.
fn reseller(call: &Call<'_>, body: &Map<String, Value>) -> Result<Option<u32>, ApiError> {
    if !call.view().is_admin() {
        return Ok(None);
    }
    let Some(value) = body.get("reseller_id") else { return Ok(None) };
    let id = crate::json::integer_of(value).and_then(|id| u32::try_from(id).ok());
    id.filter(|id| call.state.resellers.get(*id).is_some())
        .map(Some)
        .ok_or_else(|| ApiError::unprocessable("Invalid 'reseller_id'"))
}
