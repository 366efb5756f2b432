#include "behaviour/order_gaps.h"

#include "base/test.h"

enum { PEOPLE_MAX = 12, ROWS_MAX = 200, AS_OF = 60 };

// Histories as columns: one piece, in the order of people and time.
typedef struct Histories {
    uint32_t people, rows;
    uint32_t first_row[PEOPLE_MAX + 1];
    Second second[ROWS_MAX];
    int64_t amount[ROWS_MAX];
    uint16_t group[PEOPLE_MAX];
    Columns columns;
} Histories;

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void make(uint32_t *random, Histories *made)
{
    *made = (Histories){.people = 1 + next_random(random) % PEOPLE_MAX};
    for (uint32_t person = 0; person < made->people; person++) {
        made->first_row[person] = made->rows;
        made->group[person] = (uint16_t)(next_random(random) % 3); // group 2 is left out
        uint32_t orders = next_random(random) % 8, at = next_random(random) % (20 * SECONDS_PER_DAY);
        for (uint32_t i = 0; i < orders && at < (AS_OF + 1) * SECONDS_PER_DAY; i++) {
            made->second[made->rows] = at;
            made->amount[made->rows++] = next_random(random) % 5 ? 100 : -50;
            at += next_random(random) % (12 * SECONDS_PER_DAY);
        }
    }
    made->first_row[made->people] = made->rows;
    Second first = UINT32_MAX;
    for (uint32_t row = 0; row < made->rows; row++) first = made->second[row] < first ? made->second[row] : first;
    made->columns = (Columns){.customers = made->people,
                              .rows = made->rows,
                              .pieces = 1,
                              .piece = {{.runs = made->people,
                                         .first_row = made->first_row,
                                         .second = made->second,
                                         .amount_minor = made->amount}},
                              .first = made->rows ? first : 0};
}

// ---- the reference: a list of gaps ----

typedef struct Gap {
    uint32_t group, number;
    Day begun;
    int32_t days;
    bool open;
} Gap;

static size_t list_gaps(const Histories *made, Gap gaps[ROWS_MAX])
{
    size_t count = 0;
    for (uint32_t person = 0; person < made->people; person++) {
        uint32_t number = 0;
        for (uint32_t row = made->first_row[person]; row < made->first_row[person + 1]; row++) {
            if (made->amount[row] < 0) continue;
            uint32_t next = row + 1;
            while (next < made->first_row[person + 1] && made->amount[next] < 0) next++;
            bool open = next == made->first_row[person + 1];
            Day begun = second_day(made->second[row]), ended = open ? AS_OF : second_day(made->second[next]);
            gaps[count++] = (Gap){made->group[person], ++number, begun, ended - begun, open};
        }
    }
    return count;
}

static bool is_asked(const Gap *gap, uint32_t group, uint32_t number, const OrderGapsAsk *ask)
{
    return gap->group == group && (number == 0 || gap->number == number) && gap->begun >= ask->from &&
           gap->begun <= ask->to;
}

// Share that has ordered again by the end of `day`, by the product over all days up to it.
static double ordered_again(const Gap *gaps, size_t count, uint32_t group, uint32_t number, const OrderGapsAsk *ask,
                            int32_t day)
{
    double still = 1;
    for (int32_t d = 0; d <= day; d++) {
        double at_risk = 0, ended = 0;
        for (size_t i = 0; i < count; i++) {
            if (!is_asked(&gaps[i], group, number, ask)) continue;
            at_risk += gaps[i].days >= d;
            ended += gaps[i].days == d && !gaps[i].open;
        }
        if (at_risk > 0) still *= 1 - ended / at_risk;
    }
    return 1 - still;
}

static void compare(const Histories *made, const OrderGapsAsk *ask, Arena *arena)
{
    static Gap gaps[ROWS_MAX];
    bool refused;
    size_t count = list_gaps(made, gaps);
    Grouping grouping = {made->group, made->people, 2};
    OrderGaps counted = order_gaps_count(&made->columns, ask, &grouping, arena, &refused);
    for (uint32_t group = 0; group < 2; group++)
        for (uint32_t number = 0; number <= ask->numbers; number++) {
            OrderGapSummary summary = order_gap_summary(&counted, group, number, arena);
            int64_t n = 0, open = 0;
            for (size_t i = 0; i < count; i++) {
                n += is_asked(&gaps[i], group, number, ask);
                open += is_asked(&gaps[i], group, number, ask) && gaps[i].open;
            }
            CHECK_INT(summary.n, n);
            CHECK_INT(summary.open, open);
            for (int i = 0; i < ORDER_GAP_QUANTILES; i++) {
                const OrderGapQuantile *quantile = &summary.quantile[i];
                int32_t day = 0;
                while (day <= AS_OF && ordered_again(gaps, count, group, number, ask, day) < quantile->share - 1e-9)
                    day++;
                CHECK_INT(quantile->reached, day <= AS_OF && n > 0);
                if (quantile->reached) CHECK_INT(quantile->days, day);
            }
            for (int i = 0; i < ORDER_GAP_DELAYS; i++)
                if (summary.delay[i].known)
                    CHECK_NEAR(summary.delay[i].value,
                               ordered_again(gaps, count, group, number, ask, summary.delay[i].days), 1e-9);
        }
}

TEST(order_gaps_are_those_of_a_list_of_all_gaps)
{
    uint32_t random = 20260630;
    Arena *arena = arena_open(0);
    for (int round = 0; round < 3000; round++) {
        Histories made;
        make(&random, &made);
        OrderGapsAsk ask = {.as_of = AS_OF, .from = DAY_MIN, .to = AS_OF, .numbers = 1 + next_random(&random) % 4};
        if (round % 2) ask.from = (Day)(next_random(&random) % 30);
        if (round % 3 == 0) ask.to = (Day)(20 + next_random(&random) % 40);
        compare(&made, &ask, arena);
        arena_reset(arena);
    }
    arena_close(arena);
}

TEST(a_table_of_order_gaps_that_is_too_large_is_refused)
{
    Arena *arena = arena_open(0);
    uint32_t first_row[] = {0, 1};
    Second second[] = {0};
    int64_t amount[] = {1};
    Columns columns = {.customers = 1,
                       .rows = 1,
                       .pieces = 1,
                       .piece = {{.runs = 1, .first_row = first_row, .second = second, .amount_minor = amount}}};
    OrderGapsAsk ask = {.as_of = 30000, .to = 30000, .numbers = ORDER_GAP_NUMBERS_MAX};
    bool refused = false;
    (void)order_gaps_count(&columns, &ask, &(Grouping){NULL, 0, 51}, arena, &refused);
    CHECK(refused);
    OrderGaps counted = order_gaps_count(&columns, &ask, &(Grouping){NULL, 0, 1}, arena, &refused);
    CHECK(!refused);
    CHECK_INT(order_gap_summary(&counted, 0, 1, arena).open, 1);
    arena_close(arena);
}
