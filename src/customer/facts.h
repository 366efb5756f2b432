// facts.h - what a customer is known by, out of their identities and traits: for likenesses and for finding by name.
#ifndef FIDELE_CUSTOMER_FACTS_H
#define FIDELE_CUSTOMER_FACTS_H

#include "customer/likeness.h"
#include "identity/identity.h"

MUST_USE bool facts_read(StoreSession *session, CustomerId customer, Arena *arena, LikenessFacts *facts, Error *error);

// A trait that facts come from: "email", "firstName" …
bool facts_trait(Str name);
// A trait that is part of a name.
bool facts_name_trait(Str name);

// The words by which the customer is found, anew.
MUST_USE bool terms_write(StoreSession *session, CustomerId customer, Arena *arena, Error *error);

#endif
