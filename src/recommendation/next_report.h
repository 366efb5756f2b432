// next_report.h - what the model of next products says, as JSON and in words: the same for a file and for a data
// folder.
#ifndef FIDELE_RECOMMENDATION_NEXT_REPORT_H
#define FIDELE_RECOMMENDATION_NEXT_REPORT_H

#include "base/calendar.h"
#include "base/instant.h"
#include "base/json.h"
#include "predict/next_product.h"

// A product as orders name it. Products of a model are in order of their keys: so ties are, too.
typedef struct Product {
    Str key;             // product_id, else sku, else name
    Str name;            // as it was called last; "": not known
    Str category;        // "": not known
    int64_t price_minor; // of one, as it was last; 0: not known
    Instant said_at;     // when that was said
} Product;

// {"key":"P-101","name":"Café en grains 1 kg","category":"coffee"}
void product_write(JsonWriter *json, const Product *product);
Str product_label(const Product *product); // its name, or its key

// {"product":{…},"probability":0.42,"reason":"replenishment","because":{…}|null,"share","lift","n","times","since_days",
//  "interval":{"days","low","high"}|null,"sentence":"…"}
void suggestion_write(JsonWriter *json, const Product *products, const Suggestion *suggestion, Locale locale,
                      Arena *arena);
Str suggestion_sentence(const Product *products, const Suggestion *suggestion, Locale locale, Arena *arena);
Str next_reason_name(NextReason reason); // "replenishment", "bought_with" …

// The members of a report, in an open object: status, refusal, horizon_days, holdout.
void next_quality_write(JsonWriter *json, const NextModel *model, const NextQuality *quality, Locale locale,
                        Arena *arena);
Str next_refusal(const NextQuality *quality, Locale locale, Arena *arena); // "" when it is published

// {"a":{…},"b":{…},"kind":"cross_sell|upsell","unit":"baskets|people","both","n_a","n_b","n","support","confidence":
//  {value, low, high, n},"lift","lift_low","lift_high","chi_squared","p","p_adjusted","customers","expected"}: the
// members, in an open object.
void rule_write(JsonWriter *json, const Product *products, const AffinityRule *rule);
bool rule_is_upsell(const Product *products, const AffinityRule *rule); // same category, a fifth dearer or more

// {"product":{…},"both","n","share":{…},"lift","after":{"days":90, value, low, high, n},"baskets"}
void near_write(JsonWriter *json, const Product *products, const Affinity *affinity, uint32_t item,
                const AffinityNear *near);

void rate_write(JsonWriter *json, const char *key, const Rate *rate); // {"value","low","high","n"}, or null

#endif
