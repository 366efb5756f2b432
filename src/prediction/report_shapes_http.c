// report_shapes_http.c - the answers about models: their list, the report of one, its versions.
#include "prediction/shapes_http.h"

// ---- figures of quality ----

static const Field rate_fields[] = {NUMBER_OR_NULL("value", "null: not observed", "null\u00A0: pas observé"),
                                    NUMBER_OR_NULL("low", "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
                                    NUMBER_OR_NULL("high", "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
                                    COUNT("n", "of how many", "sur combien"),
                                    {0}};
static const Shape rate_shape = {.name = "PredictionRate", .fields = rate_fields};

static const Field bin_fields[] = {NUMBER("predicted", "mean probability", "probabilité moyenne"),
                                   OBJECT("observed", &rate_shape, "what happened", "ce qui est arrivé"),
                                   {0}};
static const Shape bin_shape = {.name = "CalibrationBin", .fields = bin_fields};

static const Field band_fields[] = {
    COUNT("decile", "1: the highest scores", "1\u00A0: les plus hautes notes"),
    COUNT("n", "people", "personnes"),
    COUNT("positives", "to whom it happened", "à qui c’est arrivé"),
    NUMBER("lift", "its rate over that of all", "son taux sur celui de tous"),
    NUMBER("captured", "share of all positives up to here", "part de tous les cas jusqu’ici"),
    {0}};
static const Shape band_shape = {.name = "LiftBand", .fields = band_fields};

#define QUALITY_FIELDS                                                                                                 \
    {.name = "rows", .type = FIELD_INTEGER, .help = PHRASE("judged", "jugées")},                                       \
        {.name = "positives", .type = FIELD_INTEGER, .help = PHRASE("to whom it happened", "à qui c’est arrivé")},     \
        {.name = "auc",                                                                                                \
         .type = FIELD_OBJECT,                                                                                         \
         .shape = &rate_shape,                                                                                         \
         .help = PHRASE("of the ranking", "du classement")},                                                           \
        {.name = "pr_auc",                                                                                             \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("average precision", "précision moyenne")},                                                    \
        {.name = "brier",                                                                                              \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("mean squared error", "erreur quadratique moyenne")},                                          \
        {.name = "log_loss",                                                                                           \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("less is better", "moins vaut mieux")},                                                        \
        {.name = "top_decile_lift",                                                                                    \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("of the tenth with the highest scores", "du dixième aux plus hautes notes")},                  \
        {.name = "top_decile_capture",                                                                                 \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("share of all positives in it", "part de tous les cas qu’il contient")},                       \
    {                                                                                                                  \
        .name = "calibration_error", .type = FIELD_NUMBER, .nullable = true,                                           \
        .help = PHRASE("mean distance of probability and rate", "écart moyen entre probabilité et taux")               \
    }

#define LIFETIME_QUALITY_FIELDS                                                                                        \
    {.name = "actual",                                                                                                 \
     .type = FIELD_NUMBER,                                                                                             \
     .help = PHRASE("of lifetime: purchases that came; of contract_lifetime renewals",                                 \
                    "de lifetime\u00A0: achats venus\u202F; de contract_lifetime renouvellements")},                   \
        {.name = "predicted",                                                                                          \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("of lifetime: purchases foretold", "de lifetime\u00A0: achats prédits")},                      \
        {.name = "mae",                                                                                                \
         .type = FIELD_NUMBER,                                                                                         \
         .help =                                                                                                       \
             PHRASE("of lifetime: mean absolute error of a customer; of contract_lifetime of the share that "          \
                    "renews, by renewals behind them",                                                                 \
                    "de lifetime\u00A0: erreur absolue moyenne par client\u202F; de contract_lifetime celle de la "    \
                    "part qui renouvelle, par renouvellements passés")},                                               \
    {                                                                                                                  \
        .name = "naive_mae", .type = FIELD_NUMBER,                                                                     \
        .help = PHRASE("of lifetime: that of the naive rule", "de lifetime\u00A0: celle de la règle naïve")            \
    }

static const Field quality_fields[] = {QUALITY_FIELDS, LIFETIME_QUALITY_FIELDS, {0}};
static const Shape quality_shape = {.name = "PredictionQuality", .fields = quality_fields};

// ---- the list ----

#define HEAD_FIELDS                                                                                                    \
    TEXT("model", "its name", "son nom"), TEXT("title", "for people", "pour les personnes"),                           \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .words = "published|refused|never|training",                                                                  \
         .required = true,                                                                                             \
         .help = PHRASE("where it stands", "où il en est")},                                                           \
        {.name = "training",                                                                                           \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = true,                                                                                             \
         .help = PHRASE("a training waits or runs", "un entraînement attend ou tourne")},                              \
        COUNT_OR_NULL("version", "that is shown", "montrée"),                                                          \
        INSTANT_OR_NULL("trained_at", "when it was trained", "quand il a été entraîné"),                               \
        TEXT_OR_NULL("last_refusal", "why a later version was refused",                                                \
                     "pourquoi une version plus récente est refusée")

static const Field model_list_item_fields[] = {
    HEAD_FIELDS,
    TEXT_OR_NULL("chosen", "kind of model", "genre de modèle"),
    {.name = "as_of",
     .type = FIELD_DAY,
     .required = true,
     .nullable = true,
     .help = PHRASE("last known day", "dernier jour connu")},
    COUNT_OR_NULL("window_days", "within which it happens", "dans lesquels cela arrive"),
    OBJECT("quality", &quality_shape, "on time held out", "sur la période de contrôle"),
    TEXT_OR_NULL("refusal", "why nobody is scored", "pourquoi personne n’est noté"),
    {0}};
const Shape model_list_item_shape = {.name = "Prediction", .fields = model_list_item_fields};

static const Field model_list_fields[] = {
    LIST("items", &model_list_item_shape, "all models", "tous les modèles"), NEXT_CURSOR, {0}};
const Shape model_list_shape = {.name = "PredictionList", .fields = model_list_fields};

// ---- a report ----

static const Field span_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("last day", "dernier jour")},
    {0}};
