//! The secret keys of this installation, and the file that they lie in: the first one seals, all of them open.
//!
//! A key that seals nothing any more goes at the rotation after the one that replaced it: until then a portal that has not
//! seen the new file yet may still seal with it.

use crate::doors::Doors;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

const LENGTH: usize = 32;
/// The most keys of a file: far more than are ever in use.
const MOST: usize = 8;

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
    /// The file does not hold 32 bytes for each key.
    #[error("the key file holds {0} bytes instead of {LENGTH} for each key")]
    WrongLength(usize),
    /// Another rotation is going on, or one was broken off.
    #[error("{0} is there: another rotation is going on, or was broken off and the file may be removed")]
    Rotating(PathBuf),
    /// The key is kept in no file.
    #[error("the key is kept in no file")]
    NoFile,
}

/// A key that encrypts what the portal keeps secret in its database.
struct Key {
    bytes: SecretBox<[u8; LENGTH]>,
    id: KeyId,
}

/// The keys of this installation. There is at least one.
pub struct SecretKeys {
    keys: Vec<Key>,
    file: Option<(PathBuf, Stamp)>,
}

/// Tells whether a file is still the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { inode: metadata.ino(), changed: (metadata.ctime(), metadata.ctime_nsec()) }
    }
}

/// Tells keys apart without telling anything about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyId(String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SecretKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id.0)).finish()
    }
}

impl SecretKeys {
    /// A new key that is kept nowhere.
    #[must_use]
    pub fn generate(doors: &Doors) -> Self {
        Self { keys: vec![Key::new(doors.bytes())], file: None }
    }

    /// Reads the keys from their file; makes one and the file if it is missing.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn open(path: &Path, doors: &Doors) -> Result<Self, KeyError> {
        match File::open(path) {
            Ok(file) => Self::read(file, path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(path, doors)?;
                Self::read(File::open(path)?, path)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn read(file: File, path: &Path) -> Result<Self, KeyError> {
        let metadata = file.metadata()?;
        let mode = metadata.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyError::OpenToOthers { mode });
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH * MOST + 1));
        file.take((LENGTH * MOST) as u64 + 1).read_to_end(&mut bytes)?;
        let (keys, rest) = bytes.as_chunks::<LENGTH>();
        if keys.is_empty() || keys.len() > MOST || !rest.is_empty() {
            return Err(KeyError::WrongLength(bytes.len()));
        }
        let file = Some((path.to_owned(), Stamp::of(&metadata)));
        Ok(Self { keys: keys.iter().copied().map(Key::new).collect(), file })
    }

    /// The keys as they are in the file now, if it is another one than was read.
    ///
    /// # Errors
    /// [`KeyError`].
    pub(crate) fn read_again(&self) -> Result<Option<Self>, KeyError> {
        let Some((path, stamp)) = &self.file else { return Ok(None) };
        let file = File::open(path)?;
        if Stamp::of(&file.metadata()?) == *stamp { Ok(None) } else { Self::read(file, path).map(Some) }
    }

    /// Puts a new key before the present one into the file, and drops those before that are not in use any more.
    ///
    /// # Errors
    /// [`KeyError`]; the file is as it was.
    pub(crate) fn rotate(&self, doors: &Doors, in_use: &[KeyId]) -> Result<Self, KeyError> {
        let (path, _) = self.file.as_ref().ok_or(KeyError::NoFile)?;
        let draft = path.with_extension("next");
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(|error| {
                match error.kind() {
                    io::ErrorKind::AlreadyExists => KeyError::Rotating(draft.clone()),
                    _ => error.into(),
                }
            })?;
        // Read once more: another rotation may have come before.
        let kept = Self::open(path, doors).map(|present| {
            let mut keys = present.keys;
            let mut first = true;
            keys.retain(|key| std::mem::take(&mut first) || in_use.contains(&key.id));
            keys.truncate(MOST - 1);
            keys
        });
        let written = kept.and_then(|kept| {
            let new = Zeroizing::new(doors.bytes::<LENGTH>());
            file.write_all(new.as_slice())?;
            for key in &kept {
                file.write_all(key.bytes.expose_secret())?;
            }
            file.sync_all()?;
            Ok(fs::rename(&draft, path)?)
        });
        if let Err(error) = written {
            fs::remove_file(&draft)?;
            return Err(error);
        }
        Self::read(File::open(path)?, path)
    }

    /// The ids and keys, the one that seals first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&KeyId, &[u8; LENGTH])> {
        self.keys.iter().map(|key| (&key.id, key.bytes.expose_secret()))
    }
}

impl Key {
    fn new(bytes: [u8; LENGTH]) -> Self {
        let digest = Sha256::new().chain_update("switchhook key id").chain_update(bytes).finalize();
        let id = KeyId(URL_SAFE_NO_PAD.encode(&digest[..8]));
        Self { bytes: SecretBox::new(Box::new(bytes)), id }
    }
}

impl KeyId {
    /// The key that a sealed text names.
    pub(crate) fn named(text: &str) -> Self {
        Self(text.to_owned())
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
