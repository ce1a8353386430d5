//! What people do, one operation for each kind of request.

use super::outcome::Seen;
use crate::{
    actor::{Actor, Who},
    forwards::{STAFF, path_of, ring, rule},
    html::Form,
    portal::Portal,
    table::functions,
    world::World,
};

/// A kind of request to the platform and how a person causes one.
pub struct Operation {
    pub name: &'static str,
    /// What the fault strikes.
    pub method: &'static str,
    resource: &'static str,
    does: Does,
}

/// What the person does.
enum Does {
    /// Looks at a page.
    Looks(fn(&World) -> String),
    /// Sends the form of a server function.
    Sends(&'static str),
    /// Gives a line a call forward of a kind that it has none of.
    Forwards,
}

const fn looks(name: &'static str, resource: &'static str, page: fn(&World) -> String) -> Operation {
    Operation { name, method: "GET", resource, does: Does::Looks(page) }
}

const fn does(name: &'static str, method: &'static str, resource: &'static str, does: Does) -> Operation {
    Operation { name, method, resource, does }
}

pub const OPERATIONS: &[Operation] = &[
    looks("GET of a line", "subscribers/", |w| format!("/subscribers/{}", w.lines[1])),
    looks("GET of a list", "subscribers/?", |_| "/subscribers".to_owned()),
    does("POST of a contact", "POST", "customercontacts/", CREATES_CUSTOMER),
    does("GET of the contact just made", "GET", "customercontacts/", CREATES_CUSTOMER),
    does("POST of a customer", "POST", "customers/", CREATES_CUSTOMER),
    does("POST of a line", "POST", "subscribers/", Does::Sends("/api/subscribers/create")),
    does("POST of a set", "POST", "cfdestinationsets/", Does::Forwards),
    does("PUT of mappings", "PUT", "cfmappings/", Does::Forwards),
    does("PATCH of a line", "PATCH", "subscribers/", Does::Sends("/api/subscribers/lock")),
    does("DELETE of a line", "DELETE", "subscribers/", Does::Sends("/api/subscribers/terminate")),
];

const CREATES_CUSTOMER: Does = Does::Sends("/api/customers/create");

/// What is called when a line cannot be reached, and who rings then.
const FORWARD: (&str, &str) = ("cfna", "0664 7654321");

impl Operation {
    pub const fn writes(&self) -> bool {
        !matches!(self.does, Does::Looks(_))
    }

    /// The requests that the fault strikes.
    pub fn prefix(&self, world: &World) -> String {
        match self.does {
            // The line itself, and not the list that its page may show too.
            Does::Looks(_) if self.resource.ends_with('/') => {
                format!("/api/{}{}", self.resource, world.lines[1])
            }
            _ => format!("/api/{}", self.resource),
        }
    }

    /// Somebody before the page, or with the form filled in.
    pub async fn prepare<'a>(&self, portal: &Portal, world: &'a World) -> Attempt<'a> {
        let actor = portal.actor(Who::Reseller).await;
        let step = match self.does {
            Does::Looks(page) => Step::Look(page(world)),
            Does::Sends(path) => {
                let row =
                    functions().into_iter().find(|row| row.path == path).expect("the function is there");
                let mut form = actor.form(&(row.form)(world), path).await;
                let typed = row.typed.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
                for (name, value) in row.typed {
                    form.set(name, value);
                }
                Step::Send(form, typed)
            }
            Does::Forwards => {
                let (kind, number) = FORWARD;
                let mut form = actor.form(&path_of(&world.lines[1]), STAFF).await;
                ring(&mut form, kind, &[("number", number, "45")]);
                let form = actor.refused(&form.with("press", "review")).await.form(STAFF);
                let name = format!("{}[destinations][0][number]", rule(&form, kind));
                Step::Send(form.with("press", "save"), vec![(name, number)])
            }
        };
        Attempt { world, actor, step }
    }
}

pub struct Attempt<'a> {
    pub world: &'a World,
    actor: Actor,
    step: Step,
}

enum Step {
    Look(String),
    Send(Form, Vec<(String, &'static str)>),
}

impl Attempt<'_> {
    /// Does it: what the person sees, and the form if it must be sent again.
    pub async fn send(&self) -> (Seen, Option<Form>) {
        match &self.step {
            Step::Look(path) => (Seen::of_page(&self.actor.get(path).await), None),
            Step::Send(form, _) => self.submit(form).await,
        }
    }

    pub async fn submit(&self, form: &Form) -> (Seen, Option<Form>) {
        let reply = self.actor.submit(form).await;
        if reply.status != 303 {
            return (Seen { is_done: false, kept: Some(false), ..Seen::of_page(&reply) }, None);
        }
        let next = self.actor.get(reply.location()).await;
        if !reply.is_draft() {
            return (Seen::of_notice(&next), None);
        }
        let page = next.page();
        let again = page.forms().into_iter().find(|again| again.action == form.action);
        // The button that was pressed is pressed again.
        let again = again.map(|again| {
            form.get("press").into_iter().fold(again, |again, press| again.with("press", press))
        });
        let typed: &[_] = match &self.step {
            Step::Send(_, typed) => typed,
            Step::Look(_) => &[],
        };
        let is_kept = |form: &Form| typed.iter().all(|(name, value)| form.get(name) == Some(*value));
        let kept = again.as_ref().is_some_and(is_kept);
        (Seen::of_draft(&next, kept), again)
    }
}
