//! The tokens of `/login_jwt`: JWTs signed with HS256 (contract 1.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The block size of SHA-256, to which HMAC pads its key.
const BLOCK: usize = 64;

/// Signs and checks tokens with one key.
#[derive(Clone)]
pub(crate) struct TokenKey([u8; 32]);

impl TokenKey {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    pub(crate) fn issue(&self, account: u32, login: &str, expires: Option<i64>) -> String {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "typ": "JWT" }).to_string());
        let mut claims = json!({ "id": account, "username": login });
        if let Some(expires) = expires {
            claims["exp"] = expires.into();
        }
        let payload = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(self.signature(payload.as_bytes()));
        format!("{payload}.{signature}")
    }

    /// The account of a valid token.
    pub(crate) fn account(&self, token: &str, now: i64) -> Option<u32> {
        let (payload, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        if signature != self.signature(payload.as_bytes()) {
            return None;
        }
        let (_, claims) = payload.split_once('.')?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        if claims.get("exp").and_then(Value::as_i64).is_some_and(|expires| expires <= now) {
            return None;
        }
        claims.get("id").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok())
    }

    /// HMAC-SHA-256 (RFC 2104).
    fn signature(&self, message: &[u8]) -> [u8; 32] {
        let padded = |pad: u8| -> [u8; BLOCK] {
            let mut block = [pad; BLOCK];
            for (byte, key) in block.iter_mut().zip(self.0) {
                *byte ^= key;
            }
            block
        };
        let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
        Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_expire_and_cannot_be_forged() {
        let key = TokenKey::new([7; 32]);
        let token = key.issue(3, "alpine", Some(100));
        assert_eq!(key.account(&token, 99), Some(3));
        assert_eq!(key.account(&token, 100), None);
        assert_eq!(TokenKey::new([8; 32]).account(&token, 0), None);
        assert_eq!(key.account("garbage", 0), None);
        assert_eq!(key.account(&key.issue(3, "alpine", None), i64::MAX), Some(3));
    }
}
