//! The program `switchhook`.

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use switchhook_server::{command, configuration::Configuration};
use tracing_subscriber::{EnvFilter, fmt};

/// The self-service portal of a sip:provider platform.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// A TOML file with the settings; the environment counts more.
    #[arg(long, env = "SWITCHHOOK_CONFIG_FILE", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal.
    Serve,
    /// Serves the embedded platform alone.
    Sandbox(command::sandbox::Arguments),
    /// Portal accounts.
    #[command(subcommand)]
    Accounts(command::accounts::Command),
    /// The audit trail.
    #[command(subcommand)]
    Audit(command::audit::Command),
    /// The platform logins of operator and resellers.
    #[command(subcommand)]
    Credentials(command::credentials::Command),
    /// The keys that encrypt what the portal keeps secret.
    #[command(subcommand)]
    Keys(command::keys::Command),
    /// Brings the database up to date and ends.
    Migrate,
    /// Checks settings, database, key, platform and every stored login.
    Doctor,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("switchhook: {error}");
            let mut cause = error.source();
            while let Some(because) = cause {
                eprintln!("  because {because}");
                cause = because.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    if let Command::Sandbox(sandbox) = arguments.command {
        return Ok(command::sandbox::run(sandbox).await?);
    }
    let mut configuration = Configuration::load(arguments.config.as_deref())?;
    match arguments.command {
        Command::Serve => command::serve::run(&mut configuration).await?,
        Command::Accounts(accounts) => command::accounts::run(accounts, &configuration).await?,
        Command::Audit(audit) => command::audit::run(audit, &configuration).await?,
        Command::Credentials(credentials) => command::credentials::run(credentials, &configuration).await?,
        Command::Doctor => command::doctor::run(&configuration).await?,
        Command::Keys(keys) => command::keys::run(keys, &configuration).await?,
        Command::Migrate => drop(configuration.access().await?),
        Command::Sandbox(_) => {}
    }
    Ok(())
}
