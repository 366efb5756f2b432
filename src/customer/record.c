#include "customer/record.h"

#include "house.h"

enum { BODY_BYTES_MAX = 1 << 20, RECORD_NAME_BYTES_MAX = 200 };

// The ids of `who` in the order in which they say who it is.
typedef struct Known {
    IdentityKind kind;
    Str value;
} Known;
enum { KNOWN_MAX = 5 };

static size_t known_of(const House *house, const Who *who, Arena *arena, Known known[KNOWN_MAX])
{
    Str phone =
        who->phone.size ? identity_phone(arena, workspace_settings(house->workspace)->locale, who->phone) : STR("");
    const Known all[] = {{IDENTITY_EXTERNAL, who->external},
                         {IDENTITY_USER_ID, who->user_id},
                         {IDENTITY_EMAIL, who->email},
                         {IDENTITY_PHONE, phone},
                         {IDENTITY_ANONYMOUS_ID, who->anonymous_id}};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].value.size) known[count++] = all[i];
    return count;
}

static bool find_known(const House *house, StoreSession *session, const Known *known, size_t count,
                       CustomerId *customer, Error *error)
{
    *customer = 0;
    for (size_t i = 0; i < count && !*customer; i++)
        if (!identity_find(house->identity, session, known[i].kind, known[i].value, customer, error)) return false;
    return true;
}

bool record_find(const House *house, StoreSession *session, const Who *who, Arena *arena, CustomerId *customer,
                 Error *error)
{
    Known known[KNOWN_MAX];
    *customer = who->customer;
    return *customer || find_known(house, session, known, known_of(house, who, arena, known), customer, error);
}

// ---- the event ----

static void write_external(JsonWriter *json, Str external)
{
    Str id = external, type;
    if (!str_cut(&id, ':', &type)) return;
    json_key(json, "context");
    json_begin_object(json);
    json_key(json, "externalIds");
    json_begin_array(json);
    json_begin_object(json);
    json_key(json, "id");
    json_string(json, id);
    json_key(json, "type");
    json_string(json, type);
    json_end_object(json);
    json_end_array(json);
    json_end_object(json);
}

static void write_text(JsonWriter *json, const char *key, Str text)
{
    if (!text.size) return;
    json_key(json, key);
    json_string(json, text);
}

// As a Segment client would have sent it, so that who reads bodies reads one form.
static bool write_body(const Record *what, Arena *arena, Str *body, Error *error)
{
    bool traits = what->kind == EVENT_IDENTIFY || what->kind == EVENT_GROUP;
    JsonValue properties = {.type = JSON_NULL};
    if (what->properties.size && !json_parse(what->properties, &properties, error)) return false;
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    write_text(&json, "type", event_kind_name(what->kind));
    if (what->kind == EVENT_TRACK || what->kind == EVENT_INTERNAL) write_text(&json, "event", what->name);
    if (what->kind == EVENT_PAGE || what->kind == EVENT_SCREEN) write_text(&json, "name", what->name);
    if (what->kind == EVENT_GROUP) write_text(&json, "groupId", what->name);
    write_text(&json, "userId", what->who.user_id);
    write_text(&json, "anonymousId", what->who.anonymous_id);
    write_text(&json, "messageId", what->message_id);
    if (properties.type == JSON_OBJECT) {
        json_key(&json, traits ? "traits" : "properties");
        json_value(&json, properties);
    }
    if (what->who.external.size) write_external(&json, what->who.external);
    json_end_object(&json);
    *body = text_str(&text);
    return body->size <= BODY_BYTES_MAX ||
           error_code(error, ERROR_INPUT, "too_large",
                      PHRASE("{0} is too large: an event has at most 1 MiB",
                             "{0} est trop grand\u00A0: un événement a au plus 1\u00A0Mio"),
                      what->name);
}

// ---- whose it is ----

static bool first_known(const House *house, StoreSession *session, const Record *what, Recorded *recorded, Error *error)
{
    const Who *who = &what->who;
    recorded->made = true;
    if (!who->user_id.size && !who->anonymous_id.size)
        return identity_make(house->identity, session, what->source, what->at, &recorded->customer, error);
    const IdentityClaim claim = {.user_id = who->user_id,
                                 .anonymous_id = who->anonymous_id,
                                 .source = what->source,
                                 .at = what->at,
                                 .identifies = true};
    return identity_resolve(house->identity, session, &claim, &recorded->customer, error);
}

