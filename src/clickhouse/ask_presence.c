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
    PeopleSql people;
    Str from, end; // boundaries of a row
    uint32_t count, groups;
    Presence *presence;     // [group * count + period]
    int64_t *there, *worth; // [group * (count + 1) + boundary] changes there: people, and what they are worth
    double rough_magnitude;
} PresenceSql;

// What is told of a person: marks, each of a kind and two boundaries.
enum { MARK_STAY, MARK_NEW_STAY, MARK_PASSED, MARK_FIRST, MARK_BUYER, MARK_REPEAT, MARK_KINDS = 8 };
enum { MARK_BOUNDARY = 1 << 17 };

// A stay: from a boundary to before another one; the people, their amounts.
static void take_stay(PresenceSql *sql, int64_t group, bool is_new, const int64_t at[2], const int64_t sums[2])
{
    int64_t from = at[0], end = at[1], *there = sql->there + group * (sql->count + 1),
            *worth = sql->worth + group * (sql->count + 1);
    Presence *presence = sql->presence + group * sql->count;
    there[from] += sums[0];
    worth[from] += sums[1];
    if (from > 0 && is_new) presence[from - 1].new_ += sums[0];
    if (from > 0 && !is_new) presence[from - 1].reactivated += sums[0];
    if (end > sql->count) return;
    there[end] -= sums[0];
    worth[end] -= sums[1];
    presence[end - 1].lost += sums[0]; // a stay holds a boundary, so `end` is above 0
    presence[end - 1].lost_amount += sums[1];
}

// Group, mark, people, their amounts, their first amounts.
static void take_mark(void *context, const int64_t *number)
{
    PresenceSql *sql = context;
    int64_t kind = number[1] % MARK_KINDS, pair = number[1] / MARK_KINDS;
    const int64_t at[2] = {pair / MARK_BOUNDARY, pair % MARK_BOUNDARY}, sums[2] = {number[2], number[3]};
    if (number[0] >= sql->groups) return;
    if (kind <= MARK_NEW_STAY) {
        take_stay(sql, number[0], kind == MARK_NEW_STAY, at, sums);
        return;
    }
    if (at[0] < 1 || at[0] > sql->count) return;
    Presence *presence = &sql->presence[number[0] * sql->count + at[0] - 1];
    if (kind == MARK_PASSED) presence->passed_through += number[2];
    if (kind == MARK_BUYER) presence->buyers += number[2];
    if (kind == MARK_REPEAT) presence->repeat_buyers += number[2];
    if (kind == MARK_FIRST) presence->first_orders += number[2];
    if (kind == MARK_FIRST) presence->first_amount += number[4];
}

// Purchases reach from a boundary to before another one, later ones at least as far; they are one stay where they meet.
// Who bought in a period after which no purchase reaches, and in which no stay ends, has passed through. Lists beside
// themselves, one place on, show what came before: no list of a person is looked through for each of its numbers but
// the short ones.
#define STAYS_SQL                                                                                                      \
    "arrayMap(x -> toInt64(intDiv(x, 65536)), pairs) AS periods, "                                                     \
    "arrayMap(x -> toInt64(bitAnd(x, 65535)), pairs) AS reached, "                                                     \
    "arrayPopBack(arrayConcat([toInt64(-1)], periods)) AS before, "                                                    \
    "arrayFilter((p, b) -> p != b, periods, before) AS bought, "                                                       \
    "arrayFilter((p, b, c) -> p = b AND b != c, periods, before, "                                                     \
    "arrayPopBack(arrayConcat([toInt64(-1)], before))) AS again, "                                                     \
    "arrayFilter((f, e) -> f < e, periods, reached) AS froms, "                                                        \
    "arrayFilter((e, f) -> f < e, reached, periods) AS ends, "                                                         \
    "arrayFilter((f, e) -> f > e, froms, arrayPopBack(arrayConcat([toInt64(-1)], ends))) AS begun, "                   \
    "arrayFilter((e, f) -> f > e, ends, arrayPopFront(arrayConcat(froms, [toInt64(1000000)]))) AS ended, "             \
    "arrayFilter(p -> NOT has(froms, p) AND NOT has(ended, p), bought) AS passed"

// Of purchases at the same second the smallest comes first.
static Str people_sql(const PresenceSql *sql, Arena *arena)
{
    Str money = sql->lane.money;
    return str_format(arena,
                      "SELECT person, total, tupleElement(earliest, 2) AS first_amount, " STAYS_SQL
                      " FROM (SELECT person, sum(%.*s) AS total, minIf((second, %.*s), %.*s > 0) AS earliest, "
                      "arraySort(groupArrayIf(toUInt32(%.*s * 65536 + %.*s), %.*s > 0)) AS pairs FROM %.*s GROUP BY "
                      "person) WHERE notEmpty(pairs)",
                      STR_ARGS(money), STR_ARGS(money), STR_ARGS(money), STR_ARGS(sql->from), STR_ARGS(sql->end),
                      STR_ARGS(money), STR_ARGS(sql->lane.from));
}

