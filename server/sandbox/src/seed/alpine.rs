//! The reseller `alpine`: many customers, most of them in Austria.

use super::forwards;
use super::names::{self, pick, plain};
use super::tenant::{NewCustomer, NewLine, Person, Writer};
use crate::preferences::{Scalar, Values};
use crate::state::{CustomerStatus, SubscriberStatus};

/// How many subscribers there are when nobody says otherwise.
pub(super) const SUBSCRIBERS: usize = 264;

/// How many customers there are at least.
const CUSTOMERS: usize = 64;

/// How many lines customers have, over and over.
const SIZES: [usize; 12] = [1, 2, 1, 8, 3, 1, 12, 2, 5, 4, 1, 6];

/// Area codes, the first number given out there, and how far apart the numbers are.
const AREAS: [(&str, usize, usize); 5] =
    [("1", 5_200_000, 7), ("512", 200_000, 3), ("316", 300_000, 3), ("662", 400_000, 3), ("732", 250_000, 3)];

pub(super) fn fill(writer: &mut Writer<'_>, subscribers: usize) {
    let profiles = [
        writer.profile("Alpine Flat", "alpine_flat"),
        writer.profile("Alpine Business", "alpine_business"),
        writer.profile("Alpine Per Minute", "alpine_minute"),
        writer.profile("Alpine Family", "alpine_family"),
    ];
    let domains =
        ["alpine.example", "voip.alpine.example", "business.alpine.example", "tirol.alpine.example"]
            .map(|name| writer.domain(name));
    let demo = demo_customer(writer, profiles[0], domains[0]);
    let mut line = demo;
    let mut index = 0;
    while line < subscribers || index < CUSTOMERS {
        let size = pick(&SIZES, index).min(subscribers.saturating_sub(line));
        let company = (size >= 4 || index % 5 == 2).then(|| {
            format!("{} {}", pick(&names::LAST, index * 7 + 3), pick(&names::TRADES, index * 5 + index / 18))
        });
        let profile = if company.is_some() { profiles[1 + index % 2] } else { profiles[index % 2 * 3] };
        let customer = customer(writer, index, company.clone(), profile, size);
        let domain = pick(&domains, if company.is_some() { 2 + index % 2 } else { index % 2 });
        for place in 0..size {
            add_line(writer, customer, domain, line, place, company.is_some());
            line += 1;
        }
        index += 1;
    }
    special_customers(writer, profiles[2]);
}

/// The customer to which the portal's demo account is bound; returns the number of its lines.
fn demo_customer(writer: &mut Writer<'_>, profile: u32, domain: u32) -> usize {
    let customer = writer.customer(&NewCustomer {
        person: Person {
            first: "Anna",
            last: "Huber",
            company: Some("Huber & Söhne Tischlerei".to_owned()),
            email: "anna.huber@huber-tischlerei.example".to_owned(),
            phone: "+43 1 5550101".to_owned(),
            address: 5,
        },
        profile,
        external_id: "DEMO-CUSTOMER".to_owned(),
        max_subscribers: Some(5),
    });
    let lines = [
        ("anna.huber", "5550101", ["5550111"].as_slice()),
        ("office", "5550102", &[]),
        ("fax", "5550103", &[]),
    ];
    let ids = [1, 2, 3].map(|number| {
        let (username, sn, aliases) = lines[number - 1];
        writer.line(NewLine {
            customer,
            domain,
            username,
            cc: 43,
            ac: "1",
            sn,
            aliases,
            external_id: Some(format!("demo-line-{number}")),
            email: Some(format!("{username}@huber-tischlerei.example")),
            timezone: Some("Europe/Vienna"),
        })
    });
    for (id, name) in ids.into_iter().zip(["Anna Huber", "Büro", "Fax"]) {
        writer
            .state
            .subscribers
            .edit(id, |row| row.preferences.set_one("display_name", Scalar::Text(name.into())));
    }
    forwards::demo_lines(writer.state, ids[0], ids[1]);
    ids.len()
}

