// group_comparison_http.c - GET /api/v1/group-comparisons: figures of one period side by side for groups of people (who
// first bought A, who first bought B …), and where they differ by more than chance.
//
// Figures are those of the metrics themselves. A gap is flagged when the 95 % intervals of the two groups do not touch,
// which is stricter than a test of the difference; groups of fewer than 30 are never flagged.
#include "base/csv.h"
#include "behaviour/behaviour_http.h"
#include "event/log.h"
#include "house.h"
#include "measure/rate.h"
#include "metric/answer_write.h"

enum { METRICS_MAX = 6 };

typedef struct Comparison {
    const Metric *metric;
    MetricAnswer answer;
    uint32_t best; // of the groups that are observed; UINT32_MAX: none is
} Comparison;

typedef struct ComparisonWords {
    const Call *call;
    Str period;
} ComparisonWords;

// ---- the question ----

static Str said(const void *context, const char *name)
{
    static const char *const passed[] = {"as_of", "segment", "window", "amount"};
    const ComparisonWords *words = context;
    if (str_equal(str_of(name), STR("period"))) return words->period;
    if (str_equal(str_of(name), STR("by"))) return word_or(words->call, "by", "first_product");
    for (size_t i = 0; i < COUNT_OF(passed); i++)
        if (str_equal(str_of(name), str_of(passed[i]))) return call_query(words->call, name);
    return STR("");
}

// What only some metrics take is said to those alone.
typedef struct TakenWords {
    const ComparisonWords *words;
    uint32_t reads;
} TakenWords;

static Str said_to(const void *context, const char *name)
{
    const TakenWords *taken = context;
    bool amount = str_equal(str_of(name), STR("amount")), window = str_equal(str_of(name), STR("window"));
    if ((amount && !(taken->reads & READS_AMOUNT)) || (window && !(taken->reads & READS_WINDOW))) return STR("");
    return said(taken->words, name);
}

static double number_of(const Comparison *comparison, const PeriodValue *value)
{
    return unit_is_amount(comparison->metric->unit) ? (double)value->amount_minor : value->number;
}

static uint32_t best_of(const Comparison *comparison)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t g = 0; g < comparison->answer.table.groups; g++) {
        const PeriodValue *value = answer_value(&comparison->answer, g, 0);
        if (!value->observed) continue;
        bool better = best == UINT32_MAX ||
                      number_of(comparison, value) > number_of(comparison, answer_value(&comparison->answer, best, 0));
        if (better) best = g;
    }
    return best;
}

static bool read_one(const MetricPlace *place, const ComparisonWords *words, Str name, Comparison *comparison,
                     Error *error)
{
    *comparison = (Comparison){.best = UINT32_MAX};
    if (!metric_find(name, &comparison->metric) || !metric_reads_itself(place_reader(place, comparison->metric)))
        return refuse_word("metrics", name,
                           PHRASE("metrics of the data folder, at most 6, separated by commas",
                                  "des indicateurs du dossier de données, 6 au plus, séparés par des virgules"),
                           place->arena, error);
    TakenWords taken = {words, place_reader(place, comparison->metric)->reads};
    MetricWords asked = {&taken, said_to};
    if (!metric_answer(place, comparison->metric, &asked, &comparison->answer, error)) return false;
    if (comparison->answer.table.span.count == 1) comparison->best = best_of(comparison);
    return true;
}

static Str usual_period(const MetricPlace *place, Day as_of)
{
    return period_name(place->arena, PERIOD_MONTH, period_of_day(PERIOD_MONTH, as_of));
}

static bool read_all(const Call *call, const MetricPlace *place, Comparison *comparisons, size_t *count, Error *error)
{
    SeriesAsk one;
    Str rest = word_or(call, "metrics", "crr,clv"), name;
    ComparisonWords words = {call, call_query(call, "period")};
    if (words.period.size == 0) words.period = usual_period(place, day_known(call, place));
    if (!metric_one_period(words.period, &one))
        return refuse_word("period", words.period,
                           PHRASE("one period as 2026-Q3 or 2026-07-01..2026-09-30",
                                  "une période comme 2026-Q3 ou 2026-07-01..2026-09-30"),
                           place->arena, error);
    for (*count = 0; str_cut(&rest, ',', &name); ++*count) {
        if (*count == METRICS_MAX)
            return refuse_word("metrics", call_query(call, "metrics"), PHRASE("at most 6", "6 au plus"), place->arena,
                               error);
        if (!read_one(place, &words, str_trim(name), &comparisons[*count], error)) return false;
    }
    return true;
}

// ---- what differs ----

