// decomposition_http.c - GET /api/v1/metrics/{name}/decomposition: which groups a change of a share comes from.
#include <math.h>

#include "api/csv_answer.h"
#include "base/json_put.h"
#include "event/log.h"
#include "house.h"
#include "measure/value.h"
#include "metric/answer_write.h"
#include "metric/metric_http.h"
#include "module.h"

// ---- shapes ----

static const Field end_fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "value", .type = FIELD_NUMBER, .required = true, .help = PHRASE("of all groups", "de tous les groupes")},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of how many", "sur combien")},
    {.name = NULL}};
static const Shape end_shape = {.name = "DecompositionEnd", .fields = end_fields};

static const Field item_fields[] = {
    {.name = "by", .type = FIELD_TEXT, .required = true, .help = PHRASE("the group", "le groupe")},
    {.name = "by_label", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "before",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("its share before; null: nobody was in it", "sa part avant\u202F; null\u00A0: personne n’y était")},
    {.name = "n_before", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of how many", "sur combien")},
    {.name = "after",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("its share after", "sa part après")},
    {.name = "n_after", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of how many", "sur combien")},
    {.name = "rate_effect",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("what the change of its own share contributes", "ce qu’apporte le changement de sa propre part")},
    {.name = "mix_effect",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("what the change of its weight contributes", "ce qu’apporte le changement de son poids")},
    {.name = "contribution", .type = FIELD_NUMBER, .required = true, .help = PHRASE("both", "les deux")},
    {.name = NULL}};
static const Shape item_shape = {.name = "DecompositionGroup", .fields = item_fields};

static const Field fields[] = {
    {.name = "metric", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "by", .type = FIELD_TEXT, .required = true, .help = PHRASE("groups", "groupes")},
    {.name = "before", .type = FIELD_OBJECT, .shape = &end_shape, .required = true, .help = PHRASE("then", "avant")},
    {.name = "after", .type = FIELD_OBJECT, .shape = &end_shape, .required = true, .help = PHRASE("now", "après")},
    {.name = "change",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("of the whole: the sum of all contributions", "de l’ensemble\u00A0: la somme des apports")},
    {.name = "hash", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the question", "de la question")},
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &item_shape,
     .help = PHRASE("the largest fall first", "la plus forte baisse d’abord")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: there is one page", "null\u00A0: il n’y a qu’une page")},
    {.name = NULL}};
static const Shape shape = {.name = "Decomposition", .fields = fields};

// ---- reading both ends ----

typedef struct EndWords {
    const Call *call;
    const char *period; // the parameter that names it
} EndWords;

static Str end_word(const void *context, const char *name)
{
    const EndWords *words = context;
    Str asked = str_of(name);
    if (str_equal(asked, STR("period"))) return call_query(words->call, words->period);
    return call_query(words->call, name);
}

static bool read_end(Call *call, const MetricPlace *place, const Metric *metric, const char *period,
                     MetricAnswer *answer, Error *error)
{
    EndWords asked = {call, period};
    MetricWords words = {&asked, end_word};
    if (!metric_answer(place, metric, &words, answer, error)) return false;
    if (metric_reads_itself(answer->reader) && metric->unit == UNIT_RATE && answer->table.span.count == 1) return true;
    if (answer->table.span.count != 1 && metric_reads_itself(answer->reader))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("{0}: name one period, as 2026-Q3", "{0}\u00A0: nommez une période, comme 2026-Q3"),
                          str_of(period));
    return error_code(error, ERROR_USAGE, "no_share",
                      PHRASE("{0} is not a share that can be taken apart by groups",
                             "{0} n’est pas une part que l’on peut décomposer par groupes"),
                      str_of(metric->name));
}

typedef struct GroupChange {
    const MetricGroup *group;
    SegmentChange change;
} GroupChange;

typedef struct Changes {
    GroupChange *group;
    size_t count;
} Changes;

static GroupChange *change_of(Changes *changes, const MetricGroup *group)
{
    for (size_t i = 0; i < changes->count; i++)
        if (str_equal(changes->group[i].group->key, group->key)) return &changes->group[i];
    changes->group[changes->count] = (GroupChange){.group = group};
    return &changes->group[changes->count++];
}

static void add_end(const MetricAnswer *answer, bool after, Changes *changes)
{
    for (uint32_t g = 0; g < answer->table.groups; g++) {
        const PeriodValue *value = answer_value(answer, g, 0);
        int64_t n = value->observed ? value->n : 0, count = llround(value->number * (double)n);
        SegmentChange *change = &change_of(changes, &answer->table.group[g])->change;
        *(after ? &change->n_after : &change->n_before) = n;
        *(after ? &change->count_after : &change->count_before) = value->observed ? count : 0;
    }
}

// ---- the answer ----

static void write_item(JsonWriter *json, const GroupChange *group)
{
    const SegmentChange *change = &group->change;
    json_begin_object(json);
    put_text(json, "by", group_key_shown(group->group->key));
    put_text(json, "by_label", group->group->label);
    put_number_or_null(json, "before", change->n_before != 0,
                       change->n_before ? (double)change->count_before / (double)change->n_before : 0);
    put_integer(json, "n_before", change->n_before);
    put_number_or_null(json, "after", change->n_after != 0,
                       change->n_after ? (double)change->count_after / (double)change->n_after : 0);
    put_integer(json, "n_after", change->n_after);
    put_number(json, "rate_effect", change->rate_effect);
    put_number(json, "mix_effect", change->mix_effect);
    put_number(json, "contribution", change->rate_effect + change->mix_effect);
    json_end_object(json);
}

static void write_end(JsonWriter *json, const char *key, const MetricAnswer *answer, int64_t count, int64_t n)
{
    json_key(json, key);
    json_begin_object(json);
    write_period(answer, &answer->table, json, 0);
    put_number(json, "value", (double)count / (double)n);
    put_integer(json, "n", n);
    json_end_object(json);
}

// Smallest contribution first; of equal ones as they came.
static void sort_changes(Changes *changes)
{
    for (size_t i = 1; i < changes->count; i++) {
        GroupChange moved = changes->group[i];
        double contribution = moved.change.rate_effect + moved.change.mix_effect;
        size_t at = i;
        while (at &&
               changes->group[at - 1].change.rate_effect + changes->group[at - 1].change.mix_effect > contribution) {
            changes->group[at] = changes->group[at - 1];
            at--;
        }
        changes->group[at] = moved;
    }
}

static bool take_apart(Call *call, Changes *changes, SegmentChange *total, double *change, Error *error)
{
    SegmentChange *segments = arena_array(call->arena, SegmentChange, changes->count);
    for (size_t i = 0; i < changes->count; i++) {
        segments[i] = changes->group[i].change;
        total->n_before += segments[i].n_before;
        total->count_before += segments[i].count_before;
        total->n_after += segments[i].n_after;
        total->count_after += segments[i].count_after;
    }
    if (!change_decompose(segments, changes->count, change))
        return error_code(
            error, ERROR_USAGE, "not_observed",
            PHRASE("nothing is observed at one of the two ends", "rien n’est observé à l’un des deux bouts"), STR(""));
    for (size_t i = 0; i < changes->count; i++) changes->group[i].change = segments[i];
    sort_changes(changes);
    return true;
}

static const char *const csv_columns[] = {
    "/metric",    "by",           "by_label",       "before",        "n_before", "after", "n_after", "rate_effect",
    "mix_effect", "contribution", "/before.period", "/after.period", "/change",  "/hash", NULL};

static bool get_decomposition(Call *call, StoreSession *session, Error *error)
{
    const Metric *metric;
    MetricAnswer before, after;
    MetricPlace place = metric_place(call, session);
    SegmentChange total = {0};
    double change = 0;
    if (!path_metric(call, &metric, error) || !log_catch_up(call->house->log, session, error)) return false;
    if (call_query(call, "by").size == 0)
        return error_code(
            error, ERROR_USAGE, "invalid_parameter",
            PHRASE("by: name the groups, as by=country", "by\u00A0: nommez les groupes, comme by=country"), STR(""));
    if (!read_end(call, &place, metric, "from_period", &before, error) ||
        !read_end(call, &place, metric, "to_period", &after, error))
        return false;
    Changes changes = {arena_array(call->arena, GroupChange, before.table.groups + after.table.groups), 0};
    add_end(&before, false, &changes);
    add_end(&after, true, &changes);
    if (!take_apart(call, &changes, &total, &change, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "metric", str_of(metric->name));
    put_text(&json, "by", call_query(call, "by"));
    write_end(&json, "before", &before, total.count_before, total.n_before);
    write_end(&json, "after", &after, total.count_after, total.n_after);
    put_number(&json, "change", change);
    put_text(&json, "hash", answer_hash(&after));
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < changes.count; i++) write_item(&json, &changes.group[i]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    call_as_csv(call, "items", csv_columns);
    return true;
}

// ---- the route ----

static const Parameter parameters[] = {
    {.name = "by",
     .type = FIELD_TEXT,
     .help = PHRASE("groups: a trait, lifecycle_stage, account, first_DIMENSION …",
                    "groupes\u00A0: un attribut, lifecycle_stage, account, first_DIMENSION…")},
    {.name = "from_period", .type = FIELD_TEXT, .help = PHRASE("one period: 2026-Q2", "une période\u00A0: 2026-Q2")},
    {.name = "to_period", .type = FIELD_TEXT, .help = PHRASE("a later one: 2026-Q3", "une suivante\u00A0: 2026-Q3")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    {.name = "window", .type = FIELD_TEXT, .help = PHRASE("as of metrics", "comme pour les indicateurs")},
    {.name = "segment", .type = FIELD_TEXT, .high = 16384, .help = PHRASE("who is counted", "qui est compté")},
    CSV_FORMAT_PARAMETER,
    {.name = NULL}};

static const Route routes[] = {{.method = "GET",
                                .path = "/api/v1/metrics/{name}/decomposition",
                                .name = "getMetricDecomposition",
                                .access = ACCESS_READ,
                                .cost = COST_REPORT,
                                .summary = PHRASE("which groups a change of a share comes from",
                                                  "de quels groupes vient le changement d’une part"),
                                .parameters = parameters,
                                .answer = &shape,
                                .read = get_decomposition},
                               {.method = NULL}};

extern const Module change_by_segment_module;
const Module change_by_segment_module = {.name = "change_by_segment", .routes = routes};
