// uplift_http.c - /api/v1/uplift: for whom the treatments of experiments change most, and whether that may be relied
// on.
#include <math.h>

#include "api/mask.h"
#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "retain/retain_http.h"
#include "retain/uplift_job.h"
#include "workspace/workspace.h"

static const char *const status_words[] = {"refused", "off", "on"};
static const char *const method_words[] = {"two_model", "transformed"};
static const char *const quadrant_words[] = {"persuadable", "sure_thing", "lost_cause", "do_not_disturb"};

// ---- shapes ----

static const Field qini_fields[] = {
    {.name = "value",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("area above treating people at random, outcome per treated person (minor units of revenue)",
                    "aire au-dessus d’un traitement au hasard, issue par personne traitée (unités mineures d’un "
                    "revenu)")},
    {.name = "low", .type = FIELD_NUMBER, .required = true, .help = PHRASE("95 %: from", "95\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_NUMBER, .required = true, .help = PHRASE("95 %: to", "95\u202F%\u00A0: à")},
    {.name = "coefficient",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("share of the best area there is; null: not of a yes or no",
                    "part de la meilleure aire possible\u202F; null\u00A0: issue qui n’est pas oui ou non")},
    {0}};
static const Shape qini_shape = {.name = "Qini", .fields = qini_fields};

#define QINI_FIELD(field, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = &qini_shape, .required = true, .nullable = true,               \
        .help = PHRASE(english, french)                                                                                \
    }
#define MODEL_FIELDS                                                                                                   \
    {.name = "experiment", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},                 \
        {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},           \
        {.name = "name", .type = FIELD_TEXT, .required = true},                                                        \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .words = "never|" UPLIFT_STATUS_WORDS,                                                                        \
         .help = PHRASE("on: it orders the queue; never: not trained yet",                                             \
                        "on\u00A0: il ordonne la file\u202F; never\u00A0: pas encore entraîné")},                      \
        {.name = "because",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("in words", "en mots")},                                                                       \
        {.name = "trained_at", .type = FIELD_INSTANT, .required = true, .nullable = true},                             \
        {.name = "version", .type = FIELD_INTEGER, .required = true, .nullable = true},                                \
        {.name = "treated",                                                                                            \
         .type = FIELD_INTEGER,                                                                                        \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("people whose days have ended", "personnes dont les jours sont passés")},                      \
        {.name = "control", .type = FIELD_INTEGER, .required = true, .nullable = true},                                \
        {.name = "effect",                                                                                             \
         .type = FIELD_OBJECT,                                                                                         \
         .shape = &retain_sampled_shape,                                                                               \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("of the treatment on everybody", "du traitement sur tous")},                                   \
        {.name = "persuadability",                                                                                     \
         .type = FIELD_OBJECT,                                                                                         \
         .shape = &retain_sampled_shape,                                                                               \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("share of those who would have left that it kept",                                             \
                        "part de ceux qui seraient partis qu’il a retenus")},                                          \
        {.name = "method", .type = FIELD_TEXT, .required = true, .nullable = true, .words = UPLIFT_METHOD_WORDS},      \
        QINI_FIELD("qini", "of the chosen method, on people it has not seen",                                          \
                   "de la méthode choisie, sur des personnes qu’elle n’a pas vues"),                                   \
        QINI_FIELD("propensity_qini", "of treating those likely to leave first",                                       \
                   "si l’on traite d’abord qui risque de partir"),                                                     \
        QINI_FIELD("difference", "the first less the second", "la première moins la seconde")

static const Field item_fields[] = {MODEL_FIELDS, {0}};
static const Shape item_shape = {.name = "UpliftModel", .fields = item_fields};
static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .shape = &item_shape, .required = true},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                    {0}};
static const Shape list_shape = {.name = "UpliftModelList", .fields = list_fields};

