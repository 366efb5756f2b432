// `fidele key create|list|rotate|revoke`: a thin edge over the routes of key_http.c.
#include <unistd.h>

#include "cli/display.h"
#include "cli/output.h"
#include "cli/reply.h"
#include "cli/table.h"

static const Option key_options[] = {
    {.name = "name", .value = "NAME", .kind = OPTION_TEXT, .help = PHRASE("what the key is for", "à quoi sert la clé")},
    {.name = "scope",
     .value = "track|read|write|admin",
     .kind = OPTION_CHOICE,
     .help = PHRASE("what it may do: send events, read, change, or administer",
                    "ce qu’elle permet\u00A0: envoyer des événements, lire, modifier ou administrer")},
    {.name = "origin",
     .value = "LIST",
     .kind = OPTION_TEXT,
     .help = PHRASE("sites that may use it, separated by commas: https://shop.example.com",
                    "sites qui peuvent s’en servir, séparés par des virgules\u00A0: https://boutique.example.com")},
    {.name = "address",
     .value = "LIST",
     .kind = OPTION_TEXT,
     .help = PHRASE("addresses it may come from, separated by commas",
                    "adresses d’où elle peut venir, séparées par des virgules")},
    {.name = "per-second",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 100000,
     .help = PHRASE("requests it may make a second", "requêtes permises par seconde")},
    {.name = "until",
     .value = "INSTANT",
     .kind = OPTION_TEXT,
     .help = PHRASE("rotate: how long the old key stays good (2026-12-01T00:00:00Z)",
                    "rotate\u00A0: jusqu’à quand l’ancienne clé reste valable (2026-12-01T00:00:00Z)")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

// ---- bodies ----

static void add_list(JsonWriter *json, const CommandCall *call, const char *option, const char *name)
{
    Str list = option_text(call->options, option, STR("")), item;
    if (!list.size) return;
    json_key(json, name);
    json_begin_array(json);
    while (str_cut(&list, ',', &item)) json_string(json, str_trim(item));
    json_end_array(json);
}

static Str new_key_body(const CommandCall *call)
{
    static const char *const scopes[] = {"track", "read", "write", "admin"};
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "name");
    json_string(&json, option_text(call->options, "name", STR("")));
    json_key(&json, "scope");
    json_string(&json, str_of(scopes[option_choice(call->options, "scope", 0)]));
    add_list(&json, call, "origin", "origins");
    add_list(&json, call, "address", "addresses");
    if (option_given(call->options, "per-second")) {
        json_key(&json, "per_second");
        json_integer(&json, option_count(call->options, "per-second", 0));
    }
    json_end_object(&json);
    return text_str(&text);
}

static Str rotation_body(const CommandCall *call)
{
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (option_given(call->options, "until")) {
        json_key(&json, "old_key_until");
        json_string(&json, option_text(call->options, "until", STR("")));
    }
    json_end_object(&json);
    return text_str(&text);
}

// ---- answers ----

// As text the key alone, so that a script can take it.
static bool print_key(const CommandCall *call, const CommandReply *reply, Error *error)
{
    JsonValue key;
    if (!json_parse(reply->body, &key, error)) return false;
    return reply_print(call, reply_form(call) == REPLY_JSON ? reply->body : reply_text(call, key, "key"), error);
}

typedef struct KeyList {
    const CommandCall *call;
    Table *table;
    Text json;
} KeyList;

static void add_key(void *context, JsonValue key)
{
    KeyList *list = context;
    const CommandCall *call = list->call;
    bool revoked = reply_text(call, key, "revoked_at").size > 0;
    Str state = revoked ? phrase_say(call->arena, call->locale, PHRASE("revoked", "révoquée"), )
                        : phrase_say(call->arena, call->locale, PHRASE("in force", "en vigueur"), );
    Str used = reply_text(call, key, "used_at");
    if (!used.size) used = phrase_say(call->arena, call->locale, PHRASE("never", "jamais"), );
    const Str cells[] = {reply_text(call, key, "id"),
                         display_clean(call->arena, reply_text(call, key, "name")),
                         reply_text(call, key, "scope"),
                         reply_text(call, key, "hint"),
                         used,
                         state};
    table_row(list->table, cells);
    text_addf(&list->json, "%s%.*s", list->json.size ? "," : "", STR_ARGS(key.text));
}

static bool list_keys(const CommandCall *call, Error *error)
{
    Arena *arena = call->arena;
    const TableColumn columns[] = {{phrase_say(arena, call->locale, PHRASE("id", "nº"), ), true},
                                   {phrase_say(arena, call->locale, PHRASE("name", "nom"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("scope", "portée"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("begins with", "commence par"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("last used", "dernier usage"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("state", "état"), ), false}};
    KeyList list = {.call = call, .table = table_new(arena, columns, COUNT_OF(columns)), .json = text_in(arena)};
    if (!reply_each(call, STR("/api/v1/keys?limit=1000"), add_key, &list, error)) return false;
    if (reply_form(call) == REPLY_JSON)
        return reply_print(call, str_format(arena, "[%.*s]", STR_ARGS(text_str(&list.json))), error);
    Text out = text_in(arena);
    table_print(list.table, display_columns(STDOUT_FILENO), &out);
    return output_write(STR(""), text_str(&out), error);
}

static bool create_key(const CommandCall *call, Error *error)
{
    CommandReply reply;
    if (!option_given(call->options, "name") || !option_given(call->options, "scope"))
        return error_say(error, ERROR_USAGE,
                         PHRASE("a key needs a name and a scope: fidele key create --name shop --scope track",
                                "une clé a besoin d’un nom et d’une portée\u00A0: fidele key create --name boutique "
                                "--scope track"), );
    return call->door->request(call, STR("POST"), STR("/api/v1/keys"), STR("application/json"), new_key_body(call),
                               &reply, error) &&
           print_key(call, &reply, error);
}

// ---- those that name a key ----

static bool read_id(const CommandCall *call, Str *id, Error *error)
{
    return act_number(call,
                      PHRASE("which key? Give its number, as `fidele key list` shows it",
                             "quelle clé\u202F? Donnez son numéro, que montre `fidele key list`"),
                      id, error);
}

static bool rotate_key(const CommandCall *call, Error *error)
{
    Str id;
    CommandReply reply;
    if (!read_id(call, &id, error)) return false;
    Str target = str_format(call->arena, "/api/v1/keys/%.*s/rotate", STR_ARGS(id));
    return call->door->request(call, STR("POST"), target, STR("application/json"), rotation_body(call), &reply,
                               error) &&
           print_key(call, &reply, error);
}

static bool revoke_key(const CommandCall *call, Error *error)
{
    Str id;
    CommandReply reply;
    if (!read_id(call, &id, error)) return false;
    Str target = str_format(call->arena, "/api/v1/keys/%.*s", STR_ARGS(id));
    return call->door->request(call, STR("DELETE"), target, STR(""), STR(""), &reply, error);
}

static bool run_key(const CommandCall *call, Error *error)
{
    static const Act acts[] = {
        {"create", create_key}, {"list", list_keys}, {"rotate", rotate_key}, {"revoke", revoke_key}, {NULL, NULL}};
    return run_act(call, acts, error);
}

const Command key_command = {
    .name = "key",
    .summary = PHRASE("make, list, rotate and revoke API keys", "créer, lister, remplacer et révoquer des clés d’API"),
    .arguments = "create|list|rotate|revoke [ID]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = key_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .details =
        PHRASE("create and rotate print the key, once: it is kept nowhere in readable form. A key of scope track "
               "may stand in web pages; the others are secret.",
               "create et rotate affichent la clé, une seule fois\u00A0: elle n’est gardée nulle part sous forme "
               "lisible. Une clé de portée track peut figurer dans des pages web\u202F; les autres sont "
               "secrètes."),
    .examples = "fidele key create --name shop --scope track --origin https://shop.example.com\n"
                "fidele key rotate 3 --until 2026-12-01T00:00:00Z\n"
                "fidele key revoke 3",
    .run = run_key,
};
