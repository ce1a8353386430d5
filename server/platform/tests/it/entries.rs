//! What the platform keeps under names, balances, numbers one by one, and what it tells about itself.

use crate::platform::{TestPlatform, add_customer, add_line, line, on_both_releases};
use serde_json::{Value, json};
use switchhook_domain::{identifier::DomainId, permission::Scope, preference::Change};
use switchhook_platform::{
    Client, Error, ListOptions, LoginRole, PlatformInfo,
    domains::DomainFilter,
    entries::{Admin, Contract, Entry, NcosLevel, Profile, ProfileSet, SoundHandle},
    rewrites::Direction,
};
use switchhook_sandbox::Release;

on_both_releases! {
    what_a_reseller_has_is_listed_by_its_name
    logins_and_contracts_are_shown_to_whom_they_concern
    a_balance_is_read_and_set
    preferences_of_customers_and_domains_are_read
    an_alias_number_moves_to_another_line
    numbers_are_rewritten
    a_platform_tells_its_release
}

/// The names of all entries of a kind that fit.
async fn names<T: Entry>(client: &Client, name: Option<&str>) -> Result<Vec<String>, Error> {
    let page = client.entries::<T>(name, &ListOptions::default()).await?;
    Ok(page.rows.iter().map(|row| row.name().to_owned()).collect())
}

async fn what_a_reseller_has_is_listed_by_its_name(release: Release) {
    let platform = TestPlatform::of(release).await;
    for (login, level) in [("alpine", "national"), ("alpine", "none"), ("harbour", "national")] {
        platform.post(login, "ncoslevels", &json!({ "level": level, "mode": "blacklist" })).await;
    }
    let set = platform
        .post("alpine", "subscriberprofilesets", &json!({ "name": "office", "description": "d" }))
        .await;
    let profile =
        json!({ "profile_set_id": set, "name": "desk", "description": "d", "attributes": ["cfu", "clir"] });
    platform.post("alpine", "subscriberprofiles", &profile).await;
    let (alpine, harbour) = (platform.reseller("alpine").await, platform.reseller("harbour").await);
    assert_eq!(names::<NcosLevel>(&alpine, None).await.unwrap(), ["national", "none"]);
    assert_eq!(names::<NcosLevel>(&alpine, Some("nat*")).await.unwrap(), ["national"]);
    assert_eq!(names::<ProfileSet>(&alpine, None).await.unwrap(), ["office"]);
    assert_eq!(names::<ProfileSet>(&harbour, None).await.unwrap(), [""; 0]);
    let profiles = alpine.entries::<Profile>(Some("desk"), &ListOptions::default()).await.unwrap();
    let [profile] = &profiles.rows[..] else { panic!("one profile: {profiles:?}") };
    assert_eq!((profile.profile_set_id, profile.set_default, profile.attributes.len()), (set, true, 2));
    let foreign = alpine.entries::<NcosLevel>(None, &ListOptions::default()).await.unwrap().rows[0].id;
    assert_eq!(harbour.entry::<NcosLevel>(foreign).await.unwrap_err(), Error::NotFound);
    assert_eq!(platform.operator().entry::<NcosLevel>(foreign).await.unwrap().level, "national");
    let handles = names::<SoundHandle>(&alpine, Some("music_on_hold")).await.unwrap();
    assert_eq!(handles, ["music_on_hold"]);

    let customer = add_customer(&alpine, "Huber", None).await;
    let scope = alpine.scope().reseller().unwrap();
    let own =
        platform.platform.client(TestPlatform::credential("alpine"), Scope::Customer(scope, customer.id));
    assert_eq!(names::<NcosLevel>(&own, None).await.unwrap_err(), Error::NotFound);
}

async fn logins_and_contracts_are_shown_to_whom_they_concern(release: Release) {
    let platform = TestPlatform::of(release).await;
    let (alpine, operator) = (platform.reseller("alpine").await, platform.operator());
    let logins = names::<Admin>(&alpine, None).await.unwrap();
    assert_eq!(logins, ["alpine", "alpine-reader", "alpine-care"]);
    let found = operator.entries::<Admin>(Some("harbour*"), &ListOptions::default()).await.unwrap();
    let shown: Vec<_> = found.rows.iter().map(|row| (row.login.as_str(), row.role, row.read_only)).collect();
    assert_eq!(
        shown,
        [
            ("harbour", LoginRole::Reseller, false),
            ("harbour-reader", LoginRole::Reseller, true),
            ("harbour-care", LoginRole::Ccare, false),
        ]
    );
    assert_eq!(alpine.entry::<Admin>(found.rows[0].id).await.unwrap_err(), Error::NotFound);
    assert_eq!(names::<Contract>(&alpine, None).await.unwrap_err(), Error::NotFound);
    let contracts = operator.entries::<Contract>(None, &ListOptions::default()).await.unwrap();
    assert!(contracts.rows.len() >= 3 && contracts.rows.iter().all(|row| row.kind == "reseller"));
    let first = &contracts.rows[0];
    assert_eq!(operator.entry::<Contract>(first.id).await.unwrap().id, first.id);
}

