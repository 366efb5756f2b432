// recommendation_shapes_http.c - what the routes of recommendations send and take.
#include "recommendation/recommendation_http.h"

// ---- parts ----

static const Field product_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                       {.name = "name", .type = FIELD_TEXT, .required = true},
                                       {.name = "category", .type = FIELD_TEXT, .required = true},
                                       {0}};
static const Shape product_shape = {.name = "RecommendedProduct", .fields = product_fields};

static const Field rate_fields[] = {{.name = "value", .type = FIELD_NUMBER, .required = true},
                                    {.name = "low", .type = FIELD_NUMBER, .required = true, .nullable = true},
                                    {.name = "high", .type = FIELD_NUMBER, .required = true, .nullable = true},
                                    {.name = "n", .type = FIELD_INTEGER, .required = true},
                                    {0}};
static const Shape rate_shape = {.name = "RecommendationRate", .fields = rate_fields};

static const Field interval_fields[] = {{.name = "days", .type = FIELD_NUMBER, .required = true},
                                        {.name = "low", .type = FIELD_NUMBER, .required = true},
                                        {.name = "high", .type = FIELD_NUMBER, .required = true},
                                        {0}};
static const Shape interval_shape = {.name = "RecommendationInterval", .fields = interval_fields};

// ---- the model ----

static const Field depth_fields[] = {{.name = "k", .type = FIELD_INTEGER, .required = true},
                                     {.name = "rate",
                                      .type = FIELD_OBJECT,
                                      .required = true,
                                      .nullable = true,
                                      .shape = &rate_shape,
                                      .help = PHRASE("of the customers: who bought one of the first k",
                                                     "des clients\u00A0: qui a acheté l’un des k premiers")},
                                     {0}};
static const Shape depth_shape = {.name = "RecommendationHitRate", .fields = depth_fields};
static const Field method_fields[] = {
    {.name = "hit_rates", .type = FIELD_ARRAY, .required = true, .shape = &depth_shape},
    {.name = "reciprocal_rank", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &rate_shape},
    {0}};
static const Shape method_shape = {.name = "RecommendationMethod", .fields = method_fields};
static const Field bin_fields[] = {
    {.name = "predicted", .type = FIELD_NUMBER, .required = true},
    {.name = "observed", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &rate_shape},
    {0}};
static const Shape bin_shape = {.name = "RecommendationCalibration", .fields = bin_fields};

static const Field holdout_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true},
    {.name = "to", .type = FIELD_DAY, .required = true},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {.name = "model", .type = FIELD_OBJECT, .required = true, .shape = &method_shape},
    {.name = "popularity", .type = FIELD_OBJECT, .required = true, .shape = &method_shape},
    {.name = "habit",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &method_shape,
     .help = PHRASE("what each customer buys most", "ce que chaque client achète le plus")},
    {.name = "gain",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &rate_shape,
     .help = PHRASE("reciprocal rank, model less popularity", "rang réciproque, modèle moins popularité")},
    {.name = "calibration", .type = FIELD_ARRAY, .required = true, .shape = &bin_shape},
    {0}};
static const Shape holdout_shape = {.name = "RecommendationHoldout", .fields = holdout_fields};

static const Field content_fields[] = {
    {.name = "contents", .type = FIELD_INTEGER, .required = true},
    {.name = "readings", .type = FIELD_INTEGER, .required = true},
    {.name = "chosen", .type = FIELD_TEXT, .required = true, .words = "interests|interests_unproven"},
    {.name = "from", .type = FIELD_DAY, .required = true},
    {.name = "to", .type = FIELD_DAY, .required = true},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {.name = "hit_rate",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &rate_shape,
     .help =
         PHRASE("of the customers: who read one of the first 3", "des clients\u00A0: qui a lu l’un des 3 premiers")},
    {.name = "popularity_hit_rate", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &rate_shape},
    {0}};
static const Shape content_shape = {.name = "ContentRecommendationQuality", .fields = content_fields};

static const Field run_fields[] = {{.name = "at", .type = FIELD_INSTANT, .required = true},
                                   {.name = "took_ms", .type = FIELD_INTEGER, .required = true},
                                   {.name = "customers", .type = FIELD_INTEGER, .required = true},
                                   {.name = "with_history", .type = FIELD_INTEGER, .required = true},
                                   {.name = "left_out",
                                    .type = FIELD_INTEGER,
                                    .required = true,
                                    .help = PHRASE("objected to profiling", "se sont opposés au profilage")},
                                   {.name = "missing", .type = FIELD_INTEGER, .required = true},
                                   {0}};
