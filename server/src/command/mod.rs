//! What the program can be told to do, one file each.

pub mod accounts;
pub mod audit;
pub mod credentials;
pub mod doctor;
pub mod keys;
pub mod sandbox;
pub mod serve;

use secrecy::SecretString;
use std::io::{self, IsTerminal};

/// Reads a password from standard input: one line.
fn read_password(words: &str) -> io::Result<SecretString> {
    let input = io::stdin();
    if input.is_terminal() {
        eprint!("{words}: ");
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned()))
}
