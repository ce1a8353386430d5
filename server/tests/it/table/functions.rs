//! Every server function, and what each person gets.

use super::{
    Answer::{self, Back, Done, NotFound as Gone, SignIn, To},
    Answers, Kind,
};
use crate::{
    actor::{Actor, Who},
    forwards::rule,
    html::Form,
    portal::Portal,
    world::World,
};
use switchhook_access::demo;

pub struct FunctionRow {
    pub path: &'static str,
    /// What is opened before.
    pub first: Option<fn(&World) -> String>,
    /// The form of the page that looks the same, where its own is shown in another state of things only.
    pub like: Option<&'static str>,
    /// The page with the form that calls it, and who sees that.
    pub form: fn(&World) -> String,
    pub by: Who,
    /// What they type so that it is carried out.
    pub typed: &'static [(&'static str, &'static str)],
    pub answers: Answers,
    /// What its `id` is of.
    pub of: Option<Kind>,
    /// Whether it asks for the token.
    pub token: bool,
    /// Whether it reaches the platform; what the portal keeps itself does not.
    pub platform: bool,
}

const NOBODY_ELSE: Answers = [SignIn, Gone, Done, Gone, Gone, Gone];
const STAFF_ALONE: Answers = [SignIn, Gone, Done, Done, Gone, Gone];
const CUSTOMER_ALONE: Answers = [SignIn, Gone, Gone, Gone, Done, Gone];

fn function(
    path: &'static str,
    form: fn(&World) -> String,
    typed: &'static [(&'static str, &'static str)],
    answers: Answers,
    of: impl Into<Option<Kind>>,
) -> FunctionRow {
    let (of, by) = (of.into(), Who::Reseller);
    FunctionRow { path, first: None, like: None, form, by, typed, answers, of, token: true, platform: true }
}

/// One that changes an account below one's own.
fn about_account(
    path: &'static str,
    form: fn(&World) -> String,
    typed: &'static [(&'static str, &'static str)],
    answers: Answers,
) -> FunctionRow {
    FunctionRow { platform: false, ..function(path, form, typed, answers, Kind::Account) }
}

const PROVE_AGAIN: &str = "/api/sign-in/again";
const OWN_PASSWORD: &str = "/api/account/password";
const ENROL: &str = "/api/account/second-factor/enrol";
const SECOND_FACTOR: fn(&World) -> String = |_| "/account/second-factor".to_owned();
const WRONG_CODE: &[(&str, &str)] = &[("form[code]", "000000")];
const WRONG: Answers = [SignIn, Back, Back, Back, Back, Back];
const NOT_SIGNED_IN: Answers = [SignIn, Gone, Gone, Gone, Gone, Gone];
const LINE: fn(&World) -> String = |w| format!("/subscribers/{}", w.lines[1]);

/// What makes a customer with a first line.
pub const NEW_CUSTOMER: &[(&str, &str)] = &[
    ("form[contact][firstname]", "Jörg"),
    ("form[contact][lastname]", "Zöchling"),
    ("form[contact][company]", "Zöchling & Töchter"),
    ("form[contact][email]", "joerg@zoechling.example"),
    ("form[contact][country]", "AT"),
    ("form[billing_profile]", "alpine_flat"),
    ("form[kind]", "sipaccount"),
    ("form[external_id]", "NEW-1"),
    ("form[max_subscribers]", "4"),
    ("form[with_subscriber]", "yes"),
    ("form[subscriber][username]", "joerg.zoechling"),
    ("form[subscriber][domain]", "alpine.example"),
    ("form[subscriber][password]", "Kmv7q-Trx4d-Bns9h"),
    ("form[subscriber][webpassword]", "Wmv7q-Trx4d-Bns9h"),
    ("form[subscriber][primary][country]", "43"),
    ("form[subscriber][primary][area]", "1"),
    ("form[subscriber][primary][subscriber]", "7770001"),
    ("form[subscriber][aliases][0][country]", "43"),
    ("form[subscriber][aliases][0][area]", "1"),
    ("form[subscriber][aliases][0][subscriber]", "7770002"),
    ("form[subscriber][external_id]", "NEW-LINE-1"),
];

