// One item: its ids, name and time.
#include "event/tracking_parts.h"

#include <string.h>

enum { NAME_BYTES_LIMIT = 200, ID_BYTES_LIMIT = 200, MESSAGE_ID_BYTES_LIMIT = 128 };

bool absent(JsonValue value)
{
    return value.type == JSON_NULL;
}

Str item_path(const TrackingBatch *batch, const TrackingItem *item, const char *member)
{
    if (!batch->listed) return str_format(batch->arena, "%s", member);
    return str_format(batch->arena, "/batch/%zu%s", (size_t)(item - batch->item), member);
}

void refuse_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
                 Str argument)
{
    if (item->refusal.code) return;
    item->refusal =
        (Refusal){code, item_path(batch, item, member), phrase_say(batch->arena, batch->locale, phrase, argument)};
}

void warn_item(const TrackingBatch *batch, TrackingItem *item, const char *code, const char *member, Phrase phrase,
               Str argument)
{
    if (item->warnings == ITEM_WARNINGS_MAX) return;
    item->warning[item->warnings++] =
        (Refusal){code, item_path(batch, item, member), phrase_say(batch->arena, batch->locale, phrase, argument)};
}

// ---- members ----

typedef struct Member {
    Str name;
    size_t offset;
} Member;

#define MEMBER(text, name)                                                                                             \
    {                                                                                                                  \
        STR("\"" text "\""), offsetof(TrackingFields, name)                                                            \
    }

void fields_of(JsonValue object, TrackingFields *field)
{
    static const Member members[] = {
        MEMBER("type", type),
        MEMBER("event", event),
        MEMBER("userId", user_id),
        MEMBER("anonymousId", anonymous_id),
        MEMBER("previousId", previous_id),
        MEMBER("groupId", group_id),
        MEMBER("messageId", message_id),
        MEMBER("timestamp", timestamp),
        MEMBER("originalTimestamp", original_timestamp),
        MEMBER("sentAt", sent_at),
        MEMBER("properties", properties),
        MEMBER("traits", traits),
        MEMBER("context", context),
        MEMBER("name", name),
        MEMBER("writeKey", write_key),
        MEMBER("uuid", uuid),
        MEMBER("distinct_id", distinct_id),
        MEMBER("api_key", api_key),
    };
    *field = (TrackingFields){0};
    JsonValue key, value;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);)
        for (size_t i = 0; i < COUNT_OF(members); i++)
            if (str_equal(key.text, members[i].name)) {
                *(JsonValue *)(void *)((char *)field + members[i].offset) = value;
                break;
            }
}

// The text of a member that may be missing. False: the item is refused.
static bool take_text(const TrackingBatch *batch, TrackingItem *item, JsonValue value, const char *member,
                      size_t bytes_max, Str *text)
{
    *text = STR("");
    if (absent(value)) return true;
    if (value.type != JSON_STRING) {
        refuse_item(batch, item, "wrong_type", member,
                    PHRASE("{0} has to be a text in quotes, not a number or an object",
                           "{0} doit être un texte entre guillemets, et non un nombre ou un objet"),
                    str_of(member + 1));
        return false;
    }
    *text = json_get_string(value, batch->arena);
    if (text->size <= bytes_max) return true;
    refuse_item(batch, item, "too_long", member,
                bytes_max == MESSAGE_ID_BYTES_LIMIT ? PHRASE("{0} is longer than 128 bytes", "{0} dépasse 128 octets")
                                                    : PHRASE("{0} is longer than 200 bytes", "{0} dépasse 200 octets"),
                str_of(member + 1));
    return false;
}

static bool take_id(const TrackingBatch *batch, TrackingItem *item, JsonValue value, const char *member, Str *id)
{
    if (!take_text(batch, item, value, member, ID_BYTES_LIMIT, id)) return false;
    if (id->size == 0) return true;
    switch (id_check(*id)) {
    case ID_FINE: return true;
    case ID_BLANK:
        refuse_item(batch, item, "invalid_id", member, PHRASE("{0} consists of white space", "{0} est fait d’espaces"),
                    str_of(member + 1));
        return false;
    case ID_CHARACTER:
        refuse_item(batch, item, "invalid_id", member,
                    PHRASE("{0} holds a control or format character, which can't be seen",
                           "{0} contient un caractère de contrôle ou de format, que l’on ne voit pas"),
                    str_of(member + 1));
        return false;
    case ID_SUSPICIOUS: break;
    }
    refuse_item(batch, item, "suspicious_id", member,
                PHRASE("{0} is usually a mistake of the program that sends it: people would be mixed up under it",
                       "{0} est en général une erreur du programme qui l’envoie\u00A0: des personnes y seraient "
                       "confondues"),
                error_value(batch->arena, *id));
    return false;
}

// ---- kind and name ----

