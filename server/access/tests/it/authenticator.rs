//! An authenticator with a browser around it, as far as passkeys go (`WebAuthn` level 3, sections 6 and 7): it makes keys, and
//! signs what it is asked. What it does wrong, it is told to.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What the flags of an authenticator say (section 6.1).
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const NEW_KEY: u8 = 0x40;

/// One key.
struct Key {
    id: String,
    pair: EcdsaKeyPair,
    user: Value,
}

/// The authenticator in the browser of a page.
pub struct Authenticator {
    /// The page's origin, as the browser writes it down.
    pub origin: String,
    /// The relying party in whose name it signs, if not the one that asks.
    pub relying_party: Option<String>,
    /// Whether it makes sure who holds it.
    pub verifies: bool,
    /// Whether it tells whose key it is.
    pub names_the_user: bool,
    /// How often it has signed.
    pub counter: u32,
    keys: Vec<Key>,
}

impl Authenticator {
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            relying_party: None,
            verifies: true,
            names_the_user: true,
            counter: 0,
            keys: Vec::new(),
        }
    }

    /// `navigator.credentials.create`, from JSON to JSON.
    pub fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let excluded = options["excludeCredentials"].as_array().cloned().unwrap_or_default();
        let is_mine = |one: &Value| self.keys.iter().any(|key| one["id"] == key.id.as_str());
        assert!(!excluded.iter().any(is_mine), "the browser tells that there is one already");
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let public = pair.public_key().as_ref();
        let id: [u8; 16] = Sha256::digest(public)[..16].try_into().unwrap();

        self.counter += 1;
        let mut data = self.data(options["rp"]["id"].as_str().unwrap(), NEW_KEY);
        // Of no maker; the id; the key as COSE writes it: EC2, ES256, P-256, x, y.
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(id);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(&public[1..33]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&public[33..]);
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(&data);

        let id = URL_SAFE_NO_PAD.encode(id);
        self.keys.push(Key { id: id.clone(), pair, user: options["user"]["id"].clone() });
        let client = self.client_data("webauthn.create", &options["challenge"]);
        answer(
            &id,
            &json!({
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
                "attestationObject": URL_SAFE_NO_PAD.encode(object),
                "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
                "transports": ["internal", "something-new"],
            }),
        )
    }

    /// `navigator.credentials.get`, from JSON to JSON, with the last key that is allowed.
    pub fn get(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        assert_eq!(options["userVerification"], "required");
        let allowed = options["allowCredentials"].as_array().unwrap();
        let is_allowed =
            |key: &Key| allowed.is_empty() || allowed.iter().any(|one| one["id"] == key.id.as_str());
        let place = self.keys.iter().rposition(is_allowed).expect("a passkey for this page");
        self.sign(place, &options)
    }

    /// Signs with its first key, whether or not that is allowed.
    pub fn get_with_first(&mut self, options: &str) -> String {
        self.sign(0, &serde_json::from_str(options).unwrap())
    }

    fn sign(&mut self, place: usize, options: &Value) -> String {
        self.counter += 1;
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let client = self.client_data("webauthn.get", &options["challenge"]);
        let Key { id, pair, user } = &self.keys[place];
        let signed = [data.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = pair.sign(&SystemRandom::new(), &signed).unwrap();
        let mut response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature),
        });
        if self.names_the_user {
            response["userHandle"] = user.clone();
        }
        answer(id, &response)
    }

    fn data(&self, relying_party: &str, flags: u8) -> Vec<u8> {
        let relying_party = self.relying_party.as_deref().unwrap_or(relying_party);
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(relying_party).to_vec();
        data.push(flags | PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let data = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }
}

fn answer(id: &str, response: &Value) -> String {
    let (kind, attachment) = ("public-key", "platform");
    json!({
        "id": id, "rawId": id, "type": kind, "authenticatorAttachment": attachment, "response": response,
        "clientExtensionResults": {"credProps": {"rk": true}},
    })
    .to_string()
}
