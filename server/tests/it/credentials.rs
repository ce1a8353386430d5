//! Platform logins on pages: tested before they are stored, and never shown again.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    portal::Portal,
    world::{World, account},
};
use serde_json::json;
use switchhook_access::{
    CredentialFacts, Owner,
    audit::{Action, AuditFilter, AuditRecord, PageRequest},
    demo,
};
use switchhook_domain::{identifier::ResellerId, permission::Scope};
use switchhook_sandbox::{Authority, Fault, FaultRule, Flaw};
use time::{Date, Month};

const STORE: &str = "/api/resellers/credential/store";
const DISCONNECT: &str = "/api/resellers/credential/disconnect";

async fn id_of(portal: &Portal, login: &str) -> ResellerId {
    account(portal, login).await.scope.reseller().unwrap()
}

async fn alpine(portal: &Portal) -> ResellerId {
    id_of(portal, "reseller@alpine.example").await
}

fn page_of(id: impl std::fmt::Display) -> String {
    format!("/resellers/{id}/credential")
}

/// Types a login into the page of an owner and sends it.
async fn send(admin: &Actor, id: impl std::fmt::Display, typed: &[(&str, &str)]) -> Reply {
    let mut form = admin.form(&page_of(id), STORE).await;
    for (name, value) in typed {
        form.set(&format!("form[{name}]"), value);
    }
    admin.submit(&form).await
}

fn by_password<'a>(login: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [("login", login), ("kind", "password"), ("password", password)]
}

fn by_certificate<'a>(login: &'a str, pem: &'a str) -> [(&'a str, &'a str); 3] {
    [("login", login), ("kind", "certificate"), ("pem", pem)]
}

async fn stored(portal: &Portal, owner: Owner) -> Option<CredentialFacts> {
    portal.access.credentials().load(owner).await.unwrap().map(|credential| CredentialFacts::of(&credential))
}

async fn entries(portal: &Portal, action: Action) -> Vec<AuditRecord> {
    let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
    let page = PageRequest { page: 1, rows: 100 };
    portal.access.audit().list(Scope::Operator, &filter, page).await.unwrap().records
}

