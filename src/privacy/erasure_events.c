// The events of an erased person leave the log, batch after batch; with totals kept an anonymous copy takes the place
// of each in the same transaction.
#include <string.h>

#include "base/json.h"
#include "base/secret.h"
#include "privacy/erasure_parts.h"

enum { BATCH_EVENTS = 2000 };

// ---- copies ----

// Members whose values figures rest on: amounts, quantities, and what names a product or a plan and no person.
static bool is_figure(Str key)
{
    static const Str kept[] = {
        STR("revenue"),    STR("total"),      STR("subtotal"), STR("value"),  STR("price"),          STR("shipping"),
        STR("tax"),        STR("discount"),   STR("quantity"), STR("amount"), STR("cost"),           STR("margin"),
        STR("seats"),      STR("points"),     STR("score"),    STR("rating"), STR("position"),       STR("currency"),
        STR("product_id"), STR("sku"),        STR("category"), STR("brand"),  STR("plan"),           STR("cycle"),
        STR("interval"),   STR("unit_price"), STR("refund"),   STR("mrr"),    STR("interval_count"), STR("metric"),
        STR("scale")};
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (str_equal(kept[i], key)) return true;
    return false;
}

static bool ends_with(Str text, Str end)
{
    return text.size >= end.size && str_equal((Str){text.data + text.size - end.size, end.size}, end);
}

// Of an order or subscription: several events name the same one, and have to go on doing so.
static bool is_reference(Str key)
{
    return str_equal(key, STR("id")) || ends_with(key, STR("_id")) || str_equal(key, STR("orderId"));
}

static bool is_list(Str key)
{
    return str_equal(key, STR("products")) || str_equal(key, STR("lines")) || str_equal(key, STR("items"));
}

static void copy_members(JsonWriter *json, JsonValue object, const unsigned char key[16], int depth, Arena *arena);

static void copy_reference(JsonWriter *json, JsonValue value, const unsigned char key[16], Arena *arena)
{
    uint64_t digest[2];
    digest_short(key, value.text, digest);
    json_string(json, str_format(arena, "anonymous-%016llx", (unsigned long long)digest[0]));
}

static void copy_list(JsonWriter *json, JsonValue list, const unsigned char key[16], int depth, Arena *arena)
{
    JsonValue item;
    json_begin_array(json);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
        if (item.type == JSON_OBJECT) {
            json_begin_object(json);
            copy_members(json, item, key, depth + 1, arena);
            json_end_object(json);
        }
    json_end_array(json);
}

static void copy_money(JsonWriter *json, JsonValue money, Arena *arena)
{
    static const Str members[] = {STR("amount"), STR("currency")};
    JsonValue value;
    json_begin_object(json);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (!json_member(money, members[i], &value) || (value.type != JSON_NUMBER && value.type != JSON_STRING))
            continue;
        json_key(json, str_c(arena, members[i]));
        json_value(json, value);
    }
    json_end_object(json);
}

static void copy_members(JsonWriter *json, JsonValue object, const unsigned char key[16], int depth, Arena *arena)
{
    enum { DEPTH_MAX = 3 };
    JsonValue value, member;
    for (size_t cursor = 0; json_next(object, &cursor, &member, &value);) {
        Str name = json_get_string(member, arena);
        bool plain = value.type == JSON_NUMBER || value.type == JSON_STRING || value.type == JSON_BOOLEAN;
        bool list = value.type == JSON_ARRAY && is_list(name) && depth < DEPTH_MAX;
        bool taken_back = value.type == JSON_NULL && is_figure(name);
        if (value.type == JSON_OBJECT && is_figure(name)) { // {"amount":"29.90","currency":"EUR"}
            json_key(json, str_c(arena, name));
            copy_money(json, value, arena);
            continue;
        }
        if (!(plain && (is_figure(name) || is_reference(name))) && !list && !taken_back) continue;
        json_key(json, str_c(arena, name));
        if (list)
            copy_list(json, value, key, depth, arena);
        else if (is_figure(name))
            json_value(json, value);
        else
            copy_reference(json, value, key, arena);
    }
}

Str erasure_copy_body(Str body, const unsigned char key[16], Arena *arena)
{
    JsonValue object, properties;
    Error unread;
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (json_parse(body, &object, &unread) && json_member(object, STR("properties"), &properties) &&
        properties.type == JSON_OBJECT) {
        json_key(&json, "properties");
        json_begin_object(&json);
        copy_members(&json, properties, key, 0, arena);
        json_end_object(&json);
    }
    json_end_object(&json);
    return text_str(&text);
}

