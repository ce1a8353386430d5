//! Who rings, as typed.

use super::{LONGEST_RING, Line, MOST, Mistaken};
use crate::{
    FieldError, FieldErrors,
    forwards::{Configuration, Destination, Destinations, Endpoint, Target},
    identifier::DestinationSetId,
    text,
};
use serde::{Deserialize, Serialize};

/// What the platform rings when nothing is said (contract 3.17).
const USUAL_RING: &str = "300";

/// One destination as typed. A row without a number and without a kind of its own does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationForm {
    /// `number`, or the keyword of an endpoint such as `voicebox`.
    pub target: String,
    /// The number or SIP address.
    pub number: String,
    /// How long it rings.
    pub seconds: String,
    /// The id of what is played; only one endpoint has that.
    pub announcement: String,
}

impl DestinationForm {
    /// A row to fill in.
    #[must_use]
    pub fn blank() -> Self {
        Self { target: "number".into(), seconds: "30".into(), ..Self::default() }
    }

    /// Whether the row does not count.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.number.trim().is_empty() && Endpoint::from_keyword(&self.target).is_none()
    }

    /// The row of a destination that means this.
    pub(super) fn shown(target: &Target, destination: &Destination) -> Self {
        Self {
            target: match target {
                Target::Endpoint(endpoint) => endpoint.keyword().to_owned(),
                Target::Number(_) | Target::Address(_) => "number".to_owned(),
            },
            number: target.to_input(),
            seconds: destination.timeout.to_string(),
            announcement: destination.announcement_id.map(|id| id.to_string()).unwrap_or_default(),
        }
    }

    fn parse(&self, field: &str, line: &Line<'_>, errors: &mut FieldErrors) -> Option<Typed> {
        let target = match Endpoint::from_keyword(&self.target) {
            Some(endpoint) => Some(Target::Endpoint(endpoint)),
            None => errors.take(format!("{field}[number]"), Target::parse(&self.number, line.number)),
        };
        let seconds = if self.seconds.trim().is_empty() { USUAL_RING } else { &self.seconds };
        let seconds = text::whole_number(seconds, 1, LONGEST_RING);
        let seconds = errors.take(format!("{field}[seconds]"), seconds);
        let announcement =
            match (&target, self.announcement.trim()) {
                (_, "") => None,
                (Some(Target::Endpoint(Endpoint::CustomHours)), id) => Some(errors.take(
                    format!("{field}[announcement]"),
                    id.parse().map_err(|_| FieldError::InvalidChoice),
                )?),
                // What was chosen for the endpoint that stood here before.
                _ => None,
            };
        Some(Typed { target: target?, seconds: seconds?, announcement })
    }
}

/// A destination as it was typed.
struct Typed {
    target: Target,
    seconds: u32,
    announcement: Option<u64>,
}

/// The typed destinations of a rule. None if they are what `base` has, which the form showed.
pub(super) fn parse(
    rows: &[DestinationForm],
    field: &str,
    present: &Configuration,
    base: Option<DestinationSetId>,
    line: &Line<'_>,
    errors: &mut FieldErrors,
) -> Result<Option<Destinations>, Mistaken> {
    let old_set = base.and_then(|id| present.set::<Destinations>(id));
    let before = old_set.map(|set| set.content.in_order()).unwrap_or_default();
    let untouched =
        |row: &DestinationForm, old: &Destination| *row == DestinationForm::shown(&present.target(old), old);
    let filled: Vec<(usize, &DestinationForm)> =
        rows.iter().enumerate().filter(|(_, row)| !row.is_blank()).collect();
    // What was there already is not judged: it may hold what nobody could type.
    if base.is_some()
        && filled.len() == before.len()
        && filled.iter().zip(&before).all(|((_, row), old)| untouched(row, old))
    {
        return Ok(None);
    }
    if filled.is_empty() {
        errors.add(format!("{field}[destinations][0][number]"), FieldError::Missing);
        return Err(Mistaken);
    }
    if filled.len() > MOST {
        errors.add(format!("{field}[destinations][0][number]"), FieldError::OutOfRange(1, 200));
        return Err(Mistaken);
    }
    let mut left: Vec<&Destination> = before;
    let mut wanted = Some(Vec::new());
    for (index, row) in filled {
        let same = left.iter().position(|old| untouched(row, old));
        let destination = match same.map(|same| left.remove(same)) {
            Some(old) => Some(old.clone()),
            None => row.parse(&format!("{field}[destinations][{index}]"), line, errors).map(|typed| {
                let known = left.iter().position(|old| present.target(old) == typed.target);
                let known = known.map(|known| left.remove(known));
                Destination {
                    uri: known.map_or_else(|| typed.target.to_uri(&present.domain), |old| old.uri.clone()),
                    timeout: typed.seconds,
                    priority: known.and_then(|old| old.priority),
                    announcement_id: typed.announcement,
                }
            }),
        };
        match (&mut wanted, destination) {
            (Some(wanted), Some(destination)) => wanted.push(destination),
            _ => wanted = None,
        }
    }
    wanted.map(|wanted| Some(Destinations(in_order(wanted)))).ok_or(Mistaken)
}

/// Priorities that say this order: those that are there stay if they fit, otherwise all are counted anew.
fn in_order(mut wanted: Vec<Destination>) -> Vec<Destination> {
    let mut last = None;
    let mut fits = true;
    for destination in &wanted {
        match destination.priority {
            Some(priority) if last.is_none_or(|last| last < priority) => last = Some(priority),
            Some(_) => fits = false,
            None => {}
        }
    }
    // New ones can only follow what is there.
    let first_new = wanted.iter().position(|one| one.priority.is_none()).unwrap_or(wanted.len());
    fits &= wanted[first_new..].iter().all(|one| one.priority.is_none());
    let mut next = if fits { last.unwrap_or(0) } else { 0 };
    for destination in &mut wanted {
        if !fits || destination.priority.is_none() {
            next += 1;
            destination.priority = Some(next);
        }
    }
    wanted
}
