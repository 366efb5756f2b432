#include "webhook/delivery.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/seal.h"
#include "base/utf8.h"
#include "house.h"

enum {
    AT_ONCE = 64, // requests under way
    AT_ONCE_OF_WEBHOOK = 4,
    AT_ONCE_OF_FAILING = 1,
    LEASE_SECONDS = 60, // more than a request may take
    LOOK_SECONDS = 60,  // at the latest: other servers and clocks that jump
    HEADERS_MAX = 4 + 20,
    STATUS_GONE = 410
};

// A message under way.
typedef struct Flight {
    bool used;
    Webhook webhook; // as it was when it was taken
    WebhookMessage message;
    Arena *arena;
    int status; // what became of it
    const char *code;
    Str answer, retry_after;
    int64_t milliseconds;
    bool ended, erased;
} Flight;

struct Delivery {
    const struct House *house;
    void (*tell)(const DeliveryNews *news);
    Fetches *fetches;
    unsigned char key[SECRET_KEY_BYTES];
    Random random;
    pthread_t thread;
    atomic_bool stop;
    Flight flight[AT_ONCE];
};

// ---- taking what is due ----

typedef struct Taking {
    Delivery *delivery;
    Instant now;
    Arena *arena; // of this transaction
} Taking;

static size_t flying_of(const Delivery *delivery, int64_t webhook)
{
    size_t count = 0;
    for (size_t i = 0; i < AT_ONCE; i++) count += delivery->flight[i].used && delivery->flight[i].webhook.id == webhook;
    return count;
}

static Flight *free_flight(Delivery *delivery)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (!delivery->flight[i].used) return &delivery->flight[i];
    return NULL;
}

static Webhook webhook_copy(Arena *arena, const Webhook *from)
{
    Webhook copy = *from;
    copy.name = str_copy(arena, from->name);
    copy.url = str_copy(arena, from->url);
    copy.headers = str_copy(arena, from->headers);
    copy.secret = str_copy(arena, from->secret);
    copy.old_secret = str_copy(arena, from->old_secret);
    return copy;
}

