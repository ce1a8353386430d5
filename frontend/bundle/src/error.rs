//! What can go wrong while the site is made.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why the site could not be made.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The frontend's wasm did not fit wasm-bindgen.
    #[error("wasm-bindgen: {0}")]
    Bindgen(String),
    /// A program could not be started, or it failed and has told why on standard error.
    #[error("{program} {outcome}")]
    Program {
        /// The program.
        program: String,
        /// How it ended.
        outcome: String,
    },
    /// A public file's name cannot be part of a URL.
    #[error("{}: the name is not plain text", .0.display())]
    Name(PathBuf),
    /// The manifest could not be written as JSON.
    #[error("manifest: {0}")]
    Manifest(#[from] serde_json::Error),
}

/// Says which path an error was about.
pub trait At<T> {
    /// Adds the path to the error.
    fn at(self, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::File { path: path.to_owned(), source })
    }
}
