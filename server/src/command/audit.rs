//! `switchhook audit …`: whether the audit trail is as it was written.

use crate::configuration::{Configuration, ConfigurationError};
use std::num::ParseIntError;
use switchhook_access::{
    StorageError,
    audit::{Break, Head},
};

/// What to do with the audit trail.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Reads the whole chain and names the first row that was changed or removed.
    Verify {
        /// A head that was told earlier (`number:hash`) and kept elsewhere: the chain must still go through it.
        #[arg(long)]
        head: Option<String>,
    },
}

/// Why the trail is not as it was written, or why that is not known.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum AuditError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("a head is a number, a colon and a hash")]
    NoHead,
    #[error("the audit trail is broken: {0}")]
    Broken(Break),
}

impl From<ParseIntError> for AuditError {
    fn from(_: ParseIntError) -> Self {
        Self::NoHead
    }
}

/// Carries the command out.
///
/// # Errors
/// [`AuditError`].
pub async fn run(command: Command, configuration: &Configuration) -> Result<(), AuditError> {
    let Command::Verify { head } = command;
    let kept = head.as_deref().map(read).transpose()?;
    let access = configuration.access().await?;
    let verified = access.audit().verify(kept.as_ref()).await?.map_err(AuditError::Broken)?;
    println!("The audit trail is whole: {} rows after number {}.", verified.rows, verified.since);
    println!("It ends at {}. Keep this elsewhere, and give it with --head next time.", verified.head);
    Ok(())
}

fn read(text: &str) -> Result<Head, AuditError> {
    let (sequence, hash) = text.split_once(':').ok_or(AuditError::NoHead)?;
    Ok(Head { sequence: sequence.parse()?, hash: hash.to_owned() })
}
