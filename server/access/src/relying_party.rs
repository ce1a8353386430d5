//! The portal as passkeys know it: by the host name under which people reach it.

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// How long a browser waits for somebody to touch their authenticator.
const TIMEOUT: std::time::Duration = std::time::Duration::from_mins(5);

/// Why there are no passkeys at an origin: browsers refuse them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPasskeys {
    /// The portal is reached by an IP address (`WebAuthn`, "relying party identifier": a valid domain).
    #[error("passkeys need a host name, not an address")]
    NoHostName,
    /// The portal is reached without TLS, and not on the same machine (`WebAuthn`: secure contexts alone).
    #[error("passkeys need https")]
    Insecure,
}

/// The portal at an origin that may have passkeys. Cheap enough to clone.
#[derive(Clone, Debug)]
pub struct RelyingParty(pub(crate) Webauthn);

impl RelyingParty {
    /// The portal at this origin, such as `https://portal.example.com`.
    ///
    /// # Errors
    /// [`NoPasskeys`].
    pub fn at(origin: &str) -> Result<Self, NoPasskeys> {
        let url = Url::parse(origin).map_err(|_| NoPasskeys::NoHostName)?;
        let host = url.domain().ok_or(NoPasskeys::NoHostName)?;
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if url.scheme() != "https" && !is_local {
            return Err(NoPasskeys::Insecure);
        }
        let builder = WebauthnBuilder::new(host, &url).map_err(|_| NoPasskeys::NoHostName)?;
        let party = builder.rp_name("Switchhook").timeout(TIMEOUT).build();
        Ok(Self(party.map_err(|_| NoPasskeys::NoHostName)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_over_tls_and_this_machine_have_passkeys() {
        for good in ["https://portal.example.com", "https://portal.example.com:8443", "http://localhost:3000"]
        {
            assert!(RelyingParty::at(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://127.0.0.1:3000", NoPasskeys::NoHostName),
            ("https://[::1]:3000", NoPasskeys::NoHostName),
            ("https://192.0.2.1", NoPasskeys::NoHostName),
            ("http://portal.example.com", NoPasskeys::Insecure),
            ("", NoPasskeys::NoHostName),
        ] {
            assert_eq!(RelyingParty::at(bad).err(), Some(why), "{bad}");
        }
    }
}
