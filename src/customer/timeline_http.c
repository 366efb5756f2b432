// timeline_http.c - what happened to a person, newest first; and what was said of one trait.
#include "activity/activity.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"

// ---- one event ----

enum { MASK_PERSONAL = MASK_NAME | MASK_EMAIL | MASK_PHONE | MASK_ADDRESS | MASK_NOTES };

// Of a caller from whom something is hidden: no members that may hold it, nothing nested.
static void write_masked_object(JsonWriter *json, const Call *call, JsonValue object)
{
    size_t cursor = 0;
    JsonValue key, value;
    json_begin_object(json);
    while (json_next(object, &cursor, &key, &value)) {
        Str name = json_get_string(key, call->arena);
        bool nested = value.type == JSON_OBJECT || value.type == JSON_ARRAY;
        uint32_t hidden = trait_mask(name) | (str_contains(value.text, STR("@")) ? MASK_EMAIL : 0U);
        if (nested || call->principal.masked & hidden) continue;
        json_key(json, str_c(call->arena, name));
        json_value(json, value);
    }
    json_end_object(json);
}

static void write_object(JsonWriter *json, const Call *call, JsonValue body, const char *name)
{
    JsonValue object;
    if (!json_member(body, str_of(name), &object) || object.type != JSON_OBJECT) return;
    json_key(json, name);
    if (call->principal.masked)
        write_masked_object(json, call, object);
    else
        json_value(json, object);
}

static void write_body(JsonWriter *json, const Call *call, const Event *event)
{
    JsonValue body;
    Error unreadable;
    if (!json_parse(event->body, &body, &unreadable)) return;
    write_object(json, call, body, "properties");
    write_object(json, call, body, "traits");
    if (!(call->principal.masked & MASK_PERSONAL)) write_object(json, call, body, "context");
}

static void write_amount(JsonWriter *json, const Call *call, const Event *event)
{
    Currency currency = currency_unknown;
    if (call->principal.masked & MASK_AMOUNTS) return;
    json_key(json, "amount");
    if (!event->has_amount || !currency_find(event->currency, &currency)) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(call->arena, event->amount_minor, &currency));
    json_key(json, "currency");
    json_string(json, event->currency);
    json_end_object(json);
}

static void write_event(JsonWriter *json, const Call *call, const Event *event)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, event->seq);
    json_key(json, "kind");
    json_string(json, event_kind_name(event->kind));
    json_key(json, "event");
    json_string(json, event->name);
    write_at(json, "at", event->at, call->arena);
    write_at(json, "received_at", event->received, call->arena);
    json_key(json, "customer");
    json_integer(json, event->customer);
    json_key(json, "source");
    write_source(json, event->source, 0);
    json_key(json, "hidden");
    json_boolean(json, event->flags & EVENT_HIDDEN);
    write_amount(json, call, event);
    write_body(json, call, event);
    json_end_object(json);
}

// ---- the page ----

typedef struct Page {
    uint16_t classes[EVENT_INTERNAL];
    size_t class_count; // 0: all
    TimelineEntry before;
    bool after_cursor, nothing;
} Page;

static bool read_page(Call *call, Page *page, Error *error)
{
    Str after, second, event = call_query(call, "event");
    *page = (Page){0};
    for (EventKind kind = EVENT_TRACK; event.size && kind <= EVENT_INTERNAL; kind++)
        page->class_count += log_class(call->house->log, kind, event, &page->classes[page->class_count]);
    page->nothing = event.size && !page->class_count;
    if (!call_cursor(call, &after, error)) return false;
    page->after_cursor = after.size;
    if (after.size && (!str_cut(&after, ' ', &second) || !number_parse_count(second, &page->before.at_second) ||
                       !number_parse_count(after, &page->before.seq)))
        return say_not_found(error);
    return true;
}

bool get_timeline(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Page page;
    size_t limit = (size_t)call_limit(call), count = 0;
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!path_customer(call, session, call->path_value[0], &root, error) || !read_page(call, &page, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    const TimelineEntry *entries =
        page.nothing ? NULL
                     : activity_timeline(call->house->activity, person.members, person.member_count,
                                         page.class_count ? page.classes : NULL, page.class_count,
                                         page.after_cursor ? &page.before : NULL, limit, call->arena, &count);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        Event event;
        if (!log_get(call->house->log, session, entries[i].seq, call->arena, &event, error)) return false;
        if (event.seq) write_event(&json, call, &event);
    }
    json_end_array(&json);
    bool more = entries && count == limit;
    write_next(&json, call, more,
               more ? str_format(call->arena, "%lld %lld", (long long)entries[count - 1].at_second,
                                 (long long)entries[count - 1].seq)
                    : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- the history of a trait ----

static void write_change(JsonWriter *json, const Call *call, const TraitChange *change)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, change->id);
    json_key(json, "value");
    if (change->removed)
        json_null(json);
    else
        write_raw(json, change->value);
    json_key(json, "customer");
    json_integer(json, change->customer);
    json_key(json, "source");
    write_source(json, change->source, change->by);
    write_at(json, "at", change->at, call->arena);
    json_key(json, "event");
    if (change->event)
        json_integer(json, change->event);
    else
        json_null(json);
    json_end_object(json);
}

bool get_trait_history(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    Str after, name = call->path_value[1];
    TraitChange *changes = NULL;
    size_t count = 0, limit = (size_t)call_limit(call);
    int64_t before = 0;
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!path_customer(call, session, call->path_value[0], &root, error) || !call_cursor(call, &after, error))
        return false;
    if (call->principal.masked & trait_mask(name))
        return error_code(error, ERROR_FORBIDDEN, "forbidden",
                          PHRASE("this field is hidden for your role", "ce champ est caché à votre rôle"), STR(""));
    if (after.size && !path_id(after, &before, error)) return false;
    person_members(call->house->identity, root, call->arena, &person);
    if (!trait_history(session, person.members, person.member_count, name, before, limit, call->arena, &changes, &count,
                       error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_change(&json, call, &changes[i]);
    json_end_array(&json);
    bool more = count == limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)changes[count - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}
