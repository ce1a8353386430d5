//! Other lines over which a call may come back: those that the person may see, and only so many.

use super::own_numbers;
use futures_util::{StreamExt, future::join_all, stream};
use std::collections::BTreeSet;
use switchhook_domain::{
    forwards::{Routing, Surroundings, Target},
    permission::Scope,
};
use switchhook_platform::{
    Client, ListOptions, Scoped,
    subscribers::{Subscriber, SubscriberFilter, SubscriberSort},
};

/// So many numbers are looked up at the most, a request each; the platform takes a tenth of a second for one.
const LOOK_UPS: usize = 8;
/// The forwards of so many lines are read at the most, five requests each.
const LINES: usize = 3;
/// So many look-ups run at once: the person's other requests want their turn, too.
const AT_ONCE: usize = 3;

/// Looks where calls go on to, from line to line. What cannot be read is left out: warnings keep nobody from anything.
pub(super) async fn look(client: &Client, scope: Scope, routing: &Routing, around: &mut Surroundings) {
    // Somebody with one line sees no other.
    if matches!(scope, Scope::Line(..)) {
        return;
    }
    let mut asked = BTreeSet::new();
    let mut next = vec![routing.clone()];
    while !next.is_empty() {
        let unknown = next.iter().flat_map(numbers).filter(|digits| !around.numbers.contains_key(digits));
        let unknown: BTreeSet<String> = unknown.filter(|digits| !asked.contains(digits)).collect();
        let unknown: Vec<String> = unknown.into_iter().take(LOOK_UPS - asked.len()).collect();
        asked.extend(unknown.iter().cloned());
        let found: Vec<Scoped<Subscriber>> = stream::iter(unknown)
            .map(|digits| whose(client, digits))
            .buffered(AT_ONCE)
            .filter_map(async |line| line)
            .collect()
            .await;
        let mut lines = Vec::new();
        for line in found {
            let is_new = !around.numbers.values().any(|id| *id == line.id);
            around.numbers.extend(own_numbers(&line).into_iter().map(|number| (number, line.id)));
            if is_new && around.others.len() + lines.len() < LINES {
                lines.push(line);
            }
        }
        let read = join_all(lines.iter().map(|line| client.forwards(line))).await;
        let read = read.into_iter().flatten().map(|forwards| (forwards.subscriber, Routing::of(&forwards)));
        let read: Vec<_> = read.collect();
        next = read.iter().map(|(_, routing)| routing.clone()).collect();
        around.others.extend(read);
    }
}

/// The numbers to which rules that are on send calls.
fn numbers(routing: &Routing) -> Vec<String> {
    let on = routing.iter().filter(|(_, _, rule)| rule.enabled);
    let all = on.filter_map(|(_, _, rule)| rule.in_order()).flatten().map(|one| routing.target(one));
    let number = |target| if let Target::Number(digits) = target { Some(digits) } else { None };
    all.filter_map(number).collect()
}

/// Whose a number is, among the lines that the person may see.
async fn whose(client: &Client, digits: String) -> Option<Scoped<Subscriber>> {
    let filter = SubscriberFilter { number: Some(digits), ..SubscriberFilter::default() };
    let options = ListOptions { rows: 1, count: false, ..ListOptions::<SubscriberSort>::default() };
    client.subscribers(&filter, &options).await.ok()?.rows.into_iter().next()
}
