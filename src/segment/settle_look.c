// settle_look.c - whom a round has to look at.
#include <stdlib.h>

#include "base/json.h"
#include "event/log.h"
#include "house.h"
#include "segment/settle_parts.h"
#include "segment/touch.h"
#include "workspace/workspace.h"

enum {
    PEOPLE_ALONE_MAX = 2000, // beyond, everybody is looked at
    PEOPLE_MAX = 200000,     // beyond, nobody is told apart: as of an import
    EVENTS_MAX = 2000000     // likewise
};
static const Instant whole_every = INT64_C(3600) * MILLISECONDS_PER_SECOND;

bool segment_touch(StoreSession *session, CustomerId customer, Error *error)
{
    return store_execute(session, &query_settle_touch, VALUES(value_integer(customer)), NULL, error);
}

bool settle_state(StoreSession *session, SettleState *state, Error *error)
{
    Rows rows;
    *state = (SettleState){0};
    if (!store_select(session, &query_settle_state, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *state = (SettleState){rows_integer(&rows, 0), rows_integer(&rows, 2), rows_integer(&rows, 1),
                               rows_integer(&rows, 3), rows_integer(&rows, 4)};
    return rows_close(&rows, error);
}

Day settle_day(const House *house, Instant at)
{
    const Zone *zone = workspace_settings(house->workspace)->zone;
    return (Day)(zone_civil(zone, at / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

static bool time_is_up(const House *house, const SettleState *state, Instant now)
{
    return now < state->all_at || now - state->all_at >= whole_every ||
           settle_day(house, now) != settle_day(house, state->all_at);
}

bool settle_needed(const House *house, const SettleState *state, Instant now)
{
    return state->until > state->seq || state->touched || state->unsettled || time_is_up(house, state, now);
}

// ---- people ----

static void add_person(Settle *settle, CustomerId customer, Instant at, bool silent)
{
    CustomerId root = identity_root(settle->house->identity, customer);
    if (settle->people < PEOPLE_MAX)
        settle->person[settle->people++] = (TouchedPerson){root, at, silent};
    else
        settle->crowd = true;
}

static bool of_events(Settle *settle, Error *error)
{
    Rows rows;
    const SettleState *state = &settle->state;
    if (!store_select(settle->session, &query_settle_people,
                      VALUES(value_integer(state->seq), value_integer(state->until), value_integer(PEOPLE_MAX + 1)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        CustomerId customer = (CustomerId)rows_integer(&rows, 0);
        if (!customer)
            settle->whole = true; // events were removed
        else
            add_person(settle, customer, rows_integer(&rows, 1), rows_integer(&rows, 2) != 0);
    }
    return rows_close(&rows, error);
}

// Who was merged into somebody and stands alone again.
static bool of_unmerges(Settle *settle, Error *error)
{
    Rows rows;
    const SettleState *state = &settle->state;
    if (!store_select(settle->session, &query_settle_unmerged,
                      VALUES(value_integer(state->seq), value_integer(state->until)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        JsonValue body, properties, value;
        Error unread;
        int64_t loser = 0;
        bool found = json_parse(rows_text(&rows, 0), &body, &unread) &&
                     json_member(body, STR("properties"), &properties) &&
                     json_member(properties, STR("loser"), &value) && json_get_integer(value, &loser);
        if (found && loser > 0 && loser <= UINT32_MAX) add_person(settle, (CustomerId)loser, settle->now, false);
    }
    return rows_close(&rows, error);
}

static bool of_touches(Settle *settle, Error *error)
{
    Rows rows;
    if (!settle->state.touched) return true;
    if (!store_select(settle->session, &query_settle_touched, VALUES(value_integer(settle->state.touched)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) add_person(settle, (CustomerId)rows_integer(&rows, 0), settle->now, false);
    return rows_close(&rows, error);
}

static int by_root(const void *a, const void *b)
{
    const TouchedPerson *left = a, *right = b;
    return (left->root > right->root) - (left->root < right->root);
}

static void merge_people(Settle *settle)
{
    size_t kept = 0;
    if (settle->people) qsort(settle->person, settle->people, sizeof *settle->person, by_root);
    for (size_t i = 0; i < settle->people; i++) {
        TouchedPerson *last = kept ? &settle->person[kept - 1] : NULL;
        if (last && last->root == settle->person[i].root) {
            last->at = larger(last->at, settle->person[i].at);
            last->silent &= settle->person[i].silent;
        } else {
            settle->person[kept++] = settle->person[i];
        }
    }
    settle->people = kept;
}

static void make_set(Settle *settle)
{
    settle->only = (CustomerSet){.customers = identity_count(settle->house->identity) + 1};
    settle->only.word = arena_array(settle->arena, uint64_t, (size_t)settle->only.customers / 64 + 1);
    for (size_t i = 0; i < settle->people; i++) {
        CustomerId root = settle->person[i].root;
        if (root >= settle->only.customers) continue;
        settle->only.word[root / 64] |= UINT64_C(1) << root % 64;
        settle->only.count++;
    }
}

bool settle_look(Settle *settle, Error *error)
{
    const SettleState *state = &settle->state;
    settle->person = arena_array(settle->arena, TouchedPerson, PEOPLE_MAX);
    settle->whole |= time_is_up(settle->house, state, settle->now) || state->until - state->seq > EVENTS_MAX;
    settle->crowd = state->until - state->seq > EVENTS_MAX;
    if (settle->crowd) return true;
    if (!of_events(settle, error) || !of_unmerges(settle, error) || !of_touches(settle, error)) return false;
    merge_people(settle);
    settle->whole |= settle->people > PEOPLE_ALONE_MAX;
    make_set(settle);
    return true;
}
