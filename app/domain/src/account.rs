//! Forms about portal accounts.

use crate::{
    FieldError, FieldErrors,
    identifier::{CustomerId, ResellerId, SubscriberId},
    permission::{Permission, Role},
    text,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

/// The permissions of a helpdesk account, ticked or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PermissionsForm(BTreeMap<String, String>);

impl PermissionsForm {
    /// The form that shows these.
    #[must_use]
    pub fn of(permissions: &BTreeSet<Permission>) -> Self {
        Self(permissions.iter().map(|permission| (permission.name().to_owned(), "on".to_owned())).collect())
    }

    /// Whether a permission is ticked.
    #[must_use]
    pub fn holds(&self, permission: Permission) -> bool {
        self.0.contains_key(permission.name())
    }

    /// What is ticked. What a helpdesk cannot have is an invalid choice.
    ///
    /// # Errors
    /// What is wrong, at `field`.
    pub fn parse(&self, field: &str) -> Result<BTreeSet<Permission>, FieldErrors> {
        let permissions = self.0.iter().map(|(name, value)| {
            let permission = Permission::ALL.iter().find(|permission| permission.name() == name);
            permission.copied().filter(|permission| permission.is_for_helpdesk() && value == "on")
        });
        permissions.collect::<Option<_>>().ok_or_else(|| FieldErrors::of(field, FieldError::InvalidChoice))
    }
}

/// Somebody to invite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// The e-mail address, which is the login.
    pub login: String,
    /// The name of the role.
    pub role: String,
    /// The reseller, where an administrator invites.
    pub reseller: String,
    /// For a customer: which one.
    pub customer: String,
    /// For a customer: its only line, or all of them.
    pub subscriber: String,
    /// For helpdesk: what they may do.
    pub permissions: PermissionsForm,
}

/// What an invited account is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole platform.
    Operator,
    /// Staff of a reseller.
    Reseller,
    /// Helpdesk of a reseller, with these permissions.
    Helpdesk(BTreeSet<Permission>),
    /// All lines of a customer.
    Customer(CustomerId),
    /// One line of a customer.
    Line(CustomerId, SubscriberId),
}

impl Place {
    /// The role that belongs there.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self {
            Self::Operator => Role::Admin,
            Self::Reseller => Role::Reseller,
            Self::Helpdesk(_) => Role::Helpdesk,
            Self::Customer(_) | Self::Line(..) => Role::Customer,
        }
    }
}

/// An invitation that can be tried. Whether customer and line exist, the platform knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The login.
    pub login: String,
    /// What the account is for.
    pub place: Place,
    /// The reseller that an administrator named.
    pub reseller: Option<ResellerId>,
}

fn id<T: FromStr>(typed: &str) -> Result<T, FieldError> {
    let typed = text::filled(typed)?;
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldError::NotANumber);
    }
    typed.parse().map_err(|_| FieldError::Unknown)
}

impl InvitationForm {
    /// Reads what somebody in the role `by` typed.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn parse(&self, by: Role) -> Result<Invitation, FieldErrors> {
        let mut errors = FieldErrors::new();
        let login = errors.take("form[login]", text::email(&self.login));
        let role = self.role.parse().ok().filter(|role| by.managed().contains(role));
        let role = errors.take("form[role]", role.ok_or(FieldError::InvalidChoice));
        let needs_reseller = by == Role::Admin && role.is_some_and(|role| role != Role::Admin);
        let reseller = if needs_reseller { errors.take("form[reseller]", id(&self.reseller)) } else { None };
        let place = role.and_then(|role| self.place(role, &mut errors));
        match (login, place) {
            (Some(login), Some(place)) if errors.is_empty() => Ok(Invitation { login, place, reseller }),
            _ => Err(errors),
        }
    }

    fn place(&self, role: Role, errors: &mut FieldErrors) -> Option<Place> {
        match role {
            Role::Admin => Some(Place::Operator),
            Role::Reseller => Some(Place::Reseller),
            Role::Helpdesk => {
                let chosen = self.permissions.parse("form[permissions]").ok();
                if chosen.is_none() {
                    errors.add("form[permissions]", FieldError::InvalidChoice);
                }
                chosen.map(Place::Helpdesk)
            }
            Role::Customer => {
                let customer = errors.take("form[customer]", id(&self.customer));
                if self.subscriber.trim().is_empty() {
                    return customer.map(Place::Customer);
                }
                let line = errors.take("form[subscriber]", id(&self.subscriber));
                Some(Place::Line(customer?, line?))
            }
        }
    }
}

