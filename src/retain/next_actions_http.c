// next_actions_http.c - /api/v1/next-actions: what may be done for customers at risk, and what limits it.
#include "crm/item_http.h"
#include "house.h"
#include "module.h"
#include "retain/ready_action.h"
#include "retain/retain_http.h"
#include "segment/segment.h"
#include "workspace/workspace.h"

#define CHANNEL_WORDS "any|email|sms|phone|post|push|chat" // ConsentChannel

// ---- shapes ----

#define ACTION_FIELDS(needed)                                                                                          \
    {.name = "label",                                                                                                  \
     .type = FIELD_TEXT,                                                                                               \
     .required = (needed),                                                                                             \
     .low = 1,                                                                                                         \
     .high = 200,                                                                                                      \
     .help = PHRASE("for people", "pour les personnes")},                                                              \
        {.name = "channel",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .words = CHANNEL_WORDS,                                                                                       \
         .help = PHRASE("over which it reaches them; any (default): none that needs their consent",                    \
                        "par lequel elle les touche\u202F; any (par défaut)\u00A0: aucun qui demande leur accord")},   \
        {.name = "cost", .type = FIELD_MONEY, .help = PHRASE("of one; default 0", "de l’une\u202F; 0 par défaut")},    \
        {.name = "capacity_week",                                                                                      \
         .type = FIELD_INTEGER,                                                                                        \
         .nullable = true,                                                                                             \
         .low = 0,                                                                                                     \
         .high = 10000000,                                                                                             \
         .help = PHRASE("how many a week; null: any number", "combien par semaine\u202F; null\u00A0: sans limite")},   \
        {.name = "segment",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .high = 16384,                                                                                                \
         .help = PHRASE("who may get it, a rule; empty: everybody",                                                    \
                        "qui peut la recevoir, une règle\u202F; vide\u00A0: tout le monde")},                          \
        {.name = "experiment",                                                                                         \
         .type = FIELD_TEXT,                                                                                           \
         .high = EXPERIMENT_KEY_BYTES_MAX,                                                                             \
         .help = PHRASE("key of the experiment whose arms say what it does; empty: none",                              \
                        "clé de l’expérience dont les groupes disent ce qu’elle fait\u202F; vide\u00A0: aucune")},     \
        {.name = "effect",                                                                                             \
         .type = FIELD_NUMBER,                                                                                         \
         .help = PHRASE("share of those who would leave that it is assumed to keep, until an experiment has measured " \
                        "it; default 0.1",                                                                             \
                        "part de ceux qui partiraient qu’on suppose retenir, tant qu’aucune expérience ne l’a " \
                        "mesurée\u202F; 0,1 par défaut")},                                                             \
    {                                                                                                                  \
        .name = "active", .type = FIELD_BOOLEAN, .help = PHRASE("default true", "true par défaut")                     \
    }

static const Field action_fields[] = {{.name = "id", .type = FIELD_INTEGER, .required = true},
                                      {.name = "key", .type = FIELD_TEXT, .required = true},
                                      ACTION_FIELDS(true),
                                      {.name = "made_at", .type = FIELD_INSTANT, .required = true},
                                      {.name = "version", .type = FIELD_INTEGER, .required = true},
                                      {0}};
static const Shape action_shape = {.name = "NextAction", .fields = action_fields};
static const Field list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .shape = &action_shape, .required = true},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                    {0}};
static const Shape list_shape = {.name = "NextActionList", .fields = list_fields};
static const Field add_fields[] = {
    {.name = "key",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = NEXT_ACTION_KEY_BYTES_MAX,
     .help = PHRASE("lower-case letters, digits, - and _", "minuscules, chiffres, - et _")},
    ACTION_FIELDS(true),
    {0}};
static const Shape add_shape = {.name = "NextActionAdd", .fields = add_fields};
static const Field change_fields[] = {ACTION_FIELDS(false), {0}};
static const Shape change_shape = {.name = "NextActionChange", .fields = change_fields};

