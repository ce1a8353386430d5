//! What a sandbox holds at the start.

mod activity;
mod alpine;
mod forwards;
mod harbour;
mod names;
mod tenant;

use self::tenant::Writer;
use crate::options::{Login, Role, SandboxOptions, Seed};
use crate::state::{Reseller, ResellerStatus, State};

/// Contracts that carry no reseller yet, so that one can be made.
const SPARE_CONTRACTS: usize = 2;

/// The state that the options ask for.
pub(crate) fn state(options: &SandboxOptions) -> State {
    let mut state = State::default();
    let default = add_reseller(&mut state, "default");
    tenant::add_profile(&mut state, default, "Default Billing Profile", "default");
    let now = options.clock.now();
    state.accounts.add(&login("administrator", Role::Admin), default, now);
    match &options.seed {
        Seed::Demo => {
            let alpine = add_reseller(&mut state, "alpine");
            let harbour = add_reseller(&mut state, "harbour");
            add_spare_contracts(&mut state);
            state.accounts.add(&login("alpine", Role::Reseller), alpine, now);
            state.accounts.add(&login("harbour", Role::Reseller), harbour, now);
            let mut writer = Writer::new(&mut state, alpine, now);
            alpine::fill(&mut writer, options.subscribers.unwrap_or(alpine::SUBSCRIBERS));
            harbour::fill(&mut Writer::new(&mut state, harbour, now));
            for reseller in [alpine, harbour] {
                activity::fill(&mut state, reseller, now);
            }
        }
        Seed::Bare(tenants) => {
            for bare in tenants {
                let known =
                    state.resellers.iter().find(|(_, row)| row.name == bare.reseller).map(|(id, _)| id);
                let reseller = known.unwrap_or_else(|| add_reseller(&mut state, &bare.reseller));
                for (name, handle) in &bare.billing_profiles {
                    tenant::add_profile(&mut state, reseller, name, handle);
                }
                for login in &bare.logins {
                    state.accounts.add(login, reseller, now);
                }
            }
            add_spare_contracts(&mut state);
        }
    }
    state.compact();
    state
}

/// A login whose password is its name.
fn login(name: &str, role: Role) -> Login {
    Login::new(name, name, role)
}

/// A reseller on a contract of its own.
fn add_reseller(state: &mut State, name: &str) -> u32 {
    let contract = state.customers.take_id();
    state.resellers.add(Reseller { contract, name: name.to_owned(), status: ResellerStatus::Active })
}

fn add_spare_contracts(state: &mut State) {
    for _ in 0..SPARE_CONTRACTS {
        let contract = state.customers.take_id();
        state.resellers.contracts.insert(contract);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeded(subscribers: Option<usize>) -> State {
        state(&SandboxOptions { subscribers, ..SandboxOptions::default() })
    }

    #[test]
    fn the_demo_has_what_it_promises() {
        let state = seeded(None);
        assert!(state.customers.visible(Some(2)).len() >= 60);
        assert!(state.subscribers.visible(Some(2)).len() >= 250);
        assert!(state.customers.visible(Some(3)).len() >= 8);
        assert!(state.subscribers.visible(Some(3)).len() >= 25);
    }

    #[test]
    fn the_demo_customer_has_three_active_lines() {
        let state = seeded(None);
        let customers = state.customers.by_external_id().exact("DEMO-CUSTOMER");
        let [customer] = customers.as_slice() else { panic!("one demo customer") };
        let lines = state.subscribers.of_customer(*customer);
        let ids: Vec<_> =
            lines.iter().map(|id| state.subscribers.get(*id).unwrap().external_id.clone().unwrap()).collect();
        assert_eq!(
            ids.iter().map(|id| &**id).collect::<Vec<_>>(),
            ["demo-line-1", "demo-line-2", "demo-line-3"]
        );
        assert!(state.forwards.mappings_of(lines[0]).count() >= 2);
    }

    #[test]
    fn all_numbers_and_names_are_unique() {
        let state = seeded(Some(3000));
        assert_eq!(state.subscribers.visible(Some(2)).len(), 3000);
        for id in state.subscribers.visible(None) {
            let row = state.subscribers.get(*id).unwrap();
            for number in row.numbers() {
                assert_eq!(state.subscribers.by_number().exact(&number.digits()), [*id]);
            }
            let rows = &state.subscribers;
            assert_eq!(rows.with_name(&row.username, row.domain), Some(*id));
        }
    }

    #[test]
    fn the_seed_is_always_the_same() {
        let (one, other) = (seeded(None), seeded(None));
        for id in one.subscribers.visible(None) {
            assert_eq!(one.subscribers.get(*id).unwrap().uuid, other.subscribers.get(*id).unwrap().uuid);
        }
    }
}
