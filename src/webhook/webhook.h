// webhook.h - outgoing webhooks: an address that is told what happens, in the form of Standard Webhooks
// (standardwebhooks.com, "spec/standard-webhooks.md": headers webhook-id, webhook-timestamp, webhook-signature).
//
// When an event is appended that a webhook wants, a message is written in the same transaction (a reaction `within`):
// none is lost, none is made twice. A thread delivers them (delivery.h): at least once, with the same webhook-id at
// each try. The text is made from the log when it is sent, so no copy of personal data lies about, and what was erased
// is not sent any more.
#ifndef FIDELE_WEBHOOK_WEBHOOK_H
#define FIDELE_WEBHOOK_WEBHOOK_H

#include "base/secret.h"
#include "event/reaction.h"
#include "fetch/fetch.h"

typedef enum WebhookStatus {
    WEBHOOK_ACTIVE = 1,
    WEBHOOK_PAUSED,  // by staff
    WEBHOOK_GONE,    // the receiver answered 410
    WEBHOOK_FAILING, // nothing could be delivered for three days
    WEBHOOK_STATUS_COUNT
} WebhookStatus;

typedef enum MessageStatus {
    MESSAGE_WAITING = 1,
    MESSAGE_DELIVERED,
    MESSAGE_DEAD,   // given up after the last try, or not tried since the webhook is paused; can be replayed
    MESSAGE_ERASED, // its event is not in the log any more
    MESSAGE_STATUS_COUNT
} MessageStatus;

extern const char *const webhook_status_names[WEBHOOK_STATUS_COUNT]; // from 1: "active" …
extern const char *const message_status_names[MESSAGE_STATUS_COUNT];

enum {
    WEBHOOKS_MAX = 100,
    WEBHOOK_SECRET_BYTES = 32,
    WEBHOOK_ROTATION_HOURS = 24, // both secrets sign
    WEBHOOK_TRIES = 10,
    WEBHOOK_FAILING_DAYS = 3,
    WEBHOOK_KEPT_DAYS = 30, // messages that have ended
    WEBHOOK_ANSWER_SHOWN = 1024
};

typedef struct Webhook {
    int64_t id; // 0: none
    Str name, url, topics, headers;
    bool identities;
    WebhookStatus status;
    Str secret, old_secret;                                    // sealed
    Instant old_until, failing_since, succeeded_at, failed_at; // 0: none
    Str failure;
    Instant made_at;
    int64_t version;
} Webhook;

MUST_USE bool webhook_get(StoreSession *session, int64_t id, Arena *arena, Webhook *webhook, Error *error);
MUST_USE bool webhook_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Webhook **list,
                           size_t *count, Error *error);

typedef struct WebhookMessage {
    int64_t id, webhook, event;
    CustomerId customer;
    Str topic;
    MessageStatus status;
    int64_t attempts;
    Instant next_at, made_at, ended_at; // 0: none
} WebhookMessage;

MUST_USE bool webhook_message_get(StoreSession *session, int64_t id, Arena *arena, WebhookMessage *message,
                                  Error *error);
// Of a webhook, newest first, before number `before` (0: the last); status 0: all.
typedef struct MessagePage {
    int64_t webhook, before;
    MessageStatus status;
    size_t limit;
} MessagePage;
MUST_USE bool webhook_messages(StoreSession *session, const MessagePage *page, Arena *arena, WebhookMessage **list,
                               size_t *count, Error *error);

typedef struct WebhookAttempt {
    int64_t number, status, milliseconds;
    Instant at;
    Str code, answer;
} WebhookAttempt;
MUST_USE bool webhook_attempts(StoreSession *session, int64_t message, Arena *arena, WebhookAttempt **list,
                               size_t *count, Error *error);

// ---- what is in memory: who wants what ----

typedef struct Webhooks Webhooks;

MUST_USE bool webhooks_open(Store *store, const FetchPolicy *policy, Webhooks **webhooks, Error *error);
void webhooks_close(Webhooks *webhooks);
const FetchPolicy *webhooks_policy(const Webhooks *webhooks);
// Called on the store's thread after a commit that brought messages.
void webhooks_notify(Webhooks *webhooks, void (*grown)(void *context), void *context);

// Within a writing transaction. Versions are set here, the id is webhook_next_id (the secret is sealed for it).
int64_t webhook_next_id(const Webhooks *webhooks);
MUST_USE bool webhook_insert(Webhooks *webhooks, StoreSession *session, Webhook *webhook, Error *error);
MUST_USE bool webhook_update(Webhooks *webhooks, StoreSession *session, Webhook *webhook, Error *error);
MUST_USE bool webhook_delete(Webhooks *webhooks, StoreSession *session, int64_t id, bool *deleted, Error *error);
// After a change of a webhook's row by another way.
MUST_USE bool webhooks_changed(Webhooks *webhooks, StoreSession *session, Error *error);
MUST_USE bool webhook_message_insert(Webhooks *webhooks, StoreSession *session, WebhookMessage *message, Error *error);
// Dead and delivered ones may be sent again: *count of them.
typedef struct Replay {
    int64_t webhook, message; // message 0: all dead ones made in `from`..`until`
    Instant from, until, now;
} Replay;
MUST_USE bool webhook_replay(Webhooks *webhooks, StoreSession *session, const Replay *replay, int64_t *count,
                             Error *error);

extern const Reaction webhook_reactions[]; // ends with a reaction without a name

// ---- pure ----

// Whether topics ("order\nTicket Opened") hold such an event.
bool webhook_wants(Str topics, EventKind kind, Str event);
// When a message that failed `attempts` times is tried again: after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h
// (Standard Webhooks, "operational considerations"), a little later by `spread` (0..1); 0: never. What the receiver
// asked for (Retry-After) goes before, within 1 s and 1 h.
Instant webhook_next(int64_t attempts, double spread, Str retry_after, Instant now);

// ---- the text that is sent ----

typedef struct WebhookText {
    Str id;        // "msg_…": the same at each try
    Str timestamp; // seconds since 1970
    Str signature; // "v1,… v1,…"
    Str body;
} WebhookText;

Str webhook_message_id(const unsigned char key[32], int64_t message, Arena *arena);
// `secret` as it is used: bytes. Signed over "id.timestamp.body" with HMAC-SHA256.
Str webhook_signature(Str secret, Str id, Str timestamp, Str body, Arena *arena);
struct House;
// What is sent of an event: {"type","timestamp","data":{…}}.
MUST_USE bool webhook_body(const struct House *house, StoreSession *session, const Webhook *webhook, const Event *event,
                           Arena *arena, Str *body, Error *error);
Str webhook_test_body(const Webhook *webhook, Instant now, Arena *arena);
Str webhook_secret_text(Str secret, Arena *arena); // "whsec_…", as the receiver's library takes it

#endif
