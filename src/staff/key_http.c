// The routes of API keys.
#include "house.h"
#include "module.h"
#include "staff/key.h"
#include "staff/name.h"
#include "staff/staff_http.h"

// ---- answers ----

static void write_list(JsonWriter *json, const char *name, Str list)
{
    Str item;
    json_key(json, name);
    json_begin_array(json);
    while (str_cut(&list, ' ', &item))
        if (item.size) json_string(json, item);
    json_end_array(json);
}

// `text`: the key itself; "" when it is not shown.
static void write_key(JsonWriter *json, Arena *arena, const Key *key, Str text)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, key->id);
    json_key(json, "name");
    json_string(json, key->name);
    json_key(json, "scope");
    json_string(json, str_of(scope_names[key->scope]));
    if (text.size) {
        json_key(json, "key");
        json_string(json, text);
    }
    json_key(json, "hint");
    json_string(json, key->hint);
    write_list(json, "origins", key->origins);
    write_list(json, "addresses", key->addresses);
    json_key(json, "per_second");
    if (key->per_second)
        json_integer(json, key->per_second);
    else
        json_null(json);
    write_instant(json, arena, "created_at", key->created);
    json_key(json, "created_by");
    json_string(json, key->created_by);
    write_instant(json, arena, "used_at", key->used);
    write_instant(json, arena, "revoked_at", key->revoked);
    write_instant(json, arena, "old_key_until", key->old_until);
    json_end_object(json);
}

// Times of last use are in memory before they are in the store.
static void take_used(Staff *staff, Key *keys, size_t count)
{
    const Directory *directory = staff_directory_begin(staff);
    for (size_t i = 0, j = 0; i < count; i++) {
        while (j < directory->keys && directory->key[j].id < keys[i].id) j++;
        if (j == directory->keys || directory->key[j].id != keys[i].id) continue;
        keys[i].used = larger(keys[i].used, atomic_load_explicit(&directory->key[j].used, memory_order_relaxed));
    }
    staff_directory_end(staff);
}

// ---- reading the body ----

// An array of texts without blanks, as one text separated by blanks.
static Str body_list(const Call *call, const char *name)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    if (!json_member(call->body, str_of(name), &list)) return STR("");
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item);) {
        if (text.size) text_add_byte(&text, ' ');
        text_add(&text, json_get_string(item, call->arena));
    }
    return text_str(&text);
}

static bool check_lists(const Call *call, const Key *key, Error *error)
{
    if (!key_check_origins(key->origins, call->arena, error)) return error_at(error, STR("/origins"));
    if (!key_check_addresses(key->addresses, call->arena, error)) return error_at(error, STR("/addresses"));
    if (!key->origins.size || key->scope == SCOPE_TRACK) return true;
    return error_code(
               error, ERROR_INPUT, "invalid_value",
               PHRASE(
                   "only keys of scope track are for browsers and may name sites",
                   "seules les clés de portée track sont faites pour les navigateurs et peuvent nommer des sites"), ) ||
           error_at(error, STR("/origins"));
}

static bool read_key(Call *call, Key *key, Error *error)
{
    JsonValue number;
    *key = (Key){.name = body_text(call, "name"),
                 .origins = body_list(call, "origins"),
                 .addresses = body_list(call, "addresses"),
                 .created = call->now,
                 .created_by = call->principal.name};
    if (json_member(call->body, STR("per_second"), &number) && !json_get_integer(number, &key->per_second))
        key->per_second = 0;
    return name_check(key->name, "/name", error) && scope_parse(body_text(call, "scope"), &key->scope) &&
           check_lists(call, key, error);
}

// ---- the routes ----

