#include "playbook/result_http.h"

#include <math.h>

#include "api/mask.h"
#include "base/json_put.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "experiment/readout.h"
#include "house.h"
#include "playbook/candidates.h"
#include "workspace/workspace.h"

// ---- shapes ----

#define INTERVAL(of)                                                                                                   \
    {.name = "value",                                                                                                  \
     .type = (of),                                                                                                     \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("null: not observed yet", "null\u00A0: pas encore observé")},                                      \
        {.name = "low",                                                                                                \
         .type = (of),                                                                                                 \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 %: from", "95\u202F%\u00A0: de")},                                                         \
    {                                                                                                                  \
        .name = "high", .type = (of), .required = true, .nullable = true,                                              \
        .help = PHRASE("95 %: to", "95\u202F%\u00A0: à")                                                               \
    }
static const Field rate_fields[] = {INTERVAL(FIELD_NUMBER), {0}};
static const Shape rate_shape = {.name = "PlaybookRate", .fields = rate_fields};
static const Field amount_fields[] = {INTERVAL(FIELD_MONEY), {0}};
static const Shape amount_shape = {.name = "PlaybookAmount", .fields = amount_fields};

static const Field arm_fields[] = {
    {.name = "arm", .type = FIELD_TEXT, .required = true, .words = "control|treated"},
    {.name = "entered", .type = FIELD_INTEGER, .required = true},
    {.name = "n",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of them, whose days have ended", "parmi eux, ceux dont les jours sont passés")},
    {.name = "goal",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &rate_shape,
     .help = PHRASE("share who reached it within its days", "part qui l’a atteint dans le délai")},
    {.name = "revenue",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &amount_shape,
     .help = PHRASE("per person, net of refunds, in the same days",
                    "par personne, remboursements déduits, dans le même délai")},
    {0}};
static const Shape arm_shape = {.name = "PlaybookArm", .fields = arm_fields};

static const Field fields[] = {
    {.name = "experiment", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "goal", .type = FIELD_TEXT, .required = true},
    {.name = "goal_days", .type = FIELD_INTEGER, .required = true},
    {.name = "as_of", .type = FIELD_INSTANT, .required = true},
    {.name = "arms", .type = FIELD_ARRAY, .required = true, .shape = &arm_shape},
    {.name = "goal_difference",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &rate_shape,
     .help = PHRASE("treated less control", "traités moins témoins")},
    {.name = "revenue_difference", .type = FIELD_OBJECT, .required = true, .shape = &amount_shape},
    {.name = "p", .type = FIELD_NUMBER, .required = true, .nullable = true},
    {.name = "verdict", .type = FIELD_TEXT, .required = true, .words = VERDICT_WORDS},
    {.name = "refusal",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why nothing can be said", "pourquoi rien ne peut être dit")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape playbook_result_shape = {.name = "PlaybookResult", .fields = fields};

// ---- reading ----

typedef struct Result {
    PlaybookEntry entry;
    Experiment experiment; // id 0: none yet
    Readout goal, revenue;
} Result;

static bool read_result(Call *call, StoreSession *session, Result *result, Error *error)
{
    if (!result->entry.experiment) return true;
    if (!experiment_get(session, result->entry.experiment, call->arena, &result->experiment, error)) return false;
    Experiment of_revenue = result->experiment;
    of_revenue.outcome = OUTCOME_REVENUE;
    return readout_read(call->house, session, &result->experiment, call->now, call->arena, &result->goal, error) &&
           readout_read(call->house, session, &of_revenue, call->now, call->arena, &result->revenue, error);
}

// ---- writing ----

static void put_rate(JsonWriter *json, const char *key, const Sampled *figure)
{
    bool interval = figure->observed && figure->has_interval;
    json_key(json, key);
    json_begin_object(json);
    put_number_or_null(json, "value", figure->observed, figure->value);
    put_number_or_null(json, "low", interval, figure->low);
    put_number_or_null(json, "high", interval, figure->high);
    json_end_object(json);
}

static void put_amount(JsonWriter *json, const char *key, const Call *call, bool there, double minor)
{
    const double most = 9e18;
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (there && isfinite(minor) && fabs(minor) < most && !(call->principal.masked & MASK_AMOUNTS))
        put_money(json, key, llround(minor), &currency, call->arena);
    else
        put_text_or_null(json, key, STR(""));
}

static void put_amounts(JsonWriter *json, const char *key, const Call *call, const Sampled *figure)
{
    bool interval = figure->observed && figure->has_interval;
    json_key(json, key);
    json_begin_object(json);
    put_amount(json, "value", call, figure->observed, figure->value);
    put_amount(json, "low", call, interval, figure->low);
    put_amount(json, "high", call, interval, figure->high);
    json_end_object(json);
}

static void write_arms(JsonWriter *json, const Call *call, const Result *result)
{
    static const char *const names[EXPERIMENT_ARMS] = {"control", "treated"};
    json_key(json, "arms");
    json_begin_array(json);
    for (int i = 0; i < EXPERIMENT_ARMS; i++) {
        json_begin_object(json);
        put_text(json, "arm", str_of(names[i]));
        put_integer(json, "entered", result->goal.arm[i].exposed);
        put_integer(json, "n", result->goal.arm[i].observed);
        put_rate(json, "goal", &result->goal.after.value[i]);
        put_amounts(json, "revenue", call, &result->revenue.after.value[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_result(JsonWriter *json, const Call *call, const Result *result)
{
    static const char *const verdicts[] = {"too_early", "unbalanced", "inconclusive", "better", "worse"};
    Phrase never = PHRASE("it was never switched on: nobody has entered",
                          "elle n’a jamais été activée\u00A0: personne n’y est entré");
    const TwoArms *goal = &result->goal.after;
    bool there = result->experiment.id;
    json_begin_object(json);
    put_integer_or_null(json, "experiment", there, result->experiment.id);
    put_text(json, "goal", there ? result->experiment.event : result->entry.goal);
    put_integer(json, "goal_days", there ? result->experiment.follow_days : result->entry.goal_days);
    put_instant(json, "as_of", call->now, call->arena);
    write_arms(json, call, result);
    put_rate(json, "goal_difference", &goal->difference);
    put_amounts(json, "revenue_difference", call, &result->revenue.after.difference);
    put_number_or_null(json, "p", goal->tested, goal->p);
    put_text(json, "verdict", str_of(verdicts[result->goal.verdict]));
    put_text_or_null(json, "refusal", there ? STR("") : str_of(never.in[call->locale]));
    write_masked(json, call);
    json_end_object(json);
}

bool get_playbook_result(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    PlaybookText playbook;
    Result *result = arena_new(call->arena, Result);
    const PlaybookPlace place = {call->house, session, call->now, call->arena};
    if (!log_catch_up(call->house->log, session, error) || !path_id(call->path_value[0], &id, error) ||
        !playbook_text(&place, id, &playbook, error) || !entry_of(session, id, call->arena, &result->entry, error) ||
        !read_result(call, session, result, error))
        return false;
    JsonWriter json = call_json(call);
    write_result(&json, call, result);
    return true;
}
