// readout_http.c - GET /api/v1/experiments/{id}/results.
#include "experiment/readout.h"

#include <math.h>

#include "api/mask.h"
#include "base/json_put.h"
#include "base/number.h"
#include "event/log.h"
#include "experiment/experiment_http.h"
#include "house.h"

// ---- writing ----

typedef struct Telling {
    const Call *call;
    const Experiment *experiment;
    Currency currency;
    JsonWriter *json;
} Telling;

static const char *unit_of(const Experiment *experiment)
{
    if (experiment->outcome == OUTCOME_REVENUE) return "amount";
    return experiment->outcome == OUTCOME_ORDERS ? "number" : "rate";
}

static void tell_number(const Telling *telling, const char *key, bool there, double number)
{
    if (there && telling->experiment->outcome == OUTCOME_REVENUE)
        put_money(telling->json, key, llround(number), &telling->currency, telling->call->arena);
    else
        put_number_or_null(telling->json, key, there, number);
}

static void tell_figure(const Telling *telling, const Sampled *figure)
{
    bool interval = figure->observed && figure->has_interval;
    tell_number(telling, "value", figure->observed, figure->value);
    tell_number(telling, "low", interval, figure->low);
    tell_number(telling, "high", interval, figure->high);
}

static void tell_arm(const Telling *telling, const Readout *readout, int i)
{
    const ExperimentArm *arm = &telling->experiment->arm[i];
    json_begin_object(telling->json);
    put_text(telling->json, "key", arm->key);
    put_text(telling->json, "name", arm->name);
    put_number(telling->json, "share", arm->share);
    put_integer(telling->json, "exposed", readout->arm[i].exposed);
    put_integer(telling->json, "n", readout->arm[i].observed);
    tell_figure(telling, &readout->after.value[i]);
    json_key(telling->json, "before");
    json_begin_object(telling->json);
    tell_figure(telling, &readout->before.value[i]);
    json_end_object(telling->json);
    json_end_object(telling->json);
}

static void tell_difference(const Telling *telling, const char *key, const TwoArms *two)
{
    json_key(telling->json, key);
    json_begin_object(telling->json);
    tell_figure(telling, &two->difference);
    put_number_or_null(telling->json, "p", two->tested, two->p);
    json_end_object(telling->json);
}

static double criterion_minor(const Telling *telling)
{
    bool amount = telling->experiment->outcome == OUTCOME_REVENUE;
    return telling->experiment->criterion * (amount ? (double)currency_minor_per_major(&telling->currency) : 1);
}

static void tell_criterion(const Telling *telling, const Readout *readout)
{
    const Sampled *difference = &readout->after.difference;
    json_key(telling->json, "criterion_met");
    if (telling->experiment->has_criterion && difference->observed && readout->verdict != VERDICT_UNBALANCED)
        json_boolean(telling->json, difference->value >= criterion_minor(telling));
    else
        json_null(telling->json);
}

static Str say_amount(const Telling *telling, double number)
{
    Arena *arena = telling->call->arena;
    Locale locale = telling->call->locale;
    if (telling->experiment->outcome == OUTCOME_REVENUE)
        return money_say(arena, locale, llround(number), &telling->currency);
    if (telling->experiment->outcome == OUTCOME_ORDERS) return number_say(arena, locale, number, 3);
    return number_say_points(arena, locale, number, 1);
}

static Str say_verdict(const Telling *telling, const Readout *readout)
{
    static const Phrase says[] = {
        [VERDICT_TOO_EARLY] = PHRASE("Too early: nobody’s days have ended in one of the groups.",
                                     "Trop tôt\u00A0: dans l’un des groupes, les jours de personne ne sont passés."),
        [VERDICT_UNBALANCED] = PHRASE("The groups are not of the sizes that were planned: look for the fault before "
                                      "reading anything else.",
                                      "Les groupes n’ont pas les tailles prévues\u00A0: cherchez la faute avant de "
                                      "lire la suite."),
        [VERDICT_INCONCLUSIVE] = PHRASE("Inconclusive: the difference is {0}, between {1} and {2}; chance may explain "
                                        "it.",
                                        "Non concluant\u00A0: la différence est de {0}, entre {1} et {2}\u202F; le "
                                        "hasard peut l’expliquer."),
        [VERDICT_BETTER] = PHRASE("Better: the treated group differs by {0}, between {1} and {2}.",
                                  "Mieux\u00A0: le groupe traité diffère de {0}, entre {1} et {2}."),
        [VERDICT_WORSE] = PHRASE("Worse: the treated group differs by {0}, between {1} and {2}.",
                                 "Moins bien\u00A0: le groupe traité diffère de {0}, entre {1} et {2}."),
    };
    const Sampled *difference = &readout->after.difference;
    const Str values[] = {say_amount(telling, difference->value), say_amount(telling, difference->low),
                          say_amount(telling, difference->high)};
    return phrase_str(telling->call->arena, telling->call->locale, says[readout->verdict], values, COUNT_OF(values));
}

static void tell(const Telling *telling, const Readout *readout)
{
    static const char *const outcomes[] = {"purchase", "orders", "revenue", "event"};
    static const char *const verdicts[] = {"too_early", "unbalanced", "inconclusive", "better", "worse"};
    JsonWriter *json = telling->json;
    json_begin_object(json);
    put_text(json, "experiment", telling->experiment->key);
    put_instant(json, "as_of", telling->call->now, telling->call->arena);
    put_text(json, "outcome", str_of(outcomes[telling->experiment->outcome]));
    put_text(json, "unit", str_of(unit_of(telling->experiment)));
    put_integer(json, "follow_days", telling->experiment->follow_days);
    json_key(json, "arms");
    json_begin_array(json);
    for (int i = 0; i < EXPERIMENT_ARMS; i++) tell_arm(telling, readout, i);
    json_end_array(json);
    tell_difference(telling, "difference", &readout->after);
    tell_difference(telling, "change", &readout->change);
    json_key(json, "balance");
    json_begin_object(json);
    put_number(json, "p", readout->balance);
    put_boolean(json, "fair", readout->verdict != VERDICT_UNBALANCED);
    json_end_object(json);
    tell_number(telling, "detectable", readout->after.tested && readout->after.detectable > 0,
                readout->after.detectable);
    put_text(json, "verdict", str_of(verdicts[readout->verdict]));
    tell_criterion(telling, readout);
    put_text(json, "sentence", say_verdict(telling, readout));
    json_end_object(json);
}

bool experiment_results(Call *call, StoreSession *session, Error *error)
{
    Experiment experiment;
    Readout readout;
    if (!log_catch_up(call->house->log, session, error) || !path_experiment(call, session, &experiment, error))
        return false;
    if (experiment.outcome == OUTCOME_REVENUE && call->principal.masked & MASK_AMOUNTS)
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("amounts are hidden for your role", "les montants sont cachés à votre rôle"), STR(""));
    if (!readout_read(call->house, session, &experiment, call->now, call->arena, &readout, error)) return false;
    JsonWriter json = call_json(call);
    Telling telling = {call, &experiment, workspace_first(call->house->workspace)->currency, &json};
    tell(&telling, &readout);
    return true;
}