#define SETTING_FIELDS                                                                                                 \
    {.name = "explore_share",                                                                                          \
     .type = FIELD_NUMBER,                                                                                             \
     .help = PHRASE("of choices that are drawn evenly among what could be done, 0 to 0.5: without it the log says "    \
                    "nothing of what was not done",                                                                    \
                    "part des choix tirés également parmi le possible, 0 à 0,5\u00A0: sans elle le journal ne dit " \
                    "rien de ce qui n’a pas été fait")},                                                               \
        {.name = "follow_days",                                                                                        \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 365,                                                                                                  \
         .help = PHRASE("how long the result of a choice is watched",                                                  \
                        "combien de temps le résultat d’un choix est suivi")},                                         \
        {.name = "contacts_max",                                                                                       \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 100,                                                                                                  \
         .help =                                                                                                       \
             PHRASE("actions for one person within contact_days", "actions pour une même personne en contact_days")},  \
        {.name = "contact_days", .type = FIELD_INTEGER, .low = 1, .high = 365},                                        \
    {                                                                                                                  \
        .name = "budget_week", .type = FIELD_MONEY, .nullable = true,                                                  \
        .help = PHRASE("of all actions together; null: any", "de toutes les actions\u202F; null\u00A0: sans limite")   \
    }
static const Field settings_fields[] = {
    SETTING_FIELDS, {.name = "version", .type = FIELD_INTEGER, .required = true}, {0}};
static const Shape settings_shape = {.name = "NextActionSettings", .fields = settings_fields};
static const Field settings_change_fields[] = {SETTING_FIELDS, {0}};
static const Shape settings_change_shape = {.name = "NextActionSettingsChange", .fields = settings_change_fields};

// ---- answers ----

static void write_action(JsonWriter *json, const Call *call, const NextAction *action)
{
    Currency currency = workspace_first(call->house->workspace)->currency;
    json_begin_object(json);
    put_integer(json, "id", action->id);
    put_text(json, "key", action->key);
    put_text(json, "label", next_action_label(action, call->locale));
    put_text(json, "channel", action->channel ? consent_channel_name(action->channel) : STR("any"));
    if (!action->currency.size || currency_find(action->currency, &currency))
        put_money(json, "cost", action->cost_minor, &currency, call->arena);
    put_integer_or_null(json, "capacity_week", action->capacity_week >= 0, action->capacity_week);
    put_text(json, "segment", action->segment);
    put_text(json, "experiment", action->experiment);
    put_number(json, "effect", action->effect);
    put_boolean(json, "active", action->active);
    put_instant(json, "made_at", action->made_at, call->arena);
    put_integer(json, "version", action->version);
    json_end_object(json);
}

static bool answer(Call *call, const NextAction *action)
{
    JsonWriter json = call_json(call);
    call_version(call, action->version);
    call->audit_object = str_format(call->arena, "next_action:%lld", (long long)action->id);
    write_action(&json, call, action);
    return true;
}

// ---- what is given ----

static bool refuse(const char *path, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, str_of(path));
}

static bool is_key(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
    }
    return text.size > 0;
}

// Amounts are added up, so they are all in the workspace's currency.
static bool take_amount(const Call *call, const char *name, int64_t *minor, Str *currency, Error *error)
{
    Currency given, own = workspace_first(call->house->workspace)->currency;
    int64_t amount = 0;
    if (!shape_money(call->body, name, call->arena, &given, &amount)) return true;
    if (amount < 0 || !str_equal(str_of(given.code), str_of(own.code)))
        return refuse(str_c(call->arena, str_format(call->arena, "/%s", name)),
                      PHRASE("an amount of 0 or more in {0} is expected", "un montant de 0 ou plus en {0} est attendu"),
                      str_copy(call->arena, str_of(own.code)), error);
    *minor = amount;
    *currency = str_copy(call->arena, str_of(own.code));
    return true;
}

