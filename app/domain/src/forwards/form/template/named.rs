//! A template that a reseller makes for its customers: a name, and what is filled in already.

use super::{Recipe, TemplateForm};
use crate::{
    FieldError, FieldErrors,
    forwards::{Date, Endpoint, Target},
    number::NumberParts,
    text,
};
use serde::{Deserialize, Serialize};

/// The longest name, in characters.
const LONGEST_NAME: u16 = 60;

/// The template as typed. What is left empty is asked of the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamedTemplateForm {
    /// What customers choose it by.
    pub name: String,
    /// What is filled in.
    pub template: TemplateForm,
}

impl NamedTemplateForm {
    /// The template to store.
    ///
    /// # Errors
    /// Every mistake at its field below `field`.
    pub fn parse(&self, field: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.take(format!("{field}[name]"), text::required(&self.name, LONGEST_NAME));
        let template = self.template.prepared();
        if let Err(mistakes) = &template {
            let place = |name: &str| format!("{field}[template]{}", name.trim_start_matches("form"));
            mistakes.iter().for_each(|(name, mistake)| errors.add(place(name), mistake));
        }
        match (name, template) {
            (Some(name), Ok(template)) => Ok(Self { name, template }),
            _ => Err(errors),
        }
    }
}

impl TemplateForm {
    /// With numbers in full, and nothing that does not belong to its recipe. What is empty stays empty.
    fn prepared(&self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let recipe = Recipe::from_name(&self.recipe).ok_or(FieldError::InvalidChoice);
        let recipe = errors.take("form[recipe]", recipe).ok_or_else(|| errors.clone())?;
        let endpoint = Endpoint::from_keyword(&self.target);
        // Customers are anywhere: no country is taken for granted.
        let nowhere = NumberParts::from_platform(String::new(), String::new(), String::new());
        let number = if endpoint.is_some() || self.number.trim().is_empty() {
            Some(String::new())
        } else {
            let target = Target::parse(&self.number, &nowhere).map(|target| target.to_input());
            errors.take("form[number]", target)
        };
        let prepared = Self {
            recipe: recipe.name().to_owned(),
            target: endpoint.map_or("number", Endpoint::keyword).to_owned(),
            number: number.unwrap_or_default(),
            others: if self.others == "off" { "off" } else { "rest" }.to_owned(),
            ..Self::default()
        };
        let prepared = match recipe {
            Recipe::Today => prepared,
            Recipe::Holiday => {
                let mut day = |name: &str, typed: &str| {
                    let day = text::optional(typed, 20)
                        .and_then(|day| day.map(|day| day.parse::<Date>()).transpose());
                    errors.take(format!("form[{name}]"), day).flatten()
                };
                let (first, last) = (day("first", &self.first), day("last", &self.last));
                if first.zip(last).is_some_and(|(first, last)| last < first) {
                    errors.add("form[last]", FieldError::EndsBeforeItBegins);
                }
                let words = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
                Self { first: words(first), last: words(last), ..prepared }
            }
            Recipe::OfficeHours => {
                // Whatever the day, the hours are read alike.
                let _schedule = self.outside(Date::EPOCH, &mut errors);
                Self { hours: self.hours.clone(), place: self.place.clone(), ..prepared }
            }
        };
        if errors.is_empty() { Ok(prepared) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(recipe: Recipe) -> NamedTemplateForm {
        NamedTemplateForm { name: " Reception ".into(), template: TemplateForm::usual(recipe) }
    }

    #[test]
    fn what_is_filled_in_is_kept_in_full_and_what_is_empty_stays_empty() {
        let mut form = named(Recipe::Holiday);
        form.template.target = "number".into();
        form.template.number = "0043 1 2345678".into();
        form.template.last = "6.1.2027".into();
        form.template.place = "AT".into();
        let parsed = form.parse("form").unwrap();
        assert_eq!((parsed.name.as_str(), parsed.template.number.as_str()), ("Reception", "+4312345678"));
        assert_eq!((parsed.template.first.as_str(), parsed.template.last.as_str()), ("", "2027-01-06"));
        assert_eq!(parsed.template.place, "");
        assert_eq!(parsed.parse("form"), Ok(parsed.clone()), "reading it twice changes it");
        for recipe in Recipe::ALL {
            assert!(named(recipe).parse("form").is_ok(), "{recipe:?}");
        }
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        type Change = fn(&mut NamedTemplateForm);
        let cases: [(Recipe, Change, &str, FieldError); 7] = [
            (Recipe::Today, |form| form.name = " ".into(), "name", FieldError::Missing),
            (Recipe::Today, |form| form.name = "x".repeat(61), "name", FieldError::TooLong(60)),
            (
                Recipe::Today,
                |form| form.template.recipe.clear(),
                "template][recipe",
                FieldError::InvalidChoice,
            ),
            // A national number has no country here.
            (
                Recipe::Today,
                |form| form.template.number = "0664 123456".into(),
                "template][number",
                FieldError::InvalidDestination,
            ),
            (
                Recipe::Holiday,
                |form| form.template.first = "soon".into(),
                "template][first",
                FieldError::InvalidDate,
            ),
            (
                Recipe::Holiday,
                |form| {
                    form.template.first = "2027-01-06".into();
                    form.template.last = "2027-01-05".into();
                },
                "template][last",
                FieldError::EndsBeforeItBegins,
            ),
            (
                Recipe::OfficeHours,
                |form| form.template.hours[0].from = "x".into(),
                "template][hours][0][from",
                FieldError::InvalidTime,
            ),
        ];
        for (recipe, change, field, error) in cases {
            let mut form = named(recipe);
            change(&mut form);
            let errors = form.parse("form[values]").unwrap_err();
            assert_eq!(errors, FieldErrors::of(format!("form[values][{field}]"), error), "{field}");
        }
    }
}
