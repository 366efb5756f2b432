// Facts, gaps, tenures and totals in SQL: by the days on which somebody bought.
#include <string.h>

#include "clickhouse/ask_parts.h"

// ---- facts ----

static void take_facts(void *context, const int64_t *number)
{
    LaneFacts *facts = context;
    double rough;
    memcpy(&rough, &number[4], sizeof rough);
    facts->rows = (uint64_t)number[0];
    facts->first = (Second)number[1];
    facts->last = (Second)number[2];
    // The sum of whole numbers goes round; the rough one says when.
    facts->magnitude = rough > 1.8e19 ? UINT64_MAX : (uint64_t)number[3];
    facts->unconverted = (uint64_t)number[5];
}

bool sql_facts(const Settled *settled, const Lane *lane, Second until, LaneFacts *facts, Error *error)
{
    Arena *scratch = arena_open(0);
    LaneSql of = sql_of_lane(settled, lane, until, scratch);
    Str query = str_format(scratch,
                           "SELECT toInt64(count()), toInt64(min(second)), toInt64(max(second)), "
                           "toInt64(sum(toUInt64(abs(amount)))), sum(toFloat64(abs(amount))), toInt64(countIf(counts = "
                           "2)) FROM %.*s",
                           STR_ARGS(of.whole));
    *facts = (LaneFacts){.seq = settled->seq, .customers = settled->customers};
    bool fine =
        sql_numbers(settled, &(NumbersAsk){.query = query, .numbers = 6, .take = take_facts, .context = facts}, error);
    if (fine && facts->rows == 0) facts->first = facts->last = 0;
    arena_close(scratch);
    return fine;
}

// How many days there are from the first row to as_of; 0 without rows. Amounts have to be such that they can be added.
static bool days_known(const Settled *settled, const Lane *lane, Day as_of, Day *first, uint32_t *days, Error *error)
{
    LaneFacts facts;
    if (!sql_facts(settled, lane, port_until(lane, as_of), &facts, error)) return false;
    if (facts.magnitude > INT64_MAX) return port_refuse_amounts(error);
    *first = second_day(facts.first);
    *days = facts.rows ? (uint32_t)(as_of - *first) + 1 : 0;
    return true;
}

// ---- gaps ----

enum { GAP_CLOSED, GAP_OPEN, GAP_CLOSED_FIRST, GAP_OPEN_FIRST };

static void take_gap(void *context, const int64_t *number)
{
    Gaps *gaps = context;
    int64_t *const tables[] = {gaps->closed, gaps->open, gaps->closed_first, gaps->open_first};
    int64_t length = number[0] / 4;
    if (0 <= length && length < gaps->days) tables[number[0] % 4][length] += number[1];
}

static Str gaps_sql(const LaneSql *lane, Day as_of, Arena *arena)
{
    return str_format(
        arena,
        "SELECT mark, toInt64(count()) FROM (SELECT arrayMap((next, day) -> toInt64(next - day), arrayPopFront(days), "
        "arrayPopBack(days)) AS steps, toInt64(%d - days[length(days)]) AS silence, arrayConcat(arrayMap(x -> x * 4 + "
        "%d, steps), [silence * 4 + %d], if(empty(steps), [silence * 4 + %d], [steps[1] * 4 + %d])) AS marks FROM "
        "(SELECT person, arraySort(groupUniqArray(" DAY_SQL ")) AS days FROM %.*s AND %.*s > 0 GROUP BY person)) ARRAY "
        "JOIN marks AS mark GROUP BY mark",
        as_of, GAP_CLOSED, GAP_OPEN, GAP_OPEN_FIRST, GAP_CLOSED_FIRST, STR_ARGS(lane->from), STR_ARGS(lane->money));
}

