//! What differs between two answers, leaving out what must differ.

use serde_json::Value;

use super::ids::Ids;
use crate::client::Reply;

/// Members that are different on every platform.
const OWN: [&str; 21] = [
    "activate_timestamp",
    "cfm_id",
    "expires",
    "jwt",
    "pin",
    "webpassword",
    "effective_start_time",
    "create_timestamp",
    "invoice_email_template_id",
    "modify_timestamp",
    "number_id",
    "passreset_email_template_id",
    "subscriber_email_template_id",
    "terminate_timestamp",
    "uuid",
    "enum_values",
    "description",
    "label",
    "ngcp:invoiceemailtemplates",
    "ngcp:passresetemailtemplates",
    "ngcp:subscriberemailtemplates",
];

pub fn differences(exchange: &Value, reply: &Reply, ids: &Ids) -> Vec<String> {
    let there = match &exchange["response"]["body"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        other => other.clone(),
    };
    let here = serde_json::from_slice(&reply.bytes).unwrap_or(Value::Null);
    let mut found = Vec::new();
    let status = exchange["response"]["status"].as_u64().unwrap_or_default();
    if status != u64::from(reply.status.as_u16()) {
        let text = String::from_utf8_lossy(&reply.bytes).chars().take(160).collect::<String>();
        return vec![format!("{status} there, {} here: {text}", reply.status)];
    }
    if let (Some(there), Some(here)) = (there.get("message"), here.get("message")) {
        compare_messages(there.as_str().unwrap_or_default(), here.as_str().unwrap_or_default(), &mut found);
    } else {
        compare("", &there, &here, ids, &mut found);
    }
    let header = |name: &str| {
        exchange["response"]["headers"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|header| header[0].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name)))
            .map_or("", |header| header[1].as_str().unwrap_or_default())
            .to_owned()
    };
    for name in [
        "content-type",
        "preference-applied",
        "allow",
        "accept-patch",
        "accept-post",
        "location",
        "www-authenticate",
    ] {
        let (there, here) = (pattern(&header(name)), pattern(reply.header(name)));
        // The read-only refusal is without its type there.
        if there != here && !(name == "content-type" && there.is_empty() && reply.status == 403) {
            found.push(format!("{name}: {there:?} there, {here:?} here"));
        }
    }
    let there = exchange["response"]["headers"].as_array().into_iter().flatten();
    let there = there.filter(|header| header[0] == "Link").filter_map(|header| header[1].as_str());
    let here = reply.headers.get_all("link").iter().filter_map(|link| link.to_str().ok());
    compare_links(&links(there), &links(here), &mut found);
    found
}

/// The links of a head in an order of their own; those to templates are of the recorded set-up.
fn links<'a>(links: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut links: Vec<String> = links.filter(|link| !link.contains("emailtemplates")).map(pattern).collect();
    links.sort();
    links
}

fn compare_links(there: &[String], here: &[String], found: &mut Vec<String>) {
    found.extend(
        there.iter().filter(|link| !here.contains(link)).map(|link| format!("Link {link} is missing here")),
    );
    found.extend(
        here.iter().filter(|link| !there.contains(link)).map(|link| format!("Link {link} is only here")),
    );
}

/// An address without its numbers and host, and with the parameters in order.
fn pattern(text: &str) -> String {
    let text = text.strip_prefix("http").map_or(text, |rest| {
        rest.find("/api/").filter(|_| !rest.contains("purl.org")).map_or(text, |place| &rest[place..])
    });
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.sort_unstable();
    let text = format!("{path}?{}", parameters.join("&"));
    let mut out = String::new();
    for letter in text.chars() {
        if !letter.is_ascii_digit() {
            out.push(letter);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

/// The words before what a parser, a hash or an id says in its own way.
fn compare_messages(there: &str, here: &str, found: &mut Vec<String>) {
    let cut = |text: &str| {
        let end = ["Malformed JSON", "must be one of", "Webusername-Domain", "Use of uninitialized"]
            .iter()
            .filter_map(|word| text.find(word))
            .min()
            .unwrap_or(text.len());
        text.get(..end).unwrap_or(text).chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>()
    };
    if cut(there) != cut(here) {
        found.push(format!("message {there:?} there, {here:?} here"));
    }
}

fn compare(path: &str, there: &Value, here: &Value, ids: &Ids, found: &mut Vec<String>) {
    match (there, here) {
        (Value::Object(there), Value::Object(here)) => {
            let names: std::collections::BTreeSet<&String> = there.keys().chain(here.keys()).collect();
            for name in names {
                if OWN.contains(&name.as_str()) {
                    continue;
                }
                match (there.get(name), here.get(name)) {
                    (Some(Value::String(there)), Some(Value::String(here))) if name == "href" => {
                        if pattern(there) != pattern(here) {
                            found.push(format!("{path}: href {there} there, {here} here"));
                        }
                    }
                    (Some(there), Some(here)) => {
                        if !same_id(name, there, here, ids) {
                            compare(&format!("{path}/{name}"), there, here, ids, found);
                        }
                    }
                    (Some(_), None) => found.push(format!("{path}/{name} is missing here")),
                    (None, _) => found.push(format!("{path}/{name} is only here")),
                }
            }
        }
        (Value::Array(there), Value::Array(here)) if there.len() == here.len() => {
            for (index, (there, here)) in there.iter().zip(here).enumerate() {
                compare(&format!("{path}/{index}"), there, here, ids, found);
            }
        }
        _ if there == here => {}
        _ => found.push(format!("{path}: {there} there, {here} here")),
    }
}

/// Ids are the same when both sides made them in the same exchange; sets made on the way are not known.
fn same_id(name: &str, there: &Value, here: &Value, ids: &Ids) -> bool {
    let (Some(known), Some(here)) = (there.as_u64(), here.as_u64()) else { return false };
    name == "id"
        || name == "subscriber_id"
        || ids.member(name, known).is_none_or(|expected| expected == here) && name.ends_with("_id")
}
