//! Preferences against the sandbox.
