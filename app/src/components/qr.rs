//! A picture for the camera of a phone.

use leptos::prelude::*;
use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// Blank modules around a code, as its standard wants them.
const QUIET: usize = 4;

/// A QR code as a drawing inside of the page: no file, no style of its own.
#[component]
pub(crate) fn Qr(
    #[prop(into)] content: String,
    /// What the picture is for.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let drawing = QrCode::new(content.as_bytes()).ok().map(|code| {
        let width = code.width();
        let size = width + 2 * QUIET;
        let path = path(&code.to_colors(), width);
        view! {
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect class="paper" width=size.to_string() height=size.to_string()></rect>
                <path class="ink" d=path></path>
            </svg>
        }
    });
    view! { {drawing} }.into_any()
}

/// Each run of dark modules as a rectangle.
fn path(modules: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (row, modules) in modules.chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..].iter().take_while(|module| **module == Color::Dark).count();
            if run > 0 {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_become_rectangles() {
        let modules = [Color::Dark, Color::Dark, Color::Light, Color::Light, Color::Dark, Color::Light];
        assert_eq!(path(&modules, 3), "M4 4h2v1h-2zM5 5h1v1h-1z");
    }
}
