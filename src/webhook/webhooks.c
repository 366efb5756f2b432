// webhooks.c - who wants what, in memory; and the writing of webhooks and messages, which it follows.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "event/vocabulary.h"
#include "house.h"
#include "webhook/webhook.h"

typedef struct Wish {
    int64_t id;
    WebhookStatus status;
    Str topics;
} Wish;

// All of it is of the store's thread, but for `notify`.
struct Webhooks {
    FetchPolicy policy;
    bool shared;
    Arena *arena; // of the wishes
    Wish *wish;
    size_t wishes;
    int64_t last_id, last_message, changes;
    int64_t mark_message; // where it stood before this work
    bool stale;           // what is here may not be what the store holds: read it again
    bool grown;           // messages have come in this transaction
    pthread_mutex_t notify_lock;
    void (*notify)(void *context);
    void *notify_context;
};

// ---- reading ----

static bool read_state(Webhooks *webhooks, StoreSession *session, int64_t *changes, Error *error)
{
    Rows rows;
    *changes = 0;
    if (!store_select(session, &query_webhook_state, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) {
        webhooks->last_id = rows_integer(&rows, 0);
        webhooks->last_message = rows_integer(&rows, 1);
        *changes = rows_integer(&rows, 2);
    }
    return rows_close(&rows, error);
}

static bool read_wishes(Webhooks *webhooks, StoreSession *session, Error *error)
{
    Webhook *list;
    Arena *arena = arena_open(0);
    size_t count;
    if (!webhook_list(session, 0, WEBHOOKS_MAX, arena, &list, &count, error)) {
        arena_close(arena);
        return false;
    }
    arena_close(webhooks->arena);
    webhooks->arena = arena;
    webhooks->wish = arena_array(arena, Wish, WEBHOOKS_MAX);
    webhooks->wishes = count;
    for (size_t i = 0; i < count; i++) webhooks->wish[i] = (Wish){list[i].id, list[i].status, list[i].topics};
    webhooks->stale = false;
    return true;
}

static bool read_all(Webhooks *webhooks, StoreSession *session, Error *error)
{
    int64_t changes;
    if (!read_state(webhooks, session, &changes, error)) return false;
    bool fresh = webhooks->arena && changes == webhooks->changes && !webhooks->stale;
    webhooks->changes = changes;
    return fresh || read_wishes(webhooks, session, error);
}

// ---- following the transactions ----

static bool follow_begin(void *context, StoreSession *session, Error *error)
{
    Webhooks *webhooks = context;
    if ((webhooks->shared || webhooks->stale) && !read_all(webhooks, session, error)) return false;
    webhooks->mark_message = webhooks->last_message;
    return true;
}

static void follow_kept(void *context)
{
    Webhooks *webhooks = context;
    webhooks->mark_message = webhooks->last_message;
}

static void follow_undone(void *context)
{
    Webhooks *webhooks = context;
    webhooks->last_message = webhooks->mark_message;
    webhooks->stale = true;
}

static void follow_commit(void *context)
{
    Webhooks *webhooks = context;
    if (!webhooks->grown) return;
    webhooks->grown = false;
    pthread_mutex_lock(&webhooks->notify_lock);
    if (webhooks->notify) webhooks->notify(webhooks->notify_context);
    pthread_mutex_unlock(&webhooks->notify_lock);
}

// What a transaction had numbered may be undone: all is read again.
static void follow_rollback(void *context)
{
    Webhooks *webhooks = context;
    webhooks->stale = true;
    webhooks->grown = false;
}

static bool open_within(Webhooks *webhooks, Store *store, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(store, &session, error)) return false;
    bool fine = read_all(webhooks, session, error);
    store_read_end(session);
    return fine;
}

bool webhooks_open(Store *store, const FetchPolicy *policy, Webhooks **webhooks, Error *error)
{
    Webhooks *made = calloc(1, sizeof *made);
    if (!made) memory_exhausted(0);
    *made = (Webhooks){.policy = *policy, .shared = store_is_postgresql(store)};
    pthread_mutex_init(&made->notify_lock, NULL);
    if (!open_within(made, store, error)) {
        webhooks_close(made);
        return false;
    }
    store_follow(store, &(StoreFollower){.context = made,
                                         .begin = follow_begin,
                                         .work_kept = follow_kept,
                                         .work_undone = follow_undone,
                                         .commit = follow_commit,
                                         .rollback = follow_rollback});
    *webhooks = made;
    return true;
}

void webhooks_close(Webhooks *webhooks)
{
    if (!webhooks) return;
    pthread_mutex_destroy(&webhooks->notify_lock);
    arena_close(webhooks->arena);
    free(webhooks);
}

const FetchPolicy *webhooks_policy(const Webhooks *webhooks)
{
    return &webhooks->policy;
}

void webhooks_notify(Webhooks *webhooks, void (*grown)(void *context), void *context)
{
    pthread_mutex_lock(&webhooks->notify_lock);
    webhooks->notify = grown;
    webhooks->notify_context = context;
    pthread_mutex_unlock(&webhooks->notify_lock);
}

// ---- writing webhooks: seldom, so all wishes are read again ----

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

static bool store_webhook(StoreSession *session, const Query *query, const Webhook *one, Error *error)
{
    const Value values[] = {value_integer(one->id),
                            value_text(one->name),
                            value_text(one->url),
                            value_text(one->topics),
                            value_integer(one->identities),
                            value_text(one->headers),
                            value_integer(one->status),
                            value_bytes(one->secret),
                            one->old_secret.size ? value_bytes(one->old_secret) : value_null(),
                            instant_or_null(one->old_until),
                            instant_or_null(one->failing_since),
                            instant_or_null(one->succeeded_at),
                            instant_or_null(one->failed_at),
                            value_text(one->failure),
                            value_integer(one->made_at),
                            value_integer(one->version)};
    return store_execute(session, query, values, COUNT_OF(values), NULL, error);
}

