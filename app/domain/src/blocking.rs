//! Who is blocked: the lists of a line for incoming and for outgoing calls (contract 3.15), as people mean them.

use crate::{
    FieldError, FieldErrors,
    number::{NumberParts, shown},
    preference::{Change, Values},
};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

const DO_NOT_DISTURB: &str = "dnd";
const ANONYMOUS: &str = "block_in_clir";
const INCOMING: ListNames = ListNames { mode: "block_in_mode", list: "block_in_list" };
const OUTGOING: ListNames = ListNames { mode: "block_out_mode", list: "block_out_list" };

/// The names of the preferences of one list.
struct ListNames {
    mode: &'static str,
    list: &'static str,
}

/// What a list does with the numbers on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// They are refused.
    #[default]
    Refuse,
    /// They alone come through.
    Only,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// This number: digits in full international form, or a short internal one.
    Number(String),
    /// All numbers that begin so.
    Beginning(String),
    /// A pattern that the portal does not read; kept as it is.
    Pattern(String),
}

impl Entry {
    /// From what the platform stores.
    #[must_use]
    pub fn read(stored: &str) -> Self {
        // What nobody can type again is a pattern, too: a long number with a zero in front.
        let fits = |text: &str| {
            (1..=18).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_digit())
                && !text.starts_with('0')
        };
        let is_short = (1..=4).contains(&stored.len()) && stored.bytes().all(|b| b.is_ascii_digit());
        match stored.strip_suffix('*') {
            Some(beginning) if fits(beginning) => Self::Beginning(beginning.to_owned()),
            None if fits(stored) || is_short => Self::Number(stored.to_owned()),
            _ => Self::Pattern(stored.to_owned()),
        }
    }

    /// What the platform stores for it.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Number(digits) => digits.clone(),
            Self::Beginning(digits) => format!("{digits}*"),
            Self::Pattern(pattern) => pattern.clone(),
        }
    }
}

/// One list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// What it does.
    pub mode: Mode,
    /// Whom it is about, in the platform's order.
    pub entries: Vec<Entry>,
}

impl List {
    fn read(values: &Values, names: &ListNames) -> Self {
        let entries = match values.get(names.list) {
            Some(Json::Array(entries)) => entries.iter().filter_map(Json::as_str).map(Entry::read).collect(),
            Some(Json::String(entry)) => vec![Entry::read(entry)],
            _ => Vec::new(),
        };
        let mode = if is_on(values, names.mode) { Mode::Only } else { Mode::Refuse };
        Self { mode, entries }
    }

    /// Whether it lets nobody through.
    #[must_use]
    pub fn refuses_everybody(&self) -> bool {
        self.mode == Mode::Only && self.entries.is_empty()
    }
}

/// Whom a line refuses, and whom it cannot call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocking {
    /// Every call is refused.
    pub do_not_disturb: bool,
    /// Callers who hide their number are refused.
    pub anonymous: bool,
    /// Who may call.
    pub incoming: List,
    /// Who may be called.
    pub outgoing: List,
}

fn is_on(values: &Values, name: &str) -> bool {
    values.get(name) == Some(&Json::Bool(true))
}

impl Blocking {
    /// From the preferences of a line.
    #[must_use]
    pub fn read(values: &Values) -> Self {
        Self {
            do_not_disturb: is_on(values, DO_NOT_DISTURB),
            anonymous: is_on(values, ANONYMOUS),
            incoming: List::read(values, &INCOMING),
            outgoing: List::read(values, &OUTGOING),
        }
    }

    /// What must be written so that preferences that say `before` say this: the fewest of them.
    #[must_use]
    pub fn changes_from(&self, before: &Self) -> Vec<Change> {
        let flag = |name: &str, before: bool, after: bool| {
            // What is not set may come from the domain: "off" is written, not taken away.
            (before != after).then(|| Change {
                name: name.to_owned(),
                from: Some(Json::Bool(before)),
                to: Some(Json::Bool(after)),
            })
        };
        let entries = |list: &List| {
            let stored: Vec<_> = list.entries.iter().map(|entry| Json::from(entry.stored())).collect();
            (!stored.is_empty()).then_some(Json::Array(stored))
        };
        let list = |names: &ListNames, before: &List, after: &List| {
            let numbers = (before.entries != after.entries).then(|| Change {
                name: names.list.to_owned(),
                from: entries(before),
                to: entries(after),
            });
            [flag(names.mode, before.mode == Mode::Only, after.mode == Mode::Only), numbers]
        };
        let flags = [
            flag(DO_NOT_DISTURB, before.do_not_disturb, self.do_not_disturb),
            flag(ANONYMOUS, before.anonymous, self.anonymous),
        ];
        let incoming = list(&INCOMING, &before.incoming, &self.incoming);
        let outgoing = list(&OUTGOING, &before.outgoing, &self.outgoing);
        flags.into_iter().chain(incoming).chain(outgoing).flatten().collect()
    }
}

