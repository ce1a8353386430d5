//! The settings: one struct, from a TOML file and the environment. An unknown key is an error.

use crate::mail::{MailSetupError, Security, SmtpMailer, SmtpSettings};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    env, fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};
use switchhook_access::{Access, ConnectError, Database, Doors, HashError, KeyError, Options, SecretKeys};
use switchhook_platform::{Platform, PlatformOptions, SetupError};
use time::Duration;
use toml::{Table, Value};

/// How the environment names a setting: `SWITCHHOOK_LISTEN` is `listen`.
const PREFIX: &str = "SWITCHHOOK_";
/// Names of the environment that are no settings of the portal but of its tests and of the command line.
const OTHERS: [&str; 4] = ["CONFIG_FILE", "BIN", "CHROMIUM", "RECORDINGS"];

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// A file cannot be read.
    #[error("{0} cannot be read")]
    File(PathBuf, #[source] io::Error),
    /// A key is unknown, or a value is not of its kind.
    #[error("the settings are wrong")]
    Settings(#[from] toml::de::Error),
    /// A setting is given twice.
    #[error("{PREFIX}{0} and {PREFIX}{0}_FILE are both set")]
    Twice(String),
    /// A setting is missing that another one needs.
    #[error("{PREFIX}{0} is missing")]
    Missing(&'static str),
    /// Letters cannot be sent.
    #[error(transparent)]
    Mail(#[from] MailSetupError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The platform cannot be set up.
    #[error(transparent)]
    Platform(#[from] SetupError),
}

/// The settings.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// Where the portal listens.
    pub listen: SocketAddr,
    /// The origin that people see; from `listen` when absent.
    pub public_origin: Option<String>,
    /// Where the platform answers, without `/api`; the embedded sandbox when absent.
    pub platform_url: Option<String>,
    /// Where the platform answers subscribers, if the portal may ask in their name.
    pub platform_subscriber_url: Option<String>,
    /// The platform's certificate authority; the system's roots when absent.
    pub platform_ca_file: Option<PathBuf>,
    /// The time zone of the platform's clock; UTC when absent.
    pub platform_time_zone: Option<String>,
    /// The database; SQLite in the data folder when absent.
    pub database_url: Option<String>,
    /// A file that holds the database URL, since it may hold a password.
    database_url_file: Option<PathBuf>,
    /// Database and generated key.
    pub data_dir: PathBuf,
    /// The key that encrypts stored credentials; generated in the data folder when absent.
    pub secret_key_file: Option<PathBuf>,
    /// Where the embedded sandbox answers others, too.
    pub sandbox_listen: Option<SocketAddr>,
    /// Where the metrics are shown, on a listener of their own; nowhere when absent.
    pub metrics_listen: Option<SocketAddr>,
    /// How many proxies of one's own stand before the portal: as many addresses of `X-Forwarded-For` are believed, from the right.
    #[serde(deserialize_with = "number")]
    pub trusted_proxies: u8,
    /// How many days the audit trail is kept; 0 for ever.
    #[serde(deserialize_with = "number")]
    pub audit_kept_days: u32,
    /// The mail server, `host` or `host:port`. Without one, links are shown instead of sent.
    pub smtp_server: Option<String>,
    /// How the connection to it is protected: `starttls`, `tls` or, on the same machine, `none`.
    pub smtp_security: Security,
    /// The login there, if it asks for one.
    pub smtp_login: Option<String>,
    /// Its password.
    smtp_password: Option<SecretString>,
    /// A file that holds the password.
    smtp_password_file: Option<PathBuf>,
    /// Whom letters come from.
    pub smtp_from: Option<String>,
}

/// A number; from the environment it comes as a text.
fn number<'de, D, N>(deserializer: D) -> Result<N, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<u64> + FromStr,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    let number = match Written::deserialize(deserializer)? {
        Written::Number(number) => N::try_from(number).ok(),
        Written::Text(text) => text.parse().ok(),
    };
    number.ok_or_else(|| D::Error::custom("not a number, or out of its bounds"))
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            public_origin: None,
            platform_url: None,
            platform_subscriber_url: None,
            platform_ca_file: None,
            platform_time_zone: None,
            database_url: None,
            database_url_file: None,
            data_dir: PathBuf::from("data"),
            secret_key_file: None,
            sandbox_listen: None,
            metrics_listen: None,
            trusted_proxies: 0,
            audit_kept_days: 730,
            smtp_server: None,
            smtp_security: Security::default(),
            smtp_login: None,
            smtp_password: None,
            smtp_password_file: None,
            smtp_from: None,
        }
    }
}