// Both intervals are known and do not touch; neither group is small.
static bool apart(const PeriodValue *a, const PeriodValue *b)
{
    bool known = a->observed && b->observed && a->has_interval && b->has_interval;
    bool small = (a->has_n && a->n < RATE_SMALL_SAMPLE) || (b->has_n && b->n < RATE_SMALL_SAMPLE);
    return known && !small && (a->high < b->low || b->high < a->low);
}

typedef struct Gap {
    bool known, flagged;
    double gap;      // less than the best; 0 of the best itself
    bool comparable; // there are intervals to tell by
} Gap;

static Gap gap_of(const Comparison *comparison, uint32_t group)
{
    const PeriodValue *value = answer_value(&comparison->answer, group, 0);
    if (comparison->best == UINT32_MAX || !value->observed) return (Gap){0};
    const PeriodValue *best = answer_value(&comparison->answer, comparison->best, 0);
    return (Gap){.known = true,
                 .gap = number_of(comparison, value) - number_of(comparison, best),
                 .comparable = value->has_interval && best->has_interval,
                 .flagged = apart(value, best)};
}

// ---- JSON ----

static void write_group(JsonWriter *json, const Comparison *comparison, uint32_t group)
{
    const MetricAnswer *answer = &comparison->answer;
    const PeriodValue *value = answer_value(answer, group, 0);
    Gap gap = gap_of(comparison, group);
    json_begin_object(json);
    write_text_member(json, "by", answer->table.group ? group_key_shown(answer->table.group[group].key) : STR(""));
    write_text_member(json, "by_label", answer->table.group ? answer->table.group[group].label : STR(""));
    write_value(answer, json, value);
    write_boolean_member(json, "small_sample", value->has_n && value->n < RATE_SMALL_SAMPLE);
    write_figure(answer, json, "gap", gap.known, gap.gap);
    json_key(json, "gap_flagged");
    if (gap.comparable)
        json_boolean(json, gap.flagged);
    else
        json_null(json);
    json_end_object(json);
}

static void write_comparison(JsonWriter *json, const Call *call, const Comparison *comparison)
{
    const MetricAnswer *answer = &comparison->answer;
    json_begin_object(json);
    write_text_member(json, "metric", str_of(comparison->metric->name));
    write_text_member(json, "label", str_of(comparison->metric->label.in[call->locale]));
    write_text_member(json, "definition", str_of(comparison->metric->definition.in[call->locale]));
    write_text_member(json, "unit", unit_name(comparison->metric->unit));
    write_period(answer, &answer->table, json, 0);
    write_text_member(json, "hash", answer_hash(answer));
    json_key(json, "groups");
    json_begin_array(json);
    for (uint32_t g = 0; g < answer->table.groups; g++) write_group(json, comparison, g);
    json_end_array(json);
    json_end_object(json);
}

static const Phrase definition =
    PHRASE("Each figure by group, beside the group in which it is highest. gap_flagged: the 95 % intervals of the two "
           "do not touch, and both have at least 30 people; null: the metric has no interval to tell by.",
           "Chaque chiffre par groupe, à côté du groupe où il est le plus haut. gap_flagged\u00A0: les intervalles à "
           "95\u202F% des deux ne se touchent pas, et les deux ont au moins 30 personnes\u202F; null\u00A0: "
           "l’indicateur n’a pas d’intervalle pour en juger.");

