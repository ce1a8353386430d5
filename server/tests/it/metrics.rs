//! The numbers for operations.

use crate::{actor::Who, portal::Portal, world::World};
use switchhook_server::web::metrics;
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_calls_are_counted_by_route_and_outcome_and_nothing_typed_is_in_it() {
    let portal = Portal::start().await;
    let world = World::of(&portal).await;
    let actor = portal.actor(Who::Reseller).await;
    actor.page(&format!("/customers/{}", world.customer)).await;
    actor.get("/customers/999999").await.expect_status(404);
    actor.get("/search?q=somebody-typed-this").await.expect_status(200);
    actor.get("/typed-paths-have-no-end").await.expect_status(404);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/metrics", listener.local_addr().unwrap());
    let router = metrics::router(portal.operations.metrics.clone(), portal.client.clone());
    let served = tokio::spawn(async move { axum::serve(listener, router).await });
    let reply = portal.http.get(&address).send().await.unwrap();
    assert_eq!(reply.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = reply.text().await.unwrap();
    served.abort();
    for wanted in [
        "switchhook_requests_total{method=\"GET\",route=\"/customers/{id}\",status=\"200\"} 1",
        "switchhook_requests_total{method=\"GET\",route=\"/customers/{id}\",status=\"404\"} 1",
        "switchhook_requests_total{method=\"POST\",route=\"/api/sign-in\",status=\"303\"} 1",
        "switchhook_request_duration_seconds_count{route=\"/customers/{id}\"} 2",
    ] {
        assert!(text.lines().any(|line| line == wanted), "{wanted}\n{text}");
    }
    let calls =
        text.lines().find_map(|line| line.strip_prefix("switchhook_platform_calls_total{outcome=\"done\"} "));
    assert!(calls.unwrap().parse::<u64>().unwrap() > 0);
    for typed in ["typed", "999999", "somebody", "alpine.example"] {
        assert!(!text.contains(typed), "{typed}\n{text}");
    }
    // The portal itself shows nothing of it.
    actor.get("/metrics").await.expect_status(404);
}
