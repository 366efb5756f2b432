// webhook_http.c - the routes of outgoing webhooks.
#include "api/route.h"
#include "base/number.h"
#include "base/seal.h"
#include "event/vocabulary.h"
#include "house.h"
#include "identity/personal.h"
#include "job/job.h"
#include "module.h"
#include "webhook/shapes_http.h"
#include "webhook/webhook.h"

#include <string.h>

extern const JobKind webhook_jobs[];

// ---- what a path means ----

static bool say_not_found(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such webhook or message", "ce webhook ou ce message n’existe pas"), STR(""));
}

static bool path_webhook(Call *call, StoreSession *session, Webhook *webhook, Error *error)
{
    int64_t id = 0;
    if (!number_parse_count(call->path_value[0], &id)) return say_not_found(error);
    if (!webhook_get(session, id, call->arena, webhook, error)) return false;
    return webhook->id ? (call->audit_object = str_format(call->arena, "webhook:%lld", (long long)id), true)
                       : say_not_found(error);
}

static bool path_message(Call *call, StoreSession *session, WebhookMessage *message, Error *error)
{
    int64_t id = 0;
    Webhook webhook;
    if (!path_webhook(call, session, &webhook, error)) return false;
    if (!number_parse_count(call->path_value[1], &id)) return say_not_found(error);
    if (!webhook_message_get(session, id, call->arena, message, error)) return false;
    return message->id && message->webhook == webhook.id ? true : say_not_found(error);
}

// ---- writing JSON ----

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_integer(JsonWriter *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_integer(json, number);
}

static void write_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static void write_lines(JsonWriter *json, const char *key, Str lines, bool names_alone)
{
    Str line, name;
    json_key(json, key);
    json_begin_array(json);
    while (str_cut(&lines, '\n', &line)) {
        Str rest = line;
        if (names_alone && str_cut(&rest, ':', &name)) line = name;
        json_string(json, line);
    }
    json_end_array(json);
}

static bool waiting_of(StoreSession *session, int64_t id, int64_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_webhook_waiting, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *count = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

// Leaves the object open.
static bool write_webhook(JsonWriter *json, const Call *call, StoreSession *session, const Webhook *webhook,
                          Error *error)
{
    int64_t waiting;
    if (!waiting_of(session, webhook->id, &waiting, error)) return false;
    json_begin_object(json);
    write_integer(json, "id", webhook->id);
    write_text(json, "name", webhook->name);
    write_text(json, "url", webhook->url);
    write_lines(json, "topics", webhook->topics, false);
    json_key(json, "identities");
    json_boolean(json, webhook->identities);
    write_lines(json, "headers", webhook->headers, true);
    write_text(json, "status", str_of(webhook_status_names[webhook->status]));
    write_instant(json, "failing_since", webhook->failing_since, call->arena);
    write_instant(json, "succeeded_at", webhook->succeeded_at, call->arena);
    write_instant(json, "failed_at", webhook->failed_at, call->arena);
    json_key(json, "failure");
    if (webhook->failure.size)
        json_string(json, webhook->failure);
    else
        json_null(json);
    write_integer(json, "waiting", waiting);
    write_instant(json, "old_secret_until", webhook->old_until > call->now ? webhook->old_until : 0, call->arena);
    write_instant(json, "made_at", webhook->made_at, call->arena);
    write_integer(json, "version", webhook->version);
    return true;
}

static bool answer_webhook(Call *call, StoreSession *session, const Webhook *webhook, Str secret, Error *error)
{
    JsonWriter json = call_json(call);
    if (!write_webhook(&json, call, session, webhook, error)) return false;
    if (secret.size) write_text(&json, "secret", webhook_secret_text(secret, call->arena));
    json_end_object(&json);
    call_version(call, webhook->version);
    call->audit_object = str_format(call->arena, "webhook:%lld", (long long)webhook->id);
    return true;
}

static void write_next(JsonWriter *json, const Call *call, bool more, int64_t last)
{
    json_key(json, "next_cursor");
    if (more)
        json_string(json, call_next_cursor(call, str_format(call->arena, "%lld", (long long)last)));
    else
        json_null(json);
}

static bool cursor_number(Call *call, int64_t *number, Error *error)
{
    Str after;
    *number = 0;
    if (!call_cursor(call, &after, error)) return false;
    return !after.size || number_parse_count(after, number) || say_not_found(error);
}

// ---- reading bodies ----

static bool refuse_topic(const Call *call, Str topic, Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_topic",
                      PHRASE("{0} is no topic: *, a kind such as order, or the name of an event of at most 200 bytes",
                             "{0} n’est pas un sujet\u00A0: *, un genre comme order, ou le nom d’un événement d’au "
                             "plus 200 octets"),
                      error_value(call->arena, topic)) ||
           error_at(error, STR("/topics"));
}

