// review_http.c - GET /api/v1/audit: strengths and weaknesses of a period, each with its figure.
#include "base/json_put.h"
#include "event/log.h"
#include "house.h"
#include "metric/answer_write.h"
#include "metric/metric_http.h"
#include "metric/sentence.h"
#include "module.h"
#include "plan/review.h"

#define ALWAYS(name_, type_, english, french)                                                                          \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .help = PHRASE(english, french)                            \
    }
#define NULLABLE(name_, type_, english, french)                                                                        \
    {                                                                                                                  \
        .name = (name_), .type = (type_), .required = true, .nullable = true, .help = PHRASE(english, french)          \
    }
#define PART(name_, shape_, english, french)                                                                           \
    {                                                                                                                  \
        .name = (name_), .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &(shape_),                 \
        .help = PHRASE(english, french)                                                                                \
    }
#define LIST(name_, shape_, english, french)                                                                           \
    {                                                                                                                  \
        .name = (name_), .type = FIELD_ARRAY, .required = true, .shape = &(shape_), .help = PHRASE(english, french)    \
    }

// ---- shapes ----

static const Field before_fields[] = {
    ALWAYS("period", FIELD_TEXT, "the one before", "la précédente"),
    VALUE_FIELDS,
    NULLABLE("change", FIELD_ANY, "value less this one; of rates 0.02 is two points",
             "la valeur moins celle-ci ; d’un taux, 0.02 est deux points"),
    ALWAYS("differs", FIELD_BOOLEAN, "beyond chance", "au-delà du hasard"),
    {0},
};
static const Shape before_shape = {.name = "AuditBefore", .fields = before_fields};

static const Field usual_fields[] = {
    ALWAYS("periods", FIELD_INTEGER, "how many before are known, at most 12", "combien avant sont connues, au plus 12"),
    ALWAYS("median", FIELD_NUMBER, "of these; amounts in major units", "de celles-ci\u00A0; montants en unités"),
    ALWAYS("best", FIELD_NUMBER, "of these", "de celles-ci"),
    ALWAYS("worst", FIELD_NUMBER, "of these", "de celles-ci"),
    {0},
};
static const Shape usual_shape = {.name = "AuditUsual", .fields = usual_fields};

static const Field benchmark_fields[] = {
    ALWAYS("value", FIELD_NUMBER, "amounts in major units", "montants en unités"),
    ALWAYS("source", FIELD_TEXT, "who says so", "qui le dit"),
    ALWAYS("day", FIELD_DAY, "of which it speaks", "dont il parle"),
    ALWAYS("gap", FIELD_NUMBER, "the value less the benchmark", "la valeur moins le repère"),
    ALWAYS("side", FIELD_TEXT, "above, below, or unclear: the 95 % interval holds it",
           "above, below, ou unclear\u00A0: l’intervalle à 95\u202F% le contient"),
    {0},
};
static const Shape benchmark_shape = {.name = "AuditBenchmark", .fields = benchmark_fields};

