//! Subscribers: the lines of a customer (contract 3.11). How they are changed is in `subscriber_writes`.

use crate::{
    client::{Client, Resource, Row},
    customers::Customer,
    error::Error,
    filter::Filter,
    lenient,
    list::{ListOptions, Page, sort_keys},
    pattern,
    request::Request,
    scope::Scoped,
};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use switchhook_domain::{
    customer::CustomerType,
    identifier::{CustomerId, DomainId, SubscriberId},
    lock::{LockLevel, Status},
    number::NumberParts,
    permission::Scope,
    subscriber::NewLineKind,
};

/// A line of a customer. The platform puts passwords and hashes of them into its rows; they are left out here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Subscriber {
    /// Its id.
    #[serde(deserialize_with = "lenient::number")]
    pub id: SubscriberId,
    /// Whose line it is.
    #[serde(deserialize_with = "lenient::number")]
    pub customer_id: CustomerId,
    /// Id of its domain.
    #[serde(deserialize_with = "lenient::number")]
    pub domain_id: DomainId,
    /// Name of its domain.
    pub domain: String,
    /// SIP user name, unique in the domain; it never changes.
    pub username: String,
    /// Login of the self-service.
    #[serde(default)]
    pub webusername: Option<String>,
    /// Active or locked; terminated ones are not shown.
    pub status: Status,
    /// How far it is barred.
    #[serde(default, deserialize_with = "lock")]
    pub lock: Option<LockLevel>,
    /// The number it calls with.
    #[serde(default, deserialize_with = "optional_parts")]
    pub primary_number: Option<NumberParts>,
    /// Further numbers that reach it.
    #[serde(default)]
    pub alias_numbers: Vec<AliasNumber>,
    /// Its name; a cloud PBX only.
    #[serde(default)]
    pub display_name: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Name of its time zone; none means that of the customer's contact, then the reseller's.
    #[serde(default)]
    pub timezone: Option<String>,
    /// The reseller's own reference; not unique.
    #[serde(default)]
    pub external_id: Option<String>,
    /// Whether it may administer its customer on the platform itself.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub administrative: bool,
    /// Whether it is the pilot of a cloud PBX.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_pbx_pilot: bool,
    /// Its extension in a cloud PBX.
    #[serde(default)]
    pub pbx_extension: Option<String>,
    /// When it was made, RFC 3339.
    #[serde(default)]
    pub create_timestamp: Option<String>,
    /// When it was changed last, RFC 3339.
    #[serde(default)]
    pub modify_timestamp: Option<String>,
}

/// A further number of a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AliasNumber {
    /// The number.
    #[serde(flatten, deserialize_with = "parts")]
    pub number: NumberParts,
    /// Whether a device may register with it.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_devid: bool,
}

impl Row for Subscriber {
    const COLLECTION: &'static str = "subscribers";
}

impl Resource for Subscriber {
    fn id(&self) -> u64 {
        self.id.0
    }
}

#[derive(Deserialize)]
struct Parts {
    #[serde(default, deserialize_with = "lenient::text")]
    cc: String,
    #[serde(default, deserialize_with = "lenient::text")]
    ac: String,
    #[serde(default, deserialize_with = "lenient::text")]
    sn: String,
}

impl From<Parts> for NumberParts {
    fn from(parts: Parts) -> Self {
        Self::from_platform(parts.cc, parts.ac, parts.sn)
    }
}

fn parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NumberParts, D::Error> {
    Parts::deserialize(deserializer).map(NumberParts::from)
}

fn optional_parts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NumberParts>, D::Error> {
    Ok(Option::<Parts>::deserialize(deserializer)?.map(NumberParts::from))
}

/// `"1"` to `"5"`, a number, or null.
fn lock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<LockLevel>, D::Error> {
    Ok(lenient::optional_number::<D, u8>(deserializer)?.and_then(LockLevel::from_number))
}

