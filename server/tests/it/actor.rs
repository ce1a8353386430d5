//! People in front of the portal: a cookie jar, and requests as a browser sends them. Redirects are never followed.

use crate::{
    html::{Form, Page},
    portal::Portal,
};
use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{ACCEPT, HeaderMap, LOCATION, ORIGIN, REFERER, SET_COOKIE},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use switchhook_access::{Access, SessionState};
use switchhook_domain::permission::Role;
use tower_sessions::Session;

/// The people of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Anonymous,
    Admin,
    Reseller,
    Helpdesk,
    Customer,
    OtherReseller,
}

impl Who {
    pub const ALL: [Self; 6] =
        [Self::Anonymous, Self::Admin, Self::Reseller, Self::Helpdesk, Self::Customer, Self::OtherReseller];

    pub const fn login(self) -> Option<&'static str> {
        match self {
            Self::Anonymous => None,
            Self::Admin => Some("admin@demo.example"),
            Self::Reseller => Some("reseller@alpine.example"),
            Self::Helpdesk => Some("helpdesk@alpine.example"),
            Self::Customer => Some("customer@alpine.example"),
            Self::OtherReseller => Some("reseller@harbour.example"),
        }
    }

    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Anonymous => None,
            Self::Admin => Some(Role::Admin),
            Self::Reseller | Self::OtherReseller => Some(Role::Reseller),
            Self::Helpdesk => Some(Role::Helpdesk),
            Self::Customer => Some(Role::Customer),
        }
    }
}

/// What browsers ask for when somebody follows a link or presses a button.
const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A browser. Clones share the cookies.
#[derive(Clone)]
pub struct Actor {
    http: reqwest::Client,
    address: String,
    hasty_address: String,
    origin: String,
    access: Access,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub fn page(&self) -> Page {
        Page::read(&self.body)
    }

    /// Demands a status; the reply goes on.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "location {:?}: {}", self.location(), self.page().text_of("main"));
        self
    }

    /// Whether it sends the person back to a form with a draft.
    pub fn is_draft(&self) -> bool {
        self.status == StatusCode::SEE_OTHER
            && self.location().split(['?', '&']).any(|pair| pair.starts_with("draft="))
    }
}

impl Actor {
    pub fn new(portal: &Portal) -> Self {
        Self {
            http: portal.http.clone(),
            address: portal.address.clone(),
            hasty_address: portal.hasty_address.clone(),
            origin: portal.origin.clone(),
            access: portal.access.clone(),
            cookies: Arc::default(),
        }
    }

    /// The same browser at the portal that waits for the platform no longer than a moment.
    pub fn in_haste(&self) -> Self {
        Self { address: self.hasty_address.clone(), ..self.clone() }
    }

    /// Signs in through the form of the sign-in page.
    pub async fn sign_in(&self, login: &str, password: &str) -> Reply {
        let form = self.get("/sign-in").await.page().form("/api/sign-in");
        self.submit(&form.with("login", login).with("password", password)).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    /// A page that must be there.
    pub async fn page(&self, path: &str) -> Page {
        self.get(path).await.expect_status(200).page()
    }

    /// The form of a page, filled in as the page shows it.
    pub async fn form(&self, path: &str, action: &str) -> Form {
        self.page(path).await.form(action)
    }

    /// Presses the button of a form.
    pub async fn submit(&self, form: &Form) -> Reply {
        assert_eq!(form.method, "post");
        let from = form.get("from").filter(|from| from.is_ascii() && !from.contains(char::is_control));
        let referer = format!("{}{}", self.origin, from.unwrap_or("/"));
        let request = self.request(Method::POST, &form.action).header(ORIGIN, &self.origin);
        self.send(body(request.header(REFERER, referer), &form.fields)).await
    }

    /// Presses the button of a form and demands to be sent back to it: the page that shows it again.
    #[track_caller]
    pub fn refused<'a>(&'a self, form: &'a Form) -> impl Future<Output = Page> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let reply = self.submit(form).await;
            assert!(reply.is_draft(), "{place}: {} to {:?}", reply.status, reply.location());
            self.page(reply.location()).await
        }
    }

    /// Calls a server function as a form of this session would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.token().await;
        let fields: Vec<_> = [("token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.send(body(self.request(Method::POST, path).header(ORIGIN, &self.origin), &fields)).await
    }

    /// Where its pages are.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A request for a page with this browser's cookies and nothing else.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap();
        let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.request(method, format!("{}{path}", self.address)).header(ACCEPT, HTML);
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    pub async fn send(&self, request: RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        self.keep_cookies(&headers);
        Reply { status, headers, body: response.text().await.unwrap() }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for header in headers.get_all(SET_COOKIE) {
            let mut parts = header.to_str().unwrap().split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            if parts.any(|part| part.eq_ignore_ascii_case("max-age=0")) {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// A token of this session, as every form of its pages carries one: not every role has a page with a form.
    pub async fn token(&self) -> String {
        if self.cookie("session").is_none() {
            self.get("/sign-in").await;
        }
        let id = self.cookie("session").unwrap().parse().unwrap();
        let session = Session::new(Some(id), Arc::new(self.access.session_store()), None);
        let state: SessionState = self.access.session(session.clone());
        let token = state.csrf_token().await.unwrap();
        if session.is_modified() {
            session.save().await.unwrap();
        }
        token
    }
}

/// Puts fields into the body as a form does.
pub fn body<N: AsRef<str>, V: AsRef<str>>(request: RequestBuilder, fields: &[(N, V)]) -> RequestBuilder {
    let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string(pairs).unwrap())
}
