// shapes_http.h - the forms of mail settings and messages in JSON.
#ifndef FIDELE_MESSAGE_SHAPES_HTTP_H
#define FIDELE_MESSAGE_SHAPES_HTTP_H

#include "api/shape.h"

extern const Shape mail_shape, mail_change_shape, mail_test_shape, mail_tested_shape, message_list_shape,
    message_detail_shape, suppression_list_shape;

#endif
