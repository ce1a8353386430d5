//! What changes along with something else (contract 3.1, 3.7, 3.10 and 3.11.8).

use super::{CustomerStatus, ResellerStatus, State, SubscriberStatus};

/// The lock level that goes with the status `locked`.
pub(crate) const GLOBAL_LOCK: u8 = 4;

impl State {
    /// Terminates a subscriber: its forwards, preferences and numbers go.
    pub(crate) fn terminate_subscriber(&mut self, id: u32) {
        self.forget_subscriber(id);
        self.subscribers.edit(id, |row| {
            row.status = SubscriberStatus::Terminated;
            row.lock = None;
            row.preferences.clear();
            row.aliases.clear();
        });
    }

    /// What a subscriber has beside its row goes with it; its calls stay.
    fn forget_subscriber(&mut self, id: u32) {
        self.forwards.forget(id);
        self.extras.forget(id);
        self.registrations.forget(id);
    }

    /// Gives a customer a status, and its subscribers what follows from it.
    pub(crate) fn set_customer_status(&mut self, id: u32, status: CustomerStatus, now: i64) {
        self.customers.edit(id, |row| {
            row.status = status;
            if status == CustomerStatus::Terminated {
                row.terminated = Some(now);
            }
        });
        let (state, lock) = match status {
            CustomerStatus::Active => (SubscriberStatus::Active, None),
            CustomerStatus::Locked => (SubscriberStatus::Locked, Some(GLOBAL_LOCK)),
            CustomerStatus::Terminated => {
                for subscriber in self.subscribers.of_customer(id).to_vec() {
                    self.terminate_subscriber(subscriber);
                }
                return;
            }
            CustomerStatus::Pending => return,
        };
        for subscriber in self.subscribers.of_customer(id).to_vec() {
            self.subscribers.edit(subscriber, |row| {
                row.status = state;
                row.lock = lock;
            });
        }
    }

    /// Removes a domain and its subscribers without a trace.
    pub(crate) fn delete_domain(&mut self, id: u32) {
        for subscriber in self.subscribers.of_domain(id).to_vec() {
            self.forget_subscriber(subscriber);
            self.subscribers.erase(subscriber);
        }
        self.domains.remove(id);
    }

    /// Gives a reseller a status, and everything of it what follows from it.
    pub(crate) fn set_reseller_status(&mut self, id: u32, status: ResellerStatus, now: i64) {
        if let Some(reseller) = self.resellers.get_mut(id) {
            reseller.status = status;
        }
        let customer_status = match status {
            ResellerStatus::Active => CustomerStatus::Active,
            ResellerStatus::Locked => CustomerStatus::Locked,
            ResellerStatus::Terminated => CustomerStatus::Terminated,
        };
        for customer in self.customers.visible(Some(id)).to_vec() {
            self.set_customer_status(customer, customer_status, now);
        }
        if status == ResellerStatus::Terminated {
            for domain in self.domains.visible(Some(id)).to_vec() {
                self.delete_domain(domain);
            }
            self.accounts.remove_of_reseller(id);
        }
    }
}