static bool take_share(const Call *call, const char *name, double low, double high, double *share, Error *error)
{
    JsonValue value;
    double number = 0;
    if (!json_member(call->body, str_of(name), &value)) return true;
    if (!json_get_number(value, &number) || !(number >= low && number <= high))
        return refuse(
            str_c(call->arena, str_format(call->arena, "/%s", name)),
            PHRASE("expected a number within its bounds, not {0}", "un nombre dans ses bornes est attendu, pas {0}"),
            error_value(call->arena, value.text), error);
    *share = number;
    return true;
}

static bool check_segment(const Call *call, Str segment, Error *error)
{
    SegmentRule *rule;
    Currency currency = workspace_first(call->house->workspace)->currency;
    if (!segment.size || segment_parse(segment, &currency, call->arena, &rule, error)) return true;
    return error_at(error, STR("/segment"));
}

static bool check_experiment(const Call *call, StoreSession *session, Str key, Error *error)
{
    Experiment experiment;
    if (!key.size) return true;
    if (!experiment_find(session, key, call->arena, &experiment, error)) return false;
    return experiment.id || refuse("/experiment", PHRASE("there is no experiment {0}", "il n’y a pas d’expérience {0}"),
                                   error_value(call->arena, key), error);
}

static bool take_action(const Call *call, StoreSession *session, NextAction *action, Error *error)
{
    JsonValue capacity;
    if (given_has(call, "label")) action->label = str_trim(given_text(call, "label"));
    if (given_has(call, "channel"))
        action->channel = (ConsentChannel)word_number(CHANNEL_WORDS, given_text(call, "channel"));
    if (json_member(call->body, STR("capacity_week"), &capacity) && !json_get_integer(capacity, &action->capacity_week))
        action->capacity_week = -1;
    if (given_has(call, "segment")) action->segment = str_trim(given_text(call, "segment"));
    if (given_has(call, "experiment")) action->experiment = str_trim(given_text(call, "experiment"));
    action->active = given_boolean(call, "active", action->active);
    return take_share(call, "effect", -1, 1, &action->effect, error) &&
           take_amount(call, "cost", &action->cost_minor, &action->currency, error) &&
           check_segment(call, action->segment, error) && check_experiment(call, session, action->experiment, error);
}

// ---- actions ----

