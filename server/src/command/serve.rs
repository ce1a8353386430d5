//! `switchhook serve`: the portal.

use crate::{
    configuration::{Configuration, ConfigurationError},
    demo::{self, NoDemo},
    site::{self, SiteError},
    web::{self, Operations, metrics},
};
use std::{io, sync::Arc, time::Duration};
use switchhook_access::Access;
use switchhook_app::Portal;
use tokio::{net::TcpListener, signal, time};

/// How long running requests may go on after the portal was told to stop: a write at the platform takes up to 30 s.
const LAST_REQUESTS: Duration = Duration::from_secs(35);
/// How often expired sessions and drafts are removed.
const SWEEP: Duration = Duration::from_mins(10);

/// Why the portal does not run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ServeError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Site(#[from] SiteError),
    #[error("the demo cannot be prepared")]
    Demo(#[from] NoDemo),
    #[error("the portal cannot listen")]
    Listen(#[from] io::Error),
}

/// Serves until the process is told to stop.
///
/// # Errors
/// [`ServeError`].
pub async fn run(configuration: &mut Configuration) -> Result<(), ServeError> {
    let (folder, assets) = site::open()?;
    let access = configuration.access().await?;
    let is_demo = configuration.platform_url.is_none();
    let url = match &configuration.platform_url {
        Some(url) => url.clone(),
        None => demo::start_sandbox(configuration).await?,
    };
    let platform = configuration.platform(&url)?;
    if is_demo {
        demo::seed(&access, &platform).await?;
    }
    tokio::spawn(sweep(access.clone()));
    let mut portal = Portal::new(access, platform, assets, is_demo);
    if let Some(mailer) = configuration.mailer()? {
        portal = portal.with_mailer(Arc::new(mailer));
    }
    let operations = Operations::default();
    if let Some(address) = configuration.metrics_listen {
        let listener = TcpListener::bind(address).await?;
        println!("Metrics are at http://{}/metrics", listener.local_addr()?);
        let router = metrics::router(operations.metrics.clone(), portal.platform().clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    let settings =
        web::Settings { origin: configuration.origin(), trusted_proxies: configuration.trusted_proxies };
    let router = web::router(portal, settings, &folder, operations.clone());
    let listener = TcpListener::bind(configuration.listen).await?;
    println!("Switchhook is ready at {}", configuration.origin());
    if is_demo {
        println!("The embedded sandbox answers at {url}/api/");
    }
    web::serve(listener, router, web::Limits::default(), stop()).await;
    operations.writes.finished().await;
    Ok(())
}

async fn sweep(access: Access) {
    let mut rhythm = time::interval(SWEEP);
    loop {
        rhythm.tick().await;
        if let Err(error) = access.sweep().await {
            tracing::warn!(%error, "what has expired was not removed");
        }
    }
}

/// Ends when the process is told to stop; what still runs after a while is ended by force.
async fn stop() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("stopping");
    tokio::spawn(async {
        time::sleep(LAST_REQUESTS).await;
        tracing::warn!("requests still running after {LAST_REQUESTS:?} are given up");
        std::process::exit(0);
    });
}