static const Shape span_shape = {.name = "PredictionWindow", .fields = span_fields};

static const Field left_out_fields[] = {
    COUNT("objected", "to profiling", "au profilage"),
    COUNT("too_new", "came after the time it is judged on", "venus après la période de contrôle"),
    COUNT("without_history", "not of those it is about", "hors de ceux qu’il concerne"),
    {0}};
static const Shape left_out_shape = {.name = "PredictionLeftOut", .fields = left_out_fields};

static const Field frequency_fields[] = {
    COUNT("x", "repeat purchases before; 7: and more", "réachats avant\u202F; 7\u00A0: et plus"),
    COUNT("customers", "people", "personnes"),
    NUMBER_OR_NULL("actual", "purchases of one afterwards", "achats de l’un ensuite"),
    NUMBER_OR_NULL("predicted", "that were foretold", "prédits"),
    {0}};
static const Shape frequency_shape = {.name = "LifetimeFrequency", .fields = frequency_fields};

static const Field week_fields[] = {
    {.name = "week", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    COUNT("actual", "repeat purchases", "réachats"),
    NUMBER("predicted", "that were foretold", "prédits"),
    {.name = "held_out",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("the model had not seen it", "le modèle ne l’avait pas vue")},
    {0}};
static const Shape week_shape = {.name = "LifetimeWeek", .fields = week_fields};

static const Field age_fields[] = {
    COUNT("renewed", "renewals behind them; 12: and more", "renouvellements passés\u202F; 12\u00A0: et plus"),
    OBJECT("actual", &rate_shape, "renewed of those that came up", "renouvelés parmi ceux à échéance"),
    NUMBER("predicted", "share that was foretold", "part prédite"),
    NUMBER("naive", "share by the naive rule", "part selon la règle naïve"),
    {0}};
static const Shape age_shape = {.name = "ContractAge", .fields = age_fields};

static const Field holdout_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("last day", "dernier jour")},
    QUALITY_FIELDS,
    LIFETIME_QUALITY_FIELDS,
    {.name = "customers", .type = FIELD_INTEGER, .help = PHRASE("of lifetime: judged", "de lifetime\u00A0: jugés")},
    {.name = "calibration",
     .type = FIELD_ARRAY,
     .shape = &bin_shape,
     .help = PHRASE("by tenths of the score", "par dixièmes de la note")},
    {.name = "lift",
     .type = FIELD_ARRAY,
     .shape = &band_shape,
     .help = PHRASE("by tenths, the highest first", "par dixièmes, le plus haut d’abord")},
    {.name = "naive",
     .type = FIELD_ANY,
     .help = PHRASE("the rule that knows nothing: its figures; of lifetime the purchases it foretells",
                    "la règle qui ne sait rien\u00A0: ses chiffres\u202F; de lifetime les achats qu’elle prédit")},
    {.name = "by_frequency",
     .type = FIELD_ARRAY,
     .shape = &frequency_shape,
     .help = PHRASE("of lifetime", "de lifetime")},
    {.name = "weekly", .type = FIELD_ARRAY, .shape = &week_shape, .help = PHRASE("of lifetime", "de lifetime")},
    {.name = "naive_log_loss",
     .type = FIELD_NUMBER,
     .nullable = true,
     .help =
         PHRASE("of contract_lifetime: that of the naive rule", "de contract_lifetime\u00A0: celle de la règle naïve")},
    {.name = "by_age",
     .type = FIELD_ARRAY,
     .shape = &age_shape,
     .help = PHRASE("of contract_lifetime: renewals that came up",
                    "de contract_lifetime\u00A0: renouvellements venus à échéance")},
    {0}};
