//! The list of what a platform must do (contract 7), item by item: the tests that show it, or why none does.

use crate::{
    activity, admins, authentication, customers, forwards, lists, preferences, releases, roles,
    subscriber_realm, subscribers, transport,
};

/// How many items the list has.
const ITEMS: u16 = 160;

enum Shown {
    /// By these tests.
    By(&'static [fn()]),
    /// By none, and why.
    Not(&'static str),
}

use Shown::{By, Not};

type Item = (u16, &'static str, Shown);

const TRANSPORT_AND_AUTHENTICATION: &[Item] = &[
    (
        1,
        "no credentials: 401 in plain text",
        By(&[authentication::without_credentials_the_answer_is_plain_text]),
    ),
    (
        2,
        "subscribers have a realm of their own",
        By(&[
            authentication::without_credentials_the_answer_is_plain_text,
            authentication::subscribers_have_a_port_and_a_realm_of_their_own,
        ]),
    ),
    (
        3,
        "an unknown path needs no login",
        By(&[transport::unknown_paths_and_methods_are_the_same_and_need_no_login]),
    ),
    (
        4,
        "a method that is not there is an unknown path",
        By(&[transport::unknown_paths_and_methods_are_the_same_and_need_no_login]),
    ),
    (
        5,
        "domains are not replaced",
        By(&[transport::unknown_paths_and_methods_are_the_same_and_need_no_login]),
    ),
    (6, "a collection without its slash is elsewhere", By(&[transport::addresses_are_particular])),
    (7, "an id is a number", By(&[transport::addresses_are_particular])),
    (8, "an id that nothing has", By(&[transport::addresses_are_particular])),
    (9, "resellers do not list resellers", By(&[authentication::only_an_administrator_sees_resellers])),
    (10, "another reseller's customer is not there", By(&[authentication::resellers_do_not_see_each_other])),
    (11, "a read-only login does not write", By(&[authentication::a_read_only_login_reads])),
    (12, "a read-only login is told its verbs", By(&[authentication::a_read_only_login_reads])),
    (13, "a token that is none", By(&[authentication::the_login_refuses_with_its_own_words])),
    (
        14,
        "a second factor that is missing",
        By(&[
            authentication::a_second_factor_is_asked_for_and_what_is_wrong_counts,
            authentication::a_subscriber_without_the_second_factor_is_refused_like_anybody,
        ]),
    ),
    (
        15,
        "wrong passwords ban the right one",
        By(&[authentication::five_wrong_passwords_lock_the_right_one_out_but_not_a_token]),
    ),
    (
        16,
        "an old password only changes itself",
        By(&[authentication::an_old_password_opens_nothing_but_its_own_change]),
    ),
    (
        17,
        "the words and the answer of the token login",
        By(&[
            authentication::the_login_refuses_with_its_own_words,
            authentication::a_token_works_until_it_expires,
            authentication::a_subscribers_token_is_good_for_its_own_port_and_expires,
        ]),
    ),
    (18, "plain text is no body", By(&[transport::media_types_are_checked])),
    (19, "HAL is no body", By(&[transport::media_types_are_checked])),
    (20, "a patch type is taken for JSON", By(&[transport::media_types_are_checked])),
    (21, "a character set may be named", By(&[transport::a_put_is_checked_like_a_post])),
    (22, "a patch has its own type", By(&[transport::media_types_are_checked])),
    (23, "a change without a body", By(&[transport::a_put_is_checked_like_a_post])),
    (24, "a member twice", By(&[transport::bodies_are_checked])),
    (25, "JSON that breaks off", By(&[transport::bodies_are_checked])),
    (26, "links in the head of a write", By(&[transport::bodies_are_checked])),
    (
        27,
        "generic items are not given as HAL alone",
        By(&[transport::only_classic_items_are_given_to_who_accepts_hal_alone]),
    ),
    (28, "classic items are", By(&[transport::only_classic_items_are_given_to_who_accepts_hal_alone])),
];

const PREFERENCES_OF_THE_CALLER_AND_HEADERS: &[Item] = &[
    (29, "a change answers with nothing", By(&[transport::preferences_of_the_caller_are_applied])),
    (30, "or with the item where that is wanted", By(&[transport::preferences_of_the_caller_are_applied])),
    (31, "an unknown wish is none", By(&[transport::preferences_of_the_caller_are_applied])),
    (32, "a new customer is an address only", By(&[customers::a_new_customer_is_not_shown_in_the_answer])),
    (
        33,
        "a new set can be shown",
        By(&[transport::classic_resources_answer_a_post_with_nothing_and_generic_ones_with_the_item]),
    ),
    (
        34,
        "addresses of what is new have no host",
        By(&[customers::a_new_customer_is_not_shown_in_the_answer]),
    ),
    (35, "a deletion applies no wish", By(&[transport::preferences_of_the_caller_are_applied])),
    (36, "verbs of a collection", By(&[transport::options_tell_the_verbs])),
    (37, "verbs of an item", By(&[transport::options_tell_the_verbs])),
];

const COLLECTIONS: &[Item] = &[
    (38, "page and rows begin at one", By(&[lists::bad_pages_are_refused_in_the_platform_s_way])),
    (39, "and are numbers", By(&[lists::bad_pages_are_refused_in_the_platform_s_way])),
    (40, "nothing found", By(&[lists::an_empty_list_has_its_own_address_and_nothing_else])),
    (
        41,
        "the links of 23 rows",
        By(&[lists::the_last_page_has_no_next_and_a_page_beyond_it_only_leads_back]),
    ),
    (
        42,
        "the links of 20 rows",
        By(&[lists::the_last_page_has_no_next_and_a_page_beyond_it_only_leads_back]),
    ),
    (
        43,
        "without a count",
        By(&[lists::pages_lead_to_each_other, lists::only_one_and_true_leave_the_count_out]),
    ),
    (44, "a count that is not wanted in other words", By(&[lists::only_one_and_true_leave_the_count_out])),
    (
        45,
        "one row is a list",
        By(&[
            lists::one_match_is_a_list_of_one,
            releases::an_old_platform_writes_single_members_as_objects_and_knows_fewer_forwards,
        ]),
    ),
    (46, "an order that is not there", By(&[lists::order_is_by_columns_only])),
    (
        47,
        "a filter that is not there",
        By(&[lists::unknown_filters_return_everyone, lists::what_is_not_known_is_echoed_in_the_links]),
    ),
    (
        48,
        "a star, and letters of any case",
        By(&[lists::texts_are_equal_whatever_their_case_and_only_a_star_stands_for_more]),
    ),
    (
        49,
        "an underscore is itself",
        By(&[lists::texts_are_equal_whatever_their_case_and_only_a_star_stands_for_more]),
    ),
    (50, "null in a pattern", By(&[lists::subscribers_are_found_by_everything_that_a_caller_says])),
    (51, "the word false is true", By(&[lists::the_word_false_is_true_for_a_flag])),
    (52, "voice boxes have no next page", By(&[lists::voice_boxes_do_not_lead_to_their_next_page])),
    (53, "what cannot be expanded", By(&[lists::related_objects_are_expanded])),
];

const PATCHES: &[Item] = &[
    (54, "a patch is a list", By(&[transport::patches_are_checked])),
    (55, "an operation has a name", By(&[transport::operations_of_a_patch_have_their_members_and_no_other])),
    (56, "customers take no additions", By(&[transport::patches_are_checked])),
    (57, "a replacement has a value", By(&[transport::patches_are_checked])),
    (
        58,
        "an operation has no other members",
        By(&[transport::operations_of_a_patch_have_their_members_and_no_other]),
    ),
    (59, "nothing is tested", By(&[transport::patches_are_checked])),
    (
        60,
        "a member that is not there",
        By(&[transport::operations_of_a_patch_have_their_members_and_no_other]),
    ),
    (61, "a member that is not for patches", By(&[transport::patches_are_checked])),
    (62, "alias numbers are appended", By(&[subscribers::aliases_are_patched_by_content])),
    (63, "and removed by content", By(&[subscribers::aliases_are_patched_by_content])),
    (64, "a content that none has", By(&[subscribers::aliases_are_patched_by_content])),
    (
        65,
        "destinations take no additions, times do",
        By(&[forwards::a_stored_null_priority_makes_a_set_impossible_to_change, forwards::sets_are_checked]),
    ),
];

const RESELLERS_LOGINS_CONTACTS_BILLING: &[Item] = &[
    (
        66,
        "a customer's contract carries no reseller",
        By(&[customers::a_terminated_reseller_loses_its_domains_and_logins]),
    ),
    (
        67,
        "a contract carries one reseller",
        By(&[customers::a_terminated_reseller_loses_its_domains_and_logins]),
    ),
    (
        68,
        "the name of a terminated reseller is free",
        By(&[customers::a_terminated_reseller_loses_its_domains_and_logins]),
    ),
    (
        69,
        "a terminated reseller has nothing",
        By(&[customers::a_terminated_reseller_loses_its_domains_and_logins]),
    ),
    (70, "resellers are not deleted", By(&[customers::a_terminated_reseller_loses_its_domains_and_logins])),
    (71, "a new login is not active by itself", By(&[admins::a_login_is_what_was_named_when_it_was_made])),
    (72, "one's own login", By(&[admins::nobody_changes_or_deletes_what_they_may_themselves])),
    (73, "somebody else's password", By(&[admins::passwords_are_set_by_their_owner_or_the_built_in_login])),
    (74, "only masters make logins", By(&[admins::masters_see_and_make_the_others])),
    (75, "a contact has an address", By(&[customers::contacts_are_checked])),
    (76, "a contact in use stays", By(&[customers::a_contact_in_use_stays])),
    (77, "that of a terminated customer goes", By(&[customers::a_contact_in_use_stays])),
    (78, "what a contact keeps", By(&[customers::a_put_of_a_contact_keeps_all_but_country_and_zone])),
    (79, "resellers are not told their own id", By(&[customers::contacts_are_checked])),
    (80, "a handle without a dash", By(&[customers::billing_profiles_are_unique_frozen_and_terminated])),
    (81, "a charge that customers have", By(&[customers::billing_profiles_are_unique_frozen_and_terminated])),
    (82, "a profile that is deleted", By(&[customers::billing_profiles_are_unique_frozen_and_terminated])),
    (
        83,
        "customer care only reads profiles",
        By(&[admins::customer_care_reads_billing_profiles_and_sees_no_passwords]),
    ),
    (84, "peak times that are left out", By(&[customers::billing_profiles_are_unique_frozen_and_terminated])),
];

const CUSTOMERS: &[Item] = &[
    (85, "contact and profile of two resellers", By(&[customers::customers_are_checked])),
    (86, "no profile", By(&[customers::customers_are_checked])),
    (
        87,
        "a system contact",
        Not(
            "the sandbox has no system contacts, so that the id of one is that of no contact, which 85 refuses",
        ),
    ),
    (88, "a terminated customer", By(&[customers::the_status_of_a_customer_is_that_of_its_lines])),
    (89, "is not changed", By(&[customers::the_status_of_a_customer_is_that_of_its_lines])),
    (90, "a locked customer", By(&[customers::the_status_of_a_customer_is_that_of_its_lines])),
    (91, "the platform's own contract", By(&[customers::the_contract_of_the_platform_is_no_customer])),
    (92, "a profile from yesterday", By(&[customers::customers_are_checked])),
    (
        93,
        "the administrator of a customer",
        By(&[subscriber_realm::the_administrator_of_a_customer_reads_that_customer_alone]),
    ),
];

const DOMAINS_AND_SUBSCRIBERS: &[Item] = &[
    (94, "a domain twice", By(&[customers::a_domain_takes_its_lines_with_it])),
    (95, "a line has a number", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (96, "more lines than the customer may have", By(&[customers::customers_are_checked])),
    (97, "a name twice", By(&[subscribers::names_and_numbers_belong_to_one_line])),
    (98, "a primary number twice", By(&[subscribers::names_and_numbers_belong_to_one_line])),
    (99, "an alias number twice", By(&[subscribers::names_and_numbers_belong_to_one_line])),
    (100, "a domain of another reseller", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (101, "no lock is null and not 0", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (102, "a line keeps its name", By(&[subscribers::a_put_resets_what_it_leaves_out])),
    (103, "and its customer", By(&[subscribers::a_put_resets_what_it_leaves_out])),
    (104, "what is left out", By(&[subscribers::a_put_resets_what_it_leaves_out])),
    (105, "a pilot stays one", By(&[roles::a_pbx_has_one_pilot_and_seats_with_extensions])),
    (106, "status and lock", By(&[subscribers::status_and_lock_go_together_as_recorded])),
    (107, "a name on the display of a plain line", By(&[subscribers::a_new_line_looks_like_the_platform_s])),
    (108, "who sees passwords", By(&[admins::customer_care_reads_billing_profiles_and_sees_no_passwords])),
    (109, "a number is no text", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (110, "a number has all its parts", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (111, "a seat has an extension", By(&[roles::a_pbx_has_one_pilot_and_seats_with_extensions])),
    (112, "a pilot with seats stays", By(&[roles::a_pbx_has_one_pilot_and_seats_with_extensions])),
    (113, "the numbers of a seat that goes", By(&[roles::a_pbx_has_one_pilot_and_seats_with_extensions])),
    (114, "numbers are found", By(&[lists::subscribers_are_found_by_everything_that_a_caller_says])),
    (115, "what a subscriber sees", By(&[subscriber_realm::a_subscriber_sees_one_line_and_not_all_of_it])),
    (116, "what a subscriber may not", By(&[subscriber_realm::a_subscriber_makes_and_changes_no_other])),
    (117, "a time zone that is none", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (118, "a profile without its set", By(&[subscribers::mistakes_are_told_in_the_platform_s_words])),
    (119, "a set without a profile", By(&[roles::a_profile_is_all_that_its_subscriber_sees])),
];

const PROFILES_AND_PREFERENCES: &[Item] = &[
    (120, "the first profile of a set", By(&[roles::a_profile_is_all_that_its_subscriber_sees])),
    (121, "an attribute that is not there", By(&[roles::a_profile_is_all_that_its_subscriber_sees])),
    (
        122,
        "an attribute that goes",
        By(&[subscriber_realm::a_kind_of_forward_that_a_profile_loses_is_lost_to_its_subscribers]),
    ),
    (123, "preferences without any", By(&[preferences::a_put_replaces_everything])),
    (124, "a value that is not there yet", By(&[preferences::a_patch_changes_only_what_it_names])),
    (125, "null is not removed", By(&[preferences::a_patch_changes_only_what_it_names])),
    (126, "one instead of several", By(&[preferences::values_are_checked_by_their_definition])),
    (
        127,
        "a number in a text",
        By(&[preferences::a_put_replaces_everything, preferences::values_are_checked_by_their_definition]),
    ),
    (128, "a name that is not there", By(&[preferences::a_put_replaces_everything])),
    (129, "a level that is not there", By(&[preferences::values_are_checked_by_their_definition])),
    (130, "what the profile does not have", By(&[roles::a_profile_is_all_that_its_subscriber_sees])),
    (
        131,
        "definitions by role",
        By(&[subscriber_realm::the_fewer_rights_the_fewer_preferences_are_described]),
    ),
];

const CALL_FORWARDS: &[Item] = &[
    (132, "no forwards", By(&[forwards::the_simple_view_makes_and_clears_quick_sets])),
    (133, "a number becomes an address", By(&[forwards::the_simple_view_makes_and_clears_quick_sets])),
    (134, "a voice box", By(&[forwards::the_simple_view_makes_and_clears_quick_sets])),
    (135, "what is left out is gone", By(&[forwards::the_simple_view_makes_and_clears_quick_sets])),
    (136, "the ring time", By(&[forwards::the_simple_view_makes_and_clears_quick_sets])),
    (137, "several mappings", By(&[forwards::the_simple_view_refuses_several_mappings])),
    (138, "an announcement elsewhere", By(&[forwards::the_simple_view_stumbles_where_the_platform_does])),
    (139, "all seven kinds", By(&[forwards::mappings_need_all_seven_types_and_a_destination])),
    (
        140,
        "a set of somebody else",
        By(&[
            forwards::foreign_sets_are_taken_by_id_and_not_by_name,
            forwards::mappings_need_all_seven_types_and_a_destination,
        ]),
    ),
    (141, "a set within its mapping", By(&[forwards::mappings_need_all_seven_types_and_a_destination])),
    (142, "a patch that only adds", By(&[forwards::a_patch_that_only_adds_appends_and_shows_nothing])),
    (143, "ids win over names", By(&[forwards::mappings_are_renumbered_and_ids_win_over_names])),
    (144, "mappings get new ids", By(&[forwards::mappings_are_renumbered_and_ids_win_over_names])),
    (145, "a destination set in use", By(&[forwards::deleting_a_set_deletes_its_mappings])),
    (146, "a time set in use", By(&[forwards::deleting_a_set_deletes_its_mappings])),
    (147, "hours and years", By(&[forwards::sets_are_checked])),
    (148, "callers without a mode", By(&[forwards::sets_are_checked])),
    (149, "a name twice", By(&[forwards::sets_are_checked])),
    (150, "a set without its line", By(&[subscriber_realm::only_subscribers_need_not_say_whose_set_it_is])),
];

const OTHERS: &[Item] = &[
    (151, "calls without an owner", By(&[activity::calls_need_an_owner_within_reach])),
    (152, "numbers that move", By(&[roles::an_alias_moves_and_a_primary_number_stays])),
    (153, "numbers do not change", By(&[roles::an_alias_moves_and_a_primary_number_stays])),
    (
        154,
        "a voice box that deletes what it does not send",
        By(&[activity::a_voice_box_refuses_what_cannot_be]),
    ),
    (155, "a second reminder", Not("the portal has no reminders, and the sandbox none either")),
    (
        156,
        "a slot twice",
        By(&[activity::speed_dials_refuse_what_cannot_be, activity::speed_dials_are_replaced_and_completed]),
    ),
    (
        157,
        "the journal of a customer",
        Not("the sandbox keeps no journals: the portal has an audit trail of its own"),
    ),
    (
        158,
        "the journal after a change",
        Not("the sandbox keeps no journals: the portal has an audit trail of its own"),
    ),
    (
        159,
        "a licence that is missing",
        Not(
            "every licence check succeeds on the recorded platform, so that nobody knows the answers; the client's tests cover the words of the refusal",
        ),
    ),
    (
        160,
        "a resource that is not there",
        By(&[transport::unknown_paths_and_methods_are_the_same_and_need_no_login]),
    ),
];

#[test]
fn every_item_has_a_test_or_a_reason() {
    let items = [
        TRANSPORT_AND_AUTHENTICATION,
        PREFERENCES_OF_THE_CALLER_AND_HEADERS,
        COLLECTIONS,
        PATCHES,
        RESELLERS_LOGINS_CONTACTS_BILLING,
        CUSTOMERS,
        DOMAINS_AND_SUBSCRIBERS,
        PROFILES_AND_PREFERENCES,
        CALL_FORWARDS,
        OTHERS,
    ];
    let items: Vec<&Item> = items.into_iter().flatten().collect();
    let numbers: Vec<u16> = items.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=ITEMS).collect::<Vec<_>>());
    for (number, words, shown) in items {
        let is_shown = match shown {
            By(tests) => !tests.is_empty(),
            Not(reason) => reason.len() > 20,
        };
        assert!(is_shown && !words.is_empty(), "{number}: {words}");
    }
}
