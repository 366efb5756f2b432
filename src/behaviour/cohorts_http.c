// cohorts_http.c - GET /api/v1/cohorts: cohorts by any event, in any unit; and the people of a cell.
#include "base/csv.h"
#include "behaviour/behaviour_http.h"
#include "behaviour/cohort_table.h"
#include "behaviour/question_words.h"
#include "customer/shapes_http.h"
#include "event/log.h"
#include "house.h"

// ---- the question ----

static bool read_mode(const Call *call, CohortQuestion *question)
{
    Str mode = call_query(call, "mode"), day = call_query(call, "day");
    if (str_equal(mode, STR("on_or_after"))) question->ask.mode = RETENTION_ON_OR_AFTER;
    if (str_equal(mode, STR("bracket"))) question->ask.mode = RETENTION_BRACKET;
    if (str_equal(day, STR("rolling"))) question->ask.clock = RETENTION_ROLLING;
    if (str_equal(day, STR("rolling_hour"))) question->ask.clock = RETENTION_ROLLING_FROM_HOUR;
    question->ask.recurring = str_equal(call_query(call, "entries"), STR("every"));
    return true;
}

static bool read_buckets(const Call *call, CohortQuestion *question, Error *error)
{
    int64_t buckets = 0;
    Str brackets = word_or(call, "brackets", "0,1-7,8-30");
    if (question->ask.mode != RETENTION_BRACKET) {
        if (call_query_integer(call, "buckets", &buckets)) question->ask.buckets = (uint32_t)buckets;
        return true;
    }
    return brackets_parse(brackets, question->ask.bracket, &question->ask.buckets) ||
           refuse_word("brackets", brackets, PHRASE("as in 0,1-7,8-30", "comme 0,1-7,8-30"), call->arena, error);
}

// A rolling clock counts hours, days of 24 hours, or weeks of seven of these.
static bool read_units(const Call *call, CohortQuestion *question, Error *error)
{
    Str unit = word_or(call, "unit", "month"), bucket = call_query(call, "bucket");
    bool rolling = question->ask.clock != RETENTION_CALENDAR;
    if (!bucket_unit_named(unit, &question->unit))
        return refuse_word("unit", unit, PHRASE(BUCKET_WORDS, BUCKET_WORDS), call->arena, error);
    bool short_unit = question->unit <= BUCKET_WEEK;
    question->bucket = rolling && !short_unit ? BUCKET_DAY : question->unit;
    if (bucket.size && !bucket_unit_named(bucket, &question->bucket))
        return refuse_word("bucket", bucket, PHRASE(BUCKET_WORDS, BUCKET_WORDS), call->arena, error);
    question->ask.bucket = question->bucket;
    if (!rolling || question->bucket <= BUCKET_WEEK) return true;
    return refuse_word("bucket", bucket,
                       PHRASE("hour, day or week with a rolling day", "hour, day ou week avec day=rolling"),
                       call->arena, error);
}

static bool read_measure(const Call *call, CohortQuestion *question, Error *error)
{
    Str said = word_or(call, "measure", "rate");
    for (int i = 0; i < COHORT_MEASURE_COUNT; i++)
        if (str_equal(said, str_of(cohort_measure_names[i]))) question->measure = (CohortMeasure)i;
    bool cumulative = question->measure == COHORT_CUMULATIVE_REVENUE || question->measure == COHORT_LTV;
    if (cumulative && question->ask.mode != RETENTION_ON)
        return refuse_word("measure", said, PHRASE("with mode=on", "avec mode=on"), call->arena, error);
    bool orders = question->activity.purchases && !question->ask.recurring;
    if (question->measure == COHORT_MARGIN && !orders)
        return refuse_word("measure", said,
                           PHRASE("activity=orders and entries=first", "activity=orders et entries=first"), call->arena,
                           error);
    return true;
}

