#include "staff/trail.h"

#include "staff/staff_test.h"

static const Query change = {"test_change", "update audit_entry set actor = $2 where seq = $1"},
                   take_out = {"test_take_out", "delete from audit_entry where seq = $1"};

typedef struct Tampering {
    const Query *query;
    int64_t seq;
} Tampering;

static bool tamper(StoreSession *session, void *context, Error *error)
{
    const Tampering *tampering = context;
    if (tampering->query == &take_out)
        return store_execute(session, &take_out, VALUES(value_integer(tampering->seq)), NULL, error);
    return store_execute(session, &change, VALUES(value_integer(tampering->seq), value_text(STR("mallory"))), NULL,
                         error);
}

static bool append(StoreSession *session, void *context, Error *error)
{
    TrailEntry entry = {.at = 1800000000000,
                        .actor_kind = STR("person"),
                        .actor_id = 7,
                        .actor = STR("ana@example.com"),
                        .action = STR("createKey"),
                        .object = *(const Str *)context,
                        .status = 201};
    return trail_append(session, &entry, error);
}

static Store *store_of_five(StoreKind kind)
{
    Error error;
    Store *store = store_test_open(kind);
    for (int i = 1; i <= 5; i++) {
        Str object = str_format(test_arena(), "key:%d", i);
        CHECK(store_write(store, append, &object, &error));
    }
    return store;
}

static Str verdict_of(Store *store)
{
    Error error;
    StoreSession *session = NULL;
    TrailVerdict verdict;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(trail_verify(session, &verdict, &error));
    store_read_end(session);
    return str_format(test_arena(), "%lld entries, broken %lld", (long long)verdict.entries, (long long)verdict.broken);
}

STORE_TEST(trail_is_whole_as_it_was_written)
{
    Store *store = store_of_five(kind);
    CHECK_TEXT(verdict_of(store), "5 entries, broken 0");
    store_close(store);
}

STORE_TEST(trail_names_the_first_entry_that_was_changed)
{
    Error error;
    Store *store = store_of_five(kind);
    CHECK(store_write(store, tamper, &(Tampering){&change, 3}, &error));
    CHECK_TEXT(verdict_of(store), "3 entries, broken 3");
    store_close(store);
}

STORE_TEST(trail_misses_an_entry_that_was_taken_out)
{
    Error error;
    Store *store = store_of_five(kind);
    CHECK(store_write(store, tamper, &(Tampering){&take_out, 2}, &error));
    CHECK_TEXT(verdict_of(store), "2 entries, broken 3");
    store_close(store);
}

// docs/decisions/0012: the end can be cut off unseen, unless its number and hash were noted elsewhere.
STORE_TEST(trail_cut_at_its_end_is_shorter_and_whole)
{
    Error error;
    Store *store = store_of_five(kind);
    CHECK(store_write(store, tamper, &(Tampering){&take_out, 5}, &error));
    CHECK_TEXT(verdict_of(store), "4 entries, broken 0");
    store_close(store);
}
