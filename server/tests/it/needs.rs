//! What somebody must be allowed to do so that they get a page, a file or a server function: whoever lacks one of these
//! permissions gets nothing, and whoever has them needs no other.

use crate::{
    actor::Who,
    findings::Findings,
    matrix::check,
    portal::Portal,
    table::{Answer, as_theirs, files, functions, pages},
    world::World,
};
use sqlx::AnyPool;
use std::collections::{BTreeMap, BTreeSet};
use switchhook_access::audit::{AuditFilter, AuditRecord, Outcome, PageRequest};
use switchhook_domain::permission::{Permission as P, Scope};

/// Everything in the tables by what it needs. A new page, file or server function is added here, too.
const NEEDS: &[(&[P], &[&str])] = &[
    // For everybody, or for everybody who is signed in.
    (
        &[],
        &[
            "/",
            "/sign-in",
            "/sign-in/second-factor",
            "/account",
            "/account/second-factor",
            "/account/sessions",
            "/account/passkeys/{id}",
            "/sign-in/again",
            "/sign-in/passkey",
            "/invitation",
            "/invitation/{token}",
            "/api/sign-in",
            "/api/sign-in/second-factor",
            "/api/sign-in/second-factor/passkey",
            "/api/sign-in/passkey",
            "/api/sign-in/again",
            "/api/sign-out",
            "/api/language",
            "/api/invitation/accept",
            "/api/account/password",
            "/api/account/sessions/end",
            "/api/account/sessions/end-others",
            "/api/account/passkeys/add",
            "/api/account/passkeys/rename",
            "/api/account/passkeys/remove",
            "/api/account/second-factor/enrol",
            "/api/account/second-factor/renew",
            "/api/account/second-factor/remove",
        ],
    ),
    (&[P::ViewCustomers], &["/customers", "/customers.csv", "/customers/{id}"]),
    (
        &[P::EditCustomers],
        &[
            "/customers/new",
            "/api/customers/edit",
            "/billing-profiles",
            "/contacts",
            "/contacts/new",
            "/contacts/{id}",
            "/contacts/{id}/terminate",
            "/api/contacts/create",
            "/api/contacts/edit",
            "/api/contacts/terminate",
        ],
    ),
    // With its first line.
    (&[P::EditCustomers, P::EditSubscribers, P::EditPasswords], &["/api/customers/create"]),
    (&[P::TerminateCustomers], &["/customers/{id}/terminate", "/api/customers/terminate"]),
    (
        &[P::ViewSubscribers],
        &["/search", "/subscribers", "/subscribers.csv", "/subscribers/{id}", "/subscribers/{id}/calls"],
    ),
    (
        &[P::EditSubscribers],
        &[
            "/subscribers/new",
            "/api/subscribers/numbers",
            "/api/subscribers/external-id",
            "/api/registrations/end",
        ],
    ),
    // With its passwords.
    (&[P::EditSubscribers, P::EditPasswords], &["/api/subscribers/create", "/api/subscribers/passwords"]),
    (&[P::LockSubscribers], &["/api/subscribers/lock"]),
    (&[P::TerminateSubscribers], &["/subscribers/{id}/terminate", "/api/subscribers/terminate"]),
    (
        &[P::EditForwards],
        &["/subscribers/{id}/forwards", "/api/forwards/save", "/api/forwards/undo", "/api/forwards/template"],
    ),
    (
        &[P::EditPreferences],
        &[
            "/subscribers/{id}/preferences",
            "/subscribers/{id}/blocked",
            "/subscribers/{id}/voicebox",
            "/subscribers/{id}/speed-dials",
            "/api/preferences/save",
            "/api/blocked/save",
            "/api/voicebox/save",
            "/api/speed-dials/save",
        ],
    ),
    (&[P::EditDomains], &["/domains", "/domains/{id}/delete", "/api/domains/create", "/api/domains/delete"]),
    (&[P::ViewResellers], &["/resellers", "/api/resellers/step-into", "/api/resellers/step-out"]),
    (
        &[P::ManageCredentials],
        &[
            "/resellers/{id}/credential",
            "/api/resellers/credential/store",
            "/api/resellers/credential/disconnect",
        ],
    ),
    (&[P::ViewAudit], &["/audit", "/audit.csv"]),
    (
        &[P::EditOwnForwards],
        &[
            "/my/forwards",
            "/my/forwards/{id}",
            "/api/my/forwards/save",
            "/api/my/forwards/undo",
            "/api/my/forwards/template",
        ],
    ),
    (
        &[P::EditOwnLines],
        &[
            "/my/blocked/{id}",
            "/my/voicebox/{id}",
            "/my/speed-dials/{id}",
            "/api/my/blocked/save",
            "/api/my/voicebox/save",
            "/api/my/speed-dials/save",
        ],
    ),
    (&[P::EditDestinationPolicy], &["/destination-policy", "/api/destination-policy/save"]),
    (
        &[P::EditForwardTemplates],
        &[
            "/forward-templates",
            "/forward-templates/{id}",
            "/api/forward-templates/create",
            "/api/forward-templates/edit",
            "/api/forward-templates/delete",
        ],
    ),
    (&[P::ResetAccounts], &["/accounts", "/accounts/{id}", "/api/accounts/link"]),
    (
        &[P::ManageAccounts],
        &["/accounts/new", "/accounts/policy", "/api/accounts/invite", "/api/accounts/policy"],
    ),
    // Who may not see an account does not manage it.
    (
        &[P::ResetAccounts, P::ManageAccounts],
        &[
            "/api/accounts/permissions",
            "/api/accounts/second-factor",
            "/api/accounts/disable",
            "/api/accounts/end-sessions",
            "/api/accounts/enable",
        ],
    ),
];

