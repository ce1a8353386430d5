//! The description of the site that the server reads.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;

/// What the site consists of.
#[derive(Debug, Default, Serialize)]
pub struct Manifest {
    /// The files with a hash in their names, by the name the server knows them by.
    pub files: BTreeMap<String, File>,
    /// The files that keep their names, as paths from the site's root.
    pub public: BTreeSet<String>,
}

/// One file whose name holds the hash of its content, so that it can be cached for ever.
#[derive(Debug, Serialize)]
pub struct File {
    /// The path from the site's root.
    pub path: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
    /// Its sizes.
    pub bytes: Sizes,
}

/// The size of a file as it is and as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Uncompressed.
    pub raw: usize,
    /// Compressed by brotli.
    pub brotli: usize,
    /// Compressed by gzip.
    pub gzip: usize,
}

impl fmt::Display for Manifest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<22}{:>10}{:>10}{:>10}", "bytes", "raw", "gzip", "brotli")?;
        for (name, File { bytes: Sizes { raw, brotli, gzip }, .. }) in &self.files {
            writeln!(out, "{name:<22}{raw:>10}{gzip:>10}{brotli:>10}")?;
        }
        Ok(())
    }
}