/// One number of a list as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryForm {
    /// The number, as people write it; blank rows do not count.
    pub number: String,
    /// `beginning` for all numbers that begin so; anything else for this number alone.
    pub reach: String,
}

/// One list as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListForm {
    /// `refuse` or `only`.
    pub mode: String,
    /// The numbers.
    pub entries: Vec<EntryForm>,
    /// Patterns of the list that shall stay. Others cannot come in here.
    pub patterns: Vec<String>,
}

/// The page of blocked callers as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockingForm {
    /// `on` refuses every call.
    pub do_not_disturb: String,
    /// `on` refuses callers who hide their number.
    pub anonymous: String,
    /// Who may call.
    pub incoming: ListForm,
    /// Who may be called.
    pub outgoing: ListForm,
}

impl ListForm {
    fn of(list: &List) -> Self {
        let mode = if list.mode == Mode::Only { "only".to_owned() } else { "refuse".to_owned() };
        let mut form = Self { mode, ..Self::default() };
        for entry in &list.entries {
            let (digits, reach) = match entry {
                Entry::Number(digits) => (digits, "number"),
                Entry::Beginning(digits) => (digits, "beginning"),
                Entry::Pattern(pattern) => {
                    form.patterns.push(pattern.clone());
                    continue;
                }
            };
            let number = if reach == "beginning" { format!("+{digits}") } else { shown(digits) };
            form.entries.push(EntryForm { number, reach: reach.into() });
        }
        form
    }

    fn parse(
        &self,
        field: &str,
        line: &NumberParts,
        present: &List,
        errors: &mut FieldErrors,
    ) -> Option<List> {
        let mode = match self.mode.as_str() {
            "refuse" => Some(Mode::Refuse),
            "only" => Some(Mode::Only),
            _ => errors.take(format!("{field}[mode]"), Err(FieldError::InvalidChoice)),
        };
        let mut wanted = Vec::new();
        for (index, row) in self.entries.iter().enumerate() {
            if row.number.trim().is_empty() {
                continue;
            }
            let entry = match row.reach.as_str() {
                "beginning" => line.normalise_beginning(&row.number).map(Entry::Beginning),
                _ => line.normalise(&row.number).map(Entry::Number),
            };
            let entry =
                entry.and_then(
                    |entry| {
                        if wanted.contains(&entry) { Err(FieldError::Repeated) } else { Ok(entry) }
                    },
                );
            wanted.extend(errors.take(format!("{field}[entries][{index}][number]"), entry));
        }
        let stays = |entry: &&Entry| match entry {
            Entry::Pattern(pattern) => self.patterns.contains(pattern),
            known => wanted.contains(known),
        };
        // What was there keeps its place, so that nothing changes where nobody changed anything.
        let mut entries: Vec<_> = present.entries.iter().filter(stays).cloned().collect();
        let new: Vec<_> = wanted.into_iter().filter(|entry| !entries.contains(entry)).collect();
        entries.extend(new);
        Some(List { mode: mode?, entries })
    }
}

impl BlockingForm {
    /// How a state reads on the form.
    #[must_use]
    pub fn of(blocking: &Blocking) -> Self {
        let flag = |on: bool| if on { "on".to_owned() } else { String::new() };
        Self {
            do_not_disturb: flag(blocking.do_not_disturb),
            anonymous: flag(blocking.anonymous),
            incoming: ListForm::of(&blocking.incoming),
            outgoing: ListForm::of(&blocking.outgoing),
        }
    }

