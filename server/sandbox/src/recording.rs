//! What was asked, for tests.

use std::collections::VecDeque;

use serde::Serialize;

/// How many requests are kept; older ones are forgotten.
const KEPT: usize = 10_000;

/// A request that the sandbox has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The login whose credentials were valid.
    pub login: Option<String>,
    /// The status of the answer; none where a fault broke the connection.
    pub status: Option<u16>,
}

/// The requests since the start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording(VecDeque<RecordedRequest>);

impl Recording {
    pub(crate) fn add(&mut self, request: RecordedRequest) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.0.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
