//! Rows of a reseller whose members the platform only keeps: levels of restriction, sets of profiles.

use serde_json::{Map, Value};

use super::table::Owned;

#[derive(Clone, Debug)]
pub(crate) struct TenantRow {
    pub(crate) reseller: u32,
    /// The members as they are shown, without `id` and `reseller_id`.
    pub(crate) members: Map<String, Value>,
}

impl TenantRow {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }
}

impl Owned for TenantRow {
    fn reseller(&self) -> u32 {
        self.reseller
    }
}
