#include "clickhouse/held.h"

#include <stdlib.h>
#include <string.h>

#include "activity/row_sort.h"
#include "base/pages.h"
#include "clickhouse/stream.h"

// ---- the lane in SQL ----

static void add_classes(Text *text, const Lane *lane, bool negative)
{
    const char *before = "";
    for (size_t i = 0; i < lane->class_count; i++) {
        if (negative && !(lane->negative && lane->negative[i])) continue;
        text_addf(text, "%s%u", before, lane->classes[i]);
        before = ",";
    }
}

static bool has_negative(const Lane *lane)
{
    for (size_t i = 0; lane->negative && i < lane->class_count; i++)
        if (lane->negative[i]) return true;
    return false;
}

// "" of a lane without classes: it has no rows.
static Str lane_sql(const HeldAsk *ask, Str codes, Arena *arena)
{
    Text text = text_in(arena);
    const Lane *lane = ask->lane;
    if (lane->class_count == 0) return STR("");
    text_add(&text, STR("SELECT person, second"));
    if (!ask->times_only && has_negative(lane)) {
        text_add(&text, STR(", if(amount > 0 AND class IN ("));
        add_classes(&text, lane, true);
        text_add(&text, STR("), -amount, amount) AS money"));
    } else if (!ask->times_only) {
        text_add(&text, STR(", amount AS money"));
    }
    text_addf(&text, "%.*s FROM %.*s FINAL WHERE counts IN (1, 2) AND class IN (", STR_ARGS(codes),
              STR_ARGS(shards_rows_table(ask->wire, ask->shards, arena)));
    add_classes(&text, lane, false);
    text_add(&text, STR(")"));
    if (ask->from) text_addf(&text, " AND second >= %u", ask->from);
    if (ask->until) text_addf(&text, " AND second <= %u", ask->until);
    text_addf(&text, " AND seq <= %lld", (long long)ask->seq);
    return text_str(&text);
}

// ---- rows as they come ----

enum { FIRST_ROOM = 1 << 16 };
static const uint64_t ROWS_MAX = UINT32_MAX - 1; // columns.h

typedef struct Coming {
    uint64_t rows, room;
    Customer *person;
    RowColumns columns;
    bool times_only;
    uint32_t persons_max;
    uint64_t magnitude;
    Second first, last;
} Coming;

static void make_room(Coming *coming)
{
    uint64_t room = 2 * coming->room;
    coming->person = pages_resize(coming->person, coming->room, room, sizeof *coming->person);
    row_columns_resize(&coming->columns, room);
    coming->room = room;
}

static bool take_row(void *context, const unsigned char *bytes)
{
    Coming *coming = context;
    if (coming->rows == coming->room) make_room(coming);
    uint64_t at = coming->rows++;
    Customer person = stream_u32(bytes);
    Second second = stream_u32(bytes + 4);
    int64_t amount = coming->times_only ? 0 : stream_i64(bytes + 8);
    const unsigned char *codes = bytes + (coming->times_only ? 8 : 16);
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    if (person == UINT32_MAX || coming->rows > ROWS_MAX) return false;
    coming->person[at] = person;
    coming->columns.second[at] = second;
    coming->columns.amount[at] = amount;
    for (uint32_t d = 0; d < coming->columns.dimensions; d++) coming->columns.code[d][at] = stream_u16(codes + 2 * d);
    if (person >= coming->persons_max) coming->persons_max = person + 1;
    if (at == 0 || second < coming->first) coming->first = second;
    if (second > coming->last) coming->last = second;
    if (!checked_add(coming->magnitude, magnitude, &coming->magnitude)) coming->magnitude = UINT64_MAX;
    return true;
}

// ---- put together by person ----

static uint32_t *places_of(const Coming *coming, uint32_t customers)
{
    uint32_t *first_row = pages_array(uint32_t, (size_t)customers + 1);
    for (uint64_t i = 0; i < coming->rows; i++) first_row[coming->person[i] + 1]++;
    for (uint32_t c = 0; c < customers; c++) first_row[c + 1] += first_row[c];
    return first_row;
}

static uint32_t most_rows(const uint32_t *first_row, uint32_t customers)
{
    uint32_t most = 0;
    for (uint32_t c = 0; c < customers; c++)
        if (first_row[c + 1] - first_row[c] > most) most = first_row[c + 1] - first_row[c];
    return most;
}

