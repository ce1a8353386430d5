//! Whatever somebody types, stores at the platform or puts into a link comes out as text.

use crate::{
    actor::{Reply, Who},
    findings::Findings,
    html::Form,
    portal::Portal,
    table::{Answer, FunctionRow, functions, pages},
    world::World,
};
use serde_json::json;

/// Texts that break out of a text area, an attribute, a title, a text.
const PAYLOADS: [&str; 5] = [
    "</textarea><script>alert(7)</script>",
    "\"><img src=x onerror=alert(7)>",
    "</title><script>alert(7)</script>",
    "' onmouseover='alert(7)' x='",
    "<svg/onload=alert(7)>&lt;b&gt;",
];

/// What none of our pages holds. The raw text is looked at, so that no mistake of the tests' reader hides one of a page.
const LIVE: [&str; 7] = [
    "<script>alert",
    "<img",
    "</title><script",
    "</textarea><script",
    "<svg/onload",
    "\" onmouseover",
    "<b>",
];

fn expect_text(findings: &mut Findings, what: &str, reply: &Reply) {
    for live in LIVE {
        findings.expect(!reply.body.contains(live), || {
            let at = reply.body.find(live).unwrap();
            let around = reply.body[at.saturating_sub(60)..].chars().take(140).collect::<String>();
            format!("{what}: {live} is live in …{around}…")
        });
    }
    for element in reply.page().elements() {
        let bad = element.attributes.iter().find(|(name, _)| name.starts_with("on"));
        findings.expect(bad.is_none(), || format!("{what}: <{} {bad:?}>", element.name));
    }
    for header in ["location", "set-cookie", "content-security-policy"] {
        let value = reply.header(header);
        findings
            .expect(!value.contains('<') && !value.contains('"'), || format!("{what}: {header}: {value}"));
    }
}

/// Whether a person types into it: not what the page carries along to find the thing again.
fn is_typed(name: &str) -> bool {
    !matches!(name, "token" | "submission" | "from" | "id" | "next")
        && !name.contains("[made]")
        && !name.contains("before")
}

