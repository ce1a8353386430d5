//! What a platform tells about itself without a login (contract 1.1, 3.33).

use crate::{
    error::Error,
    lenient,
    request::Request,
    transport::{Failure, Wire},
};
use serde::Deserialize;
use tokio::time::Instant;

/// What a platform is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PlatformInfo {
    /// Its release, e.g. `mr26.2`; empty if it does not tell.
    #[serde(default, rename = "ngcp_version", deserialize_with = "lenient::text")]
    pub release: String,
}

/// Asks the platform.
pub(crate) async fn read(wire: &Wire) -> Result<PlatformInfo, Error> {
    let until = Instant::now() + wire.read_timeout();
    let answer = wire.once(&Request::platform_info(), &[], until).await.map_err(Failure::before_anything)?;
    answer.successful()?.json()
}