bool webhooks_changed(Webhooks *webhooks, StoreSession *session, Error *error)
{
    webhooks->stale = true;
    return store_execute(session, &query_webhook_changed, VALUES(value_integer(webhooks->changes + 1)), NULL, error) &&
           read_all(webhooks, session, error);
}

bool webhook_insert(Webhooks *webhooks, StoreSession *session, Webhook *webhook, Error *error)
{
    if (webhooks->wishes == WEBHOOKS_MAX)
        return error_code(error, ERROR_CONFLICT, "limit_reached",
                          PHRASE("there are 100 webhooks already: delete one first",
                                 "il y a déjà 100 webhooks\u00A0: supprimez-en un d’abord"),
                          STR(""));
    webhook->version = 1;
    return store_webhook(session, &query_webhook_insert, webhook, error) && webhooks_changed(webhooks, session, error);
}

bool webhook_update(Webhooks *webhooks, StoreSession *session, Webhook *webhook, Error *error)
{
    webhook->version++;
    return store_webhook(session, &query_webhook_update, webhook, error) && webhooks_changed(webhooks, session, error);
}

bool webhook_delete(Webhooks *webhooks, StoreSession *session, int64_t id, bool *deleted, Error *error)
{
    int64_t rows = 0;
    if (!store_execute(session, &query_webhook_delete, VALUES(value_integer(id)), &rows, error)) return false;
    *deleted = rows;
    return !rows || webhooks_changed(webhooks, session, error);
}

int64_t webhook_next_id(const Webhooks *webhooks)
{
    return webhooks->last_id + 1;
}

// ---- messages ----

bool webhook_message_insert(Webhooks *webhooks, StoreSession *session, WebhookMessage *message, Error *error)
{
    message->id = webhooks->last_message + 1;
    const Value values[] = {
        value_integer(message->id),        value_integer(message->webhook), value_integer(message->event),
        value_integer(message->customer),  value_text(message->topic),      value_integer(message->status),
        instant_or_null(message->next_at), value_integer(message->made_at), instant_or_null(message->ended_at)};
    if (!store_execute_soon(session, &query_webhook_message_insert, values, COUNT_OF(values), error)) return false;
    webhooks->last_message = message->id;
    webhooks->grown = true;
    return true;
}

bool webhook_replay(Webhooks *webhooks, StoreSession *session, const Replay *replay, int64_t *count, Error *error)
{
    webhooks->grown = true;
    if (replay->message)
        return store_execute(
            session, &query_webhook_replay_one,
            VALUES(value_integer(replay->message), value_integer(replay->webhook), value_integer(replay->now)), count,
            error);
    return store_execute(session, &query_webhook_replay_dead,
                         VALUES(value_integer(replay->webhook), value_integer(replay->from),
                                value_integer(replay->until), value_integer(replay->now)),
                         count, error);
}

// ---- the log ----

// While a webhook has failed for days its messages are kept as dead ones, so that all of them can be replayed.
static bool tell(Webhooks *webhooks, StoreSession *session, const Wish *wish, const Event *event, Error *error)
{
    bool waits = wish->status == WEBHOOK_ACTIVE;
    WebhookMessage message = {.webhook = wish->id,
                              .event = event->seq,
                              .customer = event->customer,
                              .topic = event->name,
                              .status = waits ? MESSAGE_WAITING : MESSAGE_DEAD,
                              .next_at = waits ? event->received : 0,
                              .made_at = event->received,
                              .ended_at = waits ? 0 : event->received};
    return webhook_message_insert(webhooks, session, &message, error);
}

static bool tell_all(const House *house, StoreSession *session, const Event *event, Error *error)
{
    Webhooks *webhooks = house->webhooks;
    if (webhooks && webhooks->stale && !read_all(webhooks, session, error)) return false;
    if (!webhooks || !webhooks->wishes) return true;
    for (size_t i = 0; i < webhooks->wishes; i++) {
        const Wish *wish = &webhooks->wish[i];
        bool told = wish->status == WEBHOOK_ACTIVE || wish->status == WEBHOOK_PAUSED || wish->status == WEBHOOK_FAILING;
        if (told && webhook_wants(wish->topics, event->kind, event->name) &&
            !tell(webhooks, session, wish, event, error))
            return false;
    }
    return true;
}

// What was imported or stands for somebody erased has been told, or is nobody's to be told.
static bool follow_event(const House *house, StoreSession *session, const Event *event, Error *error)
{
    if (event->flags & (EVENT_HIDDEN | EVENT_IMPORTED | EVENT_ANONYMOUS)) return true;
    return tell_all(house, session, event, error);
}

// Those of nobody are seen by who asks for them by name.
const Reaction webhook_reactions[] = {
    {.name = "webhook", .within = follow_event},
    {.name = "webhook alert", .event = "Alert Fired", .within = tell_all},
    {.name = "webhook recovery", .event = "Alert Recovered", .within = tell_all},
    {.name = "webhook goal behind", .event = "Goal Behind", .within = tell_all},
    {.name = "webhook goal met", .event = "Goal Met", .within = tell_all},
    {.name = "webhook goal missed", .event = "Goal Missed", .within = tell_all},
    {0},
};
