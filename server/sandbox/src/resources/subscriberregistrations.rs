//! `subscriberregistrations` (contract 3.16).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::json;
use crate::moment;
use crate::options::Role;
use crate::patch::Operations;
use crate::query::Query;
use crate::state::{Expiry, Registration};

pub(crate) struct SubscriberRegistrations;

impl Resource for SubscriberRegistrations {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "subscriberregistrations",
                entity: "subscriberregistration",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        view.state.registrations.ids().filter(|id| self.sees(view, *id)).collect::<Vec<_>>().into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.registrations.get(id, view.now).is_some_and(|row| view.sees_subscriber(row.subscriber))
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        let subscriber = query.id("subscriber_id")?;
        Some(view.state.registrations.of_subscriber(subscriber).to_vec())
    }

    fn filters(&self) -> &'static [Filter] {
        &[Filter {
            name: "subscriber_id",
            kind: Kind::Id,
            holds: |view, id, test| {
                let row = view.state.registrations.get(id, view.now);
                row.is_some_and(|row| test.id(Some(row.subscriber)))
            },
        }]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.registrations.get(id, view.now)?;
        match column {
            "contact" => Some(SortKey::text(Some(&row.contact))),
            "expires" => Some(SortKey::Number(row.expiry.at(view.now))),
            "path" => Some(SortKey::text(row.path.as_deref())),
            "q" => Some(SortKey::Text(format!("{:.3}", row.priority))),
            "user_agent" => Some(SortKey::text(row.user_agent.as_deref())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("subscriberregistrations", id);
        let Some(row) = view.state.registrations.get(id, view.now) else { return document };
        document.relate("subscriberregistrations", format!("/api/subscriberregistrations/{id}"));
        document.relate("subscribers", format!("/api/subscribers/{}", row.subscriber));
        document.set("id", id);
        document.set("subscriber_id", row.subscriber);
        document.set("contact", row.contact.as_str());
        document.set("expires", moment::local(row.expiry.at(view.now)));
        document.set("q", row.priority);
        document.set("nat", row.nat);
        document.set("socket", row.socket.as_deref());
        document.set("received", row.received.as_deref());
        document.set("path", row.path.as_deref());
        document.set("user_agent", row.user_agent.as_deref());
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let registration = checked(call, body)?;
        Ok(call.state.registrations.add(registration))
    }

    /// The platform ends the old registration and makes a new one, with a new id.
    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let registration = checked(call, body)?;
        call.state.registrations.remove(id);
        call.state.registrations.add(registration);
        Ok(())
    }

    fn answer(&self, view: &View<'_>, _id: u32, _change: Change<'_>) -> Document {
        self.document(view, view.state.registrations.last_id())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        call.state.registrations.remove(id);
        Ok(())
    }
}

fn checked(call: &Call<'_>, body: &Map<String, Value>) -> Result<Registration, ApiError> {
    let mut form = Form::new(body);
    let own = (call.caller.role == Role::Subscriber).then_some(call.caller.id);
    if own.is_none() && form.require("subscriber_id") {
        form.id("subscriber_id");
    }
    form.require("contact");
    let contact = form.text("contact").unwrap_or_default();
    form.require("expires");
    let expires = form.moment("expires");
    form.require("q");
    let priority = json::text_of(body.get("q")).and_then(|text| text.trim().parse::<f64>().ok());
    if !priority.is_some_and(|priority| (0.0..=1.0).contains(&priority)) {
        form.fail("q", "Value must be between 0 and 1");
    }
    let nat = form.boolean("nat").unwrap_or_default();
    let [socket, received, path, user_agent] =
        ["socket", "received", "path", "user_agent"].map(|name| form.text(name));
    form.finish("Internal Server Error")?;
    let subscriber = own
        .or_else(|| json::id_of(body.get("subscriber_id")?))
        .filter(|id| call.view().sees_subscriber(*id))
        // Administrators of a customer register themselves only.
        .filter(|id| call.caller.role != Role::SubscriberAdmin || *id == call.caller.id)
        .ok_or_else(|| ApiError::unprocessable("No subscriber for subscriber_id found"))?;
    Ok(Registration {
        subscriber,
        contact,
        expiry: Expiry::At(expires.unwrap_or_default()),
        priority: priority.unwrap_or_default(),
        nat,
        socket,
        received,
        path,
        user_agent,
    })
}
