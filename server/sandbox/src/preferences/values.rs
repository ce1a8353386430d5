//! The values that a subscriber has, kept small: most subscribers have a handful.

use serde_json::{Value, json};

use super::definitions::{self, Definition};

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Flag(bool),
    Int(i64),
    Text(Box<str>),
    /// A value of an enumeration, which is in the catalogue already.
    Choice(&'static str),
}

impl Scalar {
    fn shown(&self) -> Value {
        match self {
            Self::Flag(flag) => json!(flag),
            Self::Int(number) => json!(number),
            Self::Text(text) => json!(text),
            Self::Choice(value) => json!(value),
        }
    }
}

/// What a preference holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    One(Scalar),
    Many(Vec<Scalar>),
}

impl Values {
    pub(crate) fn shown(&self) -> Value {
        match self {
            Self::One(value) => value.shown(),
            Self::Many(values) => values.iter().map(Scalar::shown).collect(),
        }
    }
}

/// All preferences that have a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preferences(Vec<(u16, Values)>);

impl Preferences {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static Definition, &Values)> {
        self.0.iter().filter_map(|(place, values)| Some((definitions::at(*place)?, values)))
    }

    pub(crate) fn clear(&mut self) {
        self.0 = Vec::new();
    }

    /// Gives back what was only room to grow.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    pub(crate) fn set(&mut self, name: &str, values: Values) {
        let Some((place, _)) = definitions::find(name) else { return };
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, present)) => *present = values,
            None => self.0.push((place, values)),
        }
    }

    pub(crate) fn set_one(&mut self, name: &str, value: Scalar) {
        self.set(name, Values::One(value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        if let Some((place, _)) = definitions::find(name) {
            self.0.retain(|(known, _)| *known != place);
        }
    }

    /// Adds a value to a list unless it is there.
    pub(crate) fn append_new(&mut self, name: &str, value: Scalar) {
        let Some((place, _)) = definitions::find(name) else { return };
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, Values::Many(values))) if !values.contains(&value) => values.push(value),
            Some(_) => {}
            None => self.0.push((place, Values::Many(vec![value]))),
        }
    }

    /// Takes a value from a list, which goes with its last one.
    pub(crate) fn withdraw(&mut self, name: &str, value: &Scalar) {
        let Some((place, _)) = definitions::find(name) else { return };
        self.0.retain_mut(|(known, values)| match values {
            Values::Many(values) if *known == place => {
                values.retain(|one| one != value);
                !values.is_empty()
            }
            _ => true,
        });
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let (place, _) = definitions::find(name)?;
        match self.0.iter().find(|(known, _)| *known == place) {
            Some((_, Values::One(Scalar::Text(text)))) => Some(text),
            _ => None,
        }
    }
}
