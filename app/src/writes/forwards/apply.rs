//! Carries out a plan. Whatever breaks, the old routing stands or the new one; what a broken plan left behind is removed.

use switchhook_domain::forwards::{Configuration, Plan, SetRef, Step, Wanted};
use switchhook_platform::{Client, Error, Scoped, Subscriber, forwards::NewSet};

/// Writes the plan to the platform.
///
/// # Errors
/// The first write that failed before the change was made.
pub(super) async fn apply(
    client: &Client,
    subscriber: &Scoped<Subscriber>,
    present: &Scoped<Configuration>,
    wanted: &Wanted,
    plan: &Plan,
) -> Result<(), Error> {
    let mut made = Vec::new();
    let mut failed = None;
    for step in &plan.steps {
        // What is left over nobody hears: a set that stays is removed by the next save.
        if let (Step::Delete(kind, set), None) = (step, &failed) {
            log(match set {
                SetRef::Existing(id) => client.delete_set(present, *kind, *id).await,
                SetRef::New(index) => match made.get(*index) {
                    Some(new) => client.delete_new_set(new).await,
                    None => Ok(()),
                },
            });
        } else if failed.is_none() {
            failed = write(client, present, step, &mut made).await.err();
        }
    }
    let Some(error) = failed else { return Ok(()) };
    if error == Error::UnknownOutcome
        && client.forwards(subscriber).await.is_ok_and(|held| Plan::is_reached(present, wanted, &held))
    {
        // The answer was lost, the change was not.
        return Ok(());
    }
    // The client refuses to delete what is in use, so a switch whose answer was lost is not undone by this.
    for new in &made {
        log(client.delete_new_set(new).await);
    }
    Err(error)
}

async fn write(
    client: &Client,
    present: &Scoped<Configuration>,
    step: &Step,
    made: &mut Vec<Scoped<NewSet>>,
) -> Result<(), Error> {
    match step {
        Step::Create(name, content) => {
            made.push(client.create_set(present, name, content).await?);
            Ok(())
        }
        Step::Switch(switch) => client.put_mappings(present, switch, made).await,
        Step::Rewrite(id, content) => client.rewrite_set(present, *id, content).await,
        Step::Delete(..) => Ok(()),
    }
}

fn log(result: Result<(), Error>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a set of call forwards was not removed");
    }
}
