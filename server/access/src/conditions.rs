//! A WHERE clause built piece by piece. Only fixed text becomes SQL; every value is bound.

use crate::storage::{ScopeColumns, StorageError};
use sqlx::{Any, any::AnyArguments, query::Query};
use std::fmt::Write as _;
use switchhook_domain::permission::Scope;

enum Bound {
    Number(i64),
    Text(String),
}

/// Conditions that all must hold.
#[derive(Default)]
pub(crate) struct Conditions {
    sql: String,
    values: Vec<Bound>,
}

impl Conditions {
    /// Only rows inside the scope.
    pub fn within(scope: Scope) -> Result<Self, StorageError> {
        let columns = ScopeColumns::of(scope)?;
        let mut conditions = Self::default();
        for (condition, id) in [
            ("reseller_id =", columns.reseller),
            ("customer_id =", columns.customer),
            ("subscriber_id =", columns.subscriber),
        ] {
            if let Some(id) = id {
                conditions.number(condition, id);
            }
        }
        Ok(conditions)
    }

    /// A condition that needs no value.
    pub fn fixed(&mut self, condition: &'static str) {
        self.sql.push_str(if self.sql.is_empty() { " WHERE " } else { " AND " });
        self.sql.push_str(condition);
    }

    /// A comparison (`column =`, `column <`, …) with a number.
    pub fn number(&mut self, comparison: &'static str, value: i64) {
        self.compare(comparison, Bound::Number(value));
    }

    /// A comparison with a text.
    pub fn text(&mut self, comparison: &'static str, value: impl Into<String>) {
        self.compare(comparison, Bound::Text(value.into()));
    }

    /// Whether a column holds a text anywhere inside.
    pub fn holds(&mut self, comparison: &'static str, text: &str) {
        // PostgreSQL refuses a zero character, and no stored text has one.
        let literal: String = text
            .chars()
            .filter(|c| *c != '\0')
            .flat_map(|c| matches!(c, '!' | '%' | '_').then_some('!').into_iter().chain([c]))
            .collect();
        self.compare(comparison, Bound::Text(format!("%{literal}%")));
        self.sql.push_str(" ESCAPE '!'");
    }

    fn compare(&mut self, comparison: &'static str, value: Bound) {
        self.fixed(comparison);
        self.values.push(value);
        // Writing to a String cannot fail.
        let _ = write!(self.sql, " ${}", self.values.len());
    }

    /// The statement `head` with these conditions, then `tail`.
    pub fn statement(&self, head: &str, tail: &str) -> String {
        format!("{head}{}{tail}", self.sql)
    }

    /// A statement of [`Self::statement`] with the values bound.
    pub fn bind<'q>(&self, statement: &'q str) -> Query<'q, Any, AnyArguments<'q>> {
        self.values.iter().fold(sqlx::query(statement), |query, value| match value {
            Bound::Number(number) => query.bind(*number),
            Bound::Text(text) => query.bind(text.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_domain::identifier::{CustomerId, ResellerId};

    #[test]
    fn a_scope_becomes_its_columns_and_values_never_become_text() {
        let mut conditions = Conditions::within(Scope::Customer(ResellerId(1), CustomerId(2))).unwrap();
        conditions.text("login =", "' OR 1 = 1 --");
        assert_eq!(
            conditions.statement("SELECT id FROM accounts", " ORDER BY login"),
            "SELECT id FROM accounts WHERE reseller_id = $1 AND customer_id = $2 AND login = $3 ORDER BY login"
        );
    }

    #[test]
    fn a_part_of_a_text_is_taken_literally() {
        let mut conditions = Conditions::default();
        conditions.holds("login LIKE", "50%_!");
        assert_eq!(conditions.statement("", ""), " WHERE login LIKE $1 ESCAPE '!'");
        assert!(matches!(&conditions.values[..], [Bound::Text(text)] if text == "%50!%!_!!%"));
    }

    #[test]
    fn the_operator_sees_everything() {
        let conditions = Conditions::within(Scope::Operator).unwrap();
        assert_eq!(conditions.statement("SELECT id FROM accounts", ""), "SELECT id FROM accounts");
    }
}
