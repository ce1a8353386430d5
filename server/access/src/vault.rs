//! Encryption of what the database must not tell: XChaCha20-Poly1305, bound to its place.

use crate::{
    doors::Doors,
    key::{KeyError, KeyId, SecretKeys},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::zeroize::Zeroizing;
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

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

/// Seals with the first of the installation's keys and opens with all of them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Vault {
    ring: Arc<RwLock<Ring>>,
    doors: Doors,
}

/// The keys, ready for use.
struct Ring {
    keys: SecretKeys,
    ciphers: Vec<(KeyId, XChaCha20Poly1305)>,
}

impl Ring {
    fn new(keys: SecretKeys) -> Self {
        let ciphers =
            keys.all().map(|(id, bytes)| (id.clone(), XChaCha20Poly1305::new(bytes.into()))).collect();
        Self { keys, ciphers }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({:?})", self.ring().keys)
    }
}

impl Vault {
    pub fn new(keys: SecretKeys, doors: Doors) -> Self {
        Self { ring: Arc::new(RwLock::new(Ring::new(keys))), doors }
    }

    /// `version.key id.base64(nonce, ciphertext)`.
    pub fn seal(&self, place: Place<'_>, secret: &[u8]) -> Result<String, SealError> {
        self.refresh();
        let nonce = self.doors.bytes::<NONCE>();
        let associated = place.associated();
        let ring = self.ring();
        let (id, cipher) = ring.ciphers.first().ok_or(SealError::NotSealed)?;
        let sealed = cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret, aad: &associated })
            .map_err(|_| SealError::NotSealed)?;
        let body = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Ok(format!("{VERSION}.{id}.{body}"))
    }

    pub fn open(&self, place: Place<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let [VERSION, key, body] = text.split('.').collect::<Vec<_>>()[..] else {
            return Err(SealError::UnknownForm);
        };
        let key = KeyId::named(key);
        if !self.ring().ciphers.iter().any(|(id, _)| *id == key) {
            self.refresh();
        }
        let ring = self.ring();
        let (_, cipher) = ring.ciphers.iter().find(|(id, _)| *id == key).ok_or(SealError::OtherKey)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| SealError::UnknownForm)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or(SealError::UnknownForm)?;
        cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &place.associated() })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged)
    }

    /// The key that a sealed text names, whether it is one of ours or not.
    pub fn key_of(text: &str) -> Option<KeyId> {
        match text.split('.').collect::<Vec<_>>()[..] {
            [VERSION, key, _] => Some(KeyId::named(key)),
            _ => None,
        }
    }

    /// Whether the text is sealed with the key that seals now.
    pub fn is_fresh(&self, text: &str) -> bool {
        Self::key_of(text).is_some_and(|key| self.ring().ciphers.first().is_some_and(|(id, _)| *id == key))
    }

    /// Begins to seal with a new key; tells the ids of the old and the new one.
    pub fn rotate(&self, in_use: &[KeyId]) -> Result<(KeyId, KeyId), KeyError> {
        let first = |ring: &Ring| ring.ciphers.first().map(|(id, _)| id.clone()).ok_or(KeyError::NoFile);
        let new = Ring::new(self.ring().keys.rotate(&self.doors, in_use)?);
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        let ids = (first(&ring)?, first(&new)?);
        *ring = new;
        Ok(ids)
    }

    /// Takes the keys that are in the file now. One that cannot be read leaves the ones that are known.
    fn refresh(&self) {
        let present = self.ring().keys.read_again();
        match present {
            Ok(None) => {}
            Ok(Some(keys)) => *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Ring::new(keys),
            Err(error) => tracing::error!(%error, "the key file cannot be read again"),
        }
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
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
        Vault::new(SecretKeys::generate(&doors), doors)
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
        let ring = vault.ring();
        let (_, bytes) = ring.keys.all().next().unwrap();
        assert!(!format!("{vault:?}{:?}", ring.keys).contains(&format!("{bytes:?}")));
    }
}
