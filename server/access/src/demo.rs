//! The accounts of the embedded sandbox. They exist nowhere else: their password is printed on the sign-in page.

use crate::{
    access::Access,
    account::NewAccount,
    accounts::{AccountError, Policy},
    credentials::{CredentialError, Owner},
    forward_templates::ForwardTemplateError,
    storage::StorageError,
};
use switchhook_domain::{
    forwards::{NamedTemplateForm, Recipe, TemplateForm},
    identifier::{CustomerId, ResellerId},
    permission::{Role, Scope},
};
use switchhook_platform::Credential;

/// The password of every demo account.
pub const PASSWORD: &str = "demo-portal";

/// The login of a line of the sandbox, and its password.
pub const LINE: &str = "anna.huber@alpine.example";
/// The web password of every line of the sandbox.
pub const LINE_PASSWORD: &str = "demo-line";

/// The logins of the demo accounts, with their roles.
pub const ACCOUNTS: [(&str, Role); 5] = [
    ("admin@demo.example", Role::Admin),
    ("reseller@alpine.example", Role::Reseller),
    ("helpdesk@alpine.example", Role::Helpdesk),
    ("customer@alpine.example", Role::Customer),
    ("reseller@harbour.example", Role::Reseller),
];

/// The ids of the demo's templates of call forwards: of alpine, and of harbour.
pub const TEMPLATES: [&str; 2] = ["a1f1e000000000000000000000000001", "ba7b000000000000000000000000001a"];

/// A reseller of the sandbox.
#[derive(Clone, Debug)]
pub struct DemoReseller {
    /// Its id in the sandbox.
    pub id: ResellerId,
    /// Its name.
    pub name: String,
    /// Its platform login in the sandbox.
    pub credential: Credential,
}

/// What the demo accounts stand on.
#[derive(Clone, Debug)]
pub struct DemoSeed {
    /// The operator's platform login in the sandbox.
    pub operator: Credential,
    /// The reseller of most demo accounts.
    pub alpine: DemoReseller,
    /// The other reseller.
    pub harbour: DemoReseller,
    /// Alpine's customer whose account is among them.
    pub customer: CustomerId,
}

/// Why the demo was not prepared.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// An account was not created.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A credential was not stored.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// A template of call forwards was not kept.
    #[error(transparent)]
    Template(#[from] ForwardTemplateError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Prepares resellers, credentials, accounts and templates of the demo. What is there already stays as it is, unless it belongs to
/// an earlier sandbox.
///
/// # Errors
/// [`DemoError`].
pub async fn seed_demo(access: &Access, seed: &DemoSeed) -> Result<(), DemoError> {
    access.credentials().store(Owner::Operator, &seed.operator).await?;
    for reseller in [&seed.alpine, &seed.harbour] {
        access.resellers().connect(reseller.id, &reseller.name).await?;
        access.credentials().store(Owner::Reseller(reseller.id), &reseller.credential).await?;
    }
    for (login, role) in ACCOUNTS {
        let reseller = if login.ends_with("@harbour.example") { seed.harbour.id } else { seed.alpine.id };
        let scope = match role {
            Role::Admin => Scope::Operator,
            Role::Reseller | Role::Helpdesk => Scope::Reseller(reseller),
            Role::Customer => Scope::Customer(reseller, seed.customer),
        };
        account(access, login, role, scope).await?;
    }
    for (reseller, id, name) in
        [(&seed.alpine, TEMPLATES[0], "Works holiday"), (&seed.harbour, TEMPLATES[1], "Shore leave")]
    {
        let template = TemplateForm::usual(Recipe::Holiday);
        let form = NamedTemplateForm { name: name.to_owned(), template };
        let id = id.parse().map_err(|_| StorageError::Unreadable("id"))?;
        match access.forward_templates().put(reseller.id, id, &form).await {
            // The reseller has made one of this name.
            Ok(()) | Err(ForwardTemplateError::NameTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn account(access: &Access, login: &str, role: Role, scope: Scope) -> Result<(), DemoError> {
    if let Some(present) = access.accounts().find_by_login(Scope::Operator, login).await? {
        if (present.role, present.scope) == (role, scope) {
            return Ok(());
        }
        access.accounts().delete(&present).await?;
    }
    let new = NewAccount {
        login: login.to_owned(),
        password: PASSWORD.into(),
        role,
        scope,
        permissions: None,
        language: None,
    };
    match access.accounts().insert(Scope::Operator, new, Policy::Waived).await {
        // Another instance was faster.
        Ok(_) | Err(AccountError::LoginTaken) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