static bool read_lanes(const Call *call, CohortQuestion *question, Error *error)
{
    const EventLog *log = call->house->log;
    if (!event_lane(log, "entry", word_or(call, "entry", "orders"), question->as_of, call->arena, &question->entry,
                    error) ||
        !event_lane(log, "activity", word_or(call, "activity", "orders"), question->as_of, call->arena,
                    &question->activity, error))
        return false;
    question->ask.start_purchases = question->entry.purchases;
    question->ask.purchases = question->activity.purchases;
    return true;
}

static bool read_question(const Call *call, const MetricPlace *place, CohortQuestion *question, Error *error)
{
    *question = (CohortQuestion){.as_of = day_known(call, place)};
    question->has_from = call_day(call, "from", &question->from);
    question->has_to = call_day(call, "to", &question->to);
    if (question->has_from && question->has_to && question->from > question->to)
        return refuse_word("from", day_name(call->arena, question->from),
                           PHRASE("a day not after to", "un jour au plus tard égal à to"), call->arena, error);
    return read_mode(call, question) && read_units(call, question, error) && read_buckets(call, question, error) &&
           read_lanes(call, question, error) && read_measure(call, question, error) &&
           metric_groups(place, behaviour_reader(place, "cohort_retention"), call_query(call, "segment"),
                         call_query(call, "by"), &question->groups, error);
}

// ---- what it means, in words ----

static Phrase day_phrase(const RetentionAsk *ask)
{
    if (ask->clock == RETENTION_ROLLING)
        return PHRASE("bucket k is from k to k + 1 times {0} after the entry event, by the clock of {1}",
                      "le bucket k va de k à k + 1 fois {0} après l’événement d’entrée, à l’heure de {1}");
    if (ask->clock == RETENTION_ROLLING_FROM_HOUR)
        return PHRASE(
            "bucket k is from k to k + 1 times {0} after the full hour of the entry event, by the clock of {1}",
            "le bucket k va de k à k + 1 fois {0} après l’heure pleine de l’événement d’entrée, à l’heure de "
            "{1}");
    return PHRASE("bucket k is the k-th calendar {0} after the one of the entry event, in the time zone {1}",
                  "le bucket k est le k-ième {0} civil après celui de l’événement d’entrée, dans le fuseau {1}");
}

static Str day_words(const Call *call, const RetentionAsk *ask)
{
    static const Phrase calendar[BUCKET_UNIT_COUNT] = {PHRASE("hour", "heure"),
                                                       PHRASE("day", "jour"),
                                                       PHRASE("week (from Monday)", "semaine (du lundi)"),
                                                       PHRASE("week (from Sunday)", "semaine (du dimanche)"),
                                                       PHRASE("month", "mois"),
                                                       PHRASE("quarter", "trimestre"),
                                                       PHRASE("year", "année")};
    static const Phrase rolling[] = {PHRASE("1 hour", "1 heure"), PHRASE("24 hours", "24 heures"),
                                     PHRASE("168 hours", "168 heures")};
    Phrase unit = ask->clock == RETENTION_CALENDAR ? calendar[ask->bucket] : rolling[ask->bucket];
    return phrase_say(call->arena, call->locale, day_phrase(ask), str_of(unit.in[call->locale]),
                      zone_name(activity_zone(call->house->activity)));
}

static Str bracket_name(const Call *call, const RetentionAsk *ask, uint32_t bucket)
{
    if (ask->mode != RETENTION_BRACKET) return str_format(call->arena, "%u", bucket);
    const RetentionBracket *bracket = &ask->bracket[bucket];
    return bracket->from == bracket->to ? str_format(call->arena, "%u", bracket->from)
                                        : str_format(call->arena, "%u-%u", bracket->from, bracket->to);
}

static Str cohort_name(const Call *call, const CohortTable *table, uint32_t cohort)
{
    return bucket_name(call->arena, table->ask.cohorts.unit, bucket_span_from(&table->ask.cohorts, cohort));
}

static Str day_of(const Call *call, BucketSecond second)
{
    return day_name(call->arena, (Day)(second / SECONDS_PER_DAY - (second % SECONDS_PER_DAY < 0)));
}

