//! The wasm entry, nothing else: a page's start module calls [`hydrate`] once and then each island by its name.

// Named so that the linker keeps the islands, which nothing here calls.
use switchhook_app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Readies the reactive system for the islands of the page.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
