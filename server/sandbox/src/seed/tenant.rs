//! Writes the rows of a reseller.

use super::names;
use crate::chance::Sequence;
use crate::resources::{billing_defaults, initial_preferences, new_number};
use crate::state::{
    BillingProfile, Contact, Customer, CustomerKind, CustomerStatus, Number, Password, ProfileInterval,
    State, Subscriber, SubscriberStatus, Texts,
};

/// The first moment of the demo: a Monday in January 2023.
const BEGINNING: i64 = 1_673_254_800;

/// With which every seeded line may ask for itself.
const WEB_PASSWORD: &str = "demo-line";

/// How far apart things were made.
const STEP: i64 = 5 * 3600 + 420;

/// Adds a billing profile.
pub(super) fn add_profile(state: &mut State, reseller: u32, name: &str, handle: &str) -> u32 {
    state.profiles.add(BillingProfile {
        reseller,
        name: name.to_owned(),
        handle: handle.to_owned(),
        terminated: false,
        members: billing_defaults(),
    })
}

/// Someone to write down.
pub(super) struct Person<'a> {
    pub(super) first: &'a str,
    pub(super) last: &'a str,
    pub(super) company: Option<String>,
    pub(super) email: String,
    pub(super) phone: String,
    /// Which street, house and place.
    pub(super) address: usize,
}

/// A customer to write down.
pub(super) struct NewCustomer<'a> {
    pub(super) person: Person<'a>,
    pub(super) profile: u32,
    pub(super) external_id: String,
    pub(super) max_subscribers: Option<u32>,
}

/// A line to write down.
pub(super) struct NewLine<'a> {
    pub(super) customer: u32,
    pub(super) domain: u32,
    pub(super) username: &'a str,
    pub(super) cc: u32,
    pub(super) ac: &'a str,
    pub(super) sn: &'a str,
    /// The subscriber numbers of further numbers in the same area.
    pub(super) aliases: &'a [&'a str],
    pub(super) external_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) timezone: Option<&'static str>,
}

/// Writes rows for one reseller; times and uuids follow from their order.
pub(super) struct Writer<'a> {
    pub(super) state: &'a mut State,
    pub(super) reseller: u32,
    sequence: Sequence,
    webpassword: Password,
    clock: i64,
}

impl<'a> Writer<'a> {
    /// A writer for a reseller; passwords are set `now`, in seconds since 1970.
    pub(super) fn new(state: &'a mut State, reseller: u32, now: i64) -> Self {
        Self {
            state,
            reseller,
            sequence: Sequence::new(u64::from(reseller)),
            webpassword: Password::new(WEB_PASSWORD, now),
            clock: BEGINNING,
        }
    }

    pub(super) fn profile(&mut self, name: &str, handle: &str) -> u32 {
        add_profile(self.state, self.reseller, name, handle)
    }

    pub(super) fn domain(&mut self, name: &str) -> u32 {
        self.state.domains.add(self.reseller, name)
    }

    fn tick(&mut self) -> i64 {
        // Large seeds must not run into the future.
        self.clock += if self.clock < BEGINNING + 60_000_000 { STEP } else { 1 };
        self.clock
    }

    pub(super) fn contact(&mut self, person: &Person<'_>) -> u32 {
        let (postcode, city, country) = names::pick(&names::PLACES, person.address);
        let street = names::pick(&names::STREETS, person.address * 5 + person.address / 7);
        let house = person.address % 87 + 1;
        let mut texts = Texts::default();
        texts.set("firstname", Some(person.first));
        texts.set("lastname", Some(person.last));
        texts.set("company", person.company.as_deref());
        texts.set("email", Some(&person.email));
        texts.set("street", Some(&format!("{street} {house}")));
        texts.set("postcode", Some(postcode));
        texts.set("city", Some(city));
        texts.set("country", Some(country));
        texts.set("phonenumber", Some(&person.phone));
        self.state.contacts.add(Contact { reseller: self.reseller, texts, terminated: false })
    }

    pub(super) fn customer(&mut self, new: &NewCustomer<'_>) -> u32 {
        let contact = self.contact(&new.person);
        let created = self.tick();
        self.state.customers.add(Customer {
            contact,
            reseller: self.reseller,
            kind: CustomerKind::Sip,
            status: CustomerStatus::Active,
            profiles: vec![ProfileInterval { profile: new.profile, start: None, stop: None }],
            external_id: Some(new.external_id.as_str().into()),
            max_subscribers: new.max_subscribers,
            vat_rate: 20.0,
            add_vat: true,
            created,
            modified: created,
            activated: None,
            terminated: None,
        })
    }

    pub(super) fn line(&mut self, new: NewLine<'_>) -> u32 {
        let created = self.tick();
        let rows = &mut self.state.subscribers;
        let primary = new_number(rows, new.cc, new.ac, new.sn);
        let aliases: Vec<Number> =
            new.aliases.iter().map(|sn| new_number(rows, new.cc, new.ac, sn)).collect();
        let preferences = initial_preferences(&primary, &aliases, true);
        let uuid = self.sequence.uuid();
        let password = format!("sip-{:012x}", self.sequence.next() >> 16);
        self.state.subscribers.add(Subscriber {
            customer: new.customer,
            reseller: self.reseller,
            domain: new.domain,
            uuid,
            username: new.username.into(),
            password: password.into(),
            webusername: Some(new.username.into()),
            webpassword: Some(self.webpassword.clone()),
            second_factor: None,
            status: SubscriberStatus::Active,
            lock: None,
            administrative: false,
            primary: Some(primary),
            aliases,
            email: new.email.map(Into::into),
            timezone: new.timezone.map(Into::into),
            external_id: new.external_id.map(Into::into),
            preferences,
            profile: None,
            seat: None,
            created,
            modified: created,
        })
    }

    /// A user name that is free in the domain.
    pub(super) fn free_name(&self, wanted: String, domain: u32, line: usize) -> String {
        let rows = &self.state.subscribers;
        if rows.with_name(&wanted, domain).is_none() { wanted } else { format!("{wanted}.{line}") }
    }
}
