//! Every preference of a subscriber, by group.

mod blocking;
mod media;
mod services;

use super::definitions::Definition;

/// The groups and what is in them.
pub(super) const GROUPS: [(&str, &[Definition]); 13] = [
    ("Call Blockings", blocking::CALL_BLOCKINGS),
    ("Access Restrictions", blocking::ACCESS_RESTRICTIONS),
    ("Number Manipulations", blocking::NUMBER_MANIPULATIONS),
    ("Media Codec Transcoding Options", media::MEDIA_CODEC_TRANSCODING_OPTIONS),
    ("NAT and Media Flow Control", media::NAT_AND_MEDIA_FLOW_CONTROL),
    ("Internals", services::INTERNALS),
    ("Cloud PBX", services::CLOUD_PBX),
    ("Number Portability", services::NUMBER_PORTABILITY),
    ("Applications", services::APPLICATIONS),
    ("Remote Authentication", services::REMOTE_AUTHENTICATION),
    ("Session Timers", services::SESSION_TIMERS),
    ("IMS Application Server", services::IMS_APPLICATION_SERVER),
    ("XMPP Settings", services::XMPP_SETTINGS),
];
