// crm.h - what the parts of this folder share: numbers, labels, people, and saying in the log what was done.
//
// Rows keep the customer they were written for and are read for the person. Everything here is numbered in one row of
// numbers, so that no number is ever given twice, not even to things of different kinds or after a removal.
#ifndef FIDELE_CRM_CRM_H
#define FIDELE_CRM_CRM_H

#include "customer/customer.h"
#include "customer/record.h"

enum { TEXT_BYTES_MAX = 20000, TITLE_BYTES_MAX = 300, LABEL_BYTES_MAX = 100 };

// Whose hand it is: `by` of the staff (0: a key or the program), `source` the key.
typedef struct Hand {
    int64_t by, source;
    Instant at;
} Hand;

// Within a writing transaction: the next number.
MUST_USE bool crm_number(StoreSession *session, int64_t *number, Error *error);

// Labels are compared without case, accents and repeated blanks: "Late  Delivery" is "late delivery". `shown` is the
// label without blanks around it. Error invalid_value at `path`: empty, too long, control characters.
MUST_USE bool label_read(Str text, const char *path, Arena *arena, Str *folded, Str *shown, Error *error);

// The number of somebody of the staff: a number or an address; not_found at `path`. "": 0.
MUST_USE bool staff_find(StoreSession *session, Str who, const char *path, Arena *arena, int64_t *person, Error *error);

// Who looks after a customer: the trait `owner` (or account_manager, agent), an address or a number of the staff.
// *owner 0: nobody is named there.
MUST_USE bool crm_owner(const Identity *identity, StoreSession *session, CustomerId root, Arena *arena, int64_t *owner,
                        Error *error);

// Says it on the customer's timeline; `properties` is an object as text. An event that may not be kept (the customer
// objects, or was erased) is an error for staff: nothing of theirs is written then. *seq is its number.
MUST_USE bool crm_say(const struct House *house, StoreSession *session, CustomerId customer, const char *event,
                      const Hand *hand, Instant at, Str properties, Arena *arena, int64_t *seq, Error *error);

#endif
