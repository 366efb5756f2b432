// unsay.h - takes back what one source said of a customer: as if it had never spoken (an import is undone).
#ifndef FIDELE_CUSTOMER_UNSAY_H
#define FIDELE_CUSTOMER_UNSAY_H

#include "customer/customer.h"

// Within a writing transaction. Traits and their history go; identities too unless `keep_identities`: others have
// written for the customer by them since.
MUST_USE bool customer_unsay(Identity *identity, StoreSession *session, CustomerId customer, int64_t source,
                             bool keep_identities, Instant at, Arena *arena, Error *error);

#endif
