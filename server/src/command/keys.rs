//! `switchhook keys …`: the keys that encrypt what the portal keeps secret.

use crate::configuration::{Configuration, ConfigurationError};
use switchhook_access::RotationError;

/// What to do with the keys.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Puts a new key into the key file and encrypts everything again with it; portals may run meanwhile.
    Rotate,
}

/// Why the key was not changed, or not everywhere.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum KeysError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Rotation(#[from] RotationError),
}

/// Carries the command out.
///
/// # Errors
/// [`KeysError`].
pub async fn run(command: Command, configuration: &Configuration) -> Result<(), KeysError> {
    let Command::Rotate = command;
    let rotation = configuration.access().await?.rotate_keys().await?;
    println!("A new key is in use; {} values are encrypted with it.", rotation.sealed_again);
    if rotation.lost > 0 {
        println!("{} values stay closed: none of the keys opens them.", rotation.lost);
    }
    println!(
        "The key before stays in the file until the next rotation. Portals on other machines need the new file now."
    );
    Ok(())
}