static bool read_topics(const Call *call, JsonValue list, Str *topics, Error *error)
{
    enum { TOPIC_BYTES_MAX = 200 };
    JsonValue item;
    Text text = text_in(call->arena);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        Str topic = json_get_string(item, call->arena);
        if (!topic.size || topic.size > TOPIC_BYTES_MAX || memchr(topic.data, '\n', topic.size))
            return refuse_topic(call, topic, error);
        if (text.size) text_add_byte(&text, '\n');
        text_add(&text, topic);
    }
    *topics = text_str(&text);
    return true;
}

static bool token_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte && strchr("!#$%&'*+-.^_`|~", byte));
}

// What the request itself says stays ours.
static bool header_allowed(Str name, Str value)
{
    static const Str ours[] = {STR("host"),
                               STR("content-length"),
                               STR("transfer-encoding"),
                               STR("connection"),
                               STR("expect"),
                               STR("content-type"),
                               STR("user-agent"),
                               STR("te"),
                               STR("keep-alive"),
                               STR("upgrade"),
                               STR("trailer")};
    static const Str prefix = STR("webhook-");
    if (!name.size || name.size > 100 || value.size > 1000) return false;
    for (size_t i = 0; i < name.size; i++)
        if (!token_byte(name.data[i])) return false;
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.data[i] < 0x20 || (unsigned char)value.data[i] >= 0x7f) return false;
    for (size_t i = 0; i < COUNT_OF(ours); i++)
        if (str_equal_fold(name, ours[i])) return false;
    return name.size < prefix.size || !str_equal_fold((Str){name.data, prefix.size}, prefix);
}

static bool read_headers(const Call *call, JsonValue map, Str *headers, Error *error)
{
    enum { OWN_HEADERS_MAX = 20 };
    JsonValue key, value;
    Text text = text_in(call->arena);
    size_t count = 0;
    for (size_t cursor = 0; json_next(map, &cursor, &key, &value); count++) {
        Str name = json_get_string(key, call->arena), content = json_get_string(value, call->arena);
        if (value.type != JSON_STRING || count == OWN_HEADERS_MAX || !header_allowed(name, content))
            return error_code(error, ERROR_INPUT, "header_not_allowed",
                              PHRASE("the header {0} can't be added: at most 20, in plain letters, and none that the "
                                     "request has of its own",
                                     "l’en-tête {0} ne peut pas être ajouté\u00A0: au plus 20, en lettres simples, et "
                                     "aucun de ceux de la requête"),
                              error_value(call->arena, name)) ||
                   error_at(error, STR("/headers"));
        if (text.size) text_add_byte(&text, '\n');
        text_add(&text, str_format(call->arena, "%.*s: %.*s", STR_ARGS(name), STR_ARGS(content)));
    }
    *headers = text_str(&text);
    return true;
}

static bool check_url(const Call *call, Str url, Error *error)
{
    const WorkspaceSettings *workspace = workspace_settings(call->house->workspace);
    if (!fetch_check(webhooks_policy(call->house->webhooks), url, call->arena, error))
        return error_at(error, STR("/url"));
    Str own = workspace->base_url.size ? fetch_authority(workspace->base_url, call->arena) : STR("");
    if (!own.size || !str_equal_fold(own, fetch_authority(url, call->arena))) return true;
    return error_code(error, ERROR_INPUT, "loops_to_self",
                      PHRASE("this address is this server itself", "cette adresse est celle de ce serveur même"),
                      STR("")) ||
           error_at(error, STR("/url"));
}

// The members that the body has.
static bool read_body(const Call *call, Webhook *webhook, Error *error)
{
    JsonValue value;
    if (json_member(call->body, STR("name"), &value)) webhook->name = json_get_string(value, call->arena);
    if (json_member(call->body, STR("url"), &value)) {
        webhook->url = json_get_string(value, call->arena);
        if (!check_url(call, webhook->url, error)) return false;
    }
    if (json_member(call->body, STR("identities"), &value)) webhook->identities = json_get_boolean(value);
    if (json_member(call->body, STR("topics"), &value) && !read_topics(call, value, &webhook->topics, error))
        return false;
    return !json_member(call->body, STR("headers"), &value) || read_headers(call, value, &webhook->headers, error);
}

