//! Call forwards: what the platform holds, what a person edits, and the plan that leads from one to the other
//! (contract 3.17 to 3.23).

mod configuration;
mod destination;
mod form;
mod kind;
mod period;
mod plan;
mod weekly;

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
pub use weekly::{Days, TimeOfDay, Weekday, WeeklyTime};
