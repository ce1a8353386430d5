//! The door of every write: the form's token, the permission, the audit trail; afterwards the way to the next page, with
//! everything that was typed if it could not be carried out.

use super::portal_act::PortalAct;
use crate::{
    components::{Draft, Problem},
    cookie::set_cookie,
    failure::{Failure, redirect},
    guard::DRAFT_COOKIE,
    portal::Portal,
    visitor::{Visitor, local_path},
};
use leptos::prelude::ServerFnError;
use serde::Serialize;
use serde_json::Value;
use std::{fmt::Display, future::Future};
use switchhook_access::{
    DraftError, ForwardTemplateId, ReplaceError, Require,
    audit::{Action, Object, Outcome},
    needs::Needs,
};
use switchhook_domain::{
    FieldError, FieldErrors,
    identifier::{ContactId, CustomerId, DomainId, SubscriberId},
};
use switchhook_platform::{Client, Error as PlatformError, Refusal};

/// Somebody who may do what they are about to do.
pub(super) struct Act<P> {
    /// Who, and the proof that they may.
    pub(super) principal: Require<P>,
    /// The platform, in their scope.
    pub(super) client: Client,
    visitor: Visitor,
    pub(super) portal: Portal,
}

/// What was done: where to go, and what to tell there.
pub(super) struct Done {
    pub(super) to: String,
    pub(super) notice: String,
}

/// Why nothing was done.
pub(super) enum Undone {
    /// The form goes on: something was pressed that changes it, or what it would do is shown.
    Shown,
    /// The form asks for one more row.
    MoreRows,
    /// The form has mistakes.
    Invalid(FieldErrors),
    /// Something else went wrong.
    Failed(Failure),
}

/// Whether a form's page showed the state that is the present one, by its mark. If not, it does now, and saving once more is a
/// decision.
pub(super) fn unchanged_since(seen: &mut String, present: String) -> Result<(), Undone> {
    if *seen == present {
        return Ok(());
    }
    *seen = present;
    Err(FieldErrors::of("form[seen]", FieldError::ChangedMeanwhile).into())
}

impl From<FieldErrors> for Undone {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl<E: Into<Failure>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl<P: Needs> Act<P> {
    /// Checks the form's token, the permission, and for what matters that the person proved a moment ago who they are.
    pub(super) async fn begin(token: &str) -> Result<Self, Undone> {
        let PortalAct { principal, visitor, portal } = PortalAct::<Require<P>>::begin(token).await?;
        let client = portal.client(&principal).await?;
        Ok(Self { principal, client, visitor, portal })
    }

