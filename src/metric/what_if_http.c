// what_if_http.c - GET /api/v1/what-if: what a few points of retention would bring, and what losing customers costs.
#include <math.h>

#include "api/csv_answer.h"
#include "base/json_put.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "measure/value.h"
#include "metric/metric_http.h"
#include "metric/sentence.h"
#include "module.h"

// ---- the shape ----

static const Field reason_fields[] = {
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the exits that were noted; null: who left without a word",
                    "des départs notés\u202F; null\u00A0: qui est parti sans rien dire")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "lost", .type = FIELD_INTEGER, .required = true, .help = PHRASE("who left for it", "partis pour elle")},
    {.name = "lost_value",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("lost × clv: what losing them costs", "perdus × clv\u00A0: ce que coûte leur perte")},
    {.name = NULL}};
static const Shape reason_shape = {.name = "WhatIfReason", .fields = reason_fields};

static const Field fields[] = {
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("looked at", "regardée")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "start",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("customers at its start", "clients à son début")},
    {.name = "crr",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("retention as it was", "la rétention telle qu’elle était")},
    {.name = "crr_after",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("and with the points", "et avec les points")},
    {.name = "customers",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("kept more", "gardés de plus")},
    {.name = "revenue_per_customer",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the period", "de la période")},
    {.name = "revenue",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("won by it", "gagné ainsi")},
    {.name = "profit",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("of it, with ?margin", "dont le bénéfice, avec ?margin")},
    {.name = "lost",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("customers lost in the period", "clients perdus dans la période")},
    {.name = "lost_after",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("and with the points", "et avec les points")},
    {.name = "clv",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("what one is worth", "ce que vaut l’un d’eux")},
    {.name = "lost_value",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("lost × clv: what losing them costs", "perdus × clv\u00A0: ce que coûte leur perte")},
    {.name = "reasons",
     .type = FIELD_ARRAY,
     .shape = &reason_shape,
     .required = true,
     .help = PHRASE("the same reason by reason, the most frequent first; none: nobody said why",
                    "de même raison par raison, la plus fréquente d’abord\u00A0; aucune\u00A0: personne n’a dit "
                    "pourquoi")},
    {.name = "cac",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("what winning one costs", "ce que coûte d’en gagner un")},
    {.name = "replacement_cost",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("lost × cac: to keep the base as it is", "perdus × cac\u00A0: pour garder la base")},
    {.name = "replacement_cost_after",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("and with the points", "et avec les points")},
    {.name = "currency", .type = FIELD_CURRENCY, .required = true, .help = PHRASE("of the amounts", "des montants")},
    {.name = "sentence", .type = FIELD_TEXT, .required = true, .help = PHRASE("in plain words", "en clair")},
    {.name = NULL}};
static const Shape shape = {.name = "WhatIf", .fields = fields};

// ---- what is known ----

typedef struct WhatIfWords {
    const Call *call;
    Str period, by;
} WhatIfWords;

static Str what_if_word(const void *context, const char *name)
{
    const WhatIfWords *words = context;
    Str asked = str_of(name);
    if (str_equal(asked, STR("period"))) return words->period;
    if (str_equal(asked, STR("by"))) return words->by;
    return str_equal(asked, STR("as_of")) ? call_query(words->call, "as_of") : STR("");
}

typedef struct Known {
    Call *call;
    const MetricPlace *place;
    WhatIfWords asked;
    MetricAnswer retention; // says the period, too
} Known;

// A metric of the period, in groups of `by`. False: it can't be had.
static bool read_answer(const Known *known, Str name, Str by, MetricAnswer *answer)
{
    const Metric *metric;
    Error error;
    WhatIfWords asked = known->asked;
    asked.by = by;
    MetricWords words = {&asked, what_if_word};
    return metric_find(name, &metric) && metric_answer(known->place, metric, &words, answer, &error) &&
           metric_reads_itself(answer->reader) && answer->table.span.count == 1;
}