static const Field group_fields[] = {
    {.name = "treated", .type = FIELD_INTEGER, .required = true},
    {.name = "control", .type = FIELD_INTEGER, .required = true},
    {.name = "treated_outcome", .type = FIELD_OBJECT, .shape = &retain_sampled_shape, .required = true},
    {.name = "control_outcome", .type = FIELD_OBJECT, .shape = &retain_sampled_shape, .required = true},
    {.name = "effect", .type = FIELD_OBJECT, .shape = &retain_sampled_shape, .required = true},
    {.name = "persuadability", .type = FIELD_OBJECT, .shape = &retain_sampled_shape, .required = true},
    {.name = "quadrant",
     .type = FIELD_TEXT,
     .required = true,
     .words = QUADRANT_WORDS,
     .help =
         PHRASE("persuadable: it helps, beyond chance; do_not_disturb: it drives them away; sure_thing, lost_cause: "
                "no effect is shown, and most stay or leave by themselves",
                "persuadable\u00A0: il aide, au-delà du hasard\u202F; do_not_disturb\u00A0: il les fait fuir"
                "\u202F; sure_thing, lost_cause\u00A0: aucun effet établi, la plupart restent ou partent d’eux-"
                "mêmes")},
    {0}};
static const Shape group_shape = {.name = "UpliftGroup", .fields = group_fields};
static const Field point_fields[] = {
    {.name = "share",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("of people treated, those ranked first", "des personnes traitées, les mieux classées")},
    {.name = "gain",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("outcome per treated person of all", "issue par personne traitée de l’ensemble")},
    {.name = "propensity_gain", .type = FIELD_NUMBER, .required = true},
    {.name = "random_gain", .type = FIELD_NUMBER, .required = true},
    {0}};
static const Shape point_shape = {.name = "QiniPoint", .fields = point_fields};
static const Field version_fields[] = {
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "trained_at", .type = FIELD_INSTANT, .required = true},
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = UPLIFT_STATUS_WORDS},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0}};
static const Shape version_shape = {.name = "UpliftVersion", .fields = version_fields};
static const Field report_fields[] = {
    MODEL_FIELDS,
    {.name = "outcome", .type = FIELD_TEXT, .required = true, .words = OUTCOME_WORDS},
    QINI_FIELD("two_model", "a regression of each arm", "une régression par groupe"),
    QINI_FIELD("transformed", "one regression of the transformed outcome", "une régression de l’issue transformée"),
    QINI_FIELD("response_qini", "of treating those likely to stay when treated first",
               "si l’on traite d’abord qui resterait une fois traité"),
    {.name = "curve", .type = FIELD_ARRAY, .shape = &point_shape, .required = true},
    {.name = "deciles",
     .type = FIELD_ARRAY,
     .shape = &group_shape,
     .required = true,
     .help = PHRASE("best first", "les meilleurs d’abord")},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .shape = &group_shape,
     .required = true,
     .help = PHRASE("deciles put together until the effect falls from group to group",
                    "déciles réunis jusqu’à ce que l’effet baisse d’un groupe à l’autre")},
    {.name = "versions", .type = FIELD_ARRAY, .shape = &version_shape, .required = true},
    {0}};
static const Shape report_shape = {.name = "UpliftReport", .fields = report_fields};

static const Field job_fields[] = {{.name = "job",
                                    .type = FIELD_INTEGER,
                                    .required = true,
                                    .help = PHRASE("for GET /jobs/{id}", "pour GET /jobs/{id}")},
                                   {0}};
static const Shape job_shape = {.name = "UpliftTraining", .fields = job_fields};

// ---- answers ----

static void put_qini(JsonWriter *json, const char *key, const UpliftReport *report, const Qini *qini, bool shares)
{
    if (!report) return put_text_or_null(json, key, STR(""));
    json_key(json, key);
    json_begin_object(json);
    put_number(json, "value", qini->value);
    put_number(json, "low", qini->low);
    put_number(json, "high", qini->high);
    put_number_or_null(json, "coefficient", shares, qini->coefficient);
    json_end_object(json);
}

