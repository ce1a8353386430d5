//! What a subscriber has besides its row and its preferences: a voice box, speed dials.

use std::collections::HashMap;

/// The settings of a voice box (contract 3.24).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VoiceBox {
    pub(crate) pin: String,
    pub(crate) email: String,
    pub(crate) sms_number: String,
    pub(crate) attach: bool,
    pub(crate) delete: bool,
}

impl VoiceBox {
    /// What a subscriber starts with: four digits, here always the same ones for the same subscriber.
    fn new(subscriber: u32) -> Self {
        Self {
            pin: format!("{:04}", subscriber.wrapping_mul(7919) % 10_000),
            email: String::new(),
            sms_number: String::new(),
            attach: true,
            delete: false,
        }
    }
}

/// A speed dial: a slot such as `*1`, and the SIP URI that it calls (contract 3.27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpeedDial {
    pub(crate) slot: String,
    pub(crate) destination: String,
}

/// The voice boxes and the speed dials that are not what every subscriber starts with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    boxes: HashMap<u32, VoiceBox>,
    dials: HashMap<u32, Vec<SpeedDial>>,
}

impl Extras {
    pub(crate) fn voice_box(&self, subscriber: u32) -> VoiceBox {
        self.boxes.get(&subscriber).cloned().unwrap_or_else(|| VoiceBox::new(subscriber))
    }

    pub(crate) fn set_voice_box(&mut self, subscriber: u32, settings: VoiceBox) {
        self.boxes.insert(subscriber, settings);
    }

    pub(crate) fn speed_dials(&self, subscriber: u32) -> &[SpeedDial] {
        self.dials.get(&subscriber).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn set_speed_dials(&mut self, subscriber: u32, dials: Vec<SpeedDial>) {
        self.dials.insert(subscriber, dials);
    }

    /// Nothing remains of a subscriber that ends.
    pub(crate) fn forget(&mut self, subscriber: u32) {
        self.boxes.remove(&subscriber);
        self.dials.remove(&subscriber);
    }
}
