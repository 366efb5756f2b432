#include "behaviour/cohort_table.h"

#include <string.h>

#include "behaviour/cohort_margin.h"
#include "measure/rate.h"
#include "order/order_lane.h"

const char *const cohort_measure_names[COHORT_MEASURE_COUNT] = {"rate",   "customers",          "orders", "revenue",
                                                                "margin", "cumulative_revenue", "ltv"};

bool measure_is_amount(CohortMeasure measure)
{
    return measure >= COHORT_REVENUE;
}

bool measure_is_of_people(CohortMeasure measure)
{
    return measure <= COHORT_CUSTOMERS;
}

// ---- which cohorts ----

static bool refuse_cells(const CohortQuestion *question, int64_t cells, Arena *arena, Error *error)
{
    (void)question;
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("the table would have {0} cells, at most {1} can be shown: choose a longer unit, a later "
                             "from, fewer buckets or fewer groups",
                             "le tableau aurait {0} cellules, {1} au plus peuvent être montrées\u00A0: choisissez une "
                             "unité plus longue, un from plus récent, moins de buckets ou moins de groupes"),
                      error_number(arena, (uint64_t)cells), error_number(arena, COHORT_CELLS_MAX));
}

static bool find_span(const CohortQuestion *question, const LaneFacts *facts, Arena *arena, RetentionAsk *ask,
                      Error *error)
{
    Day first = facts->rows ? second_day(facts->first) : question->as_of;
    Day from = question->has_from ? question->from : first;
    Day to = question->has_to && question->to < question->as_of ? question->to : question->as_of;
    ask->cohorts.unit = question->unit;
    ask->cohorts.known_to = (Second)smaller(((int64_t)question->as_of + 1) * SECONDS_PER_DAY, UINT32_MAX);
    ask->cohorts.first = bucket_of_second(question->unit, (BucketSecond)from * SECONDS_PER_DAY);
    BucketSecond end = ((BucketSecond)to + 1) * SECONDS_PER_DAY - 1;
    int64_t count = from > to ? 0 : (int64_t)bucket_of_second(question->unit, end) - ask->cohorts.first + 1;
    if (ask->buckets == 0) { // as many as the oldest cohort can have
        int64_t begin = bucket_of_second(question->bucket, bucket_first_second(question->unit, ask->cohorts.first));
        int64_t buckets = bucket_of_second(question->bucket, ask->cohorts.known_to - 1) - begin + 1;
        bool finer = question->bucket != question->unit;
        ask->buckets = (uint32_t)larger(1, smaller(buckets, finer ? 31 : COHORT_BUCKETS_MAX));
    }
    int64_t cells = count * ask->buckets * question->groups.groups;
    if (cells > COHORT_CELLS_MAX) return refuse_cells(question, cells, arena, error);
    ask->cohorts.count = (uint32_t)count;
    return true;
}

// ---- what is counted ----

static size_t lanes_of(const CohortQuestion *question, Lane lanes[2])
{
    lanes[0] = question->entry.lane;
    lanes[1] = question->activity.lane;
    return str_equal(question->entry.said, question->activity.said) ? 1 : 2;
}

static CohortValue value_of(const CohortQuestion *question, const RetentionCell *cell, int64_t size,
                            const RetentionCell *cumulative)
{
    CohortValue value = {.observed = cell->observed && size > 0, .n = size, .seen = *cell};
    Rate rate = rate_of(cell->active, size);
    switch (question->measure) {
    case COHORT_RATE:
        value.number = rate.value;
        value.has_interval = rate.observed;
        value.low = rate.low;
        value.high = rate.high;
        break;
    case COHORT_CUSTOMERS: value.number = (double)cell->active; break;
    case COHORT_ORDERS: value.number = (double)cell->orders; break;
    case COHORT_REVENUE:
    case COHORT_MARGIN: value.number = (double)cell->amount; break;
    case COHORT_CUMULATIVE_REVENUE: value.number = (double)cumulative->amount; break;
    case COHORT_LTV: value.number = size > 0 ? (double)cumulative->amount / (double)size : 0; break;
    case COHORT_MEASURE_COUNT: break;
    }
    return value;
}

static void fill_row(const CohortQuestion *question, const RetentionCell *cell, int64_t size, uint32_t buckets,
                     CohortValue *value)
{
    RetentionCell cumulative = {.observed = true};
    for (uint32_t k = 0; k < buckets; k++) {
        cumulative.amount += cell[k].amount;
        value[k] = value_of(question, &cell[k], size, &cumulative);
    }
}

// Over the cohorts in which the bucket is observed: counts are added up before they are divided. For amounts and counts
// the average is a head of these cohorts.
static CohortValue average_of(const CohortQuestion *question, const CohortTable *table, uint32_t group, uint32_t k)
{
    CohortValue average = {0};
    double sum = 0;
    uint32_t cohorts = table->ask.cohorts.count, buckets = table->ask.buckets;
    for (uint32_t c = 0; c < cohorts; c++) {
        size_t row = (size_t)group * cohorts + c;
        const CohortValue *value = &table->value[row * buckets + k];
        if (!value->observed) continue;
        average.n += table->size[row];
        average.seen.active += value->seen.active;
        average.seen.orders += value->seen.orders;
        average.seen.amount += value->seen.amount;
        sum += question->measure == COHORT_LTV ? value->number * (double)table->size[row] : value->number;
    }
    average.observed = average.n > 0;
    if (!average.observed) return average;
    average.number = sum / (double)average.n;
    if (question->measure != COHORT_RATE) return average;
    Rate rate = rate_of(average.seen.active, average.n);
    average.number = rate.value;
    average.has_interval = true;
    average.low = rate.low;
    average.high = rate.high;
    return average;
}

