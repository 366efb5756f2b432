// order_movements.c - what each customer's orders brought in a period beside the period before (revenue_movements).
#include "house.h"
#include "order/order_lane.h"
#include "revenue/revenue_readers.h"

// Of one group and period.
typedef struct OrderMovement {
    int64_t opening, won_new, reactivation, expansion, contraction, churn, closing;
    int64_t customers, came, came_back, left;
} OrderMovement;

typedef struct OrderWalk {
    const MetricAsk *ask;
    const MetricTable *table;
    Lane lane;
    OrderMovement *movement; // [group * span.count + period]
    Second end;              // of what is known
} OrderWalk;

static Second second_of(Day day)
{
    return (Second)larger(day, 0) * SECONDS_PER_DAY;
}

// Somebody without revenue is not there; what refunds leave below 0 goes along with what it is compared with.
static void add_person(int64_t before, int64_t now, bool first, OrderMovement *sum)
{
    int64_t change = now - before;
    sum->opening += before;
    sum->closing += now;
    sum->customers += now > 0;
    if (before <= 0 && now > 0) {
        *(first ? &sum->won_new : &sum->reactivation) += change;
        *(first ? &sum->came : &sum->came_back) += 1;
    } else if (before > 0 && now <= 0) {
        sum->churn -= change;
        sum->left++;
    } else if (change > 0)
        sum->expansion += change;
    else
        sum->contraction -= change;
}

// value[0]: when they first ordered, as an age at `end`; then sums from the beginning of each period on.
static void add_people(const OrderWalk *walk, const Features *features, uint32_t period, uint32_t count)
{
    const PeriodSpan *span = &walk->table->span;
    for (uint32_t c = 0; c < features->customers; c++) {
        uint16_t group = features->known[c] ? reading_group(walk->ask, c) : UINT16_MAX;
        if (group == UINT16_MAX) continue;
        int64_t first = (int64_t)walk->end - feature_value(features, 0, c);
        for (uint32_t i = 0; i < count; i++) {
            int64_t before = features->sum[1 + i][c] - features->sum[2 + i][c],
                    now = features->sum[2 + i][c] - features->sum[3 + i][c];
            if (before == 0 && now == 0) continue;
            add_person(before, now, first >= second_of(span_first_day(span, period + i)),
                       &walk->movement[(size_t)group * span->count + period + i]);
        }
    }
}

static Day day_before_period(const PeriodSpan *span, uint32_t period)
{
    Day first = span_first_day(span, period);
    if (!span->custom) return period_first_day(span->unit, period_of_day(span->unit, first) - 1);
    return first - (span->custom_last - span->custom_first + 1);
}

// So many periods at once that a feature of everybody fits into memory.
static bool walk_periods(const OrderWalk *walk, uint32_t customers, Error *error)
{
    enum { VALUES_AT_ONCE = 8 << 20, PERIODS_AT_ONCE_MAX = 60, EXTRA = 3 };
    const PeriodSpan *span = &walk->table->span;
    uint32_t at_once = VALUES_AT_ONCE / (customers + 1);
    at_once = (uint32_t)larger(1, smaller(at_once, PERIODS_AT_ONCE_MAX));
    Arena *scratch = arena_open(0);
    bool fine = true;
    for (uint32_t p = 0; fine && p < span->count; p += at_once) {
        Feature feature[PERIODS_AT_ONCE_MAX + EXTRA] = {{.kind = FEATURE_TENURE}};
        Features features;
        uint32_t count = (uint32_t)smaller(at_once, span->count - p);
        arena_reset(scratch);
        feature[1] = (Feature){.kind = FEATURE_SUM, .from = second_of(day_before_period(span, p))};
        for (uint32_t i = 0; i < count; i++)
            feature[2 + i] = (Feature){.kind = FEATURE_SUM, .from = second_of(span_first_day(span, p + i))};
        feature[2 + count] = (Feature){.kind = FEATURE_SUM, .from = second_of(span_last_day(span, p + count - 1) + 1)};
        FeatureAsk ask = {.feature = feature, .count = count + EXTRA, .as_of = walk->end};
        fine = walk->ask->port->ask->features(walk->ask->port, &walk->lane, 1, &ask, scratch, &features, error);
        if (fine) add_people(walk, &features, p, count);
    }
    arena_close(scratch);
    return fine;
}

static void fill_value(const OrderMovement *sum, PeriodValue *value)
{
    value->observed = true;
    value->amount_minor = sum->closing - sum->opening;
    value_part(value, "opening", UNIT_AMOUNT, sum->opening);
    value_part(value, "new", UNIT_AMOUNT, sum->won_new);
    value_part(value, "reactivation", UNIT_AMOUNT, sum->reactivation);
    value_part(value, "expansion", UNIT_AMOUNT, sum->expansion);
    value_part(value, "contraction", UNIT_AMOUNT, sum->contraction);
    value_part(value, "churn", UNIT_AMOUNT, sum->churn);
    value_part(value, "closing", UNIT_AMOUNT, sum->closing);
    value_part(value, "customers", UNIT_COUNT, sum->customers);
    value_part(value, "new_customers", UNIT_COUNT, sum->came);
    value_part(value, "reactivated_customers", UNIT_COUNT, sum->came_back);
    value_part(value, "churned_customers", UNIT_COUNT, sum->left);
    if (sum->opening <= 0) return;
    double opening = (double)sum->opening, kept = (double)(sum->opening - sum->contraction - sum->churn);
    value_part_number(value, "ndr", UNIT_RATE, (kept + (double)sum->expansion) / opening);
    value_part_number(value, "grr", UNIT_RATE, kept / opening);
}

bool read_order_movements(const MetricAsk *ask, MetricTable *table, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    PeriodSpan span;
    order_lane(ask->house->log, ask->series.as_of, &orders);
    if (!lane_facts(ask->port, &orders.lane, &facts, error)) return false;
    Day first_day = facts.rows ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = facts.rows > 0;
    table->unconverted = facts.unconverted;
    if (!table->any || span.count == 0) return true;
    OrderWalk walk = {.ask = ask, .table = table, .lane = orders.lane, .end = second_of(ask->series.as_of + 1)};
    walk.movement = arena_array(ask->arena, OrderMovement, (size_t)table->groups * span.count);
    if (!walk_periods(&walk, facts.customers, error)) return false;
    for (uint32_t p = 0; p < span.count; p++) {
        if (span_last_day(&span, p) < first_day || span_first_day(&span, p) > span.as_of) continue;
        for (uint32_t g = 0; g < table->groups; g++)
            fill_value(&walk.movement[(size_t)g * span.count + p], reading_value(table, g, p));
    }
    return true;
}
