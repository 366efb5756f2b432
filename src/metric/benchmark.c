#include "metric/benchmark.h"

static Benchmark take(const Rows *rows, Arena *arena)
{
    return (Benchmark){.id = rows_integer(rows, 0),
                       .metric = str_copy(arena, rows_text(rows, 1)),
                       .value = rows_real(rows, 2),
                       .source = str_copy(arena, rows_text(rows, 3)),
                       .day = (Day)rows_integer(rows, 4),
                       .made_by = rows_integer(rows, 5),
                       .made_at = rows_integer(rows, 6)};
}

bool benchmark_of(StoreSession *session, Str metric, Arena *arena, Benchmark *benchmark, Error *error)
{
    Rows rows;
    *benchmark = (Benchmark){0};
    if (!store_select(session, &query_benchmark_of_metric, VALUES(value_text(metric)), &rows, error)) return false;
    if (rows_next(&rows)) *benchmark = take(&rows, arena);
    return rows_close(&rows, error);
}

static bool refuse_missing(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such benchmark", "il n’y a pas de tel repère"), STR(""));
}

bool benchmark_get(StoreSession *session, int64_t id, Arena *arena, Benchmark *benchmark, Error *error)
{
    Rows rows;
    *benchmark = (Benchmark){0};
    if (!store_select(session, &query_benchmark_one, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *benchmark = take(&rows, arena);
    return rows_close(&rows, error) && (benchmark->id || refuse_missing(error));
}

bool benchmark_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Benchmark **list, size_t *count,
                    Error *error)
{
    Rows rows;
    *list = arena_array(arena, Benchmark, limit);
    *count = 0;
    if (!store_select(session, &query_benchmark_page, VALUES(value_integer(before), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) (*list)[(*count)++] = take(&rows, arena);
    return rows_close(&rows, error);
}

bool benchmark_put(StoreSession *session, Benchmark *benchmark, Error *error)
{
    Rows rows;
    if (!benchmark->id) {
        if (!store_select(session, &query_benchmark_last, NO_VALUES, &rows, error)) return false;
        if (rows_next(&rows)) benchmark->id = rows_integer(&rows, 0) + 1;
        if (!rows_close(&rows, error)) return false;
    }
    return store_execute(session, &query_benchmark_put,
                         VALUES(value_integer(benchmark->id), value_text(benchmark->metric),
                                value_real(benchmark->value), value_text(benchmark->source),
                                value_integer(benchmark->day), value_integer(benchmark->made_by),
                                value_integer(benchmark->made_at)),
                         NULL, error);
}

bool benchmark_remove(StoreSession *session, int64_t id, Error *error)
{
    int64_t changed;
    return store_execute(session, &query_benchmark_remove, VALUES(value_integer(id)), &changed, error) &&
           (changed || refuse_missing(error));
}

// ---- the headline ----

// Documented default (R065): retention, churn, lifetime value; with subscriptions also net dollar retention.
static bool default_headline(StoreSession *session, Str names[HEADLINE_PLACES_MAX], size_t *count, Error *error)
{
    Rows rows;
    static const Str always[] = {STR("crr"), STR("churn"), STR("clv")};
    for (*count = 0; *count < COUNT_OF(always); ++*count) names[*count] = always[*count];
    if (!store_select(session, &query_benchmark_subscribed, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) names[(*count)++] = STR("ndr");
    return rows_close(&rows, error);
}

bool headline_read(StoreSession *session, Arena *arena, Str names[HEADLINE_PLACES_MAX], size_t *count, bool *is_default,
                   Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_benchmark_headline, NO_VALUES, &rows, error)) return false;
    while (*count < HEADLINE_PLACES_MAX && rows_next(&rows)) names[(*count)++] = str_copy(arena, rows_text(&rows, 0));
    if (!rows_close(&rows, error)) return false;
    *is_default = *count == 0;
    return !*is_default || default_headline(session, names, count, error);
}

bool headline_store(StoreSession *session, const Str *names, size_t count, Error *error)
{
    if (!store_execute(session, &query_benchmark_clear_headline, NO_VALUES, NULL, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!store_execute(session, &query_benchmark_put_headline,
                           VALUES(value_integer((int64_t)i + 1), value_text(names[i])), NULL, error))
            return false;
    return true;
}
