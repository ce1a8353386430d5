//! Contract 2.3 and 6.

use serde_json::json;
use switchhook_sandbox::{Release, SandboxOptions};

use crate::client::start;

#[tokio::test]
pub async fn an_old_platform_writes_single_members_as_objects_and_knows_fewer_forwards() {
    let client = start(SandboxOptions { release: Release::Old, ..SandboxOptions::default() }).await;
    let one = client.read("/api/subscribers/?subscriber_external_id=demo-line-1").await;
    let line = &one["_embedded"]["ngcp:subscribers"];
    assert_eq!((&line["username"], &one["total_count"]), (&json!("anna.huber"), &json!(1)));
    assert!(
        one["_links"]["ngcp:subscribers"]["href"].is_string()
            && line["_links"]["ngcp:domains"]["href"].is_string()
    );
    let empty = client.read("/api/subscribers/?username=nobody-at-all").await;
    assert!(empty.get("_embedded").is_none());
    assert_eq!(
        client.read("/api/domains/").await["_embedded"]["ngcp:domains"].as_array().map(Vec::len),
        Some(4)
    );

    let path = format!("/api/cfmappings/{}", line["id"]);
    let mappings = client.read(&path).await;
    assert!(mappings["cfu"].is_array() && mappings.get("cfr").is_none() && mappings.get("cfo").is_none());
    let four = json!({ "cfu": [], "cfb": [], "cft": [], "cfna": [], "cfs": [] });
    client.put(&path, &four).await.expect_status(204);
    client.replace(&path, "/cfu", json!([])).await.expect_status(204);
    client.replace(&path, "/cfo", json!([])).await.expect_status(422);
    assert!(client.read(&format!("/api/callforwards/{}", line["id"])).await.get("cfo").is_none());
}
