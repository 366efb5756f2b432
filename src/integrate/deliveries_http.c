// deliveries_http.c - what came of deliveries: the list of them, dead letters and their replay, and the preview of what
// a body would become.
#include <string.h>

#include "api/mask.h"
#include "base/number.h"
#include "house.h"
#include "integrate/integrate_http.h"

// ---- deliveries, newest first ----

// The cursor is "TIME DELIVERY" of the last one.
static bool read_cursor(const Call *call, Instant *at, Str *delivery, Error *error)
{
    Str cursor, time;
    *at = INT64_MAX;
    *delivery = STR("");
    if (!call_cursor(call, &cursor, error)) return false;
    if (str_cut(&cursor, ' ', &time) && number_parse_count(time, at)) *delivery = cursor;
    return true;
}

static void write_delivery(JsonWriter *json, const Rows *rows, Arena *arena)
{
    json_begin_object(json);
    member_text(json, "delivery", rows_text(rows, 0));
    member_text(json, "topic", rows_text(rows, 1));
    member_instant(json, "at", rows_integer(rows, 2), arena);
    member_text(json, "outcome", rows_text(rows, 3));
    member_integer(json, "events", rows_integer(rows, 4));
    json_end_object(json);
}

bool list_deliveries(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    Rows rows;
    Instant at;
    Str delivery, last = STR("");
    int64_t limit = call_limit(call), count = 0;
    if (!path_connection(call, session, &connection, error) || !read_cursor(call, &at, &delivery, error)) return false;
    Value from[] = {value_integer(connection.id), value_integer(at), value_text(delivery), value_integer(limit)};
    if (!store_select(session, &query_connection_deliveries, from, COUNT_OF(from), &rows, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (; count < limit && rows_next(&rows); count++) {
        write_delivery(&json, &rows, call->arena);
        last = str_format(call->arena, "%lld %.*s", (long long)rows_integer(&rows, 2), STR_ARGS(rows_text(&rows, 0)));
    }
    end_page(&json, call, count == limit, last);
    return rows_close(&rows, error);
}

// ---- dead letters ----

// Bodies are what shops know of a person: whoever has any of it hidden does not see them.
static bool body_hidden(const Call *call)
{
    return call->principal.masked != 0;
}

static void write_letter(JsonWriter *json, const Call *call, const DeadLetter *letter)
{
    json_begin_object(json);
    member_integer(json, "id", letter->id);
    member_text(json, "delivery", letter->delivery);
    member_text(json, "topic", letter->topic);
    member_instant(json, "at", letter->at, call->arena);
    member_text(json, "code", letter->code);
    member_text(json, "path", letter->path);
    if (!body_hidden(call)) member_text(json, "message", letter->message[call->locale]);
    member_integer(json, "bytes", letter->bytes);
    member_integer(json, "tries", letter->tries);
    json_key(json, "customer");
    if (letter->customer)
        json_integer(json, letter->customer);
    else
        json_null(json);
    if (letter->body.data && !body_hidden(call)) member_text(json, "body", letter->body);
    if (body_hidden(call)) {
        json_key(json, "masked");
        mask_write(json, call->principal.masked);
    }
    json_end_object(json);
}

bool list_dead_letters(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    DeadLetter *list = NULL;
    size_t count = 0;
    Str cursor;
    int64_t after = 0, limit = call_limit(call);
    if (!path_connection(call, session, &connection, error) || !call_cursor(call, &cursor, error)) return false;
    if (!number_parse_count(cursor, &after)) after = 0;
    if (!dead_letter_page(session, connection.id, after, limit, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_letter(&json, call, &list[i]);
    bool more = count == (size_t)limit;
    end_page(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    return true;
}

static bool path_letter(Call *call, StoreSession *session, Connection *connection, DeadLetter *letter, Error *error)
{
    int64_t id = 0;
    return path_connection(call, session, connection, error) && path_number_at(call, 1, &id, error) &&
           dead_letter_get(session, connection->id, id, call->arena, letter, error);
}

bool get_dead_letter(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    DeadLetter letter;
    if (!path_letter(call, session, &connection, &letter, error)) return false;
    JsonWriter json = call_json(call);
    write_letter(&json, call, &letter);
    return true;
}

bool delete_dead_letter(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    DeadLetter letter;
    if (!path_letter(call, session, &connection, &letter, error) || !dead_letter_delete(session, letter.id, error))
        return false;
    call->status = STATUS_NO_CONTENT;
    return true;
}

bool replay_dead_letter(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    DeadLetter letter;
    Delivery *delivery = arena_new(call->arena, Delivery);
    if (!path_letter(call, session, &connection, &letter, error) ||
        !dead_letter_replay(call->house, session, &connection, &letter, call->arena, delivery, error))
        return false;
    JsonWriter json = call_json(call);
    write_outcome(&json, call, delivery);
    return true;
}

// ---- preview ----

static void write_who(JsonWriter *json, const char *key, Str value)
{
    if (value.size) member_text(json, key, value);
}

static void write_amount(JsonWriter *json, const Record *record, Arena *arena)
{
    Currency currency = currency_unknown;
    if (!record->has_amount || !currency_find(record->currency, &currency)) return;
    json_key(json, "amount");
    json_begin_object(json);
    member_text(json, "amount", money_decimal(arena, record->amount_minor, &currency));
    member_text(json, "currency", record->currency);
    json_end_object(json);
}

static void write_record(JsonWriter *json, const Record *record, Arena *arena)
{
    JsonValue properties;
    Error error;
    json_begin_object(json);
    member_text(json, "type", event_kind_name(record->kind));
    member_text(json, "event", record->name);
    member_instant(json, "at", record->at, arena);
    write_who(json, "external", record->who.external);
    write_who(json, "user_id", record->who.user_id);
    write_who(json, "anonymous_id", record->who.anonymous_id);
    write_who(json, "email", record->who.email);
    write_who(json, "phone", record->who.phone);
    write_who(json, "message_id", record->message_id);
    write_amount(json, record, arena);
    if (record->properties.size && json_parse(record->properties, &properties, &error)) {
        json_key(json, record->kind == EVENT_IDENTIFY ? "traits" : "properties");
        json_value(json, properties);
    }
    json_end_object(json);
}

static void write_fault(JsonWriter *json, const Call *call, const Error *fault)
{
    json_key(json, "fault");
    json_begin_object(json);
    member_text(json, "code", str_of(fault->code ? fault->code : "unusable"));
    member_text(json, "path", str_of(fault->path));
    member_text(json, "message", str_of(fault->message[call->locale]));
    json_end_object(json);
}

// The settings of the body go before those that are stored, so that a mapping can be tried before it is.
static bool preview_settings(const Call *call, Connection *connection, Error *error)
{
    JsonValue settings;
    if (!json_member(call->body, STR("settings"), &settings)) return true;
    const Provider *provider = provider_of(connection->kind);
    connection->settings = settings.text;
    return !provider->check || provider->check(settings, call->arena, error);
}

bool preview_connection(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    JsonValue sample;
    Error fault;
    if (!path_connection(call, session, &connection, error) || !preview_settings(call, &connection, error))
        return false;
    if (!json_member(call->body, STR("sample"), &sample)) sample = (JsonValue){JSON_NULL, STR("null")};
    Translation translation = {.connection = &connection,
                               .delivery = STR("preview"),
                               .topic = shape_text(call->body, "topic", call->arena),
                               .received = call->now,
                               .arena = call->arena};
    bool fine = receive_translate(provider_of(connection.kind), sample.text, &translation, &fault);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "events");
    json_begin_array(&json);
    for (size_t i = 0; fine && i < translation.count; i++) write_record(&json, &translation.record[i], call->arena);
    json_end_array(&json);
    if (!fine) write_fault(&json, call, &fault);
    if (fine && translation.ignored) member_text(&json, "ignored", str_of(translation.ignored));
    json_end_object(&json);
    return true;
}
