#include "segment/settle.h"

#include <stdlib.h>

#include "event/log.h"
#include "house.h"
#include "segment/settle_parts.h"
#include "segment/stored_parts.h"

// Segments of one round.
typedef struct Lot {
    StoredSegment *segment;
    size_t count;
    CustomerSet *kept; // of each segment: the touched people who are in, as it is kept
    SegmentPlace some, all;
} Lot;

static bool has(const CustomerSet *set, CustomerId customer)
{
    return customer_set_has(set, customer);
}

static void add(CustomerSet *set, CustomerId customer)
{
    if (customer >= set->customers || has(set, customer)) return;
    set->word[customer / 64] |= UINT64_C(1) << customer % 64;
    set->count++;
}

static CustomerSet new_set(const Settle *settle, Arena *arena)
{
    CustomerSet set = {.customers = identity_count(settle->house->identity) + 1};
    set.word = arena_array(arena, uint64_t, (size_t)set.customers / 64 + 1);
    return set;
}

static bool is_settled(const StoredSegment *segment)
{
    return segment->settled == segment->version;
}

// ---- what is kept ----

static bool kept_of_customer(const Settle *settle, Lot *lot, CustomerId customer, Error *error)
{
    Rows rows;
    if (!store_select(settle->session, &query_settle_of_customer, VALUES(value_integer(customer)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        int64_t id = rows_integer(&rows, 0);
        for (size_t s = 0; s < lot->count; s++)
            if (lot->segment[s].id == id) add(&lot->kept[s], customer);
    }
    return rows_close(&rows, error);
}

// Of the person and of each customer that was merged into it: those are nobody now.
static bool kept_of_touched(Settle *settle, Lot *lot, Error *error)
{
    lot->kept = arena_array(settle->arena, CustomerSet, lot->count);
    for (size_t s = 0; s < lot->count; s++) lot->kept[s] = new_set(settle, settle->arena);
    for (size_t i = 0; i < settle->people; i++) {
        CustomerId *members;
        size_t count = identity_members(settle->house->identity, settle->person[i].root, settle->arena, &members);
        for (size_t m = 0; m < count; m++)
            if (!kept_of_customer(settle, lot, members[m], error)) return false;
    }
    return true;
}

static bool kept_of_segment(const Settle *settle, const StoredSegment *segment, CustomerSet *kept, Error *error)
{
    Rows rows;
    if (!store_select(settle->session, &query_settle_of_segment, VALUES(value_integer(segment->id)), &rows, error))
        return false;
    while (rows_next(&rows)) add(kept, (CustomerId)rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

// ---- who came and went ----

static const TouchedPerson *touched_person(const Settle *settle, CustomerId root)
{
    size_t low = 0, high = settle->people;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (settle->person[middle].root < root)
            low = middle + 1;
        else
            high = middle;
    }
    return low < settle->people && settle->person[low].root == root ? &settle->person[low] : NULL;
}

static MemberChange change_of(const Settle *settle, CustomerId customer, const StoredPeople *people, bool silent)
{
    const Identity *identity = settle->house->identity;
    const TouchedPerson *person = touched_person(settle, customer);
    MemberChange change = {.customer = customer,
                           .entered = has(&people->all, customer),
                           .listed = has(&people->by_list, customer),
                           .silent = silent || settle->crowd || (person && person->silent),
                           .at = person ? person->at : settle->now};
    change.silent |= identity_root(identity, customer) != customer || identity_hidden(identity, customer);
    return change;
}

static void compare(const Settle *settle, const StoredPeople *people, const CustomerSet *kept, bool silent,
                    Arena *arena, SegmentChanges *changes)
{
    size_t words = (size_t)kept->customers / 64 + 1, room = 0;
    size_t others = (size_t)people->all.customers / 64 + 1;
    for (int pass = 0; pass < 2; pass++) {
        changes->count = 0;
        for (size_t w = 0; w < words; w++)
            for (uint64_t rest = kept->word[w] ^ (w < others ? people->all.word[w] : 0); rest; rest &= rest - 1) {
                CustomerId customer = (CustomerId)(w * 64 + (size_t)__builtin_ctzll(rest));
                if (room) changes->change[changes->count] = change_of(settle, customer, people, silent);
                changes->count++;
            }
        if (!changes->count) return;
        if (!room) changes->change = arena_array(arena, MemberChange, room = changes->count);
    }
}

// A rule that can't be asked any more (a dimension that is gone) keeps who was in; its sentence says what is wrong.
static bool can_go_on(const Error *error)
{
    return error->kind == ERROR_INPUT || error->kind == ERROR_NOT_FOUND;
}

static bool settle_segment(Settle *settle, const Lot *lot, size_t s, Arena *arena, Error *error)
{
    StoredPeople people;
    const StoredSegment *segment = &lot->segment[s];
    bool whole = settle->whole || !is_settled(segment);
    SegmentPlace place = whole ? lot->all : lot->some;
    CustomerSet kept = whole ? new_set(settle, arena) : lot->kept[s];
    SegmentChanges changes = {.segment = segment, .filled = whole};
    place.arena = arena;
    if (!stored_people(&place, segment, &people, error)) return can_go_on(error);
    if (whole && !kept_of_segment(settle, segment, &kept, error)) return false;
    compare(settle, &people, &kept, !is_settled(segment), arena, &changes);
    changes.size = (int64_t)people.all.count;
    settle->round->segments++;
    return (!changes.count && !whole) || settle_write(settle, &changes, error);
}

static SegmentPlace place_of(const Settle *settle, const CustomerSet *only)
{
    SegmentPlace place = {.house = settle->house,
                          .session = settle->session,
                          .port = settle->house->questions,
                          .now = settle->now,
                          .arena = settle->arena,
                          .only = only};
    return segment_place_with_memo(&place);
}

static bool settle_segments(Settle *settle, Error *error)
{
    Lot lot = {.some = place_of(settle, &settle->only), .all = place_of(settle, NULL)};
    if (!stored_list(settle->session, 0, SEGMENTS_MAX, settle->arena, &lot.segment, &lot.count, error)) return false;
    if (!settle->whole && !kept_of_touched(settle, &lot, error)) return false;
    for (size_t s = 0; s < lot.count; s++) {
        if (settle_stopped(settle)) return true;
        if (!settle->whole && !settle->people && is_settled(&lot.segment[s])) continue;
        Arena *arena = arena_open(0);
        bool fine = settle_segment(settle, &lot, s, arena, error);
        arena_close(arena);
        if (!fine) return false;
    }
    return true;
}

static bool settle_with(Settle *settle, bool whole, Error *error)
{
    if (!log_catch_up(settle->house->log, settle->session, error) ||
        !settle_state(settle->session, &settle->state, error))
        return false;
    settle->round->needed = whole || settle_needed(settle->house, &settle->state, settle->now);
    if (!settle->round->needed) return true;
    settle->whole = whole;
    if (!settle_look(settle, error) || !settle_segments(settle, error)) return false;
    settle->round->whole = settle->whole;
    settle->round->people = (int64_t)settle->people;
    return true;
}

bool segments_settle(const House *house, Instant now, bool whole, const atomic_bool *stop, SettleRound *round,
                     Error *error)
{
    *round = (SettleRound){0};
    Settle settle = {.house = house, .now = now, .today = settle_day(house, now), .stop = stop, .round = round};
    if (!store_read_begin(house->store, &settle.session, error)) return false;
    settle.arena = arena_open(0);
    bool fine = settle_with(&settle, whole, error);
    store_read_end(settle.session);
    fine = fine && (!round->needed || settle_stopped(&settle) || settle_finish(&settle, error));
    arena_close(settle.arena);
    return fine;
}
