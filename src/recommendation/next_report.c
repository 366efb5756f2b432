#include "recommendation/next_report.h"

#include <math.h>

#include "base/json_put.h"
#include "base/number.h"

void rate_write(JsonWriter *json, const char *key, const Rate *rate)
{
    json_key(json, key);
    if (!rate->observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "value", rate->value);
    put_number(json, "low", rate->low);
    put_number(json, "high", rate->high);
    put_integer(json, "n", rate->n);
    json_end_object(json);
}

static void mean_write(JsonWriter *json, const char *key, const Mean *mean)
{
    json_key(json, key);
    if (!mean->observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "value", mean->value);
    json_key(json, "low");
    mean->interval_observed ? json_number(json, mean->low) : json_null(json);
    json_key(json, "high");
    mean->interval_observed ? json_number(json, mean->high) : json_null(json);
    put_integer(json, "n", mean->n);
    json_end_object(json);
}

// ---- products ----

Str product_label(const Product *product)
{
    return product->name.size ? product->name : product->key;
}

void product_write(JsonWriter *json, const Product *product)
{
    json_begin_object(json);
    put_text(json, "key", product->key);
    put_text(json, "name", product_label(product));
    put_text(json, "category", product->category);
    json_end_object(json);
}

// ---- suggestions ----

Str next_reason_name(NextReason reason)
{
    static const char *const names[NEXT_REASON_COUNT] = {[NEXT_REPLENISH] = "replenishment",
                                                         [NEXT_BOUGHT_WITH] = "bought_with",
                                                         [NEXT_BOUGHT_AFTER] = "bought_after",
                                                         [NEXT_VIEWED] = "viewed",
                                                         [NEXT_POPULAR_NOW] = "popular"};
    return str_of(names[reason]);
}

static Str say_replenishment(const Suggestion *suggestion, Locale locale, Arena *arena)
{
    Str times = number_say_count(arena, locale, suggestion->times);
    Str since = number_say_count(arena, locale, suggestion->since_days);
    Str interval = number_say_count(arena, locale, llround(fmin(suggestion->interval_days, 36500)));
    if (suggestion->times < 2)
        return phrase_say(arena, locale,
                          PHRASE("bought once, {0} days ago; bought again after about {1} days, as others do",
                                 "acheté une fois, il y a {0} jours\u202F; racheté au bout d’environ {1} jours, comme "
                                 "le font les autres"),
                          since, interval);
    return phrase_say(arena, locale,
                      PHRASE("bought on {0} days, the last {1} days ago; about every {2} days",
                             "acheté {0} fois, la dernière il y a {1} jours\u202F; environ tous les {2} jours"),
                      times, since, interval);
}

Str suggestion_sentence(const Product *products, const Suggestion *suggestion, Locale locale, Arena *arena)
{
    Str share = number_say_rate(arena, locale, fmin(1, suggestion->share), 0);
    switch (suggestion->reason) {
    case NEXT_REPLENISH: return say_replenishment(suggestion, locale, arena);
    case NEXT_BOUGHT_WITH:
        return phrase_say(arena, locale,
                          PHRASE("bought with {1}: {0} of those who have it bought this, too",
                                 "acheté avec {1}\u00A0: {0} de ceux qui l’ont ont aussi acheté ceci"),
                          share, product_label(&products[suggestion->because]));
    case NEXT_BOUGHT_AFTER:
        return phrase_say(arena, locale,
                          PHRASE("bought after {1}: {0} bought this within 90 days",
                                 "acheté après {1}\u00A0: {0} ont acheté ceci dans les 90 jours"),
                          share, product_label(&products[suggestion->because]));
    case NEXT_VIEWED:
        return phrase_say(
            arena, locale,
            PHRASE("looked at it in the last 30 days, {0} times", "consulté ces 30 derniers jours, {0} fois"),
            number_say_count(arena, locale, suggestion->times));
    case NEXT_POPULAR_NOW:
    case NEXT_REASON_COUNT: break;
    }
    return phrase_say(arena, locale,
                      PHRASE("{0} of those who bought lately bought it", "{0} des acheteurs récents l’ont acheté"),
                      share);
}

