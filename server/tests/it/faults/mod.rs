//! Every fault of a platform at every kind of request: what a person sees, what the platform holds, and that in the end nothing
//! is lost and nothing is there twice. The result is `server/platform/FAULTS.md`; with `SWITCHHOOK_WRITE_TABLES=1` the test writes it.

mod operation;
mod outcome;
mod report;

use crate::{
    findings::Findings,
    portal::{LONGEST, Portal},
    world::World,
};
use operation::OPERATIONS;
use outcome::{Held, Outcome, Snapshot};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use switchhook_sandbox::{Fault, FaultRule, RecordedRequest};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

/// Longer than any test waits.
const FOREVER: Duration = Duration::from_secs(40);
/// How many portals run at once.
const PORTALS: usize = 6;

/// The faults, in plain words.
fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("late", Fault::Latency(Duration::from_millis(20))),
        ("failure with a page (500)", Fault::internal_error()),
        ("proxy without its platform (502)", Fault::bad_gateway()),
        ("answer cut off", Fault::Truncated),
        ("connection lost before", Fault::ResetBefore),
        ("connection lost after", Fault::ResetAfter),
        ("answer stalls", Fault::Stall(FOREVER)),
        ("held by something (423)", Fault::in_use()),
        ("dead-lock, then done", Fault::DeadLocks(1)),
        ("login banned", Fault::banned()),
        ("password expired", Fault::password_expired()),
    ]
}

/// How often a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strikes {
    Once,
    Always,
}

/// One cell of the table.
struct Case {
    fault: usize,
    operation: usize,
    strikes: Strikes,
}

impl Case {
    fn key(&self) -> (usize, usize, Strikes) {
        (self.fault, self.operation, self.strikes)
    }

    fn name(&self) -> String {
        let (fault, _) = faults().swap_remove(self.fault);
        format!("{} with {fault}, {:?}", OPERATIONS[self.operation].name, self.strikes)
    }

    async fn run(&self, undisturbed: &Undisturbed) -> (Outcome, Findings) {
        let (_, fault) = faults().swap_remove(self.fault);
        let operation = &OPERATIONS[self.operation];
        let mut findings = Findings::default();
        let portal = Portal::impatient().await;
        let attempt = operation.prepare(&portal, &undisturbed.world).await;
        let rule = FaultRule::new(operation.prefix(attempt.world), fault).method(operation.method);
        portal.sandbox.add_fault(if self.strikes == Strikes::Once { rule.times(1) } else { rule });
        let (seen, draft) = attempt.send().await;
        portal.sandbox.set_faults(Vec::new());
        let wanted = &undisturbed.after[self.operation];
        let mut end = Snapshot::of(&portal, attempt.world).await;
        let held = Held::of(&end, &undisturbed.before, wanted);

        let what = self.name();
        findings.expect(seen.kept != Some(false), || format!("{what}: what was typed is lost"));
        findings.expect(!seen.words.is_empty(), || format!("{what}: nobody says anything"));
        findings.expect(held == Held::All || !seen.is_done || !operation.writes(), || {
            format!("{what}: it is said to be done and is not")
        });
        if let Some(form) = draft {
            let (again, _) = attempt.submit(&form).await;
            findings.expect(again.is_done, || format!("{what}, once more: {} {}", again.status, again.words));
            end = Snapshot::of(&portal, attempt.world).await;
        }
        findings.expect(end == *wanted, || format!("{what} ends otherwise: {end:?} and not {wanted:?}"));
        (Outcome { seen, held }, findings)
    }
}

/// The ids of the demo, which are the same at every portal, and what its platform holds before and after each operation.
struct Undisturbed {
    world: World,
    before: Snapshot,
    after: Vec<Snapshot>,
}

impl Undisturbed {
    async fn find() -> Self {
        let portal = Portal::impatient().await;
        let world = World::of(&portal).await;
        let before = Snapshot::of(&Portal::impatient().await, &world).await;
        let mut after = Vec::new();
        for operation in OPERATIONS {
            let portal = Portal::impatient().await;
            let attempt = operation.prepare(&portal, &world).await;
            let struck = operation.prefix(&world);
            portal.sandbox.clear_requests();
            let (seen, _) = attempt.send().await;
            assert!(seen.is_done, "{}: {} {}", operation.name, seen.status, seen.words);
            let requests = portal.sandbox.requests();
            let is_struck = |request: &RecordedRequest| {
                request.method == operation.method && request.path.starts_with(&struck)
            };
            assert!(requests.iter().any(is_struck), "{} asks for no {struck}: {requests:?}", operation.name);
            let snapshot = Snapshot::of(&portal, &world).await;
            assert_eq!(snapshot != before, operation.writes(), "{}", operation.name);
            after.push(snapshot);
        }
        Self { world, before, after }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_operation_is_told_and_nothing_is_lost_or_doubled() {
    let undisturbed = Arc::new(Undisturbed::find().await);
    let turns = Arc::new(Semaphore::new(PORTALS));
    let mut cases = JoinSet::new();
    for fault in 0..faults().len() {
        for operation in 0..OPERATIONS.len() {
            for strikes in [Strikes::Once, Strikes::Always] {
                let (turns, undisturbed) = (Arc::clone(&turns), Arc::clone(&undisturbed));
                let case = Case { fault, operation, strikes };
                cases.spawn(async move {
                    let _turn = turns.acquire().await;
                    // Longer than one request may take: what hangs says which case it is.
                    let ended = timeout(LONGEST * 2, Box::pin(case.run(&undisturbed))).await;
                    (case.key(), ended.unwrap_or_else(|_| panic!("{} does not end", case.name())))
                });
            }
        }
    }
    let mut outcomes = BTreeMap::new();
    let mut all = Vec::new();
    for (key, (outcome, findings)) in cases.join_all().await {
        outcomes.insert(key, outcome);
        all.push(findings);
    }
    Findings::of_all(all.into_iter().map(|findings| async { findings })).await.none();
    report::check(&outcomes);
}
