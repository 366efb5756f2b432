#include "prediction/prediction.h"

#include <math.h>
#include <string.h>

#include "prediction/scores.h"

typedef struct ModelWords {
    const char *name;
    Phrase label;
} ModelWords;

static const ModelWords words[PREDICTION_MODEL_COUNT] = {
    [PREDICTION_LIFETIME] = {"lifetime", PHRASE("Lifetime value", "Valeur vie client")},
    [PREDICTION_CONTRACT_LIFETIME] = {"contract_lifetime",
                                      PHRASE("Lifetime of contracts", "Durée de vie des contrats")},
    [PREDICTION_CHURN] = {"churn", PHRASE("Churn", "Départ")},
    [PREDICTION_CONTRACT_CHURN] = {"contract_churn", PHRASE("End of the subscription", "Fin de l’abonnement")},
    [PREDICTION_REPURCHASE] = {"repurchase", PHRASE("Buys again within 30 days", "Rachète sous 30 jours")},
    [PREDICTION_UPGRADE] = {"upgrade", PHRASE("Takes a dearer plan", "Passe à une offre supérieure")},
    [PREDICTION_RESPONSE] = {"response", PHRASE("Answers a campaign", "Répond à une campagne")}};

Str prediction_model_name(PredictionModel model)
{
    return str_of(words[model].name);
}

Phrase prediction_model_label(PredictionModel model)
{
    return words[model].label;
}

bool prediction_of_value(PredictionModel model)
{
    return model == PREDICTION_LIFETIME || model == PREDICTION_CONTRACT_LIFETIME;
}

bool prediction_model_parse(Str name, PredictionModel *model)
{
    for (int i = 0; i < PREDICTION_MODEL_COUNT; i++)
        if (str_equal(name, str_of(words[i].name))) {
            *model = (PredictionModel)i;
            return true;
        }
    return false;
}

Str prediction_band(double probability)
{
    const double medium = 0.3, high = 0.6;
    return probability < medium ? STR("low") : probability < high ? STR("medium") : STR("high");
}

bool prediction_scores(const PredictionPlace *place, PredictionModel model, PredictionScores *scores, Error *error)
{
    const Scored *scored;
    if (!scored_acquire(place, model, &scored, error)) return false;
    double *score = arena_array(place->arena, double, scored->customers);
    memcpy(score, scored->score, scored->customers * sizeof *score);
    *scores = (PredictionScores){.version = scored->version.id ? scored->version.version : 0,
                                 .as_of = scored->as_of,
                                 .customers = scored->customers,
                                 .score = score};
    scored_release(scored);
    return true;
}

static const double *copied(const Scored *scored, const double *value, Arena *arena)
{
    double *copy = arena_array(arena, double, scored->customers);
    memcpy(copy, value, scored->customers * sizeof *copy);
    return copy;
}

bool prediction_lifetime(const PredictionPlace *place, LifetimePeople *scores, Error *error)
{
    const Scored *scored;
    if (!scored_acquire(place, PREDICTION_LIFETIME, &scored, error)) return false;
    *scores = (LifetimePeople){.version = scored->version.id ? scored->version.version : 0,
                               .as_of = scored->as_of,
                               .customers = scored->customers,
                               .horizon_days = scored->settings.horizon_days,
                               .p_alive = copied(scored, scored->alive, place->arena),
                               .expected = copied(scored, scored->expected, place->arena),
                               .future_minor = copied(scored, scored->future, place->arena),
                               .past_minor = copied(scored, scored->past, place->arena)};
    scored_release(scored);
    return true;
}

static double probability_of(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

static void take_person(const PredictionPlace *place, const Scored *scored, CustomerId root,
                        PersonPrediction *prediction)
{
    PersonReasons reasons;
    if (root >= scored->customers || isnan(scored->score[root])) return;
    scored_reasons(scored, place, &root, 1, &reasons);
    prediction->scored = true;
    prediction->probability = scored->score[root];
    prediction->base = probability_of(scored->propensity.base);
    prediction->reasons = reasons.count;
    memcpy(prediction->reason, reasons.reason, sizeof prediction->reason);
}

bool prediction_of_person(const PredictionPlace *place, PredictionModel model, CustomerId root,
                          PersonPrediction *prediction, Error *error)
{
    const Scored *scored;
    *prediction = (PersonPrediction){0};
    if (!scored_acquire(place, model, &scored, error)) return false;
    prediction->version = scored->version.id ? scored->version.version : 0;
    prediction->as_of = scored->as_of;
    if (!prediction_of_value(model) && prediction->version) take_person(place, scored, root, prediction);
    scored_release(scored);
    return true;
}