async fn a_balance_is_read_and_set(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let customer = add_customer(&client, "Huber", None).await;
    let balance = client.balance(&customer).await.unwrap();
    assert_eq!((balance.customer, balance.cash, balance.free_time), (customer.id, 0, 0));
    client.set_balance(&balance, 550, 60).await.unwrap();
    let balance = client.balance(&customer).await.unwrap();
    assert_eq!((balance.cash, balance.free_time), (550, 60));
    let harbour = platform.reseller("harbour").await;
    assert_eq!(harbour.balance(&customer).await.unwrap_err(), Error::NotFound);
    assert_eq!(harbour.set_balance(&balance, 0, 0).await.unwrap_err(), Error::NotFound);
}

async fn preferences_of_customers_and_domains_are_read(release: Release) {
    let platform = TestPlatform::of(release).await;
    let client = platform.reseller("alpine").await;
    let customer = add_customer(&client, "Huber", None).await;
    let set = |to: Option<Value>, from: Option<Value>| Change { name: "block_in_list".into(), from, to };
    let listed = json!(["4366*"]);
    client.change_customer_preferences(&customer, &[set(Some(listed.clone()), None)]).await.unwrap();
    let values = client.customer_preferences(&customer).await.unwrap();
    assert_eq!(values.into_iter().collect::<Vec<_>>(), [("block_in_list".to_owned(), listed.clone())]);
    client.change_customer_preferences(&customer, &[set(None, Some(listed))]).await.unwrap();
    assert!(client.customer_preferences(&customer).await.unwrap().is_empty());

    platform.add_domain("alpine", "alpine.example").await;
    let domains = client.domains(&DomainFilter::default(), &ListOptions::default()).await.unwrap();
    assert!(client.domain_preferences(&domains.rows[0]).await.unwrap().is_empty());
    let DomainId(id) = domains.rows[0].id;
    platform.put("alpine", &format!("domainpreferences/{id}"), &json!({ "concurrent_max": 5 })).await;
    let values = client.domain_preferences(&domains.rows[0]).await.unwrap();
    assert_eq!(values.get("concurrent_max"), Some(&json!(5)));
}

async fn an_alias_number_moves_to_another_line(release: Release) {
    let platform = TestPlatform::of(release).await;
    platform.add_domain("alpine", "alpine.example").await;
    let client = platform.reseller("alpine").await;
    let customer = add_customer(&client, "Huber", None).await;
    let giver = add_line(&client, &customer, &line("giver", "alpine.example", "5530001", &["5530002"])).await;
    let taker = add_line(&client, &customer, &line("taker", "alpine.example", "5530003", &[])).await;
    let numbers = client.line_numbers(&giver).await.unwrap();
    let [primary, alias] = &numbers[..] else { panic!("two numbers: {numbers:?}") };
    assert!(primary.is_primary && !alias.is_primary);
    assert!(matches!(client.move_number(primary, &taker).await, Err(Error::Validation(_))));
    client.move_number(alias, &taker).await.unwrap();
    let digits: Vec<_> =
        client.line_numbers(&taker).await.unwrap().iter().map(|one| one.number.digits()).collect();
    assert_eq!(digits, ["4315530002", "4315530003"]);
    // The platform would take another reseller's line.
    let harbour = platform.reseller("harbour").await;
    assert_eq!(harbour.move_number(alias, &taker).await.unwrap_err(), Error::NotFound);
}

async fn numbers_are_rewritten(release: Release) {
    let platform = TestPlatform::of(release).await;
    platform.add_domain("alpine", "alpine.example").await;
    let client = platform.reseller("alpine").await;
    let customer = add_customer(&client, "Huber", None).await;
    let line = add_line(&client, &customer, &line("anna", "alpine.example", "5530001", &[])).await;
    for numbers in [&["431"][..], &["431", "432"]] {
        assert_eq!(client.rewritten(&line, Direction::CalleeOut, numbers).await.unwrap(), numbers);
    }
    assert!(matches!(client.rewritten(&line, Direction::CallerIn, &[]).await, Err(Error::Validation(_))));
}

async fn a_platform_tells_its_release(release: Release) {
    let platform = TestPlatform::of(release).await;
    let expected = PlatformInfo { release: "mr26.2".to_owned() };
    assert_eq!(platform.platform.info().await.unwrap(), expected);
}
