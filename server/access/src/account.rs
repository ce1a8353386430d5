//! Who has an account: its login, role, scope and permissions.

use crate::{
    id::AccountId,
    storage::{ScopeColumns, StorageError, id_value, moment},
};
use secrecy::SecretString;
use serde_json::Value;
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeSet;
use switchhook_domain::{
    identifier::SubscriberId,
    permission::{Permission, Role, Scope},
};
use time::OffsetDateTime;

/// The most characters of a login.
pub const LOGIN_LONGEST: usize = 254;

/// An account, as it was when it was read. Only the store makes one, so holding one means that it was found inside the
/// scope that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What its owner types to sign in; in lower case.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// Whose objects it may touch.
    pub scope: Scope,
    /// What it may do.
    pub permissions: BTreeSet<Permission>,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Whether it has a password: not before its owner has accepted the invitation.
    pub has_password: bool,
    /// The line that it stands for: the platform checks its login, and the account has no password.
    pub line: Option<SubscriberId>,
    /// The language its owner chose.
    pub language: Option<String>,
    /// When it was created.
    pub created_at: OffsetDateTime,
    /// When its owner last signed in.
    pub signed_in_at: Option<OffsetDateTime>,
}

/// How far an account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// Its owner can sign in.
    Active,
    /// Its owner has not chosen a password yet.
    Invited,
    /// Its owner may not sign in.
    Disabled,
}

impl AccountState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Invited, Self::Disabled];

    /// Its name, for filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Disabled => "disabled",
        }
    }
}

impl Account {
    /// What its owner types to sign in: for a line, its web login.
    #[must_use]
    pub fn typed_login(&self) -> &str {
        let of_line = self.login.rsplit_once(LINE).filter(|_| self.line.is_some());
        of_line.map_or(&self.login, |(login, _)| login)
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> AccountState {
        match (self.disabled, self.has_password || self.line.is_some()) {
            (true, _) => AccountState::Disabled,
            (false, false) => AccountState::Invited,
            (false, true) => AccountState::Active,
        }
    }
}

/// An account to create.
#[derive(Debug)]
pub struct NewAccount {
    /// What its owner will type to sign in.
    pub login: String,
    /// Its first password.
    pub password: SecretString,
    /// Its role.
    pub role: Role,
    /// Whose objects it may touch; must fit the role.
    pub scope: Scope,
    /// For helpdesk, what the reseller allows; none takes what the role has by itself.
    pub permissions: Option<BTreeSet<Permission>>,
    /// The language of its owner.
    pub language: Option<String>,
}

/// An account whose owner will choose the password.
#[derive(Debug)]
pub struct Invitee {
    /// The e-mail address of its owner, who types it to sign in.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// Whose objects it may touch; must fit the role.
    pub scope: Scope,
    /// For helpdesk, what the reseller allows; none takes what the role has by itself.
    pub permissions: Option<BTreeSet<Permission>>,
    /// The language of its owner.
    pub language: Option<String>,
}

/// What is wrong with a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Nothing typed.
    #[error("the login is missing")]
    Missing,
    /// More than [`LOGIN_LONGEST`] characters.
    #[error("the login has more than {LOGIN_LONGEST} characters")]
    TooLong,
    /// Blanks or control characters inside.
    #[error("the login has blanks or control characters inside")]
    UnsupportedCharacter,
}

/// A login as it is stored and compared: without blanks around it, in lower case.
///
/// # Errors
/// [`LoginError`].
pub fn parse_login(typed: &str) -> Result<String, LoginError> {
    let login = typed.trim().to_lowercase();
    if login.is_empty() {
        Err(LoginError::Missing)
    } else if login.chars().count() > LOGIN_LONGEST {
        Err(LoginError::TooLong)
    } else if login.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Err(LoginError::UnsupportedCharacter)
    } else {
        Ok(login)
    }
}

/// What stands between the web login of a line and its id in the login of the account that stands for it.
const LINE: &str = " (line ";

/// What the login of the account that stands for a line begins with; the line's id follows. Nobody can type it, and no other
/// account has it.
pub(crate) fn line_login(login: &str) -> String {
    format!("{login}{LINE}")
}

/// Whether a role makes sense in a scope.
pub(crate) fn role_fits(role: Role, scope: Scope) -> bool {
    matches!(
        (role, scope),
        (Role::Admin, Scope::Operator)
            | (Role::Reseller | Role::Helpdesk, Scope::Reseller(_))
            | (Role::Customer, Scope::Customer(..) | Scope::Line(..))
    )
}

/// Whether a reseller may give these permissions to its helpdesk: nobody gives what they do not have.
pub(crate) fn grantable(permissions: &BTreeSet<Permission>) -> bool {
    permissions.iter().all(|permission| permission.is_for_helpdesk())
}

pub(crate) fn permissions_column(permissions: &BTreeSet<Permission>) -> Result<String, StorageError> {
    serde_json::to_string(permissions).map_err(|_| StorageError::Unreadable("permission"))
}

/// Reads stored permissions. A name that this version does not know grants nothing.
fn permissions_value(column: &str) -> Result<BTreeSet<Permission>, StorageError> {
    let names: Vec<Value> =
        serde_json::from_str(column).map_err(|_| StorageError::Unreadable("permission set"))?;
    Ok(names.into_iter().filter_map(|name| serde_json::from_value(name).ok()).collect())
}

