//! How pages speak when something is wrong: in the order of the page, by name, with a way on.

use crate::{
    actor::Who,
    html::{Element, Page, Token},
    portal::Portal,
    world::World,
};
use switchhook_sandbox::{Fault, FaultRule};

/// The links of a page with their words.
fn links(page: &Page) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut inside = false;
    for token in &page.tokens {
        match token {
            Token::Start(Element { name, .. }) if name == "a" => {
                let Token::Start(link) = token else { continue };
                links.push((link.get("href").unwrap_or_default().to_owned(), String::new()));
                inside = true;
            }
            Token::End(name) if name == "a" => inside = false,
            Token::Text(text) if inside => links.last_mut().expect("a link is open").1.push_str(text),
            _ => {}
        }
    }
    links
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_follows_the_page_and_says_which_number_is_meant() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form("/customers/new", "/api/customers/create").await;
    let mut form = form.with("form[with_subscriber]", "yes").with("form[max_subscribers]", "many");
    for (row, part, value) in
        [(0, "country", "43"), (0, "subscriber", "12"), (1, "country", "x"), (1, "subscriber", "y")]
    {
        form.set(&format!("form[subscriber][aliases][{row}][{part}]"), value);
    }
    let page = actor.refused(&form).await;
    let told: Vec<_> = links(&page).into_iter().filter(|(href, _)| href.starts_with("#form")).collect();
    let fields: Vec<_> =
        page.elements().filter_map(|element| element.get("id")).map(|id| format!("#{id}")).collect();
    let places: Vec<_> = told.iter().map(|(href, _)| fields.iter().position(|field| field == href)).collect();
    assert!(told.len() > 5, "{told:?}");
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{told:?}");
    let words = |id: &str| told.iter().find(|(href, _)| href == id).map(|(_, words)| words.clone());
    assert_eq!(words("#form-subscriber-aliases-1-country").as_deref(), Some("Alias number 2, Country code"));
    assert_eq!(words("#form-subscriber-primary-subscriber").as_deref(), Some("Primary number, Number"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_row_is_there_and_told_also_while_the_last_one_is_blank() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    for (path, action, rows) in [
        ("/customers/new".to_owned(), "/api/customers/create", "form[subscriber][aliases]"),
        (format!("/subscribers/new?customer={}", world.customer), "/api/subscribers/create", "form[aliases]"),
        (format!("/subscribers/{}", world.lines[0]), "/api/subscribers/numbers", "form[aliases]"),
    ] {
        let form = actor.form(&path, action).await;
        let count = |form: &crate::html::Form| {
            form.fields
                .iter()
                .filter(|(name, _)| name.starts_with(rows) && name.ends_with("[subscriber]"))
                .count()
        };
        let reply = actor.submit(&form.clone().with("add", "alias")).await;
        let page = actor.page(reply.location()).await;
        assert_eq!(count(&page.form(action)), count(&form) + 1, "{action}");
        assert_eq!(page.texts_of_class("notices").len(), 1, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_failed_can_be_asked_for_again_and_a_form_cannot() {
    let portal = Portal::impatient().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let again =
        |page: &Page| links(page).into_iter().find(|(_, words)| words == "Try again").map(|(href, _)| href);
    portal.sandbox.add_fault(FaultRule::new("/api/", Fault::Status(500, String::new())));
    for path in [format!("/customers/{}?draft=1", world.customer), "/subscribers?rows=10".into()] {
        let reply = actor.get(&path).await;
        assert_eq!(again(&reply.page()), Some(path.clone()), "{path}");
    }
    portal.sandbox.set_faults(Vec::new());
    for reply in [actor.get("/nothing").await, actor.post("/api/customers/edit", &[("token", "x")]).await] {
        assert!(reply.status.is_client_error());
        assert_eq!(again(&reply.page()), None);
        assert!(links(&reply.page()).iter().any(|(href, _)| href == "/"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_of_ours_is_told_as_that() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    for kind in ["multipart/form-data", "application/x-www-form-urlencoded"] {
        let request = actor.request(reqwest::Method::POST, "/api/customers/create");
        let request = request.header("origin", actor.origin()).header("content-type", kind);
        let reply = actor.send(request.body("token=1&token=2&form=3")).await.expect_status(400);
        let page = reply.page();
        assert!(page.text_of("main").contains("no form of the portal"), "{kind}: {}", page.text_of("main"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_let_in_is_told_what_to_type_again() {
    let portal = Portal::start().await;
    let stranger = portal.stranger();
    let reply = stranger.sign_in("reseller@alpine.example", "wrong-password").await;
    let page = stranger.page(reply.location()).await;
    let summary = page.texts_of_class("summary").concat();
    assert!(summary.contains("enter the password again"), "{summary}");
    assert!(!summary.contains("Everything"), "{summary}");
    assert_eq!(page.form("/api/sign-in").get("login"), Some("reseller@alpine.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_lock_level_change_together() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let line = &world.lines[1];
    let change = async |status: &str, lock: &str| {
        let form = actor.form(&format!("/subscribers/{line}"), "/api/subscribers/lock").await;
        portal.sandbox.clear_requests();
        let reply = actor.submit(&form.with("form[status]", status).with("form[lock]", lock)).await;
        assert!(reply.status == 303 && !reply.is_draft(), "{}", reply.location());
        let stored = portal.platform.read(&format!("/api/subscribers/{line}")).await;
        (portal.writes().len(), stored["status"].clone(), stored["lock"].clone())
    };
    assert_eq!(change("locked", "4").await, (1, "locked".into(), "4".into()));
    assert_eq!(change("active", "2").await, (1, "active".into(), "2".into()));
    // The platform bars a line wholly when it is locked: another level takes a second write.
    assert_eq!(change("locked", "3").await, (2, "locked".into(), "3".into()));
}
