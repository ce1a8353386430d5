//! What is one tenant's: what the platform and the portal hold of a reseller, of a customer, or of a line.

use crate::{platform::PlatformApi, portal::Portal, table::Kind, world::account};
use serde_json::Value;
use std::collections::BTreeSet;
use switchhook_access::{Invitee, demo};
use switchhook_domain::permission::{Role, Scope};

/// Whose.
#[derive(Clone, Debug)]
pub enum Part {
    All,
    Customer(String),
    Line(String),
}

/// Words that say something of the tenant, its ids, and all that there is of it as text.
#[derive(Clone, Default)]
pub struct Tenant {
    pub words: BTreeSet<String>,
    pub ids: BTreeSet<(Kind, String)>,
    text: String,
}

/// Shorter words may be part of anything.
const SHORTEST: usize = 6;

impl Tenant {
    pub async fn of(platform: &PlatformApi, part: &Part) -> Self {
        let mut tenant = Self::default();
        let number = |item: &Value, member: &str| item[member].to_string();
        for line in platform.list("subscribers", "").await {
            let is_theirs = match part {
                Part::All => true,
                Part::Customer(customer) => number(&line, "customer_id") == *customer,
                Part::Line(id) => number(&line, "id") == *id,
            };
            if is_theirs {
                tenant.take_line(platform, &line).await;
            }
        }
        let mut contacts = BTreeSet::new();
        for customer in platform.list("customers", "").await {
            let is_theirs = match part {
                Part::All => true,
                Part::Customer(id) => number(&customer, "id") == *id,
                Part::Line(_) => false,
            };
            if is_theirs {
                tenant.take(Kind::Customer, &customer, &["external_id"]);
                contacts.insert(customer["contact_id"].to_string());
            }
        }
        for contact in platform.list("customercontacts", "").await {
            if matches!(part, Part::All) || contacts.contains(&contact["id"].to_string()) {
                tenant.take(Kind::Contact, &contact, &["email", "company", "street", "phonenumber"]);
            }
        }
        if matches!(part, Part::All) {
            for domain in platform.list("domains", "").await {
                tenant.take(Kind::Domain, &domain, &["domain"]);
            }
        }
        tenant
    }

    async fn take_line(&mut self, platform: &PlatformApi, line: &Value) {
        self.take(Kind::Line, line, &["external_id", "display_name"]);
        let member = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        self.word(format!("{}@{}", member("username"), member("domain")));
        let aliases = line["alias_numbers"].as_array().cloned().unwrap_or_default();
        for number in [&line["primary_number"]].into_iter().chain(&aliases) {
            let [country, area, subscriber] =
                ["cc", "ac", "sn"].map(|part| number[part].to_string().replace('"', ""));
            self.word(format!("+{country} {area} {subscriber}"));
            let digits = format!("{country}{area}{subscriber}");
            self.text.push_str(&digits);
            self.word(digits);
        }
        let (id, routing) = (&line["id"], platform.routing(&line["id"].to_string()).await);
        for set in routing.destination_sets.iter().chain(&routing.time_sets) {
            self.text.push_str(&set.to_string());
            self.word(set["name"].as_str().unwrap_or_default().to_owned());
        }
        for resource in ["speeddials", "subscriberpreferences"] {
            self.text.push_str(&platform.read(&format!("/api/{resource}/{id}")).await.to_string());
        }
        for call in platform.list("calllists", &format!("subscriber_id={id}")).await {
            self.text.push_str(&call.to_string());
        }
    }

    /// An item of the platform, and those of its members that nobody else's have.
    fn take(&mut self, kind: Kind, item: &Value, members: &[&str]) {
        self.ids.insert((kind, item["id"].to_string()));
        self.text.push_str(&item.to_string());
        for member in members {
            self.word(item[*member].as_str().unwrap_or_default().to_owned());
        }
    }

    fn word(&mut self, word: String) {
        if word.chars().count() >= SHORTEST {
            self.text.push_str(&word);
            self.text.push('\n');
            self.words.insert(word);
        }
    }

    /// What the reseller has in the portal, too: its template of the demo, and somebody at the helpdesk.
    pub async fn with_portal(mut self, portal: &Portal, reseller: &str, template: (&str, &str)) -> Self {
        self.ids.insert((Kind::ForwardTemplate, template.0.to_owned()));
        self.word(template.1.to_owned());
        let login = reseller.replace("reseller", "night.shift");
        let (role, scope) = (Role::Helpdesk, account(portal, reseller).await.scope);
        let invitee = Invitee { login: login.clone(), role, scope, permissions: None, language: None };
        let person = portal.access.accounts().invite(Scope::Operator, invitee).await.unwrap();
        self.ids.insert((Kind::Account, person.id.to_string()));
        self.word(login);
        self
    }

    pub fn and(mut self, other: &Self) -> Self {
        self.words.extend(other.words.iter().cloned());
        self.ids.extend(other.ids.iter().cloned());
        self.text.push_str(&other.text);
        self
    }

    /// What is this tenant's alone: not the other's, and told to nobody who comes to the sign-in page.
    pub fn without(mut self, other: &Self) -> Self {
        let told = |word: &String| demo::ACCOUNTS.iter().any(|(login, _)| login.contains(word.as_str()));
        self.words.retain(|word| !other.text.contains(word.as_str()) && word != demo::LINE && !told(word));
        self.ids.retain(|id| !other.ids.contains(id));
        self
    }

    /// With something that the tenant may see besides.
    pub fn seeing(mut self, word: &str) -> Self {
        self.text.push_str(word);
        self
    }

    pub fn is_seen_in(&self, body: &str) -> bool {
        self.words.iter().any(|word| body.contains(&escaped(word)))
    }
}

/// A word as pages hold it.
pub fn escaped(word: &str) -> String {
    word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
