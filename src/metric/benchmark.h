// benchmark.h - what others in the sector reach, as the user found it: a value with its source and its day, kept and
// shown beside the company's own.
#ifndef FIDELE_METRIC_BENCHMARK_H
#define FIDELE_METRIC_BENCHMARK_H

#include "base/calendar.h"
#include "base/instant.h"
#include "store/store.h"

enum { BENCHMARK_SOURCE_BYTES_MAX = 500 };

typedef struct Benchmark {
    int64_t id;   // 0: none
    Str metric;   // its name in the catalogue
    double value; // in the unit of the metric; amounts in major units
    Str source;
    Day day; // of which it speaks
    int64_t made_by;
    Instant made_at;
} Benchmark;

// Of several the one of the latest day, and of these the one that was entered last.
MUST_USE bool benchmark_of(StoreSession *session, Str metric, Arena *arena, Benchmark *benchmark, Error *error);
// Error not_found.
MUST_USE bool benchmark_get(StoreSession *session, int64_t id, Arena *arena, Benchmark *benchmark, Error *error);
// Newest entry first, before number `before` (INT64_MAX: from the newest).
MUST_USE bool benchmark_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Benchmark **list,
                             size_t *count, Error *error);

// ---- within a writing transaction ----

// Sets benchmark->id when it is 0; else changes that one.
MUST_USE bool benchmark_put(StoreSession *session, Benchmark *benchmark, Error *error);
MUST_USE bool benchmark_remove(StoreSession *session, int64_t id, Error *error);

// ---- the headline: names of metrics, in order; none is stored: the default ----

enum { HEADLINE_PLACES_MAX = 6 };
MUST_USE bool headline_read(StoreSession *session, Arena *arena, Str names[HEADLINE_PLACES_MAX], size_t *count,
                            bool *is_default, Error *error);
MUST_USE bool headline_store(StoreSession *session, const Str *names, size_t count, Error *error); // 0: the default

#endif
