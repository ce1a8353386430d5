//! The programs that turn sources into what a browser loads.

use std::{
    ffi::{OsStr, OsString},
    fs, iter,
    path::{Path, PathBuf},
    process::Command,
};

use wasm_bindgen_cli_support::Bindgen;

use crate::error::{At as _, Error};

/// The features that wasm-bindgen's output uses and all current browsers have.
const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The module that wakes the islands of a page.
const START: &str = include_str!("start.js");

/// Where the programs are, and a folder for their files.
pub struct Tools<'path> {
    /// The esbuild program.
    pub esbuild: &'path Path,
    /// The wasm-opt program.
    pub wasm_opt: Option<&'path Path>,
    /// A folder that is thrown away afterwards.
    pub work: &'path Path,
}

/// The frontend as a browser loads it.
pub struct Bound {
    /// The module's code.
    pub wasm: Vec<u8>,
    /// The JavaScript that loads it and lends it the browser's functions.
    pub glue: Vec<u8>,
}

impl Tools<'_> {
    /// Makes the frontend loadable by a browser, and small.
    pub fn bind(&self, wasm: &Path) -> Result<Bound, Error> {
        Bindgen::new()
            .input_path(wasm)
            .web(true)
            .and_then(|bindgen| {
                bindgen
                    .out_name("switchhook")
                    .remove_name_section(true)
                    .remove_producers_section(true)
                    .generate(self.work)
            })
            .map_err(|error| Error::Bindgen(format!("{error:#}")))?;
        let bound = self.work.join("switchhook_bg.wasm");
        let wasm = match self.wasm_opt {
            Some(program) => {
                let optimised = self.work.join("switchhook_opt.wasm");
                let files = [bound.as_os_str(), OsStr::new("-o"), optimised.as_os_str()];
                run(program, WASM_OPT.iter().map(OsStr::new).chain(files))?;
                optimised
            }
            None => bound,
        };
        Ok(Bound {
            wasm: fs::read(&wasm).at(&wasm)?,
            glue: self.minify(&self.work.join("switchhook.js"), &["--bundle", "--format=esm"])?,
        })
    }

    /// The start module for a frontend under these names.
    pub fn start(&self, glue: &str, wasm: &str) -> Result<Vec<u8>, Error> {
        let source = self.work.join("start.js");
        fs::write(&source, START.replace("switchhook.js", glue).replace("switchhook.wasm", wasm))
            .at(&source)?;
        self.minify(&source, &["--format=esm"])
    }

    /// One style sheet from all those that the given one imports. A URL in it may name one of the `public` files.
    pub fn style<'name>(
        &self,
        main: &Path,
        public: impl Iterator<Item = &'name String>,
    ) -> Result<Vec<u8>, Error> {
        let external: Vec<String> = public.map(|file| format!("--external:/{file}")).collect();
        let options: Vec<&str> = iter::once("--bundle").chain(external.iter().map(String::as_str)).collect();
        self.minify(main, &options)
    }

    fn minify(&self, source: &Path, options: &[&str]) -> Result<Vec<u8>, Error> {
        let minified: PathBuf = self.work.join("minified");
        let mut target = OsString::from("--outfile=");
        target.push(&minified);
        let common = ["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"];
        let options = common.iter().chain(options).map(OsStr::new);
        run(self.esbuild, [source.as_os_str(), &target].into_iter().chain(options))?;
        fs::read(&minified).at(&minified)
    }
}

/// Runs a program to its end; what it has to say goes to standard error.
fn run<'text>(program: &Path, arguments: impl Iterator<Item = &'text OsStr>) -> Result<(), Error> {
    let failed = |outcome: String| Error::Program { program: program.display().to_string(), outcome };
    let status = Command::new(program).args(arguments).status().map_err(|error| failed(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with {status}"))) }
}
