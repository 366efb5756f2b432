#include "metric/order_spread.h"

#include <string.h>

enum { ROWS_FETCHED_MAX = 1000000 };

void spread_begin(OrderSpread *spread, size_t cells, Arena *arena)
{
    spread->sums = arena_array(arena, RatioSums, cells + 1);
    spread->orders = arena_array(arena, double, cells + 1);
    spread->revenue = arena_array(arena, double, cells + 1);
    spread->touched = arena_array(arena, uint32_t, cells + 1);
    spread->open = arena_array(arena, bool, cells + 1);
    spread->count = 0;
}

void spread_add(OrderSpread *spread, size_t cell, int64_t amount)
{
    if (amount <= 0 && spread->gross) return;
    if (!spread->open[cell]) {
        spread->open[cell] = true;
        spread->touched[spread->count++] = (uint32_t)cell;
        spread->orders[cell] = spread->revenue[cell] = 0;
    }
    spread->orders[cell] += amount > 0;
    spread->revenue[cell] += (double)amount;
}

void spread_end_customer(OrderSpread *spread)
{
    for (uint32_t i = 0; i < spread->count; i++) {
        uint32_t cell = spread->touched[i];
        RatioSums *sums = &spread->sums[cell];
        double y = spread->revenue[cell], x = spread->orders[cell];
        if (spread->customers) x = x > 0;
        sums->n++;
        sums->x += x;
        sums->y += y;
        sums->xx += x * x;
        sums->xy += x * y;
        sums->yy += y * y;
        spread->open[cell] = false;
    }
    spread->count = 0;
}

// ---- customers in groups ----

typedef struct SpreadWalk {
    const MetricAsk *ask;
    const PeriodSpan *span;
    OrderSpread spread;
    Day first_day;
    uint32_t *period_of; // of each day from first_day to as_of; UINT32_MAX: of none
} SpreadWalk;

static void find_periods(SpreadWalk *walk)
{
    const PeriodSpan *span = walk->span;
    size_t days = span->as_of < walk->first_day ? 0 : (size_t)(span->as_of - walk->first_day) + 1;
    walk->period_of = arena_array(walk->ask->arena, uint32_t, days + 1);
    memset(walk->period_of, 0xFF, days * sizeof *walk->period_of);
    for (uint32_t p = 0; p < span->count; p++) {
        Day first = (Day)larger(span_first_day(span, p), walk->first_day);
        Day last = (Day)smaller(span_last_day(span, p), span->as_of);
        for (Day day = first; day <= last; day++) walk->period_of[day - walk->first_day] = p;
    }
}

static void add_run(SpreadWalk *walk, const ColumnPiece *piece, uint32_t run)
{
    uint16_t group = run_counts(piece, run) ? reading_group(walk->ask, run_customer(piece, run)) : UINT16_MAX;
    if (group == UINT16_MAX) return;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        Day day = second_day(piece->second[row]);
        uint32_t period = day > walk->span->as_of ? UINT32_MAX : walk->period_of[day - walk->first_day];
        int64_t amount = row_amount(piece, row);
        if (period != UINT32_MAX && amount)
            spread_add(&walk->spread, (size_t)group * walk->span->count + period, amount);
    }
    spread_end_customer(&walk->spread);
}

static void say_too_many(const MetricAsk *ask, MetricTable *table)
{
    reading_note(table, ask->locale == LOCALE_FR
                            ? STR("sans intervalle\u00A0: trop de commandes pour les chercher une à une sur ClickHouse")
                            : STR("without an interval: too many orders to fetch them one by one from ClickHouse"));
}

bool spread_intervals(const MetricAsk *ask, const Lane *lane, uint64_t rows, MetricTable *table, Error *error)
{
    const Columns *columns;
    SpreadWalk walk = {.ask = ask, .span = &table->span, .first_day = table->first_day};
    size_t cells = (size_t)table->groups * table->span.count;
    if (rows > ROWS_FETCHED_MAX && strcmp(ask->port->ask->name, "columns") != 0) {
        say_too_many(ask, table);
        return true;
    }
    if (!ask->port->ask->hold(ask->port, lane, &columns, error)) return false;
    walk.spread.customers = strcmp(ask->metric->name, "arpc") == 0;
    walk.spread.gross = ask->series.amount == SERIES_GROSS;
    spread_begin(&walk.spread, cells, ask->arena);
    if (columns->rows) walk.first_day = second_day(columns->first);
    find_periods(&walk);
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++) add_run(&walk, &columns->piece[p], run);
    ask->port->ask->release(ask->port, columns);
    for (size_t i = 0; i < cells; i++) value_ratio_interval(&table->value[i], &walk.spread.sums[i]);
    return true;
}

// ---- rows in groups ----

typedef struct RowSpread {
    const MetricAsk *ask;
    const Columns *columns;
    const RowTotalsAsk *rows;
    OrderSpread spread;
} RowSpread;

static void add_own_rows(RowSpread *walk, const ColumnPiece *piece, uint32_t run)
{
    const RowTotalsAsk *rows = walk->rows;
    uint32_t values = row_values(walk->columns, rows->dimension);
    if (!run_counts(piece, run) || reading_group(walk->ask, run_customer(piece, run)) == UINT16_MAX) return;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        uint32_t period = rows->period_of[second_day(piece->second[row]) - rows->first_day];
        uint32_t code = (uint32_t)smaller(row_code(piece, rows->dimension, row), values);
        int64_t amount = row_amount(piece, row);
        if (period != UINT32_MAX && amount)
            spread_add(&walk->spread, (size_t)rows->group_of[code] * rows->periods + period, amount);
    }
    spread_end_customer(&walk->spread);
}

void spread_by_row(const MetricAsk *ask, const Columns *columns, const RowTotalsAsk *rows, MetricTable *table)
{
    RowSpread walk = {.ask = ask, .columns = columns, .rows = rows};
    size_t cells = (size_t)table->groups * table->span.count;
    walk.spread.customers = strcmp(ask->metric->name, "arpc") == 0;
    walk.spread.gross = ask->series.amount == SERIES_GROSS;
    spread_begin(&walk.spread, cells, ask->arena);
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++) add_own_rows(&walk, &columns->piece[p], run);
    for (size_t i = 0; i < cells; i++) value_ratio_interval(&table->value[i], &walk.spread.sums[i]);
}

bool spread_is_asked(const MetricAsk *ask)
{
    return strcmp(ask->metric->name, "aov") == 0 || strcmp(ask->metric->name, "arpc") == 0;
}
