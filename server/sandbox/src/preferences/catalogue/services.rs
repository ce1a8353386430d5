//! Everything else: features, portability, timers, other providers.

use crate::preferences::definitions::{Choice, Definition};

pub(super) const INTERNALS: &[Definition] = &[
    Definition::choice(
        "accept_auto_answer",
        &[Choice::UNSET, Choice::of("yes"), Choice::of("no")],
        "Choice for: accept auto answer.",
    ),
    Definition::choice(
        "advice_of_charge",
        &[Choice::UNSET, Choice::of("currency"), Choice::of("pulse")],
        "Choice for: advice of charge.",
    ),
    Definition::choice(
        "alert_info_type",
        &[Choice::UNSET, Choice::of("internal_external"), Choice::of("url")],
        "Choice for: alert info type.",
    ),
    Definition::text("alert_info_url", "Text for: alert info url."),
    Definition::choice(
        "call_deflection",
        &[Choice::UNSET, Choice::of("enabled"), Choice::of("disabled"), Choice::of("immediate")],
        "Choice for: call deflection.",
    ),
    Definition::choice(
        "call_log_level",
        &[Choice::preset("notice"), Choice::of("info"), Choice::of("debug")],
        "How much is written to the log about a call.",
    ),
    Definition::int("concurrent_calls_quota", "A limit of simultaneous calls."),
    Definition::text("conference_max_participants", "How many may be in the conference room."),
    Definition::text("conference_pin", "Code that opens the conference room."),
    Definition::int("contact_ringtimeout", "How long each registered phone rings."),
    Definition::flag("csc_calls", "Lets the customer start calls in the browser."),
    Definition::flag("disable_prack_method", "Switches this on: disable prack method."),
    Definition::flag("emergency_priorization", "A detail of emergency calls."),
    Definition::choice(
        "force_inbound_calls_to_peer",
        &[
            Choice::UNSET,
            Choice::of("never"),
            Choice::of("force"),
            Choice::of("force_offline"),
            Choice::of("force_offline_primary"),
            Choice::of("force_offline_alias"),
        ],
        "Choice for: force inbound calls to peer.",
    ),
    Definition::choice(
        "force_outbound_calls_to_peer",
        &[
            Choice::UNSET,
            Choice::of("force_offline"),
            Choice::of("force_offline_primary"),
            Choice::of("force_offline_alias"),
            Choice::of("force"),
            Choice::of("never"),
            Choice::of("force_interpbx"),
            Choice::of("force_interdomain"),
        ],
        "Choice for: force outbound calls to peer.",
    ),
    Definition::text("gpp0", "Free text for the operator."),
    Definition::text("gpp1", "Free text for the operator."),
    Definition::text("gpp2", "Free text for the operator."),
    Definition::text("gpp3", "Free text for the operator."),
    Definition::text("gpp4", "Free text for the operator."),
    Definition::text("gpp5", "Free text for the operator."),
    Definition::text("gpp6", "Free text for the operator."),
    Definition::text("gpp7", "Free text for the operator."),
    Definition::text("gpp8", "Free text for the operator."),
    Definition::text("gpp9", "Free text for the operator."),
    Definition::reference("header_rule_set", "header_rule_set", "Rules by which headers are changed."),
    Definition::text("ip_header", "Text for: ip header."),
    Definition::choice(
        "language",
        &[
            Choice::UNSET,
            Choice::of("de"),
            Choice::of("en"),
            Choice::of("es"),
            Choice::of("it"),
            Choice::of("ro"),
            Choice::of("fr"),
            Choice::of("ar"),
            Choice::of("he"),
            Choice::of("nl"),
            Choice::of("pt_br"),
            Choice::of("pt"),
        ],
        "Language of the announcements.",
    ),
    Definition::flag("last_number_redial", "Remembers the number that was dialled last."),
    Definition::flag("lawful_interception", "Switches this on: lawful interception."),
    Definition::flag("lcr_peer_cf", "Switches this on: lcr peer cf."),
    Definition::flag("lookup_all_registrations", "Switches this on: lookup all registrations."),
    Definition::choice(
        "mobile_push_enable",
        &[
            Choice::UNSET,
            Choice::of("never"),
            Choice::of("always"),
            Choice::of("no_reg"),
            Choice::of("only_push"),
            Choice::of("reg_then_push"),
            Choice::of("push_then_reg"),
        ],
        "Wakes the mobile app for a call.",
    ),
    Definition::int("mobile_push_expiry", "Number for: mobile push expiry."),
    Definition::flag("recent_calls_by_upn", "Switches this on: recent calls by upn."),
    Definition::int("rerouting_codes", "Number for: rerouting codes.").many(),
    Definition::choice(
        "rerouting_mode",
        &[Choice::UNSET, Choice::of("whitelist"), Choice::of("blacklist")],
        "Choice for: rerouting mode.",
    ),
    Definition::choice(
        "serial_forking_by_q_value",
        &[Choice::UNSET, Choice::of("no"), Choice::of("standard"), Choice::of("probability")],
        "Choice for: serial forking by q value.",
    ),
    Definition::flag("stir_check", "Switches this on: stir check."),
    Definition::int("stop_forking_code_lists", "Number for: stop forking code lists.").many(),
    Definition::choice(
        "support_auto_answer",
        &[Choice::UNSET, Choice::of("no"), Choice::of("phone"), Choice::of("vsc")],
        "Choice for: support auto answer.",
    ),
    Definition::choice(
        "ua_header_mode",
        &[Choice::UNSET, Choice::of("passthrough"), Choice::of("replace"), Choice::of("strip")],
        "Choice for: ua header mode.",
    ),
    Definition::text("ua_header_replace", "Text for: ua header replace."),
];