// The value of a metric in the period; NULL when it is not there.
static const PeriodValue *read_value(const Known *known, Str name, MetricAnswer *answer)
{
    if (!read_answer(known, name, STR(""), answer)) return NULL;
    const PeriodValue *value = answer_value(answer, 0, 0);
    return value->observed ? value : NULL;
}

static int64_t part_of(const PeriodValue *value, const char *name)
{
    for (size_t i = 0; value && i < value->parts; i++)
        if (str_equal(str_of(value->part[i].name), str_of(name))) return value->part[i].quantity;
    return 0;
}

// The twelve months that ended last.
static Str usual_period(const MetricPlace *place)
{
    Day today = reading_day(&(MetricAsk){.house = place->house}, place->now);
    PeriodNumber month = period_of_day(PERIOD_MONTH, today);
    Str first = day_name(place->arena, period_first_day(PERIOD_MONTH, month - 12));
    Str last = day_name(place->arena, period_last_day(PERIOD_MONTH, month - 1));
    return str_format(place->arena, "%.*s..%.*s", STR_ARGS(first), STR_ARGS(last));
}

// ---- the answer ----

typedef struct WhatIf {
    const Call *call;
    JsonWriter json;
    Currency currency;
} WhatIf;

static void write_minor(WhatIf *out, const char *key, bool known, double minor)
{
    if (known && fabs(minor) <= 9e15)
        put_money(&out->json, key, llround(minor), &out->currency, out->call->arena);
    else
        put_text_or_null(&out->json, key, STR(""));
}

typedef struct Effect {
    bool known;
    double start, rate, change, customers, revenue, per_customer, lost;
    bool has_revenue;
} Effect;

static Effect effect_of(const Known *known, const PeriodValue *retention, double points)
{
    MetricAnswer answer;
    const PeriodValue *revenue = read_value(known, STR("arpc"), &answer);
    Effect effect = {.known = retention != NULL, .has_revenue = retention && revenue};
    if (!retention) return effect;
    effect.start = (double)retention->n;
    effect.rate = retention->number;
    effect.change = fmin(points / 100, 1 - retention->number); // nobody can be kept twice
    effect.change = fmax(effect.change, -retention->number);
    effect.lost = (double)part_of(retention, "lost");
    effect.per_customer = revenue ? (double)part_of(revenue, "revenue") / (double)revenue->n : 0;
    RetentionUplift uplift = retention_uplift(effect.change, effect.start, effect.per_customer);
    effect.customers = uplift.customers;
    effect.revenue = uplift.revenue;
    return effect;
}

// ---- the cost of losing them, reason by reason (R034) ----

static void write_reason(WhatIf *out, const MetricGroup *group, int64_t lost, bool known, double minor)
{
    json_begin_object(&out->json);
    put_text_or_null(&out->json, "reason", group->key);
    put_text(&out->json, "label", group->label);
    put_integer(&out->json, "lost", lost);
    write_minor(out, "lost_value", known, minor);
    json_end_object(&out->json);
}

typedef struct LostSum {
    int64_t lost, minor;
} LostSum;

static LostSum write_given_reasons(WhatIf *out, const MetricAnswer *answer)
{
    LostSum sum = {0};
    for (uint32_t g = 0; g < answer->table.groups && answer->table.group; g++) {
        const PeriodValue *value = answer_value(answer, g, 0);
        int64_t lost = part_of(value, "lost");
        if (!value->observed || !lost) continue;
        write_reason(out, &answer->table.group[g], lost, true, (double)value->amount_minor);
        sum.lost += lost;
        sum.minor += value->amount_minor;
    }
    return sum;
}

// Who left without a word has the rest, so that all add up to the whole.
static void write_reasons(WhatIf *out, const Known *known, int64_t lost, bool priced, double whole)
{
    MetricAnswer answer;
    LostSum given = {0};
    MetricGroup silent = {STR(""), str_of(PHRASE("not known", "non connue").in[out->call->locale])};
    json_key(&out->json, "reasons");
    json_begin_array(&out->json);
    if (read_answer(known, STR("lost_value"), STR("reason"), &answer)) given = write_given_reasons(out, &answer);
    if (given.lost && lost > given.lost)
        write_reason(out, &silent, lost - given.lost, priced, whole - (double)given.minor);
    json_end_array(&out->json);
}

