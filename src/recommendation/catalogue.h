// catalogue.h - the newest model with its catalogue, kept as bytes in the store and read again for each question.
#ifndef FIDELE_RECOMMENDATION_CATALOGUE_H
#define FIDELE_RECOMMENDATION_CATALOGUE_H

#include "predict/next_bytes.h"
#include "recommendation/shop.h"

typedef struct KeptModel {
    int64_t version; // 0: never trained
    Catalogue catalogue;
    NextModel next;
    Interest interest;
    bool interest_better; // than what is read most
} KeptModel;

void kept_model_write(const KeptModel *model, Text *out);
MUST_USE bool kept_model_read(Str bytes, Arena *arena, KeptModel *model); // false: these are none

// The newest one; version 0 when there is none.
MUST_USE bool kept_model_get(StoreSession *session, Arena *arena, KeptModel *model, Error *error);

// What the workspace says of products, for each product of the catalogue.
typedef struct ProductRule {
    Str product;
    int8_t consumable; // 1, 0; -1: as the orders show
    bool excluded, out_of_stock;
} ProductRule;
MUST_USE bool product_rules_list(StoreSession *session, Arena *arena, ProductRule **rules, size_t *count, Error *error);
// NextRule of each product.
MUST_USE bool product_rules_read(StoreSession *session, const Catalogue *catalogue, Arena *arena, uint8_t **rules,
                                 Error *error);

#endif