fn filled_with(form: &Form, payload: &str) -> Form {
    let mut form = form.clone();
    for (_, value) in form.fields.iter_mut().filter(|(name, _)| is_typed(name)) {
        payload.clone_into(value);
    }
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_into_a_form_is_shown_again_as_text_and_unchanged() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    for row in functions().into_iter().filter(FunctionRow::shows_again) {
        let actor = portal.actor(row.by).await;
        let mut path = (row.form)(&world);
        if row.path == "/api/preferences/save" {
            path += "?all=yes";
        }
        let mut form = actor.form(&path, row.path).await;
        for (name, value) in row.typed {
            form.set(&FunctionRow::field(&form, name), value);
        }
        // No field takes an emoji: every one of these comes back.
        for payload in PAYLOADS.map(|payload| format!("{payload} \u{1f600}")) {
            let payload = payload.as_str();
            let what = format!("{} with {payload}", row.path);
            let dirty = filled_with(&form, payload);
            portal.sandbox.clear_requests();
            let reply = actor.submit(&dirty).await;
            expect_text(&mut findings, &what, &reply);
            findings.expect(reply.is_draft(), || format!("{what}: {} {}", reply.status, reply.location()));
            portal.expect_no_write(&mut findings, &what);
            if !reply.is_draft() {
                continue;
            }
            let reply = actor.get(reply.location()).await;
            expect_text(&mut findings, &format!("{what}, shown again"), &reply);
            let page = reply.page();
            let again = page.form(row.path);
            for element in page.elements() {
                let name = element.get("name").unwrap_or_default();
                let is_text = element.name == "textarea"
                    || element.name == "input"
                        && !matches!(element.get("type"), Some("hidden" | "checkbox" | "time" | "radio"));
                if is_text && dirty.get(name).is_some_and(|value| value == payload) {
                    let shown = again.get(name);
                    findings.expect(shown == Some(payload), || format!("{what}: {name} became {shown:?}"));
                }
            }
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_shown_again_as_text() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    for payload in PAYLOADS {
        let actor = portal.stranger();
        let reply = actor.sign_in(payload, payload).await;
        expect_text(&mut findings, payload, &reply);
        let reply = actor.get(reply.location()).await;
        expect_text(&mut findings, payload, &reply);
        let form = reply.page().form("/api/sign-in");
        findings.expect(form.get("login") == Some(payload), || {
            format!("{payload} became {:?}", form.get("login"))
        });
    }
    findings.none();
}

/// Stores a payload wherever a page may take a text from.
async fn poison(portal: &Portal, world: &World, payload: &str) {
    let platform = &portal.platform;
    let customer = platform.read(&format!("/api/customers/{}", world.customer)).await;
    let contact = format!("/api/customercontacts/{}", customer["contact_id"]);
    for member in ["/firstname", "/lastname", "/company", "/street", "/city"] {
        platform.replace(&contact, member, &json!(payload)).await;
    }
    platform.replace(&format!("/api/customers/{}", world.customer), "/external_id", &json!(payload)).await;
    let line = &world.lines[0];
    platform.replace(&format!("/api/subscribers/{line}"), "/external_id", &json!(payload)).await;
    let preferences = format!("/api/subscriberpreferences/{line}");
    let patch = |name: &str, value| json!([{ "op": "add", "path": format!("/{name}"), "value": value }]);
    for (name, value) in [("display_name", json!(payload)), ("block_in_list", json!([payload, "4312345"]))] {
        platform.patch(&preferences, &patch(name, value)).await;
    }
    let destinations = json!([{ "destination": "sip:+431234567@example.org", "timeout": 20, "priority": 1 }]);
    let body = json!({ "name": payload, "subscriber_id": line.parse::<u64>().unwrap(), "destinations": destinations });
    let set = platform.create("cfdestinationsets", &body).await;
    let mapping = json!([{ "destinationset_id": set.parse::<u64>().unwrap(), "timeset_id": null }]);
    platform.replace(&format!("/api/cfmappings/{line}"), "/cfb", &mapping).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_holds_is_shown_as_text_on_every_page() {
    let mut findings = Findings::default();
    for payload in PAYLOADS {
        let portal = Portal::start().await;
        let world = World::of(&portal).await;
        poison(&portal, &world, payload).await;
        for who in Who::ALL {
            let actor = portal.actor(who).await;
            for row in pages().into_iter().filter(|row| row.answer(who) == Answer::Shown) {
                let path = (row.path)(&world);
                let reply = actor.get(&path).await;
                findings.expect(reply.status == 200, || format!("{path}: {}", reply.status));
                expect_text(&mut findings, &format!("{who:?} gets {path} with {payload}"), &reply);
            }
        }
        // The payload has come to where it should hurt.
        let reseller = portal.actor(Who::Reseller).await;
        let customer = reseller.page(&format!("/customers/{}", world.customer)).await;
        findings.expect(customer.text_of("h1").contains(payload), || format!("{payload} is no name"));
        findings.expect(customer.text_of("title").contains(payload), || format!("{payload} is no title"));
        let preferences = reseller.page(&format!("/subscribers/{}/preferences", world.lines[0])).await;
        let form = preferences.form("/api/preferences/save");
        let list = form.get("form[values][block_in_list]").map(str::to_owned);
        findings.expect(list == Some(format!("{payload}\n4312345")), || format!("{payload} became {list:?}"));
        // It goes through a write, into a notice and into the audit trail.
        let path = format!("/customers/{}/terminate", world.customer);
        let form = reseller.form(&path, "/api/customers/terminate").await.with("form[name]", payload);
        let reply = reseller.submit(&form).await;
        findings
            .expect(reply.status == 303 && !reply.is_draft(), || format!("{payload}: {}", reply.location()));
        expect_text(&mut findings, payload, &reply);
        let reply = reseller.get(reply.location()).await;
        expect_text(&mut findings, &format!("the notice with {payload}"), &reply);
        let told = reply.page().texts_of_class("notices").concat();
        findings.expect(told.contains(payload), || format!("the notice is {told:?}"));
        let audit = reseller.get("/audit").await;
        expect_text(&mut findings, &format!("the audit trail with {payload}"), &audit);
        findings.expect(audit.page().text_of("main").contains(payload), || "the audit trail is empty".into());
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_holds_is_shown_as_text() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let parameters = [
        "page",
        "rows",
        "sort",
        "external_id",
        "email",
        "status",
        "number",
        "username",
        "domain",
        "customer",
        "q",
        "draft",
        "next",
        "action",
        "kind",
        "object",
        "outcome",
        "search",
        "all",
        "__path",
        "__err",
        "from",
        "template",
        "new",
    ];
    for who in [Who::Anonymous, Who::Admin, Who::Reseller, Who::Customer] {
        let actor = portal.actor(who).await;
        for row in pages().into_iter().filter(|row| row.answer(who) == Answer::Shown) {
            let path = (row.path)(&world);
            for payload in PAYLOADS {
                let pairs = parameters.map(|name| (name, payload));
                let all = serde_urlencoded::to_string(pairs).unwrap();
                let singles = parameters.map(|name| serde_urlencoded::to_string([(name, payload)]).unwrap());
                let singles = singles.into_iter().filter(|_| payload == PAYLOADS[1]);
                for query in singles.chain([all]) {
                    let join = if path.contains('?') { '&' } else { '?' };
                    let reply = actor.get(&format!("{path}{join}{query}")).await;
                    expect_text(&mut findings, &format!("{who:?} gets {path}{join}{query}"), &reply);
                    findings.expect(!reply.status.is_server_error(), || {
                        format!("{path}{join}{query}: {}", reply.status)
                    });
                }
            }
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_path_holds_is_shown_as_text() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    for who in [Who::Anonymous, Who::Reseller, Who::Customer] {
        let actor = portal.actor(who).await;
        for payload in PAYLOADS {
            let encoded = serde_urlencoded::to_string([("", payload)]).unwrap().replace('+', "%20");
            let encoded = encoded.trim_start_matches('=');
            for path in [
                format!("/{encoded}"),
                format!("/customers/{encoded}"),
                format!("/subscribers/{encoded}/forwards"),
                format!("/my/forwards/{encoded}"),
            ] {
                let reply = actor.get(&path).await;
                expect_text(&mut findings, &format!("{who:?} gets {path}"), &reply);
                findings.expect(!reply.status.is_server_error(), || format!("{path}: {}", reply.status));
            }
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_leads_nowhere_else() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    let form = actor.form(&format!("/customers/{}", world.customer), "/api/customers/edit").await;
    let form = form.with("form[max_subscribers]", "many");
    portal.sandbox.clear_requests();
    for from in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/customers\r\nset-cookie: a=b",
        "/customers/1\u{0}",
        "/api/sign-out",
        "",
        "\"><img src=x onerror=alert(7)>",
    ] {
        let reply = actor.submit(&form.clone().with("from", from)).await;
        let location = reply.location();
        let ours = location.is_empty() || location.starts_with('/') && !location.starts_with("//");
        findings.expect(ours && !location.contains("evil"), || format!("{from:?} leads to {location}"));
        findings.expect(!reply.status.is_server_error(), || format!("{from:?}: {}", reply.status));
        expect_text(&mut findings, from, &reply);
    }
    portal.expect_no_write(&mut findings, "a form with mistakes");
    findings.none();
}