static bool list_actions(Call *call, StoreSession *session, Error *error)
{
    NextAction *list;
    size_t count;
    if (!next_action_list(session, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_action(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    json_end_object(&json);
    return true;
}

static bool add_action(Call *call, StoreSession *session, Error *error)
{
    const double usual_effect = 0.1;
    NextAction action = {.key = given_text(call, "key"),
                         .currency = str_of(workspace_first(call->house->workspace)->currency.code),
                         .capacity_week = -1,
                         .effect = usual_effect,
                         .active = true,
                         .made_by = who(call),
                         .made_at = call->now};
    if (!is_key(action.key))
        return refuse("/key",
                      PHRASE("{0}: expected lower-case letters, digits, - and _",
                             "{0}\u00A0: minuscules, chiffres, - et _ sont attendus"),
                      error_value(call->arena, action.key), error);
    if (!take_action(call, session, &action, error) || !next_action_put(session, &action, error)) return false;
    call->status = 201;
    return answer(call, &action);
}

static bool path_action(const Call *call, StoreSession *session, NextAction *action, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && next_action_get(session, id, call->arena, action, error);
}

static bool get_action(Call *call, StoreSession *session, Error *error)
{
    NextAction action;
    return path_action(call, session, &action, error) && answer(call, &action);
}

static bool change_action(Call *call, StoreSession *session, Error *error)
{
    NextAction action;
    return path_action(call, session, &action, error) && call_if_match(call, action.version, error) &&
           take_action(call, session, &action, error) && next_action_put(session, &action, error) &&
           answer(call, &action);
}

static bool remove_action(Call *call, StoreSession *session, Error *error)
{
    NextAction action;
    if (!path_action(call, session, &action, error)) return false;
    call->audit_object = str_format(call->arena, "next_action:%lld", (long long)action.id);
    return next_action_remove(session, action.id, error);
}

// ---- settings ----

static bool answer_settings(Call *call, const NextActionSettings *settings)
{
    Currency currency;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_number(&json, "explore_share", settings->explore_share);
    put_integer(&json, "follow_days", settings->follow_days);
    put_integer(&json, "contacts_max", settings->contacts_max);
    put_integer(&json, "contact_days", settings->contact_days);
    if (settings->budget_minor >= 0 && currency_find(settings->currency, &currency))
        put_money(&json, "budget_week", settings->budget_minor, &currency, call->arena);
    else
        put_text_or_null(&json, "budget_week", STR(""));
    put_integer(&json, "version", settings->version);
    json_end_object(&json);
    call_version(call, settings->version);
    call->audit_object = STR("next_action_settings");
    return true;
}

static bool get_settings(Call *call, StoreSession *session, Error *error)
{
    NextActionSettings settings;
    return next_action_settings(session, call->arena, &settings, error) && answer_settings(call, &settings);
}

static bool change_settings(Call *call, StoreSession *session, Error *error)
{
    const double explore_most = 0.5;
    NextActionSettings settings;
    if (!next_action_settings(session, call->arena, &settings, error) || !call_if_match(call, settings.version, error))
        return false;
    settings.follow_days = given_integer(call, "follow_days", settings.follow_days);
    settings.contacts_max = given_integer(call, "contacts_max", settings.contacts_max);
    settings.contact_days = given_integer(call, "contact_days", settings.contact_days);
    if (given_has(call, "budget_week")) settings.budget_minor = -1;
    if (!take_share(call, "explore_share", 0, explore_most, &settings.explore_share, error) ||
        !take_amount(call, "budget_week", &settings.budget_minor, &settings.currency, error) ||
        !next_action_set(session, &settings, error))
        return false;
    settings.version++;
    return answer_settings(call, &settings);
}

// ---- routes ----

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/next-actions",
     .name = "listNextActions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What may be done for customers at risk", "Ce qui peut être fait pour les clients à risque"),
     .answer = &list_shape,
     .read = list_actions},
    {.method = "POST",
     .path = "/api/v1/next-actions",
     .name = "addNextAction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Adds an action", "Ajoute une action"),
     .body = &add_shape,
     .answer = &action_shape,
     .write = add_action},
    {.method = "GET",
     .path = "/api/v1/next-actions/settings",
     .name = "getNextActionSettings",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What limits all actions together", "Ce qui limite toutes les actions ensemble"),
     .answer = &settings_shape,
     .read = get_settings},
    {.method = "PATCH",
     .path = "/api/v1/next-actions/settings",
     .name = "changeNextActionSettings",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes budget, contacts and exploration", "Modifie budget, contacts et exploration"),
     .body = &settings_change_shape,
     .answer = &settings_shape,
     .write = change_settings},
    {.method = "GET",
     .path = "/api/v1/next-actions/{id}",
     .name = "getNextAction",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One action", "Une action"),
     .answer = &action_shape,
     .read = get_action},
    {.method = "PATCH",
     .path = "/api/v1/next-actions/{id}",
     .name = "changeNextAction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes an action", "Modifie une action"),
     .body = &change_shape,
     .answer = &action_shape,
     .write = change_action},
    {.method = "DELETE",
     .path = "/api/v1/next-actions/{id}",
     .name = "removeNextAction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes away an action that was never chosen", "Retire une action jamais choisie"),
     .write = remove_action},
    {0}};

const Module next_action_module = {.name = "next_action", .routes = routes};