/// What makes a line.
pub const NEW_LINE: &[(&str, &str)] = &[
    ("form[username]", "joerg.zoechling"),
    ("form[domain]", "alpine.example"),
    ("form[password]", "Kmv7q-Trx4d-Bns9h"),
    ("form[webpassword]", "Wmv7q-Trx4d-Bns9h"),
    ("form[primary][country]", "43"),
    ("form[primary][area]", "1"),
    ("form[primary][subscriber]", "7770001"),
    ("form[aliases][0][country]", "43"),
    ("form[aliases][0][area]", "1"),
    ("form[aliases][0][subscriber]", "7770002"),
    ("form[external_id]", "NEW-LINE-1"),
];

/// Typed into the blank rule for "busy".
const NEW_FORWARD: &[(&str, &str)] =
    &[("[destinations][0][number]", "0664 7654321"), ("[destinations][0][seconds]", "45")];

const NEW_VOICEBOX: &[(&str, &str)] =
    &[("form[values][email]", "new@huber.example"), ("form[values][recording]", "attach")];

const NEW_SPEED_DIAL: &[(&str, &str)] = &[("form[values][slots][4][number]", "0664 7654321")];

const NEW_BLOCKED: &[(&str, &str)] =
    &[("form[values][incoming][entries][0][number]", "0664 7654321"), ("form[values][anonymous]", "on")];

const NEW_TEMPLATE: &[(&str, &str)] =
    &[("form[values][name]", "To the reception"), ("form[values][template][number]", "+43 1 2345678")];

#[rustfmt::skip]
pub fn functions() -> Vec<FunctionRow> {
    let mut rows = vec![
        function("/api/customers/create", |_| "/customers/new".into(), NEW_CUSTOMER,
            [SignIn, Gone, Done, Gone, Gone, Back], None),
        function("/api/customers/edit", |w| format!("/customers/{}", w.customer),
            &[("form[external_id]", "CHANGED-1")], NOBODY_ELSE, Kind::Customer),
        function("/api/customers/terminate", |w| format!("/customers/{}/terminate", w.customer),
            &[("form[name]", "Huber & Söhne Tischlerei")], NOBODY_ELSE, Kind::Customer),
        function("/api/contacts/create", |_| "/contacts/new".into(),
            &[("form[contact][lastname]", "Neu"), ("form[contact][email]", "neu@example.com")],
            [SignIn, Gone, Done, Gone, Gone, Done], None),
        function("/api/contacts/edit", |w| format!("/contacts/{}", w.spare_contact),
            &[("form[contact][city]", "Graz")], NOBODY_ELSE, Kind::Contact),
        function("/api/contacts/terminate", |w| format!("/contacts/{}/terminate", w.spare_contact),
            &[("form[name]", "Spare")], NOBODY_ELSE, Kind::Contact),
        function("/api/domains/create", |_| "/domains".into(),
            &[("form[domain]", "new.alpine.example")], [SignIn, Gone, Done, Gone, Gone, Done], None),
        function("/api/domains/delete", |w| format!("/domains/{}/delete", w.spare_domain),
            &[("form[name]", "spare.alpine.example")], NOBODY_ELSE, Kind::Domain),
        function("/api/subscribers/create", |w| format!("/subscribers/new?customer={}", w.customer),
            NEW_LINE, NOBODY_ELSE, Kind::Customer),
        function("/api/subscribers/numbers", LINE,
            &[("form[primary][subscriber]", "7770003")], NOBODY_ELSE, Kind::Line),
        function("/api/subscribers/passwords", LINE,
            &[("form[password]", "Kmv7q-Trx4d-Bns9h")], NOBODY_ELSE, Kind::Line),
        function("/api/subscribers/lock", LINE,
            &[("form[lock]", "2")], STAFF_ALONE, Kind::Line),
        function("/api/subscribers/external-id", LINE,
            &[("form[external_id]", "CHANGED-2")], NOBODY_ELSE, Kind::Line),
        function("/api/subscribers/terminate", |w| format!("/subscribers/{}/terminate", w.lines[1]),
            &[("form[name]", "office@alpine.example")], NOBODY_ELSE, Kind::Line),
        function("/api/preferences/save", |w| format!("/subscribers/{}/preferences", w.lines[1]),
            &[("form[values][concurrent_max]", "3")], STAFF_ALONE, Kind::Line),
        function("/api/voicebox/save", |w| format!("/subscribers/{}/voicebox", w.lines[1]),
            NEW_VOICEBOX, STAFF_ALONE, Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/voicebox/save", |w| format!("/my/voicebox/{}", w.lines[1]),
            NEW_VOICEBOX, CUSTOMER_ALONE, Kind::Line) },
        function("/api/speed-dials/save", |w| format!("/subscribers/{}/speed-dials", w.lines[1]),
            NEW_SPEED_DIAL, STAFF_ALONE, Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/speed-dials/save", |w| format!("/my/speed-dials/{}", w.lines[1]),
            NEW_SPEED_DIAL, CUSTOMER_ALONE, Kind::Line) },
        function("/api/registrations/end", LINE, &[], NOBODY_ELSE, Kind::Line),
        FunctionRow { platform: false, ..function("/api/forward-templates/create",
            |_| "/forward-templates?new=today".into(), NEW_TEMPLATE, [SignIn, Gone, Done, Gone, Gone, Done], None) },
        FunctionRow { platform: false, ..function("/api/forward-templates/edit",
            |_| format!("/forward-templates/{}", demo::TEMPLATES[0]),
            &[("form[values][name]", "Closed")], NOBODY_ELSE, Kind::ForwardTemplate) },
        FunctionRow { platform: false, ..function("/api/forward-templates/delete",
            |_| format!("/forward-templates/{}", demo::TEMPLATES[0]),
            &[("form[name]", "Works holiday")], NOBODY_ELSE, Kind::ForwardTemplate) },
        FunctionRow { platform: false, ..function("/api/destination-policy/save", |_| "/destination-policy".into(),
            &[("form[values][denied]", "+43900")], [SignIn, Gone, Done, Gone, Gone, Done], None) },
    ];
    rows.extend(accounts());
    rows.extend(forwards());
    rows.extend(resellers());
    rows
}

