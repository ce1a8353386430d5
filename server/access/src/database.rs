//! The database: SQLite in a file, or PostgreSQL, behind one pool and one set of migrations.

use crate::storage::StorageError;
use sqlx::{AnyPool, any::AnyPoolOptions, migrate::MigrateError};
use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::Duration,
};

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Neither `sqlite://` nor `postgres://`.
    #[error("the database address must start with sqlite:// or postgres://")]
    UnknownEngine,
    /// The file of an SQLite database could not be made.
    #[error("the database file {path} cannot be created")]
    File {
        /// Where it should be.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The database cannot be reached.
    #[error("the database cannot be reached")]
    Unreachable(#[from] sqlx::Error),
    /// Its tables could not be brought up to date.
    #[error("the database cannot be migrated")]
    Migration(#[from] MigrateError),
}

/// A pool of connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    pool: AnyPool,
}

impl Database {
    /// Connects to `sqlite://path` or `postgres://…` and brings the tables up to date. The path of an SQLite file is
    /// taken as it is, absolute or relative; file and folder are created if missing, readable by their owner only.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        sqlx::any::install_default_drivers();
        let options = AnyPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(10));
        let pool = if let Some(path) = url.strip_prefix("sqlite://") {
            let address = create_file(Path::new(path))
                .map_err(|source| ConnectError::File { path: path.to_owned(), source })?;
            options
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        for pragma in [
                            "PRAGMA busy_timeout = 10000",
                            "PRAGMA journal_mode = WAL",
                            "PRAGMA synchronous = NORMAL",
                            "PRAGMA foreign_keys = ON",
                        ] {
                            sqlx::query(pragma).execute(&mut *connection).await?;
                        }
                        Ok(())
                    })
                })
                .connect(&address)
                .await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            options.connect(url).await?
        } else {
            return Err(ConnectError::UnknownEngine);
        };
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), StorageError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits for what is running, then closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }
}

/// Makes the file if it is missing, and tells its address: absolute, and with nothing in it that a URL would take for
/// something else. SQLite gives its journal files the mode of the database file, so making that one private is enough.
fn create_file(path: &Path) -> io::Result<String> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let path = path.canonicalize()?;
    let path = path.to_str().ok_or(io::ErrorKind::InvalidFilename)?;
    let encoded = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Ok(format!("sqlite://{encoded}"))
}
