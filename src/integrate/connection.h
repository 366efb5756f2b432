// connection.h - a system that sends us what happens there (a shop, a payment service, anything with webhooks), as
// staff set it up: its kind, a name, the secret it signs with, settings of its kind.
//
// The secret is given or shown once and sealed from then on. When it is replaced the one before stays good for 24
// hours, so that nothing is refused while the other side is changed too. Deliveries come to
// /api/v1/integrations/KIND/KEY; the key is 128 random bits and names the connection to strangers without counting.
#ifndef FIDELE_INTEGRATE_CONNECTION_H
#define FIDELE_INTEGRATE_CONNECTION_H

#include "base/instant.h"
#include "base/json.h"
#include "base/seal.h"
#include "store/store.h"

enum { SECRET_OVERLAP_HOURS = 24, SECRET_BYTES_MAX = 512, CONNECTIONS_OF_KIND_MAX = 20 };

typedef struct Connection {
    int64_t id; // its number: of its source (event/source.h)
    Str kind;   // of a provider (provider.h)
    Str name, key;
    // What ids of it begin with: the kind for the first connection of a kind, so that ids are those of the shop;
    // "shopify-2" for the next, since two shops may both have a customer 1.
    Str prefix;
    Str settings;           // a JSON object, checked by its provider
    Str secret, old_secret; // sealed; "": none
    Instant old_until;      // the old one is good before it; 0: none
    int64_t version;        // grows with each change
    Instant created_at;
    Instant paused_at, last_at; // 0: not paused, nothing came yet
} Connection;

// The key under which secrets are sealed, out of the folder's (base/key_file.h).
void connection_key(const unsigned char folder_secret[SECRET_KEY_BYTES], unsigned char key[SECRET_KEY_BYTES]);

// Within a writing transaction. Sets id, key, prefix, version; `secret` in clear, "" for none.
MUST_USE bool connection_insert(StoreSession *session, const unsigned char *key, Connection *connection, Str secret,
                                Arena *arena, Error *error);
// Name, settings and paused_at as they stand in it.
MUST_USE bool connection_change(StoreSession *session, const Connection *connection, Error *error);
MUST_USE bool connection_rotate(StoreSession *session, const unsigned char *key, const Connection *connection,
                                Str secret, Instant now, Arena *arena, Error *error);
// Takes the secrets and dead letters away; what came of it stays, under its number.
MUST_USE bool connection_delete(StoreSession *session, int64_t id, Instant now, Error *error);

MUST_USE bool connection_get(StoreSession *session, int64_t id, Arena *arena, Connection *connection, Error *error);
// Those after `after`, in the order of their numbers.
MUST_USE bool connection_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Connection **list,
                              size_t *count, Error *error);
// Which of a kind are meant: the one with that key; of "" all, at most CONNECTIONS_OF_KIND_MAX.
MUST_USE bool connection_find(StoreSession *session, Str kind, Str key, Arena *arena, Connection **list, size_t *count,
                              Error *error);

// The secrets that are good now, the present one first; "" where there is none.
typedef struct Secrets {
    Str secret[2];
} Secrets;
// Error key_file: they were sealed with another secret.key.
MUST_USE bool connection_secrets(const Connection *connection, const unsigned char *key, Instant now, Arena *arena,
                                 Secrets *secrets, Error *error);

bool connection_not_found(Error *error); // false

#endif
