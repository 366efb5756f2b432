// shapes_http.h - the bodies and answers of the routes about customers.
#ifndef FIDELE_CUSTOMER_SHAPES_HTTP_H
#define FIDELE_CUSTOMER_SHAPES_HTTP_H

#include "api/shape.h"

extern const Shape customer_shape, customer_list_shape, customer_create_shape, customer_update_shape;
extern const Shape stage_shape, profile_shape, purchase_list_shape, timeline_item_shape, timeline_shape,
    trait_history_shape, identity_add_shape;
extern const Shape merge_shape, unmerge_shape, merged_shape, merge_list_shape;
extern const Shape duplicate_shape, duplicate_list_shape, duplicate_confirm_shape, empty_shape;
extern const Shape trait_definition_shape, trait_definition_list_shape, trait_define_shape;
extern const Shape computed_shape, computed_list_shape, computed_create_shape;
extern const Shape account_shape, account_list_shape, account_create_shape, account_update_shape;
extern const Shape member_list_shape, member_put_shape;

#endif
