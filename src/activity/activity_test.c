#include "activity/activity_test.h"

#include <stdlib.h>

// splitmix64
uint64_t test_random(uint64_t *state, uint64_t below)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % below;
}

static Day day_of(Str text)
{
    Day day;
    CHECK(day_parse(text, &day));
    return day;
}

// "2024-01-05" or "2024-01-05T10:30:00"
static Second second_of(Str text)
{
    Second second = (Second)day_of((Str){text.data, 10}) * SECONDS_PER_DAY;
    if (text.size == 10) return second;
    const char *time = str_c(test_arena(), (Str){text.data + 11, text.size - 11});
    char *rest;
    unsigned long hour = strtoul(time, &rest, 10), minute = strtoul(rest + 1, &rest, 10);
    return second + (Second)(hour * 3600 + minute * 60 + strtoul(rest + 1, NULL, 10));
}

static int64_t number_of(Str text)
{
    return strtoll(str_c(test_arena(), text), NULL, 10);
}

static void read_member(Str word, ActivityRow *row, ActivityShape *shape)
{
    Str name;
    CHECK(str_cut(&word, '=', &name));
    if (str_equal(name, STR("key"))) {
        shape->order_key = true;
        row->order_key = order_key_of(word);
    } else if (str_equal(name, STR("profit"))) {
        shape->profit = true;
        row->profit_minor = number_of(word);
    } else if (str_equal(name, STR("ended"))) {
        shape->ended = true;
        row->ended = day_of(word);
    } else {
        CHECK_TEXT(name, "value");
        shape->dimensions = 1;
        row->dimension[0] = word;
    }
}

TestRows test_rows(const char *text)
{
    Str rest = str_of(text), line;
    TestRows rows = {.row = arena_array(test_arena(), ActivityRow, rest.size), .shape.dimension_name = {STR("value")}};
    while (str_cut(&rest, '\n', &line)) {
        if (line.size == 0) continue;
        ActivityRow *row = &rows.row[rows.count++];
        Str day = {0}, amount = {0}, word;
        row->ended = DAY_MIN - 1;
        CHECK(str_cut(&line, ' ', &row->customer) && str_cut(&line, ' ', &day) && str_cut(&line, ' ', &amount));
        row->second = second_of(day);
        row->amount_minor = number_of(amount);
        while (str_cut(&line, ' ', &word)) read_member(word, row, &rows.shape);
    }
    return rows;
}

static ActivityRow random_row(uint64_t *state, size_t customers, uint64_t days)
{
    ActivityRow row = {.ended = DAY_MIN - 1};
    uint64_t customer = test_random(state, customers);
    // Ids of all sizes around those that are compared as a number.
    row.customer = str_format(test_arena(), "%.*s%llu", (int)(customer % 20), "customer-with-a-name",
                              (unsigned long long)customer);
    row.second = (Second)(19700 + test_random(state, days)) * SECONDS_PER_DAY;
    if (test_random(state, 2)) row.second += (Second)test_random(state, 3) * 40000; // few times of day: ties
    row.amount_minor = (int64_t)test_random(state, 9) - 2;
    if (test_random(state, 100) == 0) row.amount_minor *= INT64_C(3000000000);
    row.order_key = test_random(state, 20);
    row.profit_minor = (int64_t)test_random(state, 5) - 1;
    if (test_random(state, 20) == 0) row.ended = (Day)(19690 + test_random(state, days + 20));
    for (size_t d = 0; d < 2; d++)
        if (test_random(state, 3)) row.dimension[d] = STR("abcdefg"), row.dimension[d].size = test_random(state, 8);
    return row;
}

TestRows test_rows_random(uint64_t seed, size_t count)
{
    TestRows rows = {.count = count, .row = arena_array(test_arena(), ActivityRow, count)};
    rows.shape = (ActivityShape){.order_key = true, .profit = true, .ended = true, .dimensions = 2, .hash_seed = seed};
    uint64_t state = seed, customers = 1 + test_random(&state, count + 1), days = 1 + test_random(&state, 900);
    if (test_random(&state, 3) == 0) customers = 1 + customers / 50;
    for (size_t i = 0; i < count; i++) rows.row[i] = random_row(&state, customers, days);
    return rows;
}

void test_rows_shuffle(TestRows rows, uint64_t seed)
{
    for (size_t i = rows.count; i > 1; i--) {
        size_t other = test_random(&seed, i);
        ActivityRow row = rows.row[i - 1];
        rows.row[i - 1] = rows.row[other];
        rows.row[other] = row;
    }
}

