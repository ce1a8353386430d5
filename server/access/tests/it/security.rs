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

/// How many requirements of levels 1 and 2 each section of version 5.0.0 has; in all of them those of level 3 come last.
const SECTIONS: [(&str, usize); 63] = [
    ("1.1", 2),
    ("1.2", 9),
    ("1.3", 11),
    ("1.4", 3),
    ("1.5", 2),
    ("2.1", 3),
    ("2.2", 3),
    ("2.3", 4),
    ("2.4", 1),
    ("3.2", 2),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("3.7", 2),
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("5.1", 1),
    ("5.2", 3),
    ("5.3", 2),
    ("5.4", 3),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 4),
    ("6.4", 4),
    ("6.5", 5),
    ("6.6", 3),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 2),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    // 9, 10 and 17 are about what the portal has not.
    ("11.1", 2),
    ("11.2", 3),
    ("11.3", 3),
    ("11.4", 4),
    ("11.5", 1),
    ("11.6", 1),
    ("12.1", 3),
    ("12.2", 2),
    ("12.3", 4),
    ("13.1", 1),
    ("13.2", 5),
    ("13.3", 2),
    ("13.4", 5),
    ("14.1", 2),
    ("14.2", 4),
    ("14.3", 3),
    ("15.1", 3),
    ("15.2", 3),
    ("15.3", 7),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 3),
];

#[test]
fn every_requirement_of_level_2_is_answered() {
    let answered: BTreeSet<String> = rows()
        .iter()
        .flat_map(|row| row[0].split(',').map(|id| id.trim().to_owned()).collect::<Vec<_>>())
        .collect();
    let requirements = SECTIONS
        .into_iter()
        .flat_map(|(section, count)| (1..=count).map(move |number| (section, format!("{section}.{number}"))));
    let missing: Vec<_> = requirements
        .filter(|(section, id)| {
            let chapter = section.split('.').next().unwrap_or_default();
            [id.as_str(), section, chapter].iter().all(|part| !answered.contains(*part))
        })
        .collect();
    assert!(missing.is_empty(), "no row is about {missing:?}");
}

#[test]
fn every_requirement_is_answered_once() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        for id in row[0].split(',').map(str::trim) {
            let parts: Vec<_> = id.split('.').collect();
            assert!(
                (1..=3).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u8>().is_ok()),
                "{id}"
            );
            assert!(seen.insert(id.to_owned()), "{id} is there twice");
        }
    }
    assert!(seen.len() > 120, "only {} requirements", seen.len());
}