/// A password that somebody chooses, typed twice. It is read from a form and never written again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChosenPassword {
    /// The present one, where it is asked for.
    #[serde(skip_serializing)]
    pub present: String,
    /// The new one.
    #[serde(skip_serializing)]
    pub password: String,
    /// The new one again.
    #[serde(skip_serializing)]
    pub again: String,
}

impl fmt::Debug for ChosenPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChosenPassword(…)")
    }
}

impl ChosenPassword {
    /// Whether the new one was typed twice.
    ///
    /// # Errors
    /// It is missing or differs.
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.password.is_empty() {
            errors.add("form[password]", FieldError::Missing);
        } else if self.password != self.again {
            errors.add("form[again]", FieldError::PasswordsDiffer);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(role: &str) -> InvitationForm {
        let (login, role) = ("anna@alpine.example".to_owned(), role.to_owned());
        InvitationForm { login, role, ..InvitationForm::default() }
    }

    #[test]
    fn nobody_invites_above_their_own_role() {
        for (by, role) in [
            (Role::Reseller, "admin"),
            (Role::Reseller, "reseller"),
            (Role::Helpdesk, "helpdesk"),
            (Role::Customer, "customer"),
            (Role::Admin, "root"),
        ] {
            let refused = FieldErrors::of("form[role]", FieldError::InvalidChoice);
            assert_eq!(form(role).parse(by), Err(refused), "{by:?} {role}");
        }
    }

    #[test]
    fn an_administrator_names_the_reseller() {
        let missing = FieldErrors::of("form[reseller]", FieldError::Missing);
        assert_eq!(form("helpdesk").parse(Role::Admin), Err(missing));
        let named = InvitationForm { reseller: " 7 ".into(), ..form("reseller") };
        assert_eq!(named.parse(Role::Admin).unwrap().reseller, Some(ResellerId(7)));
        assert_eq!(form("admin").parse(Role::Admin).unwrap().place, Place::Operator);
        // A reseller's own is not asked for, whatever is sent.
        let sent = InvitationForm { reseller: "7".into(), ..form("helpdesk") };
        assert_eq!(sent.parse(Role::Reseller).unwrap().reseller, None);
    }

    #[test]
    fn a_customer_account_is_for_a_customer_or_for_one_line() {
        let missing = FieldErrors::of("form[customer]", FieldError::Missing);
        assert_eq!(form("customer").parse(Role::Reseller), Err(missing));
        let all = InvitationForm { customer: "12".into(), ..form("customer") };
        assert_eq!(all.parse(Role::Reseller).unwrap().place, Place::Customer(CustomerId(12)));
        let one = InvitationForm { subscriber: "34".into(), ..all.clone() };
        assert_eq!(one.parse(Role::Reseller).unwrap().place, Place::Line(CustomerId(12), SubscriberId(34)));
        let wrong = InvitationForm { subscriber: "-1".into(), ..all };
        let refused = FieldErrors::of("form[subscriber]", FieldError::NotANumber);
        assert_eq!(wrong.parse(Role::Reseller), Err(refused));
    }

    #[test]
    fn helpdesk_is_given_what_helpdesk_can_have() {
        let chosen = BTreeSet::from([Permission::ViewSubscribers, Permission::LockSubscribers]);
        let permissions = PermissionsForm::of(&chosen);
        let good = InvitationForm { permissions, ..form("helpdesk") };
        assert_eq!(good.parse(Role::Reseller).unwrap().place, Place::Helpdesk(chosen));
        for bad in [Permission::ManageAccounts, Permission::ViewResellers] {
            let permissions = PermissionsForm::of(&BTreeSet::from([bad]));
            let form = InvitationForm { permissions, ..form("helpdesk") };
            let refused = FieldErrors::of("form[permissions]", FieldError::InvalidChoice);
            assert_eq!(form.parse(Role::Reseller), Err(refused));
        }
    }

    #[test]
    fn a_chosen_password_is_typed_twice() {
        let typed = |password: &str, again: &str| {
            let (password, again) = (password.into(), again.into());
            ChosenPassword { present: String::new(), password, again }.check()
        };
        let secret = ChosenPassword { password: "hunter2".into(), ..ChosenPassword::default() };
        assert_eq!(format!("{secret:?}"), "ChosenPassword(…)");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "{}");
        assert_eq!(typed("a", "a"), Ok(()));
        assert_eq!(typed("", ""), Err(FieldErrors::of("form[password]", FieldError::Missing)));
        assert_eq!(typed("a", "b"), Err(FieldErrors::of("form[again]", FieldError::PasswordsDiffer)));
    }
}
