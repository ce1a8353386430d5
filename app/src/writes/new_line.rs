//! What is asked of the platform before a new line is created, and where its refusals belong in the form.

use super::act::{Act, Undone, at_fields};
use crate::{
    failure::Failure,
    islands::{RANDOM_BYTES, readable},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use switchhook_access::needs::{EditPasswords, Needs};
use switchhook_domain::{
    FieldError, FieldErrors,
    number::NumberParts,
    subscriber::{NewSubscriber, SubscriberForm},
};
use switchhook_platform::{
    Client, Error as PlatformError, ListOptions,
    subscribers::{SubscriberFilter, SubscriberSort},
};

/// No form may hold more new numbers than this: each one is looked up.
const MOST_NUMBERS: usize = 100;
/// How many numbers are looked up at once.
const AT_ONCE: usize = 3;

/// Whether somebody may choose passwords of lines. An administrator in a reseller's view is told why not; for all others there
/// is no such thing.
pub(super) fn chooses_passwords<P: Needs>(act: &Act<P>) -> Result<(), Failure> {
    let denied = if act.principal.view().is_some() { Failure::InView } else { Failure::NotFound };
    act.principal.require::<EditPasswords>().map(drop).map_err(|_| denied)
}

/// The form with its passwords. Whoever may choose none gives the line a random one that nobody sees, as no line is without:
/// its page is the place to choose another one.
pub(super) fn with_passwords<P: Needs>(
    act: &Act<P>,
    form: &SubscriberForm,
) -> Result<SubscriberForm, Failure> {
    let is_typed = !(form.password.is_empty() && form.webpassword.is_empty());
    match chooses_passwords(act) {
        Ok(()) => Ok(form.clone()),
        Err(denied) if is_typed => Err(denied),
        Err(_) => {
            let password = readable(act.portal.access().doors().bytes::<RANDOM_BYTES>());
            Ok(SubscriberForm { password, ..form.clone() })
        }
    }
}

/// Whether the domain exists and the user name and all numbers are free. Numbers of other resellers cannot be seen; the
/// platform refuses those itself.
pub(super) async fn look_up(
    client: &Client,
    prefix: &str,
    form: &SubscriberForm,
    line: &NewSubscriber,
) -> Result<FieldErrors, PlatformError> {
    let numbers = numbered(prefix, form, line).into_iter().map(|(field, number)| (field, number.digits()));
    let (domain, namesake, mut errors) = tokio::try_join!(
        client.find_domain(&line.domain),
        client.find_subscriber(&line.username, &line.domain),
        taken_numbers(client, numbers)
    )?;
    if domain.is_none() {
        errors.add(format!("{prefix}[domain]"), FieldError::Unknown);
    }
    if namesake.is_some() {
        errors.add(format!("{prefix}[username]"), FieldError::Taken);
    }
    Ok(errors)
}

/// The fields whose numbers somebody has.
pub(super) async fn taken_numbers(
    client: &Client,
    numbers: impl Iterator<Item = (String, String)>,
) -> Result<FieldErrors, PlatformError> {
    let numbers: Vec<_> = numbers.collect();
    if let Some((field, _)) = numbers.get(MOST_NUMBERS) {
        return Ok(FieldErrors::of(field, FieldError::Refused));
    }
    let taken = numbers.into_iter().map(|(field, number)| taken(client.clone(), field, number));
    let taken: Vec<_> = stream::iter(taken).buffered(AT_ONCE).try_collect().await?;
    let mut errors = FieldErrors::new();
    for field in taken.into_iter().flatten() {
        errors.add(field, FieldError::Taken);
    }
    Ok(errors)
}

/// The field, if somebody has the number.
async fn taken(client: Client, field: String, number: String) -> Result<Option<String>, PlatformError> {
    let filter = SubscriberFilter { number: Some(number), ..SubscriberFilter::default() };
    let options = ListOptions::<SubscriberSort> { rows: 1, count: false, ..ListOptions::default() };
    let found = client.subscribers(&filter, &options).await?;
    Ok((!found.rows.is_empty()).then_some(field))
}

/// The numbers of the line, each with the field that it was typed into: blank rows of the form are no numbers.
fn numbered<'a>(
    prefix: &str,
    form: &SubscriberForm,
    line: &'a NewSubscriber,
) -> Vec<(String, &'a NumberParts)> {
    let rows = form.aliases.iter().enumerate().filter(|(_, row)| !row.is_blank());
    let fields = rows.map(|(index, _)| format!("{prefix}[aliases][{index}][subscriber]"));
    std::iter::once((primary_field(prefix, line), &line.numbers.primary))
        .chain(fields.zip(&line.numbers.aliases))
        .collect()
}