impl Configuration {
    /// Reads the file, then the environment.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigurationError> {
        let text = file.map(read).transpose()?.unwrap_or_default();
        Self::from_parts(&text, env::vars())
    }

    fn from_parts(
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigurationError> {
        let mut table: Table = text.parse()?;
        for (name, value) in environment {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            if !OTHERS.contains(&key) && !key.starts_with("TEST_") {
                table.insert(key.to_ascii_lowercase(), Value::String(value));
            }
        }
        let mut configuration: Self = table.try_into()?;
        let database_url = (&mut configuration.database_url, &mut configuration.database_url_file);
        from_file("DATABASE_URL", database_url)?;
        let mut smtp_password =
            configuration.smtp_password.take().map(|secret| secret.expose_secret().to_owned());
        from_file("SMTP_PASSWORD", (&mut smtp_password, &mut configuration.smtp_password_file))?;
        configuration.smtp_password = smtp_password.map(SecretString::from);
        Ok(configuration)
    }

    /// The origin that people see.
    #[must_use]
    pub fn origin(&self) -> String {
        let origin = self.public_origin.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        origin.trim_end_matches('/').to_owned()
    }

    /// Accounts, sessions, credentials: over the configured database, with the configured key.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub async fn access(&self) -> Result<Access, ConfigurationError> {
        let doors = Doors::system();
        let usual = || format!("sqlite://{}", self.data_dir.join("switchhook.db").display());
        let database = Database::connect(&self.database_url.clone().unwrap_or_else(usual)).await?;
        let key_file = self.secret_key_file.clone().unwrap_or_else(|| self.data_dir.join("secret.key"));
        let key = SecretKeys::open(&key_file, &doors)?;
        let kept = Some(self.audit_kept_days).filter(|days| *days > 0);
        let options =
            Options { audit_kept: kept.map(|days| Duration::days(days.into())), ..Options::default() };
        Ok(Access::new(database, key, doors, options)?)
    }

    /// Who sends letters, if a mail server is set.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub fn mailer(&self) -> Result<Option<SmtpMailer>, ConfigurationError> {
        let Some(server) = self.smtp_server.clone() else { return Ok(None) };
        let from = self.smtp_from.clone().ok_or(ConfigurationError::Missing("SMTP_FROM"))?;
        let login = match (self.smtp_login.clone(), self.smtp_password.clone()) {
            (Some(login), Some(password)) => Some((login, password)),
            (None, None) => None,
            (Some(_), None) => return Err(ConfigurationError::Missing("SMTP_PASSWORD")),
            (None, Some(_)) => return Err(ConfigurationError::Missing("SMTP_LOGIN")),
        };
        Ok(Some(SmtpMailer::new(SmtpSettings { server, security: self.smtp_security, login, from })?))
    }

    /// The platform at this URL.
    ///
    /// # Errors
    /// [`ConfigurationError`].
    pub fn platform(&self, base_url: &str) -> Result<Platform, ConfigurationError> {
        let mut options = PlatformOptions::new(base_url);
        options.subscriber_url.clone_from(&self.platform_subscriber_url);
        if let Some(path) = &self.platform_ca_file {
            options.ca_pem = Some(read(path)?.into_bytes());
        }
        if let Some(zone) = &self.platform_time_zone {
            options.time_zone.clone_from(zone);
        }
        Ok(Platform::new(&options)?)
    }
}

