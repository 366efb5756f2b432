#include "integrate/mapping.h"

#include <string.h>

#include "base/number.h"
#include "event/tracking_values.h"
#include "integrate/template.h"

enum { MAPPED_BYTES_MAX = 4 << 20, MESSAGE_BYTES_MAX = 128 };

static Str settings_place(const char *name, Arena *arena)
{
    return str_format(arena, "/settings/%s", name);
}

// ---- checking ----

static bool refuse(const char *code, Phrase phrase, Str value, Str place, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, code, phrase, error_value(arena, value)) || error_at(error, place);
}

static bool is_known(Str name, const char *const *names)
{
    for (; *names; names++)
        if (str_equal(name, str_of(*names))) return true;
    return false;
}

static bool check_names(JsonValue object, const char *const *names, Str place, Arena *arena, Error *error)
{
    JsonValue key, value;
    if (object.type != JSON_OBJECT)
        return refuse("invalid_type", PHRASE("{0} has to be an object", "{0} doit être un objet"), object.text, place,
                      arena, error);
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena);
        if (!is_known(name, names))
            return refuse("unknown_field", PHRASE("there is no {0} here", "il n’y a pas de {0} ici"), name, place,
                          arena, error);
    }
    return true;
}

static bool check_word(JsonValue object, const char *name, const char *const *words, Str place, Arena *arena,
                       Error *error)
{
    JsonValue value;
    if (!json_member(object, str_of(name), &value)) return true;
    Str word = json_get_string(value, arena);
    return is_known(word, words) ||
           refuse("invalid_value", PHRASE("{0} is not possible here", "{0} n’est pas possible ici"), value.text,
                  str_format(arena, "%.*s/%s", STR_ARGS(place), name), arena, error);
}

static const char *const event_names[] = {
    "when",         "for_each", "type",        "event",    "at",         "external",   "user_id", "email", "phone",
    "anonymous_id", "amount",   "amount_unit", "currency", "message_id", "properties", "traits",  NULL};
static const char *const types[] = {"track", "identify", NULL}, *const units[] = {"major", "minor", NULL};

static bool check_condition(JsonValue condition, Str place, Arena *arena, Error *error)
{
    static const char *const names[] = {"path", "equals", "in", NULL};
    JsonValue path, in;
    Path parsed;
    if (!check_names(condition, names, place, arena, error)) return false;
    if (!json_member(condition, STR("path"), &path) || path.type != JSON_STRING)
        return refuse("missing_field", PHRASE("{0}: a condition has a path", "{0}\u00A0: une condition a un chemin"),
                      condition.text, place, arena, error);
    if (!path_parse(json_get_string(path, arena), arena, &parsed, error)) return error_at(error, place);
    return !json_member(condition, STR("in"), &in) || in.type == JSON_ARRAY ||
           refuse("invalid_type", PHRASE("{0} has to be a list", "{0} doit être une liste"), in.text, place, arena,
                  error);
}

static bool check_when(JsonValue event, Str place, Arena *arena, Error *error)
{
    JsonValue when, condition;
    if (!json_member(event, STR("when"), &when)) return true;
    Str at = str_format(arena, "%.*s/when", STR_ARGS(place));
    if (when.type != JSON_ARRAY) return check_condition(when, at, arena, error);
    for (size_t cursor = 0; json_next(when, &cursor, NULL, &condition);)
        if (!check_condition(condition, at, arena, error)) return false;
    return true;
}

// All templates but those of conditions and of for_each itself.
static bool check_templates(JsonValue event, Str place, Arena *arena, Error *error)
{
    JsonValue key, value, each;
    Path path;
    bool has_item = json_member(event, STR("for_each"), &each);
    Str at = str_format(arena, "%.*s/for_each", STR_ARGS(place));
    if (has_item && (each.type != JSON_STRING || !path_parse(json_get_string(each, arena), arena, &path, error)))
        return each.type == JSON_STRING ? error_at(error, at)
                                        : refuse("bad_path", PHRASE("{0} is no path", "{0} n’est pas un chemin"),
                                                 each.text, at, arena, error);
    for (size_t cursor = 0; json_next(event, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena);
        if (str_equal(name, STR("when")) || str_equal(name, STR("for_each"))) continue;
        if (!template_check(value, str_format(arena, "%.*s/%.*s", STR_ARGS(place), STR_ARGS(name)), has_item, arena,
                            error))
            return false;
    }
    return true;
}

static bool is_identify(JsonValue event, Arena *arena)
{
    JsonValue type;
    return json_member(event, STR("type"), &type) && str_equal(json_get_string(type, arena), STR("identify"));
}

