//! `admins`: the logins of the administrators' realm (contract 3.2).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, Shape, SortKey, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::{Filter, Kind};
use crate::form::Form;
use crate::hal::Document;
use crate::options::Role;
use crate::patch::Operations;
use crate::state::{Account, Password};

pub(crate) struct Admins;

impl Resource for Admins {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "admins",
                entity: "admin",
                collection: verbs::CREATABLE,
                item: verbs::CHANGEABLE_AND_DELETABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::STAFF),
                rows: Rows::Own,
                generic: true,
            }
        }
    }

    fn ids<'v>(&self, view: &View<'v>) -> Cow<'v, [u32]> {
        let seen = view.state.accounts.iter().filter(|account| is_seen(view, account));
        seen.map(|account| account.id).collect::<Vec<_>>().into()
    }

    fn sees(&self, view: &View<'_>, id: u32) -> bool {
        view.state.accounts.by_id(id).is_some_and(|account| is_seen(view, account))
    }

    fn filters(&self) -> &'static [Filter] {
        &[
            Filter {
                name: "reseller_id",
                kind: Kind::Id,
                holds: |view, id, test| test.id(view.state.accounts.by_id(id).map(|row| row.reseller)),
            },
            Filter {
                name: "login",
                kind: Kind::Wild,
                holds: |view, id, test| {
                    test.text(view.state.accounts.by_id(id).map(|row| row.login.as_str()))
                },
            },
        ]
    }

    fn sort_key(&self, view: &View<'_>, column: &str, id: u32) -> Option<SortKey> {
        let row = view.state.accounts.by_id(id)?;
        match column {
            "login" => Some(SortKey::text(Some(&row.login))),
            "email" => Some(SortKey::text(row.email.as_deref())),
            "reseller_id" => Some(SortKey::Number(row.reseller.into())),
            _ => None,
        }
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("admins", id);
        document.relate("admins", format!("/api/admins/{id}"));
        let Some(row) = view.state.accounts.by_id(id) else { return document };
        document.set("id", id);
        document.set("login", row.login.as_str());
        document.set("email", row.email.as_deref());
        document.set("auth_mode", "local");
        document.set("role", name_of(row.role));
        document.set("is_ccare", matches!(row.role, Role::CustomerCare | Role::CustomerCareAdmin));
        document.set("enable_2fa", row.second_factor.is_some());
        for (name, is_set) in flags(row) {
            document.set(name, is_set);
        }
        if view.is_admin() {
            document.relate("resellers", format!("/api/resellers/{}", row.reseller));
            document.set("reseller_id", row.reseller);
            document.set("is_superuser", matches!(row.role, Role::Admin | Role::CustomerCareAdmin));
            document.set("is_system", row.is_built_in());
            document.set("lawful_intercept", false);
        }
        document
    }

    fn create(&self, call: &mut Call<'_>, body: &Map<String, Value>) -> Result<u32, ApiError> {
        if !call.state.accounts.by_id(call.caller.id).is_some_and(|own| own.is_master) {
            return Err(ApiError::Forbidden("Cannot create admin without master permissions"));
        }
        let account = checked(call, body, None)?;
        if !reaches(call.caller.role, account.role) {
            return Err(ApiError::Forbidden("Cannot create admin user"));
        }
        Ok(call.state.accounts.insert(account))
    }

    /// What a patch is applied to: the password can be replaced and is never shown.
    fn patch_document(&self, view: &View<'_>, id: u32) -> Value {
        let mut members = self.document(view, id).members;
        members.insert("password".to_owned(), Value::Null);
        members.into()
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let Some(present) = call.state.accounts.by_id(id).cloned() else { return Err(ApiError::Internal) };
        let account = checked(call, body, Some(&present))?;
        let identity = |account: &Account| (account.login.clone(), account.role, flags(account));
        let is_own = call.caller.id == id;
        if is_own && identity(&account) != identity(&present) {
            return Err(ApiError::Forbidden("User cannot modify own permissions"));
        }
        if !reaches(call.caller.role, account.role) {
            return Err(ApiError::Forbidden("Cannot change user role"));
        }
        let may_set_any = call.state.accounts.by_id(call.caller.id).is_some_and(Account::is_built_in);
        if body.get("password").is_some_and(|password| !password.is_null()) && !is_own && !may_set_any {
            return Err(ApiError::Forbidden("Only own user can change password"));
        }
        call.state.accounts.replace(account);
        Ok(())
    }

    fn delete(&self, call: &mut Call<'_>, id: u32) -> Result<(), ApiError> {
        if call.caller.id == id {
            return Err(ApiError::Forbidden("Cannot delete own user"));
        }
        if !call.state.accounts.by_id(id).is_some_and(|row| reaches(call.caller.role, row.role)) {
            return Err(ApiError::Forbidden("Cannot delete user"));
        }
        call.state.accounts.remove(id);
        Ok(())
    }
}

