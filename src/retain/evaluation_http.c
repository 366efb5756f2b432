// evaluation_http.c - GET /api/v1/next-actions/evaluation: what was done is worth so much a choice, and what other ways
// of choosing would have brought, from the log alone.
#include <math.h>

#include "api/mask.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "retain/policy_log.h"
#include "retain/ready_action.h"
#include "retain/retain_http.h"
#include "workspace/workspace.h"

// ---- shapes ----

#define AMOUNT_FIELD(field)                                                                                            \
    {                                                                                                                  \
        .name = (field), .type = FIELD_MONEY, .required = true, .nullable = true                                       \
    }
static const Field amount_fields[] = {AMOUNT_FIELD("value"), AMOUNT_FIELD("low"), AMOUNT_FIELD("high"), {0}};
static const Shape amount_shape = {.name = "PolicyAmount", .fields = amount_fields};

#define ESTIMATE_FIELD(field, english, french)                                                                         \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = &amount_shape, .required = true,                               \
        .help = PHRASE(english, french)                                                                                \
    }
static const Field policy_fields[] = {
    {.name = "policy", .type = FIELD_TEXT, .required = true, .words = POLICY_KIND_WORDS},
    {.name = "action",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("key, of policy action", "clé, pour la politique action")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("in words", "en mots")},
    {.name = "n", .type = FIELD_INTEGER, .required = true},
    {.name = "effective",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("how many choices the estimates rest on", "sur combien de choix reposent les estimations")},
    {.name = "enough",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("effective is at least 20: else trust none of it",
                    "effective vaut au moins 20\u00A0: sinon n’en croyez rien")},
    ESTIMATE_FIELD("dr", "a choice, doubly robust: the one to read",
                   "par choix, doublement robuste\u00A0: celle à lire"),
    ESTIMATE_FIELD("ips", "by inverse propensities", "par l’inverse des probabilités"),
    ESTIMATE_FIELD("snips", "the same, self-normalised", "la même, auto-normalisée"),
    {0}};
static const Shape policy_shape = {.name = "JudgedPolicy", .fields = policy_fields};

static const Field fields[] = {
    {.name = "follow_days", .type = FIELD_INTEGER, .required = true},
    {.name = "observed", .type = FIELD_INTEGER, .required = true, .help = PHRASE("choices", "choix")},
    {.name = "waiting",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("whose days have not ended", "dont les jours ne sont pas passés")},
    {.name = "own",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("made by people against the proposal: they tell nothing of chance",
                    "faits par des personnes contre la proposition\u00A0: ils ne disent rien du hasard")},
    {.name = "left_out",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("control groups, objections, actions that are gone",
                    "groupes témoins, oppositions, actions disparues")},
    {.name = "policies", .type = FIELD_ARRAY, .shape = &policy_shape, .required = true},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0}};
static const Shape shape = {.name = "NextActionEvaluation", .fields = fields};

// ---- the answer ----

// null where it is not known yet, or hidden from the caller.
static void put_estimate(JsonWriter *json, const Call *call, const char *key, const Sampled *sampled)
{
    Currency currency = workspace_first(call->house->workspace)->currency;
    const double value[] = {sampled->value, sampled->low, sampled->high};
    static const char *const names[] = {"value", "low", "high"};
    json_key(json, key);
    json_begin_object(json);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        bool known = sampled->observed && (i == 0 || sampled->has_interval) && fabs(value[i]) < 9e18;
        if (known && !(call->principal.masked & MASK_AMOUNTS))
            put_money(json, names[i], llround(value[i]), &currency, call->arena);
        else
            put_text_or_null(json, names[i], STR(""));
    }
    json_end_object(json);
}

static Str label_of(const Call *call, const JudgedPolicy *policy)
{
    static const Phrase labels[] = {
        [POLICY_LOGGED] = PHRASE("As it was done", "Comme cela a été fait"),
        [POLICY_BEST] = PHRASE("Always the best, without the lot", "Toujours la meilleure, sans tirage"),
        [POLICY_NOTHING] = PHRASE("Never anything", "Jamais rien"),
        [POLICY_ACTION] = PHRASE("{0} wherever it is possible", "{0} partout où c’est possible"),
    };
    return phrase_say(call->arena, call->locale, labels[policy->kind],
                      policy->action ? next_action_label(policy->action, call->locale) : STR(""));
}

static void write_policy(JsonWriter *json, const Call *call, const JudgedPolicy *policy)
{
    static const char *const kinds[] = {"logged", "best", "nothing", "action"};
    json_begin_object(json);
    put_text(json, "policy", str_of(kinds[policy->kind]));
    put_text_or_null(json, "action", policy->action ? policy->action->key : STR(""));
    put_text(json, "label", label_of(call, policy));
    put_integer(json, "n", policy->value.n);
    put_number(json, "effective", policy->value.effective);
    put_boolean(json, "enough", policy->value.enough);
    put_estimate(json, call, "dr", &policy->value.dr);
    put_estimate(json, call, "ips", &policy->value.ips);
    put_estimate(json, call, "snips", &policy->value.snips);
    json_end_object(json);
}

static bool evaluate(Call *call, StoreSession *session, Error *error)
{
    Phrase none = PHRASE("no choice of which the days have ended was logged yet",
                         "aucun choix dont les jours sont passés n’a encore été consigné");
    NextActionSettings settings;
    PolicyLog *log = arena_new(call->arena, PolicyLog);
    if (!log_catch_up(call->house->log, session, error) ||
        !next_action_settings(session, call->arena, &settings, error) ||
        !policy_log(call->house, session, settings.follow_days, call->now, call->arena, log, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "follow_days", settings.follow_days);
    put_integer(&json, "observed", log->observed);
    put_integer(&json, "waiting", log->waiting);
    put_integer(&json, "own", log->own);
    put_integer(&json, "left_out", log->left_out);
    json_key(&json, "policies");
    json_begin_array(&json);
    for (size_t i = 0; log->observed && i < log->count; i++) write_policy(&json, call, &log->policy[i]);
    json_end_array(&json);
    put_text_or_null(&json, "refusal", log->observed ? STR("") : str_of(none.in[call->locale]));
    json_end_object(&json);
    return true;
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/next-actions/evaluation",
     .name = "evaluateNextActions",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("What choices brought, and what other ways of choosing would have",
                       "Ce que les choix ont rapporté, et ce qu’auraient rapporté d’autres façons de choisir"),
     .answer = &shape,
     .read = evaluate},
    {0}};

const Module policy_module = {.name = "policy", .routes = routes};
