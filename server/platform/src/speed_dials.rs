//! Speed dials (contract 3.27).

use crate::{
    client::Client, error::Error, hal, lenient, request::Request, scope::Scoped, subscribers::Subscriber,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use switchhook_domain::identifier::SubscriberId;

const COLLECTION: &str = "speeddials";

/// The speed dials of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeedDials {
    /// Whose they are.
    pub line: SubscriberId,
    /// In the platform's order.
    pub entries: Vec<SpeedDial>,
}

/// What is called when a slot is keyed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeedDial {
    /// `*0` to `*9`, unless the platform is configured otherwise.
    pub slot: String,
    /// A SIP address. A bare number is taken too and becomes `sip:number@domain`; nothing else of it is checked by the platform.
    #[serde(deserialize_with = "lenient::text")]
    pub destination: String,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    speeddials: Vec<SpeedDial>,
}

impl Client {
    /// The speed dials of a line.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn speed_dials(&self, subscriber: &Scoped<Subscriber>) -> Result<Scoped<SpeedDials>, Error> {
        self.check(subscriber)?;
        let answer = self.send(Request::item(COLLECTION, subscriber.id)).await?;
        let wire: Wire = hal::object(answer.json()?)?;
        Ok(self.prove(SpeedDials { line: subscriber.id, entries: wire.speeddials }))
    }

    /// Replaces all speed dials of a line.
    ///
    /// # Errors
    /// [`Error::Validation`] for a slot that does not exist or is there twice; [`Error::Forbidden`] if the line's profile does not
    /// have them, whoever asks; what writing can meet.
    pub async fn replace_speed_dials(
        &self,
        present: &Scoped<SpeedDials>,
        entries: &[SpeedDial],
    ) -> Result<(), Error> {
        self.check(present)?;
        self.replace(COLLECTION, present.line.0, &json!({ "speeddials": entries })).await
    }
}
