// preference.h - what one customer needs and likes, in one object: what they buy and how often, at what prices, when,
// under promotions, and what they read about (R125).
#ifndef FIDELE_RECOMMENDATION_PREFERENCE_H
#define FIDELE_RECOMMENDATION_PREFERENCE_H

#include "recommendation/catalogue.h"

// What is known of the person; lines and readings sorted.
typedef struct PreferenceSource {
    const AffinityLine *line, *read;
    size_t lines, reads;
    uint32_t orders, discounted;
    const uint32_t *weekday; // 7: orders, Monday first
} PreferenceSource;

// Prices of products below and above which a third of them are; not known below nine prices.
typedef struct PriceCuts {
    bool known;
    double low, high;
} PriceCuts;
PriceCuts price_cuts(const Catalogue *catalogue, Arena *scratch);

enum { PREFERENCE_LISTED = 3 };

typedef struct Preference {
    uint32_t orders, days; // days: with an order
    Day first, last;       // of these
    bool has_interval;
    double interval_days; // median between two of them
    struct {
        Str category;
        uint32_t lines;
        double share; // of all lines that have one
    } category[PREFERENCE_LISTED];
    size_t categories;
    struct {
        uint32_t product, days;
    } product[PREFERENCE_LISTED];
    size_t products;
    int price_level; // 0: not known; 1 low, 2 middle, 3 high
    Rate discounted; // of orders
    int weekday;     // 0 Monday … 6: at least two fifths of three orders or more; -1: none
    TagShare topic[PREFERENCE_LISTED];
    size_t topics;
} Preference;

void preference_of(const Catalogue *catalogue, const Interest *interest, PriceCuts cuts, const PreferenceSource *source,
                   Day today, Arena *scratch, Preference *preference);

// The members of an open object; the sentence in words when a locale is given (NULL: none).
void preference_write(JsonWriter *json, const Catalogue *catalogue, const Preference *preference, const Locale *locale,
                      Arena *arena);

#endif
