//! Whatever somebody asks for and whatever they fill into which form, no answer holds what is another tenant's. Questions are
//! drawn by lot, always the same ones.

mod lot;
mod tenant;

use self::{
    lot::Lot,
    tenant::{Part, Tenant, escaped},
};
use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    html::Form,
    neighbours::Neighbour,
    portal::Portal,
    table::{Kind, files, functions, pages},
    world::World,
};
use std::{collections::BTreeSet, sync::Arc};
use switchhook_access::demo;
use time::Duration;

/// How many questions each person asks.
const QUESTIONS: usize = 160;
/// What lists and searches are asked by.
const PARAMETERS: [&str; 12] = [
    "q",
    "external_id",
    "name",
    "number",
    "username",
    "customer",
    "object",
    "login",
    "contact",
    "email",
    "domain",
    "template",
];
/// The templates of the demo.
const TEMPLATES: [&str; 2] = ["Works holiday", "Shore leave"];
/// Foreign words that are watched for; as many as can be looked for in every answer.
const WATCHED: usize = 150;

/// Who asks, for whose part, with which seed.
#[derive(Clone, Copy, Debug)]
enum Asker {
    OfTable(Who),
    Beside(Neighbour),
}

const ASKERS: [Asker; 9] = [
    Asker::OfTable(Who::Reseller),
    Asker::OfTable(Who::Helpdesk),
    Asker::OfTable(Who::OtherReseller),
    Asker::OfTable(Who::Customer),
    Asker::Beside(Neighbour::OtherHelpdesk),
    Asker::Beside(Neighbour::ForeignCustomer),
    Asker::Beside(Neighbour::OtherCustomer),
    Asker::Beside(Neighbour::OneLine),
    Asker::Beside(Neighbour::PhoneLogin),
];

impl Asker {
    async fn come(self, portal: &Portal, world: &World) -> Actor {
        match self {
            Self::OfTable(who) => portal.actor(who).await,
            Self::Beside(who) => who.come(portal, world).await,
        }
    }

    fn is_of_harbour(self) -> bool {
        matches!(
            self,
            Self::OfTable(Who::OtherReseller)
                | Self::Beside(Neighbour::OtherHelpdesk | Neighbour::ForeignCustomer)
        )
    }

    async fn part(self, portal: &Portal, world: &World) -> Part {
        match self {
            Self::OfTable(Who::Customer) => Part::Customer(world.customer.clone()),
            Self::Beside(Neighbour::ForeignCustomer) => Part::Customer(world.foreign_customer.clone()),
            Self::Beside(Neighbour::OtherCustomer) => {
                let line = portal.platform.read(&format!("/api/subscribers/{}", world.other_line)).await;
                Part::Customer(line["customer_id"].to_string())
            }
            Self::Beside(Neighbour::OneLine | Neighbour::PhoneLogin) => Part::Line(world.lines[0].clone()),
            Self::OfTable(_) | Self::Beside(Neighbour::OtherHelpdesk) => Part::All,
        }
    }
}

/// The forms of all server functions as somebody else's pages show them: what can be sent, whoever sends it.
async fn all_forms() -> Vec<Form> {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let mut forms = Vec::new();
    for row in functions() {
        let mut form = row.filled(&portal, &world).await;
        let typed = |name: &str| row.typed.iter().any(|(field, _)| *field == name);
        for (name, value) in &mut form.fields {
            // Nothing goes from one portal to the other but what the table says.
            if !typed(name) && name != "press" {
                value.clear();
            }
        }
        forms.push(form);
    }
    forms
}

/// What somebody has and knows, and what must not come back.
struct Knowledge {
    own: Tenant,
    /// Foreign words and ids that they have heard of.
    bait: Vec<String>,
    bait_ids: Vec<(Kind, String)>,
    /// Those that they have not.
    watched: Vec<String>,
    watched_ids: BTreeSet<(Kind, String)>,
}

impl Knowledge {
    /// Every other foreign word, by lot, is typed; all others are watched for.
    fn drawn(lot: &Lot, own: Tenant, foreign: Tenant) -> Self {
        let (bait, watched): (Vec<_>, Vec<_>) = foreign.words.into_iter().partition(|_| lot.below(2) == 0);
        // What the forms of the table hold is told back as well.
        let rows = functions();
        let of_table = rows.iter().flat_map(|row| row.typed).map(|(_, value)| *value);
        let typed: Vec<_> = bait.iter().map(String::as_str).chain(of_table).collect();
        let mut watched: Vec<_> = watched
            .into_iter()
            .filter(|word| !typed.iter().any(|typed| typed.contains(word.as_str())))
            .collect();
        while watched.len() > WATCHED {
            watched.swap_remove(lot.below(watched.len()));
        }
        let (bait_ids, watched_ids): (BTreeSet<_>, BTreeSet<_>) =
            foreign.ids.into_iter().partition(|_| lot.below(2) == 0);
        Self { own, bait, bait_ids: bait_ids.into_iter().collect(), watched, watched_ids }
    }

