//! What somebody signs in to the platform with.

use secrecy::SecretString;

/// A login of the platform.
#[derive(Clone, Debug)]
pub struct Credential {
    /// Its name.
    pub login: String,
    /// Its password.
    pub password: SecretString,
}
