//! The numbers of a line.

use super::{
    super::{
        act::{Act, Done, Undone, at_fields, conclude},
        new_line,
    },
    back, line, object, unchanged,
};
use crate::failure::Failure;
use leptos::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use switchhook_access::{audit::Action, needs};
use switchhook_domain::{
    FieldError, FieldErrors,
    number::{NumberForm, NumberParts},
    subscriber::{Numbers, NumbersForm},
};
use switchhook_platform::{Client, Error as PlatformError, Subscriber};

const PATH: &str = "/api/subscribers/numbers";
const PRIMARY: &str = "form[primary][subscriber]";

/// Gives a line other numbers.
#[server(name = ChangeSubscriberNumbers, prefix = "/api", endpoint = "subscribers/numbers")]
pub async fn change_numbers(
    #[server(default)] token: String,
    #[server(default)] from: String,
    #[server(default)] add: String,
    #[server(default)] id: String,
    #[server(default)] form: NumbersForm,
) -> Result<(), ServerFnError> {
    let mut form = form;
    let done = change(&token, &add, &id, &mut form).await;
    conclude(PATH, &from, &form, done).await
}

async fn change(token: &str, add: &str, id: &str, form: &mut NumbersForm) -> Result<Done, Undone> {
    let act = Act::<needs::EditSubscribers>::begin(token).await?;
    let line = line(&act, id).await?;
    if !add.is_empty() {
        form.aliases.push(NumberForm::default());
        return Err(Undone::MoreRows);
    }
    // The number of an extension is the platform's to make (contract 3.11.1).
    if let (Some(_), Some(primary)) = (&line.pbx_extension, &line.primary_number) {
        form.primary = primary.to_form();
    }
    let wanted = form.parse()?;
    let aliases: Vec<_> = line.alias_numbers.iter().map(|alias| &alias.number).collect();
    if holds(&line, &wanted) {
        return Ok(unchanged(&line));
    }
    let present = NumbersForm::shown(line.primary_number.as_ref(), &aliases);
    if form.before != present {
        // The page shows the present numbers now; saving once more is a decision.
        form.before = present;
        return Err(FieldErrors::of(PRIMARY, FieldError::ChangedMeanwhile).into());
    }
    let fields = fields(form, &wanted);
    look_up(&act.client, &line, &fields).await?;
    let wanted_words = NumbersForm::shown(Some(&wanted.primary), &wanted.aliases.iter().collect::<Vec<_>>());
    let change = json!({ "before": { "numbers": present }, "after": { "numbers": wanted_words } });
    act.audited(Action::ChangeSubscriber, object(&line), change, async {
        act.client.change_numbers(&line, &wanted).await
    })
    .await
    .map_err(|failure| refused(failure, &fields))?;
    // What the platform made of it counts, not what was asked for.
    let notice = match act.client.subscriber(line.id).await {
        Ok(after) if !holds(&after, &wanted) => {
            let aliases: Vec<_> = after.alias_numbers.iter().map(|alias| &alias.number).collect();
            let stored = NumbersForm::shown(after.primary_number.as_ref(), &aliases);
            say!(subscribers.notice.other_numbers, numbers = stored)
        }
        _ => say!(subscribers.notice.numbers, numbers = wanted_words),
    };
    Ok(back(&line, notice))
}

/// Whether a line has exactly these numbers; the order of aliases means nothing.
fn holds(line: &Subscriber, numbers: &Numbers) -> bool {
    let present: BTreeSet<_> = line.alias_numbers.iter().map(|alias| &alias.number).collect();
    line.primary_number.as_ref() == Some(&numbers.primary) && present == numbers.aliases.iter().collect()
}

/// The numbers, each with the field that it was typed into: blank rows are no numbers.
fn fields<'a>(form: &NumbersForm, numbers: &'a Numbers) -> Vec<(String, &'a NumberParts)> {
    let rows = form.aliases.iter().enumerate().filter(|(_, row)| !row.is_blank());
    let fields = rows.map(|(index, _)| format!("form[aliases][{index}][subscriber]"));
    let primary = (PRIMARY.to_owned(), &numbers.primary);
    std::iter::once(primary).chain(fields.zip(&numbers.aliases)).collect()
}

/// Whether all numbers that the line does not have yet are free. Numbers of other resellers cannot be seen; the platform
/// refuses those itself.
async fn look_up(
    client: &Client,
    line: &Subscriber,
    fields: &[(String, &NumberParts)],
) -> Result<(), Undone> {
    let own: BTreeSet<_> = line.numbers().map(NumberParts::digits).collect();
    let new = fields.iter().map(|(field, number)| (field.clone(), number.digits()));
    let taken = new_line::taken_numbers(client, new.filter(|(_, digits)| !own.contains(digits))).await?;
    if taken.is_empty() { Ok(()) } else { Err(taken.into()) }
}

/// Puts what the platform refused at the number that it names.
fn refused(failure: Failure, fields: &[(String, &NumberParts)]) -> Undone {
    let named = match &failure {
        Failure::Platform(PlatformError::Validation(refusals)) => fields
            .iter()
            .skip(1)
            .find(|(_, number)| refusals.iter().any(|refusal| refusal.message.contains(&number.digits()))),
        _ => None,
    };
    let alias = named.or_else(|| fields.last()).map_or(PRIMARY, |(field, _)| field.as_str());
    at_fields(
        failure,
        &[
            ("primary_number", PRIMARY),
            ("e164", PRIMARY),
            ("e164_cc", "form[primary][country]"),
            ("e164_ac", "form[primary][area]"),
            ("e164_sn", PRIMARY),
            ("alias_numbers", alias),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_platform::Refusal;

    fn number(subscriber: &str) -> NumberForm {
        NumberForm { country: "43".into(), area: "1".into(), subscriber: subscriber.into() }
    }

    #[test]
    fn a_refused_alias_is_told_at_its_row() {
        let form = NumbersForm {
            primary: number("5530001"),
            aliases: vec![number("5530002"), NumberForm::default(), number("5530003")],
            before: String::new(),
        };
        let numbers = form.parse().unwrap();
        let fields = fields(&form, &numbers);
        let refusal = |message: &str| {
            let refusal = Refusal {
                field: Some("alias_numbers".into()),
                problem: FieldError::Taken,
                message: message.into(),
            };
            match refused(Failure::Platform(PlatformError::Validation(vec![refusal])), &fields) {
                Undone::Invalid(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
                Undone::Shown | Undone::MoreRows | Undone::Failed(_) => Vec::new(),
            }
        };
        assert_eq!(refusal("Number '4315530002' already exists."), ["form[aliases][0][subscriber]"]);
        assert_eq!(refusal("Number '4315530003' already exists."), ["form[aliases][2][subscriber]"]);
        assert_eq!(refusal("no digits"), ["form[aliases][2][subscriber]"]);
    }
}