// ---- secrets ----

static Str seal_new_secret(const Call *call, int64_t id, Str *secret)
{
    unsigned char key[SECRET_KEY_BYTES];
    char *random = arena_array(call->arena, char, WEBHOOK_SECRET_BYTES);
    secret_random(random, WEBHOOK_SECRET_BYTES);
    *secret = (Str){random, WEBHOOK_SECRET_BYTES};
    seal_key(call->house->secret, "webhook secrets", key);
    Str sealed = seal(call->arena, key, id, *secret);
    secret_wipe(key, sizeof key);
    return sealed;
}

static bool hide_secret(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    return path_webhook(call, session, &webhook, error) &&
           error_code(error, ERROR_FORBIDDEN, "secret_hidden",
                      PHRASE("the secret was shown when it was made: rotate to get a new one",
                             "le secret a été montré à sa création\u00A0: renouvelez-le pour en avoir un autre"),
                      STR(""));
}

static bool rotate_secret(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    Str secret;
    if (!path_webhook(call, session, &webhook, error) || !call_if_match(call, webhook.version, error)) return false;
    webhook.old_secret = webhook.secret;
    webhook.old_until = call->now + (Instant)WEBHOOK_ROTATION_HOURS * 60 * 60 * MILLISECONDS_PER_SECOND;
    webhook.secret = seal_new_secret(call, webhook.id, &secret);
    return webhook_update(call->house->webhooks, session, &webhook, error) &&
           answer_webhook(call, session, &webhook, secret, error);
}

// ---- webhooks ----

