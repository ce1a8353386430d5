//! `switchhook doctor`: whether everything that the portal needs is there and works.

use crate::configuration::Configuration;
use std::{error::Error, fmt};
use switchhook_access::{Access, Owner};
use switchhook_domain::permission::Scope;
use switchhook_platform::Platform;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is.
    pub what: String,
    /// How it is, or what is wrong with it.
    pub found: Result<String, String>,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Ok(found) => write!(f, "ok      {}: {found}", self.what),
            Err(problem) => write!(f, "FAILED  {}: {problem}", self.what),
        }
    }
}

/// Something does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} of the checks failed")]
pub struct Unwell(usize);

/// Looks at everything and prints what it finds.
///
/// # Errors
/// A check failed.
pub async fn run(configuration: &Configuration) -> Result<(), Unwell> {
    let checks = examine(configuration).await;
    for check in &checks {
        println!("{check}");
    }
    match checks.iter().filter(|check| check.found.is_err()).count() {
        0 => Ok(()),
        failed => Err(Unwell(failed)),
    }
}

/// Everything that was looked at, in the order in which one thing needs the other.
pub async fn examine(configuration: &Configuration) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut note = |what: &str, found: Result<String, String>| {
        checks.push(Check { what: what.to_owned(), found });
    };
    let address = format!("listens on {}, seen at {}", configuration.listen, configuration.origin());
    note("configuration", Ok(address));
    match configuration.mailer() {
        Ok(None) => {}
        Ok(Some(_)) => note("mail server", Ok("its settings are complete".to_owned())),
        Err(error) => note("mail server", Err(with_causes(&error))),
    }
    let access = match configuration.access().await {
        Ok(access) => Some(access),
        Err(error) => {
            note("database and key", Err(with_causes(&error)));
            None
        }
    };
    if let Some(access) = &access {
        let found = access.database().ping().await;
        note(
            "database",
            found.map(|()| "reachable and up to date".to_owned()).map_err(|error| with_causes(&error)),
        );
        note("key", Ok("readable".to_owned()));
    }
    let Some(url) = &configuration.platform_url else {
        note("platform", Ok("none configured: the embedded sandbox is used".to_owned()));
        return checks;
    };
    let platform = match configuration.platform(url) {
        Ok(platform) => platform,
        Err(error) => {
            note("platform", Err(with_causes(&error)));
            return checks;
        }
    };
    if !platform.is_reachable().await {
        note("platform", Err(format!("{url} does not answer")));
        return checks;
    }
    let release = platform.info().await.map(|info| info.release).unwrap_or_default();
    let release = if release.is_empty() {
        "does not tell its release".to_owned()
    } else {
        format!("is release {release}")
    };
    note("platform", Ok(format!("{url} answers and {release}")));
    if let Some(access) = &access {
        checks.extend(credentials(access, &platform).await);
    }
    checks
}

/// Whether the platform takes each stored login.
async fn credentials(access: &Access, platform: &Platform) -> Vec<Check> {
    let resellers = match access.resellers().list(Scope::Operator).await {
        Ok(resellers) => resellers,
        Err(error) => return vec![Check { what: "credentials".to_owned(), found: Err(with_causes(&error)) }],
    };
    let of_resellers = resellers.into_iter().map(|reseller| {
        (Owner::Reseller(reseller.id), format!("login of reseller {} ({})", reseller.id, reseller.name))
    });
    let owners = std::iter::once((Owner::Operator, "login of the operator".to_owned())).chain(of_resellers);
    let mut checks = Vec::new();
    for (owner, what) in owners {
        let found = match access.credentials().load(owner).await {
            Err(error) => Err(with_causes(&error)),
            // Only what an operator does needs it.
            Ok(None) if owner == Owner::Operator => {
                Ok("none is stored; only administrators need it".to_owned())
            }
            Ok(None) => Err("none is stored".to_owned()),
            Ok(Some(credential)) => match platform.who_am_i(credential).await {
                Err(error) => Err(with_causes(&error)),
                Ok(identity) => match (owner, identity.reseller) {
                    (Owner::Reseller(own), Some(told)) if own != told => {
                        Err(format!("it belongs to reseller {told}"))
                    }
                    _ if identity.is_read_only == Some(true) => Err("it may only read".to_owned()),
                    _ => Ok("works".to_owned()),
                },
            },
        };
        checks.push(Check { what, found });
    }
    checks
}

fn with_causes(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(because) = cause {
        words = format!("{words}: {because}");
        cause = because.source();
    }
    words
}
