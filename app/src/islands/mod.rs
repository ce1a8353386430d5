//! What needs the browser. A page is whole without them.

mod add_row;

pub use add_row::AddRow;
