// receive.h - from the bytes of a delivery to events in the log: find the connection, check the signature, read,
// translate (all that may be slow: on a worker), then store within one transaction.
//
// The same delivery (by the sender's id for it) counts once, also after a restart; each event has a message id besides,
// so that several statements of one order count once. What is signed and yet can't be used is a dead letter: kept with
// its reason and body until it is replayed (after a change of mapping), deleted, or 30 days old.
#ifndef FIDELE_INTEGRATE_RECEIVE_H
#define FIDELE_INTEGRATE_RECEIVE_H

#include "integrate/provider.h"

struct House;

typedef enum Outcome {
    OUTCOME_ACCEPTED,
    OUTCOME_DUPLICATE,
    OUTCOME_IGNORED, // understood, and nothing for us
    OUTCOME_DEAD_LETTER,
    OUTCOME_REFUSED // not from them: nothing is kept but a count
} Outcome;
Str outcome_name(Outcome outcome);

typedef struct Delivery {
    Arrival arrival;
    Connection connection; // id 0: not known, refused without a trace
    const Provider *provider;
    Str id, topic;
    JsonValue body;
    Translation translation;
    Str waits_for;       // the number of an order that has to come first; "": of none
    Error fault;         // of a dead letter, or of a refusal
    bool ping;           // no delivery at all
    Outcome said;        // before the store was asked
    Outcome outcome;     // after receive_store
    int64_t events;      // how many were new
    int64_t dead_letter; // its number; 0: none
} Delivery;

// On a worker. False when it can't even be said to whom it is (not_found), when it is paused, or when the store fails;
// a wrong signature is no error here but an outcome, so that it is counted.
MUST_USE bool receive_read(const struct House *house, Str kind, Str key, const Arrival *arrival, Arena *arena,
                           Delivery *delivery, Error *error);
// Within a writing transaction.
MUST_USE bool receive_store(const struct House *house, StoreSession *session, Delivery *delivery, Arena *arena,
                            Error *error);

// What a body would become, with settings that need not be stored yet. False: `error` is the fault of a dead letter.
// `translation` holds connection, delivery, topic and time already.
MUST_USE bool receive_translate(const Provider *provider, Str body, Translation *translation, Error *error);

// ---- dead letters ----

enum { DEAD_LETTERS_MAX = 1000, DEAD_LETTER_DAYS = 30, DELIVERY_DAYS = 90 };

typedef struct DeadLetter {
    int64_t id, connection;
    Str delivery, topic;
    Instant at;
    Str code, path, message[LOCALE_COUNT];
    int64_t bytes, tries;
    CustomerId customer; // 0: not known
    Str body;            // dead_letter_get alone
} DeadLetter;

MUST_USE bool dead_letter_page(StoreSession *session, int64_t connection, int64_t after, int64_t limit, Arena *arena,
                               DeadLetter **list, size_t *count, Error *error);
MUST_USE bool dead_letter_get(StoreSession *session, int64_t connection, int64_t id, Arena *arena, DeadLetter *letter,
                              Error *error);
MUST_USE bool dead_letter_delete(StoreSession *session, int64_t id, Error *error);
// Within a writing transaction: once more, with the settings of now. delivery->outcome says what became of it: accepted
// and ignored take the letter away.
MUST_USE bool dead_letter_replay(const struct House *house, StoreSession *session, const Connection *connection,
                                 const DeadLetter *letter, Arena *arena, Delivery *delivery, Error *error);

// Those that wait for that order, once more. Within a writing transaction.
MUST_USE bool dead_letters_of_order(const struct House *house, StoreSession *session, const Connection *connection,
                                    Str order, Arena *arena, Error *error);

#endif
