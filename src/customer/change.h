// change.h - what staff and programs changed of a customer through the API: which field, what it was, what it is now.
// The audit trail says who did it and can never be changed; the values stand here, so that they can be erased. Both
// have the number of the request.
#ifndef FIDELE_CUSTOMER_CHANGE_H
#define FIDELE_CUSTOMER_CHANGE_H

#include "customer/customer.h"

typedef struct FieldChange {
    CustomerId customer;
    Str field;    // "email", "plan"
    Str was, now; // "": nothing
    Str request_id;
} FieldChange;

// Within a writing transaction; nothing when both are the same.
MUST_USE bool change_note(StoreSession *session, const FieldChange *change, const Voice *voice, Error *error);
// The members of `traits` against what the person showed before.
MUST_USE bool change_note_traits(StoreSession *session, const Person *before, JsonValue traits, Str request_id,
                                 const Voice *voice, Arena *arena, Error *error);

#endif
