//! The whole portal over real sockets, with the sandbox as its platform: what people of every role get, what reaches the
//! platform, and what happens when it fails.

mod actor;
mod findings;
mod folder;
mod headers;
mod html;
mod matrix;
mod methods;
mod platform;
mod portal;
mod sessions;
mod table;
mod world;
