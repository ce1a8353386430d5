//! What needs the browser. A page is whole without them.

mod add_row;
mod generate_password;
mod passkey;
mod reorder_rows;

pub use add_row::AddRow;
pub use generate_password::GeneratePassword;
#[cfg(feature = "ssr")]
pub(crate) use generate_password::{RANDOM_BYTES, readable};
pub use passkey::{PasskeyButton, PasskeyWords};
pub use reorder_rows::ReorderRows;