// ---- JSON ----

static void write_value(JsonWriter *json, const Call *call, const char *key, CohortMeasure measure, bool known,
                        double number)
{
    if (measure_is_amount(measure))
        write_money_member(json, call, key, known, number);
    else
        write_number_member(json, key, known, number);
}

static void write_cell(JsonWriter *json, const Call *call, const CohortQuestion *question, const CohortTable *table,
                       const CohortValue *value, uint32_t bucket)
{
    json_begin_object(json);
    write_text_member(json, "bucket", bracket_name(call, &table->ask, bucket));
    write_value(json, call, "value", question->measure, value->observed, value->number);
    write_number_member(json, "low", value->observed && value->has_interval, value->low);
    write_number_member(json, "high", value->observed && value->has_interval, value->high);
    write_integer_member(json, "n", value->n);
    write_boolean_member(json, "observed", value->observed);
    write_integer_member(json, "active", value->seen.active);
    bool counted = !measure_is_of_people(question->measure);
    write_number_member(json, "orders", counted, (double)value->seen.orders);
    write_money_member(json, call, "amount", counted, (double)value->seen.amount);
    json_end_object(json);
}

static void write_cells(JsonWriter *json, const Call *call, const CohortQuestion *question, const CohortTable *table,
                        const CohortValue *value)
{
    json_key(json, "cells");
    json_begin_array(json);
    for (uint32_t k = 0; k < table->ask.buckets; k++) write_cell(json, call, question, table, &value[k], k);
    json_end_array(json);
}

static void write_row(JsonWriter *json, const Call *call, const CohortQuestion *question, const CohortTable *table,
                      uint32_t group, uint32_t cohort)
{
    const BucketSpan *span = &table->ask.cohorts;
    size_t row = (size_t)group * span->count + cohort;
    json_begin_object(json);
    write_group_members(json, &question->groups, group);
    write_text_member(json, "cohort", cohort_name(call, table, cohort));
    write_text_member(json, "from", day_of(call, bucket_span_from(span, cohort)));
    write_text_member(json, "to", day_of(call, bucket_span_to(span, cohort) - 1));
    write_boolean_member(json, "complete", bucket_span_complete(span, cohort));
    write_integer_member(json, "size", table->size[row]);
    write_cells(json, call, question, table, table->value + row * table->ask.buckets);
    json_end_object(json);
}

static void write_question(JsonWriter *json, const Call *call, const CohortQuestion *question, const CohortTable *table)
{
    write_terms(json, call, "cohort_retention", question->as_of);
    write_text_member(json, "entry", question->entry.said);
    write_text_member(json, "entries", str_of(question->ask.recurring ? "every" : "first"));
    write_text_member(json, "activity", question->activity.said);
    write_text_member(json, "unit", bucket_unit_said(question->unit));
    write_text_member(json, "bucket", bucket_unit_said(question->bucket));
    write_text_member(json, "mode", word_or(call, "mode", "on"));
    write_text_member(json, "day", word_or(call, "day", "calendar"));
    write_text_member(json, "day_definition", day_words(call, &table->ask));
    write_text_member(json, "measure", str_of(cohort_measure_names[question->measure]));
    write_text_member(json, "segment", call_query(call, "segment"));
    write_integer_member(json, "unconverted", (int64_t)table->unconverted);
}

