//! Call forwards: what the platform holds, what a person edits, and the plan that leads from one to the other
//! (contract 3.17 to 3.23).

mod calendar;
mod clock;
mod configuration;
mod destination;
mod difference;
mod form;
mod kind;
mod number_list;
mod period;
mod plan;
mod routing;
mod row;
mod schedule;
mod set;
mod span;
mod timetable;
mod truth;
mod wanted;
mod warnings;
mod week;
mod weekly;
mod who_rings;

pub use calendar::{Date, LocalTime, YearlyDay};
pub use clock::{Instant, Stretch, Zone};
pub use configuration::{Configuration, Mapping};
pub use destination::{Endpoint, Target};
pub use difference::{Difference, differences};
pub use form::{
    Base, DaysForm, DestinationForm, ForwardsForm, HolidaysForm, Line, NamedTemplateForm, PartForm, Pressed,
    Recipe, RuleForm, SetForm, SetsForm, TemplateForm, mark_of,
};
pub use kind::Kind;
pub use period::Period;
pub use plan::{Plan, PlannedMapping, SetRef, Step, Switch};
pub use routing::{Held, Hidden, Routing, Rule};
pub use schedule::{Outside, Part, Schedule};
pub use set::{
    AnyContent, BnumberSet, CalledNumbers, Callers, Content, Destination, DestinationSet, Destinations,
    ListMode, NumberList, Set, SetKind, SourceSet, TimeSet, Times,
};
pub use span::{Span, Yearly};
pub use timetable::{Run, Timetable};
pub use truth::Truth;
pub use wanted::{Slot, Wanted, WantedRule};
pub use warnings::{Found, Reason, Surroundings, Warning, is_denied, warnings};
pub use weekly::{Days, TimeOfDay, Weekday, WeeklyTime};
pub use who_rings::{Call, Candidate, LineState, Ring, Stage, way_of};
