//! `switchhook sandbox`: the embedded platform alone.

use std::{fs, io, net::SocketAddr, path::PathBuf, time::Duration};
use switchhook_sandbox::{Authority, AuthorityError, FaultRule, Release, Sandbox, SandboxOptions};
use tokio::{net::TcpListener, try_join};

/// How the sandbox is served.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where it answers administrators and resellers.
    #[arg(long, default_value = "127.0.0.1:1443")]
    listen: SocketAddr,
    /// Where it answers subscribers, who log in with user name @ domain and their web password.
    #[arg(long, value_name = "ADDRESS")]
    subscriber_listen: Option<SocketAddr>,
    /// How many subscribers the reseller `alpine` has.
    #[arg(long)]
    subscribers: Option<usize>,
    /// How long every answer takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// Which release of the platform it is; an old one writes some answers differently.
    #[arg(long, value_enum, default_value_t = ReleaseName::Current)]
    release: ReleaseName,
    /// Speaks TLS, certified by an authority that is made for this run.
    #[arg(long)]
    tls: bool,
    /// Where the authority's certificate is written, for clients to trust.
    #[arg(long, value_name = "FILE", default_value = "sandbox-ca.pem", requires = "tls")]
    ca_file: PathBuf,
    /// Writes a client certificate and its key for a login; may be given again.
    #[arg(long, value_name = "LOGIN=FILE", value_parser = login_and_file, requires = "tls")]
    client_certificate: Vec<(String, PathBuf)>,
    /// What goes wrong: a JSON array of rules such as
    /// `{"method": "PUT", "path_prefix": "/api/customers/", "fault": "reset_after", "per_mille": 50}`.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// From which number the requests are drawn that a fault with a rate hits.
    #[arg(long, default_value_t = 0)]
    fault_seed: u64,
    /// Answers at `/sandbox/`, where requests are listed and faults are set.
    #[arg(long)]
    control: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ReleaseName {
    Current,
    Old,
}

/// Why the sandbox does not run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SandboxError {
    #[error("the sandbox cannot listen")]
    Listen(#[from] io::Error),
    #[error("{0} cannot be written")]
    Write(PathBuf, #[source] io::Error),
    #[error("{0} cannot be read")]
    Read(PathBuf, #[source] io::Error),
    #[error("{0} holds no rules")]
    Rules(PathBuf, #[source] serde_json::Error),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
}

fn login_and_file(text: &str) -> Result<(String, PathBuf), &'static str> {
    let (login, file) = text.split_once('=').ok_or("it must be LOGIN=FILE")?;
    Ok((login.to_owned(), file.into()))
}

/// Serves until the process is ended.
///
/// # Errors
/// [`SandboxError`].
pub async fn run(arguments: Arguments) -> Result<(), SandboxError> {
    let scheme = if arguments.tls { "https" } else { "http" };
    let sandbox = Sandbox::new(SandboxOptions {
        subscribers: arguments.subscribers,
        latency: Duration::from_millis(arguments.latency_ms),
        faults: arguments.faults.map(rules).transpose()?.unwrap_or_default(),
        fault_seed: arguments.fault_seed,
        control: arguments.control,
        release: match arguments.release {
            ReleaseName::Current => Release::Current,
            ReleaseName::Old => Release::Old,
        },
        authority: arguments.tls.then(Authority::new).transpose()?,
        ..SandboxOptions::default()
    });
    if let Some(authority) = sandbox.authority() {
        write(&arguments.ca_file, authority.pem())?;
        println!("Its authority's certificate is in {}", arguments.ca_file.display());
    }
    for (login, file) in &arguments.client_certificate {
        if let Some(identity) = sandbox.client_identity(login)? {
            write(file, &identity.pem)?;
        }
    }
    let listener = TcpListener::bind(arguments.listen).await?;
    println!("The sandbox answers at {scheme}://{}/api/", listener.local_addr()?);
    let Some(address) = arguments.subscriber_listen else { return Ok(sandbox.serve(listener).await?) };
    let subscribers = TcpListener::bind(address).await?;
    println!("Subscribers are answered at {scheme}://{}/api/", subscribers.local_addr()?);
    try_join!(sandbox.clone().serve(listener), sandbox.serve_subscribers(subscribers))?;
    Ok(())
}

fn rules(file: PathBuf) -> Result<Vec<FaultRule>, SandboxError> {
    let text = fs::read_to_string(&file).map_err(|error| SandboxError::Read(file.clone(), error))?;
    serde_json::from_str(&text).map_err(|error| SandboxError::Rules(file, error))
}

fn write(file: &PathBuf, text: &str) -> Result<(), SandboxError> {
    fs::write(file, text).map_err(|error| SandboxError::Write(file.clone(), error))
}
