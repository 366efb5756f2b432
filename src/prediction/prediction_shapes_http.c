// prediction_shapes_http.c - the answers and bodies of the routes about predictions.
#include "prediction/prediction_http.h"

#define TEXT(field, english, french)                                                                                   \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .help = PHRASE(english, french)                         \
    }
#define TEXT_OR_NULL(field, english, french)                                                                           \
    {                                                                                                                  \
        .name = (field), .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE(english, french)       \
    }
#define COUNT(field, english, french)                                                                                  \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INTEGER, .required = true, .help = PHRASE(english, french)                      \
    }
#define COUNT_OR_NULL(field, english, french)                                                                          \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INTEGER, .required = true, .nullable = true, .help = PHRASE(english, french)    \
    }
#define NUMBER(field, english, french)                                                                                 \
    {                                                                                                                  \
        .name = (field), .type = FIELD_NUMBER, .required = true, .help = PHRASE(english, french)                       \
    }
#define NUMBER_OR_NULL(field, english, french)                                                                         \
    {                                                                                                                  \
        .name = (field), .type = FIELD_NUMBER, .required = true, .nullable = true, .help = PHRASE(english, french)     \
    }
#define OBJECT(field, of, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = (of), .required = true, .help = PHRASE(english, french)        \
    }
#define OBJECT_OR_NULL(field, of, english, french)                                                                     \
    {                                                                                                                  \
        .name = (field), .type = FIELD_OBJECT, .shape = (of), .required = true, .nullable = true,                      \
        .help = PHRASE(english, french)                                                                                \
    }
#define LIST(field, of, english, french)                                                                               \
    {                                                                                                                  \
        .name = (field), .type = FIELD_ARRAY, .shape = (of), .required = true, .help = PHRASE(english, french)         \
    }
#define NEXT_CURSOR                                                                                                    \
    {                                                                                                                  \
        .name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true,                                 \
        .help = PHRASE("null: that was all", "null\u00A0: c’était tout")                                               \
    }
#define MASKED                                                                                                         \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }
#define INSTANT_OR_NULL(field, english, french)                                                                        \
    {                                                                                                                  \
        .name = (field), .type = FIELD_INSTANT, .required = true, .nullable = true, .help = PHRASE(english, french)    \
    }

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
     .help = PHRASE("of lifetime: purchases that came", "de lifetime\u00A0: achats venus")},                           \
        {.name = "predicted",                                                                                          \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("of lifetime: purchases foretold", "de lifetime\u00A0: achats prédits")},                      \
        {.name = "mae",                                                                                                \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("of lifetime: mean absolute error of a customer",                                              \
                        "de lifetime\u00A0: erreur absolue moyenne par client")},                                      \
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