/// Fills a secret from its file, unless it is given directly, too.
fn from_file(
    name: &str,
    (value, file): (&mut Option<String>, &mut Option<PathBuf>),
) -> Result<(), ConfigurationError> {
    let Some(path) = file.take() else { return Ok(()) };
    if value.is_some() {
        return Err(ConfigurationError::Twice(name.to_owned()));
    }
    *value = Some(read(&path)?.trim().to_owned());
    Ok(())
}

fn read(path: &Path) -> Result<String, ConfigurationError> {
    fs::read_to_string(path).map_err(|error| ConfigurationError::File(path.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<Configuration, ConfigurationError> {
        let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Configuration::from_parts(text, pairs)
    }

    #[test]
    fn the_environment_counts_more_than_the_file() {
        let configuration = load(
            "listen = \"127.0.0.1:1\"\ndata_dir = \"/a\"",
            &[("SWITCHHOOK_LISTEN", "127.0.0.1:2"), ("HOME", "/")],
        );
        let configuration = configuration.unwrap();
        assert_eq!(configuration.listen.port(), 2);
        assert_eq!(configuration.data_dir, Path::new("/a"));
        assert_eq!(configuration.origin(), "http://127.0.0.1:2");
    }

    #[test]
    fn what_is_unknown_is_an_error() {
        assert!(load("lisen = \"127.0.0.1:1\"", &[]).is_err());
        assert!(load("", &[("SWITCHHOOK_LISEN", "127.0.0.1:1")]).is_err());
        assert!(load("", &[("SWITCHHOOK_LISTEN", "here")]).is_err());
        assert!(load("", &[("SWITCHHOOK_TEST_POSTGRES_URL", "x"), ("SWITCHHOOK_BIN", "x")]).is_ok());
    }

    #[test]
    fn numbers_come_from_file_and_environment() {
        assert_eq!(load("trusted_proxies = 2", &[]).unwrap().trusted_proxies, 2);
        let kept = load("", &[("SWITCHHOOK_AUDIT_KEPT_DAYS", "90")]).unwrap();
        assert_eq!((kept.audit_kept_days, kept.trusted_proxies), (90, 0));
        for bad in ["-1", "many", "256", ""] {
            assert!(load("", &[("SWITCHHOOK_TRUSTED_PROXIES", bad)]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_secret_comes_from_one_place() {
        let both = [("SWITCHHOOK_DATABASE_URL", "sqlite://a"), ("SWITCHHOOK_DATABASE_URL_FILE", "/dev/null")];
        assert!(matches!(load("", &both), Err(ConfigurationError::Twice(_))));
        let both = [("SWITCHHOOK_SMTP_PASSWORD", "a"), ("SWITCHHOOK_SMTP_PASSWORD_FILE", "/dev/null")];
        assert!(matches!(load("", &both), Err(ConfigurationError::Twice(_))));
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_a_login_its_password() {
        assert!(load("", &[]).unwrap().mailer().unwrap().is_none());
        let server = ("SWITCHHOOK_SMTP_SERVER", "mail.example:587");
        let from = ("SWITCHHOOK_SMTP_FROM", "portal@example.com");
        let login = ("SWITCHHOOK_SMTP_LOGIN", "portal");
        let missing = |settings: &[(&str, &str)]| match load("", settings).unwrap().mailer() {
            Err(ConfigurationError::Missing(name)) => name,
            _ => "nothing",
        };
        assert_eq!(missing(&[server]), "SMTP_FROM");
        assert_eq!(missing(&[server, from, login]), "SMTP_PASSWORD");
        assert_eq!(missing(&[server, from, ("SWITCHHOOK_SMTP_PASSWORD", "x")]), "SMTP_LOGIN");
        assert_eq!(missing(&[server, from]), "nothing");
        assert!(load("", &[server, ("SWITCHHOOK_SMTP_SECURITY", "hope")]).is_err());
    }
}
