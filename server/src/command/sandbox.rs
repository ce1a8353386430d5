//! `switchhook sandbox`: the embedded platform alone.

use std::{io, net::SocketAddr, time::Duration};
use switchhook_sandbox::{Sandbox, SandboxOptions};
use tokio::net::TcpListener;

/// How the sandbox is served.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where it listens; plain HTTP.
    #[arg(long, default_value = "127.0.0.1:1443")]
    listen: SocketAddr,
    /// How many subscribers the reseller `alpine` has.
    #[arg(long)]
    subscribers: Option<usize>,
    /// How long every answer takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
}

/// Serves until the process is ended.
///
/// # Errors
/// It cannot listen there.
pub async fn run(arguments: Arguments) -> io::Result<()> {
    let sandbox = Sandbox::new(SandboxOptions {
        subscribers: arguments.subscribers,
        latency: Duration::from_millis(arguments.latency_ms),
        ..SandboxOptions::default()
    });
    let listener = TcpListener::bind(arguments.listen).await?;
    println!("The sandbox answers at http://{}/api/", listener.local_addr()?);
    sandbox.serve(listener).await
}
