#include "consent/follow.h"

#include "consent/consents.h"
#include "house.h"

typedef struct Meaning {
    const char *event;
    ConsentKind kind;
    ConsentState state;
} Meaning;

static const Meaning meanings[] = {
    {"Consent Granted", CONSENT_GIVEN, CONSENT_GRANTED},
    {"Consent Refused", CONSENT_GIVEN, CONSENT_REFUSED},
    {"Consent Withdrawn", CONSENT_GIVEN, CONSENT_WITHDRAWN},
    {"Objection Recorded", CONSENT_OBJECTION, CONSENT_GRANTED},
    {"Objection Withdrawn", CONSENT_OBJECTION, CONSENT_WITHDRAWN},
    {"Processing Restricted", CONSENT_RESTRICTION, CONSENT_GRANTED},
    {"Restriction Lifted", CONSENT_RESTRICTION, CONSENT_WITHDRAWN},
};

static const Meaning *meaning_of(Str event)
{
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (str_equal(event, str_of(meanings[i].event))) return &meanings[i];
    return NULL;
}

// At most `bytes`, cut before a character.
static Str cut(Str text, size_t bytes)
{
    if (text.size <= bytes) return text;
    while (bytes > 0 && ((unsigned char)text.data[bytes] & 0xC0) == 0x80) bytes--;
    return (Str){text.data, bytes};
}

static Str text_of(JsonValue properties, const char *name, size_t bytes, Arena *arena)
{
    JsonValue value;
    return json_member(properties, str_of(name), &value) ? cut(json_get_string(value, arena), bytes) : STR("");
}

static int64_t integer_of(JsonValue properties, const char *name)
{
    JsonValue value;
    int64_t number = 0;
    bool given = json_member(properties, str_of(name), &value) && json_get_integer(value, &number);
    return given && number > 0 ? number : 0;
}

// False: it says nothing that can be kept.
static bool read(JsonValue body, const Meaning *meaning, const Event *event, Arena *arena, ConsentEvent *consent)
{
    enum { HASH_BYTES_MAX = 128, LOCALE_BYTES_MAX = 35 };
    JsonValue properties = {.type = JSON_NULL};
    (void)json_member(body, STR("properties"), &properties);
    *consent = (ConsentEvent){.customer = event->customer,
                              .kind = meaning->kind,
                              .purpose = text_of(properties, "purpose", PURPOSE_BYTES_MAX, arena),
                              .state = meaning->state,
                              .text_version = integer_of(properties, "text_version"),
                              .text_hash = text_of(properties, "text_hash", HASH_BYTES_MAX, arena),
                              .locale = text_of(properties, "locale", LOCALE_BYTES_MAX, arena),
                              .source = text_of(properties, "source", CONSENT_SOURCE_BYTES_MAX, arena),
                              .evidence = text_of(properties, "evidence", CONSENT_EVIDENCE_BYTES_MAX, arena),
                              .origin = event->source,
                              .by = event->kind == EVENT_INTERNAL ? integer_of(properties, "by") : 0,
                              .event = event->seq,
                              .at = event->at,
                              .received = event->received};
    Str channel = text_of(properties, "channel", PURPOSE_BYTES_MAX, arena);
    bool known = !channel.size || consent_channel_parse(channel, &consent->channel);
    if (meaning->kind == CONSENT_RESTRICTION) {
        consent->purpose = STR("");
        consent->channel = CONSENT_ANY;
    } else if (!consent->purpose.size) {
        consent->purpose = STR("marketing");
    }
    bool frees = (meaning->kind == CONSENT_GIVEN) == (meaning->state == CONSENT_GRANTED);
    return known || !frees;
}

// Whoever has the key of a web page can send its events: what takes back an objection, and restrictions, are for staff.
static bool is_trusted(const Meaning *meaning, const Event *event)
{
    bool for_staff = meaning->kind == CONSENT_RESTRICTION ||
                     (meaning->kind == CONSENT_OBJECTION && meaning->state == CONSENT_WITHDRAWN);
    return !for_staff || event->kind == EVENT_INTERNAL;
}

static bool follow_event(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    const Meaning *meaning = meaning_of(event->name);
    JsonValue body;
    Error unreadable;
    if (!meaning || !is_trusted(meaning, event) || !json_parse(event->body, &body, &unreadable)) return true;
    Arena *arena = arena_open(0);
    ConsentEvent consent;
    bool fine = !read(body, meaning, event, arena, &consent) ||
                (consent_append(session, &consent, arena, error) && consents_note(house->consents, &consent, error));
    arena_close(arena);
    return fine;
}

const Reaction consent_reactions[] = {
    {.name = "consent", .kinds = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL, .within = follow_event},
    {0},
};
