// purposes_http.c - the list of purposes, their texts, and how many agreed to what.
#include <stdlib.h>
#include <string.h>

#include "consent/consent_http.h"
#include "consent/consents.h"
#include "consent/ground.h"
#include "customer/customer_http.h"
#include "house.h"

static void write_purpose(JsonWriter *json, const Purpose *purpose, Arena *arena)
{
    json_begin_object(json);
    json_key(json, "name");
    json_string(json, purpose->name);
    json_key(json, "ground");
    json_string(json, legal_ground_name(purpose->ground));
    json_key(json, "marketing");
    json_boolean(json, purpose->marketing);
    json_key(json, "profiling");
    json_boolean(json, purpose->profiling);
    json_key(json, "label_en");
    json_string(json, purpose->label[LOCALE_EN]);
    json_key(json, "label_fr");
    json_string(json, purpose->label[LOCALE_FR]);
    json_key(json, "categories");
    json_begin_array(json);
    Str rest = purpose->categories, part;
    while (str_cut(&rest, ',', &part)) json_string(json, part);
    json_end_array(json);
    json_key(json, "version");
    json_integer(json, purpose->version);
    json_key(json, "changed_at");
    if (purpose->changed_at)
        json_string(json, instant_text(arena, purpose->changed_at));
    else
        json_null(json);
    json_end_object(json);
}

bool list_purposes(Call *call, StoreSession *session, Error *error)
{
    Purpose *purposes = NULL;
    size_t count = 0;
    if (!purpose_list(session, call->arena, &purposes, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_purpose(&json, &purposes[i], call->arena);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

// ---- changing ----

static bool good_name(Str name)
{
    if (!name.size || name.size > PURPOSE_BYTES_MAX) return false;
    for (size_t i = 0; i < name.size; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", name.data[i])) return false;
    return true;
}

static bool check_name(const Call *call, Error *error)
{
    if (good_name(call->path_value[0])) return true;
    return error_code(error, ERROR_INPUT, "invalid_name",
                      PHRASE("{0} is no name of a purpose: small letters, digits, - and _, at most 64",
                             "{0} n’est pas un nom de finalité\u00A0: minuscules, chiffres, - et _, 64 au plus"),
                      error_value(call->arena, call->path_value[0]));
}

static bool read_categories(const Call *call, Str *categories, Error *error)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    if (!json_member(call->body, STR("categories"), &list) || list.type != JSON_ARRAY) return true;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        Str name = json_get_string(item, call->arena);
        if (!name.size || str_contains(name, STR(",")))
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("a category is a name without a comma", "une catégorie est un nom sans virgule"),
                              STR("")) ||
                   error_at(error, STR("/categories"));
        if (text.size) text_add_byte(&text, ',');
        text_add(&text, name);
    }
    *categories = text_str(&text);
    return true;
}

static void take_boolean(const Call *call, const char *name, bool *value)
{
    JsonValue given;
    if (json_member(call->body, str_of(name), &given) && given.type == JSON_BOOLEAN) *value = json_get_boolean(given);
}

static bool apply(const Call *call, Purpose *purpose, Error *error)
{
    static const char *const labels[LOCALE_COUNT] = {[LOCALE_EN] = "label_en", [LOCALE_FR] = "label_fr"};
    Str word = shape_text(call->body, "ground", call->arena);
    if (word.size && !legal_ground_parse(word, &purpose->ground)) return false; // the shape has checked it
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Str label = shape_text(call->body, labels[locale], call->arena);
        if (label.size) purpose->label[locale] = label;
        if (!purpose->label[locale].size) purpose->label[locale] = purpose->name;
    }
    take_boolean(call, "marketing", &purpose->marketing);
    take_boolean(call, "profiling", &purpose->profiling);
    purpose->changed_by = who(call);
    purpose->changed_at = call->now;
    return read_categories(call, &purpose->categories, error);
}

bool put_purpose(Call *call, StoreSession *session, Error *error)
{
    Purpose purpose;
    if (!check_name(call, error)) return false;
    if (!purpose_get(session, call->path_value[0], call->arena, &purpose, error)) {
        if (error->kind != ERROR_NOT_FOUND) return false;
        purpose = (Purpose){.name = call->path_value[0], .ground = GROUND_CONSENT};
    }
    if (!call_if_match(call, purpose.version, error) || !apply(call, &purpose, error) ||
        !purpose_put(session, &purpose, error))
        return false;
    consents_purposes_changed(call->house->consents);
    purpose.version++;
    call->audit_object = str_format(call->arena, "purpose:%.*s", STR_ARGS(purpose.name));
    call_version(call, purpose.version);
    JsonWriter json = call_json(call);
    write_purpose(&json, &purpose, call->arena);
    return true;
}

// ---- texts ----

