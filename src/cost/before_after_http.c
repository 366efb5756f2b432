// before_after_http.c - GET /api/v1/before-after: a figure in the stretch before a day and in the one after it, beside
// a control group when there is one; and what the effort of nurturing people cost against what they are worth more.
#include "measure/before_after.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "cost/entry.h"
#include "event/log.h"
#include "house.h"
#include "metric/answer_write.h"
#include "metric/metric_http.h"
#include "module.h"

// ---- shapes ----

#define FIGURE_FIELDS                                                                                                  \
    {.name = "value",                                                                                                  \
     .type = FIELD_ANY,                                                                                                \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("a number or an amount; null: not observed",                                                       \
                    "un nombre ou un montant\u202F; null\u00A0: pas observé")},                                        \
        {.name = "low",                                                                                                \
         .type = FIELD_ANY,                                                                                            \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 %: from", "95\u202F%\u00A0: de")},                                                         \
    {                                                                                                                  \
        .name = "high", .type = FIELD_ANY, .required = true, .nullable = true,                                         \
        .help = PHRASE("95 %: to", "95\u202F%\u00A0: à")                                                               \
    }

static const Field end_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    FIGURE_FIELDS,
    {.name = "n",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of how many", "sur combien")},
    {.name = "complete",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("its last day is known", "son dernier jour est connu")},
    {0}};
static const Shape end_shape = {.name = "BeforeAfterEnd", .fields = end_fields};
static const Field figure_fields[] = {FIGURE_FIELDS, {0}};
static const Shape figure_shape = {.name = "BeforeAfterFigure", .fields = figure_fields};
static const Field side_fields[] = {{.name = "before", .type = FIELD_OBJECT, .shape = &end_shape, .required = true},
                                    {.name = "after", .type = FIELD_OBJECT, .shape = &end_shape, .required = true},
                                    {.name = "change",
                                     .type = FIELD_OBJECT,
                                     .shape = &figure_shape,
                                     .required = true,
                                     .help = PHRASE("after less before", "après moins avant")},
                                    {0}};
static const Shape side_shape = {.name = "BeforeAfterSide", .fields = side_fields};
static const Field nurturing_fields[] = {
    {.name = "cost",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("of the initiative, after the day", "de l’initiative, après le jour")},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the segment, after", "du segment, après")},
    {.name = "uplift",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("of each: beside the control group when there is one",
                    "de chacun\u00A0: par rapport au groupe témoin s’il y en a un")},
    {.name = "gain", .type = FIELD_MONEY, .required = true, .help = PHRASE("customers × uplift", "clients × hausse")},
    {.name = "net",
     .type = FIELD_OBJECT,
     .shape = &figure_shape,
     .required = true,
     .help = PHRASE("gain less cost", "gain moins coût")},
    {0}};
static const Shape nurturing_shape = {.name = "Nurturing", .fields = nurturing_fields};
static const Field fields[] = {
    {.name = "metric", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "unit", .type = FIELD_TEXT, .required = true, .help = PHRASE("rate, amount …", "rate, amount…")},
    {.name = "date",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("the first day after", "le premier jour après")},
    {.name = "segment",
     .type = FIELD_OBJECT,
     .shape = &side_shape,
     .required = true,
     .help = PHRASE("of those meant", "de ceux visés")},
    {.name = "control",
     .type = FIELD_OBJECT,
     .shape = &side_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the control group", "du groupe témoin")},
    {.name = "difference",
     .type = FIELD_OBJECT,
     .shape = &figure_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("change of the segment less that of the control group",
                    "changement du segment moins celui du groupe témoin")},
    {.name = "nurturing",
     .type = FIELD_OBJECT,
     .shape = &nurturing_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("with metric=clv_total and an initiative", "avec metric=clv_total et une initiative")},
    {.name = "evidence",
     .type = FIELD_TEXT,
     .required = true,
     .words = "association|control",
     .help = PHRASE("association: without a control group nobody knows what would have been",
                    "association\u00A0: sans groupe témoin, nul ne sait ce qui serait arrivé")},
    {.name = "sentence", .type = FIELD_TEXT, .required = true, .help = PHRASE("it in plain words", "en clair")},
    {0}};
static const Shape shape = {.name = "BeforeAfter", .fields = fields};

// ---- what is asked ----

typedef struct Comparing {
    Call *call;
    MetricPlace place;
    const Metric *metric;
    PeriodUnit unit;
    Day date, first, last; // of the stretch before (first) and after (last)
    Currency currency;
} Comparing;

typedef struct End {
    Day from, to;
    Sampled figure; // amounts in minor units
    bool complete;
    int64_t n;
} End;

typedef struct Side {
    End before, after;
    Sampled change;
} Side;

typedef struct StretchWords {
    const Comparing *comparing;
    Str period, segment;
} StretchWords;

static Str word(const void *context, const char *name)
{
    const StretchWords *words = context;
    Str said = str_of(name);
    if (str_equal(said, STR("period"))) return words->period;
    if (str_equal(said, STR("segment"))) return words->segment;
    bool passed_on = str_equal(said, STR("as_of")) || str_equal(said, STR("window"));
    return passed_on ? call_query(words->comparing->call, name) : STR("");
}

// So many months on; the last day of a month where it has no such day.
static Day months_on(Day day, int months)
{
    PeriodNumber month = period_of_day(PERIOD_MONTH, day);
    Day first = period_first_day(PERIOD_MONTH, month + months), last = period_last_day(PERIOD_MONTH, month + months);
    return (Day)smaller(first + (day - period_first_day(PERIOD_MONTH, month)), last);
}

static bool read_question(Call *call, StoreSession *session, Comparing *comparing, Error *error)
{
    Str name = call_query(call, "metric"), period = call_query(call, "period");
    enum { MONTH = 1, QUARTER = 3, YEAR = 12 };
    int months = str_equal(period, STR("month")) ? MONTH : str_equal(period, STR("year")) ? YEAR : QUARTER;
    *comparing = (Comparing){.call = call, .place = metric_place(call, session)};
    if (!metric_find(name.size ? name : STR("crr"), &comparing->metric))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                                 "il n’y a pas d’indicateur {0}\u00A0; GET /api/v1/metrics les liste tous"),
                          error_value(call->arena, name));
    if (!day_parse(call_query(call, "date"), &comparing->date))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("date: name the day from which on it is after, as 2026-04-01",
                                 "date\u00A0: nommez le jour à partir duquel c’est après, comme 2026-04-01"),
                          STR(""));
    comparing->unit = months == MONTH ? PERIOD_MONTH : months == YEAR ? PERIOD_YEAR : PERIOD_QUARTER;
    comparing->first = months_on(comparing->date, -months);
    comparing->last = months_on(comparing->date, months) - 1;
    return true;
}

