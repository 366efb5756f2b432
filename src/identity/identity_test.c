#include "identity/identity.h"

#include <string.h>

#include "identity/identity_test.h"

typedef struct Fixture {
    Store *store;
    Identity *identity;
} Fixture;

static Fixture open_on(StoreKind kind)
{
    Store *store = store_test_open(kind);
    return (Fixture){store, identity_test_open(store)};
}

static void close_all(Fixture *on)
{
    store_close(on->store);
    identity_close(on->identity);
}

static CustomerId track(const Fixture *on, const char *user_id, const char *anonymous_id)
{
    return act(on->store, on->identity, ACT_TRACK, user_id, anonymous_id);
}

static CustomerId identify(const Fixture *on, const char *user_id, const char *anonymous_id)
{
    return act(on->store, on->identity, ACT_IDENTIFY, user_id, anonymous_id);
}

static const char *alias_code(const Fixture *on, const char *previous, const char *user_id)
{
    static Act one;
    one = (Act){.type = ACT_ALIAS, .user_id = user_id, .anonymous_id = previous};
    acts_do(on->store, on->identity, &one, 1, false);
    return one.code;
}

static const char *merge_code(const Fixture *on, CustomerId winner, CustomerId loser, int64_t *edge)
{
    static Act one;
    one = (Act){.type = ACT_MERGE, .user_id = "", .anonymous_id = "", .winner = winner, .loser = loser};
    acts_do(on->store, on->identity, &one, 1, false);
    if (edge) *edge = one.edge;
    return one.code;
}

static const char *unmerge_code(const Fixture *on, int64_t edge)
{
    static Act one;
    one = (Act){.type = ACT_UNMERGE, .user_id = "", .anonymous_id = "", .edge = edge};
    acts_do(on->store, on->identity, &one, 1, false);
    return one.code;
}

#define CHECK_PERSONS(fixture, expected) CHECK_TEXT(persons_text((fixture).identity), expected)
#define CHECK_CODE(code, expected) CHECK_TEXT(str_of(code), expected)

STORE_TEST(a_new_user_id_joins_the_anonymous_customer)
{
    Fixture on = open_on(kind);
    CHECK_INT(track(&on, "", "anon"), 1);
    CHECK_INT(identify(&on, "ana", "anon"), 1);
    CHECK_INT(track(&on, "ana", ""), 1);
    CHECK_PERSONS(on, "1:1");
    close_all(&on);
}

STORE_TEST(history_before_sign_in_moves_to_the_known_person)
{
    Fixture on = open_on(kind);
    CHECK_INT(track(&on, "ana", ""), 1);
    CHECK_INT(track(&on, "", "anon"), 2);
    CHECK_PERSONS(on, "1:1 2:2");
    CHECK_INT(identify(&on, "ana", "anon"), 1);
    CHECK_PERSONS(on, "1:1,2");
    CHECK_INT(track(&on, "", "anon"), 2);        // rows keep their customer
    CHECK_INT(identify(&on, "ana", "other"), 1); // a new device is hers from the beginning
    CHECK_INT(track(&on, "", "other"), 1);
    close_all(&on);
}

STORE_TEST(a_shared_browser_merges_nobody)
{
    Fixture on = open_on(kind);
    CHECK_INT(identify(&on, "ana", "shared"), 1);
    CHECK_INT(identify(&on, "bo", "shared"), 2);
    CHECK_INT(track(&on, "bo", "shared"), 2);
    CHECK_INT(track(&on, "cy", ""), 3);
    CHECK_INT(identify(&on, "cy", "shared"), 3);
    CHECK_INT(track(&on, "", "shared"), 1);
    CHECK_PERSONS(on, "1:1 2:2 3:3");
    close_all(&on);
}

STORE_TEST(an_anonymous_id_stitched_to_one_person_is_not_stitched_to_another)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "bo", "");
    track(&on, "", "anon");
    CHECK_INT(identify(&on, "ana", "anon"), 1);
    CHECK_INT(identify(&on, "bo", "anon"), 2);
    CHECK_PERSONS(on, "1:1,3 2:2");
    close_all(&on);
}

STORE_TEST(only_identify_and_alias_join_ids)
{
    Fixture on = open_on(kind);
    CHECK_INT(track(&on, "", "anon"), 1);
    CHECK_INT(track(&on, "ana", "anon"), 2);
    CHECK_PERSONS(on, "1:1 2:2");
    close_all(&on);
}

