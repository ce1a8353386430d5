//! What a path and a method mean: there is no 405, a method that does not exist is a path that does not
//! (contract 1.1).

use axum::http::{HeaderMap, Method};

use crate::error::ApiError;
use crate::resources::{self, Resource};

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    EntryPoint,
    PlatformInfo,
    /// The definitions of preferences, by the name of their collection.
    Definitions(&'static str),
    /// Where callers change their own password.
    PasswordChange,
    /// What rewrite rules make of numbers.
    ApplyRewrites,
    /// A collection without its slash.
    Unslashed,
    Collection(&'static dyn Resource),
    Item(&'static dyn Resource, &'a str),
}

/// The verbs of what is asked for, in the order of the `Allow` header.
pub(crate) fn verbs(target: Target<'_>) -> &'static [&'static str] {
    match target {
        Target::Item(resource, _) => resource.shape().item,
        Target::Collection(resource) => resource.shape().collection,
        Target::PasswordChange | Target::ApplyRewrites => &["POST"],
        _ => &["GET", "OPTIONS", "HEAD"],
    }
}

/// The collections of definitions of preferences.
fn definitions(name: &str) -> Option<&'static str> {
    ["customerpreferencedefs", "domainpreferencedefs", "subscriberpreferencedefs"]
        .into_iter()
        .find(|known| *known == name)
}

/// Finds what a request is about.
pub(crate) fn route<'a>(path: &'a str, method: &Method) -> Result<Target<'a>, ApiError> {
    let rest = path.strip_prefix("/api/").ok_or(ApiError::PathNotFound)?;
    let target = match rest.split('/').collect::<Vec<_>>().as_slice() {
        [""] => Target::EntryPoint,
        ["platforminfo"] | ["platforminfo", ""] => Target::PlatformInfo,
        [name, ""] if definitions(name).is_some() => {
            Target::Definitions(definitions(name).unwrap_or_default())
        }
        [name] if definitions(name).is_some() => Target::Unslashed,
        ["passwordchange", ""] => Target::PasswordChange,
        ["applyrewrites", ""] => Target::ApplyRewrites,
        ["passwordchange" | "applyrewrites"] => Target::Unslashed,
        [name] if resources::find(name).is_some() => Target::Unslashed,
        [name, ""] => Target::Collection(resources::find(name).ok_or(ApiError::PathNotFound)?),
        [name, id] | [name, id, ""] => Target::Item(resources::find(name).ok_or(ApiError::PathNotFound)?, id),
        _ => return Err(ApiError::PathNotFound),
    };
    if !matches!(target, Target::Unslashed | Target::PlatformInfo)
        && !verbs(target).contains(&method.as_str())
    {
        return Err(ApiError::PathNotFound);
    }
    Ok(target)
}

/// The method that counts for routing; a header may replace it.
pub(crate) fn routed_method(method: &Method, headers: &HeaderMap) -> Method {
    ["x-http-method", "x-http-method-override", "x-method-override", "x-tunneled-method"]
        .into_iter()
        .filter_map(|name| headers.get(name))
        .find(|value| !value.is_empty())
        .and_then(|value| Method::from_bytes(value.as_bytes()).ok())
        .unwrap_or_else(|| method.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_do_not_exist_are_paths_that_do_not() {
        assert!(matches!(route("/api/customers/5", &Method::GET), Ok(Target::Item(_, "5"))));
        assert!(matches!(route("/api/customers/5/", &Method::GET), Ok(Target::Item(_, "5"))));
        assert!(matches!(route("/api/customers", &Method::POST), Ok(Target::Unslashed)));
        for (path, method) in [
            ("/api/customers/5", Method::DELETE),
            ("/api/domains/5", Method::PUT),
            ("/api/subscriberpreferences/", Method::POST),
            ("/api/callforwards/", Method::POST),
            ("/api/callblockings/", Method::GET),
            ("/elsewhere", Method::GET),
        ] {
            assert!(matches!(route(path, &method), Err(ApiError::PathNotFound)), "{method} {path}");
        }
    }
}
