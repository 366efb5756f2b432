// subscription_parts.h - what the module is put together from (subscription_http.c).
#ifndef FIDELE_ORDER_SUBSCRIPTION_PARTS_H
#define FIDELE_ORDER_SUBSCRIPTION_PARTS_H

#include "customer/purchase.h"
#include "customer/profile_part.h"
#include "event/reaction.h"
#include "identity/personal.h"
#include "order/subscription.h"

extern const Reaction subscription_reactions[];
extern const PersonalTable subscription_personal[];
extern const ProfilePart subscription_profile[];

extern const PurchaseSource subscription_purchases[]; // ends with a source without a name

// Columns as in subscription.sql: "events".
SubscriptionNews subscription_read_news(const Rows *rows, Arena *arena);

#endif