static bool list_keys(Call *call, StoreSession *session, Error *error)
{
    Key *keys = NULL;
    size_t count = 0;
    Str cursor;
    int64_t limit = call_limit(call);
    if (!call_cursor(call, &cursor, error)) return false;
    if (!key_page(session, cursor_number(cursor), limit + 1, call->arena, &keys, &count, error)) return false;
    take_used(call->house->staff, keys, count);
    size_t shown = (size_t)smaller((int64_t)count, limit);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < shown; i++) write_key(&json, call->arena, &keys[i], STR(""));
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (count > shown)
        json_string(&json, call_next_cursor(call, str_format(call->arena, "%lld", (long long)keys[shown - 1].id)));
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

static bool create_key(Call *call, StoreSession *session, Error *error)
{
    Key key;
    if (!read_key(call, &key, error)) return false;
    Str text = key_text(call->arena, key.scope);
    if (!key_insert(session, &key, text, error) || !staff_changed(call->house->staff, session, error)) return false;
    call->status = STATUS_CREATED;
    call->audit_object = object_of(call->arena, "key", key.id);
    JsonWriter json = call_json(call);
    write_key(&json, call->arena, &key, text);
    return true;
}

// The old key stays good until old_key_until; without it, no longer.
static bool read_old_until(const Call *call, Instant *until, Error *error)
{
    Str text = body_text(call, "old_key_until");
    *until = call->now;
    if (!text.size || instant_parse(text, until) != INSTANT_FINE) return true;
    if (*until <= call->now + INSTANT_DAYS(KEY_ROTATION_DAYS_MAX)) return true;
    return error_code(error, ERROR_INPUT, "out_of_range",
                      PHRASE("the old key may stay good for 90 days at most",
                             "l’ancienne clé peut rester valable 90 jours au plus"), ) ||
           error_at(error, STR("/old_key_until"));
}

static bool rotate_key(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Instant until = 0;
    Key key;
    if (!path_number(call, &id, error) || !read_old_until(call, &until, error)) return false;
    if (!key_get(session, id, call->arena, &key, error)) return false;
    if (key.revoked)
        return error_code(
            error, ERROR_CONFLICT, "revoked",
            PHRASE("this key is revoked: make a new one", "cette clé est révoquée\u00A0: créez-en une nouvelle"), );
    Str text = key_text(call->arena, key.scope);
    if (!key_rotate(session, id, text, until, error) || !staff_changed(call->house->staff, session, error) ||
        !key_get(session, id, call->arena, &key, error))
        return false;
    call->audit_object = object_of(call->arena, "key", id);
    JsonWriter json = call_json(call);
    write_key(&json, call->arena, &key, text);
    return true;
}

static bool revoke_key(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    bool revoked = false;
    Key key;
    if (!path_number(call, &id, error) || !key_get(session, id, call->arena, &key, error) ||
        !key_revoke(session, id, call->now, &revoked, error))
        return false;
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "key", id);
    return !revoked || staff_changed(call->house->staff, session, error);
}

// ---- the tables ----

static const Field key_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it is for", "à quoi elle sert")},
    {.name = "scope",
     .type = FIELD_TEXT,
     .required = true,
     .words = "track|read|write|admin",
     .help = PHRASE("what it may do", "ce qu’elle permet")},
    {.name = "key",
     .type = FIELD_TEXT,
     .help = PHRASE("the key itself: shown once, when it is made or rotated",
                    "la clé elle-même\u00A0: montrée une seule fois, à sa création ou à son remplacement")},
    {.name = "hint", .type = FIELD_TEXT, .required = true, .help = PHRASE("its beginning", "son début")},
    {.name = "origins",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("sites that may use it; empty: any", "sites qui peuvent s’en servir\u202F; vide\u00A0: tous")},
    {.name = "addresses",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help =
         PHRASE("addresses it may come from; empty: any", "adresses d’où elle peut venir\u202F; vide\u00A0: toutes")},
    {.name = "per_second",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("requests a second; null: no limit of its own",
                    "requêtes par seconde\u202F; null\u00A0: pas de limite propre")},
    {.name = "created_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("made at", "créée le")},
    {.name = "created_by", .type = FIELD_TEXT, .required = true, .help = PHRASE("made by", "créée par")},
    {.name = "used_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("last used; null: never", "dernier usage\u202F; null\u00A0: jamais")},
    {.name = "revoked_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("revoked at; null: in force", "révoquée le\u202F; null\u00A0: en vigueur")},
    {.name = "old_key_until",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("how long the key before the last rotation is good",
                    "jusqu’à quand vaut la clé d’avant le dernier remplacement")},
    {.name = NULL}};
static const Shape key_shape = {.name = "ApiKey", .fields = key_fields};

static const Field keys_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &key_shape,
     .required = true,
     .help = PHRASE("in the order of their numbers", "dans l’ordre de leurs numéros")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("for the next page; null: this is the last", "pour la page suivante\u202F; null\u00A0: dernière")},
    {.name = NULL}};
