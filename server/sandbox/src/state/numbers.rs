//! Phone numbers.

/// A number of a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) id: u32,
    pub(crate) cc: u32,
    pub(crate) ac: Box<str>,
    pub(crate) sn: Box<str>,
    pub(crate) is_devid: bool,
}

impl Number {
    /// The canonical text: all parts in a row.
    pub(crate) fn digits(&self) -> String {
        format!("{}{}{}", self.cc, self.ac, self.sn)
    }

    /// Whether the parts are the same, whoever has them.
    pub(crate) fn same_parts(&self, other: &Self) -> bool {
        self.cc == other.cc && self.ac == other.ac && self.sn == other.sn
    }
}
