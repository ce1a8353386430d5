//! What a test stands on: a sandbox whose requests and faults it holds, and a portal over it with the demo's accounts.

use crate::{
    actor::{Actor, Who},
    findings::Findings,
    folder::Folder,
    platform::PlatformApi,
};
use reqwest::redirect;
use sqlx::{AnyConnection, Connection};
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use switchhook_access::{
    Access, Database, Doors, HashCost, Options, SecretKeys, SystemChance, demo, fake::FixedClock,
};
use switchhook_app::{Assets, Letter, Mailer, NotSent, Portal as Application, Sending};
use switchhook_platform::{Platform, PlatformOptions};
use switchhook_sandbox::{Authority, RecordedRequest, Sandbox, SandboxOptions};
use switchhook_server::{
    demo::seed,
    web::{self, Operations},
};
use time::OffsetDateTime;
use tokio::{net::TcpListener, task::AbortHandle};

/// The files of a site, as far as the portal serves them.
const FILES: [(&str, &str); 6] = [
    ("pkg/switchhook.0123456789abcdef.css", "body{}"),
    ("pkg/switchhook-start.0123456789abcdef.js", "export {}"),
    ("icons/icon-192.png", "png"),
    ("favicon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("manifest.webmanifest", "{}"),
    ("robots.txt", "User-agent: *"),
];

/// How many lines the reseller has.
const LINES: usize = 70;

/// What differs between portals.
struct Setup<'a> {
    origin: Option<&'a str>,
    lines: usize,
    sends_letters: bool,
    /// Who certifies the platform and its logins; it has no TLS without.
    authority: Option<Authority>,
}

impl Setup<'_> {
    const USUAL: Self = Self { origin: None, lines: LINES, sends_letters: true, authority: None };
}

/// The letters that the portal sent.
type Letters = Arc<Mutex<Vec<Letter>>>;

/// Takes every letter, except for an address that no mail server takes, and one at which it breaks.
struct PostBox(Letters);

impl Mailer for PostBox {
    fn send(&self, letter: Letter) -> Sending<'_> {
        assert!(!letter.to.ends_with("@broken.example"), "for the test");
        let sent = if letter.to.ends_with("@refused.example") {
            Err(NotSent)
        } else {
            self.0.lock().unwrap().push(letter);
            Ok(())
        };
        Box::pin(std::future::ready(sent))
    }
}

/// A running portal.
pub struct Portal {
    pub sandbox: Sandbox,
    pub access: Access,
    pub clock: Arc<FixedClock>,
    /// The origin that people see.
    pub origin: String,
    /// Where the portal listens.
    pub address: String,
    /// Where it listens and waits for the platform no longer than a moment.
    pub hasty_address: String,
    pub platform: PlatformApi,
    pub http: reqwest::Client,
    /// What operations look at.
    pub operations: Operations,
    pub client: Platform,
    /// Where its tables are, for what nobody does through the portal.
    pub database: String,
    letters: Letters,
    running: Vec<AbortHandle>,
    folder: Folder,
}

/// No answer takes longer, however busy the machine is: a test that hangs tells nobody why.
pub const LONGEST: Duration = Duration::from_mins(4);

impl Portal {
    pub async fn start() -> Self {
        Self::with(Setup::USUAL, |_| {}).await
    }

    /// A portal for a platform with so many lines of the reseller.
    pub async fn with_lines(lines: usize) -> Self {
        Self::with(Setup { lines, ..Setup::USUAL }, |_| {}).await
    }

    /// Does something to the database behind the portal's back.
    pub async fn alter(&self, statement: &str) {
        let file = self.folder.path().join("portal.db");
        let mut database = AnyConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }

    /// A portal for a platform whose logins may prove themselves by a certificate.
    pub async fn with_certificates() -> Self {
        let authority = Some(Authority::new().unwrap());
        Self::with(Setup { authority, ..Setup::USUAL }, |_| {}).await
    }

    /// A portal that sends no letters.
    pub async fn without_mail() -> Self {
        Self::with(Setup { sends_letters: false, ..Setup::USUAL }, |_| {}).await
    }

    /// The text of the last letter to somebody.
    pub fn letter_to(&self, login: &str) -> Option<String> {
        let letters = self.letters.lock().unwrap();
        letters.iter().rev().find(|letter| letter.to == login).map(|letter| letter.text.clone())
    }

    /// A portal behind a proxy that people reach at this origin.
    pub async fn behind(origin: &str) -> Self {
        Self::with(Setup { origin: Some(origin), ..Setup::USUAL }, |_| {}).await
    }

