//! What came of an operation: for the person and at the platform.

use crate::{actor::Reply, portal::Portal, world::World};
use serde_json::Value;

pub struct Outcome {
    pub seen: Seen,
    pub held: Held,
}

/// What the person sees.
pub struct Seen {
    pub status: u16,
    pub words: String,
    pub is_done: bool,
    /// Whether the form shows what was typed; none where there is no form.
    pub kept: Option<bool>,
}

impl Seen {
    /// A page that was asked for.
    pub fn of_page(reply: &Reply) -> Self {
        let page = reply.page();
        let missing = page.lines_of_class("missing");
        let is_done = reply.status == 200 && missing.is_empty();
        let words = if is_done {
            "the page".to_owned()
        } else if missing.is_empty() {
            format!("{} · {}", page.text_of("h1"), page.lines_of_class("lead").join(" · "))
        } else {
            format!("the page without a part: {}", missing.join(" · "))
        };
        Self { status: reply.status.as_u16(), words, is_done, kept: None }
    }

    /// The page after something was done.
    pub fn of_notice(reply: &Reply) -> Self {
        let words = reply.page().lines_of_class("notices").join(" · ");
        Self { status: reply.status.as_u16(), words, is_done: reply.status == 200, kept: None }
    }

    /// The form once more.
    pub fn of_draft(reply: &Reply, kept: bool) -> Self {
        let words = reply.page().lines_of_class("summary").join(" · ");
        Self { status: reply.status.as_u16(), words, is_done: false, kept: Some(kept) }
    }
}

/// All at the platform that the operations change, without ids.
#[derive(Debug, PartialEq)]
pub struct Snapshot {
    counts: [u64; 3],
    lines_of_customer: usize,
    heard: Value,
    sets_without_rules: usize,
    locks: Vec<Value>,
}

impl Snapshot {
    pub async fn of(portal: &Portal, world: &World) -> Self {
        let platform = &portal.platform;
        let count = async |resource: &str| {
            platform.read(&format!("/api/{resource}/?rows=1")).await["total_count"].as_u64().unwrap()
        };
        let counts = [count("customercontacts").await, count("customers").await, count("subscribers").await];
        let lines =
            platform.list("subscribers", &format!("customer_id={}&order_by=id", world.customer)).await;
        let id = world.lines[1].parse().ok();
        let is_there = lines.iter().any(|line| line["id"].as_u64() == id);
        let (heard, sets_without_rules) = if is_there {
            let routing = platform.routing(&world.lines[1]).await;
            (routing.heard(), routing.orphans().len())
        } else {
            (Value::Null, 0)
        };
        let locks = lines.iter().map(|line| line["lock"].clone()).collect();
        Self { counts, lines_of_customer: lines.len(), heard, sets_without_rules, locks }
    }
}

/// What the platform holds of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    Part,
    All,
}

impl Held {
    pub fn of(now: &Snapshot, before: &Snapshot, wanted: &Snapshot) -> Self {
        if now == before {
            Self::Nothing
        } else if now == wanted {
            Self::All
        } else {
            Self::Part
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Part => "a part",
            Self::All => "all",
        }
    }
}
