//! Lists as files: whole, of one's own reseller only, safe to open, and honest when the platform fails midway.

use crate::{
    actor::{Reply, Who},
    portal::Portal,
};
use reqwest::Method;
use serde_json::json;
use switchhook_sandbox::{Fault, FaultRule};

/// The lines of a file, its cells unquoted; none of the test's cells holds a line break.
fn rows(reply: &Reply) -> Vec<Vec<String>> {
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "no-store");
    let text = reply.body.strip_prefix('\u{feff}').expect("a byte order mark");
    let cells = |line: &str| {
        let cells = line.trim_matches('"').split("\",\"");
        cells.map(|cell| cell.replace("\"\"", "\"")).collect()
    };
    text.lines().map(cells).collect()
}

fn ids(rows: &[Vec<String>]) -> Vec<String> {
    rows.iter().skip(1).map(|row| row[0].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_every_row_of_ones_own_reseller_and_no_other() {
    let portal = Portal::with_lines(230).await;
    for (who, platform) in
        [(Who::Reseller, portal.platform.clone()), (Who::OtherReseller, portal.platform.harbour())]
    {
        let actor = portal.actor(who).await;
        for (path, resource) in [("/subscribers.csv", "subscribers"), ("/customers.csv", "customers")] {
            let file = actor.get(path).await;
            let name = path.trim_start_matches('/');
            assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""));
            assert_eq!(ids(&rows(&file)), platform.ids(resource, "order_by=id").await, "{who:?} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_about_what_the_page_is_about() {
    let portal = Portal::with_lines(230).await;
    let actor = portal.actor(Who::Helpdesk).await;
    let page = actor.get("/subscribers?domain=voip.alpine.example&sort=-id&page=1").await.page();
    let link = page.named("a").filter_map(|link| link.get("href")).find(|href| href.contains(".csv"));
    let link = link.expect("a link to the file").to_owned();
    assert_eq!(link, "/subscribers.csv?domain=voip.alpine.example");
    let file = rows(&actor.get(&link).await);
    assert_eq!(
        ids(&file),
        portal.platform.ids("subscribers", "order_by=id&domain=*voip.alpine.example*").await
    );
    assert!(file.iter().skip(1).all(|row| row[2] == "voip.alpine.example"));

    let file = rows(&actor.get("/customers.csv?email=*huber-tischlerei*").await);
    assert_eq!((file.len(), file[1][1].as_str()), (2, "Huber & Söhne Tischlerei"));
    let nobody = rows(&actor.get("/customers.csv?external_id=nobody-has-this").await);
    assert_eq!(nobody.len(), 1);
    actor.get("/subscribers.csv?customer=nonsense").await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_compressed_to_its_end() {
    let portal = Portal::with_lines(230).await;
    let actor = portal.actor(Who::Reseller).await;
    let request = actor.request(Method::GET, "/subscribers.csv").header("accept-encoding", "gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    // A connection that breaks before the end is an error.
    assert!(response.bytes().await.unwrap().starts_with(&[0x1f, 0x8b]));
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_that_a_spreadsheet_would_run_are_text() {
    let portal = Portal::start().await;
    let line = portal.platform.ids("subscribers", "subscriber_external_id=demo-line-1").await[0].clone();
    let patch = json!([{ "op": "replace", "path": "/external_id", "value": "=HYPERLINK(\"x\")" }]);
    portal.platform.patch(&format!("/api/subscribers/{line}"), &patch).await;
    let file = rows(&portal.actor(Who::Reseller).await.get("/subscribers.csv").await);
    let row = file.iter().find(|row| row[0] == line).expect("the line is in the file");
    assert_eq!(row[6], "'=HYPERLINK(\"x\")");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_completed_says_so_at_its_end() {
    let portal = Portal::with_lines(230).await;
    let actor = portal.actor(Who::Reseller).await;
    for (path, resource) in [("/subscribers.csv", "subscribers"), ("/customers.csv", "customers")] {
        let page = if resource == "subscribers" { 2 } else { 1 };
        let rule =
            FaultRule::new(format!("/api/{resource}/?page={page}"), Fault::Refusal(403, "Forbidden".into()));
        portal.sandbox.set_faults(vec![rule]);
        let file = rows(&actor.get(path).await);
        let whole = (page - 1) * 100;
        let last = file.last().expect("a last line");
        assert_eq!((file.len(), last.len()), (whole + 2, 1), "{path}");
        assert!(last[0].contains("not complete") && last[0].contains(&whole.to_string()), "{last:?}");
        portal.sandbox.set_faults(Vec::new());
        assert!(rows(&actor.get(path).await).iter().all(|row| row.len() > 1));
    }
}
