//! Makes the site's files from the compiled frontend: runs wasm-bindgen, optimises and minifies, names every file
//! after its content, compresses it, and describes the result in `manifest.json` for the server.

mod error;
mod manifest;
mod site;
mod tools;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    error::{At as _, Error},
    manifest::Manifest,
    site::Site,
    tools::Tools,
};

/// Makes the site's files from the compiled frontend.
#[derive(Parser)]
#[command(name = "switchhook-bundle")]
struct Arguments {
    /// The frontend as cargo left it.
    #[arg(long)]
    wasm: PathBuf,
    /// The folder to make; what was there is replaced.
    #[arg(long)]
    out: PathBuf,
    /// The style sheet that imports all others.
    #[arg(long, default_value = "style/main.css")]
    style: PathBuf,
    /// Files that are copied under their own names.
    #[arg(long, default_value = "public")]
    public: PathBuf,
    /// The esbuild program.
    #[arg(long)]
    esbuild: PathBuf,
    /// The wasm-opt program; without it the wasm stays as wasm-bindgen leaves it.
    #[arg(long)]
    wasm_opt: Option<PathBuf>,
}

fn main() -> ExitCode {
    match bundle(&Arguments::parse()) {
        Ok(manifest) => {
            print!("{manifest}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("switchhook-bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the whole site beside the old one and puts it in place only when it is complete.
fn bundle(arguments: &Arguments) -> Result<Manifest, Error> {
    let work = fresh(&arguments.out, "work")?;
    let staged = fresh(&arguments.out, "new")?;
    let tools = Tools { esbuild: &arguments.esbuild, wasm_opt: arguments.wasm_opt.as_deref(), work: &work };

    let mut site = Site::new(&staged);
    site.copy_public(&arguments.public)?;
    let style = tools.style(&arguments.style, site.public())?;
    site.place("switchhook", "css", &style)?;
    let bound = tools.bind(&arguments.wasm)?;
    let wasm = site.place("switchhook", "wasm", &bound.wasm)?;
    let glue = site.place("switchhook", "js", &bound.glue)?;
    site.place("switchhook-start", "js", &tools.start(&glue, &wasm)?)?;
    let manifest = site.finish()?;

    if arguments.out.exists() {
        fs::remove_dir_all(&arguments.out).at(&arguments.out)?;
    }
    fs::rename(&staged, &arguments.out).at(&arguments.out)?;
    fs::remove_dir_all(&work).at(&work)?;
    Ok(manifest)
}

/// An empty folder beside `out`.
fn fresh(out: &Path, suffix: &str) -> Result<PathBuf, Error> {
    let path = out.with_extension(suffix);
    if path.exists() {
        fs::remove_dir_all(&path).at(&path)?;
    }
    fs::create_dir_all(&path).at(&path)?;
    Ok(path)
}
