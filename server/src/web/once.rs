//! A form that is sent twice is carried out once: the second request waits for the first, and both get one answer.

use super::Shared;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderValue, StatusCode, header};
use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    time::Duration,
};
use switchhook_access::{AccountId, Answer, Claim, StorageError, SubmissionId};
use switchhook_app::Visitor;
use tokio::time::timeout;

/// How often a request looks whether the one before it is through.
const LOOK: Duration = Duration::from_millis(50);
/// How long a request waits for the one before it, however its clock goes.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// The field of a form that holds its key.
const FIELD: &str = "submission=";

/// Carries a form out, unless another request has or does.
pub(super) async fn once(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let owner = visitor.as_ref().and_then(|visitor| visitor.principal.as_ref()).map(|it| it.account().id);
    let (Some(owner), Some(visitor)) = (owner, visitor) else { return next.run(request).await };
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // It was bounded when it came; as a field, a file takes several times as many bytes.
    let Ok(form) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let key = key(&form);
    let request = Request::from_parts(parts, Body::from(form.clone()));
    let Some(key) = key else { return next.run(request).await };
    match others(&shared, owner, key, &form).await {
        Ok(Some(answer)) => return again(answer),
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, "it is not known whether a form was carried out");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    }
    // Whatever is shared with the handler is asked for nothing but whether it wrote.
    let ended = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let written = visitor.written.is_set();
    let answer = match &ended {
        Ok(response) => {
            let location =
                response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
            Answer { status: response.status().as_u16(), location: location.map(ToOwned::to_owned) }
        }
        Err(_) => broken_off(written),
    };
    if let Err(error) = shared.portal.access().submissions().complete(owner, key, &answer, written).await {
        tracing::error!(%error, "the answer to a form is not kept");
    }
    ended.unwrap_or_else(|panic| resume_unwind(panic))
}

/// The answer to a form whose handler panicked. Nobody knows how much it did if it wrote anything.
fn broken_off(written: bool) -> Answer {
    let status = if written { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::INTERNAL_SERVER_ERROR };
    Answer { status: status.as_u16(), location: None }
}

/// The key of a form that has one.
fn key(form: &[u8]) -> Option<SubmissionId> {
    let fields = std::str::from_utf8(form).ok()?.split('&');
    fields.filter_map(|field| field.strip_prefix(FIELD)).find_map(|key| key.parse().ok())
}

/// The answer that another request got or will get; none if the form is ours to carry out.
async fn others(
    shared: &Shared,
    owner: AccountId,
    key: SubmissionId,
    form: &[u8],
) -> Result<Option<Answer>, StorageError> {
    let submissions = shared.portal.access().submissions();
    match submissions.claim(owner, key, form).await? {
        Claim::Ours => Ok(None),
        Claim::Done(answer) => Ok(Some(answer)),
        Claim::Running => {
            let answered = async {
                loop {
                    tokio::time::sleep(LOOK).await;
                    if let Some(answer) = submissions.answer(owner, key).await? {
                        return Ok(Some(answer));
                    }
                }
            };
            timeout(LONGEST_WAIT, answered).await.unwrap_or(Ok(Some(broken_off(true))))
        }
    }
}

fn again(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let location = answer.location.and_then(|location| HeaderValue::try_from(location).ok());
    let mut response = status.into_response();
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
