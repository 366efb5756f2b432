// identity.h - who is this? From the ids that a source sends to a customer, without ever losing who they were before.
//
// A *customer* is a number given once. An *identity* (kind and value) belongs to one customer: the one it was first
// seen with. Rows of all modules keep the customer they were written for, for ever. A *merge* is an edge between two
// customers, with source, reason and time; the person is the connected component, and its *root* is the customer that
// represents it. Unmerging takes the edge away: everything is as it was, since nothing had moved.
//
// Rules (CD-06): an anonymous id seen first is a customer of its own; when it is identified and the user id is new, the
// user id joins that customer; when the user id is known already and the anonymous customer has no user id, an edge
// joins them ("stitch"). Two customers with user ids are never merged by a client call: an alias of them is refused
// (alias_conflict), an identify from a shared browser goes to the user id alone. Only staff merge known people.
#ifndef FIDELE_IDENTITY_IDENTITY_H
#define FIDELE_IDENTITY_IDENTITY_H

#include "base/instant.h"
#include "store/store.h"

// A person that client calls put together has at most 1,000 customers, and shows the first 1,000 identities of each:
// more is a kiosk or an attack. Staff may merge beyond.
enum { PERSON_CUSTOMERS_MAX = 1000, CUSTOMER_IDENTITIES_SHOWN = 1000 };

typedef uint32_t CustomerId; // 1, 2 … without gaps in the order of creation; 0: nobody

typedef enum IdentityKind {
    IDENTITY_USER_ID = 1,
    IDENTITY_ANONYMOUS_ID,
    IDENTITY_EMAIL,    // compared in normal form: trimmed, domain and local part folded
    IDENTITY_PHONE,    // E.164
    IDENTITY_EXTERNAL, // "source:id", as of a shop or a chat
    IDENTITY_KIND_COUNT
} IdentityKind;

typedef struct Identity Identity;

// `key` (32 bytes) keeps hashes from being chosen; the roots of merged customers are kept in memory.
MUST_USE bool identity_open(Store *store, const unsigned char *key, Identity **identity, Error *error);
void identity_close(Identity *identity);

typedef struct IdentityClaim {
    Str user_id, anonymous_id; // "" when not given; at least one is
    int64_t source;            // the key that sent it
    Instant at;
    bool identifies; // identify and alias join the two ids; other events do not
} IdentityClaim;

// Within a writing transaction: the customer to write an event for, made when the ids are new.
MUST_USE bool identity_resolve(Identity *identity, StoreSession *session, const IdentityClaim *claim,
                               CustomerId *customer, Error *error);
// alias: `previous` (anonymous or user id) is `user_id`. Errors: alias_same, alias_conflict, alias_cycle.
MUST_USE bool identity_alias(Identity *identity, StoreSession *session, Str previous, const IdentityClaim *claim,
                             CustomerId *customer, Error *error);
// One more identity of a customer (e-mail, phone, external id). *owner is the customer that has it already, or the
// same. One that belongs to someone else is not moved: the pair becomes a duplicate suggestion.
MUST_USE bool identity_add(Identity *identity, StoreSession *session, CustomerId customer, IdentityKind kind, Str value,
                           int64_t source, Instant at, CustomerId *owner, Error *error);
// *customer 0 when nobody has it.
MUST_USE bool identity_find(Identity *identity, StoreSession *session, IdentityKind kind, Str value,
                            CustomerId *customer, Error *error);

// A customer without any identity yet, as staff make it.
MUST_USE bool identity_make(Identity *identity, StoreSession *session, int64_t source, Instant at, CustomerId *customer,
                            Error *error);
// Takes an identity away; *customer is whose it was. ERROR_NOT_FOUND when nobody has it.
MUST_USE bool identity_remove(Identity *identity, StoreSession *session, IdentityKind kind, Str value, int64_t by,
                              Instant at, CustomerId *customer, Error *error);

typedef struct IdentityRow {
    IdentityKind kind;
    Str value, shown; // normal form; as it was given
    CustomerId customer;
    int64_t source;
    Instant at;
} IdentityRow;
// Of one customer (not of the person), in the order of kinds, then as they came.
MUST_USE bool identity_list(StoreSession *session, CustomerId customer, Arena *arena, IdentityRow **rows, size_t *count,
                            Error *error);
// When and by which source it was made. False without an error: no such customer (error->kind is ERROR_NOT_FOUND).
MUST_USE bool identity_made(StoreSession *session, CustomerId customer, Instant *at, int64_t *source, Error *error);

