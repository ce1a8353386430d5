//! "Add another": copies the last row of a list of inputs. Without JavaScript the server does it.

use leptos::prelude::*;

/// A button after the rows of a `[data-rows]` element, which may name its list; `name` and `value` tell the server which rows are meant.
#[island]
pub fn AddRow(label: String, name: String, value: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let add = |event: leptos::ev::MouseEvent| {
        if copy_last_row(&event).is_some() {
            event.prevent_default();
        }
    };
    #[cfg(not(feature = "hydrate"))]
    let add = |_: leptos::ev::MouseEvent| {};
    view! { <button class="quiet add" name=name value=value on:click=add>{label}</button> }
}

/// Copies the last row as the server wrote it, which is blank, with the next index. None if the page is not as expected: then the server does it.
#[cfg(feature = "hydrate")]
fn copy_last_row(event: &leptos::ev::MouseEvent) -> Option<()> {
    use leptos::wasm_bindgen::JsCast;
    use leptos::web_sys::{Element, HtmlElement, HtmlInputElement};
    let button: Element = event.current_target()?.dyn_into().ok()?;
    let rows = button.closest("[data-rows]").ok()??;
    let all = rows.query_selector_all(":scope > fieldset").ok()?;
    let last: Element = all.item(all.length().checked_sub(1)?)?.dyn_into().ok()?;
    let (index, next) = (all.length() - 1, all.length());
    // A list inside of a list is named, so that only its own index counts.
    let (open, dash) = match rows.get_attribute("data-rows").filter(|name| !name.is_empty()) {
        Some(name) => (format!("[{name}]["), format!("-{name}-")),
        None => ("[".to_owned(), "-".to_owned()),
    };
    let html = last
        .outer_html()
        .replace(&format!("{open}{index}]["), &format!("{open}{next}]["))
        .replace(&format!("{dash}{index}-"), &format!("{dash}{next}-"));
    last.insert_adjacent_html("afterend", &html).ok()?;
    let row = last.next_element_sibling()?;
    let legend = row.query_selector("legend").ok()?;
    if let Some(legend) = legend {
        let words = legend.text_content().unwrap_or_default();
        legend.set_text_content(Some(&words.replace(&next.to_string(), &(next + 1).to_string())));
    }
    let inputs = row.query_selector_all("input").ok()?;
    for position in 0..inputs.length() {
        let input: HtmlInputElement = inputs.item(position)?.dyn_into().ok()?;
        input.remove_attribute("aria-invalid").ok()?;
    }
    let errors = row.query_selector_all(".error").ok()?;
    for position in 0..errors.length() {
        errors.item(position)?.dyn_into::<Element>().ok()?.remove();
    }
    inputs.item(0)?.dyn_into::<HtmlElement>().ok()?.focus().ok()
}
