// recommendation_http.h - what the routes of this folder share.
#ifndef FIDELE_RECOMMENDATION_RECOMMENDATION_HTTP_H
#define FIDELE_RECOMMENDATION_RECOMMENDATION_HTTP_H

#include "api/route.h"
#include "recommendation/catalogue.h"

extern const Shape recommendation_model_shape, recommendation_training_shape, recommendation_settings_shape;
extern const Shape recommendation_settings_change_shape, recommendation_list_shape, related_list_shape;
extern const Shape opportunity_list_shape, opportunity_customer_list_shape, preference_summary_shape;

// The model as it is kept, and what is said of its products.
typedef struct ModelPlace {
    KeptModel kept;
    uint8_t *rules;
} ModelPlace;
MUST_USE bool model_place(const Call *call, StoreSession *session, ModelPlace *place, Error *error);

bool get_recommendation_model(Call *call, StoreSession *session, Error *error); // model_http.c
bool train_recommendations(Call *call, StoreSession *session, Error *error);
bool get_recommendation_settings(Call *call, StoreSession *session, Error *error); // settings_http.c
bool change_recommendation_settings(Call *call, StoreSession *session, Error *error);
bool get_recommendations(Call *call, StoreSession *session, Error *error); // person_http.c
bool get_preference_summary(Call *call, StoreSession *session, Error *error);
bool get_related_products(Call *call, StoreSession *session, Error *error); // opportunity_http.c
bool list_opportunities(Call *call, StoreSession *session, Error *error);
bool list_opportunity_customers(Call *call, StoreSession *session, Error *error);

#endif
