// Values of events that have left the log: the text of one that no other event has may be all that is left of a person.
#include <string.h>

#include "event/dimension_parts.h"

// ---- suspecting ----

void suspects_see(Suspects *suspects, Dimensions *dimensions, Str body, Arena *scratch)
{
    Error error;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
    if (!dimensions_read(dimensions, NULL, body, scratch, value, &error)) return;
    for (uint32_t d = 0; d < dimensions->definitions.count; d++)
        if (value[d]) suspects->word[d][(value[d] - 1U) / 64] |= UINT64_C(1) << (value[d] - 1U) % 64;
}

bool suspects_keep(const Suspects *suspects, StoreSession *session, int64_t since, Error *error)
{
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        for (uint32_t i = 0; i < SUSPECT_WORDS; i++)
            for (uint64_t word = suspects->word[d][i]; word; word &= word - 1)
                if (!store_execute(session, &query_dimension_suspect,
                                   VALUES(value_integer(d), value_integer(i * 64 + (uint32_t)__builtin_ctzll(word)),
                                          value_integer(since)),
                                   NULL, error))
                    return false;
    return true;
}

// ---- forgetting ----

typedef struct Forgetting {
    Dimensions *dimensions;
    Suspects *suspects;
    bool any;      // there were some
    int64_t began; // the last event of the log at the beginning
    int64_t seen;  // no event up to here has one of the suspects
} Forgetting;

static bool any(const Suspects *suspects)
{
    uint64_t all = 0;
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        for (uint32_t i = 0; i < SUSPECT_WORDS; i++) all |= suspects->word[d][i];
    return all;
}

static bool read_suspects(StoreSession *session, Suspects *suspects, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_dimension_suspects, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        uint32_t number = (uint32_t)rows_integer(&rows, 0), code = (uint32_t)rows_integer(&rows, 1);
        if (number < ACTIVITY_DIMENSIONS_MAX && code < DIMENSION_VALUES_MAX)
            suspects->word[number][code / 64] |= UINT64_C(1) << code % 64;
    }
    return rows_close(&rows, error);
}

static void acquit(Forgetting *forgetting, const DimensionBody *body, size_t count, Arena *scratch)
{
    Suspects *suspects = forgetting->suspects;
    Error error;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
    for (size_t i = 0; i < count; i++) {
        forgetting->seen = body[i].seq;
        if (!dimensions_read(forgetting->dimensions, NULL, body[i].text, scratch, value, &error)) continue;
        for (uint32_t d = 0; d < forgetting->dimensions->definitions.count; d++)
            if (value[d]) suspects->word[d][(value[d] - 1U) / 64] &= ~(UINT64_C(1) << (value[d] - 1U) % 64);
    }
}

// Until all of them were seen elsewhere, which the usual ones soon are.
static bool acquit_all(Forgetting *forgetting, StoreSession *session, Error *error)
{
    bool good = true;
    size_t count = 1;
    Arena *arena = arena_open(0), *scratch = arena_open(0);
    while (good && count && any(forgetting->suspects)) {
        DimensionBody *body;
        arena_reset(arena);
        good = dimension_bodies(session, forgetting->seen, arena, &body, &count, error);
        if (good) acquit(forgetting, body, count, scratch);
    }
    arena_close(scratch);
    arena_close(arena);
    return good;
}

static bool forget_value(const Forgetting *forgetting, StoreSession *session, uint32_t number, uint32_t code,
                         Error *error)
{
    dimensions_blank(forgetting->dimensions, number, code);
    return store_execute(
        session, &query_dimension_forget_value,
        VALUES(value_integer((int64_t)forgetting->dimensions->rules), value_integer(number), value_integer(code)), NULL,
        error);
}

static bool forget_left(const Forgetting *forgetting, StoreSession *session, Error *error)
{
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        for (uint32_t i = 0; i < SUSPECT_WORDS; i++)
            for (uint64_t word = forgetting->suspects->word[d][i]; word; word &= word - 1)
                if (!forget_value(forgetting, session, d, i * 64 + (uint32_t)__builtin_ctzll(word), error))
                    return false;
    return true;
}

static bool end_forgetting(StoreSession *session, void *context, Error *error)
{
    Forgetting *forgetting = context;
    return acquit_all(forgetting, session, error) && forget_left(forgetting, session, error) &&
           store_execute(session, &query_dimension_clear_suspects, VALUES(value_integer(forgetting->began)), NULL,
                         error) &&
           store_execute(session, &query_dimension_count_forgotten, NO_VALUES, NULL, error);
}

static bool begin_forgetting(Forgetting *forgetting, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(forgetting->dimensions->store, &session, error)) return false;
    bool good = read_suspects(session, forgetting->suspects, error);
    forgetting->any = good && any(forgetting->suspects);
    good = good && acquit_all(forgetting, session, error);
    store_read_end(session);
    return good;
}

bool dimensions_forget(Dimensions *dimensions, int64_t last, Error *error)
{
    Arena *arena = arena_open(0);
    Forgetting forgetting = {.dimensions = dimensions, .suspects = arena_array(arena, Suspects, 1), .began = last};
    bool good = begin_forgetting(&forgetting, error) &&
                (!forgetting.any || store_write(dimensions->store, end_forgetting, &forgetting, error));
    arena_close(arena);
    return good;
}
