// timeline_http.c - what happened to a person, newest first; and what was said of one trait.
#include "activity/activity.h"
#include "base/number.h"
#include "customer/profile_http.h"
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

static void write_body(JsonWriter *json, const Call *call, JsonValue body)
{
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

// ---- where it came from ----

enum { SOURCE_NAMES_MAX = 32 };

// Names of sources, each asked for once a page.
typedef struct SourceNames {
    Call *call;
    StoreSession *session;
    int64_t source[SOURCE_NAMES_MAX];
    Str name[SOURCE_NAMES_MAX];
    size_t count;
} SourceNames;

static bool ask_source_name(SourceNames *names, int64_t source, Str *name, Error *error)
{
    Rows rows;
    *name = STR("");
    if (!source || source_kind(source) != SOURCE_KEY) return true;
    if (!store_select(names->session, &query_profile_key_name, VALUES(value_integer(source_id(source))), &rows, error))
        return false;
    if (rows_next(&rows)) *name = str_copy(names->call->arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

static bool source_name(SourceNames *names, int64_t source, Str *name, Error *error)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->source[i] == source) {
            *name = names->name[i];
            return true;
        }
    if (!ask_source_name(names, source, name, error)) return false;
    if (names->count == SOURCE_NAMES_MAX) return true;
    names->source[names->count] = source;
    names->name[names->count++] = *name;
    return true;
}

static void write_named_source(JsonWriter *json, int64_t source, Str name)
{
    json_begin_object(json);
    json_key(json, "kind");
    json_string(json, source_kind_name(source));
    json_key(json, "id");
    if (source)
        json_integer(json, source_id(source));
    else
        json_null(json);
    json_key(json, "name");
    if (name.size)
        json_string(json, name);
    else
        json_null(json);
    json_end_object(json);
}

static bool write_item(JsonWriter *json, SourceNames *names, const Event *event, JsonValue body, Error *error)
{
    const Call *call = names->call;
    Touch touch = touch_of(event, body, call->locale, call->arena);
    Str name;
    if (!source_name(names, event->source, &name, error)) return false;
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, event->seq);
    json_key(json, "kind");
    json_string(json, happening_kind_name(touch.kind));
    json_key(json, "label");
    json_string(json, touch.label);
    json_key(json, "type");
    json_string(json, event_kind_name(event->kind));
    json_key(json, "event");
    json_string(json, event->name);
    write_at(json, "at", event->at, call->arena);
    write_at(json, "received_at", event->received, call->arena);
    json_key(json, "customer");
    json_integer(json, event->customer);
    json_key(json, "source");
    write_named_source(json, event->source, name);
    write_text_or_null(json, "channel", touch.channel);
    write_text_or_null(json, "origin", touch.origin);
    json_key(json, "hidden");
    json_boolean(json, event->flags & EVENT_HIDDEN);
    write_amount(json, call, event);
    write_body(json, call, body);
    json_end_object(json);
    return true;
}

bool write_timeline(JsonWriter *json, Call *call, StoreSession *session, const TimelineItems *items, Error *error)
{
    SourceNames names = {.call = call, .session = session};
    json_begin_array(json);
    for (size_t i = 0; i < items->count; i++)
        if (!write_item(json, &names, &items->event[i], items->body[i], error)) return false;
    json_end_array(json);
    return true;
}

// ---- the page ----

static bool refuse_source(const Call *call, Error *error)
{
    return error_code(error, ERROR_MALFORMED, "invalid_parameter",
                      PHRASE("source must be key, connection, import or program, or one of them as key:3, not {0}",
                             "source doit être key, connection, import ou program, ou l’un d’eux comme key:3, et non "
                             "{0}"),
                      error_value(call->arena, call_query(call, "source")));
}

static Instant query_instant(const Call *call, const char *name)
{
    Instant at = 0;
    return instant_parse(call_query(call, name), &at) == INSTANT_FINE ? at : 0;
}

static bool read_filter(const Call *call, TimelineFilter *filter, Error *error)
{
    Str kinds = call_query(call, "kind"), word;
    HappeningKind kind;
    *filter = (TimelineFilter){.event = call_query(call, "event"),
                               .channel = call_query(call, "channel"),
                               .source = call_query(call, "source"),
                               .from = query_instant(call, "from"),
                               .to = query_instant(call, "to")};
    while (str_cut(&kinds, ',', &word))
        if (happening_kind_parse(word, &kind)) filter->kinds |= 1U << kind;
    return !filter->source.size || timeline_source_valid(filter->source) || refuse_source(call, error);
}

static bool read_cursor(Call *call, TimelineEntry *before, bool *given, Error *error)
{
    Str after, second;
    if (!call_cursor(call, &after, error)) return false;
    *given = after.size;
    return !after.size ||
           (str_cut(&after, ' ', &second) && number_parse_count(second, &before->at_second) &&
            number_parse_count(after, &before->seq)) ||
           say_not_found(error);
}

bool get_timeline(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Person person;
    TimelineEntry before = {0};
    TimelineItems items;
    bool given = false;
    TimelineAsked ask = {.log = call->house->log,
                         .activity = call->house->activity,
                         .session = session,
                         .person = &person,
                         .limit = (size_t)call_limit(call),
                         .arena = call->arena};
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (!path_customer(call, session, call->path_value[0], &root, error) || !read_filter(call, &ask.filter, error) ||
        !read_cursor(call, &before, &given, error))
        return false;
    if (given) ask.after = &before;
    person_members(call->house->identity, root, call->arena, &person);
    if (!timeline_read(&ask, &items, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    if (!write_timeline(&json, call, session, &items, error)) return false;
    write_next(&json, call, items.more,
               str_format(call->arena, "%lld %lld", (long long)items.last.at_second, (long long)items.last.seq));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// One item, for a link to it: also of a customer merged into the person.
bool get_timeline_item(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    int64_t seq = 0;
    Event event;
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) ||
        !path_id(call->path_value[1], &seq, error) ||
        !log_get(call->house->log, session, seq, call->arena, &event, error))
        return false;
    if (!event.seq || identity_root(call->house->identity, event.customer) != root)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("this customer has no such item", "ce client n’a pas cet élément"), STR(""));
    SourceNames names = {.call = call, .session = session};
    JsonWriter json = call_json(call);
    return write_item(&json, &names, &event, touch_body(&event), error);
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
