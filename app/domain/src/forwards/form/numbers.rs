//! Lists of callers and of called numbers, as typed: a number a line.

use super::{Line, MOST};
use crate::{
    FieldError,
    forwards::{ListMode, NumberList, number_list::ANONYMOUS},
    text,
};

/// A list as the form shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// `all`, `only`, `except`, or `kept` for a list that may not be seen.
    pub(super) mode: String,
    /// Whether callers without a number are on it.
    pub(super) anonymous: bool,
    /// Own numbers that are on it.
    pub(super) own: Vec<String>,
    /// All other entries.
    pub(super) lines: Vec<String>,
}

impl Typed {
    /// What the form shows of a list. Own numbers are ticked instead of typed, and so are callers without a number where the form
    /// has a box for them.
    pub(super) fn of(list: &NumberList, own: &[String], has_box: bool) -> Self {
        let mut typed = Self {
            mode: match list.mode {
                ListMode::Whitelist => "only".into(),
                ListMode::Blacklist => "except".into(),
            },
            ..Self::default()
        };
        for entry in &list.entries {
            if list.is_regex {
                typed.lines.push(entry.clone());
            } else if has_box && entry == ANONYMOUS {
                typed.anonymous = true;
            } else if own.contains(entry) && !typed.own.contains(entry) {
                typed.own.push(entry.clone());
            } else {
                typed.lines.push(shown(entry));
            }
        }
        typed
    }

    /// Reads it. A list that was not touched stays as it is, in its order and its spelling.
    pub(super) fn parse(
        &self,
        old: Option<&NumberList>,
        line: &Line<'_>,
        has_box: bool,
    ) -> Result<Option<NumberList>, FieldError> {
        let mode = match self.mode.as_str() {
            "all" => return Ok(None),
            "only" => ListMode::Whitelist,
            "except" => ListMode::Blacklist,
            _ => return Err(FieldError::InvalidChoice),
        };
        if let Some(old) = old
            && self.is_same(&Self::of(old, line.own, has_box))
        {
            return Ok(Some(old.clone()));
        }
        let is_regex = old.is_some_and(|old| old.is_regex);
        let mut entries = Vec::new();
        if self.anonymous && !is_regex {
            entries.push(ANONYMOUS.to_owned());
        }
        entries.extend(self.own.iter().filter(|own| line.own.contains(own)).cloned());
        for typed in self.lines.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
            let known = old.and_then(|old| old.entries.iter().find(|entry| shown(entry) == typed));
            entries.push(match known {
                Some(entry) => entry.clone(),
                None if typed == ANONYMOUS => ANONYMOUS.to_owned(),
                None if is_regex => text::required(typed, 255)?,
                None => pattern(typed, line)?,
            });
        }
        // What was there keeps its place.
        if let Some(old) = old {
            let place = |entry: &String| old.entries.iter().position(|known| known == entry);
            entries.sort_by_key(|entry| place(entry).unwrap_or(usize::MAX));
        }
        match entries.len() {
            0 => Err(FieldError::Missing),
            1..=MOST => Ok(Some(NumberList { mode, is_regex, entries })),
            _ => Err(FieldError::OutOfRange(1, 200)),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let lines = |typed: &Self| -> Vec<String> {
            let trimmed = typed.lines.iter().map(|line| line.trim().to_owned());
            trimmed.filter(|line| !line.is_empty()).collect()
        };
        let own = |typed: &Self| {
            let mut own = typed.own.clone();
            own.sort();
            own
        };
        (&self.mode, self.anonymous) == (&other.mode, other.anonymous)
            && own(self) == own(other)
            && lines(self) == lines(other)
    }
}

/// How an entry stands in the form: a full number with its plus.
fn shown(entry: &str) -> String {
    let is_number = entry.len() > 4 && entry.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("+{entry}") } else { entry.to_owned() }
}

/// A typed number in the platform's digits; one with signs of a pattern is taken as a pattern.
fn pattern(typed: &str, line: &Line<'_>) -> Result<String, FieldError> {
    if !typed.contains(['*', '?', '[']) {
        return line.number.normalise(typed);
    }
    let bare: String = typed.chars().filter(|c| !matches!(c, ' ' | '/' | '(' | ')')).collect();
    let bare = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")).unwrap_or(&bare);
    let fits = bare.chars().all(|c| c.is_ascii_digit() || "*?[]-^!".contains(c));
    if bare.len() > 64 {
        Err(FieldError::TooLong(64))
    } else if fits && crate::forwards::number_list::is_pattern(bare) {
        Ok(bare.to_owned())
    } else {
        Err(FieldError::InvalidNumber)
    }
}
