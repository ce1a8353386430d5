//! A PostgreSQL server for the tests: the one of `SWITCHHOOK_TEST_POSTGRES_URL`, or a throw-away cluster made from
//! Debian's binaries, one for the whole test binary and a schema of its own for each test.

use sqlx::{Connection, Executor, PgConnection};
use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::PathBuf,
    process::{self, Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};

struct Server {
    url: String,
    /// Holds the pipe that keeps the cluster alive.
    _keeper: Option<Child>,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| match env::var("SWITCHHOOK_TEST_POSTGRES_URL") {
    Ok(url) => Server { url, _keeper: None },
    Err(_) => start(),
});

/// Statics are never dropped and a test may be killed, so the cluster watches over itself: it ends when the pipe to
/// the test process does.
const KEEPER: &str = r#"
set -e
folder=$(mktemp -d /tmp/switchhook-postgres-XXXXXX)
stop() {
    "$0/pg_ctl" stop --mode=immediate --wait --silent --pgdata="$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
# Whoever waits for the folder's name may be gone by then.
trap '' PIPE
"$0/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --no-sync --encoding=UTF8 >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
"$0/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/log" --options="-k '$folder' \
    -c listen_addresses= -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    >/dev/null 2>&1 || { cat "$folder/log" >&2; exit 1; }
echo "$folder"
cat >/dev/null
"#;

fn start() -> Server {
    let binaries = binaries().expect(
        "these tests need PostgreSQL: install the package `postgresql` (./dev test does), \
         or set SWITCHHOOK_TEST_POSTGRES_URL",
    );
    // initdb refuses to run as root; Debian's package brings the user postgres.
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = Command::new(if root { "runuser" } else { "sh" });
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut keeper = command
        .args(["-c", KEEPER])
        .arg(binaries)
        .current_dir("/")
        // Its own group: Ctrl-C ends the tests, and their end ends the cluster.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut folder = String::new();
    BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut folder).unwrap();
    if folder.is_empty() {
        let mut reason = String::new();
        keeper.stderr.take().unwrap().read_to_string(&mut reason).unwrap();
        panic!("PostgreSQL did not start: {reason}");
    }
    let url = format!("postgres://postgres@localhost/postgres?host={}", folder.trim());
    Server { url, _keeper: Some(keeper) }
}

/// Where `initdb` and `pg_ctl` of the newest installed version are.
fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(Result::ok)
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .max()
}

/// The address of an empty schema that nobody else uses.
pub async fn fresh() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    // Starting takes seconds, and other tests want to go on.
    let url = tokio::task::spawn_blocking(|| SERVER.url.clone()).await.unwrap();
    let schema = format!("it_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&url).await.unwrap();
    connection.execute(format!("CREATE SCHEMA {schema}").as_str()).await.unwrap();
    connection.close().await.unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-csearch_path%3D{schema}")
}
