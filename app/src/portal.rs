//! What the portal stands on: accounts and sessions, the platform, the files of the site.

use crate::{failure::Failure, mail::Mailer};
use leptos::prelude::expect_context;
use std::sync::Arc;
use switchhook_access::{Access, NoPasskeys, Owner, Principal, RelyingParty};
use switchhook_domain::permission::Scope;
use switchhook_platform::{Client, Platform};

/// Where the files of the site are; their names hold a hash of their content.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script that starts the islands.
    pub start: String,
    /// What the script loads: fetched ahead.
    pub script: String,
    /// The WASM module: fetched ahead.
    pub wasm: String,
}

/// Shared by all requests. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    access: Access,
    platform: Platform,
    assets: Assets,
    demo: bool,
    origin: String,
    relying_party: Result<RelyingParty, NoPasskeys>,
    mailer: Option<Arc<dyn Mailer>>,
}

impl Portal {
    /// Puts the parts together. `demo` shows the demo accounts on the sign-in page.
    #[must_use]
    pub fn new(access: Access, platform: Platform, assets: Assets, demo: bool) -> Self {
        let (origin, mailer) = (String::new(), None);
        let relying_party = Err(NoPasskeys::NoHostName);
        Self(Arc::new(Inner { access, platform, assets, demo, origin, relying_party, mailer }))
    }

    /// The portal as people reach it at this origin.
    #[must_use]
    pub fn reached_at(mut self, origin: &str) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        origin.clone_into(&mut inner.origin);
        inner.relying_party = RelyingParty::at(origin);
        self
    }

    /// The portal that sends e-mails.
    #[must_use]
    pub fn with_mailer(mut self, mailer: Arc<dyn Mailer>) -> Self {
        Arc::make_mut(&mut self.0).mailer = Some(mailer);
        self
    }

    /// Who sends e-mails, if a mail server is set.
    pub(crate) fn mailer(&self) -> Option<&dyn Mailer> {
        self.0.mailer.as_deref()
    }

    /// The whole address of a page.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0.origin)
    }

    /// The portal as passkeys know it, or why there are none.
    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, NoPasskeys> {
        self.0.relying_party.as_ref().map_err(|why| *why)
    }

    /// The portal that answers the present request.
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Accounts, sessions, credentials, audit.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// The platform, for operations; pages reach it through [`Portal::client`].
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.0.platform
    }

    /// The files of the site.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// Whether this is the demo with the embedded sandbox.
    #[must_use]
    pub fn demo(&self) -> bool {
        self.0.demo
    }

    /// A client of the platform for somebody's scope, with the credential of their reseller.
    ///
    /// # Errors
    /// No credential is stored, or it cannot be read.
    pub async fn client(&self, principal: &Principal) -> Result<Client, Failure> {
        self.client_within(principal.scope()).await
    }

    /// A client of the platform for a scope, with the credential of its reseller.
    pub(crate) async fn client_within(&self, scope: Scope) -> Result<Client, Failure> {
        let owner = scope.reseller().map_or(Owner::Operator, Owner::Reseller);
        let credential = self.0.access.credentials().load(owner).await?.ok_or(Failure::NotConnected)?;
        Ok(self.0.platform.client(credential, scope))
    }
}