static bool check_whole(JsonValue event, Str place, Arena *arena, Error *error)
{
    static const char *const ids[] = {"external", "user_id", "email", "phone", "anonymous_id"};
    JsonValue value;
    bool somebody = false, named = json_member(event, STR("event"), &value) || is_identify(event, arena);
    for (size_t i = 0; i < COUNT_OF(ids); i++) somebody = somebody || json_member(event, str_of(ids[i]), &value);
    if (!somebody)
        return refuse(
            "missing_field",
            PHRASE("{0}: say whose it is: external, user_id, email, phone or anonymous_id",
                   "{0}\u00A0: dites de qui il s’agit\u00A0: external, user_id, email, phone ou anonymous_id"),
            place, place, arena, error);
    return named || refuse("missing_field", PHRASE("{0}: an event has a name", "{0}\u00A0: un événement a un nom"),
                           place, place, arena, error);
}

static bool check_event(JsonValue event, Str place, Arena *arena, Error *error)
{
    return check_names(event, event_names, place, arena, error) &&
           check_word(event, "type", types, place, arena, error) &&
           check_word(event, "amount_unit", units, place, arena, error) && check_when(event, place, arena, error) &&
           check_templates(event, place, arena, error) && check_whole(event, place, arena, error);
}

static bool check_head(JsonValue settings, Arena *arena, Error *error)
{
    static const char *const templates[] = {"delivery_id", "topic"};
    JsonValue value;
    for (size_t i = 0; i < COUNT_OF(templates); i++)
        if (json_member(settings, str_of(templates[i]), &value) &&
            !template_check(value, settings_place(templates[i], arena), false, arena, error))
            return false;
    return true;
}

bool mapping_check(JsonValue settings, Arena *arena, Error *error)
{
    JsonValue list, event;
    size_t index = 0;
    if (!check_head(settings, arena, error)) return false;
    if (!json_member(settings, STR("events"), &list)) return true;
    if (list.type != JSON_ARRAY || json_count(list) > MAPPING_EVENTS_MAX)
        return refuse("invalid_value",
                      PHRASE("{0}: events is a list of at most 20", "{0}\u00A0: events est une liste d’au plus 20"),
                      list.text, settings_place("events", arena), arena, error);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &event); index++)
        if (!check_event(event, str_format(arena, "/settings/events/%zu", index), arena, error)) return false;
    return true;
}

// ---- conditions ----

static bool same(JsonValue a, JsonValue b, Arena *arena)
{
    if (a.type != b.type) return false;
    if (a.type == JSON_STRING) return str_equal(json_get_string(a, arena), json_get_string(b, arena));
    double left = 0, right = 0;
    if (a.type == JSON_NUMBER) return json_get_number(a, &left) && json_get_number(b, &right) && left == right;
    return str_equal(a.text, b.text);
}

static bool among(JsonValue value, JsonValue list, Arena *arena)
{
    JsonValue item;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);)
        if (same(value, item, arena)) return true;
    return false;
}

// A condition without equals and in: something stands there.
static bool holds(JsonValue condition, JsonValue body, Arena *arena)
{
    JsonValue text, wanted;
    Path path;
    Error error;
    if (!json_member(condition, STR("path"), &text) || !path_parse(json_get_string(text, arena), arena, &path, &error))
        return false;
    Matches matches = path_find(&path, body, arena);
    bool given = false;
    for (size_t i = 0; i < matches.count; i++) {
        JsonValue value = matches.value[i];
        if (json_member(condition, STR("equals"), &wanted))
            given = given || same(value, wanted, arena);
        else if (json_member(condition, STR("in"), &wanted))
            given = given || among(value, wanted, arena);
        else
            given = given || value.type != JSON_NULL;
    }
    return given;
}

static bool wanted(JsonValue event, JsonValue body, Arena *arena)
{
    JsonValue when, condition;
    if (!json_member(event, STR("when"), &when)) return true;
    if (when.type == JSON_OBJECT) return holds(when, body, arena);
    for (size_t cursor = 0; json_next(when, &cursor, NULL, &condition);)
        if (!holds(condition, body, arena)) return false;
    return true;
}

// ---- one event ----

typedef struct Mapped {
    Translation *translation;
    Scene scene;
    JsonValue event; // of the settings
    Str place;
    size_t index, item; // which of the events, which item
    Record record;
} Mapped;

static Str place_of(const Mapped *mapped, const char *name)
{
    return str_format(mapped->scene.arena, "%.*s/%s", STR_ARGS(mapped->place), name);
}

// The text of a member; "" when it is not there or not found.
static bool text_of(const Mapped *mapped, const char *name, Str *text, Error *error)
{
    JsonValue value;
    Found found = FOUND;
    *text = STR("");
    if (!json_member(mapped->event, str_of(name), &value)) return true;
    if (!template_text(&mapped->scene, value, place_of(mapped, name), &found, text, error)) return false;
    if (found == FOUND_NOT) *text = STR("");
    return true;
}