static EventKind kind_of(JsonValue type)
{
    static const Str words[] = {
        [EVENT_TRACK] = STR("\"track\""),   [EVENT_IDENTIFY] = STR("\"identify\""), [EVENT_PAGE] = STR("\"page\""),
        [EVENT_SCREEN] = STR("\"screen\""), [EVENT_GROUP] = STR("\"group\""),       [EVENT_ALIAS] = STR("\"alias\"")};
    for (size_t i = EVENT_TRACK; i < COUNT_OF(words); i++)
        if (str_equal(type.text, words[i])) return (EventKind)i;
    return 0;
}

static bool take_kind(const TrackingBatch *batch, TrackingItem *item)
{
    if (item->kind) return true;
    item->kind = kind_of(item->field.type);
    if (item->kind) return true;
    if (absent(item->field.type))
        refuse_item(batch, item, "required", "/type",
                    PHRASE("{0} is missing: track, identify, page, screen, group or alias",
                           "{0} manque\u00A0: track, identify, page, screen, group ou alias"),
                    STR("type"));
    else
        refuse_item(batch, item, "invalid_value", "/type",
                    PHRASE("the type {0} is none of track, identify, page, screen, group, alias",
                           "le type {0} n’est ni track, ni identify, page, screen, group ou alias"),
                    error_value(batch->arena, json_get_string(item->field.type, batch->arena)));
    return false;
}

static bool take_event_name(const TrackingBatch *batch, TrackingItem *item)
{
    if (absent(item->field.event)) {
        refuse_item(
            batch, item, "required", "/event",
            PHRASE("{0} is missing: the name of what happened", "{0} manque\u00A0: le nom de ce qui s’est passé"),
            STR("event"));
        return false;
    }
    if (!take_text(batch, item, item->field.event, "/event", NAME_BYTES_LIMIT, &item->name)) return false;
    bool blank = str_trim(item->name).size == 0, control = has_control_character(item->name);
    if (blank || control)
        refuse_item(batch, item, "invalid_event_name", "/event",
                    control ? PHRASE("{0} holds a control character", "{0} contient un caractère de contrôle")
                            : PHRASE("{0} must not be empty", "{0} ne doit pas être vide"),
                    STR("event"));
    return !blank && !control;
}

// Of a page its name, cut when it is long: pages are never refused for it.
static void take_page_name(const TrackingBatch *batch, TrackingItem *item)
{
    JsonValue name = item->field.name;
    if (absent(name)) json_member(item->field.properties, STR("name"), &name);
    Str text = str_trim(json_get_string(name, batch->arena));
    bool usable = text.size <= NAME_BYTES_LIMIT && !has_control_character(text);
    item->name = usable ? text : STR("");
}

static bool take_name(const TrackingBatch *batch, TrackingItem *item)
{
    static const Str fixed[] = {
        [EVENT_IDENTIFY] = STR("Identify"), [EVENT_GROUP] = STR("Group"), [EVENT_ALIAS] = STR("Alias")};
    if (item->kind == EVENT_TRACK) return take_event_name(batch, item);
    if (item->kind == EVENT_PAGE || item->kind == EVENT_SCREEN)
        take_page_name(batch, item);
    else
        item->name = fixed[item->kind];
    return true;
}

// ---- ids ----

static bool take_ids(const TrackingBatch *batch, TrackingItem *item)
{
    const TrackingFields *field = &item->field;
    if (!take_id(batch, item, field->user_id, "/userId", &item->user_id) ||
        !take_id(batch, item, field->anonymous_id, "/anonymousId", &item->anonymous_id) ||
        !take_text(batch, item, field->message_id, "/messageId", MESSAGE_ID_BYTES_LIMIT, &item->message_id))
        return false;
    if (item->user_id.size || item->anonymous_id.size) return true;
    refuse_item(batch, item, "missing_identity", "/userId",
                PHRASE("{0} or anonymousId is needed, to know whose event it is",
                       "{0} ou anonymousId est nécessaire pour savoir de qui est l’événement"),
                STR("userId"));
    return false;
}

static bool needs(const TrackingBatch *batch, TrackingItem *item, Str text, const char *member)
{
    if (text.size) return true;
    refuse_item(batch, item, "required", member, PHRASE("{0} is missing", "{0} manque"), str_of(member + 1));
    return false;
}

static bool take_ids_of_kind(const TrackingBatch *batch, TrackingItem *item)
{
    Str group;
    if (item->kind == EVENT_GROUP)
        return take_id(batch, item, item->field.group_id, "/groupId", &group) && needs(batch, item, group, "/groupId");
    if (item->kind != EVENT_ALIAS) return true;
    return take_id(batch, item, item->field.previous_id, "/previousId", &item->previous_id) &&
           needs(batch, item, item->previous_id, "/previousId") && needs(batch, item, item->user_id, "/userId");
}

// ---- time ----

