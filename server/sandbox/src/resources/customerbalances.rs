//! `customerbalances` (contract 3.8).

use serde_json::{Map, Value, json};

use super::{Call, Change, Resource, Roles, Rows, Shape, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::patch::Operations;
use crate::state::{Balance, CustomerStatus};

pub(crate) struct CustomerBalances;

impl Resource for CustomerBalances {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "customerbalances",
                entity: "customerbalance",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::STAFF),
                rows: Rows::Customers,
                generic: false,
            }
        }
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        let row = view.state.customers.get(id);
        view.sees_customer(id) && row.is_some_and(|row| row.status != CustomerStatus::Terminated)
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| test.id(view.state.customers.get(id).map(|row| row.reseller)),
            },
            Filter {
                name: "contact_id",
                kind: Kind::Id,
                holds: |view, id, test| test.id(view.state.customers.get(id).map(|row| row.contact)),
            },
            Filter {
                name: "status",
                kind: Kind::Equal,
                holds: |view, id, test| test.text(view.state.customers.get(id).map(|row| row.status.name())),
            },
            Filter {
                name: "external_id",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    test.text(view.state.customers.get(id).and_then(|row| row.external_id.as_deref()))
                },
            },
        ]
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("customerbalances", id);
        document.relate("customers", format!("/api/customers/{id}"));
        let balance = view.state.balances.get(&id).copied().unwrap_or_default();
        document.set("id", id);
        document.set("cash_balance", units(balance.cash));
        document.set("cash_debit", units(balance.debit));
        document.set("free_time_balance", balance.free_time);
        document.set("free_time_spent", balance.free_time_spent);
        document.set("ratio", 1);
        if let Some(external_id) = view.state.customers.get(id).and_then(|row| row.external_id.as_deref()) {
            document.set("external_id", external_id);
        }
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let mut form = Form::new(body);
        form.require("cash_balance");
        let cash = json::text_of(body.get("cash_balance")).and_then(|text| cents(text.trim()));
        if form.value("cash_balance").is_some() && cash.is_none() {
            form.fail("cash_balance", "Value must be a number");
        }
        form.require("free_time_balance");
        let free_time = form.integer("free_time_balance");
        form.finish("Internal Server Error")?;
        let balance: &mut Balance = call.state.balances.entry(id).or_default();
        balance.cash = cash.unwrap_or_default();
        balance.free_time = free_time.unwrap_or_default();
        Ok(())
    }
}

/// An amount in units of the currency, whole ones without decimals.
fn units(cents: i64) -> Value {
    if cents % 100 == 0 {
        return json!(cents / 100);
    }
    let sign = if cents < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
    text.parse::<f64>().map_or(Value::Null, Value::from)
}

/// The cents of an amount; what is smaller is cut off.
fn cents(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("00".chars()).take(2).collect();
    let amount =
        whole.trim_start_matches('-').parse::<i64>().ok()?.checked_mul(100)? + digits.parse::<i64>().ok()?;
    Some(if whole.starts_with('-') { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_kept_in_cents() {
        assert_eq!(
            (cents("5.5"), cents("-0.25"), cents("7"), cents("x")),
            (Some(550), Some(-25), Some(700), None)
        );
        assert_eq!((units(550), units(-25), units(700)), (json!(5.5), json!(-0.25), json!(7)));
    }
}