// ---- a batch ----

typedef struct Batch {
    const Eraser *eraser;
    int64_t erasure;
    bool totals;
    CustomerId first; // of the person
    CustomerId copies_to;
    unsigned char key[16]; // of references; nobody can make it again once the traces are gone
    int64_t seq[BATCH_EVENTS];
    size_t count;
    Instant now;
    Arena *arena;
} Batch;

// The number that the copies are of: a customer without anything, that nobody sees.
static bool need_stranger(Batch *batch, StoreSession *session, Error *error)
{
    Erasure erasure;
    Instant made_at;
    int64_t source;
    Identity *identity = batch->eraser->identity;
    if (!erasure_get(session, batch->erasure, batch->arena, &erasure, error)) return false;
    batch->copies_to = erasure.copies_to;
    if (batch->copies_to) return true;
    return identity_made(session, batch->first, &made_at, &source, error) &&
           identity_make(identity, session, 0, made_at, &batch->copies_to, error) &&
           identity_hide(identity, session, batch->copies_to, 0, batch->now, error) &&
           store_execute(session, &query_erasure_copies_to,
                         VALUES(value_integer(batch->erasure), value_integer(batch->copies_to)), NULL, error);
}

static bool copy_event(const Batch *batch, StoreSession *session, const Event *event, Error *error)
{
    Event copy = *event;
    copy.seq = 0;
    copy.customer = batch->copies_to;
    copy.received = event->at;
    copy.message = (MessageKey){{0, 0}};
    copy.flags |= EVENT_ANONYMOUS;
    copy.body = erasure_copy_body(event->body, batch->key, batch->arena);
    return log_append(batch->eraser->log, session, &copy, NULL, error);
}

static bool run_batch(StoreSession *session, void *context, Error *error)
{
    Batch *batch = context;
    arena_reset(batch->arena);
    if (batch->totals && !need_stranger(batch, session, error)) return false;
    // Oldest first, as they came: reactions see an order before its refund.
    for (size_t i = batch->count; batch->totals && i-- > 0;) {
        Event event;
        if (!log_get(batch->eraser->log, session, batch->seq[i], batch->arena, &event, error)) return false;
        if (event.seq && !copy_event(batch, session, &event, error)) return false;
    }
    return log_remove(batch->eraser->log, session, batch->seq, batch->count, batch->now, error) &&
           store_execute(session, &query_erasure_count_events,
                         VALUES(value_integer(batch->erasure), value_integer((int64_t)batch->count)), NULL, error);
}

static int64_t *all_events(const Eraser *eraser, const CustomerId *customers, size_t count, size_t *found)
{
    enum { PAGE = 50000 };
    int64_t *seqs = NULL;
    size_t room = 0, got;
    TimelineEntry before = {0};
    *found = 0;
    do {
        const TimelineEntry *entry = activity_timeline(eraser->activity, customers, count, NULL, 0,
                                                       *found ? &before : NULL, PAGE, eraser->arena, &got);
        if (*found + got > room) {
            size_t larger_room = 2 * (*found + got);
            int64_t *more = arena_array(eraser->arena, int64_t, larger_room);
            if (*found) memcpy(more, seqs, *found * sizeof *more);
            seqs = more;
            room = larger_room;
        }
        for (size_t i = 0; i < got; i++) seqs[(*found)++] = entry[i].seq;
        if (got) before = entry[got - 1];
    } while (got == PAGE);
    return seqs;
}

// From the oldest batch on.
bool erase_events(const Eraser *eraser, const Erasure *erasure, const CustomerId *customers, size_t count, Instant now,
                  Error *error)
{
    size_t left;
    const int64_t *seqs = all_events(eraser, customers, count, &left);
    Batch *batch = arena_new(eraser->arena, Batch);
    *batch = (Batch){.eraser = eraser,
                     .erasure = erasure->id,
                     .totals = erasure->totals,
                     .first = count ? customers[0] : 0,
                     .now = now,
                     .arena = arena_open(0)};
    MessageKey key = log_message_key(eraser->log, erasure->traces); // with the random token in it
    memcpy(batch->key, key.word, sizeof batch->key);
    bool good = true;
    while (good && left) {
        batch->count = left < BATCH_EVENTS ? left : BATCH_EVENTS;
        left -= batch->count;
        memcpy(batch->seq, seqs + left, batch->count * sizeof *seqs);
        good = store_write(eraser->store, run_batch, batch, error);
    }
    arena_close(batch->arena);
    return good;
}
