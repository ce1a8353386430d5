//! The next seven days as a picture: when each rule is on, where rules of a kind overlap, and where none is on.

use super::{sentence, view::LineView};
use leptos::prelude::*;
use switchhook_domain::forwards::{
    Date, Instant, Kind, LocalTime, Routing, Rule, Schedule, Timetable, Truth, Zone,
};

/// Units of the drawing: an hour is ten wide, a lane eight high.
const HOUR: u32 = 10;
const LANE: u32 = 8;
const LEFT: u32 = 34;

/// One rule of a kind, ready to be drawn.
struct Lane {
    words: String,
    timetable: Timetable,
}

/// A picture for each kind that has a rule with times; none if no kind has.
pub(super) fn week(line: &LineView, routing: &Routing, caption: String) -> Option<AnyView> {
    let today = line.local_now()?.date;
    let kinds: Vec<AnyView> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let on: Vec<&Rule> = routing.rules(kind).iter().filter(|rule| rule.enabled).collect();
            if on.iter().all(|rule| rule.times.is_none()) {
                return None;
            }
            let lanes: Vec<Lane> = on
                .into_iter()
                .filter_map(|rule| {
                    let schedule = rule.schedule().ok()?;
                    Some(Lane {
                        words: words(schedule.as_ref()),
                        timetable: Timetable::of(schedule.as_ref()),
                    })
                })
                .collect();
            Some(of_kind(line, kind, &lanes, today))
        })
        .collect();
    (!kinds.is_empty()).then(|| view! { <div class="week"><h3>{caption}</h3>{kinds}</div> }.into_any())
}

fn words(schedule: Option<&Schedule>) -> String {
    schedule.map_or_else(|| say!(forwards.when.always), sentence::schedule)
}