static Str marks_sql(Arena *arena)
{
    return str_format(arena,
                      "arrayConcat(arrayMap((f, e) -> toInt64((f * %d + e) * %d + if(f = bought[1], %d, %d)), begun, "
                      "ended), arrayMap(p -> toInt64(p * %d + %d), passed), arrayMap(p -> toInt64(p * %d + %d), "
                      "bought), arrayMap(p -> toInt64(p * %d + %d), again), [toInt64(bought[1] * %d + %d)]) AS marks",
                      MARK_BOUNDARY, MARK_KINDS, MARK_NEW_STAY, MARK_STAY, MARK_BOUNDARY * MARK_KINDS, MARK_PASSED,
                      MARK_BOUNDARY * MARK_KINDS, MARK_BUYER, MARK_BOUNDARY * MARK_KINDS, MARK_REPEAT,
                      MARK_BOUNDARY * MARK_KINDS, MARK_FIRST);
}

static bool ask_marks(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str query =
        str_format(scratch,
                   "SELECT %.*s AS grp, mark, toInt64(count()), sum(total), sum(first_amount) FROM (SELECT "
                   "person, total, first_amount, %.*s FROM (%.*s)) ARRAY JOIN marks AS mark GROUP BY grp, mark",
                   STR_ARGS(sql->people.group), STR_ARGS(marks_sql(scratch)), STR_ARGS(people_sql(sql, scratch)));
    return sql_numbers(settled, &(NumbersAsk){query, true, 5, take_mark, sql}, error);
}

static void take_period(void *context, const int64_t *number)
{
    PresenceSql *sql = context;
    double rough;
    memcpy(&rough, &number[6], sizeof rough);
    sql->rough_magnitude += rough;
    if (number[0] >= sql->groups || number[1] < 1 || number[1] > sql->count) return;
    Presence *presence = &sql->presence[number[0] * sql->count + number[1] - 1];
    presence->orders += number[2];
    presence->purchase_amount += number[3];
    presence->refund_amount += number[4];
    presence->refunds += number[5];
}

static bool ask_periods(const Settled *settled, PresenceSql *sql, Arena *scratch, Error *error)
{
    Str money = sql->lane.money;
    Str query = str_format(
        scratch,
        "SELECT %.*s AS grp, %.*s AS period, toInt64(countIf(%.*s > 0)), sumIf(%.*s, %.*s > 0), sumIf(%.*s, %.*s < 0), "
        "toInt64(countIf(%.*s < 0)), sum(toFloat64(abs(amount))) FROM %.*s GROUP BY grp, period",
        STR_ARGS(sql->people.group), STR_ARGS(sql->from), STR_ARGS(money), STR_ARGS(money), STR_ARGS(money),
        STR_ARGS(money), STR_ARGS(money), STR_ARGS(money), STR_ARGS(sql->lane.from));
    return sql_numbers(settled, &(NumbersAsk){query, true, 7, take_period, sql}, error);
}

static void add_up(const PresenceSql *sql, uint32_t group)
{
    const int64_t *there = sql->there + (size_t)group * (sql->count + 1),
                  *worth = sql->worth + (size_t)group * (sql->count + 1);
    int64_t people = there[0], amount = worth[0];
    for (uint32_t p = 0; p < sql->count; p++) {
        Presence *presence = &sql->presence[(size_t)group * sql->count + p];
        presence->start = people;
        presence->retained = people - presence->lost;
        people += there[p + 1];
        amount += worth[p + 1];
        presence->end = people;
        presence->end_amount = amount;
    }
}

// Rows are read twice: by person, and by period.
static bool ask_parts(const Settled *settled, const Lane *lane, Second until, PresenceSql *sql, Error *error)
{
    bool fine = true, more = true;
    while (fine && more) {
        Arena *scratch = arena_open(0);
        more = sql_next_people(&sql->people, scratch);
        if (more) {
            sql->lane = sql_of_people(settled, lane, until, &sql->people, scratch);
            fine = ask_periods(settled, sql, scratch, error) && ask_marks(settled, sql, scratch, error);
        }
        arena_close(scratch);
    }
    return fine;
}

