//! SECURITY.md names tests: each of them is there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names of all tests of the portal: functions, and the properties and the lists of tests that macros make some of.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["app/src", "app/domain", "server/src", "server/tests", "server/platform", "server/access"]
    {
        sources(&root.join(folder), &mut files);
    }
    let mut names = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            if let Some(name) = line.trim_start_matches("async ").strip_prefix("fn ") {
                let name: String =
                    name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                // Tests on both engines or both releases take those instead of an attribute.
                let is_listed = ["(stage: Stage)", "(release: Release)"].iter().any(|it| line.contains(it));
                if std::mem::take(&mut is_test) || is_listed {
                    names.insert(name);
                }
            }
        }
    }
    names
}

/// The rows of the tables: number, requirement, where, shown by.
fn rows() -> Vec<Vec<String>> {
    let text = include_str!("../../SECURITY.md");
    let rows =
        text.lines().filter(|line| line.starts_with("| ") && line.contains(|c: char| c.is_ascii_digit()));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let (tests, mut named) = (tests(), 0);
    for row in rows().into_iter().filter(|row| row.len() == 4) {
        let shown = &row[3];
        assert!(!shown.is_empty(), "{row:?}");
        if shown == "by its kind" {
            continue;
        }
        for name in shown.split('`').map(str::trim).filter(|name| !name.is_empty()) {
            assert!(tests.contains(name), "{}: there is no test {name}", row[0]);
            named += 1;
        }
    }
    assert!(named > 100, "only {named} tests are named");
}

#[test]
fn every_requirement_is_answered_once() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        for id in row[0].split(',').map(str::trim) {
            let parts: Vec<_> = id.split('.').collect();
            assert!(
                (2..=3).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u8>().is_ok()),
                "{id}"
            );
            assert!(seen.insert(id.to_owned()), "{id} is there twice");
        }
    }
    assert!(seen.len() > 120, "only {} requirements", seen.len());
}