static bool refuse_time(const TrackingBatch *batch, TrackingItem *item, TimeFault fault, Str shown)
{
    if (fault == TIME_SECONDS)
        refuse_item(batch, item, "timestamp_unit", "/timestamp",
                    PHRASE("{0} looks like seconds: send milliseconds, or RFC 3339 as in 2026-07-01T12:00:00Z",
                           "{0} ressemble à des secondes\u00A0: envoyez des millisecondes, ou RFC 3339 comme "
                           "2026-07-01T12:00:00Z"),
                    shown);
    else if (fault == TIME_TOO_OLD)
        refuse_item(batch, item, "timestamp_too_old", "/timestamp",
                    PHRASE("{0} is before 1970", "{0} est antérieur à 1970"), shown);
    else
        refuse_item(batch, item, "invalid_date", "/timestamp",
                    PHRASE("{0} is no time as of RFC 3339: 2026-07-01T12:00:00Z or with an offset",
                           "{0} n’est pas une heure selon RFC 3339\u00A0: 2026-07-01T12:00:00Z ou avec un décalage"),
                    shown);
    return false;
}

static void correct_clock(const TrackingBatch *batch, TrackingItem *item)
{
    JsonValue sent_at = absent(item->field.sent_at) ? batch->sent_at : item->field.sent_at;
    Instant sent;
    if (absent(sent_at) || time_of(sent_at, batch->arena, &sent) != TIME_FINE) return;
    if (!clock_correct(batch->sender.received, sent, &item->at)) return;
    item->flags |= EVENT_CLOCK_CORRECTED;
    warn_item(batch, item, "clock_skew", "/timestamp",
              PHRASE("the sender's clock is wrong: the time was corrected to {0}",
                     "l’horloge de l’expéditeur est fausse\u00A0: l’heure a été corrigée en {0}"),
              instant_text(batch->arena, item->at));
}

static bool take_time(const TrackingBatch *batch, TrackingItem *item)
{
    JsonValue time = absent(item->field.timestamp) ? item->field.original_timestamp : item->field.timestamp;
    item->at = batch->sender.received;
    if (absent(time)) return true;
    TimeFault fault = time_of(time, batch->arena, &item->at);
    Str shown = error_value(batch->arena, time.type == JSON_STRING ? json_get_string(time, batch->arena) : time.text);
    if (fault != TIME_FINE) return refuse_time(batch, item, fault, shown);
    correct_clock(batch, item);
    if (item->at < 0) return refuse_time(batch, item, TIME_TOO_OLD, shown);
    if (item->at <= batch->sender.received + FUTURE_MS) return true;
    refuse_item(batch, item, "timestamp_in_future", "/timestamp",
                PHRASE("{0} is more than 24 hours ahead of the server's clock",
                       "{0} est en avance de plus de 24 heures sur l’horloge du serveur"),
                shown);
    return false;
}

// ---- what is not kept ----

void drop_value(TrackingItem *item, JsonValue value)
{
    if (item->drops < ITEM_DROPS_MAX) item->dropped[item->drops++] = value;
}

static const JsonValue *next_dropped(const TrackingItem *item, const char *from)
{
    const JsonValue *next = NULL;
    for (size_t i = 0; i < item->drops; i++)
        if (item->dropped[i].text.data >= from && (!next || item->dropped[i].text.data < next->text.data))
            next = &item->dropped[i];
    return next;
}

// The body with null in the places of what is dropped. Keys are not kept readable anywhere (staff/).
static void leave_out(const TrackingBatch *batch, TrackingItem *item)
{
    if (!absent(item->field.write_key)) drop_value(item, item->field.write_key);
    if (!absent(item->field.api_key)) drop_value(item, item->field.api_key);
    if (item->drops == 0) return;
    Text body = text_in(batch->arena);
    const char *from = item->value.text.data, *end = from + item->value.text.size;
    for (const JsonValue *next; (next = next_dropped(item, from)) != NULL; from = next->text.data + next->text.size) {
        text_add(&body, (Str){from, (size_t)(next->text.data - from)});
        text_add(&body, STR("null"));
    }
    text_add(&body, (Str){from, (size_t)(end - from)});
    item->body = text_str(&body);
}

// ---- all ----

void check_item(TrackingBatch *batch, TrackingItem *item)
{
    if (item->value.type != JSON_OBJECT) {
        refuse_item(batch, item, "wrong_type", "", PHRASE("an event is an object {0}", "un événement est un objet {0}"),
                    STR("{…}"));
        return;
    }
    item->body = item->value.text;
    if (item->body.size > TRACKING_EVENT_BYTES_MAX) {
        refuse_item(batch, item, "event_too_large", "",
                    PHRASE("the event has {0} bytes; the limit is 32,768",
                           "l’événement fait {0} octets\u00A0; la limite est "
                           "de 32\u202F768"),
                    error_number(batch->arena, item->body.size));
        return;
    }
    fields_of(item->value, &item->field);
    if (batch->form == FORM_POSTHOG) posthog_item(batch, item);
    if (!take_kind(batch, item) || !take_ids(batch, item) || !take_ids_of_kind(batch, item) ||
        !take_name(batch, item) || !take_time(batch, item))
        return;
    if (batch->imported) item->flags |= EVENT_IMPORTED;
    item->message = log_message_key(batch->tracking->log, item->message_id);
    check_values(batch, item);
    leave_out(batch, item);
    if (batch->form == FORM_POSTHOG) posthog_body(batch, item);
    if (!item->refusal.code) check_plan(batch, item);
    if (!item->refusal.code) check_traffic(batch, item);
}