static const Shape holdout_shape = {.name = "PredictionHoldout", .fields = holdout_fields};

static const Field coefficient_fields[] = {
    TEXT("name", "of the term", "du terme"),
    TEXT_OR_NULL("feature", "its column", "sa colonne"),
    TEXT_OR_NULL("label", "for people", "pour les personnes"),
    NUMBER_OR_NULL("value", "of the log odds", "du logarithme des cotes"),
    NUMBER_OR_NULL("error", "standard error", "erreur type"),
    NUMBER_OR_NULL("odds_ratio", "of one more unit", "d’une unité de plus"),
    NUMBER_OR_NULL("low", "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
    NUMBER_OR_NULL("high", "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
    NUMBER_OR_NULL("p", "of no effect", "d’une absence d’effet"),
    {.name = "separated",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("goes with one outcome alone", "ne va qu’avec une issue")},
    {0}};
static const Shape coefficient_shape = {.name = "PredictionCoefficient", .fields = coefficient_fields};

static const Field trial_fields[] = {
    TEXT("title", "for people", "pour les personnes"),
    {.name = "inner_log_loss", .type = FIELD_NUMBER, .help = PHRASE("it was chosen by", "critère du choix")},
    QUALITY_FIELDS,
    {.name = "trees", .type = FIELD_INTEGER, .help = PHRASE("of boosting", "du boosting")},
    {.name = "coefficients",
     .type = FIELD_ARRAY,
     .shape = &coefficient_shape,
     .help = PHRASE("of logistic", "de la logistique")},
    {.name = "parameters", .type = FIELD_MAP, .help = PHRASE("of lifetime", "de lifetime")},
    {.name = "errors", .type = FIELD_MAP, .help = PHRASE("their standard errors", "leurs erreurs types")},
    {.name = "unit_days", .type = FIELD_NUMBER, .help = PHRASE("of the parameters", "des paramètres")},
    {.name = "log_likelihood",
     .type = FIELD_NUMBER,
     .help = PHRASE("of all that is known", "de tout ce qui est connu")},
    {.name = "holdout_log_likelihood", .type = FIELD_NUMBER, .help = PHRASE("it was chosen by", "critère du choix")},
    {.name = "mae", .type = FIELD_NUMBER, .help = PHRASE("on time held out", "sur la période de contrôle")},
    {.name = "predicted", .type = FIELD_NUMBER, .help = PHRASE("purchases of it", "ses achats")},
    {.name = "customers", .type = FIELD_INTEGER, .help = PHRASE("fitted to", "d’ajustement")},
    {.name = "shrunk",
     .type = FIELD_NUMBER,
     .help = PHRASE("part of the prior, 0 to 1", "part de l’a priori, de 0 à 1")},
    {.name = "refusal",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("why it has no fit", "pourquoi pas d’ajustement")},
    {0}};
static const Shape trial_shape = {.name = "PredictionTrial", .fields = trial_fields};

static const Field trials_fields[] = {{.name = "logistic", .type = FIELD_OBJECT, .shape = &trial_shape},
                                      {.name = "boosting", .type = FIELD_OBJECT, .shape = &trial_shape},
                                      {.name = "bg_nbd", .type = FIELD_OBJECT, .shape = &trial_shape},
                                      {.name = "mbg_nbd", .type = FIELD_OBJECT, .shape = &trial_shape},
                                      {.name = "pareto_nbd", .type = FIELD_OBJECT, .shape = &trial_shape},
                                      {0}};
static const Shape trials_shape = {.name = "PredictionTrials", .fields = trials_fields};

static const Field amounts_fields[] = {
    {.name = "parameters", .type = FIELD_MAP, .required = true, .help = PHRASE("p, q, gamma", "p, q, gamma")},
    {.name = "errors",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("their standard errors", "leurs erreurs types")},
    NUMBER("log_likelihood", "of the fit", "de l’ajustement"),
    COUNT("customers", "with a repeat purchase", "avec un réachat"),
    NUMBER("correlation", "of number and amount; the model takes it to be 0",
           "du nombre et du montant\u202F; le modèle la suppose nulle"),
    NUMBER("shrunk", "part of the prior, 0 to 1", "part de l’a priori, de 0 à 1"),
    {0}};
static const Shape amounts_shape = {.name = "GammaGamma", .fields = amounts_fields};

static const Field contract_period_fields[] = {
    COUNT("period", "from 1", "à partir de 1"),
    OBJECT("observed", &rate_shape, "share still there at its end, as seen (Kaplan–Meier)",
           "part encore là à sa fin, telle que vue (Kaplan-Meier)"),
    NUMBER("predicted", "share still there", "part encore là"),
    NUMBER("renewal", "chance to be renewed at its end", "probabilité de renouvellement à sa fin"),
    {0}};
static const Shape contract_period_shape = {.name = "ContractPeriod", .fields = contract_period_fields};

static const Field contract_group_fields[] = {
    TEXT("cycle", "billing period: 1 month", "période de facturation\u00A0: 1 month"),
    TEXT("label", "for people", "pour les personnes"),
    {.name = "of_plan",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("of one plan; else of all", "d’une offre\u202F; sinon de toutes")},
    TEXT_OR_NULL("plan", "which; null: all, or none was said", "laquelle\u202F; null\u00A0: toutes, ou aucune dite"),
    COUNT("contracts", "at least one period old", "vieux d’une période au moins"),
    COUNT("ended", "of these", "parmi eux"),
    COUNT("running", "now", "en cours"),
    {.name = "parameters", .type = FIELD_MAP, .required = true, .help = PHRASE("alpha, beta", "alpha, beta")},
    {.name = "errors",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("their standard errors", "leurs erreurs types")},
    {.name = "low",
     .type = FIELD_MAP,
     .required = true,
     .help = PHRASE("95 % interval: from", "intervalle à 95\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_MAP, .required = true, .help = PHRASE("to", "à")},
    NUMBER("log_likelihood", "of the fit", "de l’ajustement"),
    NUMBER("shrunk", "part of the prior, 0 to 1", "part de l’a priori, de 0 à 1"),
    NUMBER("naive_churn", "share that leaves each time, by the naive rule",
           "part qui part à chaque fois, selon la règle naïve"),
    LIST("periods", &contract_period_shape, "those that were seen, and twelve more; 96 at most",
         "celles qui ont été vues, et douze de plus\u202F; 96 au plus"),
    {0}};
static const Shape contract_group_shape = {.name = "ContractGroup", .fields = contract_group_fields};

static const Field driver_fields[] = {
    TEXT("feature", "its column", "sa colonne"),
    TEXT("label", "for people", "pour les personnes"),
    {.name = "direction",
     .type = FIELD_TEXT,
     .words = "up|down|mixed",
     .required = true,
     .help = PHRASE("up: more of it, higher score", "up\u00A0: plus il y en a, plus la note est haute")},
    NUMBER("importance", "share of all effects", "part de tous les effets"),
    TEXT_OR_NULL("term", "whose odds ratio it is", "dont c’est le rapport de cotes"),
    NUMBER_OR_NULL("odds_ratio", "of one more unit, or of the word", "d’une unité de plus, ou du mot"),
    NUMBER_OR_NULL("low", "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
    NUMBER_OR_NULL("high", "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
    NUMBER_OR_NULL("p", "of no effect", "d’une absence d’effet"),
    {0}};
static const Shape driver_shape = {.name = "PredictionDriver", .fields = driver_fields};

static const Field missing_fields[] = {TEXT("feature", "its column", "sa colonne"),
                                       TEXT("label", "for people", "pour les personnes"),
                                       COUNT("count", "rows in which it is not known", "lignes où il est inconnu"),
                                       {0}};
static const Shape missing_shape = {.name = "PredictionInput", .fields = missing_fields};

static const Field unused_fields[] = {
    TEXT("feature", "its column", "sa colonne"),
    TEXT("label", "for people", "pour les personnes"),
    {.name = "why",
     .type = FIELD_TEXT,
     .words = "constant|identifier|leak|empty",
     .required = true,
     .help = PHRASE("leak: it gives the answer away", "leak\u00A0: elle trahit la réponse")},
    {0}};
static const Shape unused_shape = {.name = "PredictionUnused", .fields = unused_fields};

static const Field moved_fields[] = {
    TEXT("feature", "its column", "sa colonne"),
    TEXT("label", "for people", "pour les personnes"),
    NUMBER("psi", "population stability index", "indice de stabilité de la population"),
    {0}};
static const Shape moved_shape = {.name = "PredictionMoved", .fields = moved_fields};

static const Field drift_fields[] = {NUMBER("psi", "of the score; below 0.1 stable, above 0.25 changed",
                                            "de la note\u202F; sous 0,1 stable, au-dessus de 0,25 changé"),
                                     COUNT("n", "people scored now", "personnes notées maintenant"),
                                     LIST("features", &moved_shape, "each of them", "chacune"),
                                     {0}};
static const Shape drift_shape = {.name = "PredictionDrift", .fields = drift_fields};

static const Field report_fields[] = {
    HEAD_FIELDS,
    {.name = "as_of", .type = FIELD_DAY, .help = PHRASE("last known day", "dernier jour connu")},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .help = PHRASE("within which it happens", "dans lesquels cela arrive")},
    {.name = "window",
     .type = FIELD_OBJECT,
     .shape = &span_shape,
     .help = PHRASE("it learnt from", "dont il a appris")},
    {.name = "rows",
     .type = FIELD_INTEGER,
     .help = PHRASE("people as of a moment, held-out ones too", "personnes à un moment, contrôle compris")},
    {.name = "positives",
     .type = FIELD_INTEGER,
     .nullable = true,
     .help = PHRASE("to whom it happened", "à qui c’est arrivé")},
    {.name = "population", .type = FIELD_INTEGER, .help = PHRASE("people it is about", "personnes concernées")},
    {.name = "moments", .type = FIELD_INTEGER, .help = PHRASE("it was trained on", "d’entraînement")},
    {.name = "left_out", .type = FIELD_OBJECT, .shape = &left_out_shape, .help = PHRASE("people", "personnes")},
    {.name = "chosen", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("kind of model", "genre de modèle")},
    {.name = "chosen_because", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("why this one", "pourquoi lui")},
    {.name = "holdout",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &holdout_shape,
     .help = PHRASE("time it had not seen", "période qu’il n’avait pas vue")},
    {.name = "models", .type = FIELD_OBJECT, .shape = &trials_shape, .help = PHRASE("that were tried", "essayés")},
    {.name = "gamma_gamma",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &amounts_shape,
     .help = PHRASE("of lifetime: amounts", "de lifetime\u00A0: montants")},
    {.name = "groups",
     .type = FIELD_ARRAY,
     .shape = &contract_group_shape,
     .help = PHRASE("of contract_lifetime: by billing period, and plans of which there are enough",
                    "de contract_lifetime\u00A0: par période de facturation, et offres assez nombreuses")},
    {.name = "drivers",
     .type = FIELD_ARRAY,
     .shape = &driver_shape,
     .help = PHRASE("the strongest first", "les plus forts d’abord")},
    {.name = "missing",
     .type = FIELD_ARRAY,
     .shape = &missing_shape,
     .help = PHRASE("all inputs, and how often each is not known",
                    "toutes les entrées, et combien de fois chacune manque")},
    {.name = "left_out_features",
     .type = FIELD_ARRAY,
     .shape = &unused_shape,
     .help = PHRASE("inputs that are not used", "entrées inutilisées")},
    {.name = "refusal",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("why nobody is scored", "pourquoi personne n’est noté")},
    {.name = "warnings", .type = FIELD_ARRAY, .item = FIELD_TEXT, .help = PHRASE("to be said with it", "à dire avec")},
    OBJECT_OR_NULL("drift", &drift_shape, "those who are scored now, beside those of the training",
                   "ceux qui sont notés, à côté de ceux de l’entraînement"),
    {0}};
const Shape model_report_shape = {.name = "PredictionReport", .fields = report_fields};

// ---- versions, jobs ----

static const Field version_fields[] = {
    COUNT("version", "from 1", "à partir de 1"),
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "published|refused|kept",
     .required = true,
     .help = PHRASE("published: it speaks", "published\u00A0: elle parle")},
    INSTANT_OR_NULL("trained_at", "when", "quand"),
    COUNT_OR_NULL("trained_by", "of the staff; null: by schedule", "de l’équipe\u202F; null\u00A0: par le calendrier"),
    {.name = "as_of", .type = FIELD_DAY, .required = true, .help = PHRASE("last known day", "dernier jour connu")},
    COUNT("window_days", "within which it happens", "dans lesquels cela arrive"),
    TEXT_OR_NULL("chosen", "kind of model", "genre de modèle"),
    OBJECT("quality", &quality_shape, "on time held out", "sur la période de contrôle"),
    {0}};
static const Shape version_shape = {.name = "PredictionVersion", .fields = version_fields};
static const Field version_list_fields[] = {
    LIST("items", &version_shape, "newest first", "la plus récente d’abord"), NEXT_CURSOR, {0}};
const Shape version_list_shape = {.name = "PredictionVersionList", .fields = version_list_fields};

static const Field training_job_fields[] = {COUNT("job", "for GET /jobs/{id}", "pour GET /jobs/{id}"), {0}};
const Shape training_job_shape = {.name = "PredictionJob", .fields = training_job_fields};

static const Field rollback_fields[] = {{.name = "version",
                                         .type = FIELD_INTEGER,
                                         .low = 1,
                                         .high = 1000000000,
                                         .required = true,
                                         .help = PHRASE("that speaks from now on", "qui parle désormais")},
                                        {0}};
const Shape rollback_shape = {.name = "PredictionRollback", .fields = rollback_fields};