static void write_interval(JsonWriter *json, const Suggestion *suggestion)
{
    json_key(json, "interval");
    if (suggestion->reason != NEXT_REPLENISH) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "days", suggestion->interval_days);
    put_number(json, "low", suggestion->low_days);
    put_number(json, "high", suggestion->high_days);
    json_end_object(json);
}

static void write_share(JsonWriter *json, const Suggestion *suggestion)
{
    bool shared = suggestion->n > 0 && suggestion->reason != NEXT_VIEWED;
    json_key(json, "share");
    shared ? json_number(json, fmin(1, suggestion->share)) : json_null(json);
    json_key(json, "lift");
    suggestion->reason == NEXT_BOUGHT_WITH ? json_number(json, suggestion->lift) : json_null(json);
    json_key(json, "n");
    shared ? json_integer(json, suggestion->n) : json_null(json);
}

void suggestion_write(JsonWriter *json, const Product *products, const Suggestion *suggestion, Locale locale,
                      Arena *arena)
{
    bool because = suggestion->reason == NEXT_BOUGHT_WITH || suggestion->reason == NEXT_BOUGHT_AFTER;
    json_begin_object(json);
    json_key(json, "product");
    product_write(json, &products[suggestion->item]);
    put_number(json, "probability", suggestion->probability);
    put_text(json, "reason", next_reason_name(suggestion->reason));
    json_key(json, "because");
    because ? product_write(json, &products[suggestion->because]) : json_null(json);
    write_share(json, suggestion);
    json_key(json, "times");
    suggestion->times ? json_integer(json, suggestion->times) : json_null(json);
    json_key(json, "since_days");
    suggestion->reason == NEXT_REPLENISH ? json_integer(json, suggestion->since_days) : json_null(json);
    write_interval(json, suggestion);
    put_text(json, "sentence", suggestion_sentence(products, suggestion, locale, arena));
    json_end_object(json);
}

// ---- quality ----

Str next_refusal(const NextQuality *quality, Locale locale, Arena *arena)
{
    Str people = number_say_count(arena, locale, quality->people);
    switch (quality->verdict) {
    case NEXT_TOO_SHORT:
        return phrase_say(arena, locale,
                          PHRASE("not trained: orders of at least {0} days are needed",
                                 "non entraîné\u00A0: il faut des commandes sur au moins {0} jours"),
                          STR("4"));
    case NEXT_TOO_FEW:
        return phrase_say(arena, locale,
                          PHRASE("not trained: too few events ({0} customers bought again in the hold-out; 30 are "
                                 "needed)",
                                 "non entraîné\u00A0: trop peu d’événements ({0} clients ont racheté dans la période "
                                 "de contrôle\u202F; il en faut 30)"),
                          people);
    case NEXT_WORSE:
        return phrase_say(arena, locale,
                          PHRASE("not published: on {0} customers of the hold-out it was no better than what is "
                                 "popular",
                                 "non publié\u00A0: sur {0} clients de la période de contrôle, il ne fait pas mieux "
                                 "que la popularité"),
                          people);
    case NEXT_ALIKE:
        return phrase_say(
            arena, locale,
            PHRASE("not trained: before the hold-out there is no choice to learn from (one product, or too "
                   "few who bought again)",
                   "non entraîné\u00A0: avant la période de contrôle, il n’y a aucun choix dont apprendre "
                   "(un seul produit, ou trop peu de clients qui rachètent)"), );
    case NEXT_FINE: break;
    }
    return STR("");
}

static void write_method(JsonWriter *json, const char *name, const NextQuality *quality, NextMethod method)
{
    json_key(json, name);
    json_begin_object(json);
    json_key(json, "hit_rates");
    json_begin_array(json);
    for (int d = 0; d < NEXT_DEPTHS; d++) {
        json_begin_object(json);
        put_integer(json, "k", (int64_t)next_depths[d]);
        rate_write(json, "rate", &quality->hit[method][d]);
        json_end_object(json);
    }
    json_end_array(json);
    mean_write(json, "reciprocal_rank", &quality->rank[method]);
    json_end_object(json);
}

