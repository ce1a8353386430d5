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
use switchhook_sandbox::{Fault, FaultRule};

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

/// Staff and the customer open the page, then both save a field: the second is told what the first saved, and decides. The
/// platform, for what it holds then.
async fn saved_by_two(setting: &str, field: &str, typed: [&str; 2], told: &str) -> (Portal, String) {
    let (portal, line, [staff_side, own_side]) = opened(setting).await;
    let (staff, customer) = (portal.actor(staff_side.who).await, portal.actor(own_side.who).await);
    let first = staff.form(&staff_side.path, &staff_side.action).await.with(field, typed[0]);
    let second = customer.form(&own_side.path, &own_side.action).await.with(field, typed[1]);
    saved(&staff, &first).await;
    portal.sandbox.clear_requests();
    let page = customer.refused(&second).await;
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
    assert!(!page.texts_of_class("summary").concat().is_empty());
    assert!(page.texts_of_class("sentences").concat().contains(told));
    let again = page.form(&own_side.action);
    assert_eq!(again.get(field), Some(typed[1]));
    saved(&customer, &again).await;
    (portal, line)
}

/// Writes of a resource fail while a field is saved: it is told, what was typed is there, and the next press saves it. The
/// platform, for what it holds then.
async fn saved_after(
    fault: &Fault,
    [method, resource]: [&str; 2],
    setting: &str,
    field: &str,
    typed: &str,
) -> (Portal, String) {
    let portal = Portal::impatient().await;
    let line = World::of(&portal).await.lines[2].clone();
    let [_, side] = sides(setting, &line);
    let actor = portal.actor(side.who).await;
    let form = actor.form(&side.path, &side.action).await.with(field, typed);
    portal.sandbox.add_fault(FaultRule::new(format!("/api/{resource}"), fault.clone()).method(method));
    let page = actor.refused(&form).await;
    portal.sandbox.set_faults(Vec::new());
    assert!(page.texts_of_class("summary").concat().len() > 40, "{fault:?}");
    let again = page.form(&side.action);
    assert_eq!(again.get(field), Some(typed));
    saved(&actor, &again).await;
    (portal, line)
}
