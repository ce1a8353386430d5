//! Every page and every server function for every person.

use crate::{
    actor::{Reply, Who},
    findings::Findings,
    needs::{Allowed, needed},
    portal::Portal,
    table::{Answer, Kind, as_theirs, files, functions, pages},
    world::World,
};
use leptos_axum::generate_route_list;
use server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;
use switchhook_access::demo;
use switchhook_app::{AUDIT_EXPORT, ExportedList, PortalPages};

pub fn check(findings: &mut Findings, what: &str, reply: &Reply, answer: Answer) {
    let (status, location) = (reply.status.as_u16(), reply.location());
    let met = match answer {
        Answer::Shown => status == 200,
        Answer::SignIn => status == 303 && location.starts_with("/sign-in?next=%2F"),
        Answer::NotFound => status == 404 && location.is_empty(),
        Answer::To(path) => status == 303 && location == path,
        Answer::Done => status == 303 && !location.starts_with("/sign-in") && !reply.is_draft(),
        Answer::Back => reply.is_draft(),
    };
    findings.expect(met, || {
        let text = reply.page().text_of("main");
        format!("{what}: expected {answer:?}, got {status} {location:?} {text}")
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_hold_every_page_and_every_server_function_and_nothing_else() {
    let table: BTreeSet<String> = pages().iter().map(|row| row.route.to_owned()).collect();
    let routes: BTreeSet<String> =
        generate_route_list(PortalPages).iter().map(|route| route.path().to_owned()).collect();
    assert_eq!(table, routes);

    let table: BTreeSet<&str> = files().iter().map(|row| row.route).collect();
    let lists = ExportedList::ALL.into_iter().map(ExportedList::path);
    assert_eq!(table, lists.chain([AUDIT_EXPORT]).collect());

    let table: BTreeSet<&str> = functions().iter().map(|row| row.path).collect();
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(table, registered);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_gives_every_person_what_is_theirs_and_changes_nothing() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    portal.sandbox.clear_requests();
    for who in Who::ALL {
        let actor = portal.actor(who).await;
        for row in pages().into_iter().chain(files()) {
            let path = (row.path)(&world);
            check(&mut findings, &format!("{who:?} gets {path}"), &actor.get(&path).await, row.answer(who));
        }
    }
    portal.expect_no_write(&mut findings, "looking at pages");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_in_comes_back_to_the_page_they_asked_for() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let anonymous = portal.stranger();
    for row in pages().into_iter().filter(|row| row.answer(Who::Anonymous) == Answer::SignIn) {
        let path = (row.path)(&world);
        let reply = anonymous.get(&path).await;
        let next = serde_urlencoded::to_string([("next", &path)]).unwrap();
        assert_eq!(reply.location(), format!("/sign-in?{next}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_refuse_everybody_who_may_not_and_nothing_reaches_the_platform() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        for who in Who::ALL {
            if matches!(row.answer(who), Answer::Done) {
                continue;
            }
            let actor = portal.actor(who).await;
            let theirs = as_theirs(&form, &actor).await;
            portal.sandbox.clear_requests();
            let reply = actor.submit(&theirs).await;
            let what = format!("{who:?} calls {}", row.path);
            check(&mut findings, &what, &reply, row.answer(who));
            portal.expect_no_write(&mut findings, &what);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_work_for_everybody_who_may_though_they_may_nothing_else() {
    let mut findings = Findings::default();
    for row in functions() {
        for who in Who::ALL.into_iter().filter(|who| row.answer(*who) == Answer::Done) {
            let portal = Portal::start().await;
            let world = World::of(&portal).await;
            let form = row.filled(&portal, &world).await;
            let actor = portal.actor(who).await;
            let theirs = as_theirs(&form, &actor).await;
            let allowed = Allowed::at(&portal).await;
            allowed.only(who, needed(row.path).iter().copied()).await;
            portal.sandbox.clear_requests();
            let reply = actor.submit(&theirs).await;
            let what = format!("{who:?} calls {}", row.path);
            check(&mut findings, &what, &reply, Answer::Done);
            // What comes after may need more.
            allowed.all_of_the_role(who).await;
            findings.expect(portal.writes().is_empty() != row.platform, || {
                format!("{what} wrote {:?}", portal.writes())
            });
            let page = actor.get(reply.location()).await.page();
            let notices = page.texts_of_class("notices");
            findings.expect(notices.len() == 1, || format!("{what} is told {notices:?}"));
        }
    }
    findings.none();
}

/// An id as no link writes it.
fn misspelt(id: &str) -> [String; 4] {
    ["%2B", "%20", "0", "-"].map(|before| format!("{before}{id}"))
}

/// Ids that are not this person's business, for something of this kind.
fn others(world: &World, who: Who, kind: Kind) -> Vec<String> {
    let mut ids = world.nonsense();
    match kind {
        Kind::Customer => {
            ids.push(world.foreign_customer.clone());
            // No customer has the id of this line.
            ids.push(world.only_line.clone());
            ids.extend(misspelt(&world.customer));
        }
        Kind::Contact => {
            ids.push(world.foreign_contact.clone());
            ids.extend(misspelt(&world.spare_contact));
        }
        Kind::Domain => {
            ids.push(world.foreign_domain.clone());
            ids.extend(misspelt(&world.spare_domain));
        }
        Kind::Line => {
            ids.push(world.foreign_line.clone());
            ids.extend(misspelt(&world.lines[0]));
            if who == Who::Customer {
                ids.push(world.other_line.clone());
            }
        }
        Kind::ForwardTemplate => {
            ids.push(demo::TEMPLATES[1].to_owned());
            ids.extend(misspelt(demo::TEMPLATES[0]));
        }
        Kind::Reseller => ids.extend(misspelt(&world.reseller)),
        Kind::Account => {
            // Everybody's own account is among them; an administrator manages the others.
            let own = if who == Who::Admin { 1..2 } else { 0..world.other_accounts.len() };
            ids.extend_from_slice(&world.other_accounts[own]);
            if who == Who::Helpdesk {
                ids.push(world.helpdesk_account.clone());
            }
        }
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_peoples_and_of_impossible_things_do_not_exist() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    portal.sandbox.clear_requests();
    for who in [Who::Admin, Who::Reseller, Who::Helpdesk, Who::Customer] {
        let actor = portal.actor(who).await;
        for row in pages().into_iter().filter(|row| row.answer(who) == Answer::Shown) {
            let Some(kind) = row.of else { continue };
            for id in others(&world, who, kind) {
                let path = match row.route {
                    "/subscribers/new" => format!("/subscribers/new?customer={id}"),
                    route => route.replace("{id}", &id),
                };
                let reply = actor.get(&path).await;
                check(&mut findings, &format!("{who:?} gets {path}"), &reply, Answer::NotFound);
                findings.expect(reply.body.contains("<h1"), || format!("{path} is no page"));
            }
        }
    }
    portal.expect_no_write(&mut findings, "asking for other people's things");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_do_not_touch_other_peoples_or_impossible_things() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let Some(kind) = row.of else { continue };
        let form = row.filled(&portal, &world).await;
        let may = |who: &Who| matches!(row.answer(*who), Answer::Done | Answer::Back);
        for who in Who::ALL.into_iter().filter(may) {
            let actor = portal.actor(who).await;
            let theirs = as_theirs(&form, &actor).await;
            portal.sandbox.clear_requests();
            for id in others(&world, who, kind).into_iter().chain([String::new()]) {
                let reply = actor.submit(&theirs.clone().with("id", &id)).await;
                let what = format!("{who:?} calls {} with {id:?}", row.path);
                check(&mut findings, &what, &reply, Answer::NotFound);
                portal.expect_no_write(&mut findings, &what);
            }
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn other_paths_do_not_exist_for_anybody() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    for who in Who::ALL {
        let actor = portal.actor(who).await;
        for path in [
            "/nothing",
            "/customers/1/2/3",
            "/api",
            "/api/",
            "/api/nothing",
            "/pkg/nothing.js",
            "/../etc/passwd",
        ] {
            let reply = actor.get(path).await;
            check(&mut findings, &format!("{who:?} gets {path}"), &reply, Answer::NotFound);
        }
        let reply = actor.post("/api/nothing", &[]).await;
        assert_eq!(reply.status, 404);
    }
    findings.none();
}