/// All of what a page, a file or a server function needs.
#[track_caller]
pub fn needed(path: &str) -> &'static [P] {
    let found = NEEDS.iter().find(|(_, paths)| paths.contains(&path));
    found.unwrap_or_else(|| panic!("{path} is missing: say in NEEDS of needs.rs which permission it needs")).0
}

/// What people may do, changed behind the portal's back: only helpdesk has sets that somebody chooses.
pub struct Allowed(AnyPool);

impl Allowed {
    pub async fn at(portal: &Portal) -> Self {
        Self(AnyPool::connect(&portal.database).await.unwrap())
    }

    /// Leaves somebody with these permissions alone, from their next request on.
    pub async fn only(&self, who: Who, permissions: impl IntoIterator<Item = P>) {
        let names: Vec<_> = permissions.into_iter().map(P::name).collect();
        self.set(who, Some(serde_json::to_string(&names).unwrap())).await;
    }

    /// Leaves somebody with all that their role may do but this.
    pub async fn all_but(&self, who: Who, missing: P) {
        self.only(who, of_role(who).into_iter().filter(|permission| *permission != missing)).await;
    }

    pub async fn all_of_the_role(&self, who: Who) {
        self.set(who, None).await;
    }

    async fn set(&self, who: Who, permissions: Option<String>) {
        let update = sqlx::query("UPDATE accounts SET permissions = $1 WHERE login = $2");
        let done = update.bind(permissions).bind(who.login()).execute(&self.0).await.unwrap();
        assert_eq!(done.rows_affected(), 1, "{who:?}");
    }
}

fn of_role(who: Who) -> BTreeSet<P> {
    who.role().map(switchhook_domain::permission::Role::permissions).unwrap_or_default()
}

/// One of each role.
const SIGNED_IN: [Who; 4] = [Who::Admin, Who::Reseller, Who::Helpdesk, Who::Customer];

/// Every path of the tables, with what everybody gets there and whether it is about an object.
fn rows() -> impl Iterator<Item = (&'static str, [Answer; 6], bool)> {
    let pages = pages().into_iter().chain(files()).map(|row| (row.route, row.answers, row.of.is_some()));
    pages.chain(functions().into_iter().map(|row| (row.path, row.answers, row.of.is_some())))
}

#[test]
fn every_page_and_every_server_function_says_what_it_needs() {
    let mut findings = Findings::default();
    let mut said = BTreeMap::new();
    for (_, paths) in NEEDS {
        for path in *paths {
            *said.entry(*path).or_insert(0) += 1;
        }
    }
    let there: BTreeSet<_> = rows().map(|(path, ..)| path).collect();
    for path in &there {
        findings.expect(said.contains_key(path), || format!("{path} says nothing: add it to NEEDS"));
    }
    for (path, times) in said {
        findings.expect(times == 1, || format!("{path} is there {times} times"));
        findings.expect(there.contains(path), || format!("{path} is in no table of table.rs"));
    }
    findings.none();
}

