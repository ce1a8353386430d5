//! The tokens of `/login_jwt`: JWTs signed with HS256 (contract 1.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Signs and checks tokens with one key.
#[derive(Clone)]
pub(crate) struct TokenKey([u8; 32]);

impl TokenKey {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A token with these claims.
    pub(super) fn issue(&self, mut claims: Value, expires: Option<i64>) -> String {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "typ": "JWT" }).to_string());
        if let Some(expires) = expires {
            claims["exp"] = expires.into();
        }
        let payload = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&payload).finalize().into_bytes());
        format!("{payload}.{signature}")
    }

    /// The claims of a valid token.
    pub(super) fn claims(&self, token: &str, now: i64) -> Option<Value> {
        let (payload, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(payload).verify_slice(&signature).ok()?;
        let (_, claims) = payload.split_once('.')?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let has_expired = claims.get("exp").and_then(Value::as_i64).is_some_and(|expires| expires <= now);
        (!has_expired).then_some(claims)
    }

    fn mac(&self, message: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "a key of any length is right for HMAC")]
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is right");
        mac.chain_update(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_expire_and_cannot_be_forged() {
        let key = TokenKey::new([7; 32]);
        let claims = json!({ "id": 3 });
        let token = key.issue(claims.clone(), Some(100));
        assert_eq!(key.claims(&token, 99).unwrap()["id"], 3);
        assert_eq!(key.claims(&token, 100), None);
        assert_eq!(TokenKey::new([8; 32]).claims(&token, 0), None);
        assert_eq!(key.claims("garbage", 0), None);
        assert!(key.claims(&key.issue(claims, None), i64::MAX).is_some());
    }
}
