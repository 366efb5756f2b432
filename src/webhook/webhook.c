#include "webhook/webhook.h"

#include <string.h>

#include "event/vocabulary.h"

const char *const webhook_status_names[WEBHOOK_STATUS_COUNT] = {
    [WEBHOOK_ACTIVE] = "active", [WEBHOOK_PAUSED] = "paused", [WEBHOOK_GONE] = "gone", [WEBHOOK_FAILING] = "failing"};
const char *const message_status_names[MESSAGE_STATUS_COUNT] = {[MESSAGE_WAITING] = "waiting",
                                                                [MESSAGE_DELIVERED] = "delivered",
                                                                [MESSAGE_DEAD] = "dead",
                                                                [MESSAGE_ERASED] = "erased"};

// ---- webhooks ----

static void read_webhook(const Rows *rows, Arena *arena, Webhook *webhook)
{
    *webhook = (Webhook){.id = rows_integer(rows, 0),
                         .name = str_copy(arena, rows_text(rows, 1)),
                         .url = str_copy(arena, rows_text(rows, 2)),
                         .topics = str_copy(arena, rows_text(rows, 3)),
                         .identities = rows_integer(rows, 4),
                         .headers = str_copy(arena, rows_text(rows, 5)),
                         .status = (WebhookStatus)rows_integer(rows, 6),
                         .secret = str_copy(arena, rows_text(rows, 7)),
                         .old_secret = str_copy(arena, rows_text(rows, 8)),
                         .old_until = rows_integer(rows, 9),
                         .failing_since = rows_integer(rows, 10),
                         .succeeded_at = rows_integer(rows, 11),
                         .failed_at = rows_integer(rows, 12),
                         .failure = str_copy(arena, rows_text(rows, 13)),
                         .made_at = rows_integer(rows, 14),
                         .version = rows_integer(rows, 15)};
}

bool webhook_get(StoreSession *session, int64_t id, Arena *arena, Webhook *webhook, Error *error)
{
    Rows rows;
    *webhook = (Webhook){0};
    if (!store_select(session, &query_webhook_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_webhook(&rows, arena, webhook);
    return rows_close(&rows, error);
}

bool webhook_list(StoreSession *session, int64_t after, size_t limit, Arena *arena, Webhook **list, size_t *count,
                  Error *error)
{
    Rows rows;
    *list = arena_array(arena, Webhook, limit);
    *count = 0;
    if (!store_select(session, &query_webhook_list, VALUES(value_integer(after), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) read_webhook(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

// ---- messages ----

static void read_message(const Rows *rows, Arena *arena, WebhookMessage *message)
{
    *message = (WebhookMessage){.id = rows_integer(rows, 0),
                                .webhook = rows_integer(rows, 1),
                                .event = rows_integer(rows, 2),
                                .customer = (CustomerId)rows_integer(rows, 3),
                                .topic = str_copy(arena, rows_text(rows, 4)),
                                .status = (MessageStatus)rows_integer(rows, 5),
                                .attempts = rows_integer(rows, 6),
                                .next_at = rows_integer(rows, 7),
                                .made_at = rows_integer(rows, 8),
                                .ended_at = rows_integer(rows, 9)};
}

bool webhook_message_get(StoreSession *session, int64_t id, Arena *arena, WebhookMessage *message, Error *error)
{
    Rows rows;
    *message = (WebhookMessage){0};
    if (!store_select(session, &query_webhook_message_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) read_message(&rows, arena, message);
    return rows_close(&rows, error);
}

bool webhook_messages(StoreSession *session, const MessagePage *page, Arena *arena, WebhookMessage **list,
                      size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, WebhookMessage, page->limit);
    *count = 0;
    if (!store_select(session, &query_webhook_messages,
                      VALUES(value_integer(page->webhook), value_integer(page->before ? page->before : INT64_MAX),
                             value_integer(page->status), value_integer((int64_t)page->limit)),
                      &rows, error))
        return false;
    while (*count < page->limit && rows_next(&rows)) read_message(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

bool webhook_attempts(StoreSession *session, int64_t message, Arena *arena, WebhookAttempt **list, size_t *count,
                      Error *error)
{
    enum { ATTEMPTS_MAX = 1000 };
    Rows rows;
    *list = arena_array(arena, WebhookAttempt, ATTEMPTS_MAX);
    *count = 0;
    if (!store_select(session, &query_webhook_attempts, VALUES(value_integer(message)), &rows, error)) return false;
    while (*count < ATTEMPTS_MAX && rows_next(&rows))
        (*list)[(*count)++] = (WebhookAttempt){.number = rows_integer(&rows, 0),
                                               .at = rows_integer(&rows, 1),
                                               .status = rows_integer(&rows, 2),
                                               .code = str_copy(arena, rows_text(&rows, 3)),
                                               .milliseconds = rows_integer(&rows, 4),
                                               .answer = str_copy(arena, rows_text(&rows, 5))};
    return rows_close(&rows, error);
}

// ---- pure ----

bool webhook_wants(Str topics, EventKind kind, Str event)
{
    Str topic, rest = topics, word = happening_kind_name(happening_kind(kind, event));
    while (str_cut(&rest, '\n', &topic))
        if (str_equal(topic, STR("*")) || str_equal(topic, event) || str_equal(topic, word)) return true;
    return false;
}