/// Signing in and out, one's own account and those below.
#[rustfmt::skip]
fn accounts() -> Vec<FunctionRow> {
    let session = |path, form, by, typed, answers| FunctionRow {
        by, platform: false, ..function(path, form, typed, answers, None)
    };
    let manager = [SignIn, Done, Done, Gone, Gone, Gone];
    let home = |_: &World| "/".to_owned();
    vec![
        session("/api/sign-in", |_| "/sign-in".into(), Who::Anonymous,
            &[("login", "reseller@alpine.example"), ("password", "demo-portal")], [To("/"); 6]),
        FunctionRow { token: false, ..session("/api/sign-out", home, Who::Reseller, &[], [To("/sign-in"); 6]) },
        FunctionRow { token: false, ..session("/api/language", |_| "/sign-in".into(), Who::Anonymous,
            &[("language", "de")], [To("/sign-in"); 6]) },
        FunctionRow { first: Some(|w| w.invitation.clone()), ..session("/api/invitation/accept",
            |_| "/invitation".into(), Who::Anonymous,
            &[("form[password]", "seven quiet yellow boats"), ("form[again]", "seven quiet yellow boats")], [Gone; 6]) },
        session(OWN_PASSWORD, |_| "/account".into(), Who::Reseller,
            &[("form[present]", "demo-portal"), ("form[password]", "seven quiet yellow boats"),
              ("form[again]", "seven quiet yellow boats")], [SignIn, Done, Done, Done, Done, Done]),
        FunctionRow { like: Some(OWN_PASSWORD), ..session(PROVE_AGAIN, |_| "/account".into(), Who::Reseller,
            &[("password", "demo-portal")], [SignIn, To("/"), To("/"), To("/"), To("/"), To("/")]) },
        // Of a session that there is not, it says that it has ended.
        FunctionRow { like: Some(OWN_PASSWORD), ..session("/api/account/sessions/end", |_| "/account".into(),
            Who::Reseller, &[], [SignIn, Done, Done, Done, Done, Done]) },
        FunctionRow { like: Some(OWN_PASSWORD), ..session("/api/account/sessions/end-others", |_| "/account".into(),
            Who::Reseller, &[], [SignIn, Done, Done, Done, Done, Done]) },
        session("/api/accounts/invite", |_| "/accounts/new".into(), Who::Reseller,
            &[("form[login]", "new.helpdesk@alpine.example")], [SignIn, Back, Done, Gone, Gone, Done]),
        about_account("/api/accounts/permissions", |w| format!("/accounts/{}", w.helpdesk_account),
            &[("form[permissions][view_audit]", "on")], manager),
        about_account("/api/accounts/link", |w| format!("/accounts/{}", w.customer_account),
            &[], [SignIn, Done, Done, Done, Gone, Gone]),
        // Nobody has taken the first step.
        FunctionRow { like: Some("/api/sign-in"), ..session("/api/sign-in/second-factor", |_| "/sign-in".into(),
            Who::Anonymous, &[], [SignIn; 6]) },
        session(ENROL, SECOND_FACTOR, Who::Reseller, WRONG_CODE, WRONG),
        FunctionRow { like: Some(ENROL), ..session("/api/account/second-factor/renew", SECOND_FACTOR, Who::Reseller,
            WRONG_CODE, WRONG) },
        FunctionRow { like: Some(ENROL), ..session("/api/account/second-factor/remove", SECOND_FACTOR, Who::Reseller,
            WRONG_CODE, WRONG) },
        // Browsers know no passkeys at an address, where these portals are; `passkeys.rs` has them at a name.
        FunctionRow { like: Some("/api/sign-in"), ..session("/api/sign-in/second-factor/passkey",
            |_| "/sign-in".into(), Who::Anonymous, &[], [SignIn; 6]) },
        FunctionRow { like: Some("/api/sign-in"), ..session("/api/sign-in/passkey",
            |_| "/sign-in".into(), Who::Anonymous, &[], [Gone; 6]) },
        FunctionRow { like: Some(ENROL), ..session("/api/account/passkeys/add", SECOND_FACTOR, Who::Reseller,
            &[], NOT_SIGNED_IN) },
        FunctionRow { like: Some(ENROL), ..session("/api/account/passkeys/rename", SECOND_FACTOR, Who::Reseller,
            &[], NOT_SIGNED_IN) },
        FunctionRow { like: Some(ENROL), ..session("/api/account/passkeys/remove", SECOND_FACTOR, Who::Reseller,
            &[], NOT_SIGNED_IN) },
        FunctionRow { like: Some("/api/accounts/link"), ..about_account("/api/accounts/second-factor",
            |w| format!("/accounts/{}", w.customer_account), &[], manager) },
        session("/api/accounts/policy", |_| "/accounts/policy".into(), Who::Reseller,
            &[("form[second_factor][customer]", "on")], [SignIn, Done, Done, Gone, Gone, Done]),
        about_account("/api/accounts/disable", |w| format!("/accounts/{}", w.customer_account), &[], manager),
        about_account("/api/accounts/end-sessions", |w| format!("/accounts/{}", w.customer_account), &[], manager),
        about_account("/api/accounts/enable", |w| format!("/accounts/{}", w.disabled_account), &[], manager),
    ]
}

