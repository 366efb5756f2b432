// subscription_parts.h - what the module is put together from (subscription_http.c).
#ifndef FIDELE_ORDER_SUBSCRIPTION_PARTS_H
#define FIDELE_ORDER_SUBSCRIPTION_PARTS_H

#include "order/subscription.h"

struct Reaction;
struct PersonalTable;
struct ProfilePart;

extern const struct Reaction subscription_reactions[];
extern const struct PersonalTable subscription_personal[];
extern const struct ProfilePart subscription_profile[];

#endif