Columns test_columns_of(TestRows rows, OrderMerge merge, int workers, Second until, ActivityCounts *counts)
{
    size_t rows_a_part = 37 + rows.count / 50;
    ActivityBuilder *builder = activity_builder_open(&rows.shape, workers);
    ActivityPart *part = NULL;
    for (size_t i = 0; i < rows.count; i++) {
        if (i % rows_a_part == 0) part = activity_part_open(builder, (int)(i / rows_a_part) % workers, rows_a_part);
        activity_add(part, &rows.row[i]);
    }
    Columns columns;
    activity_builder_finish(builder, &(ActivityMerge){merge, workers, until}, &columns, counts);
    activity_builder_close(builder);
    return columns;
}

Columns test_columns_random(uint64_t seed, size_t rows_max, int threads)
{
    uint64_t dice = seed;
    TestRows rows = test_rows_random(seed, 1 + test_random(&dice, rows_max));
    rows.shape.profit = seed % 2;
    rows.shape.ended = seed % 3 > 0;
    ActivityCounts counts;
    return test_columns_of(rows, MERGE_NONE, threads, UINT32_MAX, &counts);
}

Columns test_columns(const char *text)
{
    ActivityCounts counts;
    return test_columns_of(test_rows(text), MERGE_NONE, 1, UINT32_MAX, &counts);
}

static int by_id(const void *a, const void *b, void *ids)
{
    return str_compare(((const Str *)ids)[*(const Customer *)a], ((const Str *)ids)[*(const Customer *)b]);
}

static void add_row(Text *text, const Columns *columns, Customer customer, const ColumnPiece *piece, uint32_t row)
{
    Second time = piece->second[row] % SECONDS_PER_DAY;
    text_addf(text, "%.*s %.*s", STR_ARGS(columns->ids[customer]),
              STR_ARGS(day_name(test_arena(), second_day(piece->second[row]))));
    if (time) text_addf(text, "T%02u:%02u:%02u", time / 3600, time / 60 % 60, time % 60);
    text_addf(text, " %lld", (long long)row_amount(piece, row));
    if (piece->profit_minor) text_addf(text, " profit=%lld", (long long)piece->profit_minor[row]);
    for (uint32_t d = 0; d < columns->dimensions; d++) {
        uint16_t code = row_code(piece, d, row);
        if (code != DIMENSION_OTHER) text_addf(text, " value=%.*s", STR_ARGS(columns->dimension[d].texts[code]));
    }
    if (columns->ended && columns->ended[customer] >= DAY_MIN)
        text_addf(text, " ended=%.*s", STR_ARGS(day_name(test_arena(), columns->ended[customer])));
    text_add_byte(text, '\n');
}

Str test_columns_text(const Columns *columns)
{
    Customer *order = arena_array(test_arena(), Customer, columns->customers);
    for (Customer c = 0; c < columns->customers; c++) order[c] = c;
    qsort_r(order, columns->customers, sizeof *order, by_id, (void *)(uintptr_t)columns->ids);
    Text text = text_in(test_arena());
    for (Customer i = 0; i < columns->customers; i++) {
        CustomerRows rows = columns_find(columns, order[i]);
        for (uint32_t row = rows.from; row < rows.to; row++) add_row(&text, columns, order[i], rows.piece, row);
    }
    return text_str(&text);
}

Day test_day(const char *text)
{
    return day_of(str_of(text));
}

Window test_window(uint64_t *dice)
{
    static const int32_t days[] = {0, 1, 2, 7, 30, 90, 365, 5000, INT32_MAX};
    return (Window){days[test_random(dice, COUNT_OF(days))], (PeriodUnit)test_random(dice, PERIOD_UNIT_COUNT)};
}

bool test_active(const Columns *columns, Customer customer, Window window, Day at_end_of)
{
    enum { NEVER = DAY_MIN - 1 };
    Day last = NEVER, ended = columns->ended ? columns->ended[customer] : NEVER;
    CustomerRows rows = columns_find(columns, customer);
    for (uint32_t row = rows.from; row < rows.to; row++) {
        Day day = second_day(rows.piece->second[row]);
        bool ended_since = day <= ended && ended <= at_end_of;
        if (row_amount(rows.piece, row) > 0 && day <= at_end_of && !ended_since && day > last) last = day;
    }
    if (last == NEVER) return false;
    if (window.days > 0) return (int64_t)at_end_of - last < window.days;
    return period_of_day(window.unit, last) == period_of_day(window.unit, at_end_of);
}