static bool wrong(const Mapped *mapped, const char *name, Phrase phrase, Str value, Error *error)
{
    return refuse("mapping_error", phrase, value, place_of(mapped, name), mapped->scene.arena, error);
}

static bool read_id(const Mapped *mapped, const char *name, Str *id, Error *error)
{
    enum { ID_BYTES_MAX = 200 };
    if (!text_of(mapped, name, id, error)) return false;
    *id = str_trim(*id);
    bool fine = !id->size || (id->size <= ID_BYTES_MAX && id_check(*id) == ID_FINE);
    return fine || wrong(mapped, name, PHRASE("{0} can be nobody's id", "{0} ne peut être l’identifiant de personne"),
                         *id, error);
}

static bool read_who(Mapped *mapped, Error *error)
{
    Who *who = &mapped->record.who;
    if (!read_id(mapped, "external", &who->external, error) || !read_id(mapped, "user_id", &who->user_id, error) ||
        !read_id(mapped, "email", &who->email, error) || !read_id(mapped, "phone", &who->phone, error) ||
        !read_id(mapped, "anonymous_id", &who->anonymous_id, error))
        return false;
    if (who->external.size && !memchr(who->external.data, ':', who->external.size))
        who->external = translation_external(mapped->translation, who->external);
    mapped->translation->who = *who;
    return who->external.size || who->user_id.size || who->email.size || who->phone.size || who->anonymous_id.size ||
           wrong(mapped, "email", PHRASE("the body names nobody", "le corps ne nomme personne"), STR(""), error);
}

// RFC 3339, or a number: seconds since 1970 up to the year 5138, else milliseconds.
static bool read_time(Mapped *mapped, Error *error)
{
    static const int64_t milliseconds_from = 100000000000;
    Str text;
    int64_t number = 0;
    mapped->record.at = mapped->translation->received;
    if (!text_of(mapped, "at", &text, error)) return false;
    if (!text.size) return true;
    if (instant_parse(text, &mapped->record.at) == INSTANT_FINE) return true;
    static const int64_t last = 253402300799999;
    if (number_parse_count(text, &number) && number >= 0 && number <= last) {
        mapped->record.at = number < milliseconds_from ? number * MILLISECONDS_PER_SECOND : number;
        return true;
    }
    return wrong(mapped, "at",
                 PHRASE("{0} is no time: 2026-11-22T08:27:00Z with its offset, or seconds or milliseconds since 1970",
                        "{0} n’est pas un instant\u00A0: 2026-11-22T08:27:00Z avec son décalage, ou des secondes ou "
                        "millisecondes depuis 1970"),
                 text, error);
}

static bool is_minor(const Mapped *mapped)
{
    JsonValue unit;
    return json_member(mapped->event, STR("amount_unit"), &unit) &&
           str_equal(json_get_string(unit, mapped->scene.arena), STR("minor"));
}

static bool read_minor(Str text, const Currency *currency, bool minor, Arena *arena, int64_t *amount)
{
    if (minor) return number_parse_count(text, amount);
    for (size_t i = 0; i < text.size; i++)
        if (!strchr("0123456789.-+eE", text.data[i])) return false;
    return amount_of((JsonValue){JSON_STRING, str_format(arena, "\"%.*s\"", STR_ARGS(text))}, currency, arena,
                     amount) == AMOUNT_FINE;
}

static bool read_amount(Mapped *mapped, Error *error)
{
    Str text, code;
    Currency currency;
    enum { CODE_BYTES = 3 };
    if (!text_of(mapped, "amount", &text, error) || !text_of(mapped, "currency", &code, error)) return false;
    if (!text.size) return true;
    if (code.size != CODE_BYTES || !currency_find(code, &currency))
        return wrong(mapped, "currency",
                     PHRASE("{0} is no currency code of ISO 4217, which an amount needs",
                            "{0} n’est pas un code de devise ISO 4217, nécessaire à un montant"),
                     code, error);
    Record *record = &mapped->record;
    if (!read_minor(text, &currency, is_minor(mapped), mapped->scene.arena, &record->amount_minor))
        return wrong(
            mapped, "amount",
            PHRASE("{0} is no amount: a decimal with a dot, as 12.50, or a whole number of minor units",
                   "{0} n’est pas un montant\u00A0: un décimal avec un point, comme 12.50, ou un nombre entier "
                   "d’unités mineures"),
            text, error);
    record->has_amount = true;
    record->currency = str_copy(mapped->scene.arena, str_of(currency.code));
    return true;
}