static void write_all(JsonWriter *json, const Call *call, Day as_of, const Comparison *comparisons, size_t count)
{
    json_begin_object(json);
    write_text_member(json, "name", STR("group_comparison"));
    write_text_member(json, "definition", str_of(definition.in[call->locale]));
    write_text_member(json, "by", word_or(call, "by", "first_product"));
    write_text_member(json, "as_of", day_name(call->arena, as_of));
    write_text_member(json, "time_zone", zone_name(activity_zone(call->house->activity)));
    json_key(json, "metrics");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (comparisons[i].answer.table.span.count == 1) write_comparison(json, call, &comparisons[i]);
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV ----

static Str number_csv(const Call *call, const Comparison *comparison, bool known, double number)
{
    return unit_is_amount(comparison->metric->unit) ? csv_money(call, known, number)
                                                    : csv_number(call->arena, known, number);
}

static void add_line(const Call *call, const Comparison *comparison, uint32_t group, Text *out)
{
    const MetricAnswer *answer = &comparison->answer;
    const PeriodValue *value = answer_value(answer, group, 0);
    Gap gap = gap_of(comparison, group);
    csv_add(out, str_of(comparison->metric->name));
    csv_add(out, unit_name(comparison->metric->unit));
    csv_add(out, answer_period_name(answer, &answer->table, 0));
    csv_add(out, answer->table.group ? group_key_shown(answer->table.group[group].key) : STR(""));
    csv_add_number(out, number_csv(call, comparison, value->observed, number_of(comparison, value)));
    csv_add_number(out, number_csv(call, comparison, value->observed && value->has_interval, value->low));
    csv_add_number(out, number_csv(call, comparison, value->observed && value->has_interval, value->high));
    csv_add_number(out, csv_number(call->arena, value->has_n, (double)value->n));
    csv_add_number(out, number_csv(call, comparison, gap.known, gap.gap));
    csv_add(out, !gap.comparable ? STR("") : gap.flagged ? STR("true") : STR("false"));
    csv_add(out, zone_name(activity_zone(call->house->activity)));
    csv_end_record(out);
}

static void write_csv(const Call *call, const Comparison *comparisons, size_t count, Text *out)
{
    text_add(out, STR("metric,unit,period,by,value,low,high,n,gap,gap_flagged,time_zone\n"));
    for (size_t i = 0; i < count; i++)
        for (uint32_t g = 0; comparisons[i].answer.table.span.count == 1 && g < comparisons[i].answer.table.groups; g++)
            add_line(call, &comparisons[i], g, out);
}

// ---- the route ----

static bool get_comparison(Call *call, StoreSession *session, Error *error)
{
    MetricPlace *place = arena_new(call->arena, MetricPlace); // the answers hold on to it
    *place = metric_place(call, session);
    Comparison *comparisons = arena_array(call->arena, Comparison, METRICS_MAX);
    size_t count = 0;
    if (!log_catch_up(call->house->log, session, error) || !read_all(call, place, comparisons, &count, error))
        return false;
    if (wants_csv(call)) {
        call->type = STR("text/csv; charset=utf-8; header=present");
        write_csv(call, comparisons, count, &call->text);
        return true;
    }
    JsonWriter json = call_json(call);
    write_all(&json, call, day_known(call, place), comparisons, count);
    return true;
}

static const Parameter comparison_parameters[] = {
    {.name = "metrics",
     .type = FIELD_TEXT,
     .help = PHRASE("which figures, separated by commas; default crr,clv",
                    "quels chiffres, séparés par des virgules\u202F; par défaut crr,clv")},
    {.name = "by",
     .type = FIELD_TEXT,
     .help = PHRASE("groups: first_product (default), first_plan, a trait …",
                    "groupes\u00A0: first_product (par défaut), first_plan, un attribut…")},
    {.name = "period",
     .type = FIELD_TEXT,
     .help = PHRASE("one period: 2026-Q3, 2026-07-01..2026-09-30; default: the month of as_of",
                    "une période\u00A0: 2026-Q3, 2026-07-01..2026-09-30\u202F; par défaut le mois de as_of")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    {.name = "window",
     .type = FIELD_TEXT,
     .help = PHRASE("as of the metrics: auto, days, period", "comme pour les indicateurs\u00A0: auto, jours, period")},
    {.name = "amount",
     .type = FIELD_TEXT,
     .words = "net|gross|margin",
     .help = PHRASE("as of the metrics", "comme pour les indicateurs")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("who is counted: trait:country=FR, dimension:plan=pro, or a rule as JSON",
                    "qui est compté\u00A0: trait:country=FR, dimension:plan=pro, ou une règle en JSON")},
    FORMAT_PARAMETER,
    {.name = NULL}};

static const Field comparison_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("group_comparison", "group_comparison")},
    {.name = "definition", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is", "ce que c’est")},
    {.name = "by", .type = FIELD_TEXT, .required = true, .help = PHRASE("the groups", "les groupes")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the last day that is known", "le dernier jour connu")},
    {.name = "time_zone", .type = FIELD_TEXT, .required = true, .help = PHRASE("of days", "des jours")},
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .item = FIELD_ANY,
     .required = true,
     .help = PHRASE("metric, unit, period, and groups with value, low, high, n, gap (to the best) and gap_flagged",
                    "metric, unit, period, et groups avec value, low, high, n, gap (au meilleur) et gap_flagged")},
    {.name = NULL}};
static const Shape comparison_shape = {.name = "GroupComparison", .open = true, .fields = comparison_fields};

const Route group_comparison_routes[] = {
    {.method = "GET",
     .path = "/api/v1/group-comparisons",
     .name = "getGroupComparison",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("retention and value by first product or plan, and which gaps are more than chance",
                       "rétention et valeur selon le premier produit ou forfait, et quels écarts dépassent le hasard"),
     .parameters = comparison_parameters,
     .answer = &comparison_shape,
     .read = get_comparison},
    {.method = NULL}};