STORE_TEST(an_alias_names_someone_anew_and_may_come_again)
{
    Fixture on = open_on(kind);
    track(&on, "", "anon");
    CHECK_CODE(alias_code(&on, "anon", "ana"), "");
    CHECK_CODE(alias_code(&on, "ana", "ana@x.fr"), "");
    CHECK_CODE(alias_code(&on, "ana", "ana@x.fr"), "");
    CHECK_INT(track(&on, "ana@x.fr", ""), 1);
    CHECK_CODE(alias_code(&on, "later", "ana"), ""); // never seen: as whatever it comes, it is hers
    CHECK_INT(track(&on, "later", ""), 1);
    CHECK_INT(track(&on, "", "later"), 1);
    CHECK_PERSONS(on, "1:1");
    close_all(&on);
}

STORE_TEST(an_alias_of_two_known_users_is_refused)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "bo", "");
    identify(&on, "cy", "shared");
    CHECK_CODE(alias_code(&on, "ana", "bo"), "alias_conflict");
    CHECK_CODE(alias_code(&on, "shared", "bo"), "alias_conflict");
    CHECK_CODE(alias_code(&on, "ana", "ana"), "alias_same");
    CHECK_CODE(alias_code(&on, " ", "ana"), "invalid_id");
    CHECK_PERSONS(on, "1:1 2:2 3:3");
    close_all(&on);
}

STORE_TEST(an_alias_that_closes_a_cycle_is_refused)
{
    Fixture on = open_on(kind);
    CHECK_CODE(alias_code(&on, "a", "b"), "");
    CHECK_CODE(alias_code(&on, "b", "c"), "");
    CHECK_CODE(alias_code(&on, "c", "a"), "alias_cycle");
    CHECK_CODE(alias_code(&on, "b", "a"), "alias_cycle");
    CHECK_CODE(alias_code(&on, "a", "c"), "");
    CHECK_PERSONS(on, "1:1");
    close_all(&on);
}

STORE_TEST(ids_that_differ_in_case_or_unicode_form_are_two)
{
    Fixture on = open_on(kind);
    CHECK_INT(track(&on, "Ana", ""), 1);
    CHECK_INT(track(&on, "ana", ""), 2);
    CHECK_INT(track(&on, "\xC3\xA9", ""), 3);  // é
    CHECK_INT(track(&on, "e\xCC\x81", ""), 4); // e and an accent
    close_all(&on);
}

STORE_TEST(an_address_belongs_to_whom_it_was_given_first)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "bo", "");
    Act acts[] = {{ACT_EMAIL, "", "A@X.fr ", .winner = 1}, {ACT_EMAIL, "", "a@x.fr", .winner = 2}};
    acts_do(on.store, on.identity, acts, 2, false);
    CHECK_INT(acts[0].customer, 1);
    CHECK_INT(acts[1].customer, 1);
    StoreSession *session = NULL;
    Error error;
    CustomerId found = 0;
    CHECK(store_read_begin(on.store, &session, &error));
    CHECK(identity_find(on.identity, session, IDENTITY_EMAIL, STR(" A@x.FR"), &found, &error));
    CHECK_INT(found, 1);
    CHECK(identity_find(on.identity, session, IDENTITY_EMAIL, STR("nobody"), &found, &error));
    CHECK_INT(found, 0);
    IdentityRow *rows = NULL;
    size_t count = 0;
    CHECK(identity_list(session, 1, test_arena(), &rows, &count, &error));
    CHECK_INT(count, 2);
    CHECK_TEXT(rows[1].shown, "A@X.fr");
    CHECK_TEXT(rows[1].value, "a@x.fr");
    store_read_end(session);
    close_all(&on);
}

STORE_TEST(an_identity_taken_away_is_free_again)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "bo", "");
    Act acts[] = {{ACT_EMAIL, "", "a@x.fr", .winner = 1},
                  {ACT_REMOVE_EMAIL, "", "a@x.fr"},
                  {ACT_REMOVE_EMAIL, "", "a@x.fr"},
                  {ACT_EMAIL, "", "a@x.fr", .winner = 2}};
    acts_do(on.store, on.identity, acts, 4, false);
    CHECK_CODE(acts[2].code, "not_found");
    CHECK_INT(acts[3].customer, 2);
    close_all(&on);
}

