#include "behaviour/cohort_margin.h"

#include "house.h"
#include "order/margin.h"

typedef struct Margins {
    const MetricPlace *place;
    const RetentionAsk *ask;
    const Grouping *grouping;
    Retention *retention;
    Second *start; // [person]: of their cohort; UINT32_MAX: they are in none
    uint32_t customers;
} Margins;

static void find_starts(const CohortQuestion *question, const Columns *columns, Margins *margins)
{
    RowFilter all = {0};
    margins->customers = columns->customers;
    margins->start = arena_array(margins->place->arena, Second, columns->customers);
    for (Customer c = 0; c < columns->customers; c++) {
        PersonRows rows = person_rows(columns, c, all);
        uint32_t row = 0;
        while (row < rows.count && !person_row_counts(&rows, row, all, question->entry.purchases)) row++;
        margins->start[c] = row < rows.count ? rows.second[row] : UINT32_MAX;
    }
}

static BucketSecond civil_second(const MetricPlace *place, Instant at)
{
    return zone_civil(activity_zone(place->house->activity),
                      at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0));
}

static int64_t bucket_since(const RetentionAsk *ask, BucketSecond start, BucketSecond second)
{
    if (ask->clock == RETENTION_CALENDAR)
        return (int64_t)bucket_of_second(ask->bucket, second) - bucket_of_second(ask->bucket, start);
    if (ask->clock == RETENTION_ROLLING_FROM_HOUR) start -= start % 3600;
    return (second - start) / (bucket_first_second(ask->bucket, 1) - bucket_first_second(ask->bucket, 0));
}

static void add_to_cell(const Margins *margins, RetentionCell *row, int64_t bucket, int64_t minor, bool order)
{
    const RetentionAsk *ask = margins->ask;
    for (uint32_t k = 0; k < ask->buckets; k++) {
        bool in = ask->mode == RETENTION_ON            ? bucket == k
                  : ask->mode == RETENTION_ON_OR_AFTER ? bucket >= k
                                                       : ask->bracket[k].from <= bucket && bucket <= ask->bracket[k].to;
        if (!in) continue;
        row[k].amount += minor;
        row[k].orders += order;
    }
}

static void add_margin(void *context, const MarginPart *part)
{
    const Margins *margins = context;
    const RetentionAsk *ask = margins->ask;
    const struct House *house = margins->place->house;
    Customer person = identity_root(house->identity, part->customer);
    BucketSecond second = civil_second(margins->place, part->at);
    int64_t minor = part->minor;
    if (person >= margins->customers || second >= ask->cohorts.known_to) return;
    BucketSecond start = margins->start[person];
    if (start == UINT32_MAX || second < start) return;
    int64_t cohort = (int64_t)bucket_of_second(ask->cohorts.unit, start) - ask->cohorts.first;
    uint32_t group = 0;
    if (margins->grouping->group)
        group = person < margins->grouping->customers ? margins->grouping->group[person] : UINT16_MAX;
    if (cohort < 0 || cohort >= ask->cohorts.count || group >= margins->retention->groups) return;
    if (!activity_worth(house->activity, part->currency->code, part->at, &minor)) return;
    size_t row = (size_t)group * ask->cohorts.count + (size_t)cohort;
    add_to_cell(margins, margins->retention->cell + row * ask->buckets, bucket_since(ask, start, second), minor,
                part->order);
}

bool cohort_margins(const MetricPlace *place, const CohortQuestion *question, const RetentionAsk *ask,
                    const Grouping *grouping, Retention *retention, Error *error)
{
    const Columns *columns;
    Margins margins = {place, ask, grouping, retention, NULL, 0};
    if (!place->port->ask->hold(place->port, &question->entry.lane, &columns, error)) return false;
    find_starts(question, columns, &margins);
    place->port->ask->release(place->port, columns);
    size_t cells = (size_t)retention->groups * retention->cohorts * retention->buckets;
    for (size_t i = 0; i < cells; i++) retention->cell[i].amount = retention->cell[i].orders = 0;
    return order_margins(place->session, add_margin, &margins, error);
}