bool sql_presence(const Settled *settled, const PresenceAsk *ask, Arena *arena, Presence **presence, Error *error)
{
    Arena *scratch = arena_open(0);
    const SpanSql days = span_sql(ask->span, ask->window);
    const uint32_t count = ask->span->count, groups = sql_groups(ask->grouping);
    PresenceSql sql = {.people = sql_people(settled, ask->grouping),
                       .from = sql_by_day(days.first, days.last, from_of, &days, 0, scratch),
                       .end = sql_by_day(days.first, days.last, end_of, &days, 0, scratch),
                       .count = count,
                       .groups = groups,
                       .presence = arena_array(arena, Presence, (size_t)count * groups),
                       .there = arena_array(scratch, int64_t, ((size_t)count + 1) * groups),
                       .worth = arena_array(scratch, int64_t, ((size_t)count + 1) * groups)};
    bool fine = ask_parts(settled, ask->lane, port_until(ask->lane, ask->span->as_of), &sql, error) &&
                (sql.rough_magnitude < AMOUNTS_SIZE_MAX || port_refuse_amounts(error));
    for (uint32_t group = 0; fine && group < groups; group++) add_up(&sql, group);
    *presence = sql.presence;
    arena_close(scratch);
    return fine;
}

// ---- cohorts ----

typedef struct CohortsSql {
    Cohorts *cohorts;
    double rough_magnitude;
} CohortsSql;

// Cohort (0: in none), period, people, orders, amount, and the amounts' size.
static void take_cell(void *context, const int64_t *number)
{
    CohortsSql *sql = context;
    double rough;
    memcpy(&rough, &number[5], sizeof rough);
    sql->rough_magnitude += rough;
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

static Str cohorts_sql(const LaneSql *lane, Str period, uint32_t count, Str whom, Arena *arena)
{
    Str money = lane->money;
    return str_format(
        arena,
        "SELECT cohort, period, toInt64(countIf(n > 0)), toInt64(sum(n)), sum(total), sum(rough) "
        "FROM (SELECT person, period, if(is_buyer AND (second > first_at OR money > 0) AND 1 <= joined AND joined <= "
        "%u, joined, 0) AS cohort, countIf(money > 0) AS n, sum(money) AS total, "
        "sum(toFloat64(abs(money))) AS rough FROM (SELECT person, second, %.*s AS money, %.*s AS period FROM %.*s%.*s) "
        "AS here ANY LEFT JOIN (SELECT person, min(second) AS first_at, min(%.*s) AS joined, toUInt8(1) AS is_buyer "
        "FROM %.*s AND %.*s > 0 GROUP BY person) AS buyers USING person GROUP BY person, period, cohort) GROUP BY "
        "cohort, period",
        count, STR_ARGS(money), STR_ARGS(period), STR_ARGS(lane->from), STR_ARGS(whom), STR_ARGS(period),
        STR_ARGS(lane->from), STR_ARGS(money));
}

static bool ask_cohort_parts(const Settled *settled, const CohortsAsk *ask, CohortsSql *sql, Str period, Error *error)
{
    const PeriodSpan *span = ask->span;
    bool fine = true, more = true;
    PeopleSql people = sql_people(settled, ask->grouping);
    while (fine && more) {
        Arena *scratch = arena_open(0);
        more = sql_next_people(&people, scratch);
        if (more) {
            LaneSql of = sql_of_people(settled, ask->lane, port_until(ask->lane, span->as_of), &people, scratch);
            Str query = cohorts_sql(&of, period, span->count, sql_only(&people, ask->only, scratch), scratch);
            fine = sql_numbers(settled, &(NumbersAsk){query, true, 6, take_cell, sql}, error);
        }
        arena_close(scratch);
    }
    return fine;
}

bool sql_cohorts(const Settled *settled, const CohortsAsk *ask, Arena *arena, Cohorts *cohorts, Error *error)
{
    Arena *scratch = arena_open(0);
    const PeriodSpan *span = ask->span;
    const SpanSql days = {.span = span};
    Day first = (Day)larger(boundary_day(span, 0), 0);
    CohortsSql sql = {.cohorts = cohorts};
    *cohorts = (Cohorts){.span = *span,
                         .cells = arena_array(arena, CohortCell, (size_t)span->count * (span->count + 1) / 2),
                         .row_start = arena_array(arena, size_t, span->count)};
    for (uint32_t c = 1; c < span->count; c++)
        cohorts->row_start[c] = cohorts->row_start[c - 1] + (span->count - c + 1);
    Str period = sql_by_day(first, span->as_of, from_of, &days, 0, scratch);
    bool fine = ask_cohort_parts(settled, ask, &sql, period, error) &&
                (sql.rough_magnitude < AMOUNTS_SIZE_MAX || port_refuse_amounts(error));
    arena_close(scratch);
    return fine;
}
