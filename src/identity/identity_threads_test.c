// Readers ask for roots and members while the writer merges and unmerges: what they see is a person of some moment.
#include <pthread.h>
#include <stdio.h>
#include <stdatomic.h>

#include "identity/identity_test.h"

enum { PEOPLE = 40, ROUNDS = 60, READERS = 3 };

typedef struct Reading {
    const Identity *identity;
    atomic_bool stop;
    atomic_int wrong;
} Reading;

// Customers come in pairs (1,2), (3,4) … that are merged and unmerged: a person has one or two members, of one pair.
static void *read_persons(void *context)
{
    Reading *reading = context;
    Arena *arena = arena_open(0);
    while (!atomic_load(&reading->stop)) {
        for (CustomerId c = 1; c <= PEOPLE; c++) {
            CustomerId root = identity_root(reading->identity, c), *members = NULL;
            size_t count = identity_members(reading->identity, c, arena, &members);
            bool pair = (root + 1) / 2 == (c + 1) / 2 && count >= 1 && count <= 2;
            for (size_t i = 0; pair && i < count; i++) pair = (members[i] + 1) / 2 == (c + 1) / 2;
            if (!pair) atomic_fetch_add(&reading->wrong, 1);
        }
        arena_reset(arena);
    }
    arena_close(arena);
    return NULL;
}

static void merge_all(Store *store, Identity *identity, Act acts[PEOPLE / 2])
{
    for (CustomerId pair = 0; pair < PEOPLE / 2; pair++)
        acts[pair] = (Act){ACT_MERGE, "", "", .winner = 2 * pair + 1, .loser = 2 * pair + 2};
    acts_do(store, identity, acts, PEOPLE / 2, false);
    for (CustomerId pair = 0; pair < PEOPLE / 2; pair++) acts[pair].type = ACT_UNMERGE;
    acts_do(store, identity, acts, PEOPLE / 2, false);
}

TEST(readers_see_whole_persons_while_the_writer_merges)
{
    Store *store = store_test_open(STORE_SQLITE);
    Identity *identity = identity_test_open(store);
    for (int i = 0; i < PEOPLE; i++) {
        Str id = str_format(test_arena(), "user %d", i);
        act(store, identity, ACT_TRACK, str_c(test_arena(), id), "");
    }
    Reading reading = {.identity = identity};
    pthread_t readers[READERS];
    for (int i = 0; i < READERS; i++) assert_int_equal(pthread_create(&readers[i], NULL, read_persons, &reading), 0);
    Act acts[PEOPLE / 2];
    for (int round = 0; round < ROUNDS; round++) merge_all(store, identity, acts);
    atomic_store(&reading.stop, true);
    for (int i = 0; i < READERS; i++) pthread_join(readers[i], NULL);
    CHECK_INT(atomic_load(&reading.wrong), 0);
    CHECK_INT(identity_version(identity), ROUNDS * PEOPLE);
    store_close(store);
    identity_close(identity);
}

enum { DEVICES = 100000, DEVICES_OF_A_PERSON = 100 };

static bool make_devices(StoreSession *session, void *context, Error *error)
{
    Identity *identity = context;
    CustomerId customer;
    for (int i = 0; i < DEVICES; i++) {
        char id[24], user[24];
        snprintf(id, sizeof id, "device %d", i);
        snprintf(user, sizeof user, "user %d", i / DEVICES_OF_A_PERSON);
        IdentityClaim claim = {.user_id = STR(""), .anonymous_id = str_of(id), .at = 1};
        IdentityClaim joined = {.user_id = str_of(user), .anonymous_id = str_of(id), .at = 1, .identifies = true};
        if (!identity_resolve(identity, session, &claim, &customer, error) ||
            !identity_resolve(identity, session, &joined, &customer, error))
            return false;
        CHECK_INT(customer, i / DEVICES_OF_A_PERSON * DEVICES_OF_A_PERSON + 1);
    }
    return true;
}

TEST(a_hundred_thousand_merged_customers_are_there_after_a_start)
{
    Store *store = store_test_open(STORE_SQLITE);
    Identity *identity = identity_test_open(store);
    Error error;
    CHECK(store_write(store, make_devices, identity, &error));
    store_close(store);
    identity_close(identity);
    store = store_test_reopen(STORE_SQLITE);
    identity = identity_test_open(store);
    CustomerId *members = NULL;
    CHECK_INT(identity_count(identity), DEVICES);
    CHECK_INT(identity_members(identity, DEVICES, test_arena(), &members), DEVICES_OF_A_PERSON);
    CHECK_INT(members[0], DEVICES - DEVICES_OF_A_PERSON + 1);
    CHECK_INT(identity_root(identity, DEVICES_OF_A_PERSON), 1);
    store_close(store);
    identity_close(identity);
}