static void place_rows(const Coming *coming, const uint32_t *first_row, uint32_t customers, const RowColumns *placed)
{
    uint32_t *next = pages_array(uint32_t, customers);
    memcpy(next, first_row, customers * sizeof *next);
    for (uint64_t i = 0; i < coming->rows; i++) row_copy(placed, next[coming->person[i]]++, &coming->columns, i);
    pages_release(next, customers, sizeof *next);
}

static void sort_rows(const RowColumns *placed, const uint32_t *first_row, uint32_t customers,
                      const ActivityShape *shape)
{
    RowColumns scratch = row_columns_open(shape, (uint64_t)most_rows(first_row, customers) + 1);
    for (uint32_t c = 0; c < customers; c++) rows_sort(placed, first_row[c], first_row[c + 1], ROWS_BY_TIME, &scratch);
    row_columns_release(&scratch);
}

static void name_dimensions(Columns *columns, const RowColumns *placed, const Dimensions *dimensions)
{
    columns->dimensions = placed->dimensions;
    for (uint32_t d = 0; d < placed->dimensions; d++) {
        ActivityDimension *dimension = &columns->dimension[d];
        *dimension =
            (ActivityDimension){.name = dimension_name(dimensions, d), .values = dimension_values(dimensions, d)};
        columns->piece[0].codes[d] = placed->code[d];
        Str *text = arena_array(columns->owned, Str, dimension->values);
        for (uint32_t code = 0; code < dimension->values; code++)
            text[code] = dimension_text(dimensions, d, (uint16_t)code);
        dimension->texts = text;
    }
}

static Held *put_together(Coming *coming, uint32_t customers, const ActivityShape *shape, const Dimensions *dimensions)
{
    Held *held = pages_array(Held, 1);
    customers = coming->persons_max > customers ? coming->persons_max : customers;
    uint32_t *first_row = places_of(coming, customers);
    RowColumns placed = row_columns_open(shape, coming->rows + 1);
    place_rows(coming, first_row, customers, &placed);
    sort_rows(&placed, first_row, customers, shape);
    held->columns = (Columns){
        .customers = customers,
        .rows = coming->rows,
        .pieces = 1,
        .piece[0] = {.runs = customers, .first_row = first_row, .second = placed.second, .amount_minor = placed.amount},
        .first = coming->first,
        .last = coming->last,
        .owned = arena_open(0)};
    held->magnitude = coming->magnitude;
    if (dimensions) name_dimensions(&held->columns, &placed, dimensions);
    return held;
}

static void let_go(Coming *coming)
{
    pages_release(coming->person, coming->room, sizeof *coming->person);
    row_columns_release(&coming->columns);
}

bool held_open(const HeldAsk *ask, Held **held, Error *error)
{
    Arena *scratch = arena_open(0);
    Text codes = text_in(scratch);
    ActivityShape shape = {.dimensions = ask->dimensions ? dimension_count(ask->dimensions) : 0};
    for (uint32_t d = 0; d < shape.dimensions; d++) text_addf(&codes, ", d%u", d);
    Str query = lane_sql(ask, text_str(&codes), scratch);
    Coming coming = {.room = FIRST_ROOM,
                     .times_only = ask->times_only,
                     .person = pages_array(Customer, FIRST_ROOM),
                     .columns = row_columns_open(&shape, FIRST_ROOM)};
    bool fine = !query.size || shards_ask(ask->wire, ask->shards,
                                          &(StreamAsk){.query = query,
                                                       .row_bytes = (ask->times_only ? 8 : 16) + 2 * shape.dimensions,
                                                       .take = take_row,
                                                       .context = &coming},
                                          error);
    if (fine) *held = put_together(&coming, ask->customers, &shape, ask->dimensions);
    let_go(&coming);
    arena_close(scratch);
    return fine;
}

void held_close(Held *held)
{
    Columns *columns = &held->columns;
    uint64_t room = columns->rows + 1;
    const ColumnPiece *piece = &columns->piece[0];
    pages_release((void *)(uintptr_t)piece->first_row, (size_t)columns->customers + 1, sizeof *piece->first_row);
    pages_release((void *)(uintptr_t)piece->second, room, sizeof *piece->second);
    pages_release((void *)(uintptr_t)piece->amount_minor, room, sizeof *piece->amount_minor);
    for (uint32_t d = 0; d < columns->dimensions; d++)
        pages_release((void *)(uintptr_t)piece->codes[d], room, sizeof(uint16_t));
    arena_close(columns->owned);
    pages_release(held, 1, sizeof *held);
}
