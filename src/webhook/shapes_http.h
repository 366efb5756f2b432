// shapes_http.h - the forms of webhooks and their messages in JSON.
#ifndef FIDELE_WEBHOOK_SHAPES_HTTP_H
#define FIDELE_WEBHOOK_SHAPES_HTTP_H

#include "api/shape.h"

extern const Shape webhook_create_shape, webhook_update_shape, webhook_shape, webhook_secret_shape, webhook_list_shape,
    webhook_message_shape, webhook_message_list_shape, webhook_delivery_shape, webhook_replay_shape,
    webhook_replayed_shape;

#endif
