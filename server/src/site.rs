//! The files of the site, as the bundle step left them.

use serde::Deserialize;
use std::{collections::BTreeMap, env, fs, io, path::PathBuf};
use switchhook_app::Assets;

/// Why the site cannot be served.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SiteError {
    #[error("there is no site; `./dev build` makes it (looked at {0:?})")]
    Missing(Vec<PathBuf>),
    #[error("the site's manifest cannot be read")]
    File(#[from] io::Error),
    #[error("the site's manifest is not understood")]
    Manifest(#[from] serde_json::Error),
    #[error("the site has no {0}")]
    Incomplete(&'static str),
}

#[derive(Deserialize)]
struct Manifest {
    files: BTreeMap<String, File>,
}

#[derive(Deserialize)]
struct File {
    path: String,
}

/// The folder of the site, and where its files are.
///
/// # Errors
/// [`SiteError`].
pub fn open() -> Result<(PathBuf, Assets), SiteError> {
    let beside = env::current_exe()?;
    let mut places = vec![PathBuf::from("target/site")];
    places.extend(beside.ancestors().skip(1).take(2).map(|folder| folder.join("site")));
    let folder = places.iter().find(|folder| folder.join("manifest.json").is_file());
    let folder = folder.cloned().ok_or(SiteError::Missing(places))?;
    let manifest: Manifest = serde_json::from_str(&fs::read_to_string(folder.join("manifest.json"))?)?;
    let path = |name: &'static str| {
        manifest.files.get(name).map(|file| format!("/{}", file.path)).ok_or(SiteError::Incomplete(name))
    };
    let assets = Assets {
        style: path("switchhook.css")?,
        start: path("switchhook-start.js")?,
        script: path("switchhook.js")?,
        wasm: path("switchhook.wasm")?,
    };
    Ok((folder, assets))
}