static const Shape keys_shape = {.name = "ApiKeys", .fields = keys_fields};

enum { ADDRESSES_MAX = 50, PER_SECOND_MAX = 100000 };
static const Field new_key_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("1 to 100 characters", "1 à 100 caractères")},
    {.name = "scope",
     .type = FIELD_TEXT,
     .required = true,
     .words = "track|read|write|admin",
     .help = PHRASE("track: send events; read, write: the API; admin: people and keys too",
                    "track\u00A0: envoyer des événements\u202F; read, write\u00A0: l’API\u202F; admin\u00A0: aussi "
                    "les personnes et les clés")},
    {.name = "origins",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .high = ADDRESSES_MAX,
     .help = PHRASE("https://shop.example.com …", "https://boutique.example.com …")},
    {.name = "addresses",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .high = ADDRESSES_MAX,
     .help = PHRASE("203.0.113.7, 2001:db8::/32 …", "203.0.113.7, 2001:db8::/32 …")},
    {.name = "per_second",
     .type = FIELD_INTEGER,
     .nullable = true,
     .low = 1,
     .high = PER_SECOND_MAX,
     .help =
         PHRASE("requests a second, with bursts of twice as many", "requêtes par seconde, avec des pointes du double")},
    {.name = NULL}};
static const Shape new_key_shape = {.name = "NewApiKey", .fields = new_key_fields};

static const Field rotation_fields[] = {
    {.name = "old_key_until",
     .type = FIELD_INSTANT,
     .help = PHRASE("how long the old key stays good; without it, not at all",
                    "jusqu’à quand l’ancienne clé reste valable\u202F; sans cela, plus du tout")},
    {.name = NULL}};
static const Shape rotation_shape = {.name = "KeyRotation", .fields = rotation_fields};

static const Route key_routes[] = {
    {.method = "GET",
     .path = "/api/v1/keys",
     .name = "listKeys",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("API keys, without the keys themselves", "clés d’API, sans les clés elles-mêmes"),
     .parameters = list_parameters,
     .answer = &keys_shape,
     .read = list_keys},
    {.method = "POST",
     .path = "/api/v1/keys",
     .name = "createKey",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("make a key; the answer shows it, once", "créer une clé\u202F; la réponse la montre, une fois"),
     .body = &new_key_shape,
     .answer = &key_shape,
     .write = create_key},
    {.method = "POST",
     .path = "/api/v1/keys/{id}/rotate",
     .name = "rotateKey",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("replace a key by a new one with the same rights",
                       "remplacer une clé par une nouvelle de mêmes droits"),
     .body = &rotation_shape,
     .answer = &key_shape,
     .write = rotate_key},
    {.method = "DELETE",
     .path = "/api/v1/keys/{id}",
     .name = "revokeKey",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("revoke a key, at once and for ever", "révoquer une clé, aussitôt et pour toujours"),
     .write = revoke_key},
    {.method = NULL}};

extern const struct Command key_command;
static const struct Command *const key_commands[] = {&key_command, NULL};
const Module key_module = {.name = "key", .commands = key_commands, .routes = key_routes};