/// Which subscribers to list. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscriberFilter {
    /// Lines of this customer.
    pub customer: Option<CustomerId>,
    /// A pattern for the user name, `*` being any string.
    pub username: Option<String>,
    /// A pattern for the name of the domain.
    pub domain: Option<String>,
    /// A pattern for any of the numbers, primary or alias: full digits with country code, and `*`.
    pub number: Option<String>,
    /// A pattern for the external id.
    pub external_id: Option<String>,
    /// Whether it is the pilot of a cloud PBX.
    pub is_pbx_pilot: Option<bool>,
}

sort_keys! {
    /// What subscribers are sorted by.
    pub SubscriberSort {
        Id = "id",
        Username = "username",
        ExternalId = "external_id",
        // `customer_id` is ignored (contract 10.3).
        Customer = "contract_id",
        CreateTimestamp = "create_timestamp",
    }
}

impl Client {
    /// Reads a subscriber.
    ///
    /// # Errors
    /// [`Error::NotFound`] (without asking the platform if the id cannot be in scope) and what reading can meet.
    pub async fn subscriber(&self, id: SubscriberId) -> Result<Scoped<Subscriber>, Error> {
        if matches!(self.scope(), Scope::Line(_, _, line) if line != id) {
            return Err(Error::NotFound);
        }
        let subscriber: Subscriber = self.item(id.0).await?;
        if self.holds(&subscriber) { Ok(self.prove(subscriber)) } else { Err(Error::NotFound) }
    }

    /// Lists subscribers. In the scope of a customer or a line only theirs exist, whatever the filter says.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn subscribers(
        &self,
        filter: &SubscriberFilter,
        options: &ListOptions<SubscriberSort>,
    ) -> Result<Page<Subscriber>, Error> {
        let own = match self.scope() {
            Scope::Operator | Scope::Reseller(_) => None,
            Scope::Customer(_, own) => Some(own),
            Scope::Line(_, _, line) => {
                let subscriber = self.subscriber(line).await?;
                let fits = filter.request().holds(&subscriber);
                return Ok(Page::of_one(fits.then_some(subscriber), options));
            }
        };
        if let (Some(own), Some(asked)) = (own, filter.customer)
            && own != asked
        {
            return Ok(Page::of_one(None, options));
        }
        let filter = SubscriberFilter { customer: filter.customer.or(own), ..filter.clone() };
        let listing = self.listing(filter.request(), options).await?;
        Ok(self.page(listing, options, |row| self.holds(row)))
    }

    /// The subscriber with exactly this user name in exactly this domain.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn find_subscriber(
        &self,
        username: &str,
        domain: &str,
    ) -> Result<Option<Scoped<Subscriber>>, Error> {
        let filter = Filter::default()
            .text("username", username, |row: &Subscriber| &row.username)
            .query("domain", domain)
            .and(|row| row.domain.eq_ignore_ascii_case(domain));
        let listing = self.listing(filter, &ListOptions::<SubscriberSort>::first(5)).await?;
        Ok(listing.rows.into_iter().find(|row| self.holds(row)).map(|row| self.prove(row)))
    }

    /// What the next new line of a customer will be to it (contract 3.11.1).
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn next_line_kind(&self, customer: &Scoped<Customer>) -> Result<NewLineKind, Error> {
        if customer.kind != Some(CustomerType::PbxAccount) {
            return Ok(NewLineKind::Plain);
        }
        let pilots = SubscriberFilter {
            customer: Some(customer.id),
            is_pbx_pilot: Some(true),
            ..SubscriberFilter::default()
        };
        let page = self.subscribers(&pilots, &ListOptions::first(1)).await?;
        let Some(pilot) = page.rows.into_iter().next() else { return Ok(NewLineKind::Pilot) };
        // The platform demands one of every pilot.
        let number = pilot.primary_number.as_ref().ok_or(Error::Unreadable)?;
        Ok(NewLineKind::Extension(number.clone()))
    }

    /// The SIP password of a line, where the login is shown passwords; else none.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn sip_password(&self, subscriber: &Scoped<Subscriber>) -> Result<Option<SecretString>, Error> {
        #[derive(Deserialize)]
        struct Secret {
            password: Option<SecretString>,
        }
        self.check(subscriber)?;
        let answer = self.send(Request::item(Subscriber::COLLECTION, subscriber.id)).await?;
        Ok(answer.json::<Secret>()?.password)
    }

    fn holds(&self, subscriber: &Subscriber) -> bool {
        self.scope().holds_subscriber(subscriber.id, subscriber.customer_id)
    }
}

