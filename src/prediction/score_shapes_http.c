// score_shapes_http.c - the answers about people: lists of scores, one person, and what the workspace has settled.
#include "prediction/shapes_http.h"

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
    NUMBER("score", "a probability; of lifetime and contract_lifetime the value in major units",
           "une probabilité\u202F; de lifetime et contract_lifetime la valeur en unités"),
    {.name = "band", .type = FIELD_TEXT, .words = "low|medium|high"},
    {.name = "low",
     .type = FIELD_NUMBER,
     .help = PHRASE("of lifetime: 95 % interval: from", "de lifetime\u00A0: intervalle à 95\u202F%\u00A0: de")},
    {.name = "high", .type = FIELD_NUMBER, .help = PHRASE("of lifetime: to", "de lifetime\u00A0: à")},
    {.name = "p_alive", .type = FIELD_NUMBER},
    {.name = "expected_purchases", .type = FIELD_NUMBER},
    {.name = "renewal",
     .type = FIELD_NUMBER,
     .help =
         PHRASE("of contract_lifetime: chance of the next one", "de contract_lifetime\u00A0: probabilité du prochain")},
    {.name = "months",
     .type = FIELD_NUMBER,
     .help = PHRASE("of contract_lifetime: that it still runs", "de contract_lifetime\u00A0: de contrat à venir")},
    {.name = "contracts",
     .type = FIELD_INTEGER,
     .help = PHRASE("of contract_lifetime: that run", "de contract_lifetime\u00A0: en cours")},
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
     .help = PHRASE("so far by orders, less refunds", "à ce jour par commandes, moins les remboursements")},
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

static const Field one_contract_fields[] = {
    COUNT("subscription", "its number", "son numéro"),
    TEXT_OR_NULL("plan", "on the first day", "le premier jour"),
    TEXT("cycle", "billing period", "période de facturation"),
    COUNT("renewed", "renewals so far", "renouvellements à ce jour"),
    {.name = "paused", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("now", "actuellement")},
    {.name = "ends",
     .type = FIELD_DAY,
     .required = true,
     .nullable = true,
     .help = PHRASE("when it was said that it will end", "fin annoncée")},
    {.name = "next_renewal",
     .type = FIELD_DAY,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: it is paused", "null\u00A0: il est suspendu")},
    NUMBER("renewal", "chance that it is made, 0 to 1", "probabilité qu’il ait lieu, de 0 à 1"),
    OBJECT("months", &range_shape, "that it still runs within the horizon", "de contrat à venir sur l’horizon"),
    {.name = "future",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &future_shape,
     .help = PHRASE("renewals to come, discounted; null: its price is not known",
                    "renouvellements à venir, actualisés\u202F; null\u00A0: prix inconnu")},
    {0}};
static const Shape one_contract_shape = {.name = "ForetoldContract", .fields = one_contract_fields};

static const Field person_contract_fields[] = {
    NUMBER("renewal", "chance of the next renewal", "probabilité du prochain renouvellement"),
    COUNT("horizon_days", "looked ahead", "d’anticipation"),
    LIST("contracts", &one_contract_shape, "that run, the next renewal first",
         "en cours, le prochain renouvellement d’abord"),
    TEXT("model", "sbg", "sbg"),
    COUNT("version", "of the model", "du modèle"),
    {.name = "as_of", .type = FIELD_DAY, .required = true, .help = PHRASE("last known day", "dernier jour connu")},
    {0}};
static const Shape person_contract_shape = {.name = "PersonContract", .fields = person_contract_fields};

static const Field person_value_fields[] = {
    COUNT("horizon_days", "looked ahead", "d’anticipation"),
    {.name = "past",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("so far, by orders and subscriptions, each once", "à ce jour, commandes et abonnements, une fois "
                                                                      "chacun")},
    OBJECT_OR_NULL("orders", &future_shape, "that orders will bring, without those that pay for a contract",
                   "ce qu’apporteront les commandes, sans celles qui paient un contrat"),
    OBJECT_OR_NULL("contracts", &future_shape, "that contracts will pay", "ce que paieront les contrats"),
    OBJECT_OR_NULL("future", &future_shape, "both; null: no model says so",
                   "les deux\u202F; null\u00A0: aucun modèle ne le dit"),
    {.name = "clv",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("past and future", "passé et futur")},
    {0}};
static const Shape person_value_shape = {.name = "PersonValue", .fields = person_value_fields};

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
    OBJECT_OR_NULL("contract", &person_contract_shape, "null: no contract runs, or no model speaks",
                   "null\u00A0: aucun contrat en cours, ou aucun modèle ne parle"),
    OBJECT_OR_NULL("value", &person_value_shape, "by orders and contracts; null: nothing is known of it, or hidden",
                   "par commandes et contrats\u202F; null\u00A0: rien n’en est connu, ou caché"),
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
