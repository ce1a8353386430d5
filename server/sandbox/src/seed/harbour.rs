//! The reseller `harbour`: small, with German and English numbers.

use super::forwards;
use super::names::{self, pick, plain};
use super::tenant::{NewCustomer, NewLine, Person, Writer};
use crate::preferences::Scalar;

/// How many lines each customer has.
const SIZES: [usize; 10] = [1, 5, 2, 3, 1, 6, 2, 4, 1, 3];

pub(super) fn fill(writer: &mut Writer<'_>) {
    let profiles = [
        writer.profile("Harbour Standard", "harbour_standard"),
        writer.profile("Harbour Office", "harbour_office"),
    ];
    let domains = ["harbour.example", "sip.harbour.example"].map(|name| writer.domain(name));
    let mut line = 0;
    for (index, size) in SIZES.into_iter().enumerate() {
        let last = pick(&names::HARBOUR_LAST, index);
        let first = pick(&names::HARBOUR_FIRST, index * 5);
        let company = (size > 2).then(|| format!("{last} {}", pick(&names::HARBOUR_TRADES, index)));
        let customer = writer.customer(&NewCustomer {
            person: Person {
                first,
                last,
                company: company.clone(),
                email: format!("{}.{}@harbour-mail.example", plain(first), plain(last)),
                phone: format!("+49 40 {}", 600_100 + index),
                address: index + 7,
            },
            profile: profiles[usize::from(company.is_some())],
            external_id: format!("HAR-{:03}", index + 1),
            max_subscribers: None,
        });
        for place in 0..size {
            add_line(writer, customer, pick(&domains, index), line, place);
            line += 1;
        }
    }
}

fn add_line(writer: &mut Writer<'_>, customer: u32, domain: u32, line: usize, place: usize) {
    let (first, last) = (pick(&names::HARBOUR_FIRST, line * 5), pick(&names::HARBOUR_LAST, line * 7 + place));
    let username = writer.free_name(format!("{}.{}", plain(first), plain(last)), domain, line);
    let (cc, ac, sn) =
        if line.is_multiple_of(2) { (49, "40", 600_500 + line) } else { (44, "20", 79_460_100 + line) };
    let sn = sn.to_string();
    let id = writer.line(NewLine {
        customer,
        domain,
        username: &username,
        cc,
        ac,
        sn: &sn,
        aliases: &[],
        external_id: Some(format!("H-{:04}", line + 1)),
        email: None,
        timezone: (line % 2 == 1).then_some("Europe/London"),
    });
    if line % 6 == 2 {
        forwards::everyday(writer.state, id, line);
    }
    let name = format!("{first} {last}");
    writer
        .state
        .subscribers
        .edit(id, |row| row.preferences.set_one("display_name", Scalar::Text(name.into())));
}
