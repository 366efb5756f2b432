#include "identity/identity_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity/graph.h"

typedef struct Acts {
    Identity *identity;
    Act *act;
    size_t count;
    bool fails;
} Acts;

static bool perform(Identity *identity, StoreSession *session, Act *act, Error *error)
{
    IdentityClaim claim = {.user_id = str_of(act->user_id),
                           .anonymous_id = act->type == ACT_ALIAS ? STR("") : str_of(act->anonymous_id),
                           .source = 1,
                           .at = 1000,
                           .identifies = act->type == ACT_IDENTIFY};
    switch (act->type) {
    case ACT_TRACK:
    case ACT_IDENTIFY: return identity_resolve(identity, session, &claim, &act->customer, error);
    case ACT_ALIAS: return identity_alias(identity, session, str_of(act->anonymous_id), &claim, &act->customer, error);
    case ACT_MERGE:
        return identity_merge(identity, session, act->winner, act->loser, STR("test"), 9, 2000, &act->edge, error);
    case ACT_UNMERGE: return identity_unmerge(identity, session, act->edge, 9, 3000, error);
    case ACT_EMAIL:
        return identity_add(identity, session, act->winner, IDENTITY_EMAIL, str_of(act->anonymous_id), 1, 1000,
                            &act->customer, error);
    case ACT_REMOVE_EMAIL:
        return identity_remove(identity, session, IDENTITY_EMAIL, str_of(act->anonymous_id), 9, 1000, &act->customer,
                               error);
    }
    return false;
}

static bool work(StoreSession *session, void *context, Error *error)
{
    const Acts *acts = context;
    for (size_t i = 0; i < acts->count; i++) {
        Act *act = &acts->act[i];
        act->code[0] = 0;
        if (perform(acts->identity, session, act, error)) continue;
        if (!error->code) return false;
        snprintf(act->code, sizeof act->code, "%s", error->code);
        act->customer = 0;
    }
    return !acts->fails || error_say(error, ERROR_FAILED, PHRASE("undone", "undone"), STR(""));
}

void acts_do(Store *store, Identity *identity, Act *acts, size_t count, bool fails)
{
    Error error = {0};
    Acts all = {identity, acts, count, fails};
    if (store_write(store, work, &all, &error) != fails) return;
    print_error("%s %s\n", error.message[LOCALE_EN], error.detail);
    fail();
}

CustomerId act(Store *store, Identity *identity, ActType type, const char *user_id, const char *anonymous_id)
{
    Act one = {.type = type, .user_id = user_id, .anonymous_id = anonymous_id};
    acts_do(store, identity, &one, 1, false);
    if (one.code[0]) fail_msg("%s", one.code);
    return one.customer;
}

Identity *identity_test_open(Store *store)
{
    static const unsigned char key[32] = "a key of the tests";
    Identity *identity = NULL;
    Error error;
    if (!identity_open(store, key, &identity, &error)) fail_msg("%s %s", error.message[LOCALE_EN], error.detail);
    return identity;
}

static int by_number(const void *a, const void *b)
{
    CustomerId left = *(const CustomerId *)a, right = *(const CustomerId *)b;
    return (left > right) - (left < right);
}

Str persons_text(const Identity *identity)
{
    Text text = text_in(test_arena());
    for (CustomerId c = 1; c <= identity_count(identity); c++) {
        if (identity_root(identity, c) != c) continue;
        CustomerId *members = NULL;
        size_t count = identity_members(identity, c, test_arena(), &members);
        if (members[0] != c) fail_msg("the root %u does not come first", c);
        qsort(members, count, sizeof *members, by_number);
        text_addf(&text, "%s%u:", text.size ? " " : "", c);
        for (size_t i = 0; i < count; i++) text_addf(&text, "%s%u", i ? "," : "", members[i]);
    }
    return text_str(&text);
}