static const Shape run_shape = {.name = "PreferenceRun", .fields = run_fields};

static const Field model_fields[] = {
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = "published|refused|never"},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "trained_at", .type = FIELD_INSTANT},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help = PHRASE("the last day with an order", "le dernier jour avec une commande")},
    {.name = "took_ms", .type = FIELD_INTEGER},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "chosen", .type = FIELD_TEXT, .words = "model|rhythm_and_popularity"},
    {.name = "horizon_days", .type = FIELD_INTEGER},
    {.name = "lines", .type = FIELD_INTEGER},
    {.name = "views", .type = FIELD_INTEGER},
    {.name = "customers", .type = FIELD_INTEGER},
    {.name = "products", .type = FIELD_INTEGER},
    {.name = "baskets", .type = FIELD_INTEGER},
    {.name = "opportunities", .type = FIELD_INTEGER},
    {.name = "left_out",
     .type = FIELD_INTEGER,
     .help = PHRASE("objected to profiling: neither learned from nor scored",
                    "se sont opposés au profilage\u00A0: ni appris ni évalués")},
    {.name = "holdout", .type = FIELD_OBJECT, .nullable = true, .shape = &holdout_shape},
    {.name = "content", .type = FIELD_OBJECT, .shape = &content_shape},
    {.name = "summaries",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &run_shape,
     .help = PHRASE("the last run over everybody’s preferences", "le dernier passage sur les préférences de tous")},
    {0}};
const Shape recommendation_model_shape = {.name = "RecommendationModel", .fields = model_fields};

static const Field training_fields[] = {
    {.name = "job", .type = FIELD_INTEGER, .required = true, .help = PHRASE("GET /jobs/{id}", "GET /jobs/{id}")}, {0}};
const Shape recommendation_training_shape = {.name = "RecommendationTraining", .fields = training_fields};

// ---- settings ----

#define PRODUCT_RULE_FIELDS(must)                                                                                      \
    {.name = "consumable",                                                                                             \
     .type = FIELD_BOOLEAN,                                                                                            \
     .required = (must),                                                                                               \
     .nullable = true,                                                                                                 \
     .help = PHRASE("bought again and again; null: as the orders show",                                                \
                    "acheté régulièrement\u202F; null\u00A0: selon les commandes")},                                   \
        {.name = "excluded",                                                                                           \
         .type = FIELD_BOOLEAN,                                                                                        \
         .required = (must),                                                                                           \
         .help = PHRASE("never suggested", "jamais proposé")},                                                         \
    {                                                                                                                  \
        .name = "out_of_stock", .type = FIELD_BOOLEAN, .required = (must),                                             \
        .help = PHRASE("not suggested for now", "pas proposé pour le moment")                                          \
    }

static const Field rule_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                    {.name = "name", .type = FIELD_TEXT, .required = true},
                                    PRODUCT_RULE_FIELDS(true),
                                    {0}};
static const Shape rule_shape = {.name = "ProductRule", .fields = rule_fields};
static const Field rule_change_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .low = 1, .high = 500}, PRODUCT_RULE_FIELDS(false), {0}};
static const Shape rule_change_shape = {.name = "ProductRuleChange", .fields = rule_change_fields};

static const Field settings_fields[] = {
    {.name = "horizon_days", .type = FIELD_INTEGER, .required = true},
    {.name = "products", .type = FIELD_ARRAY, .required = true, .shape = &rule_shape},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0}};
const Shape recommendation_settings_shape = {.name = "RecommendationSettings", .fields = settings_fields};
static const Field change_fields[] = {
    {.name = "horizon_days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 365,
     .help = PHRASE("how far ahead, from the next training on", "jusqu’où prévoir, à partir du prochain entraînement")},
    {.name = "products", .type = FIELD_ARRAY, .low = 0, .high = 1000, .shape = &rule_change_shape},
    {0}};
const Shape recommendation_settings_change_shape = {.name = "RecommendationSettingsChange", .fields = change_fields};

// ---- one person ----

