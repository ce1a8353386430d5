//! `/my/blocked/{id}` and `/subscribers/{id}/blocked`: whom a line refuses, and whom it cannot call.

use super::frame::Look;
use crate::{
    components::{CheckField, Choice, SelectField, TextField},
    islands::AddRow,
    writes::line::{Asking, Blocked},
};
use leptos::prelude::*;
use switchhook_domain::blocking::{Blocking, BlockingForm, Entry, EntryForm, List, ListForm};

impl Look for Blocked {
    fn title() -> String {
        say!(blocked.title)
    }

    fn lead() -> String {
        say!(blocked.lead)
    }

    fn fields(form: BlockingForm, present: &Blocking, _asking: &Asking) -> AnyView {
        let disturb = form.do_not_disturb == "on";
        let anonymous = form.anonymous == "on";
        view! {
            <CheckField
                name="form[values][do_not_disturb]"
                label=say!(blocked.do_not_disturb)
                value="on"
                checked=disturb
            />
            <fieldset>
                <legend>{say!(blocked.incoming.legend)}</legend>
                <CheckField
                    name="form[values][anonymous]"
                    label=say!(blocked.anonymous)
                    value="on"
                    checked=anonymous
                />
                {list("incoming", form.incoming, &present.incoming, [
                    say!(blocked.incoming.mode),
                    say!(blocked.incoming.refuse),
                    say!(blocked.incoming.only),
                ])}
            </fieldset>
            <fieldset>
                <legend>{say!(blocked.outgoing.legend)}</legend>
                {list("outgoing", form.outgoing, &present.outgoing, [
                    say!(blocked.outgoing.mode),
                    say!(blocked.outgoing.refuse),
                    say!(blocked.outgoing.only),
                ])}
            </fieldset>
        }
        .into_any()
    }
}

fn list(name: &str, form: ListForm, present: &List, words: [String; 3]) -> AnyView {
    let name = format!("form[values][{name}]");
    let [label, refuse, only] = words;
    let modes = vec![Choice::new("refuse", refuse), Choice::new("only", only)];
    let mode = if form.mode.is_empty() { "refuse".to_owned() } else { form.mode };
    let blank = form.entries.last().is_none_or(|last| !last.number.is_empty());
    let rows = form
        .entries
        .into_iter()
        .chain(blank.then(EntryForm::default))
        .enumerate()
        .map(|(index, row)| entry(&format!("{name}[entries]"), index, row))
        .collect_view();
    view! {
        <SelectField name=format!("{name}[mode]") label=label choices=modes value=mode/>
        <div class="rows" data-rows>
            {rows}
            <AddRow name="add".to_owned() label=say!(blocked.add) value=name.clone()/>
        </div>
        {patterns(&name, &form.patterns, present)}
    }
    .into_any()
}

fn entry(name: &str, index: usize, row: EntryForm) -> AnyView {
    let reaches = vec![
        Choice::new("number", say!(blocked.reach.number)),
        Choice::new("beginning", say!(blocked.reach.beginning)),
    ];
    let reach = if row.reach.is_empty() { "number".to_owned() } else { row.reach };
    view! {
        <fieldset class="entry">
            <legend>{say!(blocked.entry, index = index + 1)}</legend>
            <TextField
                name=format!("{name}[{index}][number]")
                label=say!(blocked.number)
                value=row.number
                kind="tel"
                inputmode="tel"
            />
            <SelectField name=format!("{name}[{index}][reach]") label=say!(blocked.reach.label) choices=reaches value=reach/>
        </fieldset>
    }
    .into_any()
}

/// Patterns that somebody else made: shown, and kept unless they are unticked.
fn patterns(name: &str, kept: &[String], present: &List) -> Option<AnyView> {
    let patterns = present.entries.iter().filter_map(|entry| match entry {
        Entry::Pattern(pattern) => Some(pattern.clone()),
        _ => None,
    });
    let boxes: Vec<_> = patterns
        .enumerate()
        .map(|(index, pattern)| {
            let checked = kept.contains(&pattern);
            view! {
                <CheckField
                    name=format!("{name}[patterns][]")
                    label=pattern.clone()
                    value=pattern
                    checked=checked
                    suffix=format!("-{index}")
                />
            }
        })
        .collect();
    (!boxes.is_empty()).then(|| {
        view! {
            <fieldset>
                <legend>{say!(blocked.patterns)}</legend>
                <p class="hint">{say!(blocked.patterns_hint)}</p>
                {boxes}
            </fieldset>
        }
        .into_any()
    })
}