impl SubscriberFilter {
    fn request(&self) -> Filter<'_, Subscriber> {
        let filter = Filter::default()
            .value("customer_id", self.customer, |row: &Subscriber| row.customer_id)
            .pattern("username", self.username.as_deref(), |row| &row.username)
            .pattern("domain", self.domain.as_deref(), |row| &row.domain)
            .value("is_pbx_pilot", self.is_pbx_pilot.map(u8::from), |row| row.is_pbx_pilot.into())
            // Plain `external_id` is ignored and returns everyone (contract 3.11.5).
            .pattern("subscriber_external_id", self.external_id.as_deref(), |row| {
                row.external_id.as_deref().unwrap_or_default()
            });
        let Some(wanted) = self.number.as_deref() else { return filter };
        // Finds primary and alias numbers (contract 10.2).
        filter
            .query("alias", wanted)
            .and(move |row| row.numbers().any(|number| pattern::matches(wanted, &number.digits())))
    }
}

impl Subscriber {
    /// All its numbers, the primary one first.
    pub fn numbers(&self) -> impl Iterator<Item = &NumberParts> {
        self.primary_number.iter().chain(self.alias_numbers.iter().map(|alias| &alias.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row() -> serde_json::Value {
        json!({
            "id": 7, "customer_id": 6, "domain_id": 8, "domain": "alpine.example", "username": "anna",
            "password": "sip-secret", "webpassword": "$2b$13$hash", "webusername": "anna", "status": "locked", "lock": "4",
            "primary_number": {"cc": 43, "ac": "1", "sn": "5530001", "number_id": 14},
            "alias_numbers": [{"cc": 43, "ac": "1", "sn": "5530002", "is_devid": true, "number_id": 15}],
            "display_name": null, "email": null, "timezone": null, "external_id": "sub-1", "administrative": false,
            "create_timestamp": "2026-11-23T20:20:41+00:00", "uuid": "u",
        })
    }

    #[test]
    fn a_row_of_the_platform_is_read_without_its_passwords() {
        let subscriber: Subscriber = serde_json::from_value(row()).unwrap();
        assert_eq!(subscriber.lock, Some(LockLevel::Global));
        let numbers: Vec<_> = subscriber.numbers().map(NumberParts::digits).collect();
        assert_eq!(numbers, ["4315530001", "4315530002"]);
        assert!(subscriber.alias_numbers[0].is_devid);
        let shown = format!("{subscriber:?}");
        assert!(!shown.contains("sip-secret") && !shown.contains("hash"), "{shown}");
    }

    #[test]
    fn unknown_values_do_not_spoil_a_row() {
        let mut row = row();
        row["status"] = json!("dozing");
        row["lock"] = json!("9");
        row["primary_number"] = json!(null);
        let subscriber: Subscriber = serde_json::from_value(row).unwrap();
        assert_eq!(
            (subscriber.status, subscriber.lock, subscriber.primary_number),
            (Status::Unknown, None, None)
        );
    }

    #[test]
    fn rows_are_tested_against_every_condition() {
        let subscriber: Subscriber = serde_json::from_value(row()).unwrap();
        let filter = SubscriberFilter {
            customer: Some(CustomerId(6)),
            number: Some("431553000*".into()),
            external_id: Some("SUB-*".into()),
            ..SubscriberFilter::default()
        };
        assert!(filter.request().holds(&subscriber));
        assert!(
            !SubscriberFilter { number: Some("4315530003".into()), ..filter.clone() }
                .request()
                .holds(&subscriber)
        );
        assert!(!SubscriberFilter { customer: Some(CustomerId(5)), ..filter }.request().holds(&subscriber));
    }
}