// ---- reading ----

static bool refuse_metric(const Metric *metric, Error *error)
{
    return error_code(
        error, ERROR_USAGE, "no_figure",
        PHRASE("{0} is no single figure of a stretch of time", "{0} n’est pas un chiffre unique d’une période"),
        str_of(metric->name));
}

// What each customer is worth, for the interval of their mean.
static bool read_people(const Comparing *comparing, const MetricWords *words, End *end, Error *error)
{
    MetricAnswer answer;
    MetricPeople people;
    double sum = 0, squares = 0;
    if (!metric_people(&comparing->place, comparing->metric, words, STR("total"), STR(""), &answer, &people, error))
        return false;
    for (size_t i = 0; i < people.count; i++) {
        double minor = (double)people.person[i].amount_minor;
        sum += minor;
        squares += minor * minor;
    }
    end->figure = sampled_mean((int64_t)people.count, sum, squares);
    return true;
}

// A whole quarter by its name, so that it is the same figure as in a series; else a range.
static Str stretch_name(const Comparing *comparing, Day from, Day to)
{
    Arena *arena = comparing->call->arena;
    PeriodNumber number = period_of_day(comparing->unit, from);
    if (period_first_day(comparing->unit, number) == from && period_last_day(comparing->unit, number) == to)
        return period_name(arena, comparing->unit, number);
    Str first = day_name(arena, from), last = day_name(arena, to);
    return str_format(arena, "%.*s..%.*s", STR_ARGS(first), STR_ARGS(last));
}

static bool read_end(Comparing *comparing, Day from, Day to, Str segment, End *end, Error *error)
{
    MetricAnswer answer;
    StretchWords asked = {comparing, stretch_name(comparing, from, to), segment};
    MetricWords words = {&asked, word};
    *end = (End){.from = from, .to = to};
    if (!metric_answer(&comparing->place, comparing->metric, &words, &answer, error)) return false;
    if (!metric_reads_itself(answer.reader) || answer.table.span.count != 1)
        return refuse_metric(comparing->metric, error);
    const PeriodValue *value = answer_value(&answer, 0, 0);
    bool amount = unit_is_amount(comparing->metric->unit);
    comparing->currency = answer.table.currency;
    end->complete = to <= answer.table.span.as_of;
    end->n = value->has_n ? value->n : -1;
    end->figure = (Sampled){value->observed, value->has_interval, amount ? (double)value->amount_minor : value->number,
                            value->low, value->high};
    bool worth = strcmp(comparing->metric->name, "clv_total") == 0;
    return !worth || !value->observed || read_people(comparing, &words, end, error);
}

