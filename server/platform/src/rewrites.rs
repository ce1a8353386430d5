//! What the rewrite rules of a line make of numbers (contract 3.33).

use crate::{client::Client, error::Error, request::Request, scope::Scoped, subscribers::Subscriber};
use serde_json::{Value, json};

/// Which rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The caller's number of a call that comes in.
    CallerIn,
    /// The called number of a call that comes in.
    CalleeIn,
    /// The caller's number of a call that goes out.
    CallerOut,
    /// The called number of a call that goes out.
    CalleeOut,
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::CallerIn => "caller_in",
            Self::CalleeIn => "callee_in",
            Self::CallerOut => "caller_out",
            Self::CalleeOut => "callee_out",
        }
    }
}

impl Client {
    /// Numbers as the rules of a line rewrite them, in their order. Changes nothing.
    ///
    /// # Errors
    /// [`Error::Validation`] for no numbers; what reading can meet.
    pub async fn rewritten(
        &self,
        subscriber: &Scoped<Subscriber>,
        direction: Direction,
        numbers: &[&str],
    ) -> Result<Vec<String>, Error> {
        self.check(subscriber)?;
        let body =
            json!({ "subscriber_id": subscriber.id, "direction": direction.name(), "numbers": numbers });
        let answer: Value = self.send(Request::question("applyrewrites", &body)?).await?.json()?;
        // A single one comes bare.
        let rewritten: Option<Vec<String>> = match &answer["result"] {
            Value::Array(results) => results.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
            single => single.as_str().map(|one| vec![one.to_owned()]),
        };
        rewritten.filter(|rewritten| rewritten.len() == numbers.len()).ok_or(Error::Unreadable)
    }
}
