//! How a write may come: by POST, from our own pages, with a token of the session.

use crate::{
    actor::{Who, body},
    findings::Findings,
    portal::Portal,
    table::{functions, pages},
    world::World,
};
use reqwest::{Method, StatusCode, header::ORIGIN};

#[tokio::test(flavor = "multi_thread")]
async fn no_server_function_answers_anything_but_post() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        let query = serde_urlencoded::to_string(&form.fields).unwrap();
        let actor = portal.actor(row.by).await;
        portal.sandbox.clear_requests();
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS]
        {
            let request = actor.request(method.clone(), &format!("{}?{query}", row.path));
            let reply = actor.send(body(request.header(ORIGIN, &portal.origin), &form.fields)).await;
            let what = format!("{method} {}", row.path);
            findings.expect(reply.status.is_client_error(), || format!("{what}: {}", reply.status));
            findings.expect(!reply.headers.contains_key("set-cookie"), || format!("{what} sets a cookie"));
            portal.expect_no_write(&mut findings, &what);
        }
        findings.expect(
            row.by == Who::Anonymous || actor.get("/").await.location() != "/sign-in?next=%2F",
            || format!("{} ended the session", row.path),
        );
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_in_a_form_field_or_header_does_not_count() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    for override_header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let request = actor.request(Method::GET, "/api/sign-out").header(override_header, "POST");
        let reply = actor.send(request.header(ORIGIN, &portal.origin)).await;
        findings.expect(reply.status.is_client_error(), || format!("{override_header}: {}", reply.status));
    }
    let reply = actor.get("/api/sign-out?_method=POST").await;
    findings.expect(reply.status.is_client_error(), || reply.status.to_string());
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_take_no_writes() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    portal.sandbox.clear_requests();
    for row in pages() {
        let Some(viewer) = row.viewer() else { continue };
        let actor = portal.actor(viewer).await;
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let path = (row.path)(&world);
            let request = actor.request(method.clone(), &path).header(ORIGIN, &portal.origin);
            let reply = actor.send(request).await;
            findings.expect(reply.status.is_client_error(), || format!("{method} {path}: {}", reply.status));
        }
    }
    portal.expect_no_write(&mut findings, "writing to pages");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_answer_head_as_they_answer_get() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in pages() {
        let Some(viewer) = row.viewer() else { continue };
        let actor = portal.actor(viewer).await;
        let path = (row.path)(&world);
        let reply = actor.send(actor.request(Method::HEAD, &path)).await;
        findings.expect(reply.status == 200 && reply.body.is_empty(), || format!("{path}: {}", reply.status));
    }
    findings.none();
}

/// Headers of requests that other sites cause, or that no browser sends.
const FOREIGN: [&[(&str, &str)]; 8] = [
    &[],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "{own}.evil.example")],
    &[("origin", "{own}"), ("sec-fetch-site", "cross-site")],
    &[("origin", "{own}"), ("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none")],
    &[("referer", "{own}/customers/new")],
];

