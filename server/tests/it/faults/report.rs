//! The table as a file of the project.

use super::{OPERATIONS, Outcome, Strikes, faults};
use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

const HEAD: &str = "# Faults of the platform

What a person sees and what the platform holds, for every fault that the sandbox can play at every kind of request. A test of the whole
portal (`server/tests/it/faults/`) makes this file and fails where it is not so any more; `SWITCHHOOK_WRITE_TABLES=1` writes it.

\"Once\": the fault strikes one request. \"Always\": it strikes every such request as long as it lasts. \"Holds\" is what the platform holds
of the change when the person has been answered. In every case that is no success the person then presses the button again while the
platform is well: each time it ends with the change made once, and what was typed was in the form.
";

pub fn check(outcomes: &BTreeMap<(usize, usize, Strikes), Outcome>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("platform/FAULTS.md");
    let table = table(outcomes);
    if env::var_os("SWITCHHOOK_WRITE_TABLES").is_some() {
        fs::write(&file, &table).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let differing: Vec<_> = table.lines().filter(|line| !kept.lines().any(|kept| kept == *line)).collect();
    assert!(table == kept, "FAULTS.md says otherwise, where it is now:\n{}", differing.join("\n"));
}

fn table(outcomes: &BTreeMap<(usize, usize, Strikes), Outcome>) -> String {
    let mut text = HEAD.to_owned();
    for (operation, row) in OPERATIONS.iter().enumerate() {
        let _ = write!(text, "\n## {}\n\n", row.name);
        text.push_str(if row.writes() {
            "| Fault | Once: sees | holds | Always: sees | holds |\n|---|---|---|---|---|\n"
        } else {
            "| Fault | Once: sees | Always: sees |\n|---|---|---|\n"
        });
        for (fault, (name, _)) in faults().iter().enumerate() {
            let _ = write!(text, "| {name} |");
            for strikes in [Strikes::Once, Strikes::Always] {
                let Outcome { seen, held } = &outcomes[&(fault, operation, strikes)];
                let form = if seen.kept.is_some() { "the form: " } else { "" };
                let _ = write!(text, " {} {form}{} |", seen.status, seen.words.replace('|', "/"));
                if row.writes() {
                    let _ = write!(text, " {} |", held.words());
                }
            }
            text.push('\n');
        }
    }
    text
}
