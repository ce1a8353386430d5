//! Profiles: which preferences and forwards subscribers see and change themselves (contract 3.12 and 3.13).

use super::State;
use super::forwards::ForwardType;
use super::table::Owned;

#[derive(Clone, Debug)]
pub(crate) struct SubscriberProfile {
    pub(crate) reseller: u32,
    pub(crate) set: u32,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) set_default: bool,
    pub(crate) attributes: Vec<String>,
}

impl Owned for SubscriberProfile {
    fn reseller(&self) -> u32 {
        self.reseller
    }
}

impl State {
    pub(crate) fn set_of_profile(&self, profile: u32) -> Option<u32> {
        self.subscriber_profiles.get(profile).map(|row| row.set)
    }

    /// The profiles of a set, in order.
    pub(crate) fn profiles_of(&self, set: u32) -> Vec<u32> {
        self.subscriber_profiles.iter().filter(|(_, row)| row.set == set).map(|(id, _)| id).collect()
    }

    /// The profile that a subscriber of a set has when none is named.
    pub(crate) fn default_profile(&self, set: u32) -> Option<u32> {
        let mut rows = self.subscriber_profiles.iter();
        rows.find(|(_, row)| row.set == set && row.set_default).map(|(id, _)| id)
    }

    /// Whether a subscriber may itself see and change something; without a profile it may.
    pub(crate) fn profile_allows(&self, subscriber: u32, attribute: &str) -> bool {
        let profile = self.subscribers.get(subscriber).and_then(|row| row.profile);
        profile
            .and_then(|id| self.subscriber_profiles.get(id))
            .is_none_or(|row| row.attributes.iter().any(|known| known == attribute))
    }

    /// Takes what a profile no longer holds from the subscribers that have it.
    pub(crate) fn withdraw(&mut self, profile: u32, attributes: &[String]) {
        for id in self.subscribers_of_profile(profile) {
            self.withdraw_from(id, attributes);
        }
    }

    /// Takes preferences and forwards from one subscriber.
    pub(crate) fn withdraw_from(&mut self, id: u32, attributes: &[String]) {
        for attribute in attributes {
            self.subscribers.edit(id, |row| row.preferences.remove(attribute));
            let Some(forward) = ForwardType::ALL.into_iter().find(|kind| kind.name() == attribute) else {
                continue;
            };
            let mappings: Vec<u32> =
                self.forwards.mappings_of_type(id, forward).map(|(cfm, _)| cfm).collect();
            for mapping in mappings {
                self.forwards.remove_mapping(mapping);
            }
        }
    }

    /// Subscribers of a profile that is deleted have none; another profile becomes the default.
    pub(crate) fn forget_profile(&mut self, profile: u32) {
        for id in self.subscribers_of_profile(profile) {
            self.subscribers.edit(id, |row| row.profile = None);
        }
        let Some(row) = self.subscriber_profiles.remove(profile) else { return };
        if let Some(next) = self.profiles_of(row.set).first().filter(|_| row.set_default) {
            self.subscriber_profiles.edit(*next, |row| row.set_default = true);
        }
    }

    /// A deleted set takes its profiles along.
    pub(crate) fn forget_profile_set(&mut self, set: u32) {
        for profile in self.profiles_of(set) {
            self.forget_profile(profile);
        }
    }

    fn subscribers_of_profile(&self, profile: u32) -> Vec<u32> {
        let ids = self.subscribers.visible(None).iter().copied();
        ids.filter(|id| self.subscribers.get(*id).is_some_and(|row| row.profile == Some(profile))).collect()
    }
}