static bool is_share(const Experiment *experiment)
{
    return experiment->outcome == OUTCOME_PURCHASE || experiment->outcome == OUTCOME_EVENT;
}

static Str because(const KeptUplift *kept, Locale locale)
{
    if (!kept) return STR("");
    return kept->status == UPLIFT_REFUSED ? kept->refusal[locale] : str_of(kept->report->because.in[locale]);
}

static void put_model(JsonWriter *json, const Call *call, const Experiment *experiment, const KeptUplift *kept)
{
    const UpliftReport *report = kept && kept->status != UPLIFT_REFUSED ? kept->report : NULL;
    bool shares = is_share(experiment);
    put_text(json, "experiment", experiment->key);
    put_integer(json, "id", experiment->id);
    put_text(json, "name", experiment->name);
    put_text(json, "status", kept ? str_of(status_words[kept->status]) : STR("never"));
    put_text_or_null(json, "because", because(kept, call->locale));
    put_instant(json, "trained_at", kept ? kept->trained_at : 0, call->arena);
    put_integer_or_null(json, "version", kept, kept ? kept->id : 0);
    put_integer_or_null(json, "treated", report, report ? report->treated : 0);
    put_integer_or_null(json, "control", report, report ? report->control : 0);
    if (report)
        retain_put_sampled(json, "effect", &report->effect);
    else
        put_text_or_null(json, "effect", STR(""));
    if (report)
        retain_put_sampled(json, "persuadability", &report->persuadability);
    else
        put_text_or_null(json, "persuadability", STR(""));
    put_text_or_null(json, "method", report ? str_of(method_words[report->chosen]) : STR(""));
    put_qini(json, "qini", report, report ? &report->method[report->chosen] : NULL, shares);
    put_qini(json, "propensity_qini", report, report ? &report->risk_first : NULL, shares);
    put_qini(json, "difference", report, report ? &report->difference : NULL, shares);
}