/// Makes a login at the platform whose password is its name.
async fn platform_login(portal: &Portal, login: &str, role: &str, reseller: ResellerId, read_only: bool) {
    let login = json!({
        "login": login, "password": login, "role": role, "reseller_id": reseller, "is_active": true,
        "read_only": read_only,
    });
    portal.platform.operator().create("admins", &login).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_stored_only_when_the_platform_takes_it_and_it_is_the_resellers() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let harbour = id_of(&portal, "reseller@harbour.example").await;
    platform_login(&portal, "alpine-reads", "reseller", own, true).await;
    platform_login(&portal, "care-of-all", "ccareadmin", own, false).await;
    let admin = portal.actor(Who::Admin).await;
    let before = stored(&portal, Owner::Reseller(own)).await;
    let long = "x".repeat(40);
    for (typed, field, words) in [
        (by_password("alpine", "wrong-password-77"), "form[password]", "does not take".to_owned()),
        (by_password("alpine", ""), "form[password]", "fill this in".to_owned()),
        (by_password("", "alpine"), "form[login]", "fill this in".to_owned()),
        (by_password(&long, "alpine"), "form[login]", "31".to_owned()),
        (by_password("harbour", "harbour"), "form[login]", format!("ID {harbour}")),
        (by_password("administrator", "administrator"), "form[login]", "operator".to_owned()),
        (by_password("alpine-reads", "alpine-reads"), "form[login]", "only read".to_owned()),
        (by_password("care-of-all", "care-of-all"), "form[login]", "role".to_owned()),
        (by_certificate("alpine", "no certificate"), "form[pem]", "BEGIN".to_owned()),
    ] {
        let what = format!("{typed:?}");
        let reply = send(&admin, own, &typed).await;
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        let reply = admin.get(reply.location()).await;
        let page = reply.page();
        let invalid: Vec<_> = page.invalid().into_iter().collect();
        findings.expect(invalid == [field], || format!("{what}: {invalid:?}"));
        let told = page.texts_of_class("error").concat();
        findings.expect(told.contains(&words), || format!("{what}: {told}"));
        let form = page.form(STORE);
        findings.expect(form.get("form[login]") == Some(typed[0].1), || format!("{what}: the login is lost"));
        findings.expect(form.get("form[password]") == Some(""), || format!("{what}: the password is shown"));
        findings
            .expect(!reply.body.contains("wrong-password-77"), || format!("{what}: the password is shown"));
    }
    assert_eq!(stored(&portal, Owner::Reseller(own)).await, before);
    assert!(entries(&portal, Action::StoreCredential).await.is_empty());
    let reply = send(&admin, "operator", &by_password("alpine", "alpine")).await;
    let told = admin.page(reply.location()).await.texts_of_class("error").concat();
    findings.expect(told.contains(&format!("ID {own}")), || {
        format!("a reseller's login for the operator: {told}")
    });
    findings.none();
    assert_eq!(stored(&portal, Owner::Operator).await.unwrap().login, "administrator");
    assert_eq!(portal.actor(Who::Reseller).await.get("/customers").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_says_about_a_login_stands_at_its_field() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let admin = portal.actor(Who::Admin).await;
    let refusal = |message: &str| Fault::Refusal(403, message.to_owned());
    for (fault, field) in [
        (refusal("Banned"), Some("form[login]")),
        (refusal("Password expired"), Some("form[password]")),
        (refusal("Invalid OTP"), Some("form[login]")),
        (Fault::ResetBefore, None),
        (Fault::Status(502, "<h1>Bad Gateway</h1>".to_owned()), None),
    ] {
        let what = format!("{fault:?}");
        let mut form = admin.form(&page_of(own), STORE).await;
        // Another password than the stored one, so that no token of before helps.
        form.set("form[login]", "alpine").set("form[password]", "another-password-77");
        portal.sandbox.set_faults(vec![FaultRule::new("/login_jwt", fault)]);
        let reply = admin.submit(&form).await;
        portal.sandbox.set_faults(Vec::new());
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        let reply = admin.get(reply.location()).await;
        let page = reply.page();
        let invalid: Vec<_> = page.invalid().into_iter().collect();
        findings.expect(invalid.iter().map(String::as_str).eq(field), || format!("{what}: {invalid:?}"));
        findings.expect(!page.texts_of_class("summary").is_empty(), || format!("{what}: nothing is told"));
        findings
            .expect(!reply.body.contains("another-password-77"), || format!("{what}: the password is shown"));
    }
    findings.none();
    assert!(entries(&portal, Action::StoreCredential).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_login_works_at_once_and_its_secret_is_seen_nowhere() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let secret = "Kmv7q-Trx4d-Bns9h";
    let login = json!({
        "login": "alpine-portal", "password": secret, "role": "reseller", "reseller_id": own, "is_active": true,
    });
    portal.platform.operator().create("admins", &login).await;
    let staff = portal.actor(Who::Reseller).await;
    staff.get("/customers").await.expect_status(200);
    let admin = portal.actor(Who::Admin).await;
    let reply = send(&admin, own, &by_password("alpine-portal", secret)).await.expect_status(303);
    assert_eq!(reply.location(), "/resellers");
    portal.sandbox.clear_requests();
    staff.get("/customers").await.expect_status(200);
    let logins: Vec<_> = portal.sandbox.requests().into_iter().filter_map(|request| request.login).collect();
    assert!(!logins.is_empty() && logins.iter().all(|login| login == "alpine-portal"), "{logins:?}");

    for path in ["/resellers".to_owned(), page_of(own), "/audit".to_owned(), "/".to_owned()] {
        let body = admin.get(&path).await.expect_status(200).body;
        findings.expect(!body.contains(secret), || format!("{path} shows the password"));
    }
    let list = admin.page("/resellers").await.text_of("main");
    assert!(
        list.contains("alpine-portal, by password") && list.contains("administrator, by password"),
        "{list}"
    );
    let told = entries(&portal, Action::StoreCredential).await;
    let [entry] = &told[..] else { panic!("one entry: {told:?}") };
    let wanted = json!({
        "before": { "login": "alpine", "kind": "password" },
        "after": { "login": "alpine-portal", "kind": "password" },
    });
    assert_eq!(entry.change, wanted);
    // The reseller sees that its login was replaced, and not by what.
    let body = staff.get("/audit").await.expect_status(200).body;
    findings.expect(body.contains("alpine-portal") && !body.contains(secret), || {
        "the reseller's trail".to_owned()
    });
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_do_not_get_the_portals_own_login_banned() {
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let admin = portal.actor(Who::Admin).await;
    for _ in 0..4 {
        let reply = send(&admin, own, &by_password("alpine", "wrong-password-77")).await;
        assert!(reply.is_draft());
    }
    portal.sandbox.clear_requests();
    let reply = send(&admin, own, &by_password("Alpine", "wrong-password-78")).await;
    assert!(reply.is_draft());
    let asked = portal.sandbox.requests();
    assert!(
        asked.iter().all(|request| request.path != "/login_jwt"),
        "the platform is not asked again: {asked:?}"
    );
    assert_eq!(portal.actor(Who::Reseller).await.get("/customers").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reseller_that_is_disconnected_stands_still_and_keeps_its_accounts() {
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let admin = portal.actor(Who::Admin).await;
    let form = admin.form(&page_of(own), DISCONNECT).await;
    let page = admin.refused(&form.clone().with("form[name]", "harbour")).await;
    assert!(page.invalid().contains("form[name]"));
    assert!(stored(&portal, Owner::Reseller(own)).await.is_some());
    admin.submit(&page.form(DISCONNECT).with("form[name]", "alpine")).await.expect_status(303);
    assert_eq!(stored(&portal, Owner::Reseller(own)).await, None);

    let staff = portal.actor(Who::Reseller).await;
    staff.get("/customers").await.expect_status(503);
    staff.get("/account").await.expect_status(200);
    assert_eq!(portal.actor(Who::OtherReseller).await.get("/customers").await.status, 200);
    let told = entries(&portal, Action::DeleteCredential).await;
    assert_eq!(told[0].change, json!({ "before": { "login": "alpine", "kind": "password" }, "after": null }));
    let page = admin.page(&page_of(own)).await;
    assert!(page.forms().iter().all(|form| form.action != DISCONNECT), "there is nothing to forget");
    let reply = admin.post(DISCONNECT, &[("id", &own.to_string()), ("form[name]", "alpine")]).await;
    assert_eq!(reply.status, 404);

    send(&admin, own, &by_password("alpine", "alpine")).await.expect_status(303);
    staff.get("/customers").await.expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_login_of_the_operator_there_is_a_way_back() {
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    let admin = portal.actor(Who::Admin).await;
    let form = admin.form(&page_of("operator"), DISCONNECT).await.with("form[name]", "operator");
    admin.submit(&form).await.expect_status(303);
    let page = admin.page("/resellers").await;
    let text = page.text_of("main");
    assert!(
        text.contains("alpine") && text.contains("harbour") && text.contains("No login of the operator"),
        "{text}"
    );
    let links: Vec<_> = page.named("a").filter_map(|link| link.get("href")).collect();
    assert!(
        links.contains(&page_of("operator").as_str()) && links.contains(&page_of(own).as_str()),
        "{links:?}"
    );
    // What the portal knows itself can be changed, and nothing else.
    admin.get(&page_of(own)).await.expect_status(200);
    assert_ne!(admin.get(&page_of(1)).await.status, 200);
    send(&admin, "operator", &by_password("administrator", "administrator")).await.expect_status(303);
    let text = admin.page("/resellers").await.text_of("main");
    assert!(text.contains("default"), "the resellers of the platform are there again: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reseller_that_was_never_connected_is_connected_by_its_login() {
    let portal = Portal::start().await;
    let admin = portal.actor(Who::Admin).await;
    let default = ResellerId(1);
    let before = portal.access.resellers().list(Scope::Operator).await.unwrap().len();
    platform_login(&portal, "default-portal", "reseller", default, false).await;
    let reply =
        send(&admin, default, &by_password("default-portal", "default-portal")).await.expect_status(303);
    assert_eq!(reply.location(), "/resellers");
    let known = portal.access.resellers().list(Scope::Operator).await.unwrap();
    assert_eq!(known.len(), before + 1);
    assert!(known.iter().any(|reseller| reseller.id == default && reseller.name == "default"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminated_reseller_can_be_forgotten_and_not_connected() {
    let portal = Portal::start().await;
    let own = alpine(&portal).await;
    portal
        .platform
        .operator()
        .replace(&format!("/api/resellers/{own}"), "/status", &json!("terminated"))
        .await;
    let admin = portal.actor(Who::Admin).await;
    let page = admin.page(&page_of(own)).await;
    assert!(page.forms().iter().all(|form| form.action != STORE));
    let typed = [
        ("id", own.to_string()),
        ("form[login]", "alpine".into()),
        ("form[kind]", "password".into()),
        ("form[password]", "alpine".into()),
    ];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.post(STORE, &typed).await.status, 404);
    admin.submit(&page.form(DISCONNECT).with("form[name]", "alpine")).await.expect_status(303);
    assert_eq!(admin.get(&page_of(own)).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_proves_itself_by_a_certificate_whose_end_is_told_in_time() {
    let mut findings = Findings::default();
    let portal = Portal::with_certificates().await;
    let own = alpine(&portal).await;
    let authority = portal.sandbox.authority().unwrap();
    let right = portal.sandbox.client_identity("alpine").unwrap().unwrap();
    let expired = authority.client_identity(Flaw::Expired).unwrap();
    let unknown = authority.client_identity(Flaw::None).unwrap();
    let foreign = Authority::new().unwrap().client_identity(Flaw::None).unwrap();
    let harbour = portal.sandbox.client_identity("harbour").unwrap().unwrap();
    let key_at = |pem: &str| pem.find("-----BEGIN PRIVATE KEY").unwrap();
    let (certificate, key) = right.pem.split_at(key_at(&right.pem));
    let other_key = format!("{certificate}{}", &unknown.pem[key_at(&unknown.pem)..]);
    let encrypted = format!("{certificate}{}", key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    let admin = portal.actor(Who::Admin).await;
    for (what, pem, field, words) in [
        ("a certificate alone", certificate, "form[pem]", "BEGIN"),
        ("a key alone", key, "form[pem]", "BEGIN"),
        ("another key", &other_key, "form[pem]", "not that of the certificate"),
        ("an encrypted key", &encrypted, "form[pem]", "passphrase"),
        ("an expired one", &expired.pem, "form[pem]", "expired"),
        ("an unknown one", &unknown.pem, "form[pem]", "No login"),
        ("one of another authority", &foreign.pem, "form[pem]", "does not take"),
        ("another reseller's", &harbour.pem, "form[login]", "belongs to the reseller"),
    ] {
        let reply = send(&admin, own, &by_certificate("alpine", pem)).await;
        findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
        let reply = admin.get(reply.location()).await;
        let page = reply.page();
        let invalid: Vec<_> = page.invalid().into_iter().collect();
        let told = page.texts_of_class("error").concat();
        findings.expect(invalid == [field] && told.contains(words), || format!("{what}: {invalid:?} {told}"));
        findings.expect(!reply.body.contains(&key[30..60]), || format!("{what}: the key is shown"));
    }
    findings.none();

    // As a browser sends it.
    let typed = right.pem.replace('\n', "\r\n");
    send(&admin, own, &by_certificate("alpine", &typed)).await.expect_status(303);
    portal.sandbox.clear_requests();
    portal.actor(Who::Reseller).await.get("/customers").await.expect_status(200);
    let requests = portal.sandbox.requests();
    assert!(
        !requests.is_empty() && requests.iter().all(|request| request.path != "/login_jwt"),
        "{requests:?}"
    );
    let told = entries(&portal, Action::StoreCredential).await;
    assert_eq!(told[0].change["after"]["kind"], "certificate");
    assert_eq!(told[0].change["after"]["serial"], right.serial.to_string());
    assert!(told[0].change["after"]["ends"].is_number(), "{}", told[0].change);
    let page = admin.page(&page_of(own)).await;
    assert!(page.text_of("main").contains(&right.serial.to_string()));
    assert!(page.texts_of_class("warning").is_empty());
    assert!(!admin.get(&page_of(own)).await.body.contains(&key[30..60]));
    let list = admin.page("/resellers").await.text_of("main");
    assert!(
        list.contains("alpine, by certificate") && list.contains("certificate ends 4096-01-01"),
        "{list}"
    );

    let soon = Date::from_calendar_date(4095, Month::December, 12).unwrap().midnight().assume_utc();
    portal.clock.advance(soon - portal.access.doors().now());
    admin.sign_in(Who::Admin.login().unwrap(), demo::PASSWORD).await.expect_status(303);
    for path in ["/resellers".to_owned(), page_of(own)] {
        let told = admin.page(&path).await.texts_of_class("warning").concat();
        assert!(told.contains("4096-01-01") && told.contains("renew"), "{path}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_when_the_session_ended_is_asked_for_again() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let admin = portal.actor(Who::Admin).await;
    let mut form = admin.form(&page_of(&world.reseller), STORE).await;
    form.set("form[login]", "alpine-portal").set("form[password]", "Kmv7q-Trx4d-Bns9h");
    portal.clock.advance(time::Duration::hours(13));
    let reply = admin.submit(&form).await.expect_status(303);
    let sign_in = admin.page(reply.location()).await.form("/api/sign-in");
    let sign_in = sign_in.with("login", Who::Admin.login().unwrap()).with("password", demo::PASSWORD);
    let reply = admin.submit(&sign_in).await.expect_status(303);
    let reply = admin.get(reply.location()).await.expect_status(200);
    assert_eq!(reply.page().form(STORE).get("form[login]"), Some("alpine-portal"));
    assert!(!reply.body.contains("Kmv7q-Trx4d-Bns9h"));
    assert_eq!(
        stored(&portal, Owner::Reseller(world.reseller.parse().unwrap())).await.unwrap().login,
        "alpine"
    );
}
