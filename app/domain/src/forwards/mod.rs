//! Call forwards: what the platform holds, what a person edits, and the plan that leads from one to the other
//! (contract 3.17 to 3.23).

mod calendar;
mod clock;
mod configuration;
mod destination;
mod form;
mod kind;
mod period;
mod plan;
mod row;
mod schedule;
mod span;
mod timetable;
mod truth;
mod week;
mod weekly;

pub use calendar::{Date, LocalTime, YearlyDay};
pub use clock::{Instant, Stretch, Zone};
pub use configuration::{
    BnumberSet, CallerMode, Configuration, Destination, DestinationSet, Mapping, SourceSet, TimeSet,
};
pub use destination::{Endpoint, Target};
pub use form::{
    DestinationForm, ForwardForm, ForwardsForm, Wanted, WantedDestination, WantedForward, WantedSchedule,
};
pub use kind::Kind;
pub use period::Period;
pub use plan::{
    DestinationSetRef, NewDestinationSet, NewTimeSet, Plan, PlannedMapping, Replacement, Switch, TimeSetRef,
};
pub use schedule::{Outside, Part, Schedule};
pub use span::{Span, Yearly};
pub use timetable::{Run, Timetable};
pub use truth::Truth;
pub use weekly::{Days, TimeOfDay, Weekday, WeeklyTime};
