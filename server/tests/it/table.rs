//! Every page and every server function, and what each person gets.

mod functions;

pub use functions::{FunctionRow, NEW_CUSTOMER, NEW_LINE, as_theirs, functions};

use crate::{actor::Who, world::World};
use switchhook_access::demo;

/// What somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The page.
    Shown,
    /// The way to the sign-in page.
    SignIn,
    /// There is no such thing.
    NotFound,
    /// The way to another page.
    To(&'static str),
    /// Done; the way to a page that says so.
    Done,
    /// The way back to the form.
    Back,
}

use Answer::{NotFound as Gone, Shown, SignIn, To};

/// What each person gets, in the order of [`Who::ALL`]; the other reseller asks with alpine's ids.
type Answers = [Answer; 6];

const STAFF: Answers = [SignIn, Gone, Shown, Shown, Gone, Gone];
const STAFF_LIST: Answers = [SignIn, Gone, Shown, Shown, Gone, Shown];
const RESELLER: Answers = [SignIn, Gone, Shown, Gone, Gone, Gone];
const RESELLERS: Answers = [SignIn, Gone, Shown, Gone, Gone, Shown];
const CUSTOMER: Answers = [SignIn, Gone, Gone, Gone, Shown, Gone];

pub struct PageRow {
    /// As the router names it.
    pub route: &'static str,
    pub path: fn(&World) -> String,
    pub answers: Answers,
    /// Whether the path names an object by its id.
    pub of: Option<Kind>,
}

/// What an id is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Customer,
    Line,
    Contact,
    Domain,
    ForwardTemplate,
    Account,
    Reseller,
}

fn page(
    route: &'static str,
    path: fn(&World) -> String,
    answers: Answers,
    of: impl Into<Option<Kind>>,
) -> PageRow {
    PageRow { route, path, answers, of: of.into() }
}

