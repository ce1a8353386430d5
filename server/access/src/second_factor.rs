//! The second factor of accounts: an authenticator app, and recovery codes for the day when it is lost.

use crate::{
    account::Account,
    audit::Outcome,
    database::Database,
    doors::Doors,
    passkeys::PasskeyRefusal,
    storage::{StorageError, millis, moment},
    totp,
    vault::{Place, SealError, Vault},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::fmt::Write as _;
use time::OffsetDateTime;

/// Recovery codes of an account.
pub const RECOVERY_CODES: usize = 10;
/// Random bytes of a recovery code: too many to guess, so a fast hash is enough.
const CODE: usize = 15;

/// Why a second factor was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// The code is wrong, or was used before.
    #[error("the code is wrong")]
    WrongCode,
    /// There is one already.
    #[error("there is a second factor already")]
    Present,
    /// A passkey is not accepted.
    #[error(transparent)]
    Passkey(#[from] PasskeyRefusal),
    /// The secret cannot be opened or sealed.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl SecondFactorError {
    /// How an act ended that came to this.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::WrongCode | Self::Present | Self::Passkey(_) => Outcome::Refused,
            Self::Sealed(_) | Self::Storage(_) => Outcome::Failed,
        }
    }
}

impl From<sqlx::Error> for SecondFactorError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// What somebody's app has to learn.
#[derive(Debug)]
pub struct Enrolment {
    secret: SecretString,
    login: String,
}

impl Enrolment {
    /// The secret in base 32, to be typed where no picture can be scanned.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    /// What the picture holds.
    #[must_use]
    pub fn address(&self) -> SecretString {
        let login = self.login.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b".-_~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
            text
        });
        let secret = self.secret();
        format!("otpauth://totp/Switchhook:{login}?secret={secret}&issuer=Switchhook&algorithm=SHA1&digits=6&period=30")
            .into()
    }
}

/// Codes that each stand in for the app once. Shown once, kept as hashes.
#[derive(Debug)]
pub struct RecoveryCodes(Vec<SecretString>);

impl RecoveryCodes {
    /// The codes themselves.
    pub fn reveal(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(ExposeSecret::expose_secret)
    }
}

/// A second factor that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Since when.
    pub confirmed_at: OffsetDateTime,
    /// Recovery codes that were not used.
    pub recovery_codes: u64,
}

/// The second factors. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SecondFactors {
    database: Database,
    doors: Doors,
    vault: Vault,
}

fn place(account: &str) -> Place<'_> {
    Place { purpose: "second factor", tenant: "", row: account }
}

fn key(account: &str, typed: &str) -> String {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let digest = Sha256::new()
        .chain_update(account)
        .chain_update(":")
        .chain_update(letters.to_ascii_uppercase())
        .finalize();
    format!("{digest:x}")
}

impl SecondFactors {
    pub(crate) fn new(database: Database, doors: Doors, vault: Vault) -> Self {
        Self { database, doors, vault }
    }