fn customer(
    writer: &mut Writer<'_>,
    index: usize,
    company: Option<String>,
    profile: u32,
    size: usize,
) -> u32 {
    let (first, last) = (pick(&names::FIRST, index * 3 + 1), pick(&names::LAST, index * 7 + 3));
    let host = company
        .as_deref()
        .map_or_else(|| "post.example".to_owned(), |name| format!("{}.example", plain(name)));
    writer.customer(&NewCustomer {
        person: Person {
            first,
            last,
            company,
            email: format!("{}.{}@{host}", plain(first), plain(last)),
            phone: format!("+43 664 {:07}", 4_100_000 + index * 37 % 900_000),
            address: index,
        },
        profile,
        external_id: format!("ALP-{:05}", 10_001 + index),
        max_subscribers: (index.is_multiple_of(4)).then(|| u32::try_from(size + 5).unwrap_or(u32::MAX)),
    })
}

fn add_line(
    writer: &mut Writer<'_>,
    customer: u32,
    domain: u32,
    line: usize,
    place: usize,
    in_company: bool,
) {
    let (first, last) = (pick(&names::FIRST, line * 11 + place), pick(&names::LAST, line * 13 + place * 3));
    let (wanted, name) = if in_company && place % 3 == 1 {
        let function = pick(&names::FUNCTIONS, place / 3 + line);
        (function.to_owned(), function.to_owned())
    } else {
        (format!("{}.{}", plain(first), plain(last)), format!("{first} {last}"))
    };
    let username = writer.free_name(wanted, domain, line);
    let (ac, base, step) = pick(&AREAS, line);
    let number = base + line / AREAS.len() * step;
    let (sn, alias) = (number.to_string(), (number + 1).to_string());
    let aliases = [alias.as_str()];
    let id = writer.line(NewLine {
        customer,
        domain,
        username: &username,
        cc: 43,
        ac,
        sn: &sn,
        aliases: if line.is_multiple_of(4) { &aliases } else { &[] },
        external_id: (line.is_multiple_of(2)).then(|| format!("L-{line:06}")),
        email: (line.is_multiple_of(3)).then(|| format!("{}@post.example", plain(&name))),
        timezone: (line % 8 == 5).then_some("Europe/Vienna"),
    });
    if line % 5 == 1 {
        forwards::everyday(writer.state, id, line);
    }
    writer.state.subscribers.edit(id, |row| {
        let preferences = &mut row.preferences;
        preferences.set_one("display_name", Scalar::Text(name.into()));
        if line % 6 == 2 {
            preferences.set_one("clir", Scalar::Flag(true));
        }
        if line % 9 == 4 {
            let blocked = ["4390*", "43930*"].map(|pattern| Scalar::Text(pattern.into()));
            preferences.set("block_out_list", Values::Many(blocked.to_vec()));
        }
        if line % 14 == 6 {
            let caller = Scalar::Text(format!("43664{:07}", 7_000_000 + line).into());
            preferences.set("block_in_list", Values::Many(vec![caller]));
            preferences.set_one("block_in_mode", Scalar::Flag(false));
        }
        if line % 11 == 3 {
            preferences.set_one("concurrent_max", Scalar::Int(2));
        }
        if line % 13 == 8 {
            preferences.set_one("language", Scalar::Choice("de"));
            preferences.set_one("ncos", Scalar::Text("national".into()));
        }
        row.administrative = in_company && place == 0;
        match line % 34 {
            16 => {
                row.status = SubscriberStatus::Locked;
                row.lock = Some(4);
            }
            29 => row.lock = Some(2),
            _ => {}
        }
    });
}

/// A pending customer and a terminated one; a locked one that has lines.
fn special_customers(writer: &mut Writer<'_>, profile: u32) {
    for (index, (first, last, status)) in
        [("Rémy", "Fürst", CustomerStatus::Pending), ("Käthe", "Graf", CustomerStatus::Terminated)]
            .into_iter()
            .enumerate()
    {
        let id = writer.customer(&NewCustomer {
            person: Person {
                first,
                last,
                company: None,
                email: format!("{}@post.example", plain(last)),
                phone: "+43 664 4999999".to_owned(),
                address: 40 + index,
            },
            profile,
            external_id: format!("ALP-{}", status.name().to_uppercase()),
            max_subscribers: None,
        });
        let now = writer.state.customers.get(id).map_or(0, |row| row.created + 86_400);
        writer.state.set_customer_status(id, status, now);
    }
    let locked = writer.state.customers.by_external_id().exact("ALP-10021");
    for id in locked {
        let now = writer.state.customers.get(id).map_or(0, |row| row.created);
        writer.state.set_customer_status(id, CustomerStatus::Locked, now);
    }
}
