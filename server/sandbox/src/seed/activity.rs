//! What people did with their lines: phones that are registered, calls of the last weeks, voice boxes, speed dials.

use crate::chance::Sequence;
use crate::forwards::address;
use crate::state::{CallKind, CallRecord, Expiry, Registration, SpeedDial, State, Subscriber};

/// How many lines of a reseller have a history; a large platform's others are silent.
const ACTIVE_LINES: usize = 300;

/// How far the calls go back, in days.
const DAYS: u32 = 21;

const DAY: i64 = 86_400;

const PHONES: [&str; 5] = [
    "Yealink SIP-T54W 96.86.0.100",
    "snomD785/10.1.169.16",
    "Grandstream GXP2170 1.0.11.64",
    "AVM FRITZ!Box 7590 154.07.57",
    "Linphone-Desktop/5.2.4 (Windows 11)",
];

/// How calls end, by how often they do.
const ENDS: [&str; 10] = ["ok", "ok", "ok", "noanswer", "ok", "ok", "cancel", "busy", "ok", "offline"];

/// Fills the weeks before `now` for the lines of a reseller.
pub(super) fn fill(state: &mut State, reseller: u32, now: i64) {
    let lines: Vec<u32> =
        state.subscribers.visible(Some(reseller)).iter().copied().take(ACTIVE_LINES).collect();
    let mut history = History { sequence: Sequence::new(u64::from(reseller) + 77), now, calls: Vec::new() };
    for (index, id) in lines.iter().enumerate() {
        let Some(row) = state.subscribers.get(*id).cloned() else { continue };
        let domain = state.domain_of_subscriber(*id).to_owned();
        let colleague =
            state.subscribers.of_customer(row.customer).iter().find(|other| *other != id).copied();
        let colleague = colleague.and_then(|id| Some((id, state.subscribers.get(id)?.mailbox())));
        register(state, *id, &row, &domain, index);
        settings(state, *id, &row, colleague.as_ref().map(|(_, number)| number.as_str()), &domain, index);
        history.line(*id, &row, colleague.as_ref());
    }
    history.calls.sort_by_key(|call| call.init);
    for call in history.calls {
        state.calls.add(call);
    }
}

/// One phone, sometimes two, sometimes none: the line does not ring then.
fn register(state: &mut State, id: u32, row: &Subscriber, domain: &str, index: usize) {
    let phones = match index % 9 {
        4 => 0,
        2 | 7 => 2,
        _ => 1,
    };
    for phone in 0..phones {
        let place = index + phone;
        let host = format!("192.168.{}.{}", place % 200, 20 + phone);
        let public = format!("203.0.113.{}", place % 250 + 1);
        state.registrations.add(Registration {
            subscriber: id,
            contact: format!("sip:{}@{host}:5060", row.username),
            expiry: Expiry::Renewed { every: 600, since: i64::from(id) * 37 },
            priority: 1.0,
            nat: !place.is_multiple_of(4),
            socket: Some("udp:198.51.100.10:5060".to_owned()),
            received: Some(format!("sip:{public}:{}", 20_000 + place)),
            path: Some(format!("<sip:127.0.0.1:5060;lr;received=sip:{public};socket={domain}>")),
            user_agent: Some(PHONES[(index / 3 + phone) % PHONES.len()].to_owned()),
        });
    }
}

fn settings(
    state: &mut State,
    id: u32,
    row: &Subscriber,
    colleague: Option<&str>,
    domain: &str,
    index: usize,
) {
    if index.is_multiple_of(3) {
        let mut settings = state.extras.voice_box(id);
        row.email.as_deref().unwrap_or_default().clone_into(&mut settings.email);
        settings.delete = index.is_multiple_of(6) && !settings.email.is_empty();
        if index.is_multiple_of(9) {
            settings.sms_number = format!("43664{:07}", 3_000_000 + index);
        }
        state.extras.set_voice_box(id, settings);
    }
    if index.is_multiple_of(4) {
        let mobile = format!("43664{:07}", 5_100_000 + index * 13);
        let dials = [("*1", Some(mobile.as_str())), ("*2", colleague), ("*9", Some("431711660"))];
        let dials = dials.into_iter().filter_map(|(slot, number)| {
            Some(SpeedDial { slot: slot.to_owned(), destination: address(number?, domain) })
        });
        state.extras.set_speed_dials(id, dials.collect());
    }
}

struct History {
    sequence: Sequence,
    now: i64,
    calls: Vec<CallRecord>,
}

impl History {
    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.sequence.next() >> 32).unwrap_or_default() % limit
    }

    /// The calls of one line: most in office hours, the last of them today.
    fn line(&mut self, id: u32, row: &Subscriber, colleague: Option<&(u32, String)>) {
        let number = row.mailbox();
        for call in 0..10 + self.below(14) {
            let day = self.now - self.now.rem_euclid(DAY) - i64::from(1 + self.below(DAYS)) * DAY;
            let mut moment = day + 7 * 3600 + i64::from(self.below(11 * 3600));
            if call == 0 {
                moment = self.now - 300 - i64::from(self.below(3600));
            }
            let outside =
                format!("43{}{:07}", [664, 676, 1, 512][self.below(4) as usize], self.below(9_999_999));
            let (other, other_number) = match colleague {
                Some((other, number)) if call % 5 == 3 => (Some(*other), number.clone()),
                _ => (None, outside),
            };
            let status = ENDS[self.below(10) as usize];
            if call % 2 == 0 {
                self.add((Some(id), &number), (other, &other_number), CallKind::Call, status, moment);
            } else {
                let ends = ((other, other_number.as_str()), (Some(id), number.as_str()));
                self.add(ends.0, ends.1, CallKind::Call, status, moment);
                if status == "noanswer" {
                    let voice_box = format!("vmu{number}@voicebox.local");
                    self.add(ends.1, (None, &voice_box), CallKind::Forward("cft"), "ok", moment + 20);
                }
            }
        }
    }

    fn add(
        &mut self,
        (source, source_cli): (Option<u32>, &str),
        (destination, destination_cli): (Option<u32>, &str),
        kind: CallKind,
        status: &'static str,
        init: i64,
    ) {
        let answered = status == "ok";
        let duration = if answered { 4_000 + self.below(900_000) } else { 0 };
        let ringing = 2_000 + self.below(18_000);
        // Ten cents a minute to other networks.
        let paid = answered && source.is_some() && destination.is_none() && kind == CallKind::Call;
        let cost = if paid { duration.div_ceil(60_000) * 10 } else { 0 };
        let clir = source.is_none() && self.below(12) == 0;
        let call_id = format!("{:016x}@198.51.100.10", self.sequence.next());
        self.calls.push(CallRecord {
            call_id,
            kind,
            source,
            source_cli: source_cli.to_owned(),
            destination,
            destination_cli: destination_cli.to_owned(),
            clir,
            status,
            rating_status: "ok",
            init,
            ringing: ringing.into(),
            duration: duration.into(),
            cost,
            free_time: 0,
        });
    }
}
