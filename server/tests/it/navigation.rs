//! The navigation at the head of every page.

use crate::{actor::Who, portal::Portal};

#[tokio::test(flavor = "multi_thread")]
async fn rarer_places_are_below_more_where_there_are_many() {
    let portal = Portal::start().await;
    let reseller = portal.actor(Who::Reseller).await;
    for path in ["/", "/domains"] {
        let page = reseller.page(path).await;
        let more = page.texts_of_class("more").concat();
        for words in ["Domains", "Billing profiles", "Destinations"] {
            assert!(more.contains(words), "{path}: {more}");
        }
        let all = page.texts_of_class("places").concat();
        for words in ["Customers", "Subscribers", "Contacts", "Portal accounts", "Audit trail"] {
            assert!(all.contains(words) && !more.contains(words), "{path}: {words} in {all}");
        }
        let current = page.named("a").filter(|link| link.get("aria-current") == Some("page")).count();
        assert_eq!(current, usize::from(path == "/domains"));
    }
    for who in [Who::Admin, Who::Helpdesk, Who::Customer] {
        let actor = portal.actor(who).await;
        let page = actor.page("/account").await;
        assert!(page.texts_of_class("more").is_empty(), "{who:?}");
        assert!(!page.texts_of_class("places").concat().is_empty(), "{who:?}");
    }
}
