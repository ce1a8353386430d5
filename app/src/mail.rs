//! The door through which the portal sends e-mails.

use std::{fmt, future::Future, pin::Pin};

/// An e-mail of plain text.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address of whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl fmt::Debug for Letter {
    /// Without the text, which may hold a link that is as good as a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// An e-mail was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSent;

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the e-mail was not sent")
    }
}

impl std::error::Error for NotSent {}

/// What a [`Mailer`] is doing.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>>;

/// Sends e-mails.
pub trait Mailer: Send + Sync {
    /// Hands a letter to the mail server.
    fn send(&self, letter: Letter) -> Sending<'_>;
}