static const Field kpi_fields[] = {
    ALWAYS("name", FIELD_TEXT, "of the metric", "de l’indicateur"),
    ALWAYS("label", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("unit", FIELD_TEXT, "rate, amount …", "rate, amount…"),
    ALWAYS("better", FIELD_TEXT, "up, down or neither: which way is the good one",
           "up, down ou neither\u00A0: quel sens est le bon"),
    NULLABLE("period", FIELD_TEXT, "that it is of", "dont il est"),
    VALUE_FIELDS,
    ALWAYS("small_sample", FIELD_BOOLEAN, "n is below 30: nothing is concluded",
           "n est sous 30\u00A0: rien n’est conclu"),
    NULLABLE("reason", FIELD_TEXT, "why there is no value", "pourquoi il n’y a pas de valeur"),
    NULLABLE("sentence", FIELD_TEXT, "it in plain words", "en clair"),
    PART("before", before_shape, "the period before", "la période précédente"),
    PART("usual", usual_shape, "the periods before", "les périodes précédentes"),
    PART("benchmark", benchmark_shape, "of the sector, as it was entered", "du secteur, tel que saisi"),
    {0},
};
static const Shape kpi_shape = {.name = "AuditKpi", .fields = kpi_fields};

#define POINT_FIELDS                                                                                                   \
    ALWAYS("key", FIELD_TEXT, "what it is, for programs", "ce que c’est, pour les programmes"),                        \
        ALWAYS("title", FIELD_TEXT, "in one sentence", "en une phrase"),                                               \
        ALWAYS("evidence", FIELD_TEXT, "the figures that say so, with n", "les chiffres qui le disent, avec n"),       \
        ALWAYS("severity", FIELD_TEXT, "critical, warning, opportunity, information",                                  \
               "critical, warning, opportunity, information"),                                                         \
        PART("figure", kpi_shape, "that it is about", "dont il s’agit"),                                               \
        NULLABLE("metric", FIELD_TEXT, "that a goal would be set on", "sur lequel un objectif porterait")

static const Field strength_fields[] = {POINT_FIELDS, {0}};
static const Shape strength_shape = {.name = "AuditStrength", .fields = strength_fields};

static const Field weakness_fields[] = {
    POINT_FIELDS,
    ALWAYS("segment", FIELD_TEXT, "whom it concerns, as of metrics; \"\": all customers",
           "qui est concerné, comme des indicateurs\u00A0; \"\"\u00A0: tous les clients"),
    ALWAYS("action", FIELD_TEXT, "what to do first", "que faire d’abord"),
    {.name = "value_at_stake",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("in money", "en argent")},
    NULLABLE("value_basis", FIELD_TEXT, "what that money is", "ce qu’est cet argent"),
    NULLABLE("customer", FIELD_INTEGER, "when it is about one", "quand il s’agit d’un seul"),
    {0},
};
static const Shape weakness_shape = {.name = "AuditWeakness", .fields = weakness_fields};

static const Field theme_fields[] = {
    ALWAYS("kind", FIELD_TEXT, "exit: why customers leave; ticket: what they ask about",
           "exit\u00A0: pourquoi des clients partent\u00A0; ticket\u00A0: sur quoi ils demandent"),
    ALWAYS("key", FIELD_TEXT, "the reason or topic", "le motif ou le sujet"),
    ALWAYS("label", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("count", FIELD_INTEGER, "in the period", "sur la période"),
    NULLABLE("before", FIELD_INTEGER, "in the one before", "sur la précédente"),
    ALWAYS("rising", FIELD_BOOLEAN, "more than before, beyond chance", "plus qu’avant, au-delà du hasard"),
    {0},
};
static const Shape theme_shape = {.name = "AuditTheme", .fields = theme_fields};

static const Field notice_fields[] = {
    ALWAYS("key", FIELD_TEXT, "captive, stale, small_sample", "captive, stale, small_sample"),
    ALWAYS("level", FIELD_TEXT, "warning, information", "warning, information"),
    ALWAYS("title", FIELD_TEXT, "for people", "pour les personnes"),
    ALWAYS("text", FIELD_TEXT, "with its figures", "avec ses chiffres"),
    {0},
};
static const Shape notice_shape = {.name = "AuditNotice", .fields = notice_fields};

static const Field review_fields[] = {
    ALWAYS("period", FIELD_TEXT, "that is looked at", "examinée"),
    ALWAYS("from", FIELD_DAY, "its first day", "son premier jour"),
    ALWAYS("to", FIELD_DAY, "its last day", "son dernier jour"),
    ALWAYS("as_of", FIELD_DAY, "the last day that is known: today, or of the last order when it is long ago",
           "le dernier jour connu\u00A0: aujourd’hui, ou celui de la dernière commande quand elle est ancienne"),
    ALWAYS("customers", FIELD_INTEGER, "who ever bought", "qui ont un jour acheté"),
    ALWAYS("orders", FIELD_INTEGER, "of all time", "de tous les temps"),
    LIST("kpis", kpi_shape, "the figures", "les chiffres"),
    LIST("strengths", strength_shape, "strongest first", "les plus fortes d’abord"),
    LIST("weaknesses", weakness_shape, "what weighs most first", "ce qui pèse le plus d’abord"),
    LIST("themes", theme_shape, "of feedback: reasons and topics, most frequent first of each",
         "des retours\u00A0: motifs et sujets, les plus fréquents d’abord"),
    LIST("notices", notice_shape, "what has to be known beside the figures",
         "ce qu’il faut savoir à côté des chiffres"),
    {0},
};
static const Shape review_shape = {.name = "Audit", .fields = review_fields};

// ---- JSON ----

static void write_before(JsonWriter *json, const Review *review, const ReviewKpi *kpi)
{
    double change;
    json_key(json, "before");
    if (!kpi->before) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_text(json, "period", period_name(review->place->arena, review->unit, review->number - 1));
    write_value(&kpi->answer, json, kpi->before);
    bool known = answer_change(&kpi->answer, kpi->now, kpi->before, &change);
    write_figure(&kpi->answer, json, "change", known, known ? change : 0);
    put_boolean(json, "differs", kpi->differs);
    json_end_object(json);
}

static void write_usual(JsonWriter *json, const ReviewKpi *kpi)
{
    json_key(json, "usual");
    if (!kpi->has_usual) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_integer(json, "periods", (int64_t)kpi->known);
    put_number(json, "median", kpi->usual);
    put_number(json, "best", kpi->best);
    put_number(json, "worst", kpi->worst);
    json_end_object(json);
}

static void write_benchmark(JsonWriter *json, const Review *review, const ReviewKpi *kpi)
{
    json_key(json, "benchmark");
    if (!kpi->has_benchmark || !kpi->number.observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "value", kpi->benchmark);
    put_text(json, "source", kpi->answer.benchmark.source);
    put_text(json, "day", day_name(review->place->arena, kpi->answer.benchmark.day));
    put_number(json, "gap", kpi->number.value - kpi->benchmark);
    put_text(json, "side",
             kpi->benchmark_side > 0   ? STR("above")
             : kpi->benchmark_side < 0 ? STR("below")
                                       : STR("unclear"));
    json_end_object(json);
}

static void write_kpi(JsonWriter *json, const Review *review, const ReviewKpi *kpi)
{
    bool observed = kpi->number.observed;
    json_begin_object(json);
    put_text(json, "name", str_of(kpi->metric->name));
    put_text(json, "label", str_of(kpi->metric->label.in[review->place->locale]));
    put_text(json, "unit", unit_name(kpi->metric->unit));
    put_text(json, "better", kpi->better > 0 ? STR("up") : kpi->better < 0 ? STR("down") : STR("neither"));
    put_text_or_null(json, "period", observed ? review->period : STR(""));
    write_value(&kpi->answer, json, observed ? kpi->now : NULL);
    put_boolean(json, "small_sample", kpi->small);
    put_text_or_null(json, "reason", kpi->reason);
    put_text_or_null(json, "sentence", observed ? metric_sentence(&kpi->answer, kpi->now) : STR(""));
    write_before(json, review, kpi);
    write_usual(json, kpi);
    write_benchmark(json, review, kpi);
    json_end_object(json);
}

static void write_point(JsonWriter *json, const Review *review, const ReviewPoint *point)
{
    static const Str severities[] = {STR("information"), STR("opportunity"), STR("warning"), STR("critical")};
    json_begin_object(json);
    put_text(json, "key", point->key);
    put_text(json, "title", point->title);
    put_text(json, "evidence", point->evidence);
    put_text(json, "severity", severities[point->severity]);
    json_key(json, "figure");
    if (point->kpi)
        write_kpi(json, review, point->kpi);
    else
        json_null(json);
    put_text_or_null(json, "metric", point->metric);
}

static void write_weakness(JsonWriter *json, const Review *review, const ReviewPoint *point)
{
    write_point(json, review, point);
    put_text(json, "segment", point->segment);
    put_text(json, "action", point->action);
    if (point->has_value) {
        put_money(json, "value_at_stake", point->value_at_stake, &review->currency, review->place->arena);
    } else {
        json_key(json, "value_at_stake");
        json_null(json);
    }
    put_text_or_null(json, "value_basis", point->value_basis);
    put_integer_or_null(json, "customer", point->customer != 0, point->customer);
    json_end_object(json);
}

static void write_lists(JsonWriter *json, const Review *review)
{
    json_key(json, "kpis");
    json_begin_array(json);
    for (size_t i = 0; i < review->kpis; i++) write_kpi(json, review, &review->kpi[i]);
    json_end_array(json);
    json_key(json, "strengths");
    json_begin_array(json);
    for (size_t i = 0; i < review->strengths; i++) {
        write_point(json, review, &review->strength[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "weaknesses");
    json_begin_array(json);
    for (size_t i = 0; i < review->weaknesses; i++) write_weakness(json, review, &review->weakness[i]);
    json_end_array(json);
}

static void write_said(JsonWriter *json, const Review *review)
{
    json_key(json, "themes");
    json_begin_array(json);
    for (size_t i = 0; i < review->themes; i++) {
        const ReviewTheme *theme = &review->theme[i];
        json_begin_object(json);
        put_text(json, "kind", theme->kind);
        put_text(json, "key", theme->key);
        put_text(json, "label", theme->label);
        put_integer(json, "count", theme->count);
        put_integer_or_null(json, "before", theme->has_before, theme->before);
        put_boolean(json, "rising", theme->rising);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "notices");
    json_begin_array(json);
    for (size_t i = 0; i < review->notices; i++) {
        const ReviewNotice *notice = &review->notice[i];
        json_begin_object(json);
        put_text(json, "key", notice->key);
        put_text(json, "level", notice->warns ? STR("warning") : STR("information"));
        put_text(json, "title", notice->title);
        put_text(json, "text", notice->text);
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- route ----

static bool get_audit(Call *call, StoreSession *session, Error *error)
{
    Review *review = arena_new(call->arena, Review);
    MetricPlace place = metric_place(call, session);
    if (!log_catch_up(call->house->log, session, error) ||
        !review_read(&place, call_query(call, "period"), review, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_text(&json, "period", review->period);
    put_text(&json, "from", day_name(call->arena, review->first));
    put_text(&json, "to", day_name(call->arena, review->last));
    put_text(&json, "as_of", day_name(call->arena, review->as_of));
    put_integer(&json, "customers", review->customers);
    put_integer(&json, "orders", review->orders);
    write_lists(&json, review);
    write_said(&json, review);
    json_end_object(&json);
    return true;
}

static const Parameter parameters[] = {
    {.name = "period",
     .type = FIELD_TEXT,
     .high = 40,
     .help =
         PHRASE("month (default), quarter, year: the last one that has ended; or one period: 2026-Q3",
                "month (par défaut), quarter, year\u00A0: la dernière terminée\u00A0; ou une période\u00A0: 2026-Q3")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/audit",
     .name = "getAudit",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Strengths and weaknesses of a period, each with its figure",
                       "Forces et faiblesses d’une période, chacune avec son chiffre"),
     .parameters = parameters,
     .answer = &review_shape,
     .read = get_audit},
    {0},
};

extern const Module review_module;
const Module review_module = {.name = "review", .routes = routes};
