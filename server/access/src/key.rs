//! The secret key of this installation, and the file that it lies in.

use crate::doors::Doors;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

const LENGTH: usize = 32;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the key file cannot be used")]
    File(#[from] io::Error),
    /// Others than the owner may read or change the file.
    #[error("the key file is open to others (mode {mode:o}); it must have mode 600")]
    OpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
    /// The file does not hold 32 bytes.
    #[error("the key file holds {0} bytes instead of {LENGTH}")]
    WrongLength(usize),
}

/// The key that encrypts what the portal keeps secret in its database.
pub struct SecretKey {
    bytes: SecretBox<[u8; LENGTH]>,
    id: KeyId,
}

/// Tells keys apart without telling anything about them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct KeyId(String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}

impl SecretKey {
    /// A new key that is kept nowhere.
    #[must_use]
    pub fn generate(doors: &Doors) -> Self {
        Self::new(doors.bytes())
    }

    /// Reads the key from its file; makes both if the file is missing.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(path: &Path, doors: &Doors) -> Result<Self, KeyError> {
        match File::open(path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(path, doors)?;
                Self::read(File::open(path)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn read(file: File) -> Result<Self, KeyError> {
        let mode = file.metadata()?.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyError::OpenToOthers { mode });
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
        file.take(LENGTH as u64 + 1).read_to_end(&mut bytes)?;
        <[u8; LENGTH]>::try_from(bytes.as_slice())
            .map(Self::new)
            .map_err(|_| KeyError::WrongLength(bytes.len()))
    }

    fn new(bytes: [u8; LENGTH]) -> Self {
        let digest = Sha256::new().chain_update("switchhook key id").chain_update(bytes).finalize();
        let id = KeyId(URL_SAFE_NO_PAD.encode(&digest[..8]));
        Self { bytes: SecretBox::new(Box::new(bytes)), id }
    }

    pub(crate) fn bytes(&self) -> &[u8; LENGTH] {
        self.bytes.expose_secret()
    }

    pub(crate) fn id(&self) -> &KeyId {
        &self.id
    }
}

/// Writes a key beside its place and links it there: whoever starts at the same time finds a whole key or makes none.
fn create(path: &Path, doors: &Doors) -> Result<(), KeyError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let draft = path.with_extension(format!("{:016x}", u64::from_be_bytes(doors.bytes())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let key = Zeroizing::new(doors.bytes::<LENGTH>());
    let linked = file
        .write_all(key.as_slice())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}
