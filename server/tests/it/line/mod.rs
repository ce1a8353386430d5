//! The small pages of a line, for staff and for customers: what is entered is what the platform holds, others' changes are
//! not overwritten, and whatever breaks is told.

mod activity;
mod blocked;
mod speed_dials;
mod voicebox;

use crate::{
    actor::{Actor, Who},
    html::Form,
    portal::Portal,
    world::World,
};

/// The page of a setting and its server function, for one of the two sides.
pub struct Side {
    pub who: Who,
    pub path: String,
    pub action: String,
}

/// Both sides of a setting of a line.
fn sides(setting: &str, line: &str) -> [Side; 2] {
    [
        Side {
            who: Who::Reseller,
            path: format!("/subscribers/{line}/{setting}"),
            action: format!("/api/{setting}/save"),
        },
        Side {
            who: Who::Customer,
            path: format!("/my/{setting}/{line}"),
            action: format!("/api/my/{setting}/save"),
        },
    ]
}

/// Presses the button and demands that it was done; what the next page tells.
async fn saved(actor: &Actor, form: &Form) -> String {
    let reply = actor.submit(form).await.expect_status(303);
    let page = actor.page(reply.location()).await;
    assert!(!reply.is_draft(), "not saved: {:?} {:?}", page.invalid(), page.texts_of_class("summary"));
    page.texts_of_class("notices").concat()
}

/// Opens a setting of the line without forwards.
async fn opened(setting: &str) -> (Portal, String, [Side; 2]) {
    let portal = Portal::start().await;
    let line = World::of(&portal).await.lines[2].clone();
    let sides = sides(setting, &line);
    (portal, line, sides)
}
