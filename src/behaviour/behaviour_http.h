// behaviour_http.h - what the routes about what people do share.
#ifndef FIDELE_BEHAVIOUR_BEHAVIOUR_HTTP_H
#define FIDELE_BEHAVIOUR_BEHAVIOUR_HTTP_H

#include "activity/bucket.h"
#include "metric/metric_http.h"

Str word_or(const Call *call, const char *name, const char *otherwise); // of the query
bool call_day(const Call *call, const char *name, Day *day);            // false: it is not said
Day day_known(const Call *call, const MetricPlace *place);              // as_of, or today
bool wants_csv(const Call *call);                                       // and says so in the type of the answer
MUST_USE bool refuse_word(const char *name, Str said, Phrase expected, Arena *arena, Error *error);

// The reader of a metric of this module, for metric_groups.
const MetricReader *behaviour_reader(const MetricPlace *place, const char *metric);

// "hour", "day", "week", "week_sunday", "month" …
#define BUCKET_WORDS "hour|day|week|week_sunday|month|quarter|year"
bool bucket_unit_named(Str name, BucketUnit *unit);
Str bucket_unit_said(BucketUnit unit);
Str bucket_name(Arena *arena, BucketUnit unit, BucketSecond first); // "2026-07", "2026-07-01T15"

// ---- JSON ----

void write_text_member(JsonWriter *json, const char *key, Str value);
void write_integer_member(JsonWriter *json, const char *key, int64_t value);
void write_number_member(JsonWriter *json, const char *key, bool known, double value);
void write_boolean_member(JsonWriter *json, const char *key, bool value);
void write_money_member(JsonWriter *json, const Call *call, const char *key, bool known, double minor);
void write_rate_members(JsonWriter *json, int64_t count, int64_t n); // value, low, high, n
// name, label, definition, formula, exclusions, time_zone, as_of
void write_terms(JsonWriter *json, const Call *call, const char *metric, Day as_of);
void write_group_members(JsonWriter *json, const MetricGroups *groups, uint32_t group); // by, by_label

// A number of CSV; "" when it is not known.
Str csv_number(Arena *arena, bool known, double value);
Str csv_money(const Call *call, bool known, double minor);

// ---- the people behind a number, a page of them: ?limit, ?cursor; persons in the order of customers ----

MUST_USE bool answer_people(Call *call, StoreSession *session, const Customer *person, size_t count, Error *error);
// The group that `by_value` names; the only one without `by`. Error: there is no such group.
MUST_USE bool group_named(const Call *call, const MetricGroups *groups, uint32_t *group, Error *error);

#define SEGMENT_PARAMETERS                                                                                             \
    {.name = "segment",                                                                                                \
     .type = FIELD_TEXT,                                                                                               \
     .high = 16384,                                                                                                    \
     .help = PHRASE("who is counted: trait:country=FR, dimension:plan=pro, or a rule as JSON",                         \
                    "qui est compté\u00A0: trait:country=FR, dimension:plan=pro, ou une règle en JSON")},              \
        {.name = "by",                                                                                                 \
         .type = FIELD_TEXT,                                                                                           \
         .help =                                                                                                       \
             PHRASE("groups: a trait, lifecycle_stage, tag, account, first_DIMENSION, last_DIMENSION",                 \
                    "groupes\u00A0: un attribut, lifecycle_stage, tag, account, first_DIMENSION, last_DIMENSION")},    \
    {                                                                                                                  \
        .name = "as_of", .type = FIELD_DAY,                                                                            \
        .help = PHRASE("the last day that is known; default: today",                                                   \
                       "le dernier jour connu\u202F; par défaut aujourd’hui")                                          \
    }

#define FORMAT_PARAMETER                                                                                               \
    {                                                                                                                  \
        .name = "format", .type = FIELD_TEXT, .words = "json|csv", .help = PHRASE("of the answer", "de la réponse")    \
    }

#define PAGE_PARAMETERS                                                                                                \
    {.name = "by_value", .type = FIELD_TEXT, .help = PHRASE("the group, with by", "le groupe, avec by")},              \
        {.name = "limit",                                                                                              \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 1000,                                                                                                 \
         .help = PHRASE("how many at most", "combien au plus")},                                                       \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

// Tables of routes of this folder, for behaviour_module.
extern const Route cohort_routes[], survival_routes[], funnel_routes[], driver_routes[], behaviour_setting_routes[],
    order_gap_routes[], group_comparison_routes[], friction_routes[], saved_funnel_routes[];

#endif