    async fn with(setup: Setup<'_>, tune: impl FnOnce(&mut PlatformOptions)) -> Self {
        let Setup { origin, lines, sends_letters, authority } = setup;
        let folder = Folder::new();
        let sandbox = Sandbox::new(SandboxOptions {
            subscribers: Some(lines),
            authority: authority.clone(),
            ..SandboxOptions::default()
        });
        let secured = |url: String| match authority {
            Some(_) => url.replacen("http:", "https:", 1),
            None => url,
        };
        let listener = listen().await;
        let url = secured(address(&listener));
        let served = tokio::spawn(sandbox.clone().serve(listener));
        let listener = listen().await;
        let subscribers = secured(address(&listener));
        let served_too = tokio::spawn(sandbox.clone().serve_subscribers(listener));

        let clock = Arc::new(FixedClock::at(OffsetDateTime::now_utc()));
        let doors = Doors { clock: clock.clone(), chance: Arc::new(SystemChance) };
        let database = format!("sqlite://{}", folder.path().join("portal.db").display());
        let connected = Database::connect(&database).await.unwrap();
        let line_refusal = Duration::ZERO;
        let options = Options { hashing: HashCost::least(), line_refusal, ..Options::default() };
        let access = Access::new(connected, SecretKeys::generate(&doors), doors, options).unwrap();

        let mut options = PlatformOptions::new(url.clone());
        options.subscriber_url = Some(subscribers);
        options.ca_pem = authority.as_ref().map(|authority| authority.pem().into());
        tune(&mut options);
        let hasty = Platform::new(&hasty(options.clone())).unwrap();
        let platform = Platform::new(&options).unwrap();
        seed(&access, &platform).await.unwrap();

        let (listener, hasty_listener) = (listen().await, listen().await);
        let (address, hasty_address) = (address(&listener), address(&hasty_listener));
        let origin = origin.unwrap_or(&address).to_owned();
        let operations = Operations::default();
        let client = platform.clone();
        let letters = Letters::default();
        let serve = |listener, platform| {
            let mut application = Application::new(access.clone(), platform, site(folder.path()), true);
            if sends_letters {
                application = application.with_mailer(Arc::new(PostBox(letters.clone())));
            }
            let settings = web::Settings { origin: origin.clone(), trusted_proxies: 1 };
            let router = web::router(application, settings, folder.path(), operations.clone());
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            tokio::spawn(async move { axum::serve(listener, service).await.unwrap() })
        };
        let (portal, hasty) = (serve(listener, platform), serve(hasty_listener, hasty));
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(LONGEST)
            .build()
            .unwrap();
        let platform = PlatformApi::new(http.clone(), url);
        let running = vec![
            served.abort_handle(),
            served_too.abort_handle(),
            portal.abort_handle(),
            hasty.abort_handle(),
        ];
        sandbox.clear_requests();
        Self {
            sandbox,
            access,
            clock,
            origin,
            address,
            hasty_address,
            platform,
            http,
            operations,
            client,
            database,
            letters,
            running,
            folder,
        }
    }

    /// A portal for a platform that is slow or broken: long enough waits for a busy machine, and no breaker that hides what is
    /// tested.
    pub async fn impatient() -> Self {
        Self::with(Setup::USUAL, |options| {
            options.connect_timeout = Duration::from_secs(8);
            options.read_timeout = Duration::from_secs(8);
            options.write_timeout = Duration::from_secs(8);
            options.breaker_failures = u32::MAX;
        })
        .await
    }

    /// Somebody, signed in through the form unless they are anonymous.
    pub async fn actor(&self, who: Who) -> Actor {
        let actor = self.stranger();
        if let Some(login) = who.login() {
            let reply = actor.sign_in(login, demo::PASSWORD).await;
            assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{login} cannot sign in");
        }
        actor
    }

    /// Somebody without a cookie.
    pub fn stranger(&self) -> Actor {
        Actor::new(self)
    }

    /// What reached the platform since its requests were cleared and changes it.
    pub fn writes(&self) -> Vec<RecordedRequest> {
        self.sandbox.requests().into_iter().filter(is_write).collect()
    }

    /// Demands that nothing was changed at the platform since its requests were cleared.
    pub fn expect_no_write(&self, findings: &mut Findings, what: &str) {
        let writes = self.writes();
        findings.expect(writes.is_empty(), || format!("{what} wrote: {writes:?}"));
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn address(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

/// Waits so short that only those tests may use them which expect a failure.
fn hasty(options: PlatformOptions) -> PlatformOptions {
    let moment = Duration::from_millis(500);
    PlatformOptions {
        connect_timeout: moment,
        read_timeout: moment,
        write_timeout: moment,
        queue_timeout: moment,
        ..options
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        for task in &self.running {
            task.abort();
        }
    }
}

/// Whether a request changes something: signing in at the platform does not.
fn is_write(request: &RecordedRequest) -> bool {
    !matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") && !request.path.starts_with("/login_jwt")
}

fn site(folder: &Path) -> Assets {
    for (name, content) in FILES {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    let path = |name: &str| format!("/pkg/{name}");
    Assets {
        style: path("switchhook.0123456789abcdef.css"),
        start: path("switchhook-start.0123456789abcdef.js"),
        script: path("switchhook.0123456789abcdef.js"),
        wasm: path("switchhook.0123456789abcdef.wasm"),
    }
}

/// The paths of the files.
pub fn files() -> impl Iterator<Item = String> {
    FILES.iter().map(|(name, _)| format!("/{name}"))
}
