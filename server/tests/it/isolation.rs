//! Whatever somebody asks for, no answer holds what is another tenant's. Questions are drawn by lot, always the same ones.

use crate::{
    actor::{Actor, Who},
    findings::Findings,
    platform::PlatformApi,
    portal::Portal,
    table::{Kind, functions, pages},
};
use serde_json::Value;
use std::collections::BTreeSet;
use switchhook_access::{Chance, demo, fake::SeededChance};

const QUESTIONS: usize = 150;
/// What lists and searches are asked by.
const PARAMETERS: [&str; 9] =
    ["q", "external_id", "name", "number", "username", "customer", "object", "login", "contact"];

/// What is one tenant's: words that nobody else's data has, and ids.
#[derive(Clone, Default)]
struct Tenant {
    words: BTreeSet<String>,
    ids: Vec<String>,
    /// The ids of its lines among them.
    lines: Vec<String>,
    /// The numbers of those, which are what customers know their lines by. Anybody may forward calls to anybody's number, so
    /// that they are no secret.
    numbers: BTreeSet<String>,
}

impl Tenant {
    async fn of(platform: &PlatformApi, only: Option<&str>) -> Self {
        let mut tenant = Self::default();
        let customers = platform.list("customers", "").await;
        let is_theirs =
            |id: &Value| only.is_none_or(|only| only.parse::<Value>().is_ok_and(|only| only == *id));
        let mut contacts = BTreeSet::new();
        for customer in customers.iter().filter(|customer| is_theirs(&customer["id"])) {
            tenant.take(&customer["id"], [&customer["external_id"]]);
            contacts.insert(customer["contact_id"].to_string());
        }
        for contact in platform.list("customercontacts", "").await {
            if contacts.contains(&contact["id"].to_string()) {
                tenant.take(&contact["id"], [&contact["email"]]);
            }
        }
        for line in platform.list("subscribers", "").await {
            if is_theirs(&line["customer_id"]) {
                let address = Value::from(format!(
                    "{}@{}",
                    line["username"].as_str().unwrap_or_default(),
                    line["domain"].as_str().unwrap_or_default()
                ));
                tenant.take(&line["id"], [&line["external_id"], &address]);
                tenant.lines.push(line["id"].to_string());
                let part = |name: &str| line["primary_number"][name].to_string().replace('"', "");
                tenant.numbers.insert(format!("+{} {} {}", part("cc"), part("ac"), part("sn")));
            }
        }
        tenant
    }

    fn take<'a>(&mut self, id: &Value, words: impl IntoIterator<Item = &'a Value>) {
        self.ids.push(id.to_string());
        // Shorter ones may be part of anything.
        let words = words.into_iter().filter_map(Value::as_str).filter(|word| word.len() >= 6);
        self.words.extend(words.map(str::to_owned));
    }

    fn without(mut self, other: &Self) -> Self {
        self.words.retain(|word| !other.words.contains(word));
        self.ids.retain(|id| !other.ids.contains(id));
        self
    }

    fn and(mut self, other: &Self) -> Self {
        self.words.extend(other.words.iter().cloned());
        self.ids.extend(other.ids.iter().cloned());
        self
    }

    /// The pages of three of its lines: of staff and of customers, who do not see each other's.
    fn pages(&self) -> Vec<String> {
        let pages: Vec<_> = pages().into_iter().filter(|page| page.of == Some(Kind::Line)).collect();
        let lines = self.lines.iter().take(3);
        lines.flat_map(|line| pages.iter().map(move |page| page.route.replace("{id}", line))).collect()
    }

    fn is_seen_in(&self, body: &str) -> bool {
        self.words.iter().chain(&self.numbers).any(|word| body.contains(word.as_str()))
    }
}

struct Lot(SeededChance);

impl Lot {
    fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        usize::try_from(u32::from_be_bytes(bytes)).unwrap() % bound
    }

    fn one<'a, T>(&self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// One question; what was typed in it may be told back.
