#include "serve/meter.h"

#include <stdatomic.h>
#include <stdlib.h>

// Statuses that are told apart; others are counted as their hundred.
static const int statuses[] = {100, 200, 201, 202, 204, 300, 302, 303, 304, 400, 401, 403, 404, 405,
                               409, 410, 412, 413, 415, 421, 422, 429, 431, 500, 501, 503, 507};
// Upper ends of the histogram, in microseconds.
static const int64_t ends[] = {500,    1000,   2500,   5000,    10000,   25000,   50000,
                               100000, 250000, 500000, 1000000, 2500000, 10000000};

typedef struct RouteCounts {
    const Route *route; // NULL: no route was found
    atomic_uint_least64_t status[COUNT_OF(statuses)];
    atomic_uint_least64_t within[COUNT_OF(ends) + 1]; // not cumulative; the last: longer
    atomic_uint_least64_t microseconds;
} RouteCounts;

struct Meter {
    size_t count;
    RouteCounts *counts; // in the order of the routes' addresses; the first is of no route
    Arena *arena;
};

static int by_address(const void *a, const void *b)
{
    const RouteCounts *one = a, *two = b;
    return (one->route > two->route) - (one->route < two->route);
}

Meter *meter_open(const Route *const *tables)
{
    size_t count = 1;
    for (const Route *const *table = tables; *table; table++)
        for (const Route *route = *table; route->method; route++) count++;
    Arena *arena = arena_open(0);
    Meter *meter = arena_new(arena, Meter);
    *meter = (Meter){.count = 1, .counts = arena_array(arena, RouteCounts, count), .arena = arena};
    for (const Route *const *table = tables; *table; table++)
        for (const Route *route = *table; route->method; route++) meter->counts[meter->count++].route = route;
    qsort(meter->counts, meter->count, sizeof *meter->counts, by_address);
    return meter;
}

void meter_close(Meter *meter)
{
    if (meter) arena_close(meter->arena);
}

static RouteCounts *find(const Meter *meter, const Route *route)
{
    RouteCounts *found =
        bsearch(&(RouteCounts){.route = route}, meter->counts, meter->count, sizeof *found, by_address);
    return found ? found : &meter->counts[0];
}

static size_t status_index(int status)
{
    size_t hundred = 0;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        if (statuses[i] == status) return i;
        if (statuses[i] == status / 100 * 100) hundred = i;
    }
    return hundred;
}

static size_t end_index(int64_t microseconds)
{
    size_t index = 0;
    while (index < COUNT_OF(ends) && microseconds > ends[index]) index++;
    return index;
}

static void add(atomic_uint_least64_t *count, uint64_t amount)
{
    atomic_fetch_add_explicit(count, amount, memory_order_relaxed);
}

static uint64_t read(const atomic_uint_least64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

void meter_count(Meter *meter, const Route *route, int status, int64_t microseconds)
{
    RouteCounts *counts = find(meter, route);
    add(&counts->status[status_index(status)], 1);
    add(&counts->within[end_index(microseconds)], 1);
    add(&counts->microseconds, microseconds > 0 ? (uint64_t)microseconds : 0);
}

// ---- Prometheus ----

static void write_labels(const RouteCounts *counts, Text *out)
{
    if (counts->route)
        text_addf(out, "{method=\"%s\",route=\"%s\"", counts->route->method, counts->route->path);
    else
        text_add(out, STR("{method=\"\",route=\"\""));
}

static uint64_t total(const RouteCounts *counts)
{
    uint64_t sum = 0;
    for (size_t i = 0; i <= COUNT_OF(ends); i++) sum += read(&counts->within[i]);
    return sum;
}

static void write_requests(const RouteCounts *counts, Text *out)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        uint64_t count = read(&counts->status[i]);
        if (!count) continue;
        text_add(out, STR("fidele_requests_total"));
        write_labels(counts, out);
        text_addf(out, ",status=\"%d\"} %llu\n", statuses[i], (unsigned long long)count);
    }
}

static void write_durations(const RouteCounts *counts, Text *out)
{
    uint64_t sum = 0;
    for (size_t i = 0; i <= COUNT_OF(ends); i++) {
        sum += read(&counts->within[i]);
        text_add(out, STR("fidele_request_seconds_bucket"));
        write_labels(counts, out);
        if (i < COUNT_OF(ends))
            text_addf(out, ",le=\"%g\"} %llu\n", (double)ends[i] / 1e6, (unsigned long long)sum);
        else
            text_addf(out, ",le=\"+Inf\"} %llu\n", (unsigned long long)sum);
    }
    text_add(out, STR("fidele_request_seconds_sum"));
    write_labels(counts, out);
    text_addf(out, "} %.6f\nfidele_request_seconds_count", (double)read(&counts->microseconds) / 1e6);
    write_labels(counts, out);
    text_addf(out, "} %llu\n", (unsigned long long)sum);
}

void meter_write(const Meter *meter, Text *out)
{
    text_add(out, STR("# HELP fidele_requests_total Requests answered, by route and status.\n"
                      "# TYPE fidele_requests_total counter\n"));
    for (size_t i = 0; i < meter->count; i++) write_requests(&meter->counts[i], out);
    text_add(out, STR("# HELP fidele_request_seconds Time from the whole request to its answer.\n"
                      "# TYPE fidele_request_seconds histogram\n"));
    for (size_t i = 0; i < meter->count; i++)
        if (total(&meter->counts[i])) write_durations(&meter->counts[i], out);
}