static void write_table(JsonWriter *json, const Call *call, const CohortQuestion *question, const CohortTable *table)
{
    json_begin_object(json);
    write_question(json, call, question, table);
    json_key(json, "rows");
    json_begin_array(json);
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t c = 0; c < table->ask.cohorts.count; c++) write_row(json, call, question, table, g, c);
    json_end_array(json);
    json_key(json, "averages");
    json_begin_array(json);
    for (uint32_t g = 0; g < table->groups; g++) {
        json_begin_object(json);
        write_group_members(json, &question->groups, g);
        write_integer_member(json, "size", table->average_size[g]);
        write_cells(json, call, question, table, table->average + (size_t)g * table->ask.buckets);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV: a line a cell ----

typedef struct CsvCell {
    uint32_t group, bucket;
    Str cohort, from, to;
    int64_t size;
    const CohortValue *value;
} CsvCell;

static void add_line(const Call *call, const CohortQuestion *question, const CohortTable *table, const CsvCell *cell,
                     Text *out)
{
    const CohortValue *value = cell->value;
    bool amount = measure_is_amount(question->measure);
    csv_add(out, question->groups.by && question->groups.group
                     ? group_key_shown(question->groups.group[cell->group].key)
                     : STR(""));
    csv_add(out, cell->cohort);
    csv_add(out, cell->from);
    csv_add(out, cell->to);
    csv_add_number(out, csv_number(call->arena, true, (double)cell->size));
    csv_add(out, bracket_name(call, &table->ask, cell->bucket));
    csv_add(out, str_of(cohort_measure_names[question->measure]));
    csv_add_number(out, amount ? csv_money(call, value->observed, value->number)
                               : csv_number(call->arena, value->observed, value->number));
    csv_add_number(out, csv_number(call->arena, value->observed && value->has_interval, value->low));
    csv_add_number(out, csv_number(call->arena, value->observed && value->has_interval, value->high));
    csv_add_number(out, csv_number(call->arena, true, (double)value->n));
    csv_add(out, value->observed ? STR("observed") : STR("not observed"));
    csv_add_number(out, csv_number(call->arena, true, (double)value->seen.active));
    bool counted = !measure_is_of_people(question->measure);
    csv_add_number(out, csv_number(call->arena, counted, (double)value->seen.orders));
    csv_add_number(out, csv_money(call, counted, (double)value->seen.amount));
    csv_add(out, day_name(call->arena, question->as_of));
    csv_add(out, zone_name(activity_zone(call->house->activity)));
    csv_end_record(out);
}

static void add_row(const Call *call, const CohortQuestion *question, const CohortTable *table, uint32_t group,
                    uint32_t cohort, Text *out)
{
    const BucketSpan *span = &table->ask.cohorts;
    size_t row = (size_t)group * span->count + cohort;
    CsvCell cell = {group,
                    0,
                    cohort_name(call, table, cohort),
                    day_of(call, bucket_span_from(span, cohort)),
                    day_of(call, bucket_span_to(span, cohort) - 1),
                    table->size[row],
                    NULL};
    for (; cell.bucket < table->ask.buckets; cell.bucket++) {
        cell.value = &table->value[row * table->ask.buckets + cell.bucket];
        add_line(call, question, table, &cell, out);
    }
}

static void write_csv(const Call *call, const CohortQuestion *question, const CohortTable *table, Text *out)
{
    text_add(out, STR("by,cohort,from,to,size,bucket,measure,value,low,high,n,state,active,orders,amount,as_of,"
                      "time_zone\n"));
    for (uint32_t g = 0; g < table->groups; g++) {
        for (uint32_t c = 0; c < table->ask.cohorts.count; c++) add_row(call, question, table, g, c, out);
        for (uint32_t k = 0; k < table->ask.buckets; k++) {
            CsvCell cell = {g,
                            k,
                            STR("average"),
                            STR(""),
                            STR(""),
                            table->average_size[g],
                            &table->average[(size_t)g * table->ask.buckets + k]};
            add_line(call, question, table, &cell, out);
        }
    }
}

// ---- routes ----

static bool read_table(Call *call, StoreSession *session, CohortQuestion *question, MetricPlace *place,
                       CohortTable *table, Error *error)
{
    *place = metric_place(call, session);
    return log_catch_up(call->house->log, session, error) && read_question(call, place, question, error) &&
           cohort_table(place, question, table, error);
}

static bool get_cohorts(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place;
    CohortQuestion question;
    CohortTable table;
    if (!read_table(call, session, &question, &place, &table, error)) return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, &question, &table, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_table(&json, call, &question, &table);
    return true;
}

static bool list_cohort_people(Call *call, StoreSession *session, Error *error)
{
    MetricPlace place;
    CohortQuestion question;
    CohortTable table;
    Customer *person;
    size_t count;
    uint32_t group, cohort = 0;
    int64_t bucket = -1;
    if (!read_table(call, session, &question, &place, &table, error) ||
        !group_named(call, &question.groups, &group, error))
        return false;
    Str name = call_query(call, "cohort");
    while (cohort < table.ask.cohorts.count && !str_equal(cohort_name(call, &table, cohort), name)) cohort++;
    if (cohort == table.ask.cohorts.count)
        return refuse_word("cohort", name, PHRASE("a cohort of the table", "une cohorte du tableau"), call->arena,
                           error);
    if (call_query_integer(call, "cell", &bucket) && bucket >= table.ask.buckets)
        return refuse_word("cell", call_query(call, "cell"),
                           PHRASE("a cell of the row, from 0", "une cellule de la ligne, à partir de 0"), call->arena,
                           error);
    return cohort_people(&place, &question, &table, group, cohort, bucket, &person, &count, error) &&
           answer_people(call, session, person, count, error);
}

#define COHORT_PARAMETERS                                                                                                \
    {.name = "unit",                                                                                                     \
     .type = FIELD_TEXT,                                                                                                 \
     .words = BUCKET_WORDS,                                                                                              \
     .help = PHRASE("of the cohorts; default month", "des cohortes\u202F; par défaut month")},                           \
        {.name = "bucket",                                                                                               \
         .type = FIELD_TEXT,                                                                                             \
         .words = BUCKET_WORDS,                                                                                          \
         .help = PHRASE("of the columns; default: as unit", "des colonnes\u202F; par défaut comme unit")},               \
        {.name = "entry",                                                                                                \
         .type = FIELD_TEXT,                                                                                             \
         .help = PHRASE("events that open a cohort: orders (default), any, page, screen, names separated by |",          \
                        "événements qui ouvrent une cohorte\u00A0: orders (par défaut), any, page, screen, des noms " \
                        "séparés par |")},                                                                               \
        {.name = "entries",                                                                                              \
         .type = FIELD_TEXT,                                                                                             \
         .words = "first|every",                                                                                         \
         .help =                                                                                                         \
             PHRASE("first (default): the first ever; every: each unit with one opens a cohort",                         \
                    "first (par défaut)\u00A0: le tout premier\u202F; every\u00A0: chaque unité qui en a un ouvre "    \
                    "une cohorte")},                                                                                     \
        {.name = "activity",                                                                                             \
         .type = FIELD_TEXT,                                                                                             \
         .help = PHRASE("events that count as coming back; as entry", "événements qui comptent comme retour\u202F; "   \
                                                                      "comme entry")},                                   \
        {.name = "mode",                                                                                                 \
         .type = FIELD_TEXT,                                                                                             \
         .words = "on|on_or_after|bracket",                                                                              \
         .help = PHRASE("active in the bucket (default), in it or later, or in brackets",                                \
                        "actif dans le bucket (par défaut), dans lui ou après, ou par plages")},                         \
        {.name = "brackets",                                                                                             \
         .type = FIELD_TEXT,                                                                                             \
         .help = PHRASE("of mode=bracket: 0,1-7,8-30", "de mode=bracket\u00A0: 0,1-7,8-30")},                            \
        {.name = "day",                                                                                                  \
         .type = FIELD_TEXT,                                                                                             \
         .words = "calendar|rolling|rolling_hour",                                                                       \
         .help =                                                                                                         \
             PHRASE("calendar (default), or 24 hours since the entry event, or since its full hour",                     \
                    "calendar (par défaut), ou 24 heures depuis l’événement d’entrée, ou depuis son heure pleine")},     \
        {.name = "buckets",                                                                                              \
         .type = FIELD_INTEGER,                                                                                          \
         .low = 1,                                                                                                       \
         .high = COHORT_BUCKETS_MAX,                                                                                     \
         .help = PHRASE("how many columns at most", "combien de colonnes au plus")},                                     \
        {.name = "measure",                                                                                              \
         .type = FIELD_TEXT,                                                                                             \
         .words = "rate|customers|orders|revenue|margin|cumulative_revenue|ltv",                                         \
         .help = PHRASE("what a cell says; default rate", "ce que dit une cellule\u202F; par défaut rate")},             \
        {.name = "from",                                                                                                 \
         .type = FIELD_DAY,                                                                                              \
         .help = PHRASE("a day of the first cohort; default: the first entry",                                           \
                        "un jour de la première cohorte\u202F; par défaut la première entrée")},                         \
        {.name = "to",                                                                                                   \
         .type = FIELD_DAY,                                                                                              \
         .help = PHRASE("a day of the last cohort; default: as_of",                                                      \
                        "un jour de la dernière cohorte\u202F; par défaut as_of")},                                      \
        SEGMENT_PARAMETERS

static const Parameter cohort_parameters[] = {COHORT_PARAMETERS, FORMAT_PARAMETER, {.name = NULL}};
static const Parameter cohort_people_parameters[] = {
    COHORT_PARAMETERS,
    {.name = "cohort",
     .type = FIELD_TEXT,
     .help = PHRASE("as the table names it: 2026-07", "comme le tableau la nomme\u00A0: 2026-07")},
    {.name = "cell",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = COHORT_BUCKETS_MAX,
     .help = PHRASE(
         "the cell of its row, from 0: those who came back then; without: the whole cohort",
         "la cellule de sa ligne, à partir de 0\u00A0: qui est alors revenu\u202F; sans\u00A0: toute la cohorte")},
    PAGE_PARAMETERS,
    {.name = NULL}};

#define TEXT_FIELD(field, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .help = PHRASE(english, french)                         \
    }