// Without one of its own: made of the delivery, so that what was stored of it counts once when it is replayed.
static bool read_message(Mapped *mapped, Error *error)
{
    Str *id = &mapped->record.message_id;
    Arena *arena = mapped->scene.arena;
    const Translation *translation = mapped->translation;
    if (!text_of(mapped, "message_id", id, error)) return false;
    if (id->size && id->size <= MESSAGE_BYTES_MAX) return true;
    Str whole = id->size
                    ? *id
                    : str_format(arena, "%.*s %zu %zu", STR_ARGS(translation->delivery), mapped->index, mapped->item);
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(whole, digest);
    *id = str_format(arena, "%.*s:%.*s", STR_ARGS(translation->connection->prefix),
                     STR_ARGS(hex_text(arena, (Str){(const char *)digest, sizeof digest})));
    return true;
}

static bool read_properties(Mapped *mapped, Error *error)
{
    const char *name = mapped->record.kind == EVENT_IDENTIFY ? "traits" : "properties";
    JsonValue value;
    if (!json_member(mapped->event, str_of(name), &value)) return true;
    Text text = text_in(mapped->scene.arena);
    JsonWriter json = json_writer(&text);
    if (!template_write(&mapped->scene, NULL, value, place_of(mapped, name), &json, error)) return false;
    mapped->record.properties = text_str(&text);
    JsonValue parsed;
    bool object = json_parse(mapped->record.properties, &parsed, error) && parsed.type == JSON_OBJECT;
    return object ||
           wrong(mapped, name, PHRASE("{0} is no object", "{0} n’est pas un objet"), mapped->record.properties, error);
}

static bool read_name(Mapped *mapped, Error *error)
{
    if (mapped->record.kind == EVENT_IDENTIFY) return true;
    if (!text_of(mapped, "event", &mapped->record.name, error)) return false;
    mapped->record.name = str_trim(mapped->record.name);
    return mapped->record.name.size ||
           wrong(mapped, "event", PHRASE("the event has no name", "l’événement n’a pas de nom"), STR(""), error);
}

static bool map_one(Mapped *mapped, Error *error)
{
    mapped->record = (Record){.kind = is_identify(mapped->event, mapped->scene.arena) ? EVENT_IDENTIFY : EVENT_TRACK};
    return read_who(mapped, error) && read_name(mapped, error) && read_time(mapped, error) &&
           read_amount(mapped, error) && read_message(mapped, error) && read_properties(mapped, error) &&
           translation_add(mapped->translation, &mapped->record, error);
}

// ---- the body ----

static bool too_much(const Translation *translation, Error *error)
{
    size_t bytes = 0;
    for (size_t i = 0; i < translation->count; i++) bytes += translation->record[i].properties.size;
    if (bytes <= MAPPED_BYTES_MAX) return false;
    (void)refuse("mapping_error",
                 PHRASE("what comes out of one delivery is larger than {0} bytes",
                        "ce qui sort d’une livraison dépasse {0} octets"),
                 error_number(translation->arena, MAPPED_BYTES_MAX), STR("/settings/events"), translation->arena,
                 error);
    return true;
}

static bool map_event(Translation *translation, JsonValue event, size_t index, Error *error)
{
    Mapped mapped = {.translation = translation,
                     .scene = {.body = translation->body, .arena = translation->arena},
                     .event = event,
                     .place = str_format(translation->arena, "/settings/events/%zu", index),
                     .index = index};
    JsonValue each;
    Matches matches;
    if (!wanted(event, translation->body, translation->arena)) return true;
    if (!json_member(event, STR("for_each"), &each)) return map_one(&mapped, error);
    if (!template_each(&mapped.scene, each, place_of(&mapped, "for_each"), &matches, error)) return false;
    mapped.scene.has_item = true;
    for (; mapped.item < matches.count; mapped.item++) {
        mapped.scene.item = matches.value[mapped.item];
        if (!map_one(&mapped, error) || too_much(translation, error)) return false;
    }
    return true;
}

bool mapping_translate(Translation *translation, Error *error)
{
    JsonValue list, event;
    size_t index = 0;
    translation->ignored = "no_event_matched";
    if (!json_member(translation->settings, STR("events"), &list))
        return error_code(error, ERROR_INPUT, "mapping_error",
                          PHRASE("there is no mapping yet: say in settings.events what is to be made of this",
                                 "il n’y a pas encore de règles\u00A0: dites dans settings.events ce qu’il faut en "
                                 "faire"),
                          STR("")) ||
               error_at(error, STR("/settings/events"));
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &event); index++)
        if (!map_event(translation, event, index, error) || too_much(translation, error)) return false;
    return true;
}

Str mapping_text(JsonValue settings, const char *name, JsonValue body, Arena *arena)
{
    JsonValue value;
    Error error;
    Found found = FOUND;
    Str text;
    const Scene scene = {.body = body, .arena = arena};
    bool read = json_member(settings, str_of(name), &value) &&
                template_text(&scene, value, STR(""), &found, &text, &error) && found == FOUND;
    return read ? text : STR("");
}
