// provider.h - who may speak to us by webhook: one table entry a kind of connection. How it signs, what it calls a
// delivery, and what its bodies say as events of ours. All of it is pure: bytes in, records out.
//
// A new provider is one file with a `const Provider`, listed in provider.c, and its translation in a fuzz target.
#ifndef FIDELE_INTEGRATE_PROVIDER_H
#define FIDELE_INTEGRATE_PROVIDER_H

#include "customer/record.h"
#include "integrate/connection.h"

// ---- what came in ----

typedef struct ArrivalHeader {
    Str name, value; // the name in lower case
} ArrivalHeader;

typedef struct Arrival {
    Str body; // as it was signed: the raw bytes
    const ArrivalHeader *header;
    size_t headers;
    Instant received;
} Arrival;

Str arrival_header(const Arrival *arrival, const char *lower_case_name); // "" when absent

// ---- what it says ----

enum { TRANSLATION_RECORDS_MAX = 1000 };

typedef struct Translation {
    const Connection *connection;
    JsonValue settings; // of the connection
    Str delivery;       // the sender's id for it
    Str topic;          // "orders/create"
    JsonValue body;     // checked JSON
    Instant received;
    Arena *arena;
    Record *record; // what is to be recorded, in this order
    size_t count, capacity;
    Who who;   // as soon as it is known whom it is about, also when the rest can't be used: dead letters are theirs
    Str order; // the number of the order that events without a person are about: they are of who ordered
    const char *ignored; // why nothing is made of it ("ping", "no_interest"): no fault
} Translation;

// Adds one; its source and `received` are set here. Error too_many_records.
MUST_USE bool translation_add(Translation *translation, const Record *record, Error *error);
// "shopify:12345": an id of theirs under which nobody else's is found.
Str translation_external(const Translation *translation, Str id);
// An id of theirs for us: as it is, with the prefix of the connection in front when it is not the first of its kind.
Str translation_id(const Translation *translation, Str id);

typedef struct Provider {
    const char *kind; // of connections and of the path
    Phrase label;
    bool makes_secret; // when none is given one is made and shown once; else the other side gives it
    // Whether settings of staff can be used; NULL: it has none. Errors with code and path below "/settings".
    bool (*check)(JsonValue settings, Arena *arena, Error *error);
    // A call that is no delivery, unsigned, to be answered 200 and forgotten; NULL: there is none.
    bool (*ping)(const Arrival *arrival);
    // Whether it was signed with this secret; constant time. Errors missing_signature, invalid_signature,
    // bad_timestamp, timestamp_expired: all ERROR_UNAUTHENTICATED. `secret` is "" when the connection has none.
    bool (*verify)(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error);
    // What the sender calls this delivery ("": its body is its name) and what it is about.
    void (*name)(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic);
    // Adds records, or says why none (`ignored`). Errors (ERROR_INPUT with code and path) make it a dead letter.
    bool (*translate)(Translation *translation, Error *error);
} Provider;

extern const Provider *const providers[]; // ends with NULL
const Provider *provider_of(Str kind);    // NULL: none

// ---- signatures that several share ----

// `given` is the HMAC-SHA256 of the body in base64. Error invalid_signature.
MUST_USE bool signature_base64(Str given, Str secret, Str body, Arena *arena, Error *error);
bool signature_missing(const char *header, Error *error); // false
bool signature_invalid(Error *error);                     // false
enum { SIGNATURE_TOLERANCE_SECONDS = 300 };
// Unix seconds as text, within the tolerance of `now`. Errors bad_timestamp, timestamp_expired.
MUST_USE bool signature_fresh(Str timestamp, Instant now, Error *error);

#endif