static const Field cohort_table_fields[] = {
    TEXT_FIELD("name", "cohort_retention", "cohort_retention"),
    TEXT_FIELD("label", "its name for people", "son nom pour les personnes"),
    TEXT_FIELD("definition", "what it is", "ce que c’est"),
    TEXT_FIELD("formula", "how it is calculated", "comment il se calcule"),
    TEXT_FIELD("exclusions", "what is left out", "ce qui est laissé de côté"),
    TEXT_FIELD("time_zone", "of days and periods", "des jours et périodes"),
    TEXT_FIELD("as_of", "the last day that is known", "le dernier jour connu"),
    TEXT_FIELD("day_definition", "what a bucket is", "ce qu’est un bucket"),
    {.name = "rows",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help =
         PHRASE("cohorts: by, cohort, from, to, complete, size and cells, each with value (null: not observed yet), "
                "low, high, n, observed, active, orders and amount (so far)",
                "les cohortes\u00A0: by, cohort, from, to, complete, size et cells, chacune avec value (null\u00A0: "
                "pas encore observé), low, high, n, observed, active, orders et amount (jusqu’ici)")},
    {.name = "averages",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE("of each group, weighted by the sizes of the cohorts in which the cell is observed",
                    "de chaque groupe, pondérées par les tailles des cohortes où la cellule est observée")},
    {.name = NULL}};
static const Shape cohort_table_shape = {.name = "CohortTable", .open = true, .fields = cohort_table_fields};

const Route cohort_routes[] = {
    {.method = "GET",
     .path = "/api/v1/cohorts",
     .name = "getCohorts",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("cohorts of people, followed over time", "cohortes de personnes, suivies dans le temps"),
     .parameters = cohort_parameters,
     .answer = &cohort_table_shape,
     .read = get_cohorts},
    {.method = "GET",
     .path = "/api/v1/cohorts/customers",
     .name = "listCohortCustomers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary =
         PHRASE("the people of a cohort, or of a cell of it", "les personnes d’une cohorte, ou d’une de ses cellules"),
     .parameters = cohort_people_parameters,
     .answer = &customer_list_shape,
     .read = list_cohort_people},
    {.method = NULL}};