static bool read_side(Comparing *comparing, Str segment, Side *side, Error *error)
{
    if (!read_end(comparing, comparing->first, comparing->date - 1, segment, &side->before, error) ||
        !read_end(comparing, comparing->date, comparing->last, segment, &side->after, error))
        return false;
    side->change = sampled_difference(&side->after.figure, &side->before.figure);
    return true;
}

// ---- writing ----

static void write_number(JsonWriter *json, const Comparing *comparing, const char *key, bool there, double number)
{
    json_key(json, key);
    if (!there) {
        json_null(json);
        return;
    }
    if (!unit_is_amount(comparing->metric->unit)) {
        json_number(json, number);
        return;
    }
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(comparing->call->arena, llround(number), &comparing->currency));
    json_key(json, "currency");
    json_string(json, str_of(comparing->currency.code));
    json_end_object(json);
}

static void write_sampled(JsonWriter *json, const Comparing *comparing, const Sampled *figure)
{
    bool interval = figure->observed && figure->has_interval;
    write_number(json, comparing, "value", figure->observed, figure->value);
    write_number(json, comparing, "low", interval, figure->low);
    write_number(json, comparing, "high", interval, figure->high);
}

static void write_sampled_as(JsonWriter *json, const Comparing *comparing, const char *key, const Sampled *figure)
{
    json_key(json, key);
    json_begin_object(json);
    write_sampled(json, comparing, figure);
    json_end_object(json);
}

static void write_end(JsonWriter *json, const Comparing *comparing, const char *key, const End *end)
{
    json_key(json, key);
    json_begin_object(json);
    json_key(json, "from");
    json_string(json, day_name(comparing->call->arena, end->from));
    json_key(json, "to");
    json_string(json, day_name(comparing->call->arena, end->to));
    write_sampled(json, comparing, &end->figure);
    json_key(json, "n");
    if (end->n >= 0)
        json_integer(json, end->n);
    else
        json_null(json);
    json_key(json, "complete");
    json_boolean(json, end->complete);
    json_end_object(json);
}

static void write_side(JsonWriter *json, const Comparing *comparing, const char *key, const Side *side)
{
    json_key(json, key);
    json_begin_object(json);
    write_end(json, comparing, "before", &side->before);
    write_end(json, comparing, "after", &side->after);
    write_sampled_as(json, comparing, "change", &side->change);
    json_end_object(json);
}

// ---- in words ----

static Str say_change(const Comparing *comparing, const Sampled *change)
{
    Arena *arena = comparing->call->arena;
    Locale locale = comparing->call->locale;
    if (!change->observed) return phrase_say(arena, locale, PHRASE("not observed{0}", "non observé{0}"), STR(""));
    Str said = comparing->metric->unit == UNIT_RATE ? number_say_points(arena, locale, change->value, 1)
               : unit_is_amount(comparing->metric->unit)
                   ? money_say(arena, locale, llround(change->value), &comparing->currency)
                   : number_say(arena, locale, change->value, 1);
    bool bare = change->value > 0 && said.size && said.data[0] != '+';
    return bare ? str_format(arena, "+%.*s", STR_ARGS(said)) : said;
}

static Str sentence(const Comparing *comparing, const Sampled *change, const Sampled *difference)
{
    Str said = say_change(comparing, change);
    if (!difference)
        return phrase_say(
            comparing->call->arena, comparing->call->locale,
            PHRASE("{0} (no control group: association only)", "{0} (sans groupe témoin\u00A0: simple association)"),
            said);
    Str beside = say_change(comparing, difference);
    const Str values[] = {said, beside};
    return phrase_str(
        comparing->call->arena, comparing->call->locale,
        PHRASE("{0}; {1} beside the control group (proof only if the groups were drawn by lot)",
               "{0}\u202F; {1} par rapport au groupe témoin (preuve seulement si les groupes ont été tirés "
               "au sort)"),
        values, COUNT_OF(values));
}

// ---- nurturing ----

