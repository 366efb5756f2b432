// shop.h - what the people of a data folder bought, looked at and read, as the models of next products and contents
// take it.
//
// Lines of orders stand in the bodies of the events that state them (order/order.h); views of products are "Product
// Viewed", readings are "Article Read" and "Content Viewed". A product is known by product_id, else sku, else name; a
// content by content_id, article_id, id, slug, url or title, else by what it is about; its tags are `tags` (a list, or
// words separated by commas), `tag`, `topics`, `topic`, `category`. Customers are persons: numbers of roots. Cancelled
// and wholly refunded orders, hidden events, erased people and those who objected to profiling are left out.
#ifndef FIDELE_RECOMMENDATION_SHOP_H
#define FIDELE_RECOMMENDATION_SHOP_H

#include "customer/customer.h"
#include "event/log.h"
#include "predict/interest.h"
#include "recommendation/next_report.h"
#include "recommendation/words.h"

struct House;

// What can be bought and read, each in order of key.
typedef struct Catalogue {
    uint32_t products;
    Product *product;
    uint32_t contents;
    Product *content; // key, name
    uint32_t tags;
    Str *tag;
    uint32_t *tag_start; // contents + 1
    uint32_t *tag_of;
} Catalogue;

typedef struct Shop {
    Catalogue catalogue;
    AffinityLine *line, *view, *read; // sorted; items are products, products, contents
    size_t lines, views, reads;
    uint32_t customers; // persons are below it
    Day end;            // today, in the workspace's zone
    uint8_t *left_out;  // by person: 1: objected to profiling, or restricted
    int64_t objected;
    // What summaries are made of.
    uint32_t *orders, *discounted; // by person: orders; of these, with a coupon, a promotion or a discount
    uint32_t (*weekday)[7];        // by person: orders
    double *spent_minor;           // by person, in the workspace's currency; other currencies are left out
} Shop;

// Views of products are read as far back as a training with this horizon looks.
MUST_USE bool shop_read(const struct House *house, StoreSession *session, Instant now, int32_t horizon_days,
                        Arena *arena, Shop *shop, Error *error);

// Of one person, as it is now, by the numbers of a catalogue; what it does not have is left out.
typedef struct PersonShop {
    bool allowed; // may be profiled; else nothing was read
    AffinityLine *line, *view, *read;
    size_t lines, views, reads;
    uint32_t orders, discounted, weekday[7];
    double spent_minor;
    Day today;
} PersonShop;
MUST_USE bool person_shop_read(const struct House *house, StoreSession *session, CustomerId root, Instant now,
                               const Catalogue *catalogue, Arena *arena, PersonShop *shop, Error *error);

// The place of a key; false: there is none.
bool catalogue_product(const Catalogue *catalogue, Str key, uint32_t *product);

#endif
