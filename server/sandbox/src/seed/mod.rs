//! What a sandbox holds at the start.

use crate::options::{Role, SandboxOptions, Seed, Tenant};
use crate::resources;
use crate::state::{BillingProfile, Reseller, ResellerStatus, State};

/// The state that the options ask for.
pub(crate) fn state(options: &SandboxOptions) -> State {
    let mut state = State::default();
    add_reseller(&mut state, "default");
    state.accounts.add("administrator", "administrator", Role::Admin, 1, false);
    match &options.seed {
        Seed::Demo => {}
        Seed::Bare(tenants) => {
            for tenant in tenants {
                add_tenant(&mut state, tenant);
            }
        }
    }
    state
}

/// A reseller on a contract of its own.
fn add_reseller(state: &mut State, name: &str) -> u32 {
    let contract = state.customers.take_id();
    state.resellers.add(Reseller { contract, name: name.to_owned(), status: ResellerStatus::Active })
}

fn add_profile(state: &mut State, reseller: u32, name: &str, handle: &str) -> u32 {
    state.profiles.add(BillingProfile {
        reseller,
        name: name.to_owned(),
        handle: handle.to_owned(),
        terminated: false,
        members: resources::billing_defaults(),
    })
}

fn add_tenant(state: &mut State, tenant: &Tenant) {
    let reseller = add_reseller(state, &tenant.reseller);
    for (name, handle) in &tenant.billing_profiles {
        add_profile(state, reseller, name, handle);
    }
    for login in &tenant.logins {
        state.accounts.add(&login.name, &login.password, login.role, reseller, login.read_only);
    }
}
