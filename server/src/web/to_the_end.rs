//! A write goes on to its end when its sender leaves: half of it done is worse than all or nothing.

use super::{Shared, server_function::failure_page};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use std::{future::Future, time::Duration};
use switchhook_app::Failure;
use switchhook_platform::Error as PlatformError;
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use tracing::Instrument;

/// Longer than any write at the platform with its look-ups.
const LONGEST_REQUEST: Duration = Duration::from_mins(1);

/// The writes that are under way. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Writes(watch::Sender<usize>);

impl Writes {
    /// Runs a write apart from the request that began it.
    fn spawn<T: Send + 'static>(&self, write: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.0.send_modify(|running| *running += 1);
        let under_way = UnderWay(self.0.clone());
        tokio::spawn(async move {
            let _under_way = under_way;
            write.await
        })
    }

    /// Waits until none is under way.
    pub async fn finished(&self) {
        // It fails when nobody can begin a write any more, and `self` can.
        let mut running = self.0.subscribe();
        let _ended = running.wait_for(|running| *running == 0).await;
    }
}

/// One of them, also if it panics.
struct UnderWay(watch::Sender<usize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running -= 1);
    }
}

/// Answers within a minute. What only reads is given up when nobody waits for it any more; what writes never is.
pub(super) async fn to_the_end(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let writes = !request.method().is_safe();
    let mut asked = Request::new(Body::empty());
    *asked.method_mut() = Method::GET;
    *asked.uri_mut() = request.uri().clone();
    *asked.headers_mut() = request.headers().clone();
    let answer = next.run(request).in_current_span();
    let failure = if writes {
        match timeout(LONGEST_REQUEST, shared.operations.writes.spawn(answer)).await {
            Ok(Ok(response)) => return response,
            Ok(Err(error)) => {
                tracing::error!(%error, "a write broke off");
                Failure::Internal
            }
            Err(_) => PlatformError::UnknownOutcome.into(),
        }
    } else {
        match timeout(LONGEST_REQUEST, answer).await {
            Ok(response) => return response,
            Err(_) => PlatformError::TimedOut.into(),
        }
    };
    failure_page(shared, asked, failure).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};

    #[tokio::test]
    async fn writes_end_also_by_panic_and_when_nobody_waits() {
        let writes = Writes::default();
        writes.finished().await;
        let (release, released) = tokio::sync::oneshot::channel::<()>();
        drop(writes.spawn(released));
        assert!(writes.spawn(async { panic!("for the test") }).await.is_err());
        writes.spawn(ready(())).await.unwrap();
        assert_eq!(*writes.0.borrow(), 1);
        release.send(()).unwrap();
        writes.finished().await;
        let endless = writes.spawn(pending::<()>());
        endless.abort();
        writes.finished().await;
    }
}