// As the metric lost_value has it, when it speaks of the same people.
static double lost_worth(const Known *known, const Effect *effect, double worth)
{
    MetricAnswer answer;
    const PeriodValue *value = read_value(known, STR("lost_value"), &answer);
    bool same = value && part_of(value, "lost") == llround(effect->lost);
    return same ? (double)value->amount_minor : worth * effect->lost;
}

static void write_costs(WhatIf *out, const Known *known, const Effect *effect, double cac)
{
    MetricAnswer answer;
    const PeriodValue *clv = read_value(known, STR("clv"), &answer);
    double worth = clv ? (double)clv->amount_minor : 0, after = effect->lost - effect->customers;
    const PeriodValue *spent = cac < 0 ? read_value(known, STR("cac"), &answer) : NULL;
    if (spent) cac = (double)spent->amount_minor;
    put_number_or_null(&out->json, "lost", effect->known, effect->lost);
    put_number_or_null(&out->json, "lost_after", effect->known, after);
    write_minor(out, "clv", clv != NULL, worth);
    double whole = clv && effect->known ? lost_worth(known, effect, worth) : 0;
    write_minor(out, "lost_value", clv && effect->known, whole);
    write_reasons(out, known, effect->known ? llround(effect->lost) : 0, clv != NULL, whole);
    write_minor(out, "cac", cac >= 0, cac);
    write_minor(out, "replacement_cost", cac >= 0 && effect->known, cac * effect->lost);
    write_minor(out, "replacement_cost_after", cac >= 0 && effect->known, cac * after);
}

static Str sentence_of(const WhatIf *out, const Known *known, const Effect *effect)
{
    Arena *arena = out->call->arena;
    Locale locale = out->call->locale;
    if (!effect->known) return metric_sentence(&known->retention, &(PeriodValue){0});
    Str customers = figure_text(arena, locale, figure_of(UNIT_NET_COUNT, round(effect->customers)));
    if (!effect->has_revenue) return phrase_say(arena, locale, PHRASE("{0} customers.", "{0} clients."), customers);
    return phrase_say(arena, locale, PHRASE("{0} customers, {1} of revenue.", "{0} clients, {1} de revenu."), customers,
                      money_say(arena, locale, llround(effect->revenue), &out->currency));
}

static void write_answer(WhatIf *out, const Known *known, const Effect *effect, double margin, double cac)
{
    const PeriodSpan *span = &known->retention.table.span;
    json_begin_object(&out->json);
    put_text(&out->json, "period", answer_period_name(&known->retention, &known->retention.table, 0));
    put_text(&out->json, "from", day_name(out->call->arena, span_first_day(span, 0)));
    put_text(&out->json, "to", day_name(out->call->arena, span_last_day(span, 0)));
    put_number_or_null(&out->json, "start", effect->known, effect->start);
    put_number_or_null(&out->json, "crr", effect->known, effect->rate);
    put_number_or_null(&out->json, "crr_after", effect->known, effect->rate + effect->change);
    put_number_or_null(&out->json, "customers", effect->known, effect->customers);
    write_minor(out, "revenue_per_customer", effect->has_revenue, effect->per_customer);
    write_minor(out, "revenue", effect->has_revenue, effect->revenue);
    write_minor(out, "profit", effect->has_revenue && margin >= 0, effect->revenue * margin);
    write_costs(out, known, effect, cac);
    put_text(&out->json, "currency", str_of(out->currency.code));
    put_text(&out->json, "sentence", sentence_of(out, known, effect));
    json_end_object(&out->json);
}

// ---- what is asked ----