// A phone number as E.164, one written as in the country of the language completed; "" when it is none. identity_add
// and identity_find take numbers with their country only.
Str identity_phone(Arena *arena, Locale locale, Str text);

// Of the person: any thread, from memory, as committed; on the writing thread within a transaction, as it stands there.
CustomerId identity_root(const Identity *identity, CustomerId customer);
// All customers of the person, the root first, in the arena.
size_t identity_members(const Identity *identity, CustomerId root, Arena *arena, CustomerId **members);
CustomerId identity_count(const Identity *identity); // customers ever made
uint64_t identity_version(const Identity *identity); // changes with every merge and unmerge

// ---- erased people (privacy/) ----

// Of an erased person, or one that stands for anonymous copies: no answer shows it, nothing is written for it. Any
// thread; as committed.
bool identity_hidden(const Identity *identity, CustomerId customer);
MUST_USE bool identity_hide(Identity *identity, StoreSession *session, CustomerId customer, int64_t erasure, Instant at,
                            Error *error);
// Whether it is on the list of what must not come back, on the writing thread: it belonged to somebody who was erased.
// identity_add refuses it then (code "suppressed"); who makes customers asks before.
bool identity_suppressed(const Identity *identity, IdentityKind kind, Str value);
bool identity_suppresses(const Identity *identity); // anything at all
// Takes away all identities of the customer and puts them on that list, and takes its merges apart. *count of them.
MUST_USE bool identity_forget(Identity *identity, StoreSession *session, CustomerId customer, int64_t erasure,
                              Instant at, int64_t *count, Error *error);
// Takes one off the list: the person is here again. *was false: it was not on it.
MUST_USE bool identity_lift(Identity *identity, StoreSession *session, IdentityKind kind, Str value, int64_t by,
                            Instant at, bool *was, Error *error);
// Which erasure it was put on the list by, and which one hid a customer; 0: none. Any session.
MUST_USE bool identity_erasure_of(const Identity *identity, StoreSession *session, IdentityKind kind, Str value,
                                  int64_t *erasure, Error *error);
MUST_USE bool identity_hidden_by(StoreSession *session, CustomerId customer, int64_t *erasure, Error *error);

// For the list that is kept apart from backups (privacy/erasure_list.h): its key, 32 bytes; what stands on it of a
// customer and of an identity, 32 bytes; and taking a line of it over.
enum { ERASURE_DIGEST_BYTES = 32 };
MUST_USE bool identity_erasure_key(Identity *identity, StoreSession *session, unsigned char key[ERASURE_DIGEST_BYTES],
                                   bool *there, Error *error);
MUST_USE bool identity_adopt_key(Identity *identity, StoreSession *session,
                                 const unsigned char key[ERASURE_DIGEST_BYTES], Error *error);
void identity_customer_digest(const Identity *identity, CustomerId customer, Instant made_at,
                              unsigned char digest[ERASURE_DIGEST_BYTES]);
bool identity_value_digest(const Identity *identity, IdentityKind kind, Str value,
                           unsigned char digest[ERASURE_DIGEST_BYTES]); // false: there is no key, or it is no identity
MUST_USE bool identity_adopt(Identity *identity, StoreSession *session,
                             const unsigned char digest[ERASURE_DIGEST_BYTES], bool lifted, Instant at, Error *error);

// ---- merges ----

// By staff, within a writing transaction. `winner` stays root. *edge is what unmerge takes.
MUST_USE bool identity_merge(Identity *identity, StoreSession *session, CustomerId winner, CustomerId loser, Str reason,
                             int64_t by, Instant at, int64_t *edge, Error *error);
MUST_USE bool identity_unmerge(Identity *identity, StoreSession *session, int64_t edge, int64_t by, Instant at,
                               Error *error);

typedef enum MergeKind { MERGE_STITCH = 1, MERGE_STAFF } MergeKind;
typedef struct MergeRow {
    int64_t edge;
    MergeKind kind;
    CustomerId winner, loser;
    Str reason;
    int64_t source; // the key that sent it, or who of the staff did it
    Instant at;
    bool undone;
    int64_t undone_by;
    Instant undone_at;
} MergeRow;
// Edges of one customer, undone ones too, oldest first.
MUST_USE bool identity_merges(StoreSession *session, CustomerId customer, Arena *arena, MergeRow **rows, size_t *count,
                              Error *error);
// One edge; edge 0 in *row when there is none.
MUST_USE bool identity_edge(StoreSession *session, int64_t edge, Arena *arena, MergeRow *row, Error *error);

Str identity_kind_name(IdentityKind kind); // "user_id" …
MUST_USE bool identity_kind_parse(Str name, IdentityKind *kind);

#endif
