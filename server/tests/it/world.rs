//! The ids of the demo that the tests speak of.

use crate::{platform::PlatformApi, portal::Portal};
use serde_json::{Value, json};
use switchhook_access::{Account, Invitee};
use switchhook_domain::permission::{Role, Scope};

#[derive(Clone)]
pub struct World {
    /// The reseller whose people these are.
    pub reseller: String,
    /// The customer of the demo account.
    pub customer: String,
    /// Its lines.
    pub lines: Vec<String>,
    /// A line of another customer of the same reseller.
    pub other_line: String,
    /// A customer of the other reseller.
    pub foreign_customer: String,
    pub foreign_line: String,
    /// A line whose id no customer has.
    pub only_line: String,
    /// The contact of the customer, one that nobody uses, and one of the other reseller.
    pub contact: String,
    pub spare_contact: String,
    pub foreign_contact: String,
    /// A domain without lines, and one of the other reseller.
    pub spare_domain: String,
    pub foreign_domain: String,
    /// An id that nothing has.
    pub unknown: String,
    /// The portal account of alpine's helpdesk.
    pub helpdesk_account: String,
    /// The portal account of the customer.
    pub customer_account: String,
    /// Portal accounts that are not alpine's to manage: of the other reseller, of the operator, its own.
    pub other_accounts: Vec<String>,
    /// An account of alpine's helpdesk that is disabled.
    pub disabled_account: String,
    /// The path of a link that somebody was invited with.
    pub invitation: String,
}

/// A portal account that is there.
pub async fn account(portal: &Portal, login: &str) -> Account {
    portal.access.accounts().find_by_login(Scope::Operator, login).await.unwrap().expect("it is there")
}

/// Invites somebody to alpine's helpdesk, and tells the path of the link.
pub async fn invite(portal: &Portal, login: &str) -> String {
    let accounts = portal.access.accounts();
    let account = if let Some(invited) = accounts.find_by_login(Scope::Operator, login).await.unwrap() {
        invited
    } else {
        let scope = account(portal, "helpdesk@alpine.example").await.scope;
        let (login, role) = (login.to_owned(), Role::Helpdesk);
        let invitee = Invitee { login, role, scope, permissions: None, language: None };
        accounts.invite(Scope::Operator, invitee).await.unwrap()
    };
    let (token, _) = portal.access.links().issue(&account).await.unwrap();
    format!("/invitation/{}", token.reveal())
}

impl World {
    pub async fn of(portal: &Portal) -> Self {
        let platform = &portal.platform;
        let only = |ids: Vec<String>| ids.into_iter().next().expect("the demo has it");
        let customer = only(platform.ids("customers", "external_id=DEMO-CUSTOMER").await);
        let lines = platform.ids("subscribers", &format!("customer_id={customer}&order_by=id")).await;
        let other_customer = only(platform.ids("customers", "external_id=ALP-10004").await);
        let other_line = only(platform.ids("subscribers", &format!("customer_id={other_customer}")).await);
        let harbour = platform.harbour();
        let foreign_customer = only(harbour.ids("customers", "external_id=HAR-002").await);
        let foreign_line = only(harbour.ids("subscribers", &format!("customer_id={foreign_customer}")).await);
        let customers = platform.ids("customers", "").await;
        let lines_of_all = platform.ids("subscribers", "").await;
        let only_line = only(lines_of_all.into_iter().rev().filter(|id| !customers.contains(id)).collect());
        let contact = platform.read(&format!("/api/customers/{customer}")).await["contact_id"].to_string();
        let foreign = harbour.read(&format!("/api/customers/{foreign_customer}")).await;
        let foreign_contact = foreign["contact_id"].to_string();
        let foreign_domain = only(harbour.ids("domains", "order_by=id").await);
        let spare = json!({ "email": "spare@alpine.example", "lastname": "Spare" });
        let spare_contact = spared(platform, "customercontacts", "email=spare@alpine.example", &spare).await;
        let spare = json!({ "domain": "spare.alpine.example" });
        let spare_domain = spared(platform, "domains", "domain=spare.alpine.example", &spare).await;
        let unknown = "987654".to_owned();
        let id = async |login: &str| account(portal, login).await.id.to_string();
        let helpdesk_account = id("helpdesk@alpine.example").await;
        let customer_account = id("customer@alpine.example").await;
        let mut other_accounts = Vec::new();
        for login in ["reseller@harbour.example", "admin@demo.example", "reseller@alpine.example"] {
            other_accounts.push(id(login).await);
        }
        invite(portal, "disabled@alpine.example").await;
        let disabled = account(portal, "disabled@alpine.example").await;
        portal.access.accounts().disable(&disabled).await.unwrap();
        let disabled_account = disabled.id.to_string();
        let invitation = invite(portal, "invited@alpine.example").await;
        let account = account(portal, "reseller@alpine.example").await;
        let reseller = account.scope.reseller().expect("it is a reseller's").to_string();
        Self {
            reseller,
            customer,
            lines,
            other_line,
            foreign_customer,
            foreign_line,
            only_line,
            contact,
            spare_contact,
            foreign_contact,
            spare_domain,
            foreign_domain,
            unknown,
            helpdesk_account,
            customer_account,
            other_accounts,
            disabled_account,
            invitation,
        }
    }

    /// The same with the first two lines in each other's place: whoever has one of them has the other one not.
    pub fn swapped(&self) -> Self {
        let mut swapped = self.clone();
        swapped.lines.swap(0, 1);
        swapped
    }

    /// What belongs to no object of any kind.
    pub fn nonsense(&self) -> Vec<String> {
        let fixed = ["abc", "-1", "0", "99999999999999999999", "1.5", "%00", "1%20or%201=1", "1%2f2"];
        fixed.iter().map(|text| (*text).to_owned()).chain([self.unknown.clone()]).collect()
    }
}

/// Something that is there for the tests alone, made where it is not there yet.
async fn spared(platform: &PlatformApi, resource: &str, query: &str, body: &Value) -> String {
    match platform.ids(resource, query).await.into_iter().next() {
        Some(id) => id,
        None => platform.create(resource, body).await,
    }
}
