//! `switchhook accounts …`: the first accounts, made at the console.

use super::read_password;
use crate::configuration::{Configuration, ConfigurationError};
use std::io;
use switchhook_access::{AccountError, NewAccount};
use switchhook_domain::{
    identifier::{CustomerId, ResellerId, SubscriberId},
    permission::{Role, Scope, UnknownRole},
};

/// What to do with accounts.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Creates an account; its password is read from standard input.
    Add {
        /// What its owner types to sign in.
        #[arg(long)]
        login: String,
        /// `admin`, `reseller`, `helpdesk` or `customer`.
        #[arg(long)]
        role: String,
        /// The id of its reseller on the platform; for all but `admin`.
        #[arg(long)]
        reseller: Option<u64>,
        /// The id of its customer; for `customer`.
        #[arg(long, requires = "reseller")]
        customer: Option<u64>,
        /// The id of its one line, if it shall see no other; for `customer`.
        #[arg(long, requires = "customer")]
        subscriber: Option<u64>,
    },
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum AccountsError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Role(#[from] UnknownRole),
    #[error("the role and the ids do not fit: {0}")]
    Scope(&'static str),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error("the password cannot be read")]
    Password(#[from] io::Error),
}

/// Carries the command out.
///
/// # Errors
/// [`AccountsError`].
pub async fn run(command: Command, configuration: &Configuration) -> Result<(), AccountsError> {
    let Command::Add { login, role, reseller, customer, subscriber } = command;
    let role: Role = role.parse()?;
    let scope = match (role, reseller, customer, subscriber) {
        (Role::Admin, None, None, None) => Scope::Operator,
        (Role::Admin, ..) => return Err(AccountsError::Scope("an admin belongs to no reseller")),
        (_, None, ..) => return Err(AccountsError::Scope("--reseller is missing")),
        (Role::Customer, _, None, _) => return Err(AccountsError::Scope("--customer is missing")),
        (Role::Customer, Some(reseller), Some(customer), None) => {
            Scope::Customer(ResellerId(reseller), CustomerId(customer))
        }
        (Role::Customer, Some(reseller), Some(customer), Some(line)) => {
            Scope::Line(ResellerId(reseller), CustomerId(customer), SubscriberId(line))
        }
        (Role::Reseller | Role::Helpdesk, Some(reseller), None, None) => {
            Scope::Reseller(ResellerId(reseller))
        }
        (Role::Reseller | Role::Helpdesk, ..) => {
            return Err(AccountsError::Scope("staff belongs to no customer"));
        }
    };
    let access = configuration.access().await?;
    let password = read_password("Password of the new account")?;
    let new = NewAccount { login, password, role, scope, permissions: None, language: None };
    let account = access.accounts().create(Scope::Operator, new).await?;
    println!("{} can sign in now.", account.login);
    Ok(())
}
