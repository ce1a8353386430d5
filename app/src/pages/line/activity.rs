//! Why a line does not ring, for staff: which devices are registered for it, and what became of its last calls.

use crate::{
    components::{Cell, Column, Draft, Empty, FormState, Hidden, Missing, Page, Pager, Table, WriteForm},
    failure::Failure,
    guard::{Guard, guarded},
    listing::ListQuery,
    pages::{forwards::NamedZone, id_in_path},
    portal::Portal,
    words,
    writes::registration::{END_REGISTRATION, EndForm},
};
use leptos::prelude::*;
use std::{mem, time::Duration};
use switchhook_access::needs;
use switchhook_domain::{identifier::SubscriberId, number, permission::Permission};
use switchhook_platform::{
    Call, Client, Error as PlatformError, ListOptions, Page as Rows, Registration, Scoped, Subscriber,
    calls::{CallDirection, CallFilter, CallSort, CallStatus},
    registrations::RegistrationSort,
};

/// How many calls the page of a line shows.
const LATEST: u32 = 5;
/// More devices than this are not listed.
const DEVICES: u32 = 20;

/// `/subscribers/{id}/calls`
#[component]
pub(crate) fn CallsPage() -> impl IntoView {
    let id = id_in_path();
    guarded::<needs::ViewSubscribers, _, _>(async move |guard| page(guard, id).await)
}

async fn page(guard: Guard<needs::ViewSubscribers>, id: Option<SubscriberId>) -> Result<AnyView, Failure> {
    let line = guard.client.subscriber(id.ok_or(Failure::NotFound)?).await?;
    let query = ListQuery::of(&guard.visitor);
    let zone = NamedZone::of(&guard.client, &line).await;
    let calls = calls(&guard.client, &line, &zone, query.page(), query.rows()).await?;
    let has_next = calls.has_next();
    let list = if calls.rows.is_empty() {
        view! { <Empty words=say!(activity.no_calls)/> }.into_any()
    } else {
        view! {
            {table(&calls)}
            <Pager query=query total=calls.total has_next=has_next/>
        }
        .into_any()
    };
    let name = words::line(&line);
    let trail = vec![
        ("/subscribers".to_owned(), say!(frame.subscribers)),
        (format!("/subscribers/{}", line.id), name.clone()),
    ];
    Ok(view! {
        <Page title=say!(activity.calls_of, name = name) trail=trail>
            <p>{zone.words()}</p>
            {list}
        </Page>
    }
    .into_any())
}

/// Devices and the latest calls, for the page of a line. What cannot be read says so.
pub(crate) async fn sections(
    guard: &Guard<needs::ViewSubscribers>,
    line: &Scoped<Subscriber>,
) -> Result<AnyView, Failure> {
    let options = ListOptions { rows: DEVICES, count: false, ..ListOptions::<RegistrationSort>::default() };
    let (devices, (zone, calls)) = tokio::join!(guard.client.registrations(line, &options), async {
        let zone = NamedZone::of(&guard.client, line).await;
        let calls = calls(&guard.client, line, &zone, 1, LATEST).await;
        (zone, calls)
    });
    let draft = guard.draft::<EndForm>(END_REGISTRATION).await?;
    let may_end = guard.principal.may(Permission::EditSubscribers);
    let devices = match devices {
        Ok(devices) => device_list(line, &devices.rows, &zone, may_end, draft),
        Err(error) => {
            view! { <Missing part=say!(activity.devices) failure=Failure::from(error)/> }.into_any()
        }
    };
    let calls = match calls {
        Ok(calls) if calls.rows.is_empty() => view! { <Empty words=say!(activity.no_calls)/> }.into_any(),
        Ok(calls) => view! {
            {table(&calls)}
            <p class="actions"><a href=format!("/subscribers/{}/calls", line.id)>{say!(activity.all_calls)}</a></p>
        }
        .into_any(),
        Err(error) => view! { <Missing part=say!(activity.calls) failure=Failure::from(error)/> }.into_any(),
    };
    Ok(view! {
        <section>
            <h2>{say!(activity.devices)}</h2>
            <p class="hint">{zone.words()}</p>
            {devices}
        </section>
        <section>
            <h2>{say!(activity.calls)}</h2>
            <p class="hint">{zone.words()}</p>
            {calls}
        </section>
    }
    .into_any())
}

