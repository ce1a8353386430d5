//! What is shown is what is held, and only what was typed changes.

use super::*;
use crate::{
    destination_policy::Preset,
    forwards::{
        AnyContent, BnumberSet, CalledNumbers, Callers, Destination, DestinationSet, Destinations, ListMode,
        Mapping, NumberList, Period, Plan, Set, Slot, SourceSet, Step, TimeSet, Times,
    },
    identifier::SubscriberId,
};
use std::collections::BTreeMap;

fn number() -> NumberParts {
    NumberParts::from_platform("43".into(), "1".into(), "2345678".into())
}

fn destination(uri: &str, timeout: u32, priority: Option<i64>) -> Destination {
    Destination { uri: uri.into(), timeout, priority, announcement_id: None }
}

fn row(parts: [&str; 6]) -> Period {
    let [year, month, mday, wday, hour, minute] =
        parts.map(|part| (!part.is_empty()).then(|| part.to_owned()));
    Period { year, month, mday, wday, hour, minute }
}

fn set<C: super::super::Content>(id: u64, owner: u64, content: C) -> Set<C> {
    Set { id: id.into(), name: format!("set {id}"), owner: SubscriberId(owner), uses: Some(1), content }
}

fn list(entries: &[&str], is_regex: bool) -> NumberList {
    let entries = entries.iter().map(|&entry| entry.to_owned()).collect();
    NumberList { mode: ListMode::Whitelist, is_regex, entries }
}

/// What breaks the peers, all at once: several rules of a kind, foreign and shared sets, odd rows, lists of both sorts.
fn present() -> Configuration {
    let destination_sets: Vec<DestinationSet> = vec![
        set(
            1,
            7,
            Destinations(vec![
                destination("sip:vmu4312345678@voicebox.local", 300, Some(2)),
                destination("sip:+436641234567@alpine.example", 30, Some(1)),
                destination("sip:x y@alpine.example", 0, None),
            ]),
        ),
        set(2, 9, Destinations(vec![destination("sip:201@alpine.example", 20, None)])),
        set(3, 7, Destinations(vec![])),
    ];
    let time_sets: Vec<TimeSet> = vec![
        set(
            1,
            7,
            Times(vec![
                row(["", "12", "24-31", "", "", ""]),
                row(["", "1", "1-6", "", "", ""]),
                row(["", "", "", "6-2", "22-5", ""]),
                row(["", "", "1", "", "25-99", ""]),
                row(["2026", "12", "24", "", "0", ""]),
            ]),
        ),
        set(2, 7, Times(vec![])),
    ];
    let source_sets: Vec<SourceSet> = vec![
        set(1, 7, Callers(list(&["anonymous", "436641234567", "431*", "anonymous"], false))),
        set(2, 7, Callers(list(&["^43.*$", "[x"], true))),
    ];
    let bnumber_sets: Vec<BnumberSet> =
        vec![set(1, 7, CalledNumbers(list(&["43999", "anonymous", "4312345678", "4312345678"], false)))];
    let mapping = |to: u64, when: Option<u64>, from: Option<u64>, called: Option<u64>| Mapping {
        destination_set: to.into(),
        time_set: when.map(Into::into),
        source_set: from.map(Into::into),
        bnumber_set: called.map(Into::into),
        enabled: true,
        use_redirection: true,
    };
    Configuration {
        subscriber: SubscriberId(7),
        domain: "alpine.example".into(),
        mappings: BTreeMap::from([
            (Kind::Always, vec![mapping(1, Some(1), Some(1), None), mapping(2, None, Some(2), Some(1))]),
            (
                Kind::NoAnswer,
                vec![mapping(99, Some(98), Some(97), Some(96)), mapping(3, Some(2), None, None)],
            ),
            (Kind::Overflow, vec![mapping(1, None, None, None)]),
        ]),
        ring_seconds: Some(20),
        destination_sets,
        time_sets,
        source_sets,
        bnumber_sets,
    }
}

