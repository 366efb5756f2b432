// delivery.h - the thread that delivers messages: many receivers at once, each with few requests under way, so that a
// slow one delays no other.
//
// A message that is taken has its next_at set a minute ahead in the same transaction: when this process dies, whoever
// is there then (also another server on the same PostgreSQL) takes it up again. So a message may arrive twice, with one
// webhook-id.
#ifndef FIDELE_WEBHOOK_DELIVERY_H
#define FIDELE_WEBHOOK_DELIVERY_H

#include "webhook/webhook.h"

typedef struct Delivery Delivery;

typedef struct DeliveryNews {
    int64_t webhook, message;
    int status;
    const char *code;     // NULL: delivered
    bool webhook_stopped; // and nothing more is sent to it until somebody starts it again
} DeliveryNews;

// `tell` (may be NULL) is for the operator's log: on the thread of the delivery.
MUST_USE bool delivery_open(const struct House *house, void (*tell)(const DeliveryNews *news), Delivery **delivery,
                            Error *error);
void delivery_close(Delivery *delivery); // what is under way is given back

#endif