static bool read_cost(const Comparing *comparing, Str initiative, int64_t *minor, Error *error)
{
    bool any;
    Entries entries;
    if (!entries_read(comparing->place.session, BOOK_COSTS, str_of(comparing->currency.code), comparing->date,
                      comparing->last, comparing->call->arena, &entries, error))
        return false;
    *minor = entries_sum(&entries, &(EntryFilter){.initiative = initiative}, comparing->date, comparing->last, &any);
    return true;
}

static bool write_nurturing(JsonWriter *json, const Comparing *comparing, const Side *side, const Sampled *uplift,
                            Error *error)
{
    int64_t cost;
    Str initiative = call_query(comparing->call, "initiative");
    json_key(json, "nurturing");
    if (!initiative.size || strcmp(comparing->metric->name, "clv_total") != 0 || !uplift->observed) {
        json_null(json);
        return true;
    }
    if (!read_cost(comparing, initiative, &cost, error)) return false;
    double customers = (double)side->after.n;
    Sampled net = sampled_times(uplift, customers, (double)cost);
    json_begin_object(json);
    write_number(json, comparing, "cost", true, (double)cost);
    json_key(json, "customers");
    json_integer(json, side->after.n);
    write_number(json, comparing, "uplift", true, uplift->value);
    write_number(json, comparing, "gain", true, uplift->value * customers);
    write_sampled_as(json, comparing, "net", &net);
    json_end_object(json);
    return true;
}

// ---- the route ----

static bool get_before_after(Call *call, StoreSession *session, Error *error)
{
    Comparing comparing;
    Side side, control = {0};
    Str beside = call_query(call, "control");
    if (!read_question(call, session, &comparing, error) || !log_catch_up(call->house->log, session, error) ||
        !read_side(&comparing, call_query(call, "segment"), &side, error) ||
        (beside.size && !read_side(&comparing, beside, &control, error)))
        return false;
    Sampled difference = sampled_difference(&side.change, &control.change);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "metric");
    json_string(&json, str_of(comparing.metric->name));
    json_key(&json, "unit");
    json_string(&json, unit_name(comparing.metric->unit));
    json_key(&json, "date");
    json_string(&json, day_name(call->arena, comparing.date));
    write_side(&json, &comparing, "segment", &side);
    if (beside.size) {
        write_side(&json, &comparing, "control", &control);
        write_sampled_as(&json, &comparing, "difference", &difference);
    } else {
        json_key(&json, "control"), json_null(&json);
        json_key(&json, "difference"), json_null(&json);
    }
    if (!write_nurturing(&json, &comparing, &side, beside.size ? &difference : &side.change, error)) return false;
    json_key(&json, "evidence");
    json_string(&json, beside.size ? STR("control") : STR("association"));
    json_key(&json, "sentence");
    json_string(&json, sentence(&comparing, &side.change, beside.size ? &difference : NULL));
    json_end_object(&json);
    return true;
}

static const Parameter parameters[] = {
    {.name = "metric",
     .type = FIELD_TEXT,
     .help = PHRASE("crr (default), clv_total, aov …", "crr (par défaut), clv_total, aov…")},
    {.name = "date", .type = FIELD_DAY, .help = PHRASE("the first day after", "le premier jour après")},
    {.name = "period",
     .type = FIELD_TEXT,
     .words = "month|quarter|year",
     .help = PHRASE("how long before and after; default: quarter", "durée avant et après\u202F; par défaut quarter")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("those meant; default: everybody", "ceux visés\u202F; par défaut tout le monde")},
    {.name = "control",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("a segment to compare with: difference in differences",
                    "un segment de comparaison\u00A0: différence des différences")},
    {.name = "initiative",
     .type = FIELD_TEXT,
     .high = ENTRY_TEXT_BYTES_MAX,
     .help = PHRASE("whose costs stand against clv_total", "dont les coûts sont opposés à clv_total")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    {.name = "window", .type = FIELD_TEXT, .help = PHRASE("as of metrics", "comme pour les indicateurs")},
    {0}};

static const Route routes[] = {{.method = "GET",
                                .path = "/api/v1/before-after",
                                .name = "getBeforeAfter",
                                .access = ACCESS_READ,
                                .cost = COST_REPORT,
                                .summary = PHRASE("A figure before and after a day, beside a control group",
                                                  "Un chiffre avant et après un jour, à côté d’un groupe témoin"),
                                .parameters = parameters,
                                .answer = &shape,
                                .read = get_before_after},
                               {.method = NULL}};

extern const Module before_after_module;
const Module before_after_module = {.name = "before_after", .routes = routes};
