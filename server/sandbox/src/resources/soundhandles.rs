//! `soundhandles`: the places where the platform plays a sound, for reading (listed in the platform's own description).

use std::borrow::Cow;

use super::{Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::filter::{Filter, Kind};
use crate::hal::Document;
use crate::patch::Operations;

/// The group of what a forward can play (contract 3.17).
const ANNOUNCEMENTS: &str = "custom_announcements";

/// The handles, each with its group.
const HANDLES: [(&str, &str); 21] = [
    ("early_rejects", "block_in"),
    ("early_rejects", "block_out"),
    ("early_rejects", "block_ncos"),
    ("early_rejects", "block_override_pin_wrong"),
    ("early_rejects", "locked_in"),
    ("early_rejects", "locked_out"),
    ("early_rejects", "max_calls_in"),
    ("early_rejects", "max_calls_out"),
    ("early_rejects", "no_credit"),
    ("early_rejects", "callee_offline"),
    ("early_rejects", "callee_busy"),
    ("early_rejects", "callee_unknown"),
    ("early_rejects", "callee_tmp_unavailable"),
    ("early_rejects", "invalid_speeddial"),
    ("early_rejects", "cf_loop"),
    ("music_on_hold", "music_on_hold"),
    ("pbx", "queue_waiting_music"),
    ("pbx", "aa_welcome"),
    (ANNOUNCEMENTS, "custom_announcement_0"),
    (ANNOUNCEMENTS, "custom_announcement_1"),
    (ANNOUNCEMENTS, "custom_announcement_2"),
];

pub(crate) struct SoundHandles;

impl Resource for SoundHandles {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "soundhandles",
                entity: "soundhandle",
                collection: verbs::READABLE,
                item: verbs::READABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::OWNERS_AND_SUBSCRIBERS),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    fn ids<'v>(&self, _view: &View<'v>) -> Cow<'v, [u32]> {
        (1_u32..).zip(HANDLES).map(|(id, _)| id).collect::<Vec<_>>().into()
    }

    fn sees(&self, _view: &View<'_>, id: u32) -> bool {
        handle(id).is_some()
    }

    fn filters(&self) -> &'static [Filter] {
        &[Filter {
            name: "group",
            kind: Kind::Equal,
            holds: |_, id, test| test.text(handle(id).map(|(group, _)| group)),
        }]
    }

    fn sort_key(&self, _view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        (column == "name").then(|| SortKey::text(handle(id).map(|(_, name)| name)))
    }

    fn document(&self, _view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("soundhandles", id);
        document.relate("soundhandles", format!("/api/soundhandles/{id}"));
        document.set("id", id);
        if let Some((group, name)) = handle(id) {
            document.set("group", group);
            document.set("handle", name);
        }
        document
    }
}

/// Whether a forward can play it.
pub(crate) fn is_announcement(id: u32) -> bool {
    handle(id).is_some_and(|(group, _)| group == ANNOUNCEMENTS)
}

/// A group and a handle in it.
fn handle(id: u32) -> Option<(&'static str, &'static str)> {
    let place = usize::try_from(id).ok()?.checked_sub(1)?;
    HANDLES.get(place).copied()
}