/// What an administrator does about resellers.
#[rustfmt::skip]
fn resellers() -> Vec<FunctionRow> {
    let about = |path, form, typed| FunctionRow {
        by: Who::Admin, platform: false,
        ..function(path, form, typed, [SignIn, Done, Gone, Gone, Gone, Gone], Kind::Reseller)
    };
    let list = |_: &World| "/resellers".to_owned();
    let credential = |w: &World| format!("/resellers/{}/credential", w.reseller);
    vec![
        about("/api/resellers/step-into", list, &[]),
        // The button is in the view alone; outside of one it leads to the list, too.
        FunctionRow { token: false, of: None, like: Some("/api/resellers/step-into"),
            ..about("/api/resellers/step-out", list, &[]) },
        about("/api/resellers/credential/store", credential,
            &[("form[login]", "alpine"), ("form[kind]", "password"), ("form[password]", "alpine")]),
        about("/api/resellers/credential/disconnect", credential, &[("form[name]", "alpine")]),
    ]
}

/// Those that change call forwards.
#[rustfmt::skip]
fn forwards() -> Vec<FunctionRow> {
    vec![
        function("/api/forwards/save", |w| format!("/subscribers/{}/forwards", w.lines[1]),
            NEW_FORWARD, STAFF_ALONE, Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/forwards/save", |w| format!("/my/forwards/{}", w.lines[1]),
            NEW_FORWARD, CUSTOMER_ALONE, Kind::Line) },
        function("/api/forwards/undo", |w| format!("/subscribers/{}/forwards", w.lines[1]),
            NEW_FORWARD, STAFF_ALONE, Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/forwards/undo", |w| format!("/my/forwards/{}", w.lines[1]),
            NEW_FORWARD, CUSTOMER_ALONE, Kind::Line) },
        function("/api/forwards/template", |w| format!("/subscribers/{}/forwards?template=today", w.lines[1]),
            &[("form[number]", "0664 7654321")], [SignIn, Gone, Back, Back, Gone, Gone], Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/forwards/template",
            |w| format!("/my/forwards/{}?template=today", w.lines[1]),
            &[("form[number]", "0664 7654321")], [SignIn, Gone, Gone, Gone, Back, Gone], Kind::Line) },
        function("/api/blocked/save", |w| format!("/subscribers/{}/blocked", w.lines[1]),
            NEW_BLOCKED, STAFF_ALONE, Kind::Line),
        FunctionRow { by: Who::Customer, ..function("/api/my/blocked/save", |w| format!("/my/blocked/{}", w.lines[1]),
            NEW_BLOCKED, CUSTOMER_ALONE, Kind::Line) },
    ]
}

