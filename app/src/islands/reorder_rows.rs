//! Rows in another order: by dragging their handle, or by the buttons beside it. Without JavaScript the server does what the
//! buttons say.

use leptos::prelude::*;

/// Wakes the handles and buttons of all `[data-rows]` of the page. `moved` tells what was done, with `{}` for the new place.
#[island]
pub fn ReorderRows(moved: String) -> impl IntoView {
    let told = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| dom::wake(told, moved.clone()));
    #[cfg(not(feature = "hydrate"))]
    drop(moved);
    view! { <p class="hidden" role="status">{told}</p> }
}

/// Rows as the page has them. None anywhere if it is not as expected: then the server does it.
#[cfg(feature = "hydrate")]
mod dom {
    use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
    use std::{cell::RefCell, rc::Rc};
    use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

    /// Listens for as long as the page is there; rows that are added later are heard, too.
    pub(super) fn wake(told: RwSignal<String>, moved: String) {
        let tell = Rc::new(move |row: &Element| {
            let place = place(row) + 1;
            told.set(moved.replace("{}", &place.to_string()));
        });
        let dragged: Rc<RefCell<Option<Element>>> = Rc::default();

        let (begin, on, end, cancel) = (dragged.clone(), dragged.clone(), dragged.clone(), dragged);
        window_event_listener(ev::pointerdown, move |event| {
            if let Some(row) = around(&event, ".handle") {
                event.prevent_default();
                mark(&row, true);
                begin.replace(Some(row));
            }
        });
        let tell_dragged = Rc::clone(&tell);
        window_event_listener(ev::pointermove, move |event| {
            let row = on.borrow().clone();
            if let Some(row) = row
                && let Some(other) = under(&row, f64::from(event.client_y()))
                && swap(&row, &other).is_some()
            {
                mark(&row, false);
                mark(&other, true);
                tell_dragged(&other);
                on.replace(Some(other));
            }
        });
        window_event_listener(ev::pointerup, move |_| let_go(&end));
        window_event_listener(ev::pointercancel, move |_| let_go(&cancel));
        window_event_listener(ev::click, move |event| {
            if let Some(row) = press(&event) {
                event.prevent_default();
                tell(&row);
            }
        });
    }

    fn let_go(dragged: &RefCell<Option<Element>>) {
        if let Some(row) = dragged.take() {
            mark(&row, false);
        }
    }

    /// The row of what was touched, if that is something like `what`.
    fn around(event: &Event, what: &str) -> Option<Element> {
        target(event, what)?.closest("[data-rows] > fieldset").ok()?
    }

    fn target(event: &Event, what: &str) -> Option<Element> {
        event.target()?.dyn_into::<Element>().ok()?.closest(what).ok()?
    }

    fn mark(row: &Element, is_dragged: bool) {
        let _marked = row.toggle_attribute_with_force("data-dragged", is_dragged);
    }

    fn neighbour(row: &Element, is_up: bool) -> Option<Element> {
        let other = if is_up { row.previous_element_sibling() } else { row.next_element_sibling() };
        other.filter(|other| other.local_name() == "fieldset")
    }

    fn place(row: &Element) -> u32 {
        let mut place = 0;
        let mut row = row.clone();
        while let Some(before) = neighbour(&row, true) {
            (place, row) = (place + 1, before);
        }
        place
    }

    /// The row beside this one whose middle the pointer has passed.
    fn under(row: &Element, y: f64) -> Option<Element> {
        let middle = |row: &Element| {
            let area = row.get_bounding_client_rect();
            area.top() + area.height() / 2.0
        };
        let above = neighbour(row, true).filter(|above| y < middle(above));
        above.or_else(|| neighbour(row, false).filter(|below| y > middle(below)))
    }

    /// Does what a button "earlier" or "later" says; the row that has moved.
    fn press(event: &Event) -> Option<Element> {
        let button = target(event, "button.move")?;
        let value = button.get_attribute("value")?;
        let (verb, _) = value.split_once(':')?;
        let is_up = match verb {
            "up" => true,
            "down" => false,
            _ => return None,
        };
        let row = around(event, "button.move")?;
        let other = neighbour(&row, is_up)?;
        swap(&row, &other)?;
        // The focus goes with the row, so that it can be moved on.
        let same = other.query_selector(&format!("button.move[value^='{verb}:']")).ok()?;
        let next = same.or(other.query_selector("button.move").ok()?);
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            let _focused = next.focus();
        }
        Some(other)
    }

    /// Exchanges what is in two rows; names and numbers of the rows stay where they are.
    fn swap(one: &Element, other: &Element) -> Option<()> {
        let (mine, theirs) = (inputs(one)?, inputs(other)?);
        let mut pairs = mine.iter().zip(&theirs);
        // A choice that one of them does not offer would be lost.
        let fits =
            |(mine, theirs): (&Input, &Input)| mine.takes(&theirs.value()) && theirs.takes(&mine.value());
        if mine.len() != theirs.len() || !pairs.all(fits) {
            return None;
        }
        for (mine, theirs) in mine.iter().zip(&theirs) {
            let value = mine.value();
            mine.set(&theirs.value());
            theirs.set(&value);
        }
        // Mistakes were those of what stood there before.
        for row in [one, other] {
            let errors = row.query_selector_all(".error").ok()?;
            for index in 0..errors.length() {
                errors.item(index)?.dyn_into::<Element>().ok()?.remove();
            }
        }
        Some(())
    }

    /// What a person fills in.
    enum Input {
        Text(HtmlInputElement),
        Choice(HtmlSelectElement),
    }

    impl Input {
        fn value(&self) -> String {
            match self {
                Self::Text(input) => input.value(),
                Self::Choice(select) => select.value(),
            }
        }

        /// Whether it can hold a value.
        fn takes(&self, value: &str) -> bool {
            match self {
                Self::Text(_) => true,
                Self::Choice(select) => {
                    matches!(select.query_selector(&format!("option[value='{value}']")), Ok(Some(_)))
                }
            }
        }

        fn set(&self, value: &str) {
            match self {
                Self::Text(input) => {
                    input.set_value(value);
                    let _unmarked = input.remove_attribute("aria-invalid");
                }
                Self::Choice(select) => select.set_value(value),
            }
        }
    }

    fn inputs(row: &Element) -> Option<Vec<Input>> {
        let all = row.query_selector_all("input, select").ok()?;
        (0..all.length())
            .map(|index| match all.item(index)?.dyn_into::<HtmlInputElement>() {
                Ok(input) => Some(Input::Text(input)),
                Err(node) => node.dyn_into().ok().map(Input::Choice),
            })
            .collect()
    }
}