static void write_calibration(JsonWriter *json, const NextQuality *quality)
{
    json_key(json, "calibration");
    json_begin_array(json);
    for (int b = 0; b < NEXT_BINS; b++) {
        if (quality->bin[b].n == 0) continue;
        json_begin_object(json);
        put_number(json, "predicted", quality->bin[b].predicted);
        rate_write(json, "observed", &quality->bin[b].observed);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_holdout(JsonWriter *json, const NextQuality *quality, Arena *arena)
{
    json_key(json, "holdout");
    if (quality->verdict == NEXT_TOO_SHORT) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_text(json, "from", day_name(arena, quality->from));
    put_text(json, "to", day_name(arena, quality->to));
    put_integer(json, "customers", quality->people);
    write_method(json, "model", quality, NEXT_BY_MODEL);
    write_method(json, "popularity", quality, NEXT_BY_POPULARITY);
    write_method(json, "habit", quality, NEXT_BY_HABIT);
    mean_write(json, "gain", &quality->gain);
    write_calibration(json, quality);
    json_end_object(json);
}

void next_quality_write(JsonWriter *json, const NextModel *model, const NextQuality *quality, Locale locale,
                        Arena *arena)
{
    Str refusal = next_refusal(quality, locale, arena);
    put_text(json, "status", model->learned ? STR("published") : STR("refused"));
    json_key(json, "refusal");
    refusal.size ? json_string(json, refusal) : json_null(json);
    put_text(json, "chosen", model->learned ? STR("model") : STR("rhythm_and_popularity"));
    put_integer(json, "horizon_days", model->horizon_days);
    write_holdout(json, quality, arena);
}

// ---- rules and neighbours ----

bool rule_is_upsell(const Product *products, const AffinityRule *rule)
{
    const Product *a = &products[rule->a], *b = &products[rule->b];
    bool same = a->category.size && str_equal(a->category, b->category);
    return same && a->price_minor > 0 && (double)b->price_minor >= 1.2 * (double)a->price_minor;
}

void rule_write(JsonWriter *json, const Product *products, const AffinityRule *rule)
{
    json_key(json, "a");
    product_write(json, &products[rule->a]);
    json_key(json, "b");
    product_write(json, &products[rule->b]);
    put_text(json, "kind", rule_is_upsell(products, rule) ? STR("upsell") : STR("cross_sell"));
    put_text(json, "unit", rule->baskets ? STR("baskets") : STR("people"));
    put_integer(json, "both", rule->both);
    put_integer(json, "n_a", rule->n_a);
    put_integer(json, "n_b", rule->n_b);
    put_integer(json, "n", rule->n);
    put_number(json, "support", rule->n ? (double)rule->both / (double)rule->n : 0);
    rate_write(json, "confidence", &rule->confidence);
    put_number(json, "lift", rule->lift);
    put_number(json, "lift_low", rule->lift_low);
    put_number(json, "lift_high", rule->lift_high);
    put_number(json, "chi_squared", rule->chi_squared);
    put_number(json, "p", rule->p);
    put_number(json, "p_adjusted", rule->p_adjusted);
    put_integer(json, "customers", rule->audience);
    put_number(json, "expected", rule->expected);
}

static void write_after(JsonWriter *json, const AffinityNear *near)
{
    Rate after = rate_of(near->after < near->risk ? near->after : near->risk, near->risk);
    json_key(json, "after");
    if (!after.observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_integer(json, "days", AFFINITY_WITHIN_DAYS);
    put_number(json, "value", after.value);
    put_number(json, "low", after.low);
    put_number(json, "high", after.high);
    put_integer(json, "n", after.n);
    json_end_object(json);
}

void near_write(JsonWriter *json, const Product *products, const Affinity *affinity, uint32_t item,
                const AffinityNear *near)
{
    const AffinityItem *from = &affinity->item[item];
    Rate share = rate_of(near->both < from->customers ? near->both : from->customers, from->customers);
    json_begin_object(json);
    json_key(json, "product");
    product_write(json, &products[near->item]);
    put_integer(json, "both", near->both);
    put_integer(json, "baskets", near->baskets);
    rate_write(json, "share", &share);
    put_number(json, "lift", near->expected > 0 ? near->both / (double)near->expected : 0);
    write_after(json, near);
    json_end_object(json);
}
