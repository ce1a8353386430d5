//! The whole portal over real sockets, with the sandbox as its platform: what people of every role get, what reaches the
//! platform, and what happens when it fails.

mod actor;
mod bad_input;
mod escaping;
mod findings;
mod folder;
mod headers;
mod html;
mod matrix;
mod methods;
mod platform;
mod portal;
mod secrets;
mod sessions;
mod table;
mod world;
