//! Call forwards against the sandbox.
