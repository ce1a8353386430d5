//! The portal: configuration, routing, wiring, commands.

pub mod command;
pub mod configuration;
pub mod demo;
pub mod mail;
pub mod site;
pub mod web;
