//! The page of the destination policy as typed.

use super::{DestinationPolicy, Prefix, Preset};
use crate::{FieldError, FieldErrors};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// No policy has more beginnings on a list than this.
const MOST: usize = 500;

/// A policy as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// The names of the denied kinds.
    pub presets: Vec<String>,
    /// The beginnings that are denied, one a line.
    pub denied: String,
    /// The beginnings that are allowed, one a line.
    pub allowed: String,
    /// `on` denies everything that is not allowed.
    pub only_allowed: String,
}

impl PolicyForm {
    /// How a policy reads on the form.
    #[must_use]
    pub fn of(policy: &DestinationPolicy) -> Self {
        let lines = |prefixes: &BTreeSet<Prefix>| {
            prefixes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        Self {
            presets: policy.presets.iter().map(|preset| preset.name().to_owned()).collect(),
            denied: lines(&policy.denied),
            allowed: lines(&policy.allowed),
            only_allowed: if policy.only_allowed { "on".into() } else { String::new() },
        }
    }

    /// Reads what was typed; mistakes are noted under `{field}[…]`.
    ///
    /// # Errors
    /// Every mistake at its field.
    pub fn parse(&self, field: &str) -> Result<DestinationPolicy, FieldErrors> {
        let mut errors = FieldErrors::new();
        let presets: Option<BTreeSet<_>> = self.presets.iter().map(|name| Preset::from_name(name)).collect();
        let presets = errors.take(format!("{field}[presets]"), presets.ok_or(FieldError::InvalidChoice));
        let denied = errors.take(format!("{field}[denied]"), prefixes(&self.denied));
        let allowed = errors.take(format!("{field}[allowed]"), prefixes(&self.allowed));
        let (Some(presets), Some(denied), Some(allowed)) = (presets, denied, allowed) else {
            return Err(errors);
        };
        if !denied.is_disjoint(&allowed) {
            return Err(FieldErrors::of(format!("{field}[allowed]"), FieldError::Repeated));
        }
        Ok(DestinationPolicy { presets, allowed, denied, only_allowed: self.only_allowed == "on" })
    }
}

fn prefixes(typed: &str) -> Result<BTreeSet<Prefix>, FieldError> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let prefixes: BTreeSet<_> = lines.map(Prefix::parse).collect::<Result<_, _>>()?;
    if prefixes.len() > MOST { Err(FieldError::Refused) } else { Ok(prefixes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(denied: &str, allowed: &str) -> PolicyForm {
        PolicyForm {
            presets: vec!["premium_rate".into(), "satellite".into()],
            denied: denied.into(),
            allowed: allowed.into(),
            only_allowed: "on".into(),
        }
    }

    #[test]
    fn what_is_shown_is_read_back_the_same() {
        let policy = form("+43 900\r\n\r\n0049900", "+43").parse("f").unwrap();
        assert_eq!(policy.presets.len(), 2);
        assert_eq!(policy.denied.len(), 2);
        assert!(policy.only_allowed);
        assert_eq!(PolicyForm::of(&policy).parse("f"), Ok(policy));
    }

    #[test]
    fn mistakes_are_told_at_their_field() {
        let mut wrong = form("0900", "+43 call");
        wrong.presets.push("everything".into());
        let errors = wrong.parse("f").unwrap_err();
        assert_eq!(errors.get("f[denied]"), Some(FieldError::InvalidNumber));
        assert_eq!(errors.get("f[allowed]"), Some(FieldError::InvalidNumber));
        assert_eq!(errors.get("f[presets]"), Some(FieldError::InvalidChoice));
        let errors = form("+43900", "43 900").parse("f").unwrap_err();
        assert_eq!(errors.get("f[allowed]"), Some(FieldError::Repeated));
        let many: Vec<_> = (10_000..10_501).map(|n| format!("+{n}")).collect();
        assert_eq!(
            form(&many.join("\n"), "").parse("f").unwrap_err().get("f[denied]"),
            Some(FieldError::Refused)
        );
    }
}