static bool due_of(StoreSession *session, const Taking *taking, const Webhook *webhook, size_t limit,
                   WebhookMessage *list, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_webhook_due,
                      VALUES(value_integer(webhook->id), value_integer(taking->now), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        list[(*count)++] = (WebhookMessage){.id = rows_integer(&rows, 0),
                                            .webhook = rows_integer(&rows, 1),
                                            .event = rows_integer(&rows, 2),
                                            .customer = (CustomerId)rows_integer(&rows, 3),
                                            .attempts = rows_integer(&rows, 6) + 1,
                                            .made_at = rows_integer(&rows, 8)};
    return rows_close(&rows, error);
}

static bool take_of(StoreSession *session, const Taking *taking, const Webhook *webhook, Error *error)
{
    Delivery *delivery = taking->delivery;
    WebhookMessage list[AT_ONCE_OF_WEBHOOK];
    size_t at_once = webhook->failing_since ? AT_ONCE_OF_FAILING : AT_ONCE_OF_WEBHOOK, count = 0;
    size_t flying = flying_of(delivery, webhook->id);
    if (flying >= at_once) return true;
    if (!due_of(session, taking, webhook, at_once - flying, list, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        Flight *flight = free_flight(delivery);
        if (!flight) return true;
        Value until = value_integer(taking->now + (Instant)LEASE_SECONDS * MILLISECONDS_PER_SECOND);
        if (!store_execute(session, &query_webhook_take, VALUES(value_integer(list[i].id), until), NULL, error))
            return false;
        *flight = (Flight){.used = true, .message = list[i], .arena = arena_open(0)};
        flight->webhook = webhook_copy(flight->arena, webhook);
    }
    return true;
}

static void forget_flight(Flight *flight)
{
    arena_close(flight->arena);
    *flight = (Flight){0};
}

// Those that were taken by a work that runs again, or failed.
static void forget_taken(Delivery *delivery, const bool before[AT_ONCE])
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (delivery->flight[i].used && !before[i]) forget_flight(&delivery->flight[i]);
}

static void note_used(const Delivery *delivery, bool used[AT_ONCE])
{
    for (size_t i = 0; i < AT_ONCE; i++) used[i] = delivery->flight[i].used;
}

typedef struct TakingWork {
    Taking taking;
    bool before[AT_ONCE];
} TakingWork;

static bool take_within(StoreSession *session, void *context, Error *error)
{
    TakingWork *work = context;
    Webhook *list;
    size_t count;
    forget_taken(work->taking.delivery, work->before);
    if (!webhook_list(session, 0, WEBHOOKS_MAX, work->taking.arena, &list, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (list[i].status == WEBHOOK_ACTIVE && !take_of(session, &work->taking, &list[i], error)) return false;
    return true;
}

// ---- sending ----

static Str secret_of(const Delivery *delivery, const Flight *flight, Str sealed)
{
    Str secret;
    return sealed.size && seal_open(flight->arena, delivery->key, flight->webhook.id, sealed, &secret) ? secret
                                                                                                       : STR("");
}

static Str signatures(const Delivery *delivery, const Flight *flight, const WebhookText *text, Instant now)
{
    Arena *arena = flight->arena;
    const Webhook *webhook = &flight->webhook;
    Str secret = secret_of(delivery, flight, webhook->secret);
    Str old = webhook->old_until > now ? secret_of(delivery, flight, webhook->old_secret) : STR("");
    Str signature = webhook_signature(secret, text->id, text->timestamp, text->body, arena);
    if (!old.size) return signature;
    Str second = webhook_signature(old, text->id, text->timestamp, text->body, arena);
    return str_format(arena, "%.*s %.*s", STR_ARGS(signature), STR_ARGS(second));
}

static size_t own_headers(Str list, FetchHeader *header, size_t room)
{
    Str line, value;
    size_t count = 0;
    while (count < room && str_cut(&list, '\n', &line)) {
        value = line;
        if (!str_cut(&value, ':', &header[count].name)) continue;
        header[count++].value = str_trim(value);
    }
    return count;
}

static void start(Delivery *delivery, Flight *flight, Str body, Instant now)
{
    Arena *arena = flight->arena;
    FetchHeader header[HEADERS_MAX];
    WebhookText text = {.id = webhook_message_id(delivery->key, flight->message.id, arena),
                        .timestamp = str_format(arena, "%lld", (long long)(now / MILLISECONDS_PER_SECOND)),
                        .body = body};
    text.signature = signatures(delivery, flight, &text, now);
    header[0] = (FetchHeader){STR("content-type"), STR("application/json")};
    header[1] = (FetchHeader){STR("webhook-id"), text.id};
    header[2] = (FetchHeader){STR("webhook-timestamp"), text.timestamp};
    header[3] = (FetchHeader){STR("webhook-signature"), text.signature};
    size_t count = 4 + own_headers(flight->webhook.headers, header + 4, HEADERS_MAX - 4);
    fetches_start(
        delivery->fetches,
        &(Fetch){
            .url = flight->webhook.url, .body = body, .headers = header, .header_count = count, .context = flight});
}

static void end_flight(Flight *flight, int status, const char *code)
{
    flight->ended = true;
    flight->status = status;
    flight->code = code;
}

static bool send_event(Delivery *delivery, StoreSession *session, Flight *flight, Instant now, Error *error)
{
    const House *house = delivery->house;
    Event event = {0};
    Str body;
    if (!log_get(house->log, session, flight->message.event, flight->arena, &event, error)) return false;
    flight->erased = event.seq == 0;
    if (flight->erased) {
        end_flight(flight, 0, "erased");
        return true;
    }
    if (!webhook_body(house, session, &flight->webhook, &event, flight->arena, &body, error)) return false;
    start(delivery, flight, body, now);
    return true;
}

// The address is looked at again: the operator's policy may be another one than when it was set.
static bool send_flight(Delivery *delivery, StoreSession *session, Flight *flight, Instant now, Error *error)
{
    Error refusal;
    if (!fetch_check(webhooks_policy(delivery->house->webhooks), flight->webhook.url, flight->arena, &refusal)) {
        end_flight(flight, 0, refusal.code);
        return true;
    }
    if (flight->message.event) return send_event(delivery, session, flight, now, error);
    start(delivery, flight, webhook_test_body(&flight->webhook, flight->message.made_at, flight->arena), now);
    return true;
}

static bool send_taken(Delivery *delivery, const bool before[AT_ONCE], Instant now, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(delivery->house->store, &session, error)) return false;
    bool fine = true;
    for (size_t i = 0; i < AT_ONCE && fine; i++) {
        Flight *flight = &delivery->flight[i];
        if (flight->used && !before[i]) fine = send_flight(delivery, session, flight, now, error);
    }
    store_read_end(session);
    return fine;
}

// ---- what became of it ----

static void landed(const FetchAnswer *answer)
{
    Flight *flight = answer->context;
    bool good = answer->status >= 200 && answer->status < 300;
    end_flight(flight, answer->status, good ? NULL : answer->error.code ? answer->error.code : "http_error");
    flight->milliseconds = answer->milliseconds;
    flight->retry_after = str_copy(flight->arena, answer->retry_after);
    size_t shown = answer->body.size < WEBHOOK_ANSWER_SHOWN ? answer->body.size : WEBHOOK_ANSWER_SHOWN;
    Str beginning = {answer->body.data, shown};
    bool plain = shown && !memchr(beginning.data, 0, shown);
    Text clean = text_in(flight->arena);
    if (plain) utf8_add_clean(&clean, beginning);
    flight->answer = text_str(&clean);
}

typedef struct Landing {
    Delivery *delivery;
    Instant now;
    bool stopped[AT_ONCE];
} Landing;

static bool stop_webhook(StoreSession *session, const Landing *landing, const Flight *flight, WebhookStatus status,
                         Error *error)
{
    return store_execute(session, &query_webhook_stop, VALUES(value_integer(flight->webhook.id), value_integer(status)),
                         NULL, error) &&
           store_execute(session, &query_webhook_kill_waiting,
                         VALUES(value_integer(flight->webhook.id), value_integer(landing->now)), NULL, error) &&
           webhooks_changed(landing->delivery->house->webhooks, session, error);
}

static bool settle(StoreSession *session, const Flight *flight, MessageStatus status, Instant next, Instant ended,
                   Error *error)
{
    return store_execute(session, &query_webhook_settle,
                         VALUES(value_integer(flight->message.id), value_integer(status),
                                next ? value_integer(next) : value_null(), ended ? value_integer(ended) : value_null()),
                         NULL, error);
}

static bool note_attempt(StoreSession *session, const Flight *flight, Instant now, Error *error)
{
    return store_execute(session, &query_webhook_attempt_insert,
                         VALUES(value_integer(flight->message.id), value_integer(now), value_integer(flight->status),
                                value_text(str_of(flight->code ? flight->code : "")),
                                value_integer(flight->milliseconds), value_text(flight->answer)),
                         NULL, error);
}

static bool failed(StoreSession *session, Landing *landing, const Flight *flight, Error *error)
{
    Webhook webhook;
    Instant now = landing->now, next = 0;
    if (!store_execute(session, &query_webhook_failed,
                       VALUES(value_integer(flight->webhook.id), value_integer(now), value_text(str_of(flight->code))),
                       NULL, error) ||
        !webhook_get(session, flight->webhook.id, flight->arena, &webhook, error))
        return false;
    double spread = random_unit(&landing->delivery->random);
    next = webhook_next(flight->message.attempts, spread, flight->retry_after, now);
    Instant limit = (Instant)WEBHOOK_FAILING_DAYS * 24 * 60 * 60 * MILLISECONDS_PER_SECOND;
    bool gone = flight->status == STATUS_GONE, failing = webhook.failing_since && now - webhook.failing_since >= limit;
    bool stops = (gone || failing) && webhook.status == WEBHOOK_ACTIVE;
    landing->stopped[flight - landing->delivery->flight] = stops;
    if (gone || failing || webhook.status != WEBHOOK_ACTIVE) next = 0;
    return settle(session, flight, next ? MESSAGE_WAITING : MESSAGE_DEAD, next, next ? 0 : now, error) &&
           (!stops || stop_webhook(session, landing, flight, gone ? WEBHOOK_GONE : WEBHOOK_FAILING, error));
}

static bool land(StoreSession *session, Landing *landing, const Flight *flight, Error *error)
{
    Instant now = landing->now;
    if (flight->erased) return settle(session, flight, MESSAGE_ERASED, 0, now, error);
    if (!note_attempt(session, flight, now, error)) return false;
    if (flight->code) return failed(session, landing, flight, error);
    return settle(session, flight, MESSAGE_DELIVERED, 0, now, error) &&
           store_execute(session, &query_webhook_succeeded,
                         VALUES(value_integer(flight->webhook.id), value_integer(now)), NULL, error);
}

static bool exists(StoreSession *session, const Flight *flight, bool *found, Error *error)
{
    WebhookMessage message;
    if (!webhook_message_get(session, flight->message.id, flight->arena, &message, error)) return false;
    *found = message.id; // its webhook may have been deleted, or the customer erased
    return true;
}

static bool land_within(StoreSession *session, void *context, Error *error)
{
    Landing *landing = context;
    bool found;
    for (size_t i = 0; i < AT_ONCE; i++) {
        const Flight *flight = &landing->delivery->flight[i];
        if (!flight->used || !flight->ended) continue;
        if (!exists(session, flight, &found, error) || (found && !land(session, landing, flight, error))) return false;
    }
    return true;
}

static void tell_landed(const Landing *landing)
{
    Delivery *delivery = landing->delivery;
    for (size_t i = 0; i < AT_ONCE; i++) {
        Flight *flight = &delivery->flight[i];
        if (!flight->used || !flight->ended) continue;
        if (delivery->tell && (flight->code || landing->stopped[i]))
            delivery->tell(&(DeliveryNews){.webhook = flight->webhook.id,
                                           .message = flight->message.id,
                                           .status = flight->status,
                                           .code = flight->code,
                                           .webhook_stopped = landing->stopped[i]});
        forget_flight(flight);
    }
}

static bool some_ended(const Delivery *delivery)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (delivery->flight[i].used && delivery->flight[i].ended) return true;
    return false;
}

// What the store refuses now is written at the next turn: until then it counts as under way.
static void write_ended(Delivery *delivery)
{
    Landing landing = {.delivery = delivery, .now = instant_now()};
    Error error;
    if (some_ended(delivery) && store_write(delivery->house->store, land_within, &landing, &error))
        tell_landed(&landing);
}

// ---- the thread ----

static bool soonest(const Delivery *delivery, Instant *at)
{
    StoreSession *session;
    Rows rows;
    Error error;
    *at = 0;
    if (!store_read_begin(delivery->house->store, &session, &error)) return false;
    bool fine = store_select(session, &query_webhook_due_soonest, NO_VALUES, &rows, &error);
    if (fine) {
        if (rows_next(&rows)) *at = rows_integer(&rows, 0);
        fine = rows_close(&rows, &error);
    }
    store_read_end(session);
    return fine;
}

static void take_due(Delivery *delivery)
{
    Instant at, now = instant_now();
    Error error;
    if (!soonest(delivery, &at) || !at || at > now) return;
    TakingWork work = {.taking = {.delivery = delivery, .now = now, .arena = arena_open(0)}};
    note_used(delivery, work.before);
    bool fine = store_write(delivery->house->store, take_within, &work, &error);
    if (!fine) forget_taken(delivery, work.before);
    // What can't be read now is taken up again when its minute is over.
    if (fine && !send_taken(delivery, work.before, now, &error)) forget_taken(delivery, work.before);
    arena_close(work.taking.arena);
}

static int pause_milliseconds(const Delivery *delivery)
{
    enum { MILLISECONDS_MIN = 10 };
    Instant at, now = instant_now(), most = (Instant)LOOK_SECONDS * MILLISECONDS_PER_SECOND;
    if (!soonest(delivery, &at)) return MILLISECONDS_PER_SECOND;
    // What is due and was not taken waits for one of its webhook's to end.
    Instant pause = !at || (at <= now && fetches_running(delivery->fetches)) ? most : at - now;
    return (int)(pause < MILLISECONDS_MIN ? MILLISECONDS_MIN : pause > most ? most : pause);
}

static void *run(void *context)
{
    Delivery *delivery = context;
    FetchAnswer answer;
    while (!atomic_load(&delivery->stop)) {
        take_due(delivery);
        if (!some_ended(delivery) && fetches_next(delivery->fetches, pause_milliseconds(delivery), &answer))
            landed(&answer);
        while (fetches_next(delivery->fetches, 0, &answer)) landed(&answer);
        write_ended(delivery);
    }
    return NULL;
}

// ---- opening ----

static void wake(void *context)
{
    Delivery *delivery = context;
    fetches_wake(delivery->fetches);
}

// What another process had under way when it died. Several servers can't tell whose it is: there its minute runs out.
static bool release_all_within(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return store_execute(session, &query_webhook_release_all, VALUES(value_integer(instant_now())), NULL, error);
}

static bool take_over(const House *house, Error *error)
{
    return store_is_postgresql(house->store) || store_write(house->store, release_all_within, NULL, error);
}

bool delivery_open(const House *house, void (*tell)(const DeliveryNews *news), Delivery **delivery, Error *error)
{
    Delivery *made = calloc(1, sizeof *made);
    if (!made) memory_exhausted(0);
    made->house = house;
    made->tell = tell;
    seal_key(house->secret, "webhook secrets", made->key);
    uint64_t seed;
    secret_random(&seed, sizeof seed);
    made->random = random_start(seed, 0);
    if (!take_over(house, error) || !fetches_open(webhooks_policy(house->webhooks), &made->fetches, error)) {
        free(made);
        return false;
    }
    webhooks_notify(house->webhooks, wake, made);
    if (pthread_create(&made->thread, NULL, run, made) != 0) memory_exhausted(0);
    *delivery = made;
    return true;
}

static bool release_within(StoreSession *session, void *context, Error *error)
{
    const Delivery *delivery = context;
    for (size_t i = 0; i < AT_ONCE; i++)
        if (delivery->flight[i].used &&
            !store_execute(session, &query_webhook_release,
                           VALUES(value_integer(delivery->flight[i].message.id), value_integer(instant_now())), NULL,
                           error))
            return false;
    return true;
}

void delivery_close(Delivery *delivery)
{
    if (!delivery) return;
    Error error;
    webhooks_notify(delivery->house->webhooks, NULL, NULL);
    atomic_store(&delivery->stop, true);
    fetches_wake(delivery->fetches);
    pthread_join(delivery->thread, NULL);
    (void)!store_write(delivery->house->store, release_within, delivery, &error); // else it is taken up in a minute
    for (size_t i = 0; i < AT_ONCE; i++)
        if (delivery->flight[i].used) forget_flight(&delivery->flight[i]);
    fetches_close(delivery->fetches);
    secret_wipe(delivery->key, sizeof delivery->key);
    free(delivery);
}
