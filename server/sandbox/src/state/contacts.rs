//! Customer contacts.

use std::collections::BTreeMap;

use super::index::{ByReseller, TextIndex, compact};

/// The filled text columns of a row; most of a contact's are empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(Vec<(&'static str, Box<str>)>);

impl Texts {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| &**text)
    }

    pub(crate) fn set(&mut self, name: &'static str, text: Option<&str>) {
        self.0.retain(|(known, _)| *known != name);
        if let Some(text) = text {
            self.0.push((name, text.into()));
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) reseller: u32,
    pub(crate) texts: Texts,
    /// Used by terminated customers only and deleted: invisible, but still referenced (contract 3.4).
    pub(crate) terminated: bool,
}

/// All contacts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contacts {
    rows: BTreeMap<u32, Contact>,
    visible: ByReseller,
    by_email: TextIndex,
    last_id: u32,
}

impl Contacts {
    pub(crate) fn add(&mut self, contact: Contact) -> u32 {
        self.last_id += 1;
        self.index(self.last_id, &contact);
        self.rows.insert(self.last_id, contact);
        self.last_id
    }

    fn index(&mut self, id: u32, contact: &Contact) {
        if !contact.terminated {
            self.visible.insert(contact.reseller, id);
            if let Some(email) = contact.texts.get("email") {
                self.by_email.insert(email, id);
            }
        }
    }

    fn unindex(&mut self, id: u32, contact: &Contact) {
        self.visible.remove(contact.reseller, id);
        if let Some(email) = contact.texts.get("email") {
            self.by_email.remove(email, id);
        }
    }

    pub(crate) fn edit(&mut self, id: u32, change: impl FnOnce(&mut Contact)) {
        if let Some(mut contact) = self.rows.remove(&id) {
            self.unindex(id, &contact);
            change(&mut contact);
            self.index(id, &contact);
            self.rows.insert(id, contact);
        }
    }

    pub(crate) fn remove(&mut self, id: u32) {
        if let Some(contact) = self.rows.remove(&id) {
            self.unindex(id, &contact);
        }
    }

    /// A contact that is not terminated.
    pub(crate) fn get(&self, id: u32) -> Option<&Contact> {
        self.rows.get(&id).filter(|contact| !contact.terminated)
    }

    /// Gives back the room for growing.
    pub(super) fn compact(&mut self) {
        compact(&mut self.rows);
        self.by_email.compact();
    }

    pub(crate) fn visible(&self, scope: Option<u32>) -> &[u32] {
        self.visible.within(scope)
    }

    pub(crate) fn by_email(&self) -> &TextIndex {
        &self.by_email
    }
}
