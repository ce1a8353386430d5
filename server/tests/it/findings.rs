//! All that is wrong, told at once: a table with one mistake in a hundred cells says which.

use tokio::task::JoinSet;

#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Notes what is wrong unless it is as it should be.
    pub fn expect(&mut self, is_right: bool, otherwise: impl FnOnce() -> String) {
        if !is_right {
            self.0.push(otherwise());
        }
    }

    /// All of these tests at once; each has a portal of its own.
    pub async fn of_all(tests: impl Iterator<Item = impl Future<Output = Self> + Send + 'static>) -> Self {
        let found = tests.collect::<JoinSet<Self>>().join_all().await;
        Self(found.into_iter().flat_map(|findings| findings.0).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Demands that nothing was found.
    #[track_caller]
    pub fn none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}
