//! Makes the module of translations from `locales/{language}/{namespace}.json`. A key that one language lacks, or has in
//! excess, fails the build.

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos, options::CodegenOptions};
use serde_json::Value;
use std::{collections::BTreeSet, error::Error, fs, path::PathBuf};

/// The first is the one whose keys count.
const LANGUAGES: [&str; 2] = ["en", "de"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let wanted = keys(LANGUAGES[0])?;
    for language in &LANGUAGES[1..] {
        let present = keys(language)?;
        for key in wanted.difference(&present) {
            println!("cargo::error=locales/{language} has no {key}");
        }
        for key in present.difference(&wanted) {
            println!("cargo::error=locales/{language} has {key}, which locales/{} has not", LANGUAGES[0]);
        }
    }
    let config = Config::new(LANGUAGES[0])?
        .add_locales(&LANGUAGES[1..])?
        .add_namespaces(namespaces(LANGUAGES[0])?)?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let attributes = "#![allow(missing_docs, unused_qualifications, dead_code, clippy::all, clippy::pedantic, \
                      clippy::allow_attributes_without_reason, clippy::expect_used, \
                      clippy::unwrap_used, reason = \"generated\")]";
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    let folder = PathBuf::from(std::env::var("OUT_DIR")?).join("i18n");
    let options = CodegenOptions::new().gen_docs(false).top_level_attributes(Some(attributes.parse()?));
    translations.generate_i18n_module_with_options(folder, options)?;
    Ok(())
}

/// The files of a language, without their endings.
fn namespaces(language: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(format!("locales/{language}"))? {
        if let Some(name) = file?.path().file_stem() {
            found.insert(name.to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

/// Every key of a language, with its namespace.
fn keys(language: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut found = BTreeSet::new();
    for namespace in namespaces(language)? {
        let text = fs::read_to_string(format!("locales/{language}/{namespace}.json"))?;
        collect(&serde_json::from_str(&text)?, &namespace, &mut found);
    }
    Ok(found)
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                collect(member, &format!("{path}.{name}"), found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}
