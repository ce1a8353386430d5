//! What every answer carries, and what no page holds.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Token,
    portal::{Portal, files},
    table::{FunctionRow, functions, pages},
    world::World,
};
use reqwest::Method;
use std::collections::BTreeMap;
use switchhook_access::{PROOF_LASTS, demo};
use switchhook_sandbox::{Fault, FaultRule};

/// Headers that every answer carries, with what must be in them.
const ALWAYS: [(&str, &str); 9] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("strict-transport-security", "max-age="),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
    ("permissions-policy", "publickey-credentials-create=(self), publickey-credentials-get=(self)"),
    ("content-security-policy", "default-src 'none'"),
];

fn directives(policy: &str) -> BTreeMap<&str, Vec<&str>> {
    let parts = policy.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let mut words = part.split_whitespace();
            (words.next().unwrap_or_default(), words.collect())
        })
        .collect()
}

/// What holds for every answer.
fn check_answer(findings: &mut Findings, what: &str, reply: &Reply) {
    for (name, wanted) in ALWAYS {
        let values: Vec<_> = reply.headers.get_all(name).iter().collect();
        findings.expect(values.len() == 1, || format!("{what}: {} times {name}", values.len()));
        findings.expect(reply.header(name).contains(wanted), || {
            format!("{what}: {name} is {:?}", reply.header(name))
        });
    }
    let policy = reply.header("content-security-policy");
    for bad in
        ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "https:", "data:", "blob:", "*"]
    {
        findings.expect(!policy.contains(bad), || format!("{what}: the policy allows {bad}"));
    }
    let directives = directives(policy);
    for (name, wanted) in [
        ("style-src", "'self'"),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
        ("frame-ancestors", "'none'"),
    ] {
        let value = directives.get(name).map(|words| words.join(" "));
        findings.expect(value.as_deref() == Some(wanted), || format!("{what}: {name} is {value:?}"));
    }
    findings.expect(!reply.header("x-request-id").is_empty(), || format!("{what}: no request id"));
    for leak in ["server", "x-powered-by"] {
        findings.expect(reply.header(leak).is_empty(), || format!("{what}: tells its {leak}"));
    }
    for cookie in reply.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap().to_ascii_lowercase();
        let is_removal = cookie.split(';').any(|part| part.trim() == "max-age=0");
        for wanted in ["httponly", "samesite=lax", "path=/"].into_iter().filter(|_| !is_removal) {
            let has = cookie.split(';').any(|part| part.trim() == wanted);
            findings.expect(has, || format!("{what}: {wanted} is not in {cookie}"));
        }
    }
}

/// What holds for every page, its content included.
fn check_page(findings: &mut Findings, what: &str, reply: &Reply) {
    check_answer(findings, what, reply);
    let kind = reply.header("content-type");
    findings
        .expect(kind.starts_with("text/html") && kind.contains("utf-8"), || format!("{what} is {kind:?}"));
    findings.expect(reply.header("cache-control") == "no-store", || {
        format!("{what} may be kept: {:?}", reply.header("cache-control"))
    });
    let policy = directives(reply.header("content-security-policy"));
    let scripts = policy.get("script-src").cloned().unwrap_or_default();
    let nonce = scripts.iter().find_map(|word| word.strip_prefix("'nonce-")?.strip_suffix('\''));
    findings
        .expect(nonce.is_some_and(|nonce| nonce.len() >= 16), || format!("{what}: the nonce is {nonce:?}"));
    let page = reply.page();
    for element in page.elements() {
        let tag = format!("{what}: <{}", element.name);
        if element.name == "script" {
            match element.get("src") {
                Some(src) => {
                    findings.expect(src.starts_with("/pkg/"), || format!("{tag} src={src}>"));
                }
                None => {
                    findings.expect(element.get("nonce") == nonce, || format!("{tag}> without the nonce"));
                }
            }
        }
        findings.expect(
            !matches!(element.name.as_str(), "style" | "base" | "iframe" | "object" | "embed"),
            || format!("{tag}>"),
        );
        for (name, value) in &element.attributes {
            let inline = name == "style" || name.starts_with("on");
            findings.expect(!inline, || format!("{tag} {name}={value:?}>"));
            let place = matches!(name.as_str(), "src" | "href" | "action" | "formaction");
            let ours = value.starts_with('#')
                || value.starts_with("mailto:")
                || value.starts_with('/') && !value.starts_with("//");
            findings.expect(!place || ours, || format!("{tag} {name}={value:?}>"));
        }
    }
    let text = |name: &str| page.text_of(name).trim().to_owned();
    findings.expect(!text("title").is_empty() && !text("h1").is_empty(), || format!("{what} has no title"));
    let lang = page.named("html").next().and_then(|html| html.get("lang")).unwrap_or_default();
    findings.expect(lang == "en", || format!("{what} is in {lang:?}"));
    check_semantics(findings, what, reply);
}

