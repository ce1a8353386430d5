//! Carries out a plan. Until the one switch, the old routing stands; what a broken plan left behind is removed.

use switchhook_domain::forwards::{Configuration, DestinationSet, Plan, Replacement, TimeSet, Wanted};
use switchhook_platform::{Client, Error, Scoped, subscribers::Subscriber};

/// Sets that the plan has made so far.
#[derive(Default)]
struct Made {
    destination_sets: Vec<Scoped<DestinationSet>>,
    time_sets: Vec<Scoped<TimeSet>>,
}

/// Writes the plan to the platform.
///
/// # Errors
/// The first write that failed. The line then forwards as before, unless the answer to the switch itself was lost.
pub(super) async fn apply(
    client: &Client,
    subscriber: &Scoped<Subscriber>,
    present: &Scoped<Configuration>,
    wanted: &Wanted,
    plan: &Plan,
) -> Result<(), Error> {
    let mut made = Made::default();
    let mut switched = switch(client, present, plan, &mut made).await;
    if switched == Err(Error::UnknownOutcome)
        && client.forwards(subscriber).await.is_ok_and(|held| Plan::is_reached(&held, wanted))
    {
        // The answer was lost, the change was not.
        switched = Ok(());
    }
    match switched {
        Ok(()) => clean_up(client, present, plan).await,
        Err(_) => take_back(client, present, &made).await,
    }
    switched
}

async fn switch(
    client: &Client,
    present: &Scoped<Configuration>,
    plan: &Plan,
    made: &mut Made,
) -> Result<(), Error> {
    for new in &plan.new_destination_sets {
        made.destination_sets.push(client.create_destination_set(present, new).await?);
    }
    for new in &plan.new_time_sets {
        made.time_sets.push(client.create_time_set(present, new).await?);
    }
    match &plan.in_place {
        Some(Replacement::Destinations(id, _, destinations)) => {
            client.replace_destination_set(present, *id, destinations).await?;
        }
        Some(Replacement::Periods(id, _, periods)) => client.replace_time_set(present, *id, periods).await?,
        None => {}
    }
    match &plan.switch {
        Some(switch) => client.put_mappings(present, switch, &made.destination_sets, &made.time_sets).await,
        None => Ok(()),
    }
}

/// Private sets that nothing uses any more. If one stays, the next save removes it: nothing depends on that.
async fn clean_up(client: &Client, present: &Scoped<Configuration>, plan: &Plan) {
    for id in &plan.unused_destination_sets {
        log(client.delete_destination_set(present, *id).await);
    }
    for id in &plan.unused_time_sets {
        log(client.delete_time_set(present, *id).await);
    }
}

/// New sets of a plan that did not come to its switch. The client refuses to delete what is in use, so a switch whose answer
/// was lost is not undone by this.
async fn take_back(client: &Client, present: &Scoped<Configuration>, made: &Made) {
    for set in &made.destination_sets {
        log(client.delete_destination_set(present, set.id).await);
    }
    for set in &made.time_sets {
        log(client.delete_time_set(present, set.id).await);
    }
}

fn log(result: Result<(), Error>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a set of call forwards was not removed");
    }
}