static bool read_number(const Call *call, const char *name, double low, double high, double otherwise, double *number,
                        Error *error)
{
    Str said = call_query(call, name);
    *number = otherwise;
    if (said.size == 0) return true;
    if (number_parse(said, number) && *number >= low && *number <= high) return true;
    return error_code(
        error, ERROR_USAGE, "invalid_parameter",
        PHRASE("{0} {1}: expected a number from {2} to {3}", "{0} {1}\u00A0: attendu\u00A0: un nombre de {2} à {3}"),
        str_of(name), error_value(call->arena, said), number_decimal(call->arena, low, 12),
        number_decimal(call->arena, high, 12));
}

static const char *const csv_columns[] = {"period",
                                          "from",
                                          "to",
                                          "start",
                                          "crr",
                                          "crr_after",
                                          "customers",
                                          "revenue_per_customer",
                                          "revenue",
                                          "profit",
                                          "lost",
                                          "lost_after",
                                          "clv",
                                          "lost_value",
                                          "cac",
                                          "replacement_cost",
                                          "replacement_cost_after",
                                          "currency",
                                          "sentence",
                                          NULL};

static bool get_what_if(Call *call, StoreSession *session, Error *error)
{
    const Metric *metric;
    double points, margin, cac;
    MetricPlace place = metric_place(call, session);
    Known known = {.call = call, .place = &place, .asked = {call, call_query(call, "period"), STR("")}};
    MetricWords words = {&known.asked, what_if_word};
    if (known.asked.period.size == 0) known.asked.period = usual_period(&place);
    if (!read_number(call, "crr_points", -100, 100, 5, &points, error) ||
        !read_number(call, "margin", 0, 1, -1, &margin, error) || !read_number(call, "cac", 0, 1e12, -1, &cac, error) ||
        !metric_find(STR("crr"), &metric) || !log_catch_up(call->house->log, session, error) ||
        !metric_answer(&place, metric, &words, &known.retention, error))
        return false;
    if (known.retention.table.span.count != 1)
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("period {0}: expected one period as 2026 or 2026-07-01..2026-09-30",
                                 "period {0}\u00A0: attendu\u00A0: une période comme 2026 ou 2026-07-01..2026-09-30"),
                          error_value(call->arena, known.asked.period));
    const PeriodValue *retention = answer_value(&known.retention, 0, 0);
    WhatIf out = {call, call_json(call), known.retention.table.currency};
    if (cac >= 0) cac *= (double)currency_minor_per_major(&out.currency);
    Effect effect = effect_of(&known, retention->observed ? retention : NULL, points);
    write_answer(&out, &known, &effect, margin, cac);
    call_as_csv(call, NULL, csv_columns);
    return true;
}

// ---- the route ----

static const Parameter parameters[] = {
    {.name = "crr_points",
     .type = FIELD_TEXT,
     .high = 30,
     .help = PHRASE("points of retention more (default 5)", "points de rétention en plus (par défaut 5)")},
    {.name = "period",
     .type = FIELD_TEXT,
     .high = 40,
     .help = PHRASE("one period (default: the last twelve months that have ended)",
                    "une période (par défaut\u00A0: les douze derniers mois terminés)")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    {.name = "margin",
     .type = FIELD_TEXT,
     .high = 30,
     .help = PHRASE("share of revenue that is profit, 0 to 1", "part du revenu qui est du bénéfice, de 0 à 1")},
    {.name = "cac",
     .type = FIELD_TEXT,
     .high = 30,
     .help = PHRASE("what winning a customer costs (default: from the costs that were entered)",
                    "ce que coûte de gagner un client (par défaut\u00A0: d’après les coûts saisis)")},
    CSV_FORMAT_PARAMETER,
    {.name = NULL}};

static const Route routes[] = {{.method = "GET",
                                .path = "/api/v1/what-if",
                                .name = "getWhatIf",
                                .access = ACCESS_READ,
                                .cost = COST_REPORT,
                                .summary = PHRASE("what a few points of retention would bring",
                                                  "ce que quelques points de rétention apporteraient"),
                                .parameters = parameters,
                                .answer = &shape,
                                .read = get_what_if},
                               {.method = NULL}};

extern const struct Command *const what_if_commands[];
extern const Module what_if_module;
const Module what_if_module = {.name = "what_if", .routes = routes, .commands = what_if_commands};