    /// An id of this kind, if there is one to choose: mostly a foreign one.
    fn id(&self, lot: &Lot, kind: Option<Kind>) -> String {
        let foreign: Vec<_> =
            self.bait_ids.iter().filter(|(of, _)| kind.is_none_or(|kind| kind == *of)).collect();
        if lot.below(4) > 0 && !foreign.is_empty() {
            lot.one(&foreign).1.clone()
        } else {
            self.own_id(lot, kind)
        }
    }

    fn own_id(&self, lot: &Lot, kind: Option<Kind>) -> String {
        let own: Vec<_> = self.own.ids.iter().filter(|(of, _)| kind.is_none_or(|kind| kind == *of)).collect();
        if own.is_empty() { lot.number() } else { lot.one(&own).1.clone() }
    }

    /// Something to type.
    fn value(&self, lot: &Lot) -> String {
        match lot.below(4) {
            0 => self.id(lot, None),
            1 => lot.number(),
            _ => lot.one(&self.bait).clone(),
        }
    }

    fn check(&self, findings: &mut Findings, asker: Asker, what: &str, answer: &str) {
        for word in &self.watched {
            findings
                .expect(!answer.contains(&escaped(word)), || format!("{asker:?} is told {word:?} by {what}"));
        }
        for linked in links(answer) {
            findings.expect(!self.watched_ids.contains(&linked), || {
                format!("{asker:?} is led to {linked:?} by {what}")
            });
        }
    }
}

/// A path of the portal.
fn path_of(lot: &Lot, id: impl Fn(Option<Kind>) -> String) -> String {
    let rows: Vec<_> = pages().into_iter().chain(files()).collect();
    let row = lot.one(&rows);
    row.route.replace("{id}", &id(row.of)).replace("{token}", &lot.number())
}

/// What the links of an answer lead to.
fn links(answer: &str) -> impl Iterator<Item = (Kind, String)> {
    let hrefs = answer.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter_map(|href| {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.split('/').skip(1);
        let kind = match parts.next()? {
            "customers" => Kind::Customer,
            "subscribers" => Kind::Line,
            "contacts" => Kind::Contact,
            "domains" => Kind::Domain,
            "forward-templates" => Kind::ForwardTemplate,
            "accounts" => Kind::Account,
            "my" => {
                parts.next()?;
                Kind::Line
            }
            _ => return None,
        };
        Some((kind, parts.next()?.to_owned()))
    })
}

/// All that came back, with the page that it leads to.
async fn whole(actor: &Actor, reply: Reply) -> String {
    let next = reply.location().to_owned();
    let after = if next.starts_with('/') { actor.get(&next).await.body } else { String::new() };
    format!("{next}\n{}\n{after}", reply.body)
}

/// Fills in a form: some fields or all of them, with whatever there is.
fn fill(form: &mut Form, lot: &Lot, knowledge: &Knowledge) {
    let often = 1 + lot.below(6);
    for (name, value) in &mut form.fields {
        if name == "token" || lot.below(6) >= often {
            continue;
        }
        *value = match &name[..] {
            "from" => path_of(lot, |kind| knowledge.id(lot, kind)),
            "submission" => lot.number(),
            _ => knowledge.value(lot),
        };
    }
}

/// One question: what was asked, and what came back.
async fn ask(actor: &Actor, lot: &Lot, knowledge: &Knowledge, forms: &[Form]) -> (String, String) {
    match lot.below(9) {
        // A page, of whatever is there or not.
        0 | 1 => {
            let path = path_of(lot, |kind| knowledge.id(lot, kind));
            let query = [(*lot.one(&PARAMETERS), knowledge.value(lot)), ("rows", "100".to_owned())];
            let path = format!("{path}?{}", serde_urlencoded::to_string(query).unwrap());
            let reply = actor.get(&path).await;
            (path, whole(actor, reply).await)
        }
        // A search.
        2 => {
            let lists = [
                "/customers",
                "/subscribers",
                "/search",
                "/audit",
                "/audit.csv",
                "/accounts",
                "/customers.csv",
                "/subscribers.csv",
                "/contacts",
                "/domains",
                "/my/forwards",
                "/",
            ];
            let query = [(*lot.one(&PARAMETERS), knowledge.value(lot)), ("rows", "100".to_owned())];
            let path = format!("{}?{}", lot.one(&lists), serde_urlencoded::to_string(query).unwrap());
            let reply = actor.get(&path).await;
            (path, whole(actor, reply).await)
        }
        // A form of one's own pages, with something else in it.
        3..=5 => {
            let path = path_of(lot, |kind| knowledge.own_id(lot, kind));
            let reply = actor.get(&path).await;
            let forms: Vec<_> =
                reply.page().forms().into_iter().filter(|form| form.method == "post").collect();
            let answer = whole(actor, reply).await;
            if forms.is_empty() {
                return (path, answer);
            }
            let mut form = lot.one(&forms).clone();
            fill(&mut form, lot, knowledge);
            let reply = actor.submit(&form).await;
            (
                format!("{} of {path} with {:?}", form.action, form.typed()),
                answer + &whole(actor, reply).await,
            )
        }
        // A line of one's own.
        6 => {
            let pages = ["/my/forwards", "/subscribers"];
            let path = format!("{}/{}", lot.one(&pages), knowledge.own_id(lot, Some(Kind::Line)));
            let reply = actor.get(&path).await;
            (path, whole(actor, reply).await)
        }
        // Any form there is, with a token of their own.
        _ => {
            let mut form = lot.one(forms).clone();
            fill(&mut form, lot, knowledge);
            // Nobody becomes somebody else here, or gets another password.
            for (action, field) in [("/api/sign-in", "password"), ("/api/account/password", "form[present]")]
            {
                if form.action == action {
                    form.set(field, "not the password");
                }
            }
            if form.get("id").is_some_and(str::is_empty) {
                let row = functions().into_iter().find(|row| row.path == form.action);
                form.set("id", &knowledge.id(lot, row.and_then(|row| row.of)));
            }
            form.set("token", &actor.token().await);
            let reply = actor.submit(&form).await;
            (format!("{} with {:?}", form.action, form.typed()), whole(actor, reply).await)
        }
    }
}