fn of_kind(line: &LineView, kind: Kind, lanes: &[Lane], today: Date) -> AnyView {
    let days: Vec<Day> =
        (0..7).filter_map(|offset| today.plus(offset)).map(|date| Day::of(date, lanes)).collect();
    let height = u32::try_from(lanes.len()).unwrap_or(1) * LANE + 6;
    let drawn = days.iter().zip(0_u32..).map(|(day, row)| day.draw(row * height, height)).collect_view();
    let size = format!("0 0 {} {}", LEFT + 24 * HOUR, 7 * height + 12);
    let hours = [0_u32, 6, 12, 18]
        .map(|hour| {
            let x = (LEFT + hour * HOUR).to_string();
            view! { <text class="hour" x=x y=(7 * height + 10).to_string()>{format!("{hour}:00")}</text> }
        })
        .collect_view();
    let rows = days.iter().map(Day::row).collect_view();
    let heads = lanes.iter().map(|lane| view! { <th scope="col">{lane.words.clone()}</th> }).collect_view();
    let next = lanes.iter().map(|lane| next_change(line, lane)).collect_view();
    view! {
        <section class="kind-week">
            <h4>{sentence::kind(kind)}</h4>
            <ul class="next">{next}</ul>
            <svg class="week-picture" viewBox=size aria-hidden="true">{drawn}{hours}</svg>
            <details>
                <summary>{say!(forwards.week.as_table)}</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=sentence::kind(kind)>
                <table>
                    <caption>{sentence::kind(kind)}</caption>
                    <thead><tr><th scope="col">{say!(forwards.week.day)}</th>{heads}<th scope="col">{say!(forwards.week.remarks)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// The stretches of minutes in which a test holds.
fn runs(test: impl Fn(usize) -> bool) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (minute, index) in (0_u32..1440).zip(0..) {
        if test(index) {
            match runs.last_mut() {
                Some((_, end)) if *end == minute => *end += 1,
                _ => runs.push((minute, minute + 1)),
            }
        }
    }
    runs
}

/// A day of all rules of a kind, minute by minute.
struct Day {
    date: Date,
    lanes: Vec<Vec<Truth>>,
}

impl Day {
    fn of(date: Date, lanes: &[Lane]) -> Self {
        Self { date, lanes: lanes.iter().map(|lane| lane.timetable.day(date)).collect() }
    }

    fn stretches(lane: &[Truth], truth: Truth) -> Vec<(u32, u32)> {
        runs(|minute| lane[minute] == truth)
    }

    fn on_at(&self, minute: usize) -> usize {
        self.lanes.iter().filter(|lane| lane[minute] == Truth::Yes).count()
    }

    /// When several rules are on at once.
    fn overlaps(&self) -> Vec<(u32, u32)> {
        runs(|minute| self.on_at(minute) > 1)
    }

    /// When none is.
    fn gaps(&self) -> Vec<(u32, u32)> {
        runs(|minute| self.on_at(minute) == 0)
    }

    fn draw(&self, top: u32, height: u32) -> AnyView {
        let x = |minute: u32| LEFT + minute * HOUR / 60;
        let bar = |class: &'static str, (from, until): (u32, u32), y: u32, height: u32| {
            let width = (x(until) - x(from)).max(1).to_string();
            view! { <rect class=class x=x(from).to_string() y=y.to_string() width=width height=height.to_string()/> }
        };
        let bars = self
            .lanes
            .iter()
            .zip(0_u32..)
            .flat_map(|(lane, place)| {
                let y = top + 2 + place * LANE;
                let sure = Self::stretches(lane, Truth::Yes).into_iter().map(move |run| ("on", run));
                let maybe = Self::stretches(lane, Truth::Maybe).into_iter().map(move |run| ("perhaps", run));
                sure.chain(maybe).map(|(class, run)| bar(class, run, y, LANE - 2)).collect::<Vec<_>>()
            })
            .collect_view();
        let marks = |class: &'static str, runs: Vec<(u32, u32)>| {
            runs.into_iter().map(|run| bar(class, run, top + height - 4, 2)).collect_view()
        };
        view! {
            <g>
                <text x="0" y=(top + height / 2 + 3).to_string()>{sentence::day(self.date.weekday())}</text>
                <rect class="day" x=LEFT.to_string() y=top.to_string() width=(24 * HOUR).to_string() height=(height - 1).to_string()/>
                {bars}
                {marks("overlap", self.overlaps())}
                {marks("gap", self.gaps())}
            </g>
        }
        .into_any()
    }

    fn row(&self) -> AnyView {
        let cells = self
            .lanes
            .iter()
            .map(|lane| {
                let on = spans(Self::stretches(lane, Truth::Yes));
                view! { <td>{if on.is_empty() { "–".to_owned() } else { on }}</td> }
            })
            .collect_view();
        let (overlaps, gaps) = (spans(self.overlaps()), spans(self.gaps()));
        let overlaps = (!overlaps.is_empty()).then(|| say!(forwards.week.overlap, times = overlaps));
        let gaps = (!gaps.is_empty()).then(|| say!(forwards.week.gap, times = gaps));
        let remarks = [overlaps, gaps].into_iter().flatten().collect::<Vec<_>>().join("; ");
        view! {
            <tr>
                <th scope="row">{sentence::day(self.date.weekday())}" "{sentence::date(self.date)}</th>
                {cells}
                <td>{remarks}</td>
            </tr>
        }
        .into_any()
    }
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn spans(runs: Vec<(u32, u32)>) -> String {
    let words = runs.into_iter().map(|(from, until)| format!("{}–{}", clock(from), clock(until)));
    words.collect::<Vec<_>>().join(", ")
}

/// Until when a rule stays as it is now.
fn next_change(line: &LineView, rule: &Lane) -> Option<AnyView> {
    let now: LocalTime = line.local_now()?;
    let is_on = rule.timetable.at(now);
    let change: Option<Instant> = rule.timetable.next_change(&line.zone, line.now);
    let words = match (is_on, change.and_then(|change| line.zone.local(change))) {
        (Truth::Maybe, _) => say!(forwards.week.unknown),
        (Truth::Yes, None) => say!(forwards.week.stays_on),
        (Truth::No, None) => say!(forwards.week.stays_off),
        (Truth::Yes, Some(at)) => say!(forwards.week.on_until, when = near(now, at)),
        (Truth::No, Some(at)) => say!(forwards.week.off_until, when = near(now, at)),
    };
    Some(view! { <li>{rule.words.clone()}": "<strong>{words}</strong></li> }.into_any())
}

/// A moment as people near it say it.
fn near(now: LocalTime, at: LocalTime) -> String {
    let time = sentence::time(at.time);
    if at.date == now.date {
        say!(forwards.week.today, time = time)
    } else if Some(at.date) == now.date.plus(1) {
        say!(forwards.week.tomorrow, time = time)
    } else {
        format!("{} {} {time}", sentence::day(at.date.weekday()), sentence::date(at.date))
    }
}
