//! Templates: a few words that people use ("holiday until …") become a rule for every call, put into the form of the rules. So it
//! is reviewed, checked, saved and undone as anything else that is typed there.

use super::{DestinationForm, ForwardsForm, Line, PartForm, RuleForm, times};
use crate::{
    FieldError, FieldErrors,
    forwards::{Configuration, Date, Endpoint, Kind, Part, Routing, Rule, Schedule, Span, Target, Weekday},
    holidays::Place,
};
use serde::{Deserialize, Serialize};

/// How long a number rings that a template names, in seconds: until its own voicebox would answer.
const RING: &str = "60";

/// What a template is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipe {
    /// The telephone of the line rings during office hours, somebody else at all other times.
    OfficeHours,
    /// Somebody else takes all calls from one day until another.
    Holiday,
    /// Somebody else takes all calls today.
    Today,
}

impl Recipe {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OfficeHours, Self::Holiday, Self::Today];

    /// The name that links and forms use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OfficeHours => "office-hours",
            Self::Holiday => "holiday",
            Self::Today => "today",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|recipe| recipe.name() == name)
    }
}

/// The few things that a template asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// The name of its [`Recipe`].
    pub recipe: String,
    /// `number`, or the keyword of an endpoint such as `voicebox`.
    pub target: String,
    /// The number or SIP address.
    pub number: String,
    /// Office hours; a row without days does not count.
    pub hours: Vec<PartForm>,
    /// The country or region on whose holidays there are no office hours; nothing for none.
    pub place: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// What becomes of other rules for every call meanwhile: `rest`, and then they work again; or `off`.
    pub others: String,
}

impl TemplateForm {
    /// A template to fill in, with what is usual.
    #[must_use]
    pub fn usual(recipe: Recipe) -> Self {
        let hours = match recipe {
            Recipe::OfficeHours => vec![PartForm::blank("weekly")],
            Recipe::Holiday | Recipe::Today => Vec::new(),
        };
        Self {
            recipe: recipe.name().to_owned(),
            target: if recipe == Recipe::Holiday { Endpoint::Voicebox.keyword() } else { "number" }
                .to_owned(),
            hours,
            others: "rest".into(),
            ..Self::default()
        }
    }

    /// With what depends on the day and the line, where nothing is filled in yet.
    #[must_use]
    pub fn on(mut self, today: Date, present: &Configuration, line: &Line<'_>) -> Self {
        let fill = |field: &mut String, value: Option<String>| {
            if field.is_empty() {
                *field = value.unwrap_or_default();
            }
        };
        if self.target == "number" {
            fill(&mut self.number, known_number(present, line));
        }
        if self.recipe == Recipe::Holiday.name() {
            fill(&mut self.first, Some(today.to_string()));
            let first = self.first.parse::<Date>().unwrap_or(today);
            fill(&mut self.last, first.plus(7).map(|day| day.to_string()));
        }
        self
    }

    fn destination(&self, line: &Line<'_>, errors: &mut FieldErrors) -> Option<DestinationForm> {
        if let Some(endpoint) = Endpoint::from_keyword(&self.target) {
            return Some(DestinationForm {
                target: endpoint.keyword().to_owned(),
                seconds: "300".into(),
                ..DestinationForm::default()
            });
        }
        // As the form of the rules shows it, so that it is known again.
        let target = errors.take("form[number]", Target::parse(&self.number, line.number))?;
        Some(DestinationForm {
            target: "number".into(),
            number: target.to_input(),
            seconds: RING.into(),
            ..DestinationForm::default()
        })
    }

    /// The days of a template that ends.
    fn span(&self, recipe: Recipe, today: Date, errors: &mut FieldErrors) -> Option<Span> {
        if recipe == Recipe::Today {
            return Span::days(today, today);
        }
        let first = if self.first.trim().is_empty() { Ok(today) } else { self.first.parse::<Date>() };
        let first = errors.take("form[first]", first);
        let last = errors.take("form[last]", self.last.parse::<Date>());
        let (first, last) = (first?, last?);
        let span = Span::days(first, last).filter(|_| last >= today && last.year() < Span::LAST_YEAR);
        if span.is_none() {
            errors.add("form[last]", FieldError::EndsBeforeItBegins);
        }
        span
    }

