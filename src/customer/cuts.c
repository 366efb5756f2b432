#include "customer/cuts.h"

#include <stdio.h>
#include <string.h>

#include "customer/rhythm.h"
#include "measure/value.h"

// Days since the last purchase, negated: more is better.
static int64_t recency_of(const Zone *zone, Instant now, Instant last_at)
{
    return day_of_instant(zone, last_at) - day_of_instant(zone, now);
}

typedef struct Buyers {
    int64_t *recency, *frequency, *monetary;
    size_t count, room;
    CustomerId after;
    bool ended;
} Buyers;

static void make_room(Buyers *buyers, size_t more, Arena *arena)
{
    if (buyers->count + more <= buyers->room) return;
    size_t room = 2 * (buyers->count + more);
    int64_t **columns[] = {&buyers->recency, &buyers->frequency, &buyers->monetary};
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        int64_t *larger = arena_array(arena, int64_t, room);
        if (buyers->count) memcpy(larger, *columns[i], buyers->count * sizeof *larger);
        *columns[i] = larger;
    }
    buyers->room = room;
}

// The next `limit` rows of roots.
static bool read_some(const Identity *identity, StoreSession *session, const Zone *zone, Instant now, int64_t limit,
                      Arena *arena, Buyers *buyers, Error *error)
{
    Rows rows;
    int64_t seen = 0;
    make_room(buyers, (size_t)limit, arena);
    if (!store_select(session, &query_lifecycle_buyers, VALUES(value_integer(buyers->after), value_integer(limit)),
                      &rows, error))
        return false;
    for (; seen < limit && rows_next(&rows); seen++) {
        buyers->after = (CustomerId)rows_integer(&rows, 0);
        if (identity_root(identity, buyers->after) != buyers->after) continue;
        buyers->frequency[buyers->count] = rows_integer(&rows, 1);
        buyers->recency[buyers->count] = recency_of(zone, now, rows_integer(&rows, 2));
        buyers->monetary[buyers->count++] = rows_integer(&rows, 3);
    }
    buyers->ended = seen < limit;
    return rows_close(&rows, error);
}

static Cuts cuts_of(Buyers *buyers, Instant now)
{
    Cuts cuts = {.known = buyers->count > 0, .buyers = (int64_t)buyers->count, .at = now};
    if (!cuts.known) return cuts;
    rfm_cut_values(buyers->recency, buyers->count, cuts.rfm.recency);
    rfm_cut_values(buyers->frequency, buyers->count, cuts.rfm.frequency);
    rfm_cut_values(buyers->monetary, buyers->count, cuts.rfm.monetary);
    cuts.top_decile = concentration_of(buyers->monetary, buyers->count, 0.1).threshold;
    return cuts;
}

bool cuts_work_out(const Identity *identity, StoreSession *session, const Zone *zone, Instant now, Cuts *cuts,
                   Error *error)
{
    Buyers buyers = {0};
    Arena *arena = arena_open(0);
    bool read = true;
    while (read && !buyers.ended) read = read_some(identity, session, zone, now, 10000, arena, &buyers, error);
    if (read) *cuts = cuts_of(&buyers, now);
    arena_close(arena);
    return read;
}

// ---- kept ----

typedef struct KeptCut {
    char name[16];
    int64_t *value;
} KeptCut;
enum { KEPT_CUTS = 14 };

static void name_cuts(Cuts *cuts, KeptCut kept[KEPT_CUTS])
{
    int64_t *values[] = {cuts->rfm.recency, cuts->rfm.frequency, cuts->rfm.monetary};
    static const char *const names[] = {"recency", "frequency", "monetary"};
    size_t count = 0;
    for (size_t v = 0; v < COUNT_OF(values); v++)
        for (int i = 0; i < 4; i++) {
            snprintf(kept[count].name, sizeof kept[count].name, "%s%d", names[v], i + 1);
            kept[count++].value = &values[v][i];
        }
    kept[count++] = (KeptCut){"top_decile", &cuts->top_decile};
    kept[count] = (KeptCut){"buyers", &cuts->buyers};
}

bool cuts_keep(StoreSession *session, const Cuts *cuts, Error *error)
{
    Cuts copy = *cuts;
    KeptCut kept[KEPT_CUTS];
    name_cuts(&copy, kept);
    for (size_t i = 0; i < KEPT_CUTS; i++)
        if (!store_execute(
                session, &query_lifecycle_keep_cut,
                VALUES(value_text(str_of(kept[i].name)), value_integer(*kept[i].value), value_integer(cuts->at)), NULL,
                error))
            return false;
    return true;
}

static bool read_kept(StoreSession *session, Cuts *cuts, Error *error)
{
    Rows rows;
    KeptCut kept[KEPT_CUTS];
    name_cuts(cuts, kept);
    if (!store_select(session, &query_lifecycle_cuts, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        for (size_t i = 0; i < KEPT_CUTS; i++)
            if (str_equal(rows_text(&rows, 0), str_of(kept[i].name))) {
                *kept[i].value = rows_integer(&rows, 1);
                cuts->at = rows_integer(&rows, 2);
            }
    cuts->known = cuts->buyers > 0;
    return rows_close(&rows, error);
}

bool cuts_read(const Identity *identity, StoreSession *session, const Zone *zone, Instant now, Arena *arena, Cuts *cuts,
               Error *error)
{
    Buyers few = {0};
    *cuts = (Cuts){0};
    if (!read_kept(session, cuts, error)) return false;
    if (cuts->known && cuts->buyers > CUTS_AT_ONCE_MAX) return true;
    if (!read_some(identity, session, zone, now, CUTS_AT_ONCE_MAX, arena, &few, error)) return false;
    if (few.ended) *cuts = cuts_of(&few, now);
    return true;
}

RfmCell cuts_cell(const Cuts *cuts, const Zone *zone, Instant now, Instant last_at, int64_t purchases,
                  int64_t value_minor)
{
    RfmCell cell = {.recency = rfm_score(recency_of(zone, now, last_at), cuts->rfm.recency),
                    .frequency = rfm_score(purchases, cuts->rfm.frequency),
                    .monetary = rfm_score(value_minor, cuts->rfm.monetary)};
    cell.group = rfm_group(cell.recency, cell.frequency, cell.monetary);
    return cell;
}
