//! What somebody does who is not signed in yet, but has shown the link or the password of an account.

use super::{Action, Audit, AuditEntry, Beginning, Object};
use crate::{account::Account, storage::StorageError};
use serde_json::Value;
use std::net::IpAddr;

impl Audit {
    /// Writes down that somebody is about to act before the session begins, in the trail of the account that it is about.
    pub(crate) async fn begin_before_sign_in(
        &self,
        action: Action,
        account: &Account,
        change: Value,
        (address, request_id): (IpAddr, &str),
    ) -> Result<AuditEntry, StorageError> {
        let object = Object::account(account);
        self.write(Beginning {
            address: Some(address),
            request_id,
            object: &object,
            change,
            ..Beginning::of_the_portal(account.scope, action)
        })
        .await
    }
}