    /// All times but office hours, and holidays of this year and the next.
    fn outside(&self, today: Date, errors: &mut FieldErrors) -> Option<Schedule> {
        let asked: Vec<(usize, PartForm)> = self
            .hours
            .iter()
            .enumerate()
            .filter(|(index, hours)| *index == 0 || has_days(hours))
            .map(|(index, hours)| (index, PartForm { what: "outside".into(), ..hours.clone() }))
            .collect();
        let forms: Vec<PartForm> = asked.iter().map(|(_, hours)| hours.clone()).collect();
        let mut mistakes = FieldErrors::new();
        let schedule = if forms.is_empty() {
            errors.add("form[hours][0][mon]", FieldError::Missing);
            None
        } else {
            times::parse(&forms, "form", &[], &mut mistakes)
        };
        for (field, mistake) in mistakes.iter() {
            let place = asked.iter().enumerate().find_map(|(place, (index, _))| {
                let rest = field.strip_prefix(&format!("form[parts][{place}]"))?;
                Some(format!("form[hours][{index}]{rest}"))
            });
            errors.add(place.unwrap_or_else(|| "form[hours][0][mon]".into()), mistake);
        }
        let holidays = if self.place.is_empty() {
            Some(Vec::new())
        } else {
            let place = Place::from_code(&self.place).ok_or(FieldError::InvalidChoice);
            errors.take("form[place]", place).map(|place| {
                let until = Date::new(today.year() + 1, 12, 31).unwrap_or(today);
                let found = place.country.holidays(place.region, today, until, "en");
                found.iter().filter_map(|holiday| Span::days(holiday.date, holiday.date)).collect()
            })
        };
        let mut schedule = schedule?;
        schedule.parts.extend(Span::joined(holidays?).into_iter().map(Part::Once));
        Some(schedule)
    }

    /// The form of the rules with this template put into it: its rule comes first, and other rules for every call give way.
    ///
    /// # Errors
    /// Every mistake at its field, `form[number]` and so on.
    pub fn put(
        &self,
        present: &Configuration,
        line: &Line<'_>,
        today: Date,
    ) -> Result<ForwardsForm, FieldErrors> {
        let mut errors = FieldErrors::new();
        let recipe = Recipe::from_name(&self.recipe).ok_or(FieldError::InvalidChoice);
        let recipe = errors.take("form[recipe]", recipe).ok_or_else(|| errors.clone())?;
        let destination = self.destination(line, &mut errors);
        let (schedule, span) = if recipe == Recipe::OfficeHours {
            (self.outside(today, &mut errors), None)
        } else {
            let span = self.span(recipe, today, &mut errors);
            (span.map(|span| Schedule::of([Part::Once(span)])), span)
        };
        let (Some(destination), Some(schedule)) = (destination, schedule) else { return Err(errors) };
        // As the platform gives them back, so that they are known again.
        let times = Schedule::from_periods(&schedule.to_periods());
        let rule = RuleForm {
            destinations: vec![destination],
            when: "times".into(),
            parts: times.parts.iter().flat_map(PartForm::of).collect(),
            ..RuleForm::blank(Kind::Always)
        };
        let mut form = ForwardsForm::of(present, line);
        let away = span.filter(|_| self.others != "off");
        form.put_first(rule, &Routing::of(present), today, |other| give_way(other, away, today));
        Ok(form)
    }

    /// The field of the template from which a field of the form of the rules comes.
    #[must_use]
    pub fn field_of(field: &str) -> String {
        let name = field.rsplit_once('[').map_or(field, |(_, name)| name).trim_end_matches(']');
        format!("form[{name}]")
    }
}

