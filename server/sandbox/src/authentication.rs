//! Who is calling: Basic, Bearer, `/login_jwt`, and the bans (contract 1.2 and 1.5).

use std::collections::HashMap;
use std::net::IpAddr;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::json;
use crate::options::BanRule;
use crate::state::{Account, Accounts};
use crate::token::TokenKey;

/// What the `Authorization` header holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    Nothing,
    Basic { login: String, password: String },
    Bearer(String),
}

impl Credentials {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(text) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return Self::Nothing;
        };
        match text.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Bearer(token.trim().to_owned())
            }
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => {
                basic(pair).unwrap_or(Self::Nothing)
            }
            _ => Self::Nothing,
        }
    }
}

fn basic(pair: &str) -> Option<Credentials> {
    let pair = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
    let (login, password) = pair.split_once(':')?;
    Some(Credentials::Basic { login: login.to_owned(), password: password.to_owned() })
}

/// The door: it checks passwords and tokens and remembers the failures.
#[derive(Clone)]
pub(crate) struct Door {
    key: TokenKey,
    rule: Option<BanRule>,
    failures: HashMap<(String, IpAddr), Failures>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Failures {
    attempts: u32,
    last: i64,
    stage: u32,
    banned_until: i64,
}

impl Door {
    pub(crate) fn new(key: TokenKey, rule: Option<BanRule>) -> Self {
        Self { key, rule, failures: HashMap::new() }
    }

    pub(crate) fn enter<'a>(
        &mut self,
        credentials: &Credentials,
        accounts: &'a Accounts,
        address: IpAddr,
        now: i64,
    ) -> Result<&'a Account, ApiError> {
        match credentials {
            Credentials::Nothing => Err(ApiError::Unauthorized),
            Credentials::Bearer(token) => {
                self.key.account(token, now).and_then(|id| accounts.by_id(id)).ok_or(ApiError::InvalidUser)
            }
            Credentials::Basic { login, password } => {
                self.not_banned(login, address, now)?;
                let Some(account) = accounts.by_login(login) else { return Err(ApiError::Unauthorized) };
                if self.matches(account, password, address, now) {
                    Ok(account)
                } else {
                    Err(ApiError::Unauthorized)
                }
            }
        }
    }

    /// `POST /login_jwt`.
    pub(crate) fn log_in(
        &mut self,
        body: &Map<String, Value>,
        accounts: &Accounts,
        address: IpAddr,
        now: i64,
        lifetime: Option<i64>,
    ) -> Result<Value, ApiError> {
        let not_found = ApiError::Forbidden("User not found");
        let account = if let Some(token) = json::text_of(body.get("jwt")) {
            let account = self.key.account(&token, now).and_then(|id| accounts.by_id(id));
            account.ok_or(ApiError::Forbidden("Forbidden!"))?
        } else {
            let text = |name: &str| json::text_of(body.get(name)).filter(|text| !text.is_empty());
            let (Some(login), Some(password)) = (text("username"), text("password")) else {
                return Err(ApiError::unprocessable("No username or password given"));
            };
            self.not_banned(&login, address, now)?;
            let account = accounts.by_login(&login).ok_or_else(|| not_found.clone())?;
            if !self.matches(account, &password, address, now) {
                return Err(not_found);
            }
            account
        };
        let expires = lifetime.map(|lifetime| now + lifetime);
        let mut answer =
            json!({ "jwt": self.key.issue(account.id, &account.login, expires), "id": account.id });
        if let Some(expires) = expires {
            answer["expires"] = expires.into();
        }
        Ok(answer)
    }

    fn not_banned(&self, login: &str, address: IpAddr, now: i64) -> Result<(), ApiError> {
        let failures = self.failures.get(&(login.to_owned(), address));
        if failures.is_some_and(|failures| failures.banned_until > now) {
            Err(ApiError::Banned)
        } else {
            Ok(())
        }
    }

    fn matches(&mut self, account: &Account, password: &str, address: IpAddr, now: i64) -> bool {
        let key = (account.login.clone(), address);
        if account.password == password {
            self.failures.remove(&key);
            return true;
        }
        let Some(rule) = self.rule else { return false };
        let seconds = |duration: std::time::Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let failures = self.failures.entry(key).or_default();
        if now - failures.last > seconds(rule.longest) {
            failures.attempts = 0;
        }
        failures.last = now;
        failures.attempts += 1;
        if failures.attempts >= rule.max_attempts {
            failures.stage += 1;
            failures.attempts = 0;
            failures.banned_until = now + seconds((rule.step * failures.stage).min(rule.longest));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::options::{Login, Role};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn accounts() -> Accounts {
        let mut accounts = Accounts::default();
        let login = Login {
            name: "alpine".to_owned(),
            password: "secret".to_owned(),
            role: Role::Reseller,
            read_only: false,
            show_passwords: true,
        };
        accounts.add(&login, 2);
        accounts
    }

    fn with(password: &str) -> Credentials {
        Credentials::Basic { login: "alpine".to_owned(), password: password.to_owned() }
    }

    #[test]
    fn five_wrong_passwords_are_a_ban_that_ends() {
        let accounts = accounts();
        let mut door = Door::new(TokenKey::new([1; 32]), Some(BanRule::default()));
        for _ in 0..5 {
            assert_eq!(
                door.enter(&with("x"), &accounts, HERE, 1000).map(|account| account.id),
                Err(ApiError::Unauthorized)
            );
        }
        assert_eq!(
            door.enter(&with("secret"), &accounts, HERE, 1001).map(|account| account.id),
            Err(ApiError::Banned)
        );
        assert!(door.enter(&with("secret"), &accounts, HERE, 1301).is_ok());
    }

    #[test]
    fn without_the_rule_nobody_is_banned() {
        let accounts = accounts();
        let mut door = Door::new(TokenKey::new([1; 32]), None);
        for _ in 0..20 {
            assert!(door.enter(&with("x"), &accounts, HERE, 1000).is_err());
        }
        assert!(door.enter(&with("secret"), &accounts, HERE, 1000).is_ok());
    }

    #[test]
    fn a_token_from_the_login_opens_the_door() {
        let accounts = accounts();
        let mut door = Door::new(TokenKey::new([1; 32]), None);
        let body = json!({ "username": "alpine", "password": "secret" });
        let answer = door.log_in(body.as_object().unwrap(), &accounts, HERE, 1000, Some(60)).unwrap();
        assert_eq!(answer["expires"], 1060);
        let token = Credentials::Bearer(answer["jwt"].as_str().unwrap().to_owned());
        assert!(door.enter(&token, &accounts, HERE, 1059).is_ok());
        let late = door.enter(&token, &accounts, HERE, 1060).map(|account| account.id);
        assert_eq!(late, Err(ApiError::InvalidUser));
    }
}