#[rustfmt::skip]
pub fn pages() -> Vec<PageRow> {
    vec![
        page("/sign-in", |_| "/sign-in".into(), [Shown, To("/"), To("/"), To("/"), To("/"), To("/")], None),
        page("/", |_| "/".into(), [SignIn, Shown, Shown, Shown, To("/my/forwards"), Shown], None),
        page("/customers", |_| "/customers".into(), STAFF_LIST, None),
        page("/customers/new", |_| "/customers/new".into(), [SignIn, Gone, Shown, Gone, Gone, Shown], None),
        page("/customers/{id}", |w| format!("/customers/{}", w.customer), STAFF, Kind::Customer),
        page("/customers/{id}/terminate", |w| format!("/customers/{}/terminate", w.customer), RESELLER, Kind::Customer),
        page("/subscribers", |_| "/subscribers".into(), STAFF_LIST, None),
        page("/subscribers/new", |w| format!("/subscribers/new?customer={}", w.customer), RESELLER, Kind::Customer),
        page("/subscribers/{id}", |w| format!("/subscribers/{}", w.lines[0]), STAFF, Kind::Line),
        page("/subscribers/{id}/forwards", |w| format!("/subscribers/{}/forwards", w.lines[0]), STAFF, Kind::Line),
        page("/subscribers/{id}/preferences", |w| format!("/subscribers/{}/preferences", w.lines[0]), STAFF, Kind::Line),
        page("/subscribers/{id}/terminate", |w| format!("/subscribers/{}/terminate", w.lines[0]), RESELLER, Kind::Line),
        page("/contacts", |_| "/contacts".into(), RESELLERS, None),
        page("/contacts/new", |_| "/contacts/new".into(), RESELLERS, None),
        page("/contacts/{id}", |w| format!("/contacts/{}", w.contact), RESELLER, Kind::Contact),
        page("/contacts/{id}/terminate", |w| format!("/contacts/{}/terminate", w.spare_contact), RESELLER, Kind::Contact),
        page("/domains", |_| "/domains".into(), RESELLERS, None),
        page("/domains/{id}/delete", |w| format!("/domains/{}/delete", w.spare_domain), RESELLER, Kind::Domain),
        page("/billing-profiles", |_| "/billing-profiles".into(), RESELLERS, None),
        page("/search", |_| "/search?q=nobody-is-called-that".into(), STAFF_LIST, None),
        page("/my/forwards", |_| "/my/forwards".into(), CUSTOMER, None),
        page("/my/forwards/{id}", |w| format!("/my/forwards/{}", w.lines[0]), CUSTOMER, Kind::Line),
        page("/my/blocked/{id}", |w| format!("/my/blocked/{}", w.lines[0]), CUSTOMER, Kind::Line),
        page("/subscribers/{id}/blocked", |w| format!("/subscribers/{}/blocked", w.lines[0]), STAFF, Kind::Line),
        page("/my/voicebox/{id}", |w| format!("/my/voicebox/{}", w.lines[0]), CUSTOMER, Kind::Line),
        page("/subscribers/{id}/voicebox", |w| format!("/subscribers/{}/voicebox", w.lines[0]), STAFF, Kind::Line),
        page("/my/speed-dials/{id}", |w| format!("/my/speed-dials/{}", w.lines[0]), CUSTOMER, Kind::Line),
        page("/subscribers/{id}/speed-dials", |w| format!("/subscribers/{}/speed-dials", w.lines[0]), STAFF, Kind::Line),
        page("/subscribers/{id}/calls", |w| format!("/subscribers/{}/calls", w.lines[0]), STAFF, Kind::Line),
        page("/destination-policy", |_| "/destination-policy".into(), [SignIn, Gone, Shown, Gone, Gone, Shown], None),
        page("/forward-templates", |_| "/forward-templates".into(), RESELLERS, None),
        page("/forward-templates/{id}", |_| format!("/forward-templates/{}", demo::TEMPLATES[0]),
            RESELLER, Kind::ForwardTemplate),
        page("/audit", |_| "/audit".into(), [SignIn, Shown, Shown, Gone, Gone, Shown], None),
        page("/account", |_| "/account".into(), [SignIn, Shown, Shown, Shown, Shown, Shown], None),
        page("/account/second-factor", |_| "/account/second-factor".into(),
            [SignIn, Shown, Shown, Shown, Shown, Shown], None),
        page("/sign-in/second-factor", |_| "/sign-in/second-factor".into(),
            [To("/sign-in"), To("/"), To("/"), To("/"), To("/"), To("/")], None),
        page("/account/sessions", |_| "/account/sessions".into(), [SignIn, Shown, Shown, Shown, Shown, Shown], None),
        // Whoever signed in a moment ago has proven who they are.
        page("/sign-in/again", |_| "/sign-in/again".into(),
            [SignIn, To("/"), To("/"), To("/"), To("/"), To("/")], None),
        page("/account/passkeys/{id}", |_| format!("/account/passkeys/{}", "0".repeat(32)),
            [SignIn, Gone, Gone, Gone, Gone, Gone], None),
        page("/sign-in/passkey", |_| "/sign-in/passkey".into(),
            [Shown, To("/"), To("/"), To("/"), To("/"), To("/")], None),
        page("/accounts/policy", |_| "/accounts/policy".into(), [SignIn, Shown, Shown, Gone, Gone, Shown], None),
        page("/accounts", |_| "/accounts".into(), [SignIn, Shown, Shown, Shown, Gone, Shown], None),
        page("/accounts/new", |_| "/accounts/new".into(), [SignIn, Shown, Shown, Gone, Gone, Shown], None),
        page("/accounts/{id}", |w| format!("/accounts/{}", w.customer_account),
            [SignIn, Shown, Shown, Shown, Gone, Gone], Kind::Account),
        // Before a link is opened.
        page("/invitation", |_| "/invitation".into(), [Gone; 6], None),
        page("/invitation/{token}", |w| w.invitation.clone(), [To("/invitation"); 6], None),
        page("/resellers", |_| "/resellers".into(), [SignIn, Shown, Gone, Gone, Gone, Gone], None),
        page("/resellers/{id}/credential", |w| format!("/resellers/{}/credential", w.reseller),
            [SignIn, Shown, Gone, Gone, Gone, Gone], Kind::Reseller),
    ]
}

/// Lists and the trail as files.
#[rustfmt::skip]
pub fn files() -> Vec<PageRow> {
    vec![
        page("/audit.csv", |_| "/audit.csv".into(), [SignIn, Shown, Shown, Gone, Gone, Shown], None),
        page("/customers.csv", |_| "/customers.csv".into(), STAFF_LIST, None),
        page("/subscribers.csv", |_| "/subscribers.csv".into(), STAFF_LIST, None),
    ]
}

impl PageRow {
    pub fn answer(&self, who: Who) -> Answer {
        self.answers[who as usize]
    }

    /// Somebody who sees it, if anybody does without more ado.
    pub fn viewer(&self) -> Option<Who> {
        Who::ALL.into_iter().find(|who| self.answer(*who) == Shown)
    }
}
