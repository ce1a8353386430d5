//! Settings of voiceboxes (contract 3.24, `voicemailsettings`).

use crate::{
    client::{Client, Resource, Row},
    error::Error,
    lenient,
    patch::Operation,
    scope::Scoped,
    subscribers::Subscriber,
};
use serde::Deserialize;
use switchhook_domain::{
    identifier::SubscriberId,
    voicebox::{Pin, VoiceboxSettings},
};

/// The voicebox of a line. Every line has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voicebox {
    /// Whose it is.
    pub line: SubscriberId,
    /// How it is set.
    pub settings: VoiceboxSettings,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(deserialize_with = "lenient::number")]
    id: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    pin: String,
    #[serde(default, deserialize_with = "lenient::text")]
    email: String,
    #[serde(default, deserialize_with = "lenient::flag")]
    attach: bool,
    #[serde(default, deserialize_with = "lenient::flag")]
    delete: bool,
    #[serde(default, deserialize_with = "lenient::text")]
    sms_number: String,
}

impl Row for Wire {
    const COLLECTION: &'static str = "voicemailsettings";
}

impl Resource for Wire {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Client {
    /// The voicebox of a line.
    ///
    /// # Errors
    /// What reading can meet.
    pub async fn voicebox(&self, subscriber: &Scoped<Subscriber>) -> Result<Scoped<Voicebox>, Error> {
        self.check(subscriber)?;
        let wire: Wire = self.item(subscriber.id.0).await?;
        let set = |text: String| Some(text).filter(|text| !text.is_empty());
        let settings = VoiceboxSettings {
            pin: Pin::from_platform(wire.pin),
            email: set(wire.email),
            attach: wire.attach,
            delete: wire.delete,
            sms_number: set(wire.sms_number),
        };
        Ok(self.prove(Voicebox { line: subscriber.id, settings }))
    }

    /// Sets a voicebox otherwise; what is already so is not sent.
    ///
    /// # Errors
    /// [`Error::Validation`] at `pin`, `email`, `sms_number` or `delete`; what writing can meet.
    pub async fn change_voicebox(
        &self,
        voicebox: &Scoped<Voicebox>,
        wanted: &VoiceboxSettings,
    ) -> Result<(), Error> {
        self.check(voicebox)?;
        let now = &voicebox.settings;
        let differ = [
            (now.pin != wanted.pin, Operation::replace("pin", wanted.pin.reveal())),
            (now.email != wanted.email, Operation::replace("email", text(wanted.email.as_deref()))),
            (now.attach != wanted.attach, Operation::replace("attach", wanted.attach)),
            (now.delete != wanted.delete, Operation::replace("delete", wanted.delete)),
            (
                now.sms_number != wanted.sms_number,
                Operation::replace("sms_number", text(wanted.sms_number.as_deref())),
            ),
        ];
        let operations: Vec<_> =
            differ.into_iter().filter_map(|(differs, set)| differs.then_some(set)).collect();
        self.patch(Wire::COLLECTION, voicebox.line.0, &operations).await
    }
}

/// Unset is an empty text here (contract 3.24).
fn text(value: Option<&str>) -> &str {
    value.unwrap_or_default()
}
