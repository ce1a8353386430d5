//! `domains` (contract 3.10).

use serde_json::{Map, Value};

use super::{Call, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::patch::Operations;
use crate::query::Query;

pub(crate) struct Domains;

impl Resource for Domains {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "domains",
                entity: "domain",
                collection: verbs::CREATABLE,
                item: verbs::DELETABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::OWNERS).list(roles::STAFF),
                rows: Rows::Domains,
                generic: false,
            }
        }
    }

    fn narrowed(&self, view: &View<'_>, query: &Query) -> Option<Vec<u32>> {
        let name = query.get("domain")?;
        (!name.contains(['*', '?'])).then(|| view.state.domains.by_name(name).into_iter().collect())
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "domain",
                kind: Kind::Pattern,
                holds: |view, id, test| {
                    view.state.domains.get(id).is_some_and(|row| test.text(Some(&row.name)))
                },
            },
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| {
                    view.state.domains.get(id).is_some_and(|row| test.id(Some(row.reseller)))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.domains.get(id)?;
        match column {
            "domain" => Some(SortKey::text(Some(&row.name))),
            "reseller_id" => Some(SortKey::Number(row.reseller.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("domains", id);
        document.relate("domainpreferences", format!("/api/domainpreferences/{id}"));
        document.relate_journal();
        document.set("id", id);
        if let Some(row) = view.state.domains.get(id) {
            document.set("domain", &*row.name);
            if view.is_admin() {
                document.set("reseller_id", row.reseller);
            }
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        let is_admin = call.view().is_admin();
        let mut form = Form::new(body);
        form.require("domain");
        let name = form.text_up_to("domain", 127).unwrap_or_default();
        let named = if is_admin && form.require_as("reseller_id", "Reseller") {
            form.id("reseller_id")
        } else {
            None
        };
        form.finish("Failed to create domain.")?;
        let reseller = if is_admin {
            named
                .and_then(|id| u32::try_from(id).ok())
                .filter(|id| call.state.resellers.get(*id).is_some())
                .ok_or_else(|| ApiError::unprocessable("Invalid 'reseller_id'"))?
        } else {
            call.caller.reseller
        };
        if call.state.domains.by_name(&name).is_some() {
            return Err(ApiError::unprocessable(format!("Domain '{name}' already exists.")));
        }
        Ok(call.state.domains.add(reseller, &name))
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        call.state.delete_domain(id);
        Ok(())
    }
}