pub(super) const CLOUD_PBX: &[Definition] = &[
    Definition::choice(
        "aa_extensions_dial_mode",
        &[Choice::UNSET, Choice::of("disabled"), Choice::of("enabled")],
        "Choice for: aa extensions dial mode.",
    ),
    Definition::int("aa_timeout_repetition", "Number for: aa timeout repetition."),
    Definition::int("aa_wrongkey_repetition", "Number for: aa wrongkey repetition."),
    Definition::choice(
        "announce_conn_type",
        &[Choice::UNSET, Choice::of("early"), Choice::of("established")],
        "Choice for: announce conn type.",
    ),
    Definition::choice(
        "busy_hg_member_mode",
        &[Choice::UNSET, Choice::of("ring"), Choice::of("skip_totaluser"), Choice::of("skip_activeuser")],
        "Choice for: busy hg member mode.",
    ),
    Definition::flag("cloud_pbx_callqueue", "Switches this on: cloud pbx callqueue."),
    Definition::flag("csta_client", "Switches this on: csta client."),
    Definition::flag("csta_controller", "Switches this on: csta controller."),
    Definition::text("max_queue_length", "Text for: max queue length."),
    Definition::text("queue_wrap_up_time", "Text for: queue wrap up time."),
];

pub(super) const NUMBER_PORTABILITY: &[Definition] = &[
    Definition::flag("connect_on_ported", "Switches this on: connect on ported."),
    Definition::text("default_lnp_prefix", "Text for: default lnp prefix."),
    Definition::flag("lnp_add_npdi", "Switches this on: lnp add npdi."),
    Definition::flag("lnp_for_local_sub", "Switches this on: lnp for local sub."),
    Definition::flag("lnp_to_rn", "Switches this on: lnp to rn."),
    Definition::flag("ported_n1_to_ruri", "Switches this on: ported n1 to ruri."),
];

pub(super) const APPLICATIONS: &[Definition] = &[
    Definition::flag("malicious_call_identification", "Lets the line mark a nuisance call."),
    Definition::flag("play_announce_before_call_setup", "Plays a message before it rings."),
    Definition::flag("play_announce_before_cf", "Tells the caller that the call is forwarded."),
    Definition::choice(
        "play_announce_before_recording",
        &[
            Choice::UNSET,
            Choice::of("always"),
            Choice::of("external_calls_only"),
            Choice::of("internal_calls_only"),
            Choice::of("never"),
        ],
        "Choice for: play announce before recording.",
    ),
    Definition::flag("play_announce_to_callee", "Switches this on: play announce to callee."),
    Definition::flag("play_emulated_ringback_tone", "Switches this on: play emulated ringback tone."),
];

pub(super) const REMOTE_AUTHENTICATION: &[Definition] = &[
    Definition::text("peer_auth_hf_user", "Text for: peer auth hf user."),
    Definition::text("peer_auth_pass", "Password at another provider."),
    Definition::text("peer_auth_realm", "Realm at another provider."),
    Definition::flag("peer_auth_register", "Registers the line at another provider."),
    Definition::text("peer_auth_registrar_server", "Text for: peer auth registrar server."),
    Definition::text("peer_auth_user", "User name at another provider."),
];

pub(super) const SESSION_TIMERS: &[Definition] = &[
    Definition::choice(
        "sst_enable",
        &[Choice::UNSET, Choice::of("no"), Choice::of("yes")],
        "A detail of the session timer.",
    ),
    Definition::int("sst_expires", "A detail of the session timer."),
    Definition::int("sst_max_timer", "A detail of the session timer."),
    Definition::int("sst_min_timer", "A detail of the session timer."),
    Definition::choice(
        "sst_refresh_method",
        &[Choice::UNSET, Choice::of("UPDATE_FALLBACK_INVITE"), Choice::of("UPDATE"), Choice::of("INVITE")],
        "A detail of the session timer.",
    ),
];

pub(super) const IMS_APPLICATION_SERVER: &[Definition] =
    &[Definition::flag("ims_as_context", "Switches this on: ims as context.")];

pub(super) const XMPP_SETTINGS: &[Definition] =
    &[Definition::flag("shared_buddylist_visibility", "Switches this on: shared buddylist visibility.")];