fn device_list(
    line: &Subscriber,
    devices: &[Scoped<Registration>],
    zone: &NamedZone,
    may_end: bool,
    draft: Option<Draft<EndForm>>,
) -> AnyView {
    let (ended, mut state) = Draft::or_else(draft, EndForm::default);
    // What went wrong is told where it was tried; above the first device if that one is gone.
    let at = devices.iter().position(|device| device.id == ended.registration).unwrap_or_default();
    if devices.is_empty() {
        return view! { <Empty words=say!(activity.no_devices)/> }.into_any();
    }
    let mut columns = vec![
        Column::plain(say!(activity.device)),
        Column::plain(say!(activity.address)),
        Column::plain(say!(activity.expires)),
    ];
    if may_end {
        columns.push(Column::plain(say!(activity.action)));
    }
    let rows = devices
        .iter()
        .enumerate()
        .map(|(index, device)| {
            let name = device.user_agent.clone().filter(|name| !name.is_empty());
            let mut cells: Vec<Cell> = vec![
                name.unwrap_or_else(|| say!(activity.nameless)).into_any(),
                view! { <code>{device.contact.clone()}</code> }.into_any(),
                expires(device, zone).into_any(),
            ];
            if may_end {
                let state = if index == at { mem::take(&mut state) } else { FormState::default() };
                cells.push(end_form(line, device, state));
            }
            cells
        })
        .collect();
    view! { <Table caption=say!(activity.devices) columns=columns rows=rows/> }.into_any()
}

fn end_form(line: &Subscriber, device: &Registration, state: FormState) -> AnyView {
    let (line, registration) = (line.id.to_string(), device.id.clone());
    view! {
        <WriteForm action=END_REGISTRATION state=state>
            <Hidden name="id" value=line/>
            <Hidden name="form[registration]" value=registration/>
            <button class="quiet">{say!(activity.end)}</button>
        </WriteForm>
    }
    .into_any()
}

/// When a registration ends, on the clock of the line.
fn expires(device: &Registration, zone: &NamedZone) -> String {
    let elsewhere = Portal::current();
    let shown = |written| zone.shown(elsewhere.platform().time_zone(), written);
    device.expires.as_deref().map_or_else(|| "–".to_owned(), shown)
}

async fn calls(
    client: &Client,
    line: &Scoped<Subscriber>,
    zone: &NamedZone,
    page: u32,
    rows: u32,
) -> Result<Rows<Call>, PlatformError> {
    // Not counted: calls are the platform's largest table.
    let options = ListOptions { page, rows, sort: CallSort::InitTime, descending: true, count: false };
    client.calls(line, zone.name(), &CallFilter::default(), &options).await
}

fn table(calls: &Rows<Call>) -> AnyView {
    let columns = vec![
        Column::plain(say!(activity.when)),
        Column::plain(say!(activity.direction)),
        Column::plain(say!(activity.other)),
        Column::plain(say!(activity.outcome)),
        Column::plain(say!(activity.duration)),
    ];
    let rows = calls.rows.iter().map(|call| row(call)).collect();
    view! { <Table caption=say!(activity.calls) columns=columns rows=rows/> }.into_any()
}

fn row(call: &Call) -> Vec<Cell> {
    let when = call.init_time.as_deref().or(call.start_time.as_deref()).unwrap_or("–");
    let direction = match call.direction {
        CallDirection::In => say!(activity.incoming),
        CallDirection::Out => say!(activity.outgoing),
    };
    let direction = match call.forward {
        Some(kind) => say!(activity.forwarded, direction = direction, kind = kind.name()),
        None => direction,
    };
    // The seconds are enough: `2026-11-26 10:47:28.123`.
    let when = when.get(..19).unwrap_or(when).to_owned();
    vec![
        when.into_any(),
        direction.into_any(),
        call.other_cli.as_deref().map_or_else(|| say!(activity.hidden), party).into_any(),
        outcome(call.status).into_any(),
        call.duration.map_or_else(|| "–".to_owned(), clock).into_any(),
    ]
}

/// A number with its plus; a name as it is.
fn party(other: &str) -> String {
    if other.bytes().all(|byte| byte.is_ascii_digit()) { number::shown(other) } else { other.to_owned() }
}

fn outcome(status: CallStatus) -> String {
    match status {
        CallStatus::Ok => say!(activity.status.ok),
        CallStatus::Busy => say!(activity.status.busy),
        CallStatus::NoAnswer => say!(activity.status.no_answer),
        CallStatus::Cancel => say!(activity.status.cancel),
        CallStatus::Offline => say!(activity.status.offline),
        CallStatus::Timeout => say!(activity.status.timeout),
        CallStatus::Other => say!(activity.status.other),
    }
}

/// `1:02:03`, or `2:03`.
fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_as_on_a_clock() {
        for (seconds, words) in [(0, "0:00"), (63, "1:03"), (3_723, "1:02:03"), (360_000, "100:00:00")] {
            assert_eq!(clock(Duration::from_secs(seconds)), words);
        }
    }
}
