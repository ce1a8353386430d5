//! The whole portal over real sockets, with the sandbox as its platform: what people of every role get, what reaches the
//! platform, and what happens when it fails.

mod actor;
mod folder;
mod html;
mod platform;
mod portal;
mod sessions;
mod world;
