//! `voicemailsettings` (contract 3.24).

use serde_json::{Map, Value};

use super::{Call, Change, Resource, Roles, Rows, SUBSCRIBER_ID, Shape, View, roles, verbs};
use crate::error::ApiError;
use crate::filter::Filter;
use crate::form::Form;
use crate::hal::Document;
use crate::patch::Operations;
use crate::state::VoiceBox;

pub(crate) struct VoicemailSettings;

impl Resource for VoicemailSettings {
    fn shape(&self) -> &'static Shape {
        const {
            &Shape {
                name: "voicemailsettings",
                entity: "voicemailsettings",
                collection: verbs::READABLE,
                item: verbs::CHANGEABLE,
                operations: Operations::Basic,
                roles: Roles::all(roles::EVERYBODY),
                rows: Rows::Subscribers,
                generic: false,
            }
        }
    }

    fn filters(&self) -> &'static [Filter] {
        &SUBSCRIBER_ID
    }

    fn document(&self, view: &View<'_>, id: u32) -> Document {
        let mut document = Document::new("voicemailsettings", id);
        document.relate("subscribers", format!("/api/subscribers/{id}"));
        document.relate_journal();
        let VoiceBox { pin, email, sms_number, attach, delete } = view.state.extras.voice_box(id);
        document.set("id", id);
        document.set("pin", pin);
        document.set("email", email);
        document.set("sms_number", sms_number);
        document.set("attach", attach);
        document.set("delete", delete);
        document
    }

    fn update(
        &self,
        call: &mut Call<'_>,
        id: u32,
        body: &Map<String, Value>,
        _change: Change<'_>,
    ) -> Result<(), ApiError> {
        let mut form = Form::new(body);
        form.require("pin");
        let pin = form.text_between("pin", 4, 31).unwrap_or_default();
        let email = form.email("email").unwrap_or_default();
        let sms_number = form.text_up_to("sms_number", 31).unwrap_or_default();
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        if !digits(sms_number.trim()) {
            form.fail("sms_number", "Invalid E164 number");
        }
        let attach = form.boolean("attach").unwrap_or_default();
        let delete = form.boolean("delete").unwrap_or_default();
        if delete && !attach {
            form.fail("attach", "Must be set if delete is set");
        }
        form.finish("Internal Server Error")?;
        call.state.extras.set_voice_box(id, VoiceBox { pin, email, sms_number, attach, delete });
        Ok(())
    }
}