/// Asks as one person, and tells how much of one's own came back.
async fn interrogate(asker: Asker, seed: u64, forms: Arc<Vec<Form>>) -> Findings {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let harbour = portal.platform.harbour();
    let [works, shore] = TEMPLATES;
    let alpine = Tenant::of(&portal.platform, &Part::All).await;
    let alpine = alpine.with_portal(&portal, "reseller@alpine.example", (demo::TEMPLATES[0], works)).await;
    let of_harbour = Tenant::of(&harbour, &Part::All).await;
    let of_harbour =
        of_harbour.with_portal(&portal, "reseller@harbour.example", (demo::TEMPLATES[1], shore)).await;
    let (platform, all, other) = if asker.is_of_harbour() {
        (harbour, of_harbour, alpine)
    } else {
        (portal.platform.clone(), alpine, of_harbour)
    };
    let (own, foreign) = match asker.part(&portal, &world).await {
        Part::All => (all.clone(), other.without(&all)),
        part => {
            let own = Tenant::of(&platform, &part).await;
            // Customers see the templates of their reseller.
            let template = if asker.is_of_harbour() { shore } else { works };
            (own.clone(), other.and(&all).without(&own.seeing(template)))
        }
    };
    let lot = Lot::new(seed);
    let mut knowledge = Knowledge::drawn(&lot, own, foreign);
    assert!(knowledge.watched.len() > 20 && knowledge.bait.len() > 20, "{asker:?} has nothing to look for");
    let mut actor = asker.come(&portal, &world).await;
    // What is on every page shows nothing.
    let frame = actor.get("/account").await.expect_status(200).body;
    knowledge.own.words.retain(|word| !frame.contains(&escaped(word)));
    let mut recognised = [0; 2];
    for question in 0..QUESTIONS {
        let (what, answer) = ask(&actor, &lot, &knowledge, &forms).await;
        knowledge.check(&mut findings, asker, &what, &answer);
        recognised[question * 2 / QUESTIONS] += usize::from(knowledge.own.is_seen_in(&answer));
        // Failures to sign in are forgotten, sessions are not.
        portal.clock.advance(Duration::minutes(2));
        if actor.get("/account").await.status != 200 {
            actor = asker.come(&portal, &world).await;
        }
    }
    println!(
        "{asker:?}: {QUESTIONS} questions, seed {seed}, own data in {recognised:?}, {} words and {} ids watched",
        knowledge.watched.len(),
        knowledge.watched_ids.len()
    );
    // A portal that answers nothing would tell nothing, too.
    findings.expect(recognised.iter().all(|times| *times > 1), || {
        format!("{asker:?} saw their own data {recognised:?} times")
    });
    findings
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_holds_what_is_another_tenants() {
    let forms = Arc::new(all_forms().await);
    println!("{} forms, {} fields", forms.len(), forms.iter().map(|form| form.fields.len()).sum::<usize>());
    let asked = ASKERS.into_iter().zip(1..).map(|(asker, seed)| interrogate(asker, seed, forms.clone()));
    Findings::of_all(asked).await.none();
}

#[test]
fn what_is_foreign_is_found_in_an_answer() {
    let watched = Knowledge {
        own: Tenant::default(),
        bait: Vec::new(),
        bait_ids: Vec::new(),
        watched: vec!["Maier & Co".to_owned()],
        watched_ids: BTreeSet::from([(Kind::Line, "17".to_owned()), (Kind::Account, "a1".to_owned())]),
    };
    let asker = Asker::OfTable(Who::Reseller);
    for (answer, leaks) in [
        ("<p>Maier &amp; Co</p>", true),
        ("/subscribers/17\n", false),
        (r#"<a href="/subscribers/17/forwards">"#, true),
        (r#"<a href="/my/voicebox/17?x=1">"#, true),
        (r#"<a href="/accounts/a1">"#, true),
        (r#"<a href="/customers/17"><a href="/subscribers/170"><a href="/subscribers?customer=17">"#, false),
    ] {
        let mut findings = Findings::default();
        watched.check(&mut findings, asker, "a test", answer);
        assert_eq!(findings.is_empty(), !leaks, "{answer}");
    }
}
