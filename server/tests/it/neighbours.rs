//! People beside those of the tables, who ask with the ids of alpine's customer: of the same role, but somebody else's. What
//! they get follows from the tables.

use crate::{
    actor::{Actor, Reply, Who},
    findings::Findings,
    matrix::check,
    needs::{end_of_trail, expect_refusal_only},
    portal::Portal,
    table::{Answer, Kind, as_theirs, files, functions, pages},
    world::{World, account},
};
use switchhook_access::{Account, NewAccount, demo};
use switchhook_domain::permission::Scope;
use time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    /// Of the other reseller's helpdesk.
    OtherHelpdesk,
    /// A customer of the other reseller.
    ForeignCustomer,
    /// Another customer of the same reseller.
    OtherCustomer,
    /// Somebody with an account for one line of the customer, the first of the world.
    OneLine,
    /// Somebody with the login of that line at the platform, and no account.
    PhoneLogin,
}

const PASSWORD: &str = "seven quiet yellow boats";

/// What is peculiar to somebody: the platform keeps their password.
const PECULIAR: [(Neighbour, &str, Answer); 1] =
    [(Neighbour::PhoneLogin, "/api/account/password", Answer::Back)];
/// What asks for the password alone; theirs is not the one of the tables.
const PROVE_AGAIN: &str = "/api/sign-in/again";

impl Neighbour {
    const ALL: [Self; 5] =
        [Self::OtherHelpdesk, Self::ForeignCustomer, Self::OtherCustomer, Self::OneLine, Self::PhoneLogin];
    const OF_ONE_LINE: [Self; 2] = [Self::OneLine, Self::PhoneLogin];

    /// Who of the tables has the same role.
    const fn like(self) -> Who {
        if matches!(self, Self::OtherHelpdesk) { Who::Helpdesk } else { Who::Customer }
    }

    /// Whether the object that a row is about is theirs.
    fn owns(self, kind: Kind) -> bool {
        Self::OF_ONE_LINE.contains(&self) && kind == Kind::Line
    }

    /// What they get where the other gets this, at what is of this kind.
    fn answer(self, path: &str, likewise: Answer, of: Option<Kind>) -> Answer {
        if let Some((.., answer)) = PECULIAR.iter().find(|(who, at, _)| (*who, *at) == (self, path)) {
            return *answer;
        }
        if path == PROVE_AGAIN {
            return Answer::Back;
        }
        if of.is_some_and(|kind| !self.owns(kind)) { Answer::NotFound } else { likewise }
    }

    async fn scope(self, portal: &Portal, world: &World) -> Scope {
        let of_customer = account(portal, "customer@alpine.example").await.scope;
        let harbour = account(portal, "reseller@harbour.example").await.scope;
        let (Scope::Customer(alpine, own), Scope::Reseller(other)) = (of_customer, harbour) else {
            panic!("the scopes of the demo")
        };
        match self {
            Self::OtherHelpdesk => harbour,
            Self::ForeignCustomer => Scope::Customer(other, world.foreign_customer.parse().unwrap()),
            Self::OtherCustomer => {
                let line = portal.platform.read(&format!("/api/subscribers/{}", world.other_line)).await;
                Scope::Customer(alpine, line["customer_id"].to_string().parse().unwrap())
            }
            Self::OneLine | Self::PhoneLogin => Scope::Line(alpine, own, world.lines[0].parse().unwrap()),
        }
    }

    async fn account(self, portal: &Portal, world: &World) -> Account {
        let login = format!("{self:?}@neighbour.example").to_lowercase();
        let accounts = portal.access.accounts();
        if let Some(there) = accounts.find_by_login(Scope::Operator, &login).await.unwrap() {
            return there;
        }
        let (role, scope) = (self.like().role().unwrap(), self.scope(portal, world).await);
        let new =
            NewAccount { login, password: PASSWORD.into(), role, scope, permissions: None, language: None };
        accounts.create(Scope::Operator, new).await.unwrap()
    }

