//! The small set of parts that all pages share.

mod confirmation;
mod empty;
mod field;
mod form;
mod missing;
mod new_password;
mod number;
mod page;
mod pager;
mod password;
mod qr;
mod subscriber_fields;
mod table;

pub(crate) use confirmation::Confirmation;
pub(crate) use empty::{Empty, EmptyList};
pub(crate) use field::{CheckField, Choice, SelectField, TextArea, TextField};
pub(crate) use form::{Draft, FormState, FormToken, Hidden, Problem, WriteForm};
pub(crate) use missing::Missing;
pub(crate) use new_password::NewPassword;
pub(crate) use number::{AliasNumbers, NumberFields};
pub(crate) use page::Page;
pub(crate) use pager::Pager;
pub(crate) use password::PasswordField;
pub(crate) use qr::Qr;
pub(crate) use subscriber_fields::SubscriberFields;
pub(crate) use table::{Cell, Column, Filters, Table, TextFilter};
