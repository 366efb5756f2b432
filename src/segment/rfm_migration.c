#include "segment/rfm_migration.h"

#include "base/json_put.h"
#include "measure/rate.h"
#include "segment/figure.h"

bool rfm_day_read(const SegmentPlace *place, Day day, Arena *arena, RfmDay *read, Error *error)
{
    const Summaries *summaries;
    const RfmPeople *people;
    Arena *scratch = arena_open(0);
    SegmentPlace then = *place;
    then.arena = scratch;
    FigureBase *base = figure_base(&then);
    figure_as_of(base, day);
    bool fine = figure_orders(base, &summaries, error) && figure_rfm(base, &people, error);
    if (fine) *read = rfm_day(people, summaries, day, arena);
    arena_close(scratch);
    return fine;
}

// ---- which days ----

Day rfm_month_end(Day known, int32_t months_back)
{
    PeriodNumber month = period_of_day(PERIOD_MONTH, known);
    if (period_last_day(PERIOD_MONTH, month) > known) month--;
    return period_last_day(PERIOD_MONTH, month - months_back);
}

bool rfm_span(const Day *from, const Day *to, Day known, Day last, RfmSpan *span, Error *error)
{
    Arena *scratch = arena_open(0);
    span->to = to ? *to : rfm_month_end(known, 0);
    span->from = from ? *from : rfm_month_end(span->to - 1, 0);
    Str first = day_name(scratch, span->from), second = day_name(scratch, span->to);
    bool fine = span->from < span->to && span->to <= last;
    if (span->from >= span->to)
        (void)error_code(
            error, ERROR_USAGE, "invalid_parameter",
            PHRASE("from {0}: expected a day before {1}, the day people are followed to",
                   "from {0}\u00A0: attendu\u00A0: un jour avant le {1}, jusqu’auquel on suit les clients"),
            first, second);
    else if (!fine)
        (void)error_code(error, ERROR_USAGE, "invalid_parameter",
                         PHRASE("to {0}: expected a day up to {1}, the last one that is known",
                                "to {0}\u00A0: attendu\u00A0: un jour jusqu’au {1}, le dernier connu"),
                         second, day_name(scratch, last));
    arena_close(scratch);
    return fine;
}

// ---- as JSON ----

static void write_rate(JsonWriter *json, const char *key, int64_t count, int64_t n)
{
    Rate rate = rate_of(count, n);
    json_key(json, key);
    json_begin_object(json);
    put_number_or_null(json, "value", rate.observed, rate.value);
    put_number_or_null(json, "low", rate.observed, rate.low);
    put_number_or_null(json, "high", rate.observed, rate.high);
    put_integer(json, "n", n);
    json_end_object(json);
}

void rfm_write_revenue(const RfmTelling *telling, int64_t before, int64_t after)
{
    if (!telling->amounts) return;
    put_money(telling->json, "revenue_before", before, &telling->currency, telling->arena);
    put_money(telling->json, "revenue", after, &telling->currency, telling->arena);
}

static void write_count(const RfmTelling *telling, const RfmMove *move, int64_t n)
{
    put_integer(telling->json, "customers", move->customers);
    write_rate(telling->json, "share", move->customers, n);
    rfm_write_revenue(telling, move->revenue_before, move->revenue);
}

static Str label_of(const RfmTelling *telling, int place)
{
    return str_of(rfm_place_label(place).in[telling->locale]);
}

static void write_move(const RfmTelling *telling, const RfmMoves *moves, int from, RfmGroup to)
{
    const RfmMove *move = &moves->move[from][to];
    const Currency *currency = telling->amounts ? &telling->currency : NULL;
    JsonWriter *json = telling->json;
    json_begin_object(json);
    put_text(json, "from_group", rfm_place_name(from));
    put_text(json, "to_group", rfm_group_name(to));
    put_text(json, "direction", rfm_direction_name(rfm_direction(from, to)));
    write_count(telling, move, moves->from[from].customers);
    put_text_or_null(json, "sentence",
                     move->customers ? rfm_move_say(move, from, to, currency, telling->locale, telling->arena)
                                     : STR(""));
    json_end_object(json);
}

static void write_group(const RfmTelling *telling, const RfmMoves *moves, int place)
{
    const RfmMove none = {0}, *after = place == RFM_NEWCOMERS ? &none : &moves->to[place];
    JsonWriter *json = telling->json;
    json_begin_object(json);
    put_text(json, "key", rfm_place_name(place));
    put_text(json, "name", label_of(telling, place));
    put_integer(json, "before", moves->from[place].customers);
    put_integer(json, "after", after->customers);
    rfm_write_revenue(telling, moves->from[place].revenue_before, after->revenue);
    json_end_object(json);
}

// Those of the first day by what became of them, and those who came since.
static void write_directions(const RfmTelling *telling, RfmSpan span, const RfmMoves *moves)
{
    JsonWriter *json = telling->json;
    int64_t n = moves->all.customers, before = n - moves->from[RFM_NEWCOMERS].customers;
    put_text(json, "from", day_name(telling->arena, span.from));
    put_text(json, "to", day_name(telling->arena, span.to));
    put_integer(json, "before", before);
    put_integer(json, "n", n);
    for (RfmDirection direction = 0; direction < RFM_DIRECTION_COUNT; direction++) {
        RfmMove moved = rfm_moved(moves, direction);
        json_key(json, str_c(telling->arena, rfm_direction_name(direction)));
        json_begin_object(json);
        write_count(telling, &moved, direction == RFM_NEW ? n : before);
        json_end_object(json);
    }
}

static void write_groups(const RfmTelling *telling, const RfmMoves *moves)
{
    json_key(telling->json, "groups");
    json_begin_array(telling->json);
    for (int place = 0; place < RFM_PLACES; place++) write_group(telling, moves, place);
    json_end_array(telling->json);
}

void rfm_write_migration(const RfmTelling *telling, RfmSpan span, const RfmMoves *moves)
{
    write_directions(telling, span, moves);
    write_groups(telling, moves);
    json_key(telling->json, "moves");
    json_begin_array(telling->json);
    for (int from = 0; from < RFM_PLACES; from++)
        for (RfmGroup to = 0; to < RFM_GROUP_COUNT; to++) write_move(telling, moves, from, to);
    json_end_array(telling->json);
}

void rfm_write_month(const RfmTelling *telling, RfmSpan span, const RfmMoves *moves)
{
    PeriodNumber month = period_of_day(PERIOD_MONTH, span.to);
    put_text(telling->json, "month", period_name(telling->arena, PERIOD_MONTH, month));
    write_directions(telling, span, moves);
    write_groups(telling, moves);
}

#define RATE_COLUMNS(name) name ".value", name ".low", name ".high", name ".n"

const char *const rfm_move_columns[] = {"/from",     "/to",       "from_group",          "to_group",
                                        "direction", "customers", RATE_COLUMNS("share"), "revenue_before",
                                        "revenue",   NULL};
const char *const rfm_month_columns[] = {"month",
                                         "from",
                                         "to",
                                         "before",
                                         "n",
                                         "new.customers",
                                         "same.customers",
                                         "better.customers",
                                         RATE_COLUMNS("better.share"),
                                         "worse.customers",
                                         RATE_COLUMNS("worse.share"),
                                         NULL};
