//! `resellers` (contract 3.1).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::{Reseller, ResellerStatus, State};

pub(crate) struct Resellers;

impl Resource for Resellers {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "resellers",
                entity: "reseller",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::ADMIN),
                rows: Rows::Own,
                generic: false,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        view.state.resellers.ids().into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.resellers.get(id).is_some()
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "name",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    view.state.resellers.get(id).is_some_and(|row| test.text(Some(&row.name)))
                },
            },
            Filter {
                name: "status",
                kind: Kind::OneOf,
                holds: |view, id, test| {
                    view.state.resellers.get(id).is_some_and(|row| test.text(Some(row.status.name())))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.resellers.get(id)?;
        match column {
            "name" => Some(SortKey::text(Some(&row.name))),
            "status" => Some(SortKey::text(Some(row.status.name()))),
            "contract_id" => Some(SortKey::Number(row.contract.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("resellers", id);
        document.set("id", id);
        if let Some(row) = view.state.resellers.get(id) {
            document.relate("contracts", format!("/api/contracts/{}", row.contract));
            document.set("contract_id", row.contract);
            document.set("name", row.name.as_str());
            document.set("status", row.status.name());
        }
        for name in ["ncoslevels", "soundsets", "rewriterulesets", "pbxdevices", "billingprofiles"] {
            document.relate(name, format!("/api/{name}/?reseller_id={id}"));
        }
        document.relate_journal();
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let checked = checked(body)?;
        let contract = contract(call.state, checked.contract, None)?;
        let namesake = call.state.resellers.iter().find(|(_, row)| row.name == checked.name);
        if let Some((id, row)) = namesake {
            if row.status != ResellerStatus::Terminated {
                return Err(taken_name());
            }
            if let Some(row) = call.state.resellers.get_mut(id) {
                row.name = format!("old_{id}_{}", row.name);
            }
        }
        Ok(call.state.resellers.add(Reseller { contract, name: checked.name, status: checked.status }))
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let checked = checked(body)?;
        let contract = contract(call.state, checked.contract, Some(id))?;
        if call.state.resellers.iter().any(|(other, row)| other != id && row.name == checked.name) {
            return Err(taken_name());
        }
        if checked.status == ResellerStatus::Terminated && call.caller.reseller == id {
            return Err(ApiError::Internal);
        }
        let Some(row) = call.state.resellers.get_mut(id) else { return Err(ApiError::Internal) };
        row.contract = contract;
        row.name = checked.name;
        if row.status != checked.status {
            call.state.set_reseller_status(id, checked.status, call.now);
        }
        Ok(())
    }
}

struct Checked {
    contract: Option<u32>,
    name: String,
    status: ResellerStatus,
}

fn taken_name() -> ApiError {
    ApiError::unprocessable("Invalid 'name', reseller with this name already exists")
}

fn checked(body: &Map<String, Value>) -> Result<Checked, ApiError> {
    let contract = body.get("contract_id");
    if contract.is_some_and(|value| !value.is_null() && json::integer_of(value).is_none()) {
        return Err(ApiError::unprocessable("Invalid 'contract_id', not a number"));
    }
    let mut form = Form::new(body);
    form.require_as("contract_id", "Contract");
    form.require("name");
    let name = form.text_up_to("name", 63).unwrap_or_default();
    form.require("status");
    let status = form.choice("status", &ResellerStatus::NAMES);
    form.finish("Failed to create reseller.")?;
    Ok(Checked {
        contract: contract.and_then(json::integer_of).and_then(|id| u32::try_from(id).ok()),
        name,
        status: ResellerStatus::parse(status.as_deref().unwrap_or_default()),
    })
}

/// A contract that can carry the reseller.
fn contract(state: &State, contract: Option<u32>, own: Option<u32>) -> Result<u32, ApiError> {
    let invalid = || ApiError::unprocessable("Invalid 'contract_id'.");
    let contract = contract.ok_or_else(invalid)?;
    if state.resellers.iter().any(|(id, row)| own != Some(id) && row.contract == contract) {
        return Err(ApiError::unprocessable(
            "Invalid 'contract_id', reseller with this contract already exists",
        ));
    }
    if state.customers.get(contract).is_some() {
        return Err(ApiError::unprocessable("Invalid 'contract_id' linking to a customer contact"));
    }
    if state.resellers.contracts.contains(&contract) { Ok(contract) } else { Err(invalid()) }
}
