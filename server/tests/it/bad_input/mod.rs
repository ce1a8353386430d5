//! Whatever is typed wrongly is told at its field, nothing of it is lost, and nothing is written.

mod contacts;
mod customers;
mod lines;
mod unchanged;

use crate::{
    actor::Actor,
    findings::Findings,
    html::{Form, Page},
    portal::Portal,
};

/// A value that is wrong in a field, and the field that says so if that is another one.
pub type Case = (&'static str, String, Option<&'static str>);

pub fn case(field: &'static str, value: &str) -> Case {
    (field, value.to_owned(), None)
}

fn long() -> String {
    "x".repeat(10_000)
}

const EMOJI: &str = "Anna \u{1f600}";

/// What no field takes: far too much, and a character that the platform breaks at.
fn unfit(fields: &[&'static str]) -> impl Iterator<Item = Case> {
    fields.iter().flat_map(|&field| [(field, long(), None), case(field, EMOJI)])
}

/// What stands at the fields of a page: inputs that are marked, and messages.
fn told_at(page: &Page, field: &str) -> bool {
    let id = field.replace('[', "-").replace(']', "");
    let is_marked = page.invalid().contains(field);
    let in_summary = page.named("a").any(|link| link.get("href") == Some(&format!("#{id}")));
    let has_message = page.elements().any(|element| element.get("id") == Some(&format!("{id}-error")));
    is_marked && in_summary && has_message
}

/// Whether everything that was typed is there again. Blank rows, and what a list of choices does not offer, need not be.
fn kept(findings: &mut Findings, what: &str, typed: &Form, again: &Form, page: &Page) {
    let is_select = |name: &str| page.named("select").any(|select| select.get("name") == Some(name));
    for (name, value) in typed.typed() {
        if value.is_empty() || is_select(&name) && again.get(&name).is_some() {
            continue;
        }
        let shown = again.all(&name);
        findings.expect(shown.contains(&value.as_str()), || {
            let short = |text: &str| text.chars().take(40).collect::<String>();
            format!(
                "{what}: {name}={} became {:?}",
                short(&value),
                shown.iter().map(|text| short(text)).collect::<Vec<_>>()
            )
        });
    }
}

/// Tries every case in a form that is right otherwise.
pub async fn refuse(portal: &Portal, actor: &Actor, path: &str, form: &Form, cases: &[Case]) -> Findings {
    let mut findings = Findings::default();
    for (field, value, told) in cases {
        let wrong = form.clone().with(field, value);
        let what = format!("{} {field}={}", form.action, value.chars().take(40).collect::<String>());
        portal.sandbox.clear_requests();
        let reply = actor.submit(&wrong).await;
        portal.expect_no_write(&mut findings, &what);
        findings.expect(reply.is_draft() && reply.location().starts_with(path), || {
            format!("{what}: {} {}", reply.status, reply.location())
        });
        if !reply.is_draft() {
            continue;
        }
        let reply = actor.get(reply.location()).await;
        findings.expect(reply.status == 200, || format!("{what}: the form is {}", reply.status));
        let page = reply.page();
        let field = told.unwrap_or(field);
        findings.expect(told_at(&page, field), || {
            format!("{what}: not told at {field} but at {:?}", page.invalid())
        });
        kept(&mut findings, &what, &wrong, &page.form(&form.action), &page);
    }
    findings
}

pub async fn filled(actor: &Actor, path: &str, action: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = actor.form(path, action).await;
    for (name, value) in typed {
        form.set(name, value);
    }
    form
}