/// Everybody sees themselves, masters the others in their reach; nobody else sees the built-in login.
fn is_seen(view: &View<'_>, account: &Account) -> bool {
    let is_master = view.state.accounts.by_id(view.caller.id).is_some_and(|own| own.is_master);
    let is_within = view.is_admin()
        || view.reaches(account.reseller) && !matches!(account.role, Role::Admin | Role::CustomerCareAdmin);
    view.caller.id == account.id || is_master && is_within && !account.is_built_in()
}

/// The flags that a body sets; a new login has those that it names and no other.
fn flags(account: &Account) -> [(&'static str, bool); 7] {
    [
        ("is_master", account.is_master),
        ("is_active", account.is_active),
        ("read_only", account.read_only),
        ("show_passwords", account.show_passwords),
        ("call_data", account.call_data),
        ("billing_data", account.billing_data),
        ("can_reset_password", account.can_reset_password),
    ]
}

const ROLES: [Role; 4] = [Role::Admin, Role::Reseller, Role::CustomerCareAdmin, Role::CustomerCare];

fn name_of(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::CustomerCareAdmin => "ccareadmin",
        Role::CustomerCare => "ccare",
        Role::Reseller | Role::SubscriberAdmin | Role::Subscriber => "reseller",
    }
}

/// Whether logins of a role manage those of another.
fn reaches(own: Role, other: Role) -> bool {
    match own {
        Role::Admin => true,
        Role::Reseller => matches!(other, Role::Reseller | Role::CustomerCare),
        Role::CustomerCareAdmin => matches!(other, Role::CustomerCareAdmin | Role::CustomerCare),
        _ => other == Role::CustomerCare,
    }
}

/// A login as a body has it: what is left out of a new one is not set, of a present one as it was.
fn checked(
    call: &Call<'_>,
    body: &Map<String, Value>,
    present: Option<&Account>,
) -> Result<Account, ApiError> {
    let mut form = Form::new(body);
    form.require("login");
    let login = form.text_between("login", 5, 31).unwrap_or_default();
    if present.is_none() {
        form.require("password");
    }
    let password = form.text("password");
    let email = form.email("email");
    let email = form.submitted("email", email).or(present.and_then(|row| row.email.clone()));
    form.choice("auth_mode", &["local", "ldap"]);
    let reseller = form.reseller(call, present.map(|row| row.reseller));
    let mut flag = |name: &str, before: fn(&Account) -> bool| {
        form.boolean(name).unwrap_or_else(|| present.is_some_and(before))
    };
    let is_ccare = flag("is_ccare", |row| matches!(row.role, Role::CustomerCare | Role::CustomerCareAdmin));
    let is_superuser = flag("is_superuser", |row| matches!(row.role, Role::Admin | Role::CustomerCareAdmin));
    let mut account = Account {
        id: present.map_or(0, |row| row.id),
        login,
        password: present.map_or_else(|| Password::new("", call.now), |row| row.password.clone()),
        email,
        role: match (is_ccare, is_superuser && call.view().is_admin()) {
            (true, true) => Role::CustomerCareAdmin,
            (true, false) => Role::CustomerCare,
            (false, true) => Role::Admin,
            (false, false) => Role::Reseller,
        },
        reseller: 0,
        is_master: flag("is_master", |row| row.is_master),
        read_only: flag("read_only", |row| row.read_only),
        show_passwords: flag("show_passwords", |row| row.show_passwords),
        call_data: flag("call_data", |row| row.call_data),
        billing_data: flag("billing_data", |row| row.billing_data),
        can_reset_password: flag("can_reset_password", |row| row.can_reset_password),
        is_active: flag("is_active", |row| row.is_active),
        second_factor: present.and_then(|row| row.second_factor.clone()),
    };
    let role = form.text("role").filter(|role| !role.is_empty());
    form.finish("Failed to create admin.")?;
    account.reseller = reseller?;
    if let Some(password) = password {
        account.password = Password::new(password, call.now);
    }
    // The name of a role wins over the flags.
    if let Some(role) = role {
        let known = ROLES.into_iter().find(|known| name_of(*known) == role);
        account.role = known.ok_or_else(|| ApiError::unprocessable(format!("Unknown role: {role}")))?;
    }
    let others = || call.state.accounts.iter().filter(|row| row.id != account.id);
    if others().any(|row| row.login == account.login) {
        return Err(ApiError::unprocessable("Admin with this login already exists"));
    }
    if account.email.is_some() && others().any(|row| row.email == account.email) {
        return Err(ApiError::unprocessable("Admin with this email already exists"));
    }
    Ok(account)
}