static const Field left_out_fields[] = {COUNT("objected", "to profiling", "au profilage"),
                                        COUNT("too_new", "known too shortly", "connus depuis trop peu"),
                                        COUNT("without_history", "nothing to go by", "rien sur quoi s’appuyer"),
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

// ---- scores ----

static const Field reason_fields[] = {
    TEXT("feature", "its column", "sa colonne"),
    TEXT("label", "for people", "pour les personnes"),
    TEXT_OR_NULL("value", "of this person; null: not known", "de cette personne\u202F; null\u00A0: inconnue"),
    NUMBER("effect", "on the log odds; above 0 raises the score",
           "sur le logarithme des cotes\u202F; au-dessus de 0 elle monte la note"),
    TEXT("sentence", "the value in words", "la valeur en mots"),
    {0}};
static const Shape reason_shape = {.name = "PredictionReason", .fields = reason_fields};

static const Field customer_fields[] = {COUNT("id", "its number", "son numéro"),
                                        {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "email", .type = FIELD_TEXT, .nullable = true},
                                        {0}};
static const Shape customer_shape = {.name = "PredictionCustomer", .open = true, .fields = customer_fields};

static const Field score_fields[] = {
    OBJECT("customer", &customer_shape, "who", "qui"),
    NUMBER("score", "a probability; of lifetime the value in major units",
           "une probabilité\u202F; de lifetime la valeur en unités"),
    {.name = "band", .type = FIELD_TEXT, .words = "low|medium|high"},
    {.name = "low",
     .type = FIELD_NUMBER,
     .help = PHRASE("of lifetime: 95 % interval: from", "de lifetime\u00A0: intervalle à 95\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_NUMBER, .help = PHRASE("of lifetime: to", "de lifetime\u00A0: à")},
    {.name = "p_alive", .type = FIELD_NUMBER},
    {.name = "expected_purchases", .type = FIELD_NUMBER},
    {.name = "clv", .type = FIELD_MONEY},
    {.name = "past", .type = FIELD_MONEY},
    {.name = "future", .type = FIELD_MONEY},
    LIST("reasons", &reason_shape, "the strongest first", "les plus fortes d’abord"),
    {0}};
static const Shape score_shape = {.name = "PredictionScore", .fields = score_fields};

static const Field score_list_fields[] = {
    TEXT("model", "its name", "son nom"),
    COUNT_OR_NULL("version", "that speaks", "qui parle"),
    {.name = "as_of", .type = FIELD_DAY, .required = true, .help = PHRASE("last known day", "dernier jour connu")},
    COUNT("count", "of all pages", "de toutes les pages"),
    COUNT("objected", "people left out", "personnes laissées de côté"),
    LIST("items", &score_shape, "highest first", "du plus haut au plus bas"),
    NEXT_CURSOR,
    MASKED,
    {0}};
const Shape score_list_shape = {.name = "PredictionScoreList", .fields = score_list_fields};

static const Field top_item_fields[] = {
    OBJECT("customer", &customer_shape, "who", "qui"),
    {.name = "future", .type = FIELD_MONEY, .help = PHRASE("expected of them", "attendu d’eux")},
    NUMBER_OR_NULL("share", "of all that is expected", "de tout ce qui est attendu"),
    NUMBER_OR_NULL("cumulative_share", "with those before", "avec ceux d’avant"),
    {0}};
static const Shape top_item_shape = {.name = "TopCustomer", .fields = top_item_fields};

static const Field top_fields[] = {
    NUMBER("share", "of the customers", "des clients"),
    COUNT("customers", "scored", "notés"),
    COUNT("top_customers", "listed on all pages", "listés sur toutes les pages"),
    COUNT("horizon_days", "within which", "sur combien de jours"),
    {.name = "total", .type = FIELD_MONEY, .help = PHRASE("expected of all", "attendu de tous")},
    {.name = "top", .type = FIELD_MONEY, .help = PHRASE("expected of the top", "attendu des premiers")},
    NUMBER_OR_NULL("top_share", "of the total", "du total"),
    LIST("items", &top_item_shape, "most first", "le plus d’abord"),
    NEXT_CURSOR,
    MASKED,
    {0}};
const Shape top_shape = {.name = "TopCustomers", .fields = top_fields};

// ---- a person ----

static const Field person_score_fields[] = {
    TEXT("model", "whose score it is", "dont c’est la note"),
    NUMBER("probability", "0 to 1", "0 à 1"),
    {.name = "band",
     .type = FIELD_TEXT,
     .words = "low|medium|high",
     .required = true,
     .help = PHRASE("high from 0.6", "high à partir de 0,6")},
    NUMBER("base", "of somebody of whom nothing is known", "de quelqu’un dont on ne sait rien"),
    LIST("reasons", &reason_shape, "the strongest first", "les plus fortes d’abord"),
    COUNT("version", "of the model", "du modèle"),
    {.name = "as_of", .type = FIELD_DAY, .required = true, .help = PHRASE("last known day", "dernier jour connu")},
    {0}};
static const Shape person_score_shape = {.name = "PersonScore", .fields = person_score_fields};

static const Field range_fields[] = {NUMBER("value", "expected", "attendu"),
                                     NUMBER("low", "95 % interval: from", "intervalle à 95\u202F%\u00A0: de"),
                                     NUMBER("high", "95 % interval: to", "intervalle à 95\u202F%\u00A0: à"),
                                     {0}};
static const Shape range_shape = {.name = "PredictedRange", .fields = range_fields};

static const Field next_purchase_fields[] = {
    {.name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("median", "médiane")},
    {.name = "low",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("80 % interval: from", "intervalle à 80\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_DAY, .required = true, .help = PHRASE("to", "à")},
    {0}};
static const Shape next_purchase_shape = {.name = "NextPurchase", .fields = next_purchase_fields};

static const Field future_fields[] = {
    {.name = "value", .type = FIELD_MONEY, .required = true, .help = PHRASE("expected", "attendu")},
    {.name = "low",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("95 % interval: from", "intervalle à 95\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_MONEY, .required = true, .help = PHRASE("to", "à")},
    {0}};
static const Shape future_shape = {.name = "FutureValue", .fields = future_fields};

static const Field person_lifetime_fields[] = {
    NUMBER("p_alive", "still a customer, 0 to 1", "toujours client, 0 à 1"),
    OBJECT("expected_purchases", &range_shape, "within the horizon", "sur l’horizon"),
    COUNT("horizon_days", "looked ahead", "d’anticipation"),
    OBJECT_OR_NULL("next_purchase", &next_purchase_shape, "null: too unlikely", "null\u00A0: trop improbable"),
    {.name = "past",
     .type = FIELD_MONEY,
     .help = PHRASE("so far, less refunds", "à ce jour, moins les remboursements")},
    {.name = "future",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &future_shape,
     .help =
         PHRASE("discounted; null: no model of amounts", "actualisée\u202F; null\u00A0: pas de modèle des montants")},
    {.name = "clv", .type = FIELD_MONEY, .nullable = true, .help = PHRASE("past and future", "passé et futur")},
    TEXT("model", "bg_nbd …", "bg_nbd…"),
    COUNT("version", "of the model", "du modèle"),
    {.name = "as_of", .type = FIELD_DAY, .required = true, .help = PHRASE("last known day", "dernier jour connu")},
    {0}};
static const Shape person_lifetime_shape = {.name = "PersonLifetime", .fields = person_lifetime_fields};

static const Field day_fields[] = {
    {.name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("on which it moved", "où elle a bougé")},
    NUMBER_OR_NULL("churn", "probability then", "probabilité alors"),
    NUMBER_OR_NULL("p_alive", "probability then", "probabilité alors"),
    {0}};
static const Shape day_shape = {.name = "PredictionDay", .fields = day_fields};

static const Field person_fields[] = {
    COUNT("customer", "its number", "son numéro"),
    OBJECT_OR_NULL("churn", &person_score_shape, "leaves; null: not scored", "part\u202F; null\u00A0: pas de note"),
    OBJECT_OR_NULL("repurchase", &person_score_shape, "buys within 30 days", "achète sous 30 jours"),
    OBJECT_OR_NULL("upgrade", &person_score_shape, "takes a dearer plan within 90 days",
                   "passe à une offre supérieure sous 90 jours"),
    OBJECT_OR_NULL("response", &person_score_shape, "buys within 14 days of a message",
                   "achète sous 14 jours après un message"),
    OBJECT_OR_NULL("lifetime", &person_lifetime_shape, "null: nothing was bought, or no model speaks",
                   "null\u00A0: rien n’a été acheté, ou aucun modèle ne parle"),
    LIST("history", &day_shape, "days on which a score had moved by a hundredth",
         "jours où une note avait bougé d’un centième"),
    TEXT_OR_NULL("refusal", "why nothing is said", "pourquoi rien n’est dit"),
    MASKED,
    {0}};
const Shape person_predictions_shape = {.name = "CustomerPredictions", .fields = person_fields};

// ---- settings ----

#define SETTING_FIELDS                                                                                                 \
    {.name = "churn_window_days",                                                                                      \
     .type = FIELD_INTEGER,                                                                                            \
     .low = 0,                                                                                                         \
     .high = 730,                                                                                                      \
     .help = PHRASE("without an order for so long has left; 0: as the workspace has it, or found in the data",         \
                    "sans commande aussi longtemps, on est parti\u202F; 0\u00A0: comme l’espace de travail, ou "     \
                    "trouvé dans les données")},                                                                       \
        {.name = "horizon_days",                                                                                       \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 1095,                                                                                                 \
         .help = PHRASE("of lifetime value", "de la valeur vie")},                                                     \
        {.name = "yearly_discount",                                                                                    \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("0.1: 10 % a year", "0,1\u00A0: 10\u202F% par an")},                                           \
        {.name = "margin",                                                                                             \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("share of the revenue that is earned; 1: revenue",                                             \
                        "part gagnée du chiffre d’affaires\u202F; 1\u00A0: "                                        \
                        "chiffre d’affaires")},                                                                        \
    {                                                                                                                  \
        .name = "retrain_days", .type = FIELD_INTEGER, .low = 0, .high = 365,                                          \
        .help = PHRASE("how often models are trained; 0: only on demand",                                              \
                       "tous les combien de jours on entraîne\u202F; 0\u00A0: à la demande")                           \
    }

static const Field settings_fields[] = {SETTING_FIELDS,
                                        COUNT_OR_NULL("churn_window_used", "in force; null: no order yet",
                                                      "en vigueur\u202F; null\u00A0: pas encore de commande"),
                                        {0}};
const Shape prediction_settings_shape = {.name = "PredictionSettings", .fields = settings_fields};
static const Field settings_change_fields[] = {SETTING_FIELDS, {0}};
const Shape prediction_settings_change_shape = {.name = "PredictionSettingsChange", .fields = settings_change_fields};

// ---- parameters ----

#define PAGE                                                                                                           \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

const Parameter score_parameters[] = {PAGE, {0}};
const Parameter version_parameters[] = {PAGE, {0}};
const Parameter top_parameters[] = {
    {.name = "share",
     .type = FIELD_TEXT,
     .help = PHRASE("of the customers: 0.2 (default)", "des clients\u00A0: 0.2 (par défaut)")},
    PAGE,
    {0}};
const Parameter person_parameters[] = {
    {.name = "horizon_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1095,
     .help = PHRASE("of lifetime value; default: the workspace’s",
                    "de la valeur vie\u202F; par défaut celui de l’espace de travail")},
    {0}};
