//! Balances of customers (contract 3.8).

use crate::{
    client::{Client, Resource, Row},
    customers::Customer,
    error::Error,
    lenient,
    patch::Operation,
    scope::Scoped,
};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};
use switchhook_domain::identifier::CustomerId;

/// The balance of a customer in the present interval.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Balance {
    /// Whose it is.
    #[serde(rename = "id", deserialize_with = "lenient::number")]
    pub customer: CustomerId,
    /// Money, in hundredths of the unit of the billing profile's currency.
    #[serde(rename = "cash_balance", deserialize_with = "hundredths")]
    pub cash: i64,
    /// Money spent in the interval, in the same unit.
    #[serde(rename = "cash_debit", default, deserialize_with = "hundredths")]
    pub spent: i64,
    /// Free time, in seconds.
    #[serde(rename = "free_time_balance", deserialize_with = "lenient::number")]
    pub free_time: i64,
    /// Free time used in the interval, in seconds.
    #[serde(rename = "free_time_spent", default, deserialize_with = "lenient::number")]
    pub free_time_used: i64,
}

impl Row for Balance {
    const COLLECTION: &'static str = "customerbalances";
}

impl Resource for Balance {
    fn id(&self) -> u64 {
        self.customer.0
    }
}

impl Client {
    /// The balance of a customer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a terminated customer; what reading can meet.
    pub async fn balance(&self, customer: &Scoped<Customer>) -> Result<Scoped<Balance>, Error> {
        self.check(customer)?;
        self.item(customer.id.0).await.map(|balance| self.prove(balance))
    }

    /// Sets a balance: money in hundredths, free time in seconds. The platform notes it as a top-up.
    ///
    /// # Errors
    /// What writing can meet.
    pub async fn set_balance(
        &self,
        balance: &Scoped<Balance>,
        cash: i64,
        free_time: i64,
    ) -> Result<(), Error> {
        self.check(balance)?;
        let operations = [
            Operation::replace("cash_balance", units(cash)),
            Operation::replace("free_time_balance", free_time),
        ];
        self.patch(Balance::COLLECTION, balance.customer.0, &operations).await
    }
}

/// An amount as the platform takes it: in units, whole ones without decimals.
fn units(hundredths: i64) -> Value {
    if hundredths % 100 == 0 {
        return (hundredths / 100).into();
    }
    let sign = if hundredths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100);
    text.parse::<f64>().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

/// A decimal number of units, or a text that holds one; what is smaller than a hundredth is cut off.
fn hundredths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
        _ => String::new(),
    };
    read(text.trim()).ok_or_else(|| serde::de::Error::custom("not an amount"))
}

fn read(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(part) {
        return None;
    }
    let cents: String = part.chars().chain("00".chars()).take(2).collect();
    let amount = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
    Some(sign * amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_are_read_and_written_without_a_rounding() {
        for (text, amount) in [("0", 0), ("5.5", 550), ("-0.25", -25), ("12.349", 1234), ("7.00", 700)] {
            assert_eq!(read(text), Some(amount), "{text}");
        }
        for text in ["", "x", "1e3", "--1", "1.x", "."] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!([units(550), units(-25), units(700)], [json!(5.5), json!(-0.25), json!(7)]);
    }
}