async fn ask(
    actor: &Actor,
    lot: &Lot,
    own: &Tenant,
    foreign: &Tenant,
    words: &[String],
) -> (String, String, String) {
    let random = lot.below(100_000).to_string();
    let id = match lot.below(4) {
        0 => lot.one(&own.ids).clone(),
        1 => random,
        _ => lot.one(&foreign.ids).clone(),
    };
    let word = lot.one(words).clone();
    match lot.below(3) {
        0 => {
            let pages = pages();
            let path = lot.one(&pages).route.replace("{id}", &id);
            let query = [(*lot.one(&PARAMETERS), id.as_str()), ("rows", "100")];
            let path = format!("{path}?{}", serde_urlencoded::to_string(query).unwrap());
            (path.clone(), String::new(), actor.get(&path).await.body)
        }
        1 => {
            let lists = [
                "/customers",
                "/subscribers",
                "/search",
                "/audit",
                "/audit.csv",
                "/accounts",
                "/",
                "/my/forwards",
            ];
            let query = [(*lot.one(&PARAMETERS), word.as_str()), ("rows", "100"), ("page", "1")];
            let path = format!("{}?{}", lot.one(&lists), serde_urlencoded::to_string(query).unwrap());
            (path.clone(), word, actor.get(&path).await.body)
        }
        _ => {
            let functions: Vec<_> = functions().into_iter().filter(|row| row.of.is_some()).collect();
            let path = lot.one(&functions).path;
            let page = format!("/subscribers/{id}");
            let form = [("id", id.as_str()), ("form[name]", word.as_str()), ("from", page.as_str())];
            let reply = actor.post(path, &form).await;
            let mut body = reply.body.clone();
            if reply.location().starts_with('/') {
                body.push_str(&actor.get(reply.location()).await.body);
            }
            (format!("{path} with {id}"), word, body)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_holds_what_is_another_tenants() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let demo_customer = portal.platform.ids("customers", "external_id=DEMO-CUSTOMER").await.remove(0);
    let alpine = Tenant::of(&portal.platform, None).await;
    let harbour = Tenant::of(&portal.platform.harbour(), None).await;
    let customer = Tenant::of(&portal.platform, Some(&demo_customer)).await;
    assert!(alpine.words.len() > 50 && harbour.words.len() > 20 && customer.words.len() > 2);
    for (seed, who, own, others) in [
        (1, Who::Reseller, &alpine, &harbour),
        (2, Who::Helpdesk, &alpine, &harbour),
        (3, Who::OtherReseller, &harbour, &alpine),
        (4, Who::Customer, &customer, &alpine.clone().and(&harbour)),
    ] {
        let mut foreign = others.clone().without(own);
        // The sign-in page of a demo tells it to everybody.
        foreign.words.remove(demo::LINE);
        let words: Vec<String> = foreign.words.iter().cloned().collect();
        let lot = Lot(SeededChance::new(seed));
        let actor = portal.actor(who).await;
        let (mut seen, mut asked) = (0, BTreeSet::new());
        // Most of what is drawn is not theirs to see, so they ask for their own lines as well.
        let mut own_pages = own.pages();
        for _ in 0..QUESTIONS + own_pages.len() {
            let (what, typed, body) = match own_pages.pop() {
                Some(path) => (path.clone(), String::new(), actor.get(&path).await.body),
                None => ask(&actor, &lot, own, &foreign, &words).await,
            };
            seen += usize::from(own.is_seen_in(&body));
            asked.insert(typed.clone());
            // The trail tells people what they asked for themselves.
            let own_trail = what.starts_with("/audit");
            let is_told_back = |word: &String| typed.contains(word) || own_trail && asked.contains(word);
            for word in words.iter().filter(|word| !is_told_back(word)) {
                findings
                    .expect(!body.contains(word.as_str()), || format!("{who:?} is told {word} by {what}"));
            }
        }
        // A portal that answers nothing would tell nothing, too.
        findings.expect(seen > 3, || format!("{who:?} saw their own data {seen} times"));
    }
    findings.none();
}