impl FunctionRow {
    pub fn answer(&self, who: Who) -> Answer {
        self.answers[who as usize]
    }

    /// Whether its form has anything to type into; some have a button alone, and one is not shown to who signed in a moment ago.
    pub fn is_typed(&self) -> bool {
        !self.typed.is_empty() && !self.path.ends_with("/undo") && self.path != PROVE_AGAIN
    }

    /// The name of a field of a form: those of the forwards are in the rule for "busy", wherever that stands.
    pub fn field(form: &Form, name: &str) -> String {
        if name.starts_with('[') { format!("{}{name}", rule(form, "cfb")) } else { name.to_owned() }
    }

    /// Whether a form that could not be carried out shows again what was typed: passwords of people never are.
    pub fn shows_again(&self) -> bool {
        let of_people =
            ["/api/sign-in", "/api/invitation/", "/api/account/", "/api/resellers/credential/store"];
        self.token && self.is_typed() && !of_people.iter().any(|path| self.path.starts_with(path))
    }

    /// The form as its page shows it.
    pub async fn shown(&self, actor: &Actor, world: &World) -> Form {
        if let Some(first) = self.first {
            actor.get(&first(world)).await.expect_status(303);
        }
        let mut form = actor.form(&(self.form)(world), self.like.unwrap_or(self.path)).await;
        self.path.clone_into(&mut form.action);
        form
    }

    /// The form as somebody fills it in who may.
    pub async fn filled(&self, portal: &Portal, world: &World) -> Form {
        let (actor, page) = (portal.actor(self.by).await, (self.form)(world));
        if let Some(action) = self.path.strip_suffix("/undo") {
            let save = format!("{action}/save");
            actor.submit(&reviewed(&actor, &page, &save, self.typed).await).await;
            let link = actor.get(&page).await.body;
            let id = link
                .split("?undo=")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .expect("a change to undo");
            return actor.form(&format!("{page}?undo={id}"), self.path).await;
        }
        if self.path.ends_with("forwards/save") {
            return reviewed(&actor, &page, self.path, self.typed).await;
        }
        let mut form = self.shown(&actor, world).await;
        for (name, value) in self.typed {
            form.set(name, value);
        }
        form
    }
}

/// The form of the forwards with a new rule for "busy", after the person has seen what will change.
async fn reviewed(actor: &Actor, page: &str, action: &str, typed: &[(&str, &str)]) -> Form {
    let mut form = actor.form(page, action).await;
    let busy = rule(&form, "cfb");
    for (part, value) in typed {
        form.set(&format!("{busy}{part}"), value);
    }
    actor.refused(&form.with("press", "review")).await.form(action).with("press", "save")
}

/// The same form in somebody else's browser: with a token of their session.
pub async fn as_theirs(form: &Form, actor: &Actor) -> Form {
    let token = actor.token().await;
    form.clone().with("token", &token)
}