    /// Signed in.
    pub async fn come(self, portal: &Portal, world: &World) -> Actor {
        let actor = portal.stranger();
        let reply = if self == Self::PhoneLogin {
            let line = portal.platform.read(&format!("/api/subscribers/{}", world.lines[0])).await;
            let [name, domain] = ["webusername", "domain"].map(|member| line[member].as_str().unwrap());
            let form = actor.form("/sign-in?with=line", "/api/sign-in").await;
            let form = form.with("login", &format!("{name}@{domain}"));
            actor.submit(&form.with("password", demo::LINE_PASSWORD)).await
        } else {
            actor.sign_in(&self.account(portal, world).await.login, PASSWORD).await
        };
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/"), "{self:?} cannot sign in");
        actor
    }

    /// Checks what a path of the tables gave them.
    fn check(self, findings: &mut Findings, world: &World, path: &str, reply: &Reply, answer: Answer) {
        let what = format!("{self:?} at {path}");
        if path == "/my/forwards" && answer == Answer::Shown && Self::OF_ONE_LINE.contains(&self) {
            // There is nothing to choose from.
            let own = format!("/my/forwards/{}", world.lines[0]);
            findings.expect(reply.location() == own, || format!("{what}: {:?}", reply.location()));
        } else {
            check(findings, &what, reply, answer);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_ones_neighbours_do_not_exist() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    portal.sandbox.clear_requests();
    for who in Neighbour::ALL {
        let actor = who.come(&portal, &world).await;
        for row in pages().into_iter().chain(files()) {
            let reply = actor.get(&(row.path)(&world)).await;
            let answer = who.answer(row.route, row.answer(who.like()), row.of);
            who.check(&mut findings, &world, row.route, &reply, answer);
            if row.of == Some(Kind::Line) {
                let reply = actor.get(&(row.path)(&world.swapped())).await;
                check(
                    &mut findings,
                    &format!("{who:?} at {} of the other line", row.route),
                    &reply,
                    Answer::NotFound,
                );
            }
        }
    }
    portal.expect_no_write(&mut findings, "looking at pages");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_change_nothing_with_ones_forms() {
    let mut findings = Findings::default();
    let portal = Portal::start().await;
    // The forms are about the second line, which is not the one that some of them have.
    let world = World::of(&portal).await;
    let mut refused = 0;
    for row in functions() {
        let form = row.filled(&portal, &world).await;
        for who in Neighbour::ALL {
            let answer = match row.of {
                Some(_) => Answer::NotFound,
                None => who.answer(row.path, row.answer(who.like()), None),
            };
            if answer == Answer::Done {
                continue;
            }
            // Wrong passwords are forgotten.
            portal.clock.advance(Duration::minutes(2));
            let actor = who.come(&portal, &world).await;
            let theirs = as_theirs(&form, &actor).await;
            portal.sandbox.clear_requests();
            let end = end_of_trail(&portal).await;
            let reply = actor.submit(&theirs).await;
            who.check(&mut findings, &world, row.path, &reply, answer);
            if answer == Answer::NotFound {
                expect_refusal_only(&mut findings, &portal, end, &format!("{who:?} at {}", row.path)).await;
                refused += 1;
            }
        }
    }
    println!("{refused} calls refused");
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_one_line_changes_that_line() {
    let mut findings = Findings::default();
    for row in functions().into_iter().filter(|row| row.of == Some(Kind::Line)) {
        for who in Neighbour::OF_ONE_LINE {
            let answer = who.answer(row.path, row.answer(who.like()), row.of);
            if answer == Answer::NotFound {
                continue;
            }
            let portal = Portal::start().await;
            let world = World::of(&portal).await;
            let form = row.filled(&portal, &world).await;
            let world = world.swapped();
            let actor = who.come(&portal, &world).await;
            let theirs = as_theirs(&form, &actor).await;
            let reply = actor.submit(&theirs).await;
            who.check(&mut findings, &world, row.path, &reply, answer);
        }
    }
    findings.none();
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_have_what_is_theirs() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let [helpdesk, foreign, other, one, phone] = Neighbour::ALL;
    for (who, page) in [
        (helpdesk, format!("/subscribers/{}", world.foreign_line)),
        (helpdesk, format!("/customers/{}", world.foreign_customer)),
        (foreign, format!("/my/forwards/{}", world.foreign_line)),
        (other, format!("/my/forwards/{}", world.other_line)),
        (one, format!("/my/voicebox/{}", world.lines[0])),
        (phone, format!("/my/voicebox/{}", world.lines[0])),
    ] {
        who.come(&portal, &world).await.page(&page).await;
    }
}
