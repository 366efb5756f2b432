// follow.h - what identify and group events change, in the transaction that appends them.
#ifndef FIDELE_CUSTOMER_FOLLOW_H
#define FIDELE_CUSTOMER_FOLLOW_H

#include "event/reaction.h"

extern const Reaction customer_reactions[]; // ends with a reaction without a name

#endif
