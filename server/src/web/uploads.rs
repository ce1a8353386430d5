//! Forms with a file: their content becomes fields as of any other form, the file's text the value of its field. So they meet the
//! same checks, the same server functions, and the same rule that a form is carried out once.

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

/// More fields than any form of ours has.
const MOST_FIELDS: usize = 5000;

/// Turns a form with a file into one without.
pub(super) async fn as_fields(request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_multipart = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if request.method().is_safe() || !is_multipart {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let form = Request::from_parts(parts.clone(), body);
    let Ok(Ok(fields)) = read(form).await.map(serde_urlencoded::to_string) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    parts.headers.insert(header::CONTENT_TYPE, kind);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(fields.len()));
    next.run(Request::from_parts(parts, Body::from(fields))).await
}

/// No form of ours.
struct NoForm;

impl From<MultipartError> for NoForm {
    fn from(_: MultipartError) -> Self {
        Self
    }
}

async fn read(request: Request) -> Result<Vec<(String, String)>, NoForm> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| NoForm)?;
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await? {
        let name = field.name().ok_or(NoForm)?.to_owned();
        let content = field.bytes().await?;
        // Files of old calendars are in Latin-1, where every byte is a character.
        let text = String::from_utf8(content.to_vec())
            .unwrap_or_else(|wrong| wrong.as_bytes().iter().map(|byte| char::from(*byte)).collect());
        fields.push((name, text));
        if fields.len() > MOST_FIELDS {
            return Err(NoForm);
        }
    }
    Ok(fields)
}