/// Another rule for every call steps aside: for good, or for some days if it knows no weekly times.
fn give_way(other: &mut RuleForm, away: Option<Span>, today: Date) {
    let Some(away) = away else {
        other.enabled.clear();
        return;
    };
    // Other times stay: the platform has no weeks with days left out. The new rule comes before them (contract 3.19).
    let Some(spans) = spans(other, today) else { return };
    let left: Vec<Span> = spans.iter().flat_map(|span| span.without(&away)).collect();
    if left.is_empty() {
        other.enabled.clear();
    } else if left != spans {
        other.parts = left.into_iter().flat_map(|span| PartForm::of(&Part::Once(span))).collect();
        other.when = "times".into();
        other.sets.times.leave();
    }
}

/// From when until when a rule works, if it is on without a break.
fn spans(rule: &RuleForm, today: Date) -> Option<Vec<Span>> {
    if rule.when == "always" {
        return Some(vec![Span::days(today, Date::new(Span::LAST_YEAR, 12, 31)?)?]);
    }
    let schedule = times::parse(&rule.parts, "", &[], &mut FieldErrors::new())?;
    let once = |part: &Part| if let Part::Once(span) = part { Some(*span) } else { None };
    schedule.parts.iter().map(once).collect::<Option<Vec<Span>>>().filter(|spans| !spans.is_empty())
}

impl ForwardsForm {
    /// Puts a rule before all others of its kind, which give way. One that is there already, or whose times are over, is used
    /// again, so that they do not pile up.
    fn put_first(
        &mut self,
        rule: RuleForm,
        present: &Routing,
        today: Date,
        give_way: impl Fn(&mut RuleForm),
    ) {
        let is_of_kind = |other: &&RuleForm| other.kind == rule.kind;
        // Which sets a rule uses does not matter, if they hold the same.
        let like =
            |other: &RuleForm| RuleForm { at: other.at.clone(), sets: other.sets.clone(), ..rule.clone() };
        let same =
            |other: &RuleForm| RuleForm { enabled: rule.enabled.clone(), ..other.clone() } == like(other);
        let over = |other: &RuleForm| other.present(present).is_some_and(|held| is_over(held, today));
        // The form does not show that a rule redirects, so a new one must not take that over.
        let redirects = |other: &RuleForm| other.present(present).is_some_and(|held| held.use_redirection);
        let places = |fits: &dyn Fn(&RuleForm) -> bool| {
            self.rules.iter().position(|other| is_of_kind(&other) && !redirects(other) && fits(other))
        };
        let taken = places(&same).or_else(|| places(&over));
        let new = taken.map(|place| {
            let old = self.rules.remove(place);
            let mut new = like(&old);
            if old.destinations != new.destinations {
                new.sets.destinations.leave();
            }
            if old.parts != new.parts {
                new.sets.times.leave();
            }
            new
        });
        let first = self.rules.iter().position(|other| is_of_kind(&other)).unwrap_or(0);
        for other in self.rules.iter_mut().filter(|other| is_of_kind(&&**other) && other.is_on()) {
            give_way(other);
        }
        self.rules.insert(first, new.unwrap_or(rule));
    }
}

fn has_days(hours: &PartForm) -> bool {
    Weekday::ALL.into_iter().any(|day| hours.has(day))
}

/// Whether a rule had its days and they are gone.
fn is_over(rule: &Rule, today: Date) -> bool {
    let Ok(Some(schedule)) = rule.schedule() else { return false };
    let is_past = |part: &Part| matches!(part, Part::Once(span) if span.until() <= today.start());
    !schedule.parts.is_empty() && schedule.parts.iter().all(is_past)
}

/// A number that calls of the line are sent to already.
fn known_number(present: &Configuration, line: &Line<'_>) -> Option<String> {
    let routing = Routing::of(present);
    let targets = routing.iter().filter_map(|(_, _, rule)| rule.in_order()).flatten();
    let found = targets.map(|one| routing.target(one)).find(|target| match target {
        Target::Number(digits) => !line.own.contains(digits),
        Target::Endpoint(_) | Target::Address(_) => false,
    });
    found.map(|target| target.to_input())
}

mod named;
pub use named::NamedTemplateForm;

#[cfg(test)]
mod tests;