// What is no address or number is passed over; the rest is theirs from now on, or somebody else's.
static bool add_known(CustomerWrite *write, const Known *known, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++) {
        CustomerId owner = 0;
        if (!customer_add_identity(write, known[i].kind, known[i].value, &owner, error) && error->kind != ERROR_INPUT)
            return false;
    }
    return customer_settle(write, error);
}

static bool whose(const House *house, StoreSession *session, const Record *what, Arena *arena, Recorded *recorded,
                  Error *error)
{
    Known known[KNOWN_MAX];
    size_t count = known_of(house, &what->who, arena, known);
    if (!recorded->customer && !first_known(house, session, what, recorded, error)) return false;
    CustomerWrite write = {.identity = house->identity,
                           .session = session,
                           .customer = recorded->customer,
                           .voice = {.source = what->source, .at = what->at},
                           .lenient = true,
                           .arena = arena};
    return add_known(&write, known, count, error);
}

static bool check(const Record *what, Error *error)
{
    if (what->name.size <= RECORD_NAME_BYTES_MAX) return true;
    return error_code(error, ERROR_INPUT, "too_long",
                      PHRASE("an event name has at most 200 bytes", "un nom d’événement a au plus 200 octets"),
                      STR(""));
}

static bool trait_suppressed(const House *house, JsonValue traits, Str name, IdentityKind kind, Arena *arena)
{
    JsonValue member;
    return json_member(traits, name, &member) && member.type == JSON_STRING &&
           identity_suppressed(house->identity, kind, json_get_string(member, arena));
}

// Of somebody who was erased: by any of the ids, or by what an identify says.
static bool is_suppressed(const House *house, const Record *what, Arena *arena)
{
    JsonValue traits;
    Error unread;
    Known known[KNOWN_MAX];
    if (what->who.customer && identity_hidden(house->identity, what->who.customer)) return true;
    if (!identity_suppresses(house->identity)) return false;
    size_t count = known_of(house, &what->who, arena, known);
    for (size_t i = 0; i < count; i++)
        if (identity_suppressed(house->identity, known[i].kind, known[i].value)) return true;
    return what->kind == EVENT_IDENTIFY && what->properties.size && json_parse(what->properties, &traits, &unread) &&
           traits.type == JSON_OBJECT &&
           (trait_suppressed(house, traits, STR("email"), IDENTITY_EMAIL, arena) ||
            trait_suppressed(house, traits, STR("phone"), IDENTITY_PHONE, arena));
}

bool record(const House *house, StoreSession *session, const Record *what, Arena *arena, Recorded *recorded,
            Error *error)
{
    *recorded = (Recorded){0};
    Str body;
    Event event = {.kind = what->kind,
                   .name = what->kind == EVENT_GROUP      ? STR("Group")
                           : what->kind == EVENT_IDENTIFY ? STR("Identify")
                                                          : what->name,
                   .at = what->at,
                   .received = what->received ? what->received : what->at,
                   .source = what->source,
                   .flags = what->flags,
                   .has_amount = what->has_amount,
                   .amount_minor = what->amount_minor,
                   .currency = what->currency,
                   .message = log_message_key(house->log, what->message_id)};
    if (!check(what, error) || !write_body(what, arena, &body, error)) return false;
    event.body = body;
    if (log_seen(house->log, event.message)) {
        recorded->duplicate = true;
        return record_find(house, session, &what->who, arena, &recorded->customer, error);
    }
    if (!record_find(house, session, &what->who, arena, &recorded->customer, error)) return false;
    event.customer = recorded->customer;
    if (is_suppressed(house, what, arena)) recorded->refused = "suppressed";
    if (!recorded->refused && !log_admits(house->log, session, &event, &recorded->refused, error)) return false;
    if (recorded->refused) {
        recorded->customer = 0;
        return true;
    }
    if (!whose(house, session, what, arena, recorded, error)) return false;
    event.customer = recorded->customer;
    if (!log_append(house->log, session, &event, NULL, error)) return false;
    recorded->seq = event.seq;
    return true;
}