static void put_groups(JsonWriter *json, const char *key, const UpliftGroup *group, size_t count)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        put_integer(json, "treated", group[i].treated);
        put_integer(json, "control", group[i].control);
        retain_put_sampled(json, "treated_outcome", &group[i].treated_outcome);
        retain_put_sampled(json, "control_outcome", &group[i].control_outcome);
        retain_put_sampled(json, "effect", &group[i].effect);
        retain_put_sampled(json, "persuadability", &group[i].persuadability);
        put_text(json, "quadrant", str_of(quadrant_words[group[i].quadrant]));
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_curve(JsonWriter *json, const UpliftReport *report)
{
    json_key(json, "curve");
    json_begin_array(json);
    for (size_t i = 0; report && i < UPLIFT_CURVE; i++) {
        const UpliftCurvePoint *point = &report->curve[i];
        json_begin_object(json);
        put_number(json, "share", point->share);
        put_number(json, "gain", point->gain);
        put_number(json, "propensity_gain", point->propensity_gain);
        put_number(json, "random_gain", point->share * report->curve[UPLIFT_CURVE - 1].gain);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool put_versions(JsonWriter *json, const Call *call, StoreSession *session, int64_t experiment, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_uplift_model_versions, VALUES(value_integer(experiment)), &rows, error))
        return false;
    json_key(json, "versions");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        put_integer(json, "version", rows_integer(&rows, 0));
        put_instant(json, "trained_at", rows_integer(&rows, 1), call->arena);
        put_text(json, "status", str_of(status_words[rows_integer(&rows, 2)]));
        put_text_or_null(json, "refusal", rows_text(&rows, call->locale == LOCALE_FR ? 4 : 3));
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

// ---- routes ----

static bool list_uplift(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    Experiment *list;
    KeptUplift *kept;
    size_t count, kept_count, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !experiment_list(session, before, limit + 1, call->arena, &list, &count, error) ||
        !uplift_newest(session, call->arena, &kept, &kept_count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) {
        json_begin_object(&json);
        put_model(&json, call, &list[i], uplift_of(kept, kept_count, list[i].id));
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, count > limit,
               count > limit ? str_format(call->arena, "%lld", (long long)list[limit - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

// By number or key.
static bool path_trial(const Call *call, StoreSession *session, Experiment *experiment, Error *error)
{
    int64_t id = 0;
    Error no_number;
    Str word = call->path_value[0];
    if (!experiment_find(session, word, call->arena, experiment, error)) return false;
    if (experiment->id) return true;
    return path_id(word, &id, &no_number) ? experiment_get(session, id, call->arena, experiment, error)
                                          : say_not_found(error);
}

static bool get_uplift(Call *call, StoreSession *session, Error *error)
{
    static const char *const words[] = {"purchase", "orders", "revenue", "event"};
    Experiment experiment;
    KeptUplift *list;
    size_t count;
    if (!path_trial(call, session, &experiment, error) || !uplift_newest(session, call->arena, &list, &count, error))
        return false;
    if (experiment.outcome == OUTCOME_REVENUE && call->principal.masked & MASK_AMOUNTS)
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("amounts are hidden for your role", "les montants sont cachés à votre rôle"), STR(""));
    const KeptUplift *kept = uplift_of(list, count, experiment.id);
    const UpliftReport *report = kept && kept->status != UPLIFT_REFUSED ? kept->report : NULL;
    bool shares = is_share(&experiment);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_model(&json, call, &experiment, kept);
    put_text(&json, "outcome", str_of(words[experiment.outcome]));
    put_qini(&json, "two_model", report, report ? &report->method[UPLIFT_TWO_MODEL] : NULL, shares);
    put_qini(&json, "transformed", report, report ? &report->method[UPLIFT_TRANSFORMED] : NULL, shares);
    put_qini(&json, "response_qini", report, report ? &report->response_first : NULL, shares);
    put_curve(&json, report);
    put_groups(&json, "deciles", report ? report->decile : NULL, report ? report->deciles : 0);
    put_groups(&json, "groups", report ? report->group : NULL, report ? report->groups : 0);
    if (!put_versions(&json, call, session, experiment.id, error)) return false;
    json_end_object(&json);
    return true;
}

static bool train_uplift(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    int64_t job = 0;
    if (!path_trial(call, session, &experiment, error)) return false;
    if (experiment.status == EXPERIMENT_DRAFT)
        return error_code(error, ERROR_CONFLICT, "wrong_status", PHRASE("it has not started", "elle n’a pas commencé"),
                          STR(""));
    Str number = str_format(call->arena, "%lld", (long long)experiment.id);
    Str argument = str_format(call->arena, "{\"experiment\":%.*s}", STR_ARGS(number));
    if (!job_queue(call->house->jobs, session, UPLIFT_JOB, argument, number, call->now, &job, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "experiment:%.*s", STR_ARGS(number));
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/uplift",
     .name = "listUplift",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Experiments, newest first, and whether they say for whom the treatment changes most",
                       "Les expériences, récentes d’abord, et si elles disent pour qui le traitement change le plus"),
     .parameters = item_page_parameters,
     .answer = &list_shape,
     .read = list_uplift},
    {.method = "GET",
     .path = "/api/v1/uplift/{experiment}",
     .name = "getUplift",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The uplift model of an experiment: Qini curve, groups, whether it is on",
                       "Le modèle d’uplift d’une expérience\u00A0: courbe de Qini, groupes, s’il est actif"),
     .answer = &report_shape,
     .read = get_uplift},
    {.method = "POST",
     .path = "/api/v1/uplift/{experiment}/train",
     .name = "trainUplift",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Learns from the experiment now", "Apprend de l’expérience maintenant"),
     .answer = &job_shape,
     .write = train_uplift},
    {0}};

const Module uplift_module = {.name = "uplift", .routes = routes, .jobs = uplift_jobs};