    /// Reads what was typed, seen from a line with this number; mistakes are noted under `{field}[…]`.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(
        &self,
        field: &str,
        line: &NumberParts,
        present: &Blocking,
    ) -> Result<Blocking, FieldErrors> {
        let mut errors = FieldErrors::new();
        let incoming =
            self.incoming.parse(&format!("{field}[incoming]"), line, &present.incoming, &mut errors);
        let outgoing =
            self.outgoing.parse(&format!("{field}[outgoing]"), line, &present.outgoing, &mut errors);
        match (incoming, outgoing) {
            (Some(incoming), Some(outgoing)) if errors.is_empty() => Ok(Blocking {
                do_not_disturb: self.do_not_disturb == "on",
                anonymous: self.anonymous == "on",
                incoming,
                outgoing,
            }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn vienna() -> NumberParts {
        NumberParts::from_platform("43".into(), "1".into(), "5550101".into())
    }

    fn values() -> Values {
        Values::from([
            ("block_in_list".into(), json!(["436641234567", "4390*", "43[12]??5", "201"])),
            ("block_in_clir".into(), json!(true)),
            ("block_out_list".into(), json!(["4390*"])),
            ("block_out_mode".into(), json!(false)),
            ("language".into(), json!("de")),
        ])
    }

    fn row(number: &str, reach: &str) -> EntryForm {
        EntryForm { number: number.into(), reach: reach.into() }
    }

    fn parse(form: &BlockingForm) -> Result<Blocking, FieldErrors> {
        form.parse("f", &vienna(), &Blocking::read(&values()))
    }

    #[test]
    fn numbers_beginnings_and_patterns_are_told_apart() {
        for (stored, entry) in [
            ("436641234567", Entry::Number("436641234567".into())),
            ("201", Entry::Number("201".into())),
            ("4390*", Entry::Beginning("4390".into())),
            ("*", Entry::Pattern("*".into())),
            ("43*90", Entry::Pattern("43*90".into())),
            ("4390**", Entry::Pattern("4390**".into())),
            ("43[1-5]*", Entry::Pattern("43[1-5]*".into())),
            ("00436641234567", Entry::Pattern("00436641234567".into())),
            ("0900", Entry::Number("0900".into())),
            ("", Entry::Pattern(String::new())),
        ] {
            assert_eq!(Entry::read(stored), entry, "{stored}");
            assert_eq!(entry.stored(), stored);
        }
    }

    #[test]
    fn saving_what_is_shown_changes_nothing() {
        let present = Blocking::read(&values());
        let wanted = parse(&BlockingForm::of(&present)).unwrap();
        assert_eq!(wanted, present);
        assert_eq!(wanted.changes_from(&present), []);
    }

    #[test]
    fn what_was_typed_is_normalised_and_never_a_pattern() {
        let present = Blocking::read(&values());
        let mut form = BlockingForm::of(&present);
        form.incoming.entries.extend([
            row(" 0664 / 765 43 21 ", "number"),
            row("0900", "beginning"),
            row("", ""),
        ]);
        let wanted = parse(&form).unwrap();
        let changes = wanted.changes_from(&present);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            changes[0].to,
            Some(json!(["436641234567", "4390*", "43[12]??5", "201", "436647654321", "43900*"]))
        );
        for typed in ["0664*", "4366?", "[1-5]", "call me", "066412345678901234567"] {
            let mut form = BlockingForm::of(&present);
            form.incoming.entries = vec![row("", "number"), row(typed, "number")];
            let errors = parse(&form).unwrap_err();
            assert!(errors.get("f[incoming][entries][1][number]").is_some(), "{typed}");
        }
    }

    #[test]
    fn patterns_stay_or_go_but_none_comes_in() {
        let present = Blocking::read(&values());
        let mut form = BlockingForm::of(&present);
        form.incoming.patterns = vec!["*".into()];
        let wanted = parse(&form).unwrap();
        assert!(wanted.incoming.entries.iter().all(|entry| !matches!(entry, Entry::Pattern(_))));
        assert_eq!(wanted.incoming.entries.len(), 3);
    }

    #[test]
    fn the_same_number_twice_is_told() {
        let mut form = BlockingForm::of(&Blocking::default());
        form.outgoing.entries = vec![row("0664 1234567", "number"), row("+43 664 1234567", "number")];
        let errors = parse(&form).unwrap_err();
        assert_eq!(errors.get("f[outgoing][entries][1][number]"), Some(FieldError::Repeated));
        form.outgoing.entries[1].reach = "beginning".into();
        assert!(parse(&form).is_ok());
    }

    #[test]
    fn an_unknown_mode_is_a_mistake() {
        let form = BlockingForm::default();
        assert_eq!(parse(&form).unwrap_err().get("f[incoming][mode]"), Some(FieldError::InvalidChoice));
    }

    #[test]
    fn flags_are_written_off_and_lists_taken_away() {
        let present = Blocking::read(&values());
        let wanted = Blocking {
            do_not_disturb: true,
            anonymous: false,
            incoming: List { mode: Mode::Only, entries: Vec::new() },
            outgoing: present.outgoing.clone(),
        };
        assert!(wanted.incoming.refuses_everybody());
        let changes: Vec<_> =
            wanted.changes_from(&present).into_iter().map(|change| (change.name, change.to)).collect();
        assert_eq!(
            changes,
            [
                ("dnd".to_owned(), Some(json!(true))),
                ("block_in_clir".to_owned(), Some(json!(false))),
                ("block_in_mode".to_owned(), Some(json!(true))),
                ("block_in_list".to_owned(), None),
            ]
        );
    }

    proptest! {
        #[test]
        fn whatever_the_platform_holds_is_kept(
            stored in proptest::collection::btree_set("[0-9*?\\[\\]-]{1,12}", 0..8),
            only: bool,
        ) {
            let values = Values::from([
                ("block_in_list".to_owned(), json!(stored)),
                ("block_in_mode".to_owned(), json!(only)),
            ]);
            let present = Blocking::read(&values);
            let wanted = BlockingForm::of(&present).parse("f", &vienna(), &present).unwrap();
            prop_assert_eq!(wanted.changes_from(&present), []);
        }
    }
}