STORE_TEST(staff_merge_known_people_and_take_it_back)
{
    Fixture on = open_on(kind);
    for (int i = 0; i < 4; i++) track(&on, ((const char *[]){"a", "b", "c", "d"})[i], "");
    int64_t first = 0, second = 0, third = 0;
    CHECK_CODE(merge_code(&on, 2, 1, &first), "");
    CHECK_CODE(merge_code(&on, 3, 1, &second), ""); // the person of 1, whose root is 2
    CHECK_CODE(merge_code(&on, 4, 3, &third), "");
    CHECK_PERSONS(on, "4:1,2,3,4");
    CHECK_CODE(merge_code(&on, 1, 4, NULL), "same_object");
    CHECK_CODE(merge_code(&on, 1, 5, NULL), "not_found");
    CHECK_CODE(unmerge_code(&on, second), "");
    CHECK_PERSONS(on, "2:1,2 4:3,4");
    CHECK_CODE(unmerge_code(&on, second), "already_undone");
    CHECK_CODE(unmerge_code(&on, 99), "not_found");
    CHECK_INT(identity_version(on.identity), 4);
    close_all(&on);
}

STORE_TEST(what_staff_took_apart_is_not_stitched_again)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "", "anon");
    identify(&on, "ana", "anon");
    CHECK_PERSONS(on, "1:1,2");
    CHECK_CODE(unmerge_code(&on, 1), "");
    CHECK_INT(identify(&on, "ana", "anon"), 1);
    CHECK_PERSONS(on, "1:1 2:2");
    close_all(&on);
}

STORE_TEST(work_that_fails_leaves_nobody_behind)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "", "anon");
    Act acts[] = {{ACT_IDENTIFY, "ana", "anon"}, {ACT_TRACK, "new", ""}, {ACT_EMAIL, "", "a@x.fr", .winner = 1}};
    acts_do(on.store, on.identity, acts, 3, true);
    CHECK_INT(acts[1].customer, 3);
    CHECK_PERSONS(on, "1:1 2:2");
    CHECK_INT(track(&on, "other", ""), 3); // numbers have no gaps, and "new" is not remembered as 3
    CHECK_INT(track(&on, "new", ""), 4);
    Act email = {ACT_EMAIL, "", "a@x.fr", .winner = 3};
    acts_do(on.store, on.identity, &email, 1, false);
    CHECK_INT(email.customer, 3);
    close_all(&on);
}

STORE_TEST(persons_are_there_again_after_a_start)
{
    Fixture on = open_on(kind);
    track(&on, "ana", "");
    track(&on, "", "anon");
    identify(&on, "ana", "anon");
    track(&on, "bo", "");
    merge_code(&on, 3, 1, NULL);
    merge_code(&on, 3, 1, NULL);
    close_all(&on);
    on.store = store_test_reopen(kind);
    on.identity = identity_test_open(on.store);
    CHECK_PERSONS(on, "3:1,2,3");
    CHECK_INT(track(&on, "", "anon"), 2);
    CHECK_INT(track(&on, "new", ""), 4);
    CHECK_CODE(unmerge_code(&on, 2), "");
    CHECK_PERSONS(on, "1:1,2 3:3 4:4");
    close_all(&on);
}

STORE_TEST(an_event_without_any_id_is_refused)
{
    Fixture on = open_on(kind);
    Act acts[] = {{ACT_TRACK, "", ""}, {ACT_TRACK, "  ", ""}};
    acts_do(on.store, on.identity, acts, 2, false);
    CHECK_CODE(acts[0].code, "missing_identity");
    CHECK_CODE(acts[1].code, "invalid_id");
    CHECK_INT(identity_count(on.identity), 0);
    close_all(&on);
}

STORE_TEST(client_calls_do_not_put_endless_persons_together)
{
    Fixture on = open_on(kind);
    enum { DEVICES = PERSON_CUSTOMERS_MAX + 1 };
    static Act acts[2 * DEVICES];
    track(&on, "kiosk", "");
    for (int i = 0; i < DEVICES; i++) {
        const char *id = str_c(test_arena(), str_format(test_arena(), "device %d", i));
        acts[2 * i] = (Act){ACT_TRACK, "", id};
        acts[2 * i + 1] = (Act){ACT_IDENTIFY, "kiosk", id};
    }
    acts_do(on.store, on.identity, acts, 2 * DEVICES, false);
    CustomerId *members = NULL;
    CHECK_INT(identity_members(on.identity, 1, test_arena(), &members), PERSON_CUSTOMERS_MAX);
    CHECK_INT(acts[2 * DEVICES - 1].customer, 1); // the event is written all the same
    close_all(&on);
}
