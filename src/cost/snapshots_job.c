#include "cost/snapshots_job.h"

#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "metric/answer.h"
#include "workspace/workspace.h"

enum { HOUR_SECONDS = 3600, MONTHS_BACK = 12, SEGMENTS_MAX = 20, GROUPS_MAX = SEGMENTS_MAX + 1 };

typedef struct Shot {
    PeriodNumber month;
    Str group;
    int64_t customers, value, past, future;
    bool has_future;
    Str currency;
} Shot;

typedef struct Taking {
    JobCall *call;
    Shot shot[MONTHS_BACK * GROUPS_MAX];
    size_t count;
    int64_t seq;
    Str group[GROUPS_MAX];
    size_t groups;
} Taking;

// ---- reading ----

typedef struct MonthWords {
    Arena *arena;
    PeriodNumber month;
    Str segment;
} MonthWords;

static Str word(const void *context, const char *name)
{
    const MonthWords *words = context;
    Str said = str_of(name);
    if (str_equal(said, STR("period"))) return period_name(words->arena, PERIOD_MONTH, words->month);
    if (str_equal(said, STR("as_of"))) return day_name(words->arena, period_last_day(PERIOD_MONTH, words->month));
    return str_equal(said, STR("segment")) ? words->segment : STR("");
}

static const PeriodPart *part_named(const PeriodValue *value, const char *name)
{
    for (size_t i = 0; i < value->parts; i++)
        if (str_equal(str_of(value->part[i].name), str_of(name))) return &value->part[i];
    return NULL;
}

static bool read_shot(Taking *taking, StoreSession *session, PeriodNumber month, Str group, Error *error)
{
    const JobCall *call = taking->call;
    const Metric *metric;
    MetricAnswer answer;
    MonthWords asked = {call->arena, month, group};
    MetricWords words = {&asked, word};
    MetricPlace place = {.house = call->house,
                         .session = session,
                         .port = call->house->questions,
                         .arena = call->arena,
                         .now = call->now,
                         .threads = thread_count_available()};
    if (!metric_find(STR("clv_total"), &metric) || !metric_answer(&place, metric, &words, &answer, error)) return false;
    const PeriodValue *value = answer.table.span.count ? answer_value(&answer, 0, 0) : NULL;
    if (!value || !value->observed) return true;
    const PeriodPart *past = part_named(value, "past"), *future = part_named(value, "future");
    taking->shot[taking->count++] = (Shot){.month = month,
                                           .group = group,
                                           .customers = value->n,
                                           .value = value->amount_minor,
                                           .past = past ? past->quantity : 0,
                                           .has_future = future != NULL,
                                           .future = future ? future->quantity : 0,
                                           .currency = str_copy(call->arena, str_of(answer.table.currency.code))};
    return true;
}

static bool is_taken(StoreSession *session, PeriodNumber month, Str group, bool *taken, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_snapshots_taken, VALUES(value_integer(month), value_text(group)), &rows, error))
        return false;
    *taken = rows_next(&rows) && rows_integer(&rows, 0) > 0;
    return rows_close(&rows, error);
}

static bool read_groups(Taking *taking, StoreSession *session, Error *error)
{
    Rows rows;
    taking->group[taking->groups++] = STR("");
    if (!store_select(session, &query_snapshots_segments, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows) && taking->groups < GROUPS_MAX)
        taking->group[taking->groups++] = str_copy(taking->call->arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

// A segment that can't be asked for any more (its trait is gone) is passed over.
static bool read_missing(Taking *taking, StoreSession *session, PeriodNumber month, Str group, Error *error)
{
    bool taken;
    if (!is_taken(session, month, group, &taken, error)) return false;
    if (taken || read_shot(taking, session, month, group, error)) return true;
    return group.size && (error->kind == ERROR_USAGE || error->kind == ERROR_INPUT);
}

static Day today(const Zone *zone, Instant now)
{
    return (Day)(zone_civil(zone, now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

static bool read_within(Taking *taking, StoreSession *session, Error *error)
{
    const JobCall *call = taking->call;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    PeriodNumber now = period_of_day(PERIOD_MONTH, today(zone, call->now));
    if (!log_catch_up(call->house->log, session, error) || !read_groups(taking, session, error)) return false;
    taking->seq = log_last(call->house->log);
    for (PeriodNumber month = now - MONTHS_BACK; month < now && !atomic_load(call->cancelled); month++)
        for (size_t g = 0; g < taking->groups; g++)
            if (!read_missing(taking, session, month, taking->group[g], error)) return false;
    return true;
}

// ---- writing ----

static bool write_within(StoreSession *session, void *context, Error *error)
{
    const Taking *taking = context;
    for (size_t i = 0; i < taking->count; i++) {
        const Shot *shot = &taking->shot[i];
        if (!store_execute(session, &query_snapshots_insert,
                           VALUES(value_integer(shot->month), value_text(shot->group), value_integer(taking->call->now),
                                  value_integer(taking->seq), value_integer(shot->customers),
                                  value_integer(shot->value), value_integer(shot->past),
                                  shot->has_future ? value_integer(shot->future) : value_null(),
                                  value_text(shot->currency)),
                           NULL, error))
            return false;
    }
    return true;
}

static bool run(JobCall *call, Error *error)
{
    StoreSession *session;
    Taking *taking = arena_new(call->arena, Taking);
    taking->call = call;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = read_within(taking, session, error);
    store_read_end(session);
    if (!fine || (taking->count && !store_write(call->house->store, write_within, taking, error))) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "taken");
    json_integer(&json, (int64_t)taking->count);
    json_end_object(&json);
    return true;
}

const JobKind snapshot_jobs[] = {{.name = CLV_SNAPSHOTS_JOB, .every_seconds = HOUR_SECONDS, .alone = true, .run = run},
                                 {.name = NULL}};
