//! Encryption of what the database must not tell: XChaCha20-Poly1305, bound to its place.

use crate::{doors::Doors, key::SecretKey};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::zeroize::Zeroizing;
use std::{fmt, sync::Arc};

const VERSION: &str = "1";
const NONCE: usize = 24;

/// Why a sealed text stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not written by this version, or damaged in its outer form.
    #[error("a sealed value has an unknown form")]
    UnknownForm,
    /// Another key sealed it.
    #[error("a sealed value was sealed with another key than the one in the key file")]
    OtherKey,
    /// Changed, or moved here from another place.
    #[error("a sealed value was changed, or does not belong to this place")]
    Forged,
    /// What should be sealed could not be written.
    #[error("a value could not be sealed")]
    NotSealed,
}

/// Where a sealed text lies. It opens in this place only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub purpose: &'a str,
    pub tenant: &'a str,
    pub row: &'a str,
}

impl Place<'_> {
    /// Each part with its length before it, so that no two places read the same.
    fn associated(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in [VERSION, self.purpose, self.tenant, self.row] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// Seals and opens with the installation's key. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vault {
    cipher: XChaCha20Poly1305,
    key: Arc<SecretKey>,
    doors: Doors,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.key.id())
    }
}

impl Vault {
    pub fn new(key: SecretKey, doors: Doors) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.bytes().into()), key: Arc::new(key), doors }
    }

    /// `version.key id.base64(nonce, ciphertext)`.
    pub fn seal(&self, place: Place<'_>, secret: &[u8]) -> Result<String, SealError> {
        let nonce = self.doors.bytes::<NONCE>();
        let associated = place.associated();
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret, aad: &associated })
            .map_err(|_| SealError::NotSealed)?;
        let body = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Ok(format!("{VERSION}.{}.{body}", self.key.id()))
    }

    pub fn open(&self, place: Place<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let [VERSION, key, body] = text.split('.').collect::<Vec<_>>()[..] else {
            return Err(SealError::UnknownForm);
        };
        if key != self.key.id().to_string() {
            return Err(SealError::OtherKey);
        }
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| SealError::UnknownForm)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or(SealError::UnknownForm)?;
        self.cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &place.associated() })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;
    use proptest::prelude::*;
    use time::OffsetDateTime;

    const HERE: Place<'_> = Place { purpose: "test", tenant: "reseller:1", row: "1" };

    fn vault(seed: u64) -> Vault {
        let (doors, _) = fake::doors(OffsetDateTime::UNIX_EPOCH, seed);
        Vault::new(SecretKey::generate(&doors), doors)
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_in_its_place(secret: Vec<u8>) {
            let vault = vault(1);
            let sealed = vault.seal(HERE, &secret).unwrap();
            let opened = vault.open(HERE, &sealed).unwrap();
            prop_assert_eq!(&*opened, &secret);
        }

        #[test]
        fn any_change_keeps_it_closed(position: prop::sample::Index, replacement in "[A-Za-z0-9._-]") {
            let vault = vault(1);
            let sealed = vault.seal(HERE, b"hunter2").unwrap();
            let at = position.index(sealed.len());
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &replacement);
            prop_assume!(changed != sealed);
            prop_assert!(vault.open(HERE, &changed).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            prop_assert!(vault(1).open(HERE, &text).is_err());
        }
    }

    #[test]
    fn it_opens_nowhere_else() {
        let vault = vault(1);
        let sealed = vault.seal(HERE, b"hunter2").unwrap();
        for place in [
            Place { purpose: "other", ..HERE },
            Place { tenant: "reseller:2", ..HERE },
            Place { row: "2", ..HERE },
            Place { tenant: "reseller:", row: "11", ..HERE },
        ] {
            assert_eq!(vault.open(place, &sealed).unwrap_err(), SealError::Forged);
        }
    }

    #[test]
    fn another_key_is_named_as_the_reason() {
        let sealed = vault(1).seal(HERE, b"hunter2").unwrap();
        assert_eq!(vault(2).open(HERE, &sealed).unwrap_err(), SealError::OtherKey);
    }

    #[test]
    fn sealing_twice_shows_nothing_in_common() {
        let vault = vault(1);
        assert_ne!(vault.seal(HERE, b"hunter2").unwrap(), vault.seal(HERE, b"hunter2").unwrap());
    }

    #[test]
    fn nothing_secret_is_printed() {
        let vault = vault(1);
        assert!(!format!("{vault:?}{:?}", vault.key).contains(&format!("{:?}", vault.key.bytes())));
    }
}