static void fill_averages(const CohortQuestion *question, CohortTable *table, Arena *arena)
{
    uint32_t cohorts = table->ask.cohorts.count, buckets = table->ask.buckets;
    table->average = arena_array(arena, CohortValue, (size_t)table->groups * buckets);
    table->average_size = arena_array(arena, int64_t, table->groups);
    for (uint32_t g = 0; g < table->groups; g++) {
        for (uint32_t c = 0; c < cohorts; c++) table->average_size[g] += table->size[(size_t)g * cohorts + c];
        for (uint32_t k = 0; k < buckets; k++)
            table->average[(size_t)g * buckets + k] = average_of(question, table, g, k);
    }
}

static bool read_layer(const MetricPlace *place, const CohortQuestion *question, size_t layer, uint32_t first_group,
                       CohortTable *table, Error *error)
{
    Lane lanes[2];
    Retention retention;
    const Grouping *grouping = &question->groups.layer[layer];
    size_t count = lanes_of(question, lanes);
    if (!place->port->ask->retention(place->port, lanes, count, &table->ask, grouping, place->arena, &retention, error))
        return false;
    if (question->measure == COHORT_MARGIN &&
        !cohort_margins(place, question, &table->ask, grouping, &retention, error))
        return false;
    uint32_t cohorts = retention.cohorts, buckets = retention.buckets;
    for (uint32_t row = 0; row < retention.groups * cohorts; row++) {
        size_t at = (size_t)first_group * cohorts + row;
        table->size[at] = retention.size[row];
        fill_row(question, retention.cell + (size_t)row * buckets, retention.size[row], buckets,
                 table->value + at * buckets);
    }
    return true;
}

bool cohort_table(const MetricPlace *place, const CohortQuestion *question, CohortTable *table, Error *error)
{
    LaneFacts facts, activity;
    *table = (CohortTable){.ask = question->ask, .groups = question->groups.groups};
    if (!place->port->ask->facts(place->port, &question->entry.lane, &facts, error) ||
        !place->port->ask->facts(place->port, &question->activity.lane, &activity, error) ||
        !find_span(question, &facts, place->arena, &table->ask, error))
        return false;
    table->ask.people_only = measure_is_of_people(question->measure);
    table->any = facts.rows > 0;
    table->unconverted = activity.unconverted;
    size_t rows = (size_t)table->groups * table->ask.cohorts.count;
    table->size = arena_array(place->arena, int64_t, rows);
    table->value = arena_array(place->arena, CohortValue, rows * table->ask.buckets);
    for (size_t layer = 0, first = 0; layer < question->groups.layers; layer++) {
        if (!read_layer(place, question, layer, (uint32_t)first, table, error)) return false;
        first += question->groups.layer[layer].groups ? question->groups.layer[layer].groups : 1;
    }
    fill_averages(question, table, place->arena);
    return true;
}

// ---- who ----

static const Grouping *layer_of(const MetricGroups *groups, uint32_t *group)
{
    size_t layer = 0;
    for (; layer + 1 < groups->layers && *group >= groups->layer[layer].groups; layer++)
        *group -= groups->layer[layer].groups;
    return &groups->layer[layer];
}

static bool in_group(const Grouping *grouping, uint32_t group, Customer person)
{
    return !grouping->group || (person < grouping->customers && grouping->group[person] == group);
}

bool cohort_people(const MetricPlace *place, const CohortQuestion *question, const CohortTable *table, uint32_t group,
                   uint32_t cohort, int64_t bucket, Customer **person, size_t *count, Error *error)
{
    Lane lanes[2];
    const Columns *held[2];
    size_t lane_count = lanes_of(question, lanes), holding = 0;
    const Grouping *grouping = layer_of(&question->groups, &group);
    uint32_t customers = 0;
    for (; holding < lane_count; holding++) {
        if (!place->port->ask->hold(place->port, &lanes[holding], &held[holding], error)) break;
        if (held[holding]->customers > customers) customers = held[holding]->customers;
    }
    *person = arena_array(place->arena, Customer, customers);
    *count = 0;
    RetentionAsk ask = table->ask;
    ask.cohorts.first += (BucketNumber)cohort;
    ask.cohorts.count = 1;
    if (holding == lane_count) {
        uint8_t *seen = ask_retention_people(held, lane_count, customers, &ask, bucket < 0 ? 0 : (uint32_t)bucket,
                                             place->threads, place->arena);
        for (Customer c = 0; c < customers; c++)
            if (in_group(grouping, group, c) && seen[c] & (bucket < 0 ? RETENTION_OF_COHORT : RETENTION_RETURNED))
                (*person)[(*count)++] = c;
    }
    for (size_t i = 0; i < holding; i++) place->port->ask->release(place->port, held[i]);
    return holding == lane_count;
}
