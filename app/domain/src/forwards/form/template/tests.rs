//! What a template makes of the rules that are there.

use super::*;
use crate::{
    forwards::{
        Destination, Destinations, LocalTime, Mapping, Period, Plan, Set, Slot, Step, TimeSet, Times, Wanted,
    },
    identifier::SubscriberId,
    number::NumberParts,
};
use std::collections::BTreeMap;

const TODAY: &str = "2026-11-26";

fn today() -> Date {
    TODAY.parse().unwrap()
}

fn with_line<T>(then: impl FnOnce(&Line<'_>) -> T) -> T {
    let number = NumberParts::from_platform("43".into(), "1".into(), "2345678".into());
    then(&Line { number: &number, own: &["4312345678".to_owned()] })
}

/// A line with a rule for every call at these times; none is at any time.
fn line_with(times: &[Option<Vec<Period>>]) -> Configuration {
    let destinations = |index: usize| {
        let uri = format!("sip:43664000{index}@alpine.example");
        Destinations(vec![Destination { uri, timeout: 30, priority: Some(1), announcement_id: None }])
    };
    let set = |index: usize, content| Set {
        id: (index as u64 + 1).into(),
        name: format!("set {index}"),
        owner: SubscriberId(7),
        uses: Some(1),
        content,
    };
    let time_sets: Vec<TimeSet> = times
        .iter()
        .enumerate()
        .filter_map(|(index, rows)| {
            let rows = Times(rows.clone()?);
            Some(Set {
                id: (index as u64 + 1).into(),
                name: format!("times {index}"),
                owner: SubscriberId(7),
                uses: Some(1),
                content: rows,
            })
        })
        .collect();
    let mapping = |(index, rows): (usize, &Option<Vec<Period>>)| Mapping {
        destination_set: (index as u64 + 1).into(),
        time_set: rows.as_ref().map(|_| (index as u64 + 1).into()),
        source_set: None,
        bnumber_set: None,
        enabled: true,
        use_redirection: false,
    };
    Configuration {
        subscriber: SubscriberId(7),
        domain: "alpine.example".into(),
        mappings: BTreeMap::from([(Kind::Always, times.iter().enumerate().map(mapping).collect())]),
        ring_seconds: None,
        destination_sets: (0..times.len()).map(|index| set(index, destinations(index))).collect(),
        time_sets,
        source_sets: Vec::new(),
        bnumber_sets: Vec::new(),
    }
}

fn day(text: &str) -> Vec<Period> {
    let date: Date = text.parse().unwrap();
    Span::days(date, date).unwrap().to_periods()
}

fn weekly() -> Vec<Period> {
    vec![Period { wday: Some("2-6".into()), hour: Some("18-19".into()), ..Period::default() }]
}

fn to_mobile(recipe: Recipe) -> TemplateForm {
    TemplateForm { number: "0664 7654321".into(), target: "number".into(), ..TemplateForm::usual(recipe) }
}

fn wanted(template: &TemplateForm, present: &Configuration) -> Wanted {
    with_line(|line| template.put(present, line, today()).unwrap().parse(present, line)).unwrap()
}

/// Which rules for every call are on at a moment, by their places.
fn on(template: &TemplateForm, present: &Configuration, at: &str) -> Vec<usize> {
    let (routing, at) =
        (Routing::wanted(present, &wanted(template, present)), at.parse::<LocalTime>().unwrap());
    let rules = routing.rules(Kind::Always).iter().enumerate();
    let is_on = |rule: &Rule| {
        rule.enabled
            && rule.schedule().unwrap().is_none_or(|schedule| schedule.at(at) == crate::forwards::Truth::Yes)
    };
    rules.filter(|(_, rule)| is_on(rule)).map(|(place, _)| place).collect()
}

#[test]
fn today_ends_by_itself_and_what_was_there_comes_back() {
    let present = line_with(&[None]);
    let template = to_mobile(Recipe::Today);
    for (at, expected) in [
        ("2026-11-26T00:00", vec![0]),
        ("2026-11-26T23:59", vec![0]),
        ("2026-11-27T00:00", vec![1]),
        ("2027-02-28T12:00", vec![1]),
        ("2999-12-31T23:59", vec![1]),
    ] {
        assert_eq!(on(&template, &present, at), expected, "{at}");
    }
    // On a line without rules nothing else is on afterwards.
    let empty = line_with(&[]);
    assert_eq!(on(&template, &empty, "2026-11-26T12:00"), [0]);
    assert!(on(&template, &empty, "2026-11-27T00:00").is_empty());
}

#[test]
fn a_holiday_may_begin_later_and_lasts_until_the_last_day() {
    let present = line_with(&[None, Some(weekly())]);
    let template = TemplateForm {
        first: "2026-12-24".into(),
        last: "6.1.2027".into(),
        ..TemplateForm::usual(Recipe::Holiday)
    };
    for (at, expected) in [
        ("2026-12-22T18:30", vec![1, 2]),
        ("2026-12-23T23:59", vec![1]),
        ("2026-12-24T00:00", vec![0]),
        ("2027-01-06T23:59", vec![0]),
        // Weekly times stay behind the new rule.
        ("2027-01-06T18:30", vec![0, 2]),
        ("2027-01-07T00:00", vec![1]),
    ] {
        assert_eq!(on(&template, &present, at), expected, "{at}");
    }
    let off = TemplateForm { others: "off".into(), ..template };
    for (at, expected) in
        [("2026-12-22T18:30", vec![]), ("2027-01-06T18:30", vec![0]), ("2027-01-07T00:00", vec![])]
    {
        assert_eq!(on(&off, &present, at), expected, "{at}");
    }
}

#[test]
fn office_hours_leave_the_telephone_alone_and_switch_other_rules_off() {
    let present = line_with(&[None]);
    let friday =
        PartForm { from: "08:00".into(), until: "12:00".into(), fri: "on".into(), ..PartForm::default() };
    let mut template = to_mobile(Recipe::OfficeHours);
    template.hours[0].fri.clear();
    template.hours.push(PartForm { what: "weekly".into(), ..friday });
    template.place = "AT".into();
    for (at, expected) in [
        ("2026-11-26T08:00", vec![]),
        ("2026-11-26T17:00", vec![0]),
        ("2026-11-27T11:59", vec![]),
        ("2026-11-27T12:00", vec![0]),
        ("2026-11-28T10:00", vec![0]),
        // 8 December is a Tuesday, and a holiday; 7 December is not.
        ("2026-12-07T10:00", vec![]),
        ("2026-12-08T10:00", vec![0]),
        ("2027-10-26T10:00", vec![0]),
    ] {
        assert_eq!(on(&template, &present, at), expected, "{at}");
    }
    let wanted = wanted(&template, &present);
    assert_eq!(wanted.rules[&Kind::Always].len(), 2, "a rule is lost");
    assert!(!wanted.rules[&Kind::Always][1].enabled);
}

#[test]
fn the_same_template_again_changes_nothing() {
    let mut present = line_with(&[]);
    for template in [to_mobile(Recipe::Today), to_mobile(Recipe::OfficeHours)] {
        let first = wanted(&template, &present);
        let routing = Routing::wanted(&present, &first);
        let rule = &routing.rules(Kind::Always)[0];
        present = line_with(&[Some(rule.times.as_ref().unwrap().content.as_ref().unwrap().0.clone())]);
        present.destination_sets[0].content = rule.destinations.content.clone().unwrap();
        assert!(Plan::new(&present, &wanted(&template, &present)).is_empty(), "{}", template.recipe);
    }
}

#[test]
fn a_rule_whose_day_is_over_is_used_again() {
    let present = line_with(&[Some(weekly()), Some(day("2026-11-25"))]);
    let template = to_mobile(Recipe::Today);
    let wanted = wanted(&template, &present);
    assert_eq!(wanted.rules[&Kind::Always].len(), 2);
    assert_eq!(on(&template, &present, "2026-11-26T18:30"), [0, 1]);
    let creates = |step: &Step| matches!(step, Step::Create(..));
    let plan = Plan::new(&present, &wanted);
    assert!(plan.steps.iter().filter(|step| creates(step)).count() <= 2, "{plan:?}");
}

#[test]
fn a_list_with_a_name_stays_as_it_is() {
    let mut present = line_with(&[Some(day("2026-11-25"))]);
    present.destination_sets[0].content.0[0].timeout = 60;
    let template = TemplateForm { number: "+436640000".into(), ..to_mobile(Recipe::Today) };
    let again = wanted(&template, &present);
    let [rule] = &again.rules[&Kind::Always][..] else { panic!("{again:?}") };
    assert_eq!(rule.destinations, Slot::Kept(1.into()));
    assert!(matches!(rule.times, Some(Slot::Here(_, None))), "{rule:?}");
    assert!(!Plan::new(&present, &again).steps.iter().any(|step| matches!(step, Step::Rewrite(..))));

    let days = Span::days("2026-11-20".parse().unwrap(), "2026-11-30".parse().unwrap()).unwrap();
    let other = wanted(&template, &line_with(&[Some(days.to_periods())]));
    assert!(matches!(other.rules[&Kind::Always][1].times, Some(Slot::Here(_, None))), "{other:?}");
}

#[test]
fn a_rule_that_redirects_is_not_used_again() {
    let mut present = line_with(&[Some(day("2026-11-25"))]);
    present.mappings.get_mut(&Kind::Always).unwrap()[0].use_redirection = true;
    let wanted = wanted(&to_mobile(Recipe::Today), &present);
    let redirects: Vec<bool> = wanted.rules[&Kind::Always].iter().map(|rule| rule.use_redirection).collect();
    assert_eq!(redirects, [false, true]);
}

#[test]
fn a_rule_for_some_days_gives_way_on_the_days_that_both_want() {
    let christmas = Span::days("2026-11-20".parse().unwrap(), "2026-11-30".parse().unwrap()).unwrap();
    let present = line_with(&[Some(christmas.to_periods()), Some(day(TODAY))]);
    let template = to_mobile(Recipe::Today);
    for (at, expected) in [
        ("2026-11-25T12:00", vec![1]),
        ("2026-11-26T12:00", vec![0]),
        ("2026-11-27T12:00", vec![1]),
        ("2026-12-01T00:00", vec![]),
    ] {
        assert_eq!(on(&template, &present, at), expected, "{at}");
    }
}

#[test]
fn mistakes_stand_at_the_fields_of_the_template() {
    type Change = fn(&mut TemplateForm);
    let present = line_with(&[None]);
    let cases: [(Recipe, Change, &str, FieldError); 10] = [
        (Recipe::Today, |form| form.number.clear(), "number", FieldError::Missing),
        (Recipe::Today, |form| form.number = "call me".into(), "number", FieldError::InvalidDestination),
        (Recipe::Today, |form| form.recipe = "tomorrow".into(), "recipe", FieldError::InvalidChoice),
        (Recipe::Holiday, |form| form.last = "soon".into(), "last", FieldError::InvalidDate),
        (Recipe::Holiday, |form| form.last.clear(), "last", FieldError::Missing),
        (Recipe::Holiday, |form| form.last = "2026-11-25".into(), "last", FieldError::EndsBeforeItBegins),
        (Recipe::Holiday, |form| form.last = "3100-12-31".into(), "last", FieldError::EndsBeforeItBegins),
        (Recipe::OfficeHours, |form| form.hours.clear(), "hours][0][mon", FieldError::Missing),
        (
            Recipe::OfficeHours,
            |form| form.hours[0].until = "25:00".into(),
            "hours][0][until",
            FieldError::InvalidTime,
        ),
        (Recipe::OfficeHours, |form| form.place = "XX".into(), "place", FieldError::InvalidChoice),
    ];
    for (recipe, change, field, error) in cases {
        let mut template = to_mobile(recipe).clone();
        template.last = "2026-12-31".into();
        change(&mut template);
        let errors = with_line(|line| template.put(&present, line, today())).unwrap_err();
        assert_eq!(errors.get(&format!("form[{field}]")), Some(error), "{errors:?}");
    }
    let whole_week = PartForm { from: String::new(), until: String::new(), ..PartForm::blank("weekly") };
    let mut template = to_mobile(Recipe::OfficeHours);
    template.hours = vec![PartForm { sat: "on".into(), sun: "on".into(), ..whole_week }];
    let errors = with_line(|line| template.put(&present, line, today())).unwrap_err();
    assert_eq!(errors.get("form[hours][0][until]"), Some(FieldError::NothingLeft));
}

#[test]
fn what_is_known_of_the_line_is_offered() {
    let present = line_with(&[None]);
    let offered = |recipe| with_line(|line| TemplateForm::usual(recipe).on(today(), &present, line));
    assert_eq!(offered(Recipe::Today).number, "+436640000");
    let holiday = offered(Recipe::Holiday);
    assert_eq!((holiday.first.as_str(), holiday.last.as_str()), (TODAY, "2026-12-03"));
    assert_eq!((holiday.target.as_str(), holiday.number.as_str()), ("voicebox", ""));
    // Where a reseller filled in the first day alone, the last one follows it.
    let planned = TemplateForm { first: "2026-12-24".into(), ..TemplateForm::usual(Recipe::Holiday) };
    assert_eq!(with_line(|line| planned.on(today(), &present, line)).last, "2026-12-31");
    for recipe in Recipe::ALL {
        assert_eq!(Recipe::from_name(recipe.name()), Some(recipe));
    }
}
