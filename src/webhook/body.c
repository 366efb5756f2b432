// body.c - what is told of an event.
#include "base/money.h"
#include "event/source.h"
#include "event/vocabulary.h"
#include "house.h"
#include "webhook/webhook.h"

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_amount(JsonWriter *json, const Event *event, Arena *arena)
{
    Currency currency;
    json_key(json, "amount");
    if (!event->has_amount || !currency_find(event->currency, &currency)) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    write_text(json, "amount", money_decimal(arena, event->amount_minor, &currency));
    write_text(json, "currency", event->currency);
    json_end_object(json);
}

static void write_object(JsonWriter *json, JsonValue body, const char *key)
{
    JsonValue object;
    if (!json_member(body, str_of(key), &object) || object.type != JSON_OBJECT) return;
    json_key(json, key);
    json_value(json, object);
}

static bool write_identities(const House *house, StoreSession *session, CustomerId customer, JsonWriter *json,
                             Arena *arena, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(house->identity, identity_root(house->identity, customer), arena, &members);
    json_key(json, "identities");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        IdentityRow *rows;
        size_t identities;
        if (!identity_list(session, members[i], arena, &rows, &identities, error)) return false;
        for (size_t j = 0; j < identities; j++) {
            json_begin_object(json);
            write_text(json, "kind", identity_kind_name(rows[j].kind));
            write_text(json, "value", rows[j].shown);
            json_end_object(json);
        }
    }
    json_end_array(json);
    return true;
}

static bool write_customer(const House *house, StoreSession *session, const Webhook *webhook, const Event *event,
                           JsonWriter *json, Arena *arena, Error *error)
{
    json_key(json, "customer");
    if (!event->customer) { // of nobody: an alert
        json_null(json);
        return true;
    }
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, identity_root(house->identity, event->customer));
    bool fine = !webhook->identities || write_identities(house, session, event->customer, json, arena, error);
    json_end_object(json);
    return fine;
}

static void write_source(JsonWriter *json, int64_t source)
{
    json_key(json, "source");
    json_begin_object(json);
    write_text(json, "kind", source_kind_name(source));
    json_key(json, "id");
    json_integer(json, source_id(source));
    json_end_object(json);
}

static bool write_data(const House *house, StoreSession *session, const Webhook *webhook, const Event *event,
                       JsonWriter *json, Arena *arena, Error *error)
{
    JsonValue body;
    Error unreadable;
    json_begin_object(json);
    json_key(json, "event");
    json_integer(json, event->seq);
    write_text(json, "kind", happening_kind_name(happening_kind(event->kind, event->name)));
    write_text(json, "at", instant_text(arena, event->at));
    write_text(json, "received_at", instant_text(arena, event->received));
    if (!write_customer(house, session, webhook, event, json, arena, error)) return false;
    write_source(json, event->source);
    write_amount(json, event, arena);
    if (json_parse(event->body, &body, &unreadable)) {
        write_object(json, body, "properties");
        write_object(json, body, "traits");
    }
    json_end_object(json);
    return true;
}

bool webhook_body(const House *house, StoreSession *session, const Webhook *webhook, const Event *event, Arena *arena,
                  Str *body, Error *error)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    write_text(&json, "type", event->name.size ? event->name : event_kind_name(event->kind));
    write_text(&json, "timestamp", instant_text(arena, event->at));
    json_key(&json, "data");
    if (!write_data(house, session, webhook, event, &json, arena, error)) return false;
    json_end_object(&json);
    *body = text_str(&text);
    return true;
}

Str webhook_test_body(const Webhook *webhook, Instant now, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    write_text(&json, "type", STR("Webhook Tested"));
    write_text(&json, "timestamp", instant_text(arena, now));
    json_key(&json, "data");
    json_begin_object(&json);
    json_key(&json, "webhook");
    json_integer(&json, webhook->id);
    write_text(&json, "name", webhook->name);
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&text);
}
