// customer.h - persons and what is known of them, put together from their customers.
//
// Everything is written for a customer and read for a person: the customers that are merged at the moment of reading.
// Changes by staff are written for the root.
#ifndef FIDELE_CUSTOMER_CUSTOMER_H
#define FIDELE_CUSTOMER_CUSTOMER_H

#include "customer/trait.h"
#include "identity/identity.h"

typedef struct Person {
    CustomerId root;
    CustomerId *members; // the root first
    size_t member_count;
    IdentityRow *identities;
    size_t identity_count;
    Trait *traits; // what is shown (trait.h)
    size_t trait_count;
    Instant first_seen; // when the first of the customers was made
    int64_t version;    // grows with each change; also with a merge, and when it is undone
} Person;

// A person's customers alone.
void person_members(const Identity *identity, CustomerId customer, Arena *arena, Person *person);
// All of it. Error not_found.
MUST_USE bool person_read(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                          Person *person, Error *error);
MUST_USE bool person_version(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                             int64_t *version, Error *error);
// Who changed a trait last, for whoever lost (bad_inputs J47). False without an error: nobody did.
typedef struct LastChange {
    bool found;
    int64_t source, by;
    Instant at;
} LastChange;
MUST_USE bool person_last_change(const Identity *identity, StoreSession *session, CustomerId customer, Arena *arena,
                                 LastChange *last, Error *error);

// ---- within a writing transaction ----

// Whose word it is.
typedef struct Voice {
    int64_t source; // the key; 0: staff or program
    int64_t by;     // who of the staff
    int64_t event;  // number in the log; 0: none
    Instant at;
} Voice;

// Grows the version.
MUST_USE bool customer_changed(StoreSession *session, CustomerId customer, int64_t by, Error *error);

// What is written for one customer: begun with the first members, ended by customer_settle.
typedef struct CustomerWrite {
    Identity *identity;
    StoreSession *session;
    CustomerId customer;
    Voice voice;
    bool lenient; // tracking: traits that can't be kept are left out; else the first of them is an error
    Arena *arena;
    bool changed, facts, name; // what has changed so far
} CustomerWrite;

// Traits, as in {"plan":"pro","old":null}. Errors stand at "/traits/NAME".
MUST_USE bool customer_set_traits(CustomerWrite *write, JsonValue traits, Error *error);
// An identity that belongs to somebody else becomes a suggestion of a duplicate, never a merge: *owner says whose.
MUST_USE bool customer_add_identity(CustomerWrite *write, IdentityKind kind, Str value, CustomerId *owner,
                                    Error *error);
// What hangs on it follows: the version, the words it is found by, whom it is like.
MUST_USE bool customer_settle(const CustomerWrite *write, Error *error);
// After identity_remove: the customer is found and compared without it.
MUST_USE bool customer_identity_removed(const Identity *identity, StoreSession *session, CustomerId customer,
                                        Instant at, Arena *arena, Error *error);
MUST_USE bool customer_merge(Identity *identity, StoreSession *session, CustomerId winner, CustomerId loser, Str reason,
                             int64_t by, Instant at, int64_t *edge, Error *error);
MUST_USE bool customer_unmerge(Identity *identity, StoreSession *session, const MergeRow *merge, int64_t by, Instant at,
                               Arena *arena, Error *error);

// ---- finding ----

typedef struct FoundPage {
    CustomerId *root; // each person once, over all pages
    size_t count;     // at most the limit; fewer with a `next` when few of many looked at were meant
    Str next;         // where to go on; "": that was all
} FoundPage;

// Persons with names of which words begin with each of the words of `text`. `after`: next of the page before, or "".
MUST_USE bool customer_find_name(const Identity *identity, StoreSession *session, Str text, Str after, size_t limit,
                                 Arena *arena, FoundPage *page, Error *error);
// Persons with an address that begins so.
MUST_USE bool customer_find_email(const Identity *identity, StoreSession *session, Str text, Str after, size_t limit,
                                  Arena *arena, FoundPage *page, Error *error);

#endif
