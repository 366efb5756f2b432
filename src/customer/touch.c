#include "customer/touch.h"

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? value : (JsonValue){.type = JSON_NULL};
}

JsonValue touch_body(const Event *event)
{
    JsonValue body;
    Error unreadable;
    return json_parse(event->body, &body, &unreadable) ? body : (JsonValue){.type = JSON_NULL};
}

typedef struct Word {
    const char *said, *means;
} Word;

// What sources write for a channel, folded.
static const Word channel_words[] = {
    {"email", "email"},
    {"e-mail", "email"},
    {"mail", "email"},
    {"chat", "chat"},
    {"live_chat", "chat"},
    {"livechat", "chat"},
    {"call", "call"},
    {"phone", "call"},
    {"telephone", "call"},
    {"voice", "call"},
    {"sms", "sms"},
    {"text", "sms"},
    {"social", "social"},
    {"facebook", "social"},
    {"instagram", "social"},
    {"whatsapp", "social"},
    {"messenger", "social"},
    {"twitter", "social"},
    {"linkedin", "social"},
    {"letter", "letter"},
    {"post", "letter"},
    {"store", "in_person"},
    {"in_person", "in_person"},
    {"in-person", "in_person"},
    {"visit", "in_person"},
    {"meeting", "in_person"},
    {"web", "web"},
    {"website", "web"},
    {"form", "web"},
};

static const Word origin_words[] = {
    {"web", "web"},         {"website", "web"},      {"browser", "web"},     {"mobile", "mobile"},
    {"app", "mobile"},      {"ios", "mobile"},       {"android", "mobile"},  {"social", "social"},
    {"facebook", "social"}, {"instagram", "social"}, {"whatsapp", "social"}, {"messenger", "social"},
    {"twitter", "social"},  {"x", "social"},         {"linkedin", "social"}, {"tiktok", "social"},
    {"server", "server"},   {"api", "server"},       {"backend", "server"},
};

static Str meaning_of(const Word *words, size_t count, Str said)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_fold(str_of(words[i].said), said)) return str_of(words[i].means);
    return STR("");
}

static Str channel_of(const Happening *happening, JsonValue body, Arena *arena)
{
    Str said = json_get_string(member(member(body, "properties"), "channel"), arena);
    if (happening && happening->channel) return str_of(happening->channel);
    return meaning_of(channel_words, COUNT_OF(channel_words), said);
}

// Libraries name themselves in context.library: "analytics.js", "analytics-ios", "analytics-node".
static Str library_origin(Str library)
{
    static const char *const mobile[] = {"ios", "swift", "android", "kotlin", "flutter", "react-native", "xamarin"};
    for (size_t i = 0; i < COUNT_OF(mobile); i++)
        if (str_contains(library, str_of(mobile[i]))) return STR("mobile");
    if (str_contains(library, STR(".js")) || str_contains(library, STR("-js"))) return STR("web");
    return library.size ? STR("server") : STR("");
}

// The first of these that says something: the call's channel, the context's, the properties'; the library; the kind.
static Str origin_of(const Event *event, JsonValue body, Arena *arena)
{
    JsonValue context = member(body, "context"), properties = member(body, "properties");
    const JsonValue said[] = {member(body, "channel"),      member(context, "channel"),
                              member(context, "source"),    member(properties, "channel"),
                              member(properties, "source"), member(member(context, "campaign"), "source")};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        Str origin = meaning_of(origin_words, COUNT_OF(origin_words), json_get_string(said[i], arena));
        if (origin.size) return origin;
    }
    Str library = library_origin(json_get_string(member(member(context, "library"), "name"), arena));
    if (library.size) return library;
    if (event->kind == EVENT_PAGE) return STR("web");
    return event->kind == EVENT_SCREEN ? STR("mobile") : STR("");
}

static Str label_of(const Event *event, const Happening *happening, Locale locale)
{
    static const Phrase kinds[] = {
        [EVENT_IDENTIFY] = PHRASE("Profile completed", "Profil complété"),
        [EVENT_PAGE] = PHRASE("Page viewed", "Page vue"),
        [EVENT_SCREEN] = PHRASE("Screen viewed", "Écran vu"),
        [EVENT_GROUP] = PHRASE("Joined an account", "Rattaché à un compte"),
        [EVENT_ALIAS] = PHRASE("Identifier joined", "Identifiant rattaché"),
    };
    if (happening) return str_of(happening->label.in[locale]);
    const char *label = event->kind < COUNT_OF(kinds) ? kinds[event->kind].in[locale] : NULL;
    return label ? str_of(label) : event->name;
}

Touch touch_of(const Event *event, JsonValue body, Locale locale, Arena *arena)
{
    const Happening *happening = happening_of(event->name);
    return (Touch){.kind = happening_kind(event->kind, event->name),
                   .label = label_of(event, happening, locale),
                   .channel = channel_of(happening, body, arena),
                   .origin = origin_of(event, body, arena)};
}

static bool ends_with(Str text, Str end)
{
    return text.size >= end.size && str_equal((Str){text.data + text.size - end.size, end.size}, end);
}

bool touch_is_theirs(const Happening *happening)
{
    Str name = str_of(happening->event);
    if (!happening->channel) return false;
    Str channel = str_of(happening->channel);
    bool both = str_equal(channel, STR("chat")) || str_equal(channel, STR("call")) ||
                str_equal(channel, STR("social")) || str_equal(channel, STR("in_person"));
    bool mailing = ends_with(name, STR(" Sent")) || ends_with(name, STR(" Delivered")) ||
                   ends_with(name, STR(" Bounced")) || str_equal(name, STR("Unsubscribed"));
    return both || !mailing;
}

bool touch_recommends(JsonValue body, Arena *arena, int *score)
{
    static const char *const kinds[] = {"kind", "type", "survey", "survey_type", "metric"}, *const values[] = {
                                                                                                "score", "value",
                                                                                                "answer", "rating"};
    JsonValue properties = member(body, "properties");
    int64_t number = -1;
    bool nps = false, found = false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        nps |= str_equal_fold(json_get_string(member(properties, kinds[i]), arena), STR("nps"));
    for (size_t i = 0; nps && !found && i < COUNT_OF(values); i++)
        found = json_get_integer(member(properties, values[i]), &number);
    if (!found || number < 0 || number > 10) return false;
    *score = (int)number;
    return true;
}