bool sql_gaps(const Settled *settled, const Lane *lane, Day as_of, Arena *arena, Gaps *gaps, Error *error)
{
    Day first = 0;
    *gaps = (Gaps){0};
    if (!days_known(settled, lane, as_of, &first, &gaps->days, error)) return false;
    if (gaps->days == 0) return true;
    Arena *scratch = arena_open(0);
    LaneSql of = sql_of_lane(settled, lane, port_until(lane, as_of), scratch);
    gaps->closed = arena_array(arena, int64_t, gaps->days);
    gaps->open = arena_array(arena, int64_t, gaps->days);
    gaps->closed_first = arena_array(arena, int64_t, gaps->days);
    gaps->open_first = arena_array(arena, int64_t, gaps->days);
    bool fine = sql_numbers(settled, &(NumbersAsk){gaps_sql(&of, as_of, scratch), true, 2, take_gap, gaps}, error);
    arena_close(scratch);
    return fine;
}

// ---- tenures ----

typedef struct LeavingSql {
    Window window;
    Day as_of;
} LeavingSql;

// On which day one leaves who buys on `day` and not again; later than as_of: not known to have left.
static int64_t leaving_of(const void *context, Day day)
{
    const LeavingSql *sql = context;
    if (sql->window.days == 0) return period_last_day(sql->window.unit, period_of_day(sql->window.unit, day) + 1);
    return smaller((int64_t)day + sql->window.days, (int64_t)sql->as_of + 1);
}

static void take_tenure(void *context, const int64_t *number)
{
    Tenures *tenures = context;
    int64_t age = number[0] / 2;
    if (0 <= age && age < tenures->days) (number[0] % 2 ? tenures->still : tenures->left)[age] += number[1];
}

// One leaves at the first purchase day that the next one is later than its leaving.
static Str tenures_sql(const LaneSql *lane, Day as_of, Str leaving, Str whom, Arena *arena)
{
    return str_format(
        arena,
        "SELECT if(gone <= %d, (gone - since) * 2, (toInt64(%d) - since) * 2 + 1) AS mark, toInt64(count()) FROM "
        "(SELECT arrayMap(x -> toInt64(intDiv(x, 1048576)), pairs) AS days, arrayMap(x -> toInt64(x %% 1048576), "
        "pairs) AS leavings, "
        "days[1] AS since, leavings[arrayFirstIndex((gone, next) -> next > gone, leavings, "
        "arrayConcat(arrayPopFront(days), [toInt64(10000000)]))] AS gone FROM (SELECT person, "
        "arraySort(groupUniqArray(toInt64(" DAY_SQL ") * 1048576 + %.*s)) AS pairs FROM %.*s AND %.*s > 0 GROUP BY "
        "person) WHERE notEmpty(pairs)%.*s) GROUP BY mark",
        as_of, as_of, STR_ARGS(leaving), STR_ARGS(lane->from), STR_ARGS(lane->money), STR_ARGS(whom));
}

static bool ask_tenure_parts(const Settled *settled, const TenuresAsk *ask, Day first, Tenures *tenures, Error *error)
{
    Arena *kept = arena_open(0);
    const LeavingSql leaving = {ask->window, ask->as_of};
    Str by_day = sql_by_day(first, ask->as_of, leaving_of, &leaving, 0, kept);
    bool fine = true, more = true;
    PeopleSql people = sql_people(settled, ask->grouping);
    while (fine && more) {
        Arena *scratch = arena_open(0);
        more = sql_next_people(&people, scratch);
        if (more) {
            LaneSql of = sql_of_people(settled, ask->lane, port_until(ask->lane, ask->as_of), &people, scratch);
            Str query = tenures_sql(&of, ask->as_of, by_day, sql_only(&people, ask->only, scratch), scratch);
            fine = sql_numbers(settled, &(NumbersAsk){query, true, 2, take_tenure, tenures}, error);
        }
        arena_close(scratch);
    }
    arena_close(kept);
    return fine;
}

