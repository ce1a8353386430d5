//! Passwords of portal accounts: policy, hashing, checking. Hashing is slow on purpose, so it happens on blocking
//! threads, a few at a time.

use crate::doors::Doors;
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, SaltString},
};
use secrecy::{ExposeSecret, SecretString};
use std::{sync::Arc, thread};
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most characters of a password.
pub const LONGEST: usize = 128;

/// What is wrong with a chosen password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    #[error("the password has fewer than {SHORTEST} characters")]
    TooShort,
    /// More than [`LONGEST`] characters.
    #[error("the password has more than {LONGEST} characters")]
    TooLong,
    /// One of those that are tried first, or one that is made of them.
    #[error("the password is one that many people use")]
    Common,
    /// The login, or hardly more than it.
    #[error("the password is the login")]
    Login,
}

/// A password that takes fewer guesses is called common. An attacker without the hash is slowed down to far fewer.
const FEWEST_GUESSES: u64 = 1_000_000;

/// Checks a chosen password against the policy: its length, and that it is neither the login nor easily guessed. Rules about
/// kinds of characters make worse passwords.
///
/// # Errors
/// [`PasswordError`].
pub fn check_policy(password: &SecretString, login: &str) -> Result<(), PasswordError> {
    let password = password.expose_secret();
    match password.chars().count() {
        ..SHORTEST => return Err(PasswordError::TooShort),
        SHORTEST..=LONGEST => {}
        _ => return Err(PasswordError::TooLong),
    }
    let typed = password.to_lowercase();
    let name = login.split('@').next().unwrap_or_default();
    let rest = typed.replace(login, "");
    if !login.is_empty() && rest.chars().count() < SHORTEST / 2 && rest.len() < typed.len() {
        return Err(PasswordError::Login);
    }
    if zxcvbn::zxcvbn(password, &[login, name]).guesses() < FEWEST_GUESSES {
        return Err(PasswordError::Common);
    }
    Ok(())
}

/// What one argon2id hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for HashCost {
    /// What OWASP recommends for argon2id.
    fn default() -> Self {
        Self { memory: 19_456, passes: 2, lanes: 1 }
    }
}

impl HashCost {
    /// The least that argon2 accepts: for tests alone.
    #[must_use]
    pub const fn least() -> Self {
        Self { memory: 8, passes: 1, lanes: 1 }
    }
}

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The cost is out of bounds, or a stored hash is damaged.
    #[error("argon2 refused: {0}")]
    Argon2(password_hash::Error),
    /// The thread that hashed died.
    #[error("hashing was interrupted")]
    Interrupted,
}

impl From<password_hash::Error> for HashError {
    fn from(error: password_hash::Error) -> Self {
        Self::Argon2(error)
    }
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    /// Checked when there is no account, so that the answer takes as long as if there were one.
    dummy: Arc<str>,
    doors: Doors,
    turns: Arc<Semaphore>,
}

impl Hasher {
    pub fn new(cost: HashCost, doors: Doors) -> Result<Self, HashError> {
        let parameters = Params::new(cost.memory, cost.passes, cost.lanes, None)
            .map_err(|error| HashError::Argon2(error.into()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let dummy = hash(&argon2, &doors.bytes::<32>(), doors.bytes())?.into();
        let turns = thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
        Ok(Self { argon2, dummy, doors, turns: Arc::new(Semaphore::new(turns)) })
    }

    pub async fn hash(&self, password: SecretString) -> Result<String, HashError> {
        let argon2 = self.argon2.clone();
        let salt = self.doors.bytes();
        self.in_turn(move || hash(&argon2, password.expose_secret().as_bytes(), salt)).await
    }

    /// Whether the password belongs to the stored hash; with no hash it does not, after the same work.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<bool, HashError> {
        let argon2 = self.argon2.clone();
        let dummy = self.dummy.clone();
        self.in_turn(move || {
            let known = stored.is_some();
            let hash = PasswordHash::new(stored.as_deref().unwrap_or(&dummy))?;
            match argon2.verify_password(password.expose_secret().as_bytes(), &hash) {
                Ok(()) => Ok(known),
                Err(password_hash::Error::Password) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| HashError::Interrupted)?;
        tokio::task::spawn_blocking(move || {
            // Held by the work itself: a request that goes away does not free its turn before its hash is done.
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| HashError::Interrupted)?
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], salt: [u8; 16]) -> Result<String, HashError> {
    let salt = SaltString::encode_b64(&salt)?;
    Ok(argon2.hash_password(password, &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;
    use time::OffsetDateTime;

    fn hasher() -> Hasher {
        let (doors, _) = fake::doors(OffsetDateTime::UNIX_EPOCH, 1);
        Hasher::new(HashCost::least(), doors).unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let hasher = hasher();
        let stored = hasher.hash("correct horse".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(hasher.verify("correct horse".into(), Some(stored.clone())).await.unwrap());
        assert!(!hasher.verify("correct hors".into(), Some(stored)).await.unwrap());
        assert!(!hasher.verify("correct horse".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_password_is_never_stored_the_same_way() {
        let hasher = hasher();
        assert_ne!(hasher.hash("twice".into()).await.unwrap(), hasher.hash("twice".into()).await.unwrap());
    }

    #[tokio::test]
    async fn a_damaged_hash_is_an_error_and_not_a_match() {
        assert!(hasher().verify(String::new().into(), Some(String::new())).await.is_err());
    }

    fn policy(password: &str) -> Result<(), PasswordError> {
        check_policy(&password.into(), "anna.huber@alpine.example")
    }

    #[test]
    fn length_counts_characters() {
        let letters = "ärgerlich süße Möwen über Köln und Zürich jagen öfter als üblich durch die kühle Frühe, \
                       sagt die alte Müllerin täglich dem Nachbarn";
        let cut = |length: usize| letters.chars().take(length).collect::<String>();
        assert_eq!(policy(&cut(11)), Err(PasswordError::TooShort));
        assert_eq!(policy(&cut(12)), Ok(()));
        assert_eq!(policy(&cut(128)), Ok(()));
        assert_eq!(policy(&cut(129)), Err(PasswordError::TooLong));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for common in [
            "password1234",
            "Passw0rd1234",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "iloveyou1234",
            "qwertyqwerty",
        ] {
            assert_eq!(policy(common), Err(PasswordError::Common), "{common}");
        }
    }

    #[test]
    fn the_login_is_no_password() {
        for login in ["anna.huber@alpine.example", "Anna.Huber@alpine.example", "anna.huber@alpine.example1!"]
        {
            assert_eq!(policy(login), Err(PasswordError::Login), "{login}");
        }
    }

    #[test]
    fn nothing_is_demanded_but_that() {
        for good in [
            "correct horse battery",
            "vierzehn kleine gelbe Enten",
            "\u{6e90}\u{6c0f}\u{7269}\u{8a9e} und noch etwas",
        ] {
            assert_eq!(policy(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_default_cost_is_the_recommended_one() {
        assert_eq!(HashCost::default(), HashCost { memory: 19_456, passes: 2, lanes: 1 });
    }
}