/// Ids are unique and what refers to one finds it; every input has a label.
fn check_semantics(findings: &mut Findings, what: &str, reply: &Reply) {
    let page = reply.page();
    let ids: Vec<_> = page.elements().filter_map(|element| element.get("id")).collect();
    for (at, id) in ids.iter().enumerate() {
        findings.expect(!ids[..at].contains(id), || format!("{what}: two elements are #{id}"));
        findings.expect(!id.contains(char::is_whitespace), || format!("{what}: the id {id:?}"));
    }
    let labelled: Vec<_> = page.named("label").filter_map(|label| label.get("for")).collect();
    for element in page.elements() {
        for name in ["for", "aria-describedby", "aria-labelledby", "aria-controls", "list"] {
            for id in element.get(name).unwrap_or_default().split_whitespace() {
                let found = ids.contains(&id);
                findings.expect(found, || format!("{what}: <{} {name}={id}> finds nothing", element.name));
            }
        }
        let seen = matches!(element.name.as_str(), "input" | "select" | "textarea")
            && !matches!(element.get("type"), Some("hidden" | "submit"));
        let named = element.has("aria-label") || element.get("id").is_some_and(|id| labelled.contains(&id));
        findings.expect(!seen || named, || format!("{what}: {:?} has no label", element.get("name")));
    }
    let headlines = page.named("h1").count();
    findings.expect(headlines == 1, || format!("{what}: {headlines} headlines"));
    let mut open: Vec<&str> = Vec::new();
    for token in &page.tokens {
        match token {
            Token::Start(element) if element.name == "form" => {
                findings.expect(!open.contains(&"form"), || format!("{what}: a form in a form"));
                open.push("form");
            }
            Token::End(name) if name == "form" => drop(open.pop()),
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_safe_for_everybody_who_sees_it() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for who in Who::ALL {
        let actor = portal.actor(who).await;
        for row in pages().into_iter().filter(|row| row.answer(who) == crate::table::Answer::Shown) {
            let path = (row.path)(&world);
            let reply = actor.get(&path).await;
            assert_eq!(reply.status, 200, "{path}");
            check_page(&mut findings, &format!("{who:?} gets {path}"), &reply);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_with_a_draft_is_safe() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions().into_iter().filter(|row| row.token && row.is_typed()) {
        let actor = portal.actor(row.by).await;
        let mut form = row.shown(&actor, &world).await;
        for (name, _) in row.typed {
            form.set(&FunctionRow::field(&form, name), "\u{1f600}");
        }
        let reply = actor.submit(&form).await;
        findings.expect(reply.is_draft(), || format!("{}: {} {}", row.path, reply.status, reply.location()));
        check_answer(&mut findings, row.path, &reply);
        if reply.is_draft() {
            let page = actor.get(reply.location()).await;
            check_page(&mut findings, &format!("the draft of {}", row.path), &page);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_asks_for_a_proof_is_safe() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    portal.clock.advance(PROOF_LASTS);
    let page = actor.get("/sign-in/again?next=%2Fcustomers").await.expect_status(200);
    check_page(&mut findings, "the page that asks for a proof", &page);
    let form = page.page().form("/api/sign-in/again").with("password", "\u{1f600}");
    let draft = actor.submit(&form).await;
    check_answer(&mut findings, "a wrong proof", &draft);
    let page = actor.get(draft.location()).await.expect_status(200);
    check_page(&mut findings, "the draft of a proof", &page);
    findings.none();
}

async fn errors(portal: &Portal, world: &World, actor: &Actor) -> Vec<(&'static str, u16, Reply)> {
    let post = |path: &str| actor.request(Method::POST, path).header("origin", &portal.origin);
    let large = post("/api/sign-in").body("x".repeat(600 * 1024));
    let mut replies = vec![
        ("an unknown path", 404, actor.get("/nothing").await),
        ("an unknown customer", 404, actor.get(&format!("/customers/{}", world.unknown)).await),
        ("a page of another role", 404, actor.get("/resellers").await),
        ("an unknown server function", 404, actor.send(post("/api/nothing")).await),
        ("a write by GET", 404, actor.get("/api/sign-out").await),
        ("a write from elsewhere", 403, actor.send(actor.request(Method::POST, "/api/sign-out")).await),
        ("a write without a token", 403, actor.send(post("/api/subscribers/lock")).await),
        ("too large a form", 413, actor.send(large).await),
    ];
    portal.sandbox.add_fault(FaultRule::new("/api/customers/", Fault::Status(500, "<b>broken</b>".into())));
    replies.push(("a broken platform", 502, actor.get("/customers").await));
    portal.sandbox.set_faults(Vec::new());
    replies
}

#[tokio::test(flavor = "multi_thread")]
async fn error_pages_are_as_safe_as_all_others() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    for (what, status, reply) in errors(&portal, &world, &actor).await {
        findings.expect(reply.status == status, || format!("{what}: {} instead of {status}", reply.status));
        check_page(&mut findings, what, &reply);
        findings
            .expect(!reply.body.contains("<b>broken</b>"), || format!("{what} shows the platform's words"));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_carry_the_headers_and_may_not_be_kept() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let anonymous = portal.stranger();
    let signed_in = portal.actor(Who::Reseller).await;
    for (what, reply) in [
        ("to sign in", anonymous.get("/customers").await),
        ("home", signed_in.get("/sign-in").await),
        ("another language", signed_in.post("/api/language", &[("language", "de"), ("from", "/")]).await),
        ("signing out", signed_in.post("/api/sign-out", &[]).await),
        ("a failed sign-in", anonymous.sign_in("nobody", "nothing-at-all").await),
    ] {
        findings.expect(reply.status == 303, || format!("{what}: {}", reply.status));
        findings.expect(reply.header("cache-control") == "no-store", || format!("{what} may be kept"));
        check_answer(&mut findings, what, &reply);
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_health_carry_the_headers_too() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.stranger();
    for path in files() {
        let reply = actor.get(&path).await.expect_status(200);
        check_answer(&mut findings, &path, &reply);
        let kept = reply.header("cache-control");
        let for_ever = kept.contains("immutable");
        findings.expect(for_ever == path.starts_with("/pkg/"), || format!("{path}: {kept:?}"));
        findings.expect(!kept.contains("no-store"), || format!("{path} may not be kept"));
        findings.expect(!reply.headers.contains_key("set-cookie"), || format!("{path} sets a cookie"));
    }
    // A file that is not there yet, or not any more, must be asked for again.
    let reply = actor.get("/pkg/switchhook.fedcba9876543210.js").await.expect_status(404);
    check_answer(&mut findings, "an unknown file", &reply);
    let kept = reply.header("cache-control");
    findings.expect(!kept.contains("immutable"), || format!("an unknown file is unknown for ever: {kept:?}"));
    for path in ["/health/live", "/health/ready"] {
        let reply = actor.get(path).await.expect_status(200);
        check_answer(&mut findings, path, &reply);
        findings.expect(!reply.header("cache-control").contains("public"), || format!("{path} may be kept"));
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_used_once() {
    let portal = Portal::start().await;
    let actor = portal.stranger();
    let policy = async || actor.get("/sign-in").await.header("content-security-policy").to_owned();
    assert_ne!(policy().await, policy().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_cookies_travel_by_https_only() {
    let mut findings = Findings::default();
    let portal = Portal::behind("https://portal.example").await;
    let actor = portal.stranger();
    let form = actor.page("/sign-in").await.form("/api/sign-in");
    let form = form.with("login", "reseller@alpine.example").with("password", demo::PASSWORD);
    let signed_in = actor.submit(&form).await.expect_status(303);
    let request = actor.request(Method::POST, "/api/language").header("origin", &portal.origin);
    let language = actor.send(crate::actor::body(request, &[("language", "de"), ("from", "/")])).await;
    for reply in [signed_in, language] {
        let cookies = reply.headers.get_all("set-cookie");
        findings.expect(cookies.iter().count() == 1, || "no cookie".into());
        for cookie in cookies {
            let cookie = cookie.to_str().unwrap();
            findings.expect(cookie.split(';').any(|part| part.trim() == "Secure"), || cookie.to_owned());
            for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                findings
                    .expect(cookie.split(';').any(|it| it.trim() == part), || format!("{part}: {cookie}"));
            }
            findings
                .expect(cookie.starts_with("__Host-") && !cookie.contains("Domain"), || cookie.to_owned());
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_looks_around_gets_no_cookie() {
    let portal = Portal::start().await;
    for path in ["/", "/nothing", "/favicon.svg", "/customers"] {
        let reply = portal.stranger().get(path).await;
        assert_eq!(reply.header("set-cookie"), "", "{path}");
    }
}