    /// Runs one write with its entry in the audit trail: written before, completed after.
    pub(super) async fn audited<T: Created, E: Ending>(
        &self,
        action: Action,
        object: Object,
        change: Value,
        write: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, Failure> {
        let audit = self.portal.access().audit();
        let entry = audit.begin(&self.principal, &self.visitor.request_id, action, object, change).await?;
        let attempt = self.visitor.written.attempt();
        let result = write.await;
        let outcome = result.as_ref().map_or_else(Ending::outcome, |_| Outcome::Done);
        attempt.ended(matches!(outcome, Outcome::Done | Outcome::Unknown));
        match result.as_ref().map(Created::id) {
            Ok(Some(id)) => entry.created(&id).await?,
            Ok(None) => entry.complete(outcome, "").await?,
            Err(error) => entry.complete(outcome, &error.to_string()).await?,
        }
        result.map_err(Into::into)
    }
}

/// What a write gives back.
pub(super) trait Created {
    /// The id of what it created, if it did.
    fn id(&self) -> Option<String>;
}

impl Created for () {
    fn id(&self) -> Option<String> {
        None
    }
}

macro_rules! created {
    ($($id:ident)*) => {$(
        impl Created for $id {
            fn id(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

created! { ContactId CustomerId DomainId ForwardTemplateId SubscriberId }

/// How a write ended that did not succeed.
pub(super) trait Ending: Display + Into<Failure> {
    fn outcome(&self) -> Outcome;
}

impl Ending for PlatformError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::UnknownOutcome => Outcome::Unknown,
            Self::Validation(_) | Self::Forbidden(_) | Self::NotFound | Self::InUse => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }
}

impl Ending for ReplaceError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::ChangedMeanwhile => Outcome::Refused,
            Self::Storage(_) => Outcome::Failed,
        }
    }
}

/// The platform's refusals at the fields of a form, by a table of its names and the form's. `None` if one has no place there.
pub(super) fn refusals_at_fields(refusals: &[Refusal], fields: &[(&str, &str)]) -> Option<FieldErrors> {
    let mut errors = FieldErrors::new();
    for refusal in refusals {
        let name = refusal.field.as_deref()?;
        let (_, field) = fields.iter().find(|(theirs, _)| *theirs == name)?;
        errors.add(*field, refusal.problem);
    }
    (!errors.is_empty()).then_some(errors)
}

/// Puts what the platform refused at the fields of the form.
pub(super) fn at_fields(failure: Failure, fields: &[(&str, &str)]) -> Undone {
    match &failure {
        Failure::Platform(PlatformError::Validation(refusals)) => {
            refusals_at_fields(refusals, fields).map_or(Undone::Failed(failure), Undone::Invalid)
        }
        _ => Undone::Failed(failure),
    }
}

/// Sends the person on: to the next page with a notice, or back to the form with everything that was typed.
pub(super) async fn conclude<F: Serialize + Sync>(
    action: &str,
    from: &str,
    form: &F,
    done: Result<Done, Undone>,
) -> Result<(), ServerFnError> {
    let Some(visitor) = Visitor::find() else {
        Failure::Internal.set_status();
        return Ok(());
    };
    let failure = match done {
        Ok(Done { to, notice }) => {
            visitor.written.set();
            if let Err(error) = visitor.session.notify(&notice).await {
                tracing::warn!(%error, "a notice was lost");
            }
            redirect(&to);
            return Ok(());
        }
        Err(undone) => match back_to_form(&visitor, action, from, form, undone).await {
            Ok(path) => {
                redirect(&path);
                return Ok(());
            }
            Err(failure) => failure,
        },
    };
    failure.set_status();
    Ok(())
}

/// Puts into the audit trail what did not come to an act; another row of a form is none.
async fn write_down(visitor: &Visitor, path: &str, undone: &Undone) -> Result<(), Failure> {
    let reason = match undone {
        Undone::MoreRows | Undone::Shown => return Ok(()),
        Undone::Invalid(_) => "the form has mistakes",
        Undone::Failed(failure) => failure.reason(),
    };
    let refused = visitor.refused(Action::SendForm, path, reason);
    Ok(Portal::current().access().audit().refused(refused).await?)
}

async fn back_to_form<F: Serialize + Sync>(
    visitor: &Visitor,
    action: &str,
    from: &str,
    form: &F,
    undone: Undone,
) -> Result<String, Failure> {
    write_down(visitor, action, &undone).await?;
    // Who has to prove who they are comes back to the form afterwards.
    let away: Option<fn(String) -> Failure> = match &undone {
        Undone::Failed(Failure::SignIn(_)) => Some(Failure::SignIn),
        Undone::Failed(Failure::ProveAgain(_)) => Some(Failure::ProveAgain),
        _ => None,
    };
    let session_ended = matches!(undone, Undone::Failed(Failure::SignIn(_)));
    let (errors, problem) = match undone {
        Undone::Failed(Failure::SignIn(_)) => {
            let headline = say!(failure.session_ended.title);
            let advice = say!(failure.session_ended.text);
            (FieldErrors::new(), Some(Problem { headline, advice, undone: false }))
        }
        Undone::Failed(Failure::ProveAgain(_)) => {
            let (headline, advice) = (say!(proof.asked), say!(proof.press));
            (FieldErrors::new(), Some(Problem { headline, advice, undone: true }))
        }
        Undone::MoreRows => {
            visitor.session.notify(&say!(form.more_rows)).await?;
            (FieldErrors::new(), None)
        }
        Undone::Shown => (FieldErrors::new(), None),
        Undone::Invalid(errors) => (errors, None),
        Undone::Failed(
            failure @ (Failure::Platform(_)
            | Failure::NotConnected
            | Failure::ChangedMeanwhile
            | Failure::Internal
            | Failure::PasswordSaved
            | Failure::Passkey(_)
            | Failure::SignInRefused
            | Failure::SignInThrottled(_)),
        ) => {
            let (headline, advice) = failure.words();
            (FieldErrors::new(), Some(Problem { headline, advice, undone: failure.is_undone() }))
        }
        Undone::Failed(failure) => return Err(failure),
    };
    let nowhere = || away.map_or(Failure::NotFound, |away| away("/".to_owned()));
    let page = local_path(from).ok_or_else(nowhere)?;
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let owner = visitor.principal.as_ref().map(|principal| principal.account().id);
    let content = serde_json::to_value(Draft { action: action.to_owned(), form, errors, problem })
        .map_err(|_| Failure::Internal)?;
    let id = match Portal::current().access().drafts().keep(owner, path, &content).await {
        Ok(id) => id,
        Err(DraftError::TooLarge) => {
            return Err(away.map_or(Failure::TooLarge, |away| away(page.to_owned())));
        }
        Err(error) => return Err(error.into()),
    };
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("draft="));
    let query: Vec<&str> = kept.collect();
    let draft = format!("draft={id}");
    let form = format!("{path}?{}", query.into_iter().chain([draft.as_str()]).collect::<Vec<_>>().join("&"));
    if session_ended {
        set_cookie(DRAFT_COOKIE, &id.to_string(), 3600);
    }
    match away {
        Some(away) => Err(away(form)),
        None => Ok(form),
    }
}