static bool answer_texts(Call *call, StoreSession *session, Str purpose, Error *error)
{
    ConsentText *texts = NULL;
    size_t count = 0;
    if (!consent_texts(session, purpose, call->arena, &texts, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        json_key(&json, "version");
        json_integer(&json, texts[i].version);
        json_key(&json, "locale");
        json_string(&json, texts[i].locale);
        json_key(&json, "text");
        json_string(&json, texts[i].text);
        json_key(&json, "hash");
        json_string(&json, texts[i].hash);
        write_at(&json, "made_at", texts[i].at, call->arena);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

bool list_consent_texts(Call *call, StoreSession *session, Error *error)
{
    Purpose purpose;
    return purpose_get(session, call->path_value[0], call->arena, &purpose, error) &&
           answer_texts(call, session, purpose.name, error);
}

bool add_consent_text(Call *call, StoreSession *session, Error *error)
{
    Purpose purpose;
    ConsentText texts[LOCALE_COUNT];
    size_t count = 0;
    if (!purpose_get(session, call->path_value[0], call->arena, &purpose, error)) return false;
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
        Str text = shape_text(call->body, str_c(call->arena, locale_name(locale)), call->arena);
        if (!text.size) continue;
        texts[count++] = (ConsentText){
            .purpose = purpose.name, .locale = locale_name(locale), .text = text, .by = who(call), .at = call->now};
    }
    if (!count)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("give the text in en, in fr, or in both", "donnez le texte en, fr, ou les deux"),
                          STR("")) ||
               error_at(error, STR("/fr"));
    if (!consent_text_add(session, texts, count, call->arena, error)) return false;
    call->status = 201;
    call->audit_object =
        str_format(call->arena, "purpose:%.*s:%lld", STR_ARGS(purpose.name), (long long)texts[0].version);
    return answer_texts(call, session, purpose.name, error);
}

// ---- the summary ----

typedef struct Tally {
    const House *house;
    StoreSession *session;
    const Purpose *purposes;
    size_t purpose_count;
    Instant now;
    Arena *arena;
    int64_t (*states)[CONSENT_CHANNEL_COUNT][CONSENT_STATE_COUNT]; // by purpose
    int64_t *objected;                                             // by purpose
    int64_t restricted, persons, no_profiling;
    CustomerId *merged; // roots of persons of several customers
    size_t merged_count, merged_room;
} Tally;

static void count_person(Tally *tally, const ConsentEvent *events, size_t count, Instant merged_at)
{
    bool profiled = true;
    GroundAsk ask = {.events = events, .count = count, .merged_at = merged_at, .now = tally->now};
    for (size_t i = 0; i < tally->purpose_count; i++) {
        const ConsentEvent *because;
        ask.purpose = &tally->purposes[i];
        ask.channel = CONSENT_ANY;
        tally->objected[i] += consent_objection(&ask) != NULL;
        if (ask.purpose->profiling) profiled = profiled && ground(&ask).allowed;
        for (; ask.channel < CONSENT_CHANNEL_COUNT; ask.channel++)
            tally->states[i][ask.channel][consent_state(&ask, &because)]++;
    }
    tally->persons++;
    tally->no_profiling += !profiled;
    tally->restricted += consent_restriction(&ask) != NULL;
}

static bool tally_customer(void *context, CustomerId customer, const ConsentEvent *events, size_t count, Error *error)
{
    (void)error;
    Tally *tally = context;
    CustomerId *members, root = identity_root(tally->house->identity, customer);
    if (root == customer && identity_members(tally->house->identity, root, tally->arena, &members) == 1) {
        count_person(tally, events, count, INT64_MIN);
        return true;
    }
    if (tally->merged_count == tally->merged_room) {
        size_t room = tally->merged_room ? tally->merged_room * 2 : 64;
        CustomerId *larger = arena_array(tally->arena, CustomerId, room);
        if (tally->merged_count) memcpy(larger, tally->merged, tally->merged_count * sizeof *larger);
        tally->merged = larger;
        tally->merged_room = room;
    }
    tally->merged[tally->merged_count++] = root;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const CustomerId *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static bool tally_merged(Tally *tally, Error *error)
{
    if (tally->merged_count) qsort(tally->merged, tally->merged_count, sizeof *tally->merged, by_number);
    for (size_t i = 0; i < tally->merged_count; i++) {
        PersonConsents consents;
        if (i && tally->merged[i] == tally->merged[i - 1]) continue;
        if (!person_consents(tally->house->identity, tally->session, tally->merged[i], tally->arena, &consents, error))
            return false;
        count_person(tally, consents.events, consents.count, consents.merged_at);
    }
    return true;
}

static void write_counts(JsonWriter *json, const int64_t states[CONSENT_STATE_COUNT])
{
    for (ConsentState state = CONSENT_GRANTED; state < CONSENT_STATE_COUNT; state++) {
        json_key(json, state == CONSENT_GRANTED ? "granted" : state == CONSENT_REFUSED ? "refused" : "withdrawn");
        json_integer(json, states[state]);
    }
}

static void write_summary(JsonWriter *json, const Tally *tally)
{
    json_begin_object(json);
    json_key(json, "persons");
    json_integer(json, tally->persons);
    json_key(json, "restricted");
    json_integer(json, tally->restricted);
    json_key(json, "not_profiled");
    json_integer(json, tally->no_profiling);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < tally->purpose_count; i++) {
        json_begin_object(json);
        json_key(json, "purpose");
        json_string(json, tally->purposes[i].name);
        json_key(json, "objected");
        json_integer(json, tally->objected[i]);
        json_key(json, "channels");
        json_begin_array(json);
        for (ConsentChannel channel = CONSENT_ANY; channel < CONSENT_CHANNEL_COUNT; channel++) {
            json_begin_object(json);
            json_key(json, "channel");
            json_string(json, consent_channel_name(channel));
            write_counts(json, tally->states[i][channel]);
            json_end_object(json);
        }
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

bool get_consent_summary(Call *call, StoreSession *session, Error *error)
{
    Tally tally = {.house = call->house, .session = session, .now = call->now, .arena = call->arena};
    Purpose *purposes = NULL;
    if (!log_catch_up(call->house->log, session, error) ||
        !purpose_list(session, call->arena, &purposes, &tally.purpose_count, error))
        return false;
    tally.purposes = purposes;
    tally.states = arena_alloc(call->arena, tally.purpose_count, sizeof *tally.states);
    tally.objected = arena_array(call->arena, int64_t, tally.purpose_count);
    if (!consent_each(session, tally_customer, &tally, error) || !tally_merged(&tally, error)) return false;
    JsonWriter json = call_json(call);
    write_summary(&json, &tally);
    return true;
}