#[test]
fn what_a_role_gets_follows_from_what_is_needed() {
    let mut findings = Findings::default();
    for (path, answers, is_of_alpine) in rows() {
        let needs = needed(path);
        for who in Who::ALL.into_iter().filter(|_| !needs.is_empty()) {
            let answer = answers[who as usize];
            let may = needs.iter().all(|permission| of_role(who).contains(permission));
            let sees = may && !(is_of_alpine && who == Who::OtherReseller);
            let follows = match answer {
                Answer::SignIn => who == Who::Anonymous,
                Answer::NotFound => !sees,
                Answer::Shown | Answer::Done | Answer::Back | Answer::To(_) => sees,
            };
            findings.expect(follows, || format!("{who:?} at {path}: {answer:?} with {needs:?}"));
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_not_there_for_whoever_lacks_its_permission_and_every_other_one_is() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let (world, allowed) = (World::of(&portal).await, Allowed::at(&portal).await);
    portal.sandbox.clear_requests();
    let mut asked = 0;
    for who in SIGNED_IN {
        for missing in of_role(who) {
            let actor = portal.actor(who).await;
            allowed.all_but(who, missing).await;
            for row in pages().into_iter().chain(files()) {
                let answer = match row.answer(who) {
                    _ if needed(row.route).contains(&missing) => Answer::NotFound,
                    // There is nowhere else to go.
                    Answer::To("/my/forwards") if missing == P::EditOwnForwards => Answer::Shown,
                    answer => answer,
                };
                let path = (row.path)(&world);
                let what = format!("{who:?} without {missing:?} gets {path}");
                check(&mut findings, &what, &actor.get(&path).await, answer);
                asked += 1;
            }
        }
        allowed.all_of_the_role(who).await;
    }
    portal.expect_no_write(&mut findings, "looking at pages");
    println!("{asked} pages asked for");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_there_for_whoever_has_its_permission_and_no_other() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let (world, allowed) = (World::of(&portal).await, Allowed::at(&portal).await);
    for who in SIGNED_IN {
        let actor = portal.actor(who).await;
        for row in pages().into_iter().chain(files()).filter(|row| row.answer(who) == Answer::Shown) {
            allowed.only(who, needed(row.route).iter().copied()).await;
            let path = (row.path)(&world);
            check(&mut findings, &format!("{who:?} gets {path}"), &actor.get(&path).await, Answer::Shown);
        }
        allowed.all_of_the_role(who).await;
    }
    findings.none();
}

/// The entries of the trail after this place in it.
pub async fn entries_after(portal: &Portal, sequence: i64) -> Vec<AuditRecord> {
    let page = PageRequest { page: 1, rows: 50 };
    let records =
        portal.access.audit().list(Scope::Operator, &AuditFilter::default(), page).await.unwrap().records;
    records.into_iter().take_while(|record| record.sequence > sequence).collect()
}

/// Where the trail ends.
pub async fn end_of_trail(portal: &Portal) -> i64 {
    entries_after(portal, i64::MIN).await.first().map_or(0, |last| last.sequence)
}

/// Demands that nothing came of a request but an entry that says so.
pub async fn expect_refusal_only(findings: &mut Findings, portal: &Portal, end: i64, what: &str) {
    portal.expect_no_write(findings, what);
    for entry in entries_after(portal, end).await {
        findings.expect(entry.outcome == Some(Outcome::Refused), || {
            format!("{what}: {:?} ended with {:?}", entry.action, entry.outcome)
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_function_does_nothing_for_whoever_lacks_one_of_its_permissions() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let (world, allowed) = (World::of(&portal).await, Allowed::at(&portal).await);
    let mut refused = 0;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        let may = |who: &Who| matches!(row.answer(*who), Answer::Done | Answer::Back);
        for who in SIGNED_IN.into_iter().filter(may) {
            let actor = portal.actor(who).await;
            let theirs = as_theirs(&form, &actor).await;
            for missing in needed(row.path) {
                allowed.all_but(who, *missing).await;
                portal.sandbox.clear_requests();
                let end = end_of_trail(&portal).await;
                let reply = actor.submit(&theirs).await;
                let what = format!("{who:?} without {missing:?} calls {}", row.path);
                check(&mut findings, &what, &reply, Answer::NotFound);
                expect_refusal_only(&mut findings, &portal, end, &what).await;
                refused += 1;
            }
            allowed.all_of_the_role(who).await;
        }
    }
    println!("{refused} calls refused");
    findings.none();
}
