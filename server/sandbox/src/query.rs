//! The query of a request, and what paging makes of it (contract 2.4 and 2.6).

use crate::error::ApiError;
use crate::filter::numeric_prefix;

/// The parameters of a query, in their order; `;` parts them like `&`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    parameters: Vec<(String, String)>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let parameters = text
            .split(['&', ';'])
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        Self { parameters }
    }

    /// The last value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The id that a parameter holds.
    pub(crate) fn id(&self, name: &str) -> Option<u32> {
        self.get(name).and_then(numeric_prefix).and_then(|id| u32::try_from(id).ok())
    }

    /// Sets a parameter, whatever it was.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        self.parameters.retain(|(key, _)| key != name);
        self.parameters.push((name.to_owned(), value));
    }

    /// Whether a parameter is there and true-ish.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_trueish)
    }

    pub(crate) fn page(&self) -> Result<Page, ApiError> {
        let number = self.positive("page", 1)?;
        let rows = self.positive("rows", 10)?;
        Ok(Page { number, rows, counted: !matches!(self.get("no_count"), Some("1" | "true")) })
    }

    fn positive(&self, name: &str, default: usize) -> Result<usize, ApiError> {
        let mut values = self.parameters.iter().filter(|(key, _)| key == name);
        let Some((_, value)) = values.next() else { return Ok(default) };
        if values.next().is_some() {
            return Err(ApiError::Internal);
        }
        match value.parse::<usize>() {
            Ok(0) => Err(ApiError::BadRequest(
                "Query parameters 'page' and 'rows', when specified, must be greater than 0.".to_owned(),
            )),
            Ok(number) => Ok(number),
            Err(_) => Err(ApiError::Internal),
        }
    }

    /// The link of a page: the values are not escaped, as on the platform.
    pub(crate) fn link(&self, path: &str, number: usize, rows: usize) -> String {
        let mut link = format!("{path}?page={number}&rows={rows}");
        for (name, value) in &self.parameters {
            if name != "page" && name != "rows" {
                link.push('&');
                link.push_str(name);
                link.push('=');
                link.push_str(value);
            }
        }
        link
    }
}

/// The page that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) rows: usize,
    pub(crate) counted: bool,
}

/// Perl's idea of truth: the text `false` is true.
pub(crate) fn is_trueish(value: &str) -> bool {
    !matches!(value, "" | "0")
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let byte = bytes[index];
        let hex = text
            .get(index + 1..index + 3)
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(value) = hex {
            out.push(value);
            index += 3;
        } else {
            out.push(if byte == b'+' { b' ' } else { byte });
            index += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_parts_parameters() {
        let query = Query::parse("status=active;locked&email=a%2Bb%40c");
        assert_eq!(query.get("status"), Some("active"));
        assert_eq!(query.get("locked"), Some(""));
        assert_eq!(query.get("email"), Some("a+b@c"));
    }

    #[test]
    fn zero_is_a_bad_request_and_nonsense_a_failure() {
        assert!(matches!(Query::parse("rows=0").page(), Err(ApiError::BadRequest(_))));
        for text in ["rows=abc", "rows=-1", "page=", "rows=1.5", "page=1&page=2"] {
            assert!(matches!(Query::parse(text).page(), Err(ApiError::Internal)), "{text}");
        }
    }

    #[test]
    fn links_keep_the_other_parameters() {
        let query = Query::parse("page=2&rows=3&email=*x%20y");
        assert_eq!(query.link("/api/x/", 3, 3), "/api/x/?page=3&rows=3&email=*x y");
    }

    #[test]
    fn only_one_and_true_switch_the_count_off() {
        assert!(!Query::parse("no_count=1").page().unwrap().counted);
        assert!(Query::parse("no_count=yes").page().unwrap().counted);
    }
}