fn with_line<T>(then: impl FnOnce(&Line<'_>) -> T) -> T {
    let (number, own) = (number(), vec!["4312345678".to_owned()]);
    then(&Line { number: &number, own: &own })
}

fn parsed(present: &Configuration, form: &ForwardsForm) -> Wanted {
    with_line(|line| form.parse(present, line)).unwrap()
}

fn shown(present: &Configuration) -> ForwardsForm {
    with_line(|line| ForwardsForm::of(present, line)).with_blank_rules()
}

#[test]
fn everything_that_is_shown_is_read_back_as_it_was() {
    let present = present();
    let form = shown(&present);
    assert_eq!(parsed(&present, &form), Wanted::of(&present));
    // Rules that the form lacks stay, too.
    let fewer = ForwardsForm { rules: form.rules[1..].to_vec(), ..form };
    let wanted = parsed(&present, &fewer);
    assert_eq!(wanted.rules[&Kind::Always].len(), 2);
}

#[test]
fn a_filled_in_blank_rule_is_a_new_one_that_is_on() {
    let present = present();
    let mut form = shown(&present);
    let busy = form.rules.iter_mut().find(|rule| rule.kind == "cfb").unwrap();
    busy.destinations[0].number = "0664 123 45 67".into();
    let wanted = parsed(&present, &form);
    let rule = &wanted.rules[&Kind::Busy][0];
    assert!(rule.enabled);
    let Slot::Here(Destinations(to), None) = &rule.destinations else { panic!("{rule:?}") };
    assert_eq!(to, &[destination("sip:436641234567@alpine.example", 30, Some(1))]);
}

#[test]
fn new_seconds_of_one_destination_keep_the_spelling_of_all() {
    let present = present();
    let mut form = shown(&present);
    form.rules[0].destinations[0].seconds = "31".into();
    let wanted = parsed(&present, &form);
    let Slot::Here(Destinations(to), Some(_)) = &wanted.rules[&Kind::Always][0].destinations else {
        panic!("{wanted:?}")
    };
    let expected = [
        destination("sip:+436641234567@alpine.example", 31, Some(1)),
        destination("sip:vmu4312345678@voicebox.local", 300, Some(2)),
        destination("sip:x y@alpine.example", 0, Some(3)),
    ];
    assert_eq!(to, &expected);
}

#[test]
fn a_new_day_keeps_all_other_rows() {
    let present = present();
    let mut form = shown(&present);
    form.press("part:0:once");
    let part = form.rules[0].parts.last_mut().unwrap();
    (part.first, part.last) = ("2027-05-01".into(), "2027-05-01".into());
    let plan = Plan::new(&present, &parsed(&present, &form));
    let [Step::Rewrite(1, AnyContent::Times(Times(rows)))] = &plan.steps[..] else { panic!("{plan:?}") };
    let before = &present.time_sets[0].content.0;
    assert_eq!(rows[..4], before[..4]);
    assert!(rows.contains(&row(["2027", "5", "1", "", "", ""])));
}

#[test]
fn numbers_of_callers_are_normalised_and_patterns_kept() {
    let present = present();
    let mut form = shown(&present);
    form.rules[0].caller_numbers.push_str("\n0664 / 99 88 77\n+43 (1) 5*\n");
    let wanted = parsed(&present, &form);
    let Some(Slot::Here(Callers(list), Some(_))) = &wanted.rules[&Kind::Always][0].callers else {
        panic!("{wanted:?}")
    };
    assert_eq!(
        list.entries,
        ["anonymous", "436641234567", "431*", "43664998877", "4315*", "anonymous"]
            .map(String::from)
            .into_iter()
            .filter({
                let mut seen = false;
                move |entry| entry != "anonymous" || !std::mem::replace(&mut seen, true)
            })
            .collect::<Vec<_>>()
    );
}

#[test]
fn mistakes_are_told_at_their_fields() {
    let present = present();
    let mut form = shown(&present);
    form.rules[0].destinations[0].number = "call me".into();
    form.rules[0].parts[0].first = "31.2.".into();
    form.rules[1].caller_numbers = String::new();
    form.press("part:1:weekly");
    form.rules[1].parts[0].until = "8".into();
    let errors = with_line(|line| form.parse(&present, line)).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    for field in ["[0][destinations][0][number]", "[1][caller_numbers]", "[1][parts][0][until]"] {
        assert!(fields.contains(&format!("form[rules]{field}").as_str()), "{field}: {fields:?}");
    }
}

#[test]
fn buttons_change_the_form_alone() {
    let present = present();
    let mut form = shown(&present);
    let first = form.rules[0].destinations[0].clone();
    assert_eq!(form.press("down:0:0"), Pressed::Edit);
    assert_eq!(form.rules[0].destinations[1], first);
    assert_eq!(form.press("up:0:1"), Pressed::Edit);
    assert_eq!(form, ForwardsForm { open: "0".into(), ..shown(&present) });
    for (button, pressed) in [
        ("more:0", Pressed::Edit),
        ("drop:0:3", Pressed::Edit),
        ("remove:0", Pressed::Edit),
        ("keep:0", Pressed::Edit),
        ("add:cfo", Pressed::Edit),
        ("earlier:1", Pressed::Edit),
        ("save", Pressed::Save),
        ("review", Pressed::Review),
        ("up:99:1", Pressed::Review),
        ("drop:0:x", Pressed::Review),
        ("", Pressed::Review),
    ] {
        assert_eq!(form.press(button), pressed, "{button}");
    }
    assert!(shown(&present).rules.iter().all(|rule| !rule.is_gone()));
}

#[test]
fn an_added_rule_is_the_last_of_its_kind_and_open() {
    let present = present();
    for kind in Kind::ALL {
        let mut form = shown(&present);
        assert_eq!(form.press(&format!("add:{}", kind.name())), Pressed::Edit);
        let open: usize = form.open.parse().unwrap();
        assert_eq!((form.rules[open].kind.as_str(), form.rules[open].is_blank()), (kind.name(), true));
        // Shown again, the rules are where they were.
        assert_eq!(form.clone().with_blank_rules(), form, "{kind:?}");
        let after = form.rules.get(open + 1);
        assert!(after.is_none_or(|rule| rule.kind != kind.name()));
    }
}

#[test]
fn a_removed_rule_goes_and_no_other() {
    let present = present();
    let mut form = shown(&present);
    form.press("remove:0");
    let wanted = parsed(&present, &form);
    assert_eq!(wanted.rules[&Kind::Always], Wanted::of(&present).rules[&Kind::Always][1..]);
    assert_eq!(wanted.rules[&Kind::NoAnswer], Wanted::of(&present).rules[&Kind::NoAnswer]);
}

#[test]
fn what_is_wanted_is_shown_as_a_change_to_review() {
    let mut present = present();
    present.destination_sets[0].content.0.pop();
    present.source_sets[1].content.0 = list(&["4366*"], false);
    let before = Routing::of(&present);
    let mut later = present.clone();
    later.mappings.remove(&Kind::Always);
    later.destination_sets.retain(|set| set.id.0 != 1);
    later.mappings.get_mut(&Kind::NoAnswer).unwrap()[1].enabled = false;
    let wanted = before.restored(&later);
    let form = with_line(|line| ForwardsForm::showing(&later, &wanted, line));
    let read = with_line(|line| form.parse(&later, line)).unwrap();
    let (then, again) = (Routing::wanted(&later, &wanted), Routing::wanted(&later, &read));
    assert!(then.rules[&Kind::NoAnswer] == again.rules[&Kind::NoAnswer], "{again:?}");
    assert!(again.is_same_rule(&then.rules[&Kind::Overflow][0], &again.rules[&Kind::Overflow][0]));
}

fn choose(form: &mut ForwardsForm, present: &Configuration) -> Result<Wanted, FieldErrors> {
    with_line(|line| {
        form.follow_choices(present, line);
        form.parse(present, line)
    })
}

#[test]
fn another_list_is_shown_once_it_is_chosen_and_used_as_it_is() {
    let present = present();
    for (kind, rule, id) in [(Kind::Always, 1, 1), (Kind::Busy, 2, 3)] {
        let mut form = shown(&present);
        assert_eq!(form.rules[rule].kind, kind.name());
        form.rules[rule].sets.destinations.chosen = id.to_string();
        form.rules[rule].sets.times.chosen = "1".into();
        form.rules[rule].sets.callers.chosen = "1".into();
        form.rules[rule].sets.called.chosen = "1".into();
        let wanted = choose(&mut form, &present).unwrap();
        let of = |wanted: &Wanted| wanted.rules[&kind].last().unwrap().clone();
        let expected = WantedRule {
            enabled: true,
            use_redirection: kind == Kind::Always,
            destinations: Slot::Kept(id.into()),
            times: Some(Slot::Kept(1.into())),
            callers: Some(Slot::Kept(1.into())),
            called: Some(Slot::Kept(1.into())),
        };
        assert_eq!(of(&wanted), expected);
        assert_eq!(form.rules[rule].when, "times");
        assert_eq!(form.rules[rule].parts, shown(&present).rules[0].parts);
        assert_eq!((form.rules[rule].callers.as_str(), form.rules[rule].anonymous.as_str()), ("only", "on"));
        assert_eq!(form.rules[rule].called_own, ["4312345678"]);
        // Sent again it says the same; what is typed into it then is for this rule alone, or for all that use the list.
        assert_eq!(of(&choose(&mut form, &present).unwrap()), expected);
        form.rules[rule].anonymous.clear();
        let changed = of(&choose(&mut form, &present).unwrap());
        assert!(matches!(changed.callers, Some(Slot::Here(_, None))), "{changed:?}");
        form.rules[rule].callers_for = "everywhere".into();
        let changed = of(&choose(&mut form, &present).unwrap());
        assert!(matches!(changed.callers, Some(Slot::Everywhere(id, _)) if id == 1.into()), "{changed:?}");
        assert_eq!(changed.times, expected.times);
    }
}

#[test]
fn two_rules_do_not_change_one_list_everywhere_into_two() {
    let present = present();
    let mut form = shown(&present);
    let using: Vec<usize> =
        (0..form.rules.len()).filter(|at| form.rules[*at].sets.destinations.chosen == "1").collect();
    let [first, second] = using[..] else { panic!("two rules use the first list: {using:?}") };
    let change = |form: &mut ForwardsForm, rule: usize, seconds: &str| {
        form.rules[rule].destinations[0].seconds = seconds.into();
        form.rules[rule].destinations_for = "everywhere".into();
    };
    change(&mut form, first, "31");
    assert!(choose(&mut form.clone(), &present).is_ok(), "the other rule follows");
    change(&mut form, second, "31");
    assert!(choose(&mut form.clone(), &present).is_ok(), "both say the same");
    change(&mut form, second, "32");
    let field = format!("form[rules][{second}][destinations_for]");
    let expected = FieldErrors::of(field, FieldError::Contradicts);
    assert_eq!(choose(&mut form.clone(), &present).unwrap_err(), expected);
    form.rules[second].destinations_for = "here".into();
    assert!(choose(&mut form, &present).is_ok(), "one of them has a copy");
}

#[test]
fn a_rule_leaves_a_shared_list_with_a_copy_of_its_own() {
    let present = present();
    let mut form = shown(&present);
    assert_eq!(form.rules[0].sets.times.chosen, "1");
    form.rules[0].sets.times.chosen = "own".into();
    let wanted = choose(&mut form, &present).unwrap();
    let rows = present.time_sets[0].content.clone();
    assert_eq!(wanted.rules[&Kind::Always][0].times, Some(Slot::Here(rows.clone(), None)));
    let (before, after) = (Routing::of(&present), Routing::wanted(&present, &wanted));
    assert!(before.is_same(&after), "calls go the same ways");
    assert_eq!(crate::forwards::differences(&before, &after).len(), 1, "and it is told nevertheless");
    let steps = Plan::new(&present, &wanted).steps;
    assert!(
        matches!(&steps[..], [Step::Create(_, AnyContent::Times(held)), Step::Switch(_)] if *held == rows)
    );
}

#[test]
fn lists_that_are_not_the_lines_to_choose_are_refused() {
    let mut present = present();
    present.time_sets.push(Set { owner: SubscriberId(9), ..set(7, 7, Times(vec![])) });
    present.time_sets.push(Set { name: "quickset_cfu".into(), ..set(8, 7, Times(vec![])) });
    for chosen in ["7", "8", "99", "x", "-1", "1; drop"] {
        let mut form = shown(&present);
        form.rules[0].sets.times.chosen = chosen.into();
        let errors = choose(&mut form, &present).unwrap_err();
        assert_eq!(
            errors.get("form[rules][0][sets][times][chosen]"),
            Some(FieldError::InvalidChoice),
            "{chosen}"
        );
    }
    // Somebody else's list that a rule of the line uses already may serve another one.
    let mut form = shown(&present);
    form.rules[0].sets.destinations.chosen = "2".into();
    assert_eq!(
        choose(&mut form, &present).unwrap().rules[&Kind::Always][0].destinations,
        Slot::Kept(2.into())
    );
}

#[test]
fn a_policy_judges_what_a_chosen_list_holds_even_if_nobody_could_type_it() {
    let mut present = present();
    let premium = Destinations(vec![destination("sip:0900123456@alpine.example", 30, Some(1))]);
    present.destination_sets.push(set(4, 7, premium));
    let policy = DestinationPolicy { presets: [Preset::PremiumRate].into(), ..DestinationPolicy::default() };
    let denied =
        |form: &ForwardsForm, present: &Configuration| with_line(|line| form.denied(present, line, &policy));
    let mut form = shown(&present);
    assert!(denied(&form, &present).is_empty());
    form.rules[0].sets.destinations.chosen = "4".into();
    let wanted = choose(&mut form, &present).unwrap();
    assert_eq!(wanted.rules[&Kind::Always][0].destinations, Slot::Kept(4.into()));
    let expected = FieldErrors::of("form[rules][0][destinations][0][number]", FieldError::Denied);
    assert_eq!(denied(&form, &present), expected);
    // A rule that has it already keeps it.
    present.mappings.get_mut(&Kind::Always).unwrap()[0].destination_set = 4.into();
    assert!(denied(&shown(&present), &present).is_empty());
}