static bool list_webhooks(Call *call, StoreSession *session, Error *error)
{
    Webhook *list;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after;
    if (!cursor_number(call, &after, error) ||
        !webhook_list(session, after, limit + 1, call->arena, &list, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        if (!write_webhook(&json, call, session, &list[i], error)) return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? list[limit - 1].id : 0);
    json_end_object(&json);
    return true;
}

static bool get_webhook(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    return path_webhook(call, session, &webhook, error) && answer_webhook(call, session, &webhook, STR(""), error);
}

static bool create_webhook(Call *call, StoreSession *session, Error *error)
{
    Str secret;
    Webhook webhook = {.id = webhook_next_id(call->house->webhooks),
                       .status = WEBHOOK_ACTIVE,
                       .failure = STR(""),
                       .headers = STR(""),
                       .made_at = call->now};
    webhook.secret = seal_new_secret(call, webhook.id, &secret);
    if (!read_body(call, &webhook, error) || !webhook_insert(call->house->webhooks, session, &webhook, error))
        return false;
    call->status = 201;
    return answer_webhook(call, session, &webhook, secret, error);
}

// Set to active it begins anew; set to paused what waits is laid aside.
static bool set_status(const Call *call, StoreSession *session, Webhook *webhook, Error *error)
{
    Str word = shape_text(call->body, "status", call->arena);
    if (!word.size) return true;
    bool active = str_equal(word, STR("active"));
    webhook->status = active ? WEBHOOK_ACTIVE : WEBHOOK_PAUSED;
    if (active) webhook->failing_since = 0;
    return active || store_execute(session, &query_webhook_kill_waiting,
                                   VALUES(value_integer(webhook->id), value_integer(call->now)), NULL, error);
}

static bool update_webhook(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    return path_webhook(call, session, &webhook, error) && call_if_match(call, webhook.version, error) &&
           read_body(call, &webhook, error) && set_status(call, session, &webhook, error) &&
           webhook_update(call->house->webhooks, session, &webhook, error) &&
           answer_webhook(call, session, &webhook, STR(""), error);
}

static bool delete_webhook(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    bool deleted;
    return path_webhook(call, session, &webhook, error) &&
           webhook_delete(call->house->webhooks, session, webhook.id, &deleted, error);
}

static bool test_webhook(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    if (!path_webhook(call, session, &webhook, error)) return false;
    WebhookMessage message = {.webhook = webhook.id,
                              .topic = STR("Webhook Tested"),
                              .status = MESSAGE_WAITING,
                              .next_at = call->now,
                              .made_at = call->now};
    if (webhook.status != WEBHOOK_ACTIVE)
        return error_code(error, ERROR_CONFLICT, "not_active",
                          PHRASE("this webhook is {0}: set its status to active first",
                                 "ce webhook est {0}\u00A0: mettez d’abord son état à active"),
                          str_of(webhook_status_names[webhook.status]));
    if (!webhook_message_insert(call->house->webhooks, session, &message, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_integer(&json, "replayed", 1);
    json_end_object(&json);
    call->status = 202;
    return true;
}

// ---- messages ----

static void write_message(JsonWriter *json, const Call *call, const unsigned char *key, const WebhookMessage *message)
{
    json_begin_object(json);
    write_integer(json, "id", message->id);
    write_text(json, "webhook_id", webhook_message_id(key, message->id, call->arena));
    write_text(json, "topic", message->topic);
    json_key(json, "event");
    if (message->event)
        json_integer(json, message->event);
    else
        json_null(json);
    write_text(json, "status", str_of(message_status_names[message->status]));
    write_integer(json, "attempts", message->attempts);
    write_instant(json, "next_at", message->next_at, call->arena);
    write_instant(json, "made_at", message->made_at, call->arena);
    write_instant(json, "ended_at", message->ended_at, call->arena);
}

static bool read_page(Call *call, StoreSession *session, MessagePage *page, Error *error)
{
    Webhook webhook;
    Str status = call_query(call, "status");
    *page = (MessagePage){.limit = (size_t)call_limit(call) + 1};
    if (!path_webhook(call, session, &webhook, error) || !cursor_number(call, &page->before, error)) return false;
    page->webhook = webhook.id;
    for (MessageStatus one = MESSAGE_WAITING; one < MESSAGE_STATUS_COUNT; one++)
        if (str_equal(status, str_of(message_status_names[one]))) page->status = one;
    return true;
}

static bool list_messages(Call *call, StoreSession *session, Error *error)
{
    MessagePage page;
    WebhookMessage *list;
    size_t count;
    unsigned char key[SECRET_KEY_BYTES];
    if (!read_page(call, session, &page, error) || !webhook_messages(session, &page, call->arena, &list, &count, error))
        return false;
    bool more = count == page.limit;
    seal_key(call->house->secret, "webhook secrets", key);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count - more; i++) {
        write_message(&json, call, key, &list[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    write_next(&json, call, more, more ? list[count - 2].id : 0);
    json_end_object(&json);
    secret_wipe(key, sizeof key);
    return true;
}

static void write_attempt(JsonWriter *json, const Call *call, const WebhookAttempt *attempt)
{
    json_begin_object(json);
    write_integer(json, "number", attempt->number);
    write_instant(json, "at", attempt->at, call->arena);
    json_key(json, "status");
    if (attempt->status)
        json_integer(json, attempt->status);
    else
        json_null(json);
    json_key(json, "failure");
    if (attempt->code.size)
        json_string(json, attempt->code);
    else
        json_null(json);
    write_integer(json, "milliseconds", attempt->milliseconds);
    write_text(json, "answer", attempt->answer);
    json_end_object(json);
}

static bool get_message(Call *call, StoreSession *session, Error *error)
{
    WebhookMessage message;
    WebhookAttempt *attempts;
    size_t count;
    unsigned char key[SECRET_KEY_BYTES];
    if (!path_message(call, session, &message, error) ||
        !webhook_attempts(session, message.id, call->arena, &attempts, &count, error))
        return false;
    seal_key(call->house->secret, "webhook secrets", key);
    JsonWriter json = call_json(call);
    write_message(&json, call, key, &message);
    secret_wipe(key, sizeof key);
    json_key(&json, "tries");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_attempt(&json, call, &attempts[i]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool answer_replayed(Call *call, StoreSession *session, const Replay *replay, Error *error)
{
    int64_t count = 0;
    if (!webhook_replay(call->house->webhooks, session, replay, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_integer(&json, "replayed", count);
    json_end_object(&json);
    call->status = 202;
    return true;
}

static bool replay_message(Call *call, StoreSession *session, Error *error)
{
    WebhookMessage message;
    if (!path_message(call, session, &message, error)) return false;
    return answer_replayed(call, session,
                           &(Replay){.webhook = message.webhook, .message = message.id, .now = call->now}, error);
}

// The body was checked: what does not parse is not there.
static Instant body_instant(const Call *call, const char *name, Instant otherwise)
{
    Instant at;
    Str text = shape_text(call->body, name, call->arena);
    return text.size && instant_parse(text, &at) == INSTANT_FINE ? at : otherwise;
}

static bool replay_dead(Call *call, StoreSession *session, Error *error)
{
    Webhook webhook;
    if (!path_webhook(call, session, &webhook, error)) return false;
    Replay replay = {.webhook = webhook.id,
                     .from = body_instant(call, "from", 0),
                     .until = body_instant(call, "until", call->now),
                     .now = call->now};
    return answer_replayed(call, session, &replay, error);
}

// ---- the table ----

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},           \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }

static const Parameter page_parameters[] = {PAGE_PARAMETERS, {0}};
static const Parameter message_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "waiting|delivered|dead|erased",
     .help = PHRASE("only those", "seulement ceux-là")},
    PAGE_PARAMETERS,
    {0},
};

#define ROUTE(method_, path_, name_, english, french)                                                                  \
    .method = (method_), .path = "/api/v1/webhooks" path_, .name = (name_), .access = ACCESS_ADMIN,                    \
    .summary = PHRASE(english, french)

static const Route routes[] = {
    {ROUTE("GET", "", "listWebhooks", "Addresses that are told what happens",
           "Les adresses prévenues de ce qui se passe"),
     .cost = COST_READ, .parameters = page_parameters, .answer = &webhook_list_shape, .read = list_webhooks},
    {ROUTE("POST", "", "createWebhook", "Makes a webhook; shows its secret once",
           "Crée un webhook\u00A0; montre son secret une fois"),
     .cost = COST_WRITE, .body = &webhook_create_shape, .answer = &webhook_secret_shape, .write = create_webhook},
    {ROUTE("GET", "/{id}", "getWebhook", "One webhook and how it fares", "Un webhook et son état"), .cost = COST_READ,
     .answer = &webhook_shape, .read = get_webhook},
    {ROUTE("PATCH", "/{id}", "updateWebhook", "Changes, pauses or resumes it", "Le change, le suspend ou le reprend"),
     .cost = COST_WRITE, .body = &webhook_update_shape, .answer = &webhook_shape, .write = update_webhook},
    {ROUTE("DELETE", "/{id}", "deleteWebhook", "Deletes it with its messages", "Le supprime avec ses messages"),
     .cost = COST_WRITE, .write = delete_webhook},
    {ROUTE("GET", "/{id}/secret", "getWebhookSecret", "Refused: a secret is shown once",
           "Refusé\u00A0: un secret est montré une fois"),
     .cost = COST_READ, .answer = &webhook_secret_shape, .read = hide_secret},
    {ROUTE("POST", "/{id}/rotate", "rotateWebhookSecret", "A new secret; the old one signs too for 24 hours",
           "Un nouveau secret\u00A0; l’ancien signe aussi pendant 24 heures"),
     .cost = COST_WRITE, .answer = &webhook_secret_shape, .write = rotate_secret},
    {ROUTE("POST", "/{id}/test", "testWebhook", "Sends a test", "Envoie un essai"), .cost = COST_WRITE,
     .answer = &webhook_replayed_shape, .write = test_webhook},
    {ROUTE("POST", "/{id}/replay", "replayDeadMessages", "Sends what was given up again",
           "Renvoie ce qui avait été abandonné"),
     .cost = COST_WRITE, .body = &webhook_replay_shape, .answer = &webhook_replayed_shape, .write = replay_dead},
    {ROUTE("GET", "/{id}/messages", "listWebhookMessages", "The delivery log, newest first",
           "Le journal des remises, les dernières d’abord"),
     .cost = COST_READ, .parameters = message_parameters, .answer = &webhook_message_list_shape, .read = list_messages},
    {ROUTE("GET", "/{id}/messages/{message}", "getWebhookMessage", "One message with each try",
           "Un message avec chaque essai"),
     .cost = COST_READ, .answer = &webhook_delivery_shape, .read = get_message},
    {ROUTE("POST", "/{id}/messages/{message}/replay", "replayMessage", "Sends it again", "Le renvoie"),
     .cost = COST_WRITE, .answer = &webhook_replayed_shape, .write = replay_message},
    {0},
};

static const PersonalTable personal[] = {
    {.table = "webhook_message",
     .name = "webhook_messages",
     .purpose = PHRASE("which of the company's other systems were told of an event",
                       "quels autres systèmes de l’entreprise ont été prévenus d’un événement"),
     .retention = RETENTION_TRANSIENT,
     .read = &query_webhook_of_customer,
     .columns = "id webhook topic status made_at:instant ended_at:instant",
     .erase = &query_webhook_erase,
     .expire = &query_webhook_expire},
    {0},
};

const Module webhook_module = {
    .name = "webhook", .routes = routes, .reactions = webhook_reactions, .personal = personal, .jobs = webhook_jobs};
