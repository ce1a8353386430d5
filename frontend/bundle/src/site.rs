//! The folder that the server serves.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use brotli::CompressorWriter;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256, Sha384};

use crate::{
    error::{At as _, Error},
    manifest::{File, Manifest, Sizes},
};

/// The folder of the hashed files, under the site's root.
const HASHED: &str = "pkg";
/// Extensions of files that get smaller by compression.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];
/// Bytes of the content's hash that go into a file name.
const HASH_BYTES: usize = 8;

/// A site in the making.
pub struct Site<'path> {
    root: &'path Path,
    manifest: Manifest,
}

impl<'path> Site<'path> {
    /// An empty site in the folder `root`.
    pub fn new(root: &'path Path) -> Self {
        Self { root, manifest: Manifest::default() }
    }

    /// Writes a file named after its content, and returns that name.
    pub fn place(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String, Error> {
        let name = format!("{stem}.{}.{extension}", hash(content));
        let path = format!("{HASHED}/{name}");
        let bytes = self.write(&path, content)?;
        self.manifest
            .files
            .insert(format!("{stem}.{extension}"), File { path, integrity: integrity(content), bytes });
        Ok(name)
    }

    /// Copies all files of a folder under their own names.
    pub fn copy_public(&mut self, folder: &Path) -> Result<(), Error> {
        for file in files_in(folder)? {
            let path = file
                .strip_prefix(folder)
                .ok()
                .and_then(Path::to_str)
                .ok_or_else(|| Error::Name(file.clone()))?
                .to_owned();
            let content = fs::read(&file).at(&file)?;
            self.write(&path, &content)?;
            self.manifest.public.insert(path);
        }
        Ok(())
    }

    /// The files under their own names so far.
    pub fn public(&self) -> impl Iterator<Item = &String> {
        self.manifest.public.iter()
    }

    /// Writes the manifest, the last file of a whole site.
    pub fn finish(self) -> Result<Manifest, Error> {
        let path = self.root.join("manifest.json");
        fs::write(&path, serde_json::to_vec_pretty(&self.manifest)?).at(&path)?;
        Ok(self.manifest)
    }

    /// Writes a file and its compressed forms.
    fn write(&self, path: &str, content: &[u8]) -> Result<Sizes, Error> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).at(folder)?;
        }
        fs::write(&path, content).at(&path)?;
        let raw = content.len();
        let compressible =
            path.extension().is_some_and(|extension| COMPRESSIBLE.iter().any(|known| extension == *known));
        if !compressible {
            return Ok(Sizes { raw, brotli: raw, gzip: raw });
        }
        let packed = [("br", brotli(content).at(&path)?), ("gz", gzip(content).at(&path)?)];
        for (suffix, content) in &packed {
            let mut beside = path.clone().into_os_string();
            beside.push(".");
            beside.push(suffix);
            let beside = PathBuf::from(beside);
            fs::write(&beside, content).at(&beside)?;
        }
        let [(_, brotli), (_, gzip)] = packed;
        Ok(Sizes { raw, brotli: brotli.len(), gzip: gzip.len() })
    }
}

/// All files below a folder.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        if path.is_dir() {
            files.append(&mut files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The part of a file name that changes with the content.
fn hash(content: &[u8]) -> String {
    use std::fmt::Write as _;

    Sha256::digest(content).iter().take(HASH_BYTES).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The value of an `integrity` attribute.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = CompressorWriter::new(Vec::new(), 4096, 11, 22);
    packed.write_all(content)?;
    Ok(packed.into_inner())
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content)?;
    packed.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    /// An empty folder of this test's own.
    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("switchhook-bundle-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_name_and_integrity_come_from_the_content() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea");
        assert_ne!(hash(b"abc"), hash(b"abd"));
        assert_eq!(integrity(b""), "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    }

    #[test]
    fn compressed_forms_hold_the_same_content() {
        let root = folder("compressed");
        let content = "a { color: red }\n".repeat(100).into_bytes();
        let mut site = Site::new(&root);
        let name = site.place("switchhook", "css", &content).unwrap();
        let manifest = site.finish().unwrap();

        let file = &manifest.files["switchhook.css"];
        assert_eq!(file.path, format!("pkg/{name}"));
        let packed = fs::read(root.join(format!("{}.gz", file.path))).unwrap();
        assert_eq!(packed.len(), file.bytes.gzip);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, content);

        let packed = fs::read(root.join(format!("{}.br", file.path))).unwrap();
        assert_eq!(packed.len(), file.bytes.brotli);
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(&packed[..], 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, content);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn public_files_keep_their_names_and_pictures_stay_uncompressed() {
        let (public, root) = (folder("public"), folder("site"));
        fs::create_dir_all(public.join("icons")).unwrap();
        fs::write(public.join("robots.txt"), "User-agent: *").unwrap();
        fs::write(public.join("icons/large.png"), [0; 64]).unwrap();

        let mut site = Site::new(&root);
        site.copy_public(&public).unwrap();
        let manifest = site.finish().unwrap();

        assert!(manifest.public.iter().eq(["icons/large.png", "robots.txt"]));
        assert!(root.join("robots.txt.br").exists());
        assert!(root.join("icons/large.png").exists());
        assert!(!root.join("icons/large.png.gz").exists());
        fs::remove_dir_all(public).unwrap();
        fs::remove_dir_all(root).unwrap();
    }
}
