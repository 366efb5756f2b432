#include "prediction/forecast_read.h"

#include "order/order_lane.h"

static Day last_complete_day(Day today)
{
    return period_first_day(PERIOD_MONTH, period_of_day(PERIOD_MONTH, today)) - 1;
}

// ---- orders ----

// Cohorts of all months since the first order; those of the history's months become its rows, what older ones brought
// is of nobody's cohort.
static void take_cohorts(const Cohorts *cohorts, ForecastRead *read, Arena *arena)
{
    size_t months = read->history.months;
    double *won = arena_array(arena, double, months), *other = arena_array(arena, double, months);
    double *revenue = arena_array(arena, double, months *months);
    int64_t shift = read->first - cohorts->span.first; // month 0 of the history is this one of the span
    for (uint32_t cohort = 0; cohort < cohorts->span.count; cohort++)
        for (uint32_t age = 0; cohort + age < cohorts->span.count; age++) {
            const CohortCell *cell = cohort_cell(cohorts, cohort, age);
            int64_t row = cohort - shift, month = row + age;
            if (month < 0) continue;
            if (row < 0) {
                other[month] += (double)cell->amount;
                continue;
            }
            revenue[(size_t)row * months + age] = (double)cell->amount;
            if (age == 0) won[row] = cell->active;
        }
    read->history.won = won;
    read->history.other = other;
    read->history.revenue = revenue;
}

static PeriodSpan span_since(Second first, Day as_of)
{
    PeriodSpan span = {.unit = PERIOD_MONTH, .as_of = as_of};
    span.first = period_of_day(PERIOD_MONTH, second_day(first));
    span.count = (uint32_t)(period_of_day(PERIOD_MONTH, as_of) - span.first + 1);
    return span;
}

static bool read_orders(const ForecastSource *source, const LaneFacts *facts, const Lane *lane, Arena *arena,
                        ForecastRead *read, Error *error)
{
    Cohorts cohorts;
    PeriodSpan span = span_since(facts->first, read->as_of);
    if (!source->port->ask->cohorts(source->port, lane, &span, &(Grouping){.groups = 1}, 0, arena, &cohorts, error))
        return false;
    take_cohorts(&cohorts, read, arena);
    return true;
}

// ---- subscriptions ----

static void read_recurring(const RecurringTable *table, Arena *arena, ForecastRead *read)
{
    size_t months = read->history.months;
    Stretch *stretch = arena_array(arena, Stretch, months);
    RecurringSums sums = {
        .table = table, .groups = 1, .count = (uint32_t)months, .totals = arena_array(arena, RecurringTotals, months)};
    double *worth = arena_array(arena, double, months), *lost = arena_array(arena, double, months);
    double *more = arena_array(arena, double, months), *fresh = arena_array(arena, double, months);
    for (size_t m = 0; m < months; m++) {
        PeriodNumber number = read->first + (PeriodNumber)m;
        stretch[m] = (Stretch){period_first_day(PERIOD_MONTH, number) - 1, period_last_day(PERIOD_MONTH, number)};
    }
    recurring_sum(&sums, stretch, (RecurringRule){.grid = PERIOD_MONTH}, arena);
    for (size_t m = 0; m < months; m++) {
        const RecurringTotals *totals = &sums.totals[m];
        worth[m] = (double)totals->closing;
        lost[m] = (double)-recurring_losses(totals);
        more[m] = (double)(recurring_expansion(totals) + totals->amount[MOVEMENT_RESUMED]);
        fresh[m] = (double)(totals->amount[MOVEMENT_NEW] + totals->amount[MOVEMENT_REACTIVATION]);
    }
    read->history.recurring = worth;
    read->history.recurring_lost = lost;
    read->history.recurring_more = more;
    read->history.recurring_new = fresh;
}

// ---- both ----

// False: there is no complete month.
static bool find_months(const LaneFacts *facts, const RecurringTable *table, ForecastRead *read)
{
    Day first = DAY_MAX;
    read->has_orders = facts->rows > 0;
    read->has_recurring = table->any;
    if (read->has_orders) first = second_day(facts->first);
    if (table->any) first = (Day)smaller(first, table->first_day);
    if (first > read->as_of) return false;
    PeriodNumber begin = period_of_day(PERIOD_MONTH, first), end = period_of_day(PERIOD_MONTH, read->as_of);
    if (period_first_day(PERIOD_MONTH, begin) < first && begin < end) begin++; // it began within its first month
    read->first = (PeriodNumber)larger(begin, (int64_t)end - FORECAST_HISTORY_MAX + 1);
    read->history.months = (size_t)((int64_t)end - read->first + 1);
    read->history.first_month = civil_of_day(period_first_day(PERIOD_MONTH, read->first)).month - 1;
    return true;
}

bool forecast_read(const ForecastSource *source, StoreSession *session, Arena *arena, ForecastRead *read, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    RecurringTable table;
    *read = (ForecastRead){.as_of = last_complete_day(source->recurring.as_of)};
    order_lane(source->log, read->as_of, &orders);
    if (!lane_facts(source->port, &orders.lane, &facts, error) ||
        !recurring_read(&source->recurring, session, arena, &table, error))
        return false;
    if (!find_months(&facts, &table, read)) return true;
    if (read->has_orders && !read_orders(source, &facts, &orders.lane, arena, read, error)) return false;
    if (read->has_recurring) read_recurring(&table, arena, read);
    return true;
}

// ---- of a file ----

void forecast_read_columns(const Columns *columns, Day last, int threads, Arena *arena, ForecastRead *read)
{
    LaneFacts facts = {.rows = columns->rows, .first = columns->first};
    RecurringTable none = {0};
    *read = (ForecastRead){.as_of = last_complete_day(last + 1)};
    if (!find_months(&facts, &none, read)) return;
    PeriodSpan span = span_since(columns->first, read->as_of);
    Cohorts cohorts = ask_cohorts(columns, &span, NULL, 0, threads, arena);
    take_cohorts(&cohorts, read, arena);
}

// ---- recurring revenue alone ----

void forecast_only_recurring(ForecastRead *read)
{
    enum { MONTHS_OF_YEAR = 12 };
    ForecastHistory all = read->history;
    size_t from = 0;
    while (all.recurring && from < all.months && !(all.recurring[from] > 0)) from++;
    read->history = (ForecastHistory){.standing = true};
    read->has_orders = false;
    if (!all.recurring || from == all.months) return;
    read->first += (PeriodNumber)from;
    read->history.months = all.months - from;
    read->history.first_month = (int)((size_t)all.first_month + from) % MONTHS_OF_YEAR;
    read->history.recurring = all.recurring + from;
    read->history.recurring_lost = all.recurring_lost + from;
    read->history.recurring_more = all.recurring_more + from;
    read->history.recurring_new = all.recurring_new + from;
}
