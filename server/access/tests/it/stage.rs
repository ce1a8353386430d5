//! What a test stands on: a fresh database, a clock that it moves, cheap password hashes, and people.

use crate::postgres;
use sqlx::{AnyPool, Row};
use std::{
    env, fs,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use switchhook_access::{
    Access, Account, Attempt, Database, Denied, Doors, HashCost, NewAccount, Options, Principal, Require,
    SecretKeys, SessionState, SignInError,
    fake::{self, FixedClock},
    needs::Needs,
};
use switchhook_domain::{
    identifier::{CustomerId, ResellerId, SubscriberId},
    permission::{Role, Scope},
};
use time::macros::datetime;
use tower_sessions::{Session, session::Id};

pub const ALPINE: ResellerId = ResellerId(1);
pub const HARBOUR: ResellerId = ResellerId(2);
/// Who reads what alpine keeps for its customers.
pub const OF_ALPINE: [Scope; 3] = [Scope::Reseller(ALPINE), customer(ALPINE, 5), line(ALPINE, 5, 6)];
/// Who does not.
pub const OTHERS: [Scope; 3] = [Scope::Operator, Scope::Reseller(HARBOUR), customer(HARBOUR, 5)];
pub const PASSWORD: &str = "correct horse battery";
pub const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! on_both_engines {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(crate::stage::Stage::on_sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(crate::stage::Stage::on_postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both_engines;

/// A folder that goes away with its owner.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("switchhook-access-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub struct Stage {
    pub access: Access,
    pub clock: Arc<FixedClock>,
    pub url: String,
    /// Goes away after everything else.
    _folder: Option<Folder>,
}

impl Stage {
    pub async fn on_sqlite() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite://{}", folder.path().join("portal.db").display());
        Self { _folder: Some(folder), ..Self::on(url).await }
    }

    pub async fn on_postgres() -> Self {
        Self::on(postgres::fresh().await).await
    }

    async fn on(url: String) -> Self {
        let (doors, clock) = fake::doors(datetime!(2031-05-06 07:08:09 UTC), 1);
        let access = access(&url, doors).await;
        access.resellers().connect(ALPINE, "Alpine").await.unwrap();
        access.resellers().connect(HARBOUR, "Harbour").await.unwrap();
        Self { access, clock, url, _folder: None }
    }

    /// The same database under another key.
    pub async fn with_another_key(&self) -> Access {
        let (doors, _) = fake::doors(datetime!(2031-05-06 07:08:09 UTC), 2);
        access(&self.url, doors).await
    }

    /// A way to the tables past the crate, for what an intruder or a broken disk would do.
    pub async fn tables(&self) -> AnyPool {
        AnyPool::connect(&self.url).await.unwrap()
    }

    /// Everything in a text column of a table.
    pub async fn column(&self, query: &str) -> Vec<String> {
        let rows = sqlx::query(query).fetch_all(&self.tables().await).await.unwrap();
        rows.iter().map(|row| row.try_get(0).unwrap()).collect()
    }

    pub async fn person(&self, login: &str, role: Role, scope: Scope) -> Account {
        self.access.accounts().create(Scope::Operator, new_account(login, role, scope)).await.unwrap()
    }

    pub async fn admin(&self) -> Account {
        self.person("admin@example.com", Role::Admin, Scope::Operator).await
    }

    pub async fn reseller(&self) -> Account {
        self.person("reseller@alpine.example", Role::Reseller, Scope::Reseller(ALPINE)).await
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Account, SignInError> {
        self.access.sign_in(attempt(login, password)).await
    }

    /// A request with the cookie that holds this session id.
    pub fn request(&self, cookie: Option<Id>) -> Request {
        let session = Session::new(cookie, Arc::new(self.access.session_store()), None);
        Request { state: self.access.session(session.clone()), session }
    }

    /// The cookie after somebody has signed in.
    pub async fn signed_in(&self, account: &Account) -> Id {
        let request = self.request(None);
        request.state.begin(account).await.unwrap();
        request.answer().await.unwrap()
    }

    pub async fn principal(&self, cookie: Id) -> Option<Principal> {
        self.access.principal(&self.request(Some(cookie)).state).await.unwrap()
    }

    /// The proof that somebody who signs in has a permission.
    pub async fn require<P: Needs>(&self, account: &Account) -> Result<Require<P>, Denied> {
        let cookie = self.signed_in(account).await;
        self.principal(cookie).await.unwrap().require()
    }

    /// Makes sure that a permission is the resellers' alone.
    pub async fn only_resellers_have<P: Needs>(&self) {
        assert!(self.require::<P>(&self.reseller().await).await.is_ok());
        for (login, role, scope) in [
            ("admin@example.com", Role::Admin, Scope::Operator),
            ("helpdesk@example.com", Role::Helpdesk, Scope::Reseller(ALPINE)),
            ("customer@example.com", Role::Customer, customer(ALPINE, 5)),
        ] {
            let account = self.person(login, role, scope).await;
            assert!(self.require::<P>(&account).await.is_err(), "{login}");
        }
    }
}

async fn access(url: &str, doors: Doors) -> Access {
    let database = Database::connect(url).await.unwrap();
    let key = SecretKeys::generate(&doors);
    let options = Options { hashing: HashCost::least(), ..Options::default() };
    Access::new(database, key, doors, options).unwrap()
}

pub fn attempt<'a>(login: &'a str, password: &str) -> Attempt<'a> {
    Attempt { login, password: password.into(), address: HOME, request_id: "request-1" }
}

pub fn new_account(login: &str, role: Role, scope: Scope) -> NewAccount {
    let login = login.to_owned();
    NewAccount { login, password: PASSWORD.into(), role, scope, permissions: None, language: None }
}

pub const fn customer(reseller: ResellerId, id: u64) -> Scope {
    Scope::Customer(reseller, CustomerId(id))
}

pub const fn line(reseller: ResellerId, customer: u64, id: u64) -> Scope {
    Scope::Line(reseller, CustomerId(customer), SubscriberId(id))
}

/// A request as the session layer sees it.
pub struct Request {
    pub session: Session,
    pub state: SessionState,
}

impl Request {
    /// What the session layer does with the answer: the cookie that it leaves.
    pub async fn answer(self) -> Option<Id> {
        if self.session.is_empty().await {
            return None;
        }
        if self.session.is_modified() {
            self.session.save().await.unwrap();
        }
        self.session.id()
    }
}