static const Field suggestion_fields[] = {
    {.name = "product", .type = FIELD_OBJECT, .shape = &product_shape},
    {.name = "content", .type = FIELD_OBJECT, .shape = &product_shape},
    {.name = "tags", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {.name = "probability",
     .type = FIELD_NUMBER,
     .help = PHRASE("of a purchase within the horizon", "d’un achat avant l’horizon")},
    {.name = "score", .type = FIELD_NUMBER, .help = PHRASE("of a content, 0 to 1", "d’un contenu, de 0 à 1")},
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .words = "replenishment|bought_with|bought_after|viewed|popular|interest"},
    {.name = "because",
     .type = FIELD_OBJECT,
     .nullable = true,
     .shape = &product_shape,
     .help = PHRASE("what they bought that it goes with", "ce qu’ils ont acheté et avec quoi cela va")},
    {.name = "tag", .type = FIELD_TEXT, .nullable = true},
    {.name = "share", .type = FIELD_NUMBER, .nullable = true},
    {.name = "lift", .type = FIELD_NUMBER, .nullable = true},
    {.name = "n", .type = FIELD_INTEGER, .nullable = true, .help = PHRASE("of share", "de share")},
    {.name = "times", .type = FIELD_INTEGER, .nullable = true},
    {.name = "since_days", .type = FIELD_INTEGER, .nullable = true},
    {.name = "interval", .type = FIELD_OBJECT, .nullable = true, .shape = &interval_shape},
    {.name = "sentence", .type = FIELD_TEXT, .required = true},
    {0}};
static const Shape suggestion_shape = {.name = "Recommendation", .fields = suggestion_fields};

#define OF_PERSON                                                                                                      \
    {.name = "customer", .type = FIELD_INTEGER, .required = true},                                                     \
        {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "product|content|summary"},                    \
        {.name = "as_of", .type = FIELD_DAY, .required = true},                                                        \
        {.name = "model_version", .type = FIELD_INTEGER, .required = true, .nullable = true},                          \
    {                                                                                                                  \
        .name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true                                      \
    }

static const Field list_fields[] = {
    OF_PERSON,
    {.name = "published",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("false: by rhythm and popularity", "false\u00A0: par rythme et popularité")},
    {.name = "horizon_days", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &suggestion_shape},
    {0}};
const Shape recommendation_list_shape = {.name = "RecommendationList", .fields = list_fields};

static const Field category_fields[] = {{.name = "category", .type = FIELD_TEXT, .required = true},
                                        {.name = "lines", .type = FIELD_INTEGER, .required = true},
                                        {.name = "share", .type = FIELD_NUMBER, .required = true},
                                        {0}};
static const Shape category_shape = {.name = "PreferredCategory", .fields = category_fields};
static const Field preferred_fields[] = {
    {.name = "product", .type = FIELD_OBJECT, .required = true, .shape = &product_shape},
    {.name = "days", .type = FIELD_INTEGER, .required = true},
    {0}};
static const Shape preferred_shape = {.name = "PreferredProduct", .fields = preferred_fields};
static const Field topic_fields[] = {{.name = "topic", .type = FIELD_TEXT, .required = true},
                                     {.name = "times", .type = FIELD_INTEGER, .required = true},
                                     {.name = "share", .type = FIELD_NUMBER, .required = true},
                                     {0}};
static const Shape topic_shape = {.name = "PreferredTopic", .fields = topic_fields};

static const Field preference_fields[] = {
    {.name = "orders", .type = FIELD_INTEGER, .required = true},
    {.name = "first_order", .type = FIELD_DAY, .required = true, .nullable = true},
    {.name = "last_order", .type = FIELD_DAY, .required = true, .nullable = true},
    {.name = "interval_days",
     .type = FIELD_NUMBER,
     .required = true,
     .nullable = true,
     .help = PHRASE("median between two days with an order", "médiane entre deux jours de commande")},
    {.name = "categories", .type = FIELD_ARRAY, .required = true, .shape = &category_shape},
    {.name = "products", .type = FIELD_ARRAY, .required = true, .shape = &preferred_shape},
    {.name = "price_level", .type = FIELD_TEXT, .required = true, .nullable = true, .words = "low|middle|high"},
    {.name = "discounted",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &rate_shape,
     .help = PHRASE("of the orders: with a coupon, a promotion or a discount",
                    "des commandes\u00A0: avec un code, une promotion ou une remise")},
    {.name = "weekday", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "topics", .type = FIELD_ARRAY, .required = true, .shape = &topic_shape},
    {.name = "sentence", .type = FIELD_TEXT, .required = true},
    {0}};
static const Shape preference_shape = {.name = "CustomerPreference", .fields = preference_fields};

static const Field summary_fields[] = {
    OF_PERSON,
    {.name = "summary", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &preference_shape},
    {.name = "next_best_offer", .type = FIELD_OBJECT, .nullable = true, .shape = &suggestion_shape},
    {.name = "kept_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("the nightly run that wrote it last; the answer is of now",
                    "le passage de nuit qui l’a écrit en dernier\u202F; la réponse est de maintenant")},
    {0}};
