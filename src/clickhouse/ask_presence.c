// Presence and cohorts in SQL: by boundaries of the span, as activity/days.h has them.
#include <string.h>

#include "clickhouse/ask_parts.h"

typedef struct SpanSql {
    const PeriodSpan *span;
    Window window;
    Day first, last; // of the days that stand in the text
} SpanSql;

static Day boundary_day(const PeriodSpan *span, uint32_t boundary)
{
    Day day = boundary == 0 ? span_first_day(span, 0) - 1 : span_last_day(span, boundary - 1);
    return day < span->as_of ? day : span->as_of;
}

// How many boundaries are before `day`: so the first one that is not is of this number.
static int64_t boundaries_before(const PeriodSpan *span, int64_t day)
{
    uint32_t low = 0, high = span->count + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (boundary_day(span, middle) < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t from_of(const void *context, Day day)
{
    return boundaries_before(((const SpanSql *)context)->span, day);
}

// The boundary from which on a purchase of that day no longer makes its customer active.
static int64_t end_of(const void *context, Day day)
{
    const SpanSql *sql = context;
    const PeriodSpan *span = sql->span;
    Window window = sql->window;
    int64_t reach = window.days > 0 ? (int64_t)day + window.days - 1
                                    : period_last_day(window.unit, period_of_day(window.unit, day));
    return boundaries_before(span, smaller(reach, span->as_of) + 1);
}

static SpanSql span_sql(const PeriodSpan *span, Window window)
{
    enum { LONGEST_PERIOD = 366 };
    int64_t before = window.days > 0 ? window.days : LONGEST_PERIOD;
    int64_t first = larger((int64_t)boundary_day(span, 0) - before, 0);
    return (SpanSql){span, window, (Day)first, span->as_of};
}

bool sql_span_fits(const PeriodSpan *span)
{
    return span->count <= BOUNDARIES_IN_SQL_MAX && (int64_t)span->as_of - boundary_day(span, 0) <= DAYS_IN_SQL_MAX;
}

bool sql_presence_fits(const PeriodSpan *span, Window window)
{
    SpanSql sql = span_sql(span, window);
    return sql_span_fits(span) && (int64_t)sql.last - sql.first <= DAYS_IN_SQL_MAX;
}

// ---- presence ----

typedef struct PresenceSql {
    LaneSql lane;
    Str from, end; // boundaries of a row
    uint32_t count;
    Presence *presence;     // of periods 0..count-1
    int64_t *there, *worth; // changes at each boundary: people, and what they are worth
    uint64_t magnitude;
    double rough_magnitude;
} PresenceSql;

// A stay: boundary, the one it ends before, whether it begins with the first purchase, people, their amounts.
static void take_stay(void *context, const int64_t *number)
{
    PresenceSql *sql = context;
    int64_t from = number[0], end = number[1], people = number[3], worth = number[4];
    sql->there[from] += people;
    sql->worth[from] += worth;
    if (from > 0 && number[2]) sql->presence[from - 1].new_ += people;
    if (from > 0 && !number[2]) sql->presence[from - 1].reactivated += people;
    if (end > sql->count) return;
    sql->there[end] -= people;
    sql->worth[end] -= worth;
    sql->presence[end - 1].lost += people; // a stay holds a boundary, so `end` is above 0
    sql->presence[end - 1].lost_amount += worth;
}

// Stays of a person: rows reach from a boundary to before another one, later rows at least as far; they are one stay
// where they meet.
#define STAYS_SQL                                                                                                      \
    "arrayMap(x -> toInt64(intDiv(x, 65536)), reaches) AS froms, arrayMap(x -> toInt64(x %% 65536), reaches) AS "      \
    "ends, "                                                                                                           \
    "arrayFilter((f, e) -> f > e, froms, arraySlice(arrayConcat([toInt64(-1)], ends), 1, length(ends))) AS begun, "    \
    "arrayFilter((e, f) -> f > e, ends, arraySlice(arrayConcat(froms, [toInt64(1000000)]), 2)) AS ended"

static Str people_sql(const PresenceSql *sql, Arena *arena)
{
    return str_format(
        arena,
        "SELECT total, fresh, bought, " STAYS_SQL " FROM (SELECT person, sum(%.*s) AS total, minIf(%.*s, %.*s > 0) AS "
        "fresh, arraySort(groupUniqArrayIf(%.*s, %.*s > 0)) AS bought, arraySort(groupUniqArrayIf(%.*s * 65536 + %.*s, "
        "%.*s > 0 AND %.*s < %.*s)) AS reaches FROM %.*s GROUP BY person) WHERE notEmpty(bought)",
        STR_ARGS(sql->lane.money), STR_ARGS(sql->from), STR_ARGS(sql->lane.money), STR_ARGS(sql->from),
        STR_ARGS(sql->lane.money), STR_ARGS(sql->from), STR_ARGS(sql->end), STR_ARGS(sql->lane.money),
        STR_ARGS(sql->from), STR_ARGS(sql->end), STR_ARGS(sql->lane.from));
}

static bool ask_stays(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str query = str_format(scratch,
                           "SELECT stay, leave, toInt64(stay = fresh) AS is_new, toInt64(count()), sum(total) FROM "
                           "(%.*s) ARRAY JOIN begun AS stay, ended AS leave GROUP BY stay, leave, is_new",
                           STR_ARGS(people_sql(sql, scratch)));
    return sql_numbers(settled, &(NumbersAsk){query, true, 5, take_stay, sql}, error);
}

static void take_passed(void *context, const int64_t *number)
{
    const PresenceSql *sql = context;
    if (0 < number[0] && number[0] <= sql->count) sql->presence[number[0] - 1].passed_through += number[1];
}

// Bought in a period, and were there neither at its beginning nor at its end.
static bool ask_passed(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str query = str_format(scratch,
                           "SELECT period, toInt64(count()) FROM (SELECT period, arrayExists((f, e) -> f <= period AND "
                           "period <= e, begun, ended) AS there FROM (%.*s) ARRAY JOIN bought AS period) WHERE NOT "
                           "there GROUP BY period",
                           STR_ARGS(people_sql(sql, scratch)));
    return sql_numbers(settled, &(NumbersAsk){query, true, 2, take_passed, sql}, error);
}

static void take_period(void *context, const int64_t *number)
{
    PresenceSql *sql = context;
    double rough;
    memcpy(&rough, &number[8], sizeof rough);
    sql->rough_magnitude += rough;
    sql->magnitude += (uint64_t)number[7];
    if (number[0] < 1 || number[0] > sql->count) return;
    Presence *presence = &sql->presence[number[0] - 1];
    presence->buyers += number[1];
    presence->repeat_buyers += number[2];
    presence->orders += number[3];
    presence->purchase_amount += number[4];
    presence->refund_amount += number[5];
    presence->refunds += number[6];
}

static bool ask_periods(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str money = sql->lane.money;
    Str query = str_format(
        scratch,
        "SELECT period, toInt64(countIf(n > 0)), toInt64(countIf(n > 1)), toInt64(sum(n)), sum(bought), sum(returned), "
        "toInt64(sum(returns)), toInt64(sum(size)), sum(rough) FROM (SELECT person, %.*s AS period, countIf(%.*s > 0) "
        "AS n, sumIf(%.*s, %.*s > 0) AS bought, sumIf(%.*s, %.*s < 0) AS returned, countIf(%.*s < 0) AS returns, "
        "sum(toUInt64(abs(amount))) AS size, sum(toFloat64(abs(amount))) AS rough FROM %.*s GROUP BY person, period) "
        "GROUP BY period",
        STR_ARGS(sql->from), STR_ARGS(money), STR_ARGS(money), STR_ARGS(money), STR_ARGS(money), STR_ARGS(money),
        STR_ARGS(money), STR_ARGS(sql->lane.from));
    return sql_numbers(settled, &(NumbersAsk){query, true, 9, take_period, sql}, error);
}

static void take_first(void *context, const int64_t *number)
{
    const PresenceSql *sql = context;
    if (number[0] < 1 || number[0] > sql->count) return;
    sql->presence[number[0] - 1].first_orders += number[1];
    sql->presence[number[0] - 1].first_amount += number[2];
}

// Of purchases at the same second the smallest comes first.
static bool ask_firsts(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str query =
        str_format(scratch,
                   "SELECT period, toInt64(count()), sum(tupleElement(earliest, 2)) FROM (SELECT person, "
                   "min(%.*s) AS period, min((second, %.*s)) AS earliest FROM %.*s AND %.*s > 0 GROUP BY "
                   "person) GROUP BY period",
                   STR_ARGS(sql->from), STR_ARGS(sql->lane.money), STR_ARGS(sql->lane.from), STR_ARGS(sql->lane.money));
    return sql_numbers(settled, &(NumbersAsk){query, true, 3, take_first, sql}, error);
}

static void add_up(PresenceSql *sql)
{
    int64_t there = sql->there[0], worth = sql->worth[0];
    for (uint32_t p = 0; p < sql->count; p++) {
        Presence *presence = &sql->presence[p];
        presence->start = there;
        presence->retained = there - presence->lost;
        there += sql->there[p + 1];
        worth += sql->worth[p + 1];
        presence->end = there;
        presence->end_amount = worth;
    }
}

static bool amounts_fit(const PresenceSql *sql)
{
    return sql->rough_magnitude < 1.8e19 && sql->magnitude <= INT64_MAX;
}

bool sql_presence(const Settled *settled, const Lane *lane, const PeriodSpan *span, Window window, Arena *arena,
                  Presence **presence, Error *error)
{
    Arena *scratch = arena_open(0);
    const SpanSql days = span_sql(span, window);
    PresenceSql sql = {.lane = sql_of_lane(settled, lane, port_until(lane, span->as_of), scratch),
                       .from = sql_by_day(days.first, days.last, from_of, &days, 0, scratch),
                       .end = sql_by_day(days.first, days.last, end_of, &days, 0, scratch),
                       .count = span->count,
                       .presence = arena_array(arena, Presence, span->count),
                       .there = arena_array(scratch, int64_t, (size_t)span->count + 1),
                       .worth = arena_array(scratch, int64_t, (size_t)span->count + 1)};
    bool fine = ask_periods(settled, &sql, scratch, error) && ask_stays(settled, &sql, scratch, error) &&
                ask_passed(settled, &sql, scratch, error) && ask_firsts(settled, &sql, scratch, error);
    if (fine && !amounts_fit(&sql)) fine = port_refuse_amounts(error);
    if (fine) add_up(&sql);
    *presence = sql.presence;
    arena_close(scratch);
    return fine;
}

// ---- cohorts ----

typedef struct CohortsSql {
    Cohorts *cohorts;
    uint64_t magnitude;
    double rough_magnitude;
} CohortsSql;

// Cohort (0: in none), period, people, orders, amount, and the amounts' size.
static void take_cell(void *context, const int64_t *number)
{
    CohortsSql *sql = context;
    double rough;
    memcpy(&rough, &number[6], sizeof rough);
    sql->rough_magnitude += rough;
    sql->magnitude += (uint64_t)number[5];
    Cohorts *cohorts = sql->cohorts;
    if (number[1] < 1 || number[1] > cohorts->span.count) return;
    if (number[0] == 0) {
        cohorts->others += number[4];
        return;
    }
    CohortCell *cell = &cohorts->cells[cohorts->row_start[number[0] - 1] + (size_t)(number[1] - number[0])];
    cell->active += (uint32_t)number[2];
    cell->orders += (uint32_t)number[3];
    cell->amount += number[4];
}

static Str cohorts_sql(const LaneSql *lane, Str period, uint32_t count, Arena *arena)
{
    Str money = lane->money;
    return str_format(
        arena,
        "SELECT cohort, period, toInt64(countIf(n > 0)), toInt64(sum(n)), sum(total), toInt64(sum(size)), sum(rough) "
        "FROM (SELECT person, period, if(is_buyer AND (second > first_at OR money > 0) AND 1 <= joined AND joined <= "
        "%u, joined, 0) AS cohort, countIf(money > 0) AS n, sum(money) AS total, sum(toUInt64(abs(money))) AS size, "
        "sum(toFloat64(abs(money))) AS rough FROM (SELECT person, second, %.*s AS money, %.*s AS period FROM %.*s) AS "
        "here ANY LEFT JOIN (SELECT person, min(second) AS first_at, min(%.*s) AS joined, toUInt8(1) AS is_buyer FROM "
        "%.*s AND %.*s > 0 GROUP BY person) AS buyers USING person GROUP BY person, period, cohort) GROUP BY cohort, "
        "period",
        count, STR_ARGS(money), STR_ARGS(period), STR_ARGS(lane->from), STR_ARGS(period), STR_ARGS(lane->from),
        STR_ARGS(money));
}

bool sql_cohorts(const Settled *settled, const Lane *lane, const PeriodSpan *span, Arena *arena, Cohorts *cohorts,
                 Error *error)
{
    Arena *scratch = arena_open(0);
    const SpanSql days = {.span = span};
    Day first = (Day)larger(boundary_day(span, 0), 0);
    LaneSql of = sql_of_lane(settled, lane, port_until(lane, span->as_of), scratch);
    Str period = sql_by_day(first, span->as_of, from_of, &days, 0, scratch);
    CohortsSql sql = {.cohorts = cohorts};
    *cohorts = (Cohorts){.span = *span,
                         .cells = arena_array(arena, CohortCell, (size_t)span->count * (span->count + 1) / 2),
                         .row_start = arena_array(arena, size_t, span->count)};
    for (uint32_t c = 1; c < span->count; c++)
        cohorts->row_start[c] = cohorts->row_start[c - 1] + (span->count - c + 1);
    bool fine = sql_numbers(
        settled, &(NumbersAsk){cohorts_sql(&of, period, span->count, scratch), true, 7, take_cell, &sql}, error);
    if (fine && (sql.rough_magnitude >= 1.8e19 || sql.magnitude > INT64_MAX)) fine = port_refuse_amounts(error);
    arena_close(scratch);
    return fine;
}
