//! All that is wrong, told at once: a table with one mistake in a hundred cells says which.

#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// Notes what is wrong unless it is as it should be.
    pub fn expect(&mut self, is_right: bool, otherwise: impl FnOnce() -> String) {
        if !is_right {
            self.0.push(otherwise());
        }
    }

    /// Demands that nothing was found.
    #[track_caller]
    pub fn none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}