    /// The second factor that an account uses.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self, account: &Account) -> Result<Option<SecondFactor>, StorageError> {
        let row = sqlx::query(
            "SELECT confirmed_at, (SELECT COUNT(*) FROM recovery_codes WHERE account_id = $1) AS codes \
             FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL",
        )
        .bind(account.id.to_string())
        .fetch_optional(self.database.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SecondFactor {
            confirmed_at: moment(row.try_get("confirmed_at")?)?,
            recovery_codes: u64::try_from(row.try_get::<i64, _>("codes")?).unwrap_or_default(),
        }))
    }

    /// What the app of an account without a second factor has to learn: the same until it is confirmed.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub async fn enrolment(&self, account: &Account) -> Result<Enrolment, SecondFactorError> {
        let id = account.id.to_string();
        let secret = totp::base32(&self.doors.bytes::<{ totp::SECRET }>());
        let fresh = self.vault.seal(place(&id), secret.as_bytes())?;
        sqlx::query(
            "INSERT INTO second_factors (account_id, sealed, last_step) VALUES ($1, $2, 0) \
             ON CONFLICT (account_id) DO NOTHING",
        )
        .bind(id)
        .bind(fresh)
        .execute(self.database.pool())
        .await?;
        let (secret, confirmed) = self.secret(account).await?.ok_or(SecondFactorError::WrongCode)?;
        if confirmed {
            return Err(SecondFactorError::Present);
        }
        Ok(Enrolment { secret, login: account.login.clone() })
    }

    /// The secret in base 32, and whether it is in use.
    async fn secret(&self, account: &Account) -> Result<Option<(SecretString, bool)>, SecondFactorError> {
        let id = account.id.to_string();
        let row = sqlx::query("SELECT sealed, confirmed_at FROM second_factors WHERE account_id = $1")
            .bind(id.clone())
            .fetch_optional(self.database.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let secret = self.vault.open(place(&id), row.try_get("sealed")?)?;
        let secret =
            String::from_utf8(secret.to_vec()).map_err(|_| StorageError::Unreadable("second factor"))?;
        Ok(Some((secret.into(), row.try_get::<Option<i64>, _>("confirmed_at")?.is_some())))
    }

    /// Takes the factor into use, as the first code shows that the app has the secret.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub async fn confirm(&self, account: &Account, typed: &str) -> Result<RecoveryCodes, SecondFactorError> {
        let (secret, confirmed) = self.secret(account).await?.ok_or(SecondFactorError::WrongCode)?;
        if confirmed {
            return Err(SecondFactorError::Present);
        }
        let now = self.doors.now();
        let step = step_of(&secret, typed, now).ok_or(SecondFactorError::WrongCode)?;
        let done = sqlx::query(
            "UPDATE second_factors SET confirmed_at = $1, last_step = $2 \
             WHERE account_id = $3 AND confirmed_at IS NULL",
        )
        .bind(millis(now))
        .bind(step)
        .bind(account.id.to_string())
        .execute(self.database.pool())
        .await?;
        if done.rows_affected() == 0 {
            return Err(SecondFactorError::Present);
        }
        Ok(self.new_recovery_codes(account).await?)
    }

    /// Accepts a code of the app or a recovery code, each of them once.
    ///
    /// # Errors
    /// [`SecondFactorError`].
    pub async fn check(&self, account: &Account, typed: &str) -> Result<(), SecondFactorError> {
        let Some((secret, true)) = self.secret(account).await? else {
            return Err(SecondFactorError::WrongCode);
        };
        let accepted = match step_of(&secret, typed, self.doors.now()) {
            Some(step) => sqlx::query(
                "UPDATE second_factors SET last_step = $1 \
                 WHERE account_id = $2 AND confirmed_at IS NOT NULL AND last_step < $1",
            )
            .bind(step)
            .bind(account.id.to_string()),
            None => sqlx::query("DELETE FROM recovery_codes WHERE key = $1 AND account_id = $2")
                .bind(key(&account.id.to_string(), typed))
                .bind(account.id.to_string()),
        };
        let accepted = accepted.execute(self.database.pool()).await?;
        if accepted.rows_affected() == 0 { Err(SecondFactorError::WrongCode) } else { Ok(()) }
    }

    /// Makes new recovery codes; the ones before are worth nothing then.
    ///
    /// # Errors
    /// The database failed.
    pub async fn new_recovery_codes(&self, account: &Account) -> Result<RecoveryCodes, StorageError> {
        let id = account.id.to_string();
        let codes: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| {
                let text = totp::base32(&self.doors.bytes::<CODE>());
                let groups = text.as_bytes().chunks(4).map(String::from_utf8_lossy);
                groups.collect::<Vec<_>>().join("-")
            })
            .collect();
        let mut transaction = self.database.pool().begin().await?;
        sqlx::query("DELETE FROM recovery_codes WHERE account_id = $1")
            .bind(id.clone())
            .execute(&mut *transaction)
            .await?;
        for code in &codes {
            sqlx::query("INSERT INTO recovery_codes (key, account_id) VALUES ($1, $2)")
                .bind(key(&id, code))
                .bind(id.clone())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(RecoveryCodes(codes.into_iter().map(SecretString::from).collect()))
    }

    /// Removes the app of an account with its recovery codes.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn remove(&self, account: &Account) -> Result<(), StorageError> {
        for statement in [
            "DELETE FROM recovery_codes WHERE account_id = $1",
            "DELETE FROM second_factors WHERE account_id = $1",
        ] {
            sqlx::query(statement).bind(account.id.to_string()).execute(self.database.pool()).await?;
        }
        Ok(())
    }
}

fn step_of(secret: &SecretString, typed: &str, now: OffsetDateTime) -> Option<i64> {
    totp::matching_step(&totp::bytes(secret.expose_secret()), typed, now)
}
