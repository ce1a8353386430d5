//! The inputs of phone numbers.

use super::field::TextField;
use crate::islands::AddRow;
use leptos::prelude::*;
use switchhook_domain::number::NumberForm;

/// One number in its three parts.
#[component]
pub(crate) fn NumberFields(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    value: NumberForm,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    view! {
        <fieldset class="number">
            <legend>{legend.clone()}</legend>
            <TextField
                name=format!("{name}[country]")
                label=say!(number.country)
                part_of=legend.clone()
                value=value.country
                inputmode="tel"
                class="short"
                required=required
            />
            <TextField
                name=format!("{name}[area]")
                label=say!(number.area)
                part_of=legend.clone()
                value=value.area
                inputmode="tel"
                class="short"
            />
            <TextField
                name=format!("{name}[subscriber]")
                label=say!(number.subscriber)
                part_of=legend
                value=value.subscriber
                inputmode="tel"
                required=required
            />
        </fieldset>
    }
    .into_any()
}

/// Any number of alias numbers, and one blank row. Without JavaScript the button asks the server for another.
#[component]
pub(crate) fn AliasNumbers(#[prop(into)] name: String, values: Vec<NumberForm>) -> impl IntoView {
    let blank = values.last().is_none_or(|last| !last.is_blank()).then(NumberForm::default);
    let rows = values
        .into_iter()
        .chain(blank)
        .enumerate()
        .map(|(index, value)| {
            view! {
                <NumberFields
                    name=format!("{name}[{index}]")
                    legend=say!(number.alias, index = index + 1)
                    value=value
                />
            }
        })
        .collect_view();
    view! {
        <div class="rows" data-rows>
            {rows}
            <AddRow name="add".to_owned() label=say!(number.add_alias) value="alias".to_owned()/>
        </div>
    }
    .into_any()
}