/// What counts of a stored set: it narrows what the role has, and can never widen it.
fn within_role(role: Role, mut chosen: BTreeSet<Permission>) -> BTreeSet<Permission> {
    let of_role = role.permissions();
    chosen.retain(|permission| match role {
        Role::Helpdesk => permission.is_for_helpdesk(),
        Role::Admin | Role::Reseller | Role::Customer => of_role.contains(permission),
    });
    chosen
}

/// What stands in the place of the hash while there is no password: nothing fits it.
pub(crate) const NO_PASSWORD: &str = "";

/// The columns that [`from_row`] reads.
pub(crate) const COLUMNS: &str = "id, login, role, reseller_id, customer_id, subscriber_id, permissions, disabled, \
                                  password, line_id, language, created_at, signed_in_at";

pub(crate) fn from_row(row: &AnyRow) -> Result<Account, StorageError> {
    let role: Role =
        row.try_get::<String, _>("role")?.parse().map_err(|_| StorageError::Unreadable("role"))?;
    let scope = ScopeColumns {
        reseller: row.try_get("reseller_id")?,
        customer: row.try_get("customer_id")?,
        subscriber: row.try_get("subscriber_id")?,
    }
    .scope()?;
    if !role_fits(role, scope) {
        return Err(StorageError::Unreadable("role in its scope"));
    }
    let permissions = match row.try_get::<Option<String>, _>("permissions")? {
        Some(chosen) => within_role(role, permissions_value(&chosen)?),
        None => role.permissions(),
    };
    Ok(Account {
        id: row.try_get::<String, _>("id")?.parse().map_err(|_| StorageError::Unreadable("account id"))?,
        login: row.try_get("login")?,
        role,
        scope,
        permissions,
        disabled: row.try_get::<i64, _>("disabled")? != 0,
        has_password: row.try_get::<String, _>("password")? != NO_PASSWORD,
        line: row.try_get::<Option<i64>, _>("line_id")?.map(id_value).transpose()?.map(SubscriberId),
        language: row.try_get("language")?,
        created_at: moment(row.try_get("created_at")?)?,
        signed_in_at: row.try_get::<Option<i64>, _>("signed_in_at")?.map(moment).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use switchhook_domain::identifier::{CustomerId, ResellerId};

    proptest! {
        #[test]
        fn a_stored_login_is_its_own_stored_form(typed in "\\PC{0,300}") {
            if let Ok(login) = parse_login(&typed) {
                prop_assert_eq!(parse_login(&login), Ok(login));
            }
        }
    }

    #[test]
    fn logins_are_trimmed_and_compared_without_case() {
        assert_eq!(parse_login("  Anna@Alpine.example\t"), Ok("anna@alpine.example".to_owned()));
        assert_eq!(parse_login(" \n"), Err(LoginError::Missing));
        assert_eq!(parse_login("a b"), Err(LoginError::UnsupportedCharacter));
        assert_eq!(parse_login(&"a".repeat(254)), Ok("a".repeat(254)));
        assert_eq!(parse_login(&"a".repeat(255)), Err(LoginError::TooLong));
    }

    #[test]
    fn a_role_belongs_to_its_kind_of_scope() {
        let reseller = Scope::Reseller(ResellerId(1));
        let customer = Scope::Customer(ResellerId(1), CustomerId(2));
        let fitting: Vec<_> = Role::ALL
            .into_iter()
            .flat_map(|role| [Scope::Operator, reseller, customer].map(|scope| (role, scope)))
            .filter(|(role, scope)| role_fits(*role, *scope))
            .collect();
        assert_eq!(
            fitting,
            [
                (Role::Admin, Scope::Operator),
                (Role::Reseller, reseller),
                (Role::Helpdesk, reseller),
                (Role::Customer, customer)
            ]
        );
    }

    #[test]
    fn an_unknown_permission_grants_nothing() {
        let stored = r#"["view_customers","rule_the_world",7]"#;
        assert_eq!(permissions_value(stored).unwrap(), BTreeSet::from([Permission::ViewCustomers]));
        assert!(permissions_value("everything").is_err());
    }

    #[test]
    fn a_stored_set_narrows_a_role_and_widens_none() {
        let everything: BTreeSet<_> = Permission::ALL.iter().copied().collect();
        for role in Role::ALL {
            assert!(within_role(role, BTreeSet::new()).is_empty(), "{role:?}");
            let widest = within_role(role, everything.clone());
            if role == Role::Helpdesk {
                assert!(widest.into_iter().all(Permission::is_for_helpdesk));
            } else {
                assert_eq!(widest, role.permissions());
            }
        }
    }

    #[test]
    fn permissions_are_read_back() {
        let set = Role::Helpdesk.permissions();
        assert_eq!(permissions_value(&permissions_column(&set).unwrap()).unwrap(), set);
    }

    #[test]
    fn a_reseller_cannot_give_what_only_the_operator_has() {
        assert!(grantable(&Role::Helpdesk.permissions()));
        assert!(!grantable(&BTreeSet::from([Permission::ViewResellers])));
    }
}