bool sql_tenures(const Settled *settled, const TenuresAsk *ask, Arena *arena, Tenures *tenures, Error *error)
{
    Day first = 0;
    *tenures = (Tenures){0};
    if (!days_known(settled, ask->lane, ask->as_of, &first, &tenures->days, error)) return false;
    if (tenures->days == 0) return true;
    tenures->left = arena_array(arena, int64_t, tenures->days);
    tenures->still = arena_array(arena, int64_t, tenures->days);
    return ask_tenure_parts(settled, ask, first, tenures, error);
}

// ---- totals of a dimension ----

typedef struct TotalsSql {
    DimensionTotal *total; // in order of code: DIMENSION_OTHER is the last by its number
    size_t count;
    uint64_t magnitude;
    double rough_magnitude;
} TotalsSql;

static void take_total(void *context, const int64_t *number)
{
    TotalsSql *sql = context;
    double rough;
    memcpy(&rough, &number[4], sizeof rough);
    sql->rough_magnitude += rough;
    sql->magnitude += (uint64_t)number[3];
    sql->total[sql->count++] = (DimensionTotal){.code = (uint16_t)number[0], .orders = number[1], .amount = number[2]};
}

static void take_customers(void *context, const int64_t *number)
{
    const TotalsSql *sql = context;
    for (size_t i = 0; i < sql->count; i++)
        if (sql->total[i].code == number[0]) sql->total[i].customers += number[1];
}

static bool ask_totals(const Settled *settled, const LaneSql *lane, uint32_t dimension, TotalsSql *sql, Arena *scratch,
                       Error *error)
{
    Str query = str_format(scratch,
                           "SELECT toInt64(d%u) AS code, toInt64(countIf(%.*s > 0)), sum(%.*s), "
                           "toInt64(sum(toUInt64(abs(amount)))), sum(toFloat64(abs(amount))) FROM %.*s GROUP BY code "
                           "ORDER BY code",
                           dimension, STR_ARGS(lane->money), STR_ARGS(lane->money), STR_ARGS(lane->whole));
    return sql_numbers(settled, &(NumbersAsk){.query = query, .numbers = 5, .take = take_total, .context = sql}, error);
}

// The first purchase, as rows are sorted: of equal seconds and amounts the one whose codes come first.
static bool ask_customers(const Settled *settled, const LaneSql *lane, uint32_t dimension, TotalsSql *sql,
                          Arena *scratch, Error *error)
{
    Text codes = text_in(scratch);
    for (uint32_t d = 0; d < dimension_count(settled->port->dimensions); d++) text_addf(&codes, ", d%u", d);
    Str query =
        str_format(scratch,
                   "SELECT code, toInt64(count()) FROM (SELECT person, toInt64(tupleElement(min((second, %.*s"
                   "%.*s)), %u)) AS code FROM %.*s AND %.*s > 0 GROUP BY person) GROUP BY code",
                   STR_ARGS(lane->money), STR_ARGS(codes), 3 + dimension, STR_ARGS(lane->from), STR_ARGS(lane->money));
    return sql_numbers(settled, &(NumbersAsk){query, true, 2, take_customers, sql}, error);
}

bool sql_totals(const Settled *settled, const Lane *lane, uint32_t dimension, Arena *arena, DimensionTotal **total,
                size_t *count, Error *error)
{
    Arena *scratch = arena_open(0);
    LaneSql of = sql_of_lane(settled, lane, lane->until, scratch);
    TotalsSql sql = {.total = arena_array(arena, DimensionTotal, DIMENSION_OTHER + 1)};
    bool fine = ask_totals(settled, &of, dimension, &sql, scratch, error) &&
                ask_customers(settled, &of, dimension, &sql, scratch, error);
    if (fine && (sql.rough_magnitude >= 1.8e19 || sql.magnitude > INT64_MAX)) fine = port_refuse_amounts(error);
    *total = sql.total;
    *count = sql.count;
    arena_close(scratch);
    return fine;
}