/// Where the primary number comes from.
fn primary_field(prefix: &str, line: &NewSubscriber) -> String {
    let is_extension = line.pbx.as_ref().is_some_and(|pbx| pbx.extension.is_some());
    format!("{prefix}{}", if is_extension { "[extension]" } else { "[primary][subscriber]" })
}

/// Puts what the platform refused at the fields of the form.
pub(super) fn refused(failure: Failure, prefix: &str, form: &SubscriberForm, line: &NewSubscriber) -> Undone {
    let numbered = numbered(prefix, form, line);
    // An alias number of a line that we cannot see is a platform error, not a refusal (contract 3.11.2). Which one it is, the
    // platform does not tell; the primary number would have been refused.
    if failure == Failure::Platform(PlatformError::NotCreated) && numbered.len() > 1 {
        let mut errors = FieldErrors::new();
        for (field, _) in numbered.into_iter().skip(1) {
            errors.add(field, FieldError::PerhapsTaken);
        }
        return Undone::Invalid(errors);
    }
    let primary = primary_field(prefix, line);
    let alias = numbered.last().map_or_else(|| primary.clone(), |(field, _)| field.clone());
    let field = |name: &str| format!("{prefix}[{name}]");
    let fields = [
        ("username", field("username")),
        ("webusername", field("username")),
        ("domain", field("domain")),
        ("domain_id", field("domain")),
        ("password", field("password")),
        ("webpassword", field("webpassword")),
        ("external_id", field("external_id")),
        ("pbx_extension", field("extension")),
        ("display_name", field("display_name")),
        ("primary_number", primary.clone()),
        ("e164", primary),
        ("e164_cc", field("primary") + "[country]"),
        ("e164_ac", field("primary") + "[area]"),
        ("e164_sn", field("primary") + "[subscriber]"),
        ("alias_numbers", alias),
    ];
    let fields: Vec<_> = fields.iter().map(|(theirs, ours)| (*theirs, ours.as_str())).collect();
    at_fields(failure, &fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchhook_domain::{number::NumberForm, subscriber::NewLineKind};
    use switchhook_platform::Refusal;

    fn number(subscriber: &str) -> NumberForm {
        NumberForm { country: "43".into(), area: "1".into(), subscriber: subscriber.into() }
    }

    fn form() -> SubscriberForm {
        SubscriberForm {
            username: "anna".into(),
            domain: "alpine.example".into(),
            password: "Kmv7q-Trx4d-Bns9h".into(),
            primary: number("5530001"),
            aliases: vec![NumberForm::default(), number("5530002"), NumberForm::default(), number("5530003")],
            ..SubscriberForm::default()
        }
    }

    fn refused_at(error: PlatformError, field: &str) -> Option<FieldError> {
        let form = form();
        let line = form.parse("form", &NewLineKind::Plain, &mut FieldErrors::new()).unwrap();
        match refused(Failure::Platform(error), "form", &form, &line) {
            Undone::Invalid(errors) => errors.get(field),
            Undone::Shown | Undone::MoreRows | Undone::Failed(_) => None,
        }
    }

    #[test]
    fn numbers_keep_the_place_where_they_were_typed() {
        let form = form();
        let line = form.parse("form", &NewLineKind::Plain, &mut FieldErrors::new()).unwrap();
        let fields: Vec<_> = numbered("form", &form, &line)
            .into_iter()
            .map(|(field, number)| (field, number.subscriber().to_owned()))
            .collect();
        assert_eq!(
            fields,
            [
                ("form[primary][subscriber]".into(), "5530001".into()),
                ("form[aliases][1][subscriber]".into(), "5530002".into()),
                ("form[aliases][3][subscriber]".into(), "5530003".into()),
            ]
        );
    }

    #[test]
    fn refusals_stand_at_the_fields_they_are_about() {
        let refusal = |field: &str| {
            PlatformError::Validation(vec![Refusal {
                field: Some(field.into()),
                problem: FieldError::Taken,
                message: String::new(),
            }])
        };
        for (theirs, ours) in [
            ("primary_number", "form[primary][subscriber]"),
            ("alias_numbers", "form[aliases][3][subscriber]"),
            ("webusername", "form[username]"),
        ] {
            assert_eq!(refused_at(refusal(theirs), ours), Some(FieldError::Taken), "{theirs}");
        }
        assert_eq!(refused_at(refusal("customer_id"), "form[username]"), None);
        let error = PlatformError::NotCreated;
        assert_eq!(refused_at(error, "form[aliases][1][subscriber]"), Some(FieldError::PerhapsTaken));
    }
}