#[tokio::test(flavor = "multi_thread")]
async fn a_write_from_elsewhere_is_refused_whatever_it_carries() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        let actor = portal.actor(row.by).await;
        let form = crate::table::as_theirs(&form, &actor).await;
        portal.sandbox.clear_requests();
        for headers in FOREIGN {
            let mut request = actor.request(Method::POST, row.path);
            for (name, value) in headers {
                request = request.header(*name, value.replace("{own}", &portal.origin));
            }
            let reply = actor.send(body(request, &form.fields)).await;
            let what = format!("{} with {headers:?}", row.path);
            findings.expect(reply.status == StatusCode::FORBIDDEN, || format!("{what}: {}", reply.status));
            findings.expect(!reply.headers.contains_key("set-cookie"), || format!("{what} sets a cookie"));
            portal.expect_no_write(&mut findings, &what);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_says_same_origin_is_believed() {
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let request = actor.request(Method::POST, "/api/sign-out").header("sec-fetch-site", "same-origin");
    let reply = actor.send(request).await;
    assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_needs_a_token_of_its_own_session() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        let actor = portal.actor(row.by).await;
        let own = actor.token().await;
        let cut = own[..own.len() - 2].to_owned();
        let mut changed = own.clone();
        let last = if changed.pop() == Some('A') { 'Q' } else { 'A' };
        changed.push(last);
        changed.replace_range(0..1, if changed.starts_with('A') { "B" } else { "A" });
        let another = portal.actor(row.by).await.token().await;
        let zeros = "A".repeat(own.len());
        portal.sandbox.clear_requests();
        for token in [None, Some(""), Some("x"), Some(&cut), Some(&changed), Some(&another), Some(&zeros)] {
            let mut form = form.clone();
            match token {
                Some(token) => form.set("token", token),
                None => form.remove("token"),
            };
            let actor = if row.token { actor.clone() } else { portal.actor(row.by).await };
            let reply = actor.submit(&form).await;
            let what = format!("{} with the token {token:?}", row.path);
            let wanted = if row.token { StatusCode::FORBIDDEN } else { StatusCode::SEE_OTHER };
            findings
                .expect(reply.status == wanted, || format!("{what}: {} {}", reply.status, reply.location()));
            portal.expect_no_write(&mut findings, &what);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_time_before_signing_in_is_worth_nothing() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.stranger();
    let before = actor.token().await;
    actor.sign_in("reseller@alpine.example", switchhook_access::demo::PASSWORD).await;
    let path = format!("/subscribers/{}", world.lines[0]);
    let form = actor.form(&path, "/api/subscribers/external-id").await;
    let form = form.with("form[external_id]", "other").with("token", &before);
    actor.submit(&form).await.expect_status(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_or_no_form_is_refused() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form("/customers/new", "/api/customers/create").await;
    portal.sandbox.clear_requests();
    let large = form.clone().with("form[contact][company]", &"x".repeat(600 * 1024));
    let reply = actor.submit(&large).await;
    findings.expect(reply.status == 413, || format!("600 kB: {}", reply.status));
    findings.expect(reply.body.contains("<h1"), || "600 kB: no page".into());
    for (kind, content) in [
        ("application/json", r#"{"form":{"contact":{"company":"x"}}}"#.as_bytes()),
        ("text/plain", b"form[contact][company]=x"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"form[contact][company]=%ff%fe&form%5b"),
        ("application/x-www-form-urlencoded", b"form=1&form[contact]=2&form[contact][company][x][y][z]=3"),
        ("application/x-www-form-urlencoded", b"form[subscriber][aliases][99999999999]=x"),
        ("application/x-www-form-urlencoded", b"token=a&token=b"),
        ("application/x-www-form-urlencoded", b"\x00\x01\x02"),
    ] {
        let request = actor.request(Method::POST, "/api/customers/create").header(ORIGIN, &portal.origin);
        let request = request.header("referer", format!("{}/customers/new", portal.origin));
        let reply = actor.send(request.header("content-type", kind).body(content.to_vec())).await;
        let what = format!("{kind} {:?}", String::from_utf8_lossy(content));
        findings.expect(reply.location().is_empty(), || format!("{what} leads to {}", reply.location()));
        findings.expect(reply.status.is_client_error(), || format!("{what}: {}", reply.status));
        findings.expect(reply.body.contains("<h1"), || format!("{what}: no page"));
    }
    portal.expect_no_write(&mut findings, "what is no form");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_leads_to_where_the_request_came_from() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions() {
        let mut form = row.filled(&portal, &world).await;
        let actor = portal.actor(row.by).await;
        form.set("token", "of another session").set("from", "nowhere");
        let request = actor.request(Method::POST, row.path).header(ORIGIN, &portal.origin);
        let request = request.header("referer", "https://evil.example/?__path=/api/sign-in&__err=x");
        let reply = actor.send(body(request, &form.fields)).await;
        let location = reply.location();
        findings.expect(!location.contains("evil") && !location.contains("__"), || {
            format!("{}: {} {location}", row.path, reply.status)
        });
        findings.expect(location.is_empty() || reply.status == 303, || {
            format!("{}: {} with {location}", row.path, reply.status)
        });
    }
    findings.none();
}
