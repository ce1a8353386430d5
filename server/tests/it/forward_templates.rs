//! Templates of call forwards that a reseller makes: for its own customers, and for nobody else.

use crate::{
    actor::{Actor, Who},
    html::Form,
    portal::Portal,
    world::World,
};
use switchhook_access::demo;

const CREATE: &str = "/api/forward-templates/create";
const EDIT: &str = "/api/forward-templates/edit";
const DELETE: &str = "/api/forward-templates/delete";
const TRY: &str = "/api/my/forwards/template";
const SAVE: &str = "/api/my/forwards/save";

/// Makes a template, and tells its id.
async fn made(actor: &Actor, recipe: &str, typed: &[(&str, &str)]) -> String {
    let mut form = actor.form(&format!("/forward-templates?new={recipe}"), CREATE).await;
    for (name, value) in typed {
        form.set(&format!("form[values]{name}"), value);
    }
    let reply = actor.submit(&form).await;
    assert!(reply.status == 303 && !reply.is_draft(), "{} {}", reply.status, reply.location());
    let name = typed[0].1.replace('<', "&lt;").replace('>', "&gt;");
    let page = actor.get("/forward-templates").await.body;
    let (before, _) = page.split_once(&format!("Change “{name}”")).expect("the list shows it");
    let (_, link) = before.rsplit_once("/forward-templates/").expect("it has a link");
    link.split('"').next().unwrap().to_owned()
}

fn link(page: &str, id: &str) -> bool {
    page.contains(&format!("?template={id}\""))
}

async fn template(actor: &Actor, line: &str, id: &str) -> Form {
    actor.form(&format!("/my/forwards/{line}?template={id}"), TRY).await
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_find_use_and_keep_what_their_reseller_made() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let (reseller, customer) = (portal.actor(Who::Reseller).await, portal.actor(Who::Customer).await);
    let typed = [("[name]", "To <b>reception</b>"), ("[template][number]", "0043 1 2345678")];
    let id = made(&reseller, "today", &typed).await;
    let page = customer.get(&format!("/my/forwards/{line}")).await;
    assert!(link(&page.body, &id) && page.page().text_of("main").contains("To <b>reception</b>"));
    assert!(!link(&page.body, demo::TEMPLATES[1]), "a template of the other reseller is offered");

    let form = template(&customer, line, &id).await;
    assert_eq!(form.get("form[number]"), Some("+4312345678"));
    let shown = customer.refused(&form).await;
    assert_eq!(shown.texts_of_class("review").len(), 1);
    let reply = customer.submit(&shown.form(SAVE).with("press", "save")).await;
    assert!(reply.status == 303 && !reply.is_draft());
    let held = portal.platform.routing(line).await;
    assert!(held.heard()["cfu"].to_string().contains("4312345678"), "{}", held.heard());

    // When it is gone, the rules that were made with it stay.
    let form = reseller.form(&format!("/forward-templates/{id}"), DELETE).await;
    let wrong = reseller.refused(&form.clone().with("form[name]", "reception")).await;
    assert!(wrong.invalid().contains("form[name]"));
    assert!(!reseller.submit(&form.with("form[name]", "To <b>reception</b>")).await.is_draft());
    assert!(!link(&customer.get(&format!("/my/forwards/{line}")).await.body, &id));
    customer.get(&format!("/my/forwards/{line}?template={id}")).await.expect_status(404);
    reseller.get(&format!("/forward-templates/{id}")).await.expect_status(404);
    assert_eq!(portal.platform.routing(line).await.heard(), held.heard());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_of_another_reseller_does_not_exist() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let (customer, harbour) = (portal.actor(Who::Customer).await, portal.actor(Who::OtherReseller).await);
    let theirs = demo::TEMPLATES[1];
    customer.get(&format!("/my/forwards/{}?template={theirs}", world.lines[0])).await.expect_status(404);
    let page = harbour.get("/forward-templates").await.body;
    assert!(page.contains(theirs) && !page.contains(demo::TEMPLATES[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reseller_filled_in_is_no_way_around_the_destination_policy() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let line = &world.lines[2];
    let (reseller, customer) = (portal.actor(Who::Reseller).await, portal.actor(Who::Customer).await);
    let typed = [("[name]", "Hotline"), ("[template][number]", "+43 900 123456")];
    let id = made(&reseller, "office-hours", &typed).await;
    let form = reseller.form("/destination-policy", "/api/destination-policy/save").await;
    reseller.submit(&form.with("form[values][denied]", "+43900")).await;
    portal.sandbox.clear_requests();
    let page = customer.refused(&template(&customer, line, &id).await).await;
    assert!(page.invalid().contains("form[number]"), "{:?}", page.invalid());
    assert!(page.text_of("h2").contains("Hotline"));
    assert!(portal.writes().is_empty(), "{:?}", portal.writes());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_once_do_not_overwrite_each_other() {
    let portal = Portal::start().await;
    let (first, second) = (portal.actor(Who::Reseller).await, portal.actor(Who::Reseller).await);
    let path = format!("/forward-templates/{}", demo::TEMPLATES[0]);
    let (early, late) = (first.form(&path, EDIT).await, second.form(&path, EDIT).await);
    assert!(!first.submit(&early.with("form[values][name]", "Closed")).await.is_draft());
    let page = second.refused(&late.with("form[values][name]", "Shut")).await;
    let again = page.form(EDIT);
    assert_eq!(again.get("form[values][name]"), Some("Shut"));
    assert!(page.texts_of_class("summary").concat().contains("Somebody else"));
    // Saving once more is a decision.
    assert!(!second.submit(&again).await.is_draft());
    assert!(second.get("/forward-templates").await.body.contains("“Shut”"));
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_come_back_to_their_fields() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    for (recipe, name, value) in [
        ("today", "[name]", ""),
        ("today", "[name]", "Works holiday"),
        ("today", "[template][number]", "0664 123456"),
        ("holiday", "[template][last]", "soon"),
        ("office-hours", "[template][hours][0][until]", "25:00"),
    ] {
        let form = actor.form(&format!("/forward-templates?new={recipe}"), CREATE).await;
        let field = format!("form[values]{name}");
        let form = form.with("form[values][name]", "New").with("form[values][template][target]", "number");
        let page = actor.refused(&form.with(&field, value)).await;
        assert!(page.invalid().iter().eq([&field]), "{recipe} {value:?}");
        assert_eq!(page.form(CREATE).get(&field), Some(value));
    }
    for path in ["/forward-templates?new=tomorrow", "/forward-templates/1", "/forward-templates/%00"] {
        actor.get(path).await.expect_status(404);
    }
}