const Shape preference_summary_shape = {.name = "PreferenceSummary", .fields = summary_fields};

// ---- products ----

static const Field after_fields[] = {{.name = "days", .type = FIELD_INTEGER, .required = true},
                                     {.name = "value", .type = FIELD_NUMBER, .required = true},
                                     {.name = "low", .type = FIELD_NUMBER, .required = true},
                                     {.name = "high", .type = FIELD_NUMBER, .required = true},
                                     {.name = "n", .type = FIELD_INTEGER, .required = true},
                                     {0}};
static const Shape after_shape = {.name = "BoughtAfter", .fields = after_fields};
static const Field related_fields[] = {
    {.name = "product", .type = FIELD_OBJECT, .required = true, .shape = &product_shape},
    {.name = "both", .type = FIELD_INTEGER, .required = true, .help = PHRASE("customers", "clients")},
    {.name = "baskets", .type = FIELD_INTEGER, .required = true},
    {.name = "share",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &rate_shape,
     .help = PHRASE("of those who bought the product: who bought this",
                    "des acheteurs du produit\u00A0: qui a acheté ceci")},
    {.name = "lift", .type = FIELD_NUMBER, .required = true},
    {.name = "after",
     .type = FIELD_OBJECT,
     .required = true,
     .nullable = true,
     .shape = &after_shape,
     .help = PHRASE("of those who had not: who bought it after the product",
                    "de ceux qui ne l’avaient pas\u00A0: qui l’a acheté après le produit")},
    {0}};
static const Shape related_shape = {.name = "RelatedProduct", .fields = related_fields};
static const Field related_list_fields[] = {
    {.name = "product", .type = FIELD_OBJECT, .required = true, .shape = &product_shape},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {.name = "as_of", .type = FIELD_DAY, .required = true},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &related_shape},
    {0}};
const Shape related_list_shape = {.name = "RelatedProductList", .fields = related_list_fields};

static const Field opportunity_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "listed", .type = FIELD_INTEGER, .required = true},
    {.name = "a", .type = FIELD_OBJECT, .required = true, .shape = &product_shape},
    {.name = "b", .type = FIELD_OBJECT, .required = true, .shape = &product_shape},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = "cross_sell|upsell"},
    {.name = "unit", .type = FIELD_TEXT, .required = true, .words = "baskets|people"},
    {.name = "both", .type = FIELD_INTEGER, .required = true},
    {.name = "n_a", .type = FIELD_INTEGER, .required = true},
    {.name = "n_b", .type = FIELD_INTEGER, .required = true},
    {.name = "n", .type = FIELD_INTEGER, .required = true},
    {.name = "support", .type = FIELD_NUMBER, .required = true},
    {.name = "confidence", .type = FIELD_OBJECT, .required = true, .nullable = true, .shape = &rate_shape},
    {.name = "lift", .type = FIELD_NUMBER, .required = true},
    {.name = "lift_low", .type = FIELD_NUMBER, .required = true},
    {.name = "lift_high", .type = FIELD_NUMBER, .required = true},
    {.name = "chi_squared", .type = FIELD_NUMBER, .required = true},
    {.name = "p", .type = FIELD_NUMBER, .required = true},
    {.name = "p_adjusted", .type = FIELD_NUMBER, .required = true},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("who bought A and not B, and may be offered it", "qui a acheté A et pas B, et à qui le proposer")},
    {.name = "expected",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("buyers of B beyond chance", "acheteurs de B au-delà du hasard")},
    {0}};
static const Shape opportunity_shape = {.name = "Opportunity", .fields = opportunity_fields};
static const Field opportunity_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &opportunity_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
    {0}};
const Shape opportunity_list_shape = {.name = "OpportunityList", .fields = opportunity_list_fields};

static const Field line_fields[] = {{.name = "id", .type = FIELD_INTEGER, .required = true},
                                    {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "email", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "phone", .type = FIELD_TEXT, .nullable = true},
                                    {0}};
static const Shape line_shape = {.name = "OpportunityPerson", .open = true, .fields = line_fields};
static const Field listed_fields[] = {
    {.name = "customer", .type = FIELD_OBJECT, .required = true, .shape = &line_shape},
    {.name = "probability", .type = FIELD_NUMBER, .required = true},
    {0}};
static const Shape listed_shape = {.name = "OpportunityCustomer", .fields = listed_fields};
static const Field listed_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &listed_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape opportunity_customer_list_shape = {.name = "OpportunityCustomerList", .fields = listed_list_fields};
