// behaviour_setting_http.c - what counts as engagement and friction here: GET /api/v1/behaviour-settings, and PATCH of
// one of them.
#include "behaviour/behaviour_http.h"
#include "behaviour/behaviour_setting.h"
#include "behaviour/event_lane.h"
#include "house.h"

// ---- JSON ----

static void write_number_setting(JsonWriter *json, const Call *call, const BehaviourSettings *settings, int number)
{
    const BehaviourNumberRule *rule = &behaviour_number_rules[number];
    json_begin_object(json);
    write_text_member(json, "name", str_of(rule->name));
    write_number_member(json, "value", true, settings->number[number]);
    write_number_member(json, "usual", true, rule->usual);
    write_text_member(json, "help", str_of(rule->help.in[call->locale]));
    json_end_object(json);
}

static void write_events_setting(JsonWriter *json, const Call *call, const BehaviourSettings *settings, int events)
{
    const BehaviourEventsRule *rule = &behaviour_events_rules[events];
    json_begin_object(json);
    write_text_member(json, "name", str_of(rule->name));
    write_text_member(json, "value", settings->events[events]);
    write_text_member(json, "usual", str_of(rule->usual));
    write_text_member(json, "help", str_of(rule->help.in[call->locale]));
    json_end_object(json);
}

static bool list_settings(Call *call, StoreSession *session, Error *error)
{
    BehaviourSettings settings;
    if (!behaviour_settings_read(session, call->arena, &settings, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++) write_number_setting(&json, call, &settings, i);
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++) write_events_setting(&json, call, &settings, i);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}

// ---- changing one ----

static bool refuse(Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(error, STR("/value"));
}

static bool take_number(const Call *call, JsonValue value, int number, BehaviourSettings *settings, Error *error)
{
    const BehaviourNumberRule *rule = &behaviour_number_rules[number];
    double given = rule->usual;
    bool fine = value.type == JSON_NULL || (value.type == JSON_NUMBER && json_get_number(value, &given));
    if (fine && given >= rule->low && given <= rule->high) {
        settings->number[number] = given;
        return true;
    }
    (void)error_code(error, ERROR_INPUT, "invalid_value",
                     PHRASE("{0} is a number from {1} to {2}", "{0} est un nombre de {1} à {2}"), str_of(rule->name),
                     str_format(call->arena, "%g", rule->low), str_format(call->arena, "%g", rule->high));
    return error_at(error, STR("/value"));
}

// Names may be of events that are yet to come; what no event can be called is refused.
static bool take_events(const Call *call, JsonValue value, int events, BehaviourSettings *settings, Error *error)
{
    const BehaviourEventsRule *rule = &behaviour_events_rules[events];
    Str given = value.type == JSON_NULL ? str_of(rule->usual) : json_get_string(value, call->arena);
    bool fine = (value.type == JSON_NULL || value.type == JSON_STRING) && given.size > 0 &&
                given.size <= BEHAVIOUR_EVENTS_BYTES_MAX;
    Str rest = given, name;
    while (fine && str_cut(&rest, '|', &name)) fine = name.size > 0;
    if (!fine)
        return refuse(PHRASE("{0}: expected names of events, separated by |, at most 2000 bytes",
                             "{0}\u00A0: attendu\u00A0: des noms d’événements, séparés par |, 2000 octets au plus"),
                      str_of(rule->name), error);
    settings->events[events] = given;
    return true;
}

static bool weights_left(const BehaviourSettings *settings, Error *error)
{
    const double *number = settings->number;
    if (number[TIME_ON_SITE_WEIGHT] + number[CLICK_RATE_WEIGHT] + number[SOCIAL_WEIGHT] > 0) return true;
    return refuse(
        PHRASE("one weight of engagement has to be above 0{0}", "un poids de l’engagement doit être supérieur à 0{0}"),
        STR(""), error);
}

static bool change_one(const Call *call, JsonValue value, BehaviourSettings *settings, Error *error)
{
    Str name = call->path_value[0];
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++)
        if (str_equal(name, str_of(behaviour_number_rules[i].name)))
            return take_number(call, value, i, settings, error) && weights_left(settings, error);
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++)
        if (str_equal(name, str_of(behaviour_events_rules[i].name)))
            return take_events(call, value, i, settings, error);
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such setting; GET /api/v1/behaviour-settings lists them",
                             "il n’y a pas de tel réglage\u202F; GET /api/v1/behaviour-settings les liste"),
                      STR(""));
}

static void answer_one(Call *call, const BehaviourSettings *settings)
{
    Str name = call->path_value[0];
    JsonWriter json = call_json(call);
    for (int i = 0; i < BEHAVIOUR_NUMBER_COUNT; i++)
        if (str_equal(name, str_of(behaviour_number_rules[i].name))) write_number_setting(&json, call, settings, i);
    for (int i = 0; i < BEHAVIOUR_EVENTS_COUNT; i++)
        if (str_equal(name, str_of(behaviour_events_rules[i].name))) write_events_setting(&json, call, settings, i);
}

static bool change_setting(Call *call, StoreSession *session, Error *error)
{
    BehaviourSettings settings;
    JsonValue value = {.type = JSON_NULL};
    (void)json_member(call->body, STR("value"), &value);
    if (!behaviour_settings_read(session, call->arena, &settings, error) ||
        !change_one(call, value, &settings, error) || !behaviour_settings_store(session, &settings, call->arena, error))
        return false;
    answer_one(call, &settings);
    call->audit_object = str_format(call->arena, "behaviour-setting:%.*s", STR_ARGS(call->path_value[0]));
    return true;
}

// ---- routes ----

static const Field setting_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the setting", "du réglage")},
    {.name = "value",
     .type = FIELD_ANY,
     .required = true,
     .help =
         PHRASE("a number, or names of events separated by |", "un nombre, ou des noms d’événements séparés par |")},
    {.name = "usual", .type = FIELD_ANY, .required = true, .help = PHRASE("unless changed", "sans changement")},
    {.name = "help", .type = FIELD_TEXT, .required = true, .help = PHRASE("what it means", "ce qu’il veut dire")},
    {.name = NULL}};
static const Shape setting_shape = {.name = "BehaviourSetting", .fields = setting_fields};

static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &setting_shape,
                                     .help = PHRASE("all of them", "tous")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("null: there is one page", "null\u00A0: il n’y a qu’une page")},
                                    {.name = NULL}};
static const Shape list_shape = {.name = "BehaviourSettingList", .fields = list_fields};

static const Field change_fields[] = {
    {.name = "value",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: as usual again", "null\u00A0: de nouveau comme d’habitude")},
    {.name = NULL}};
static const Shape change_shape = {.name = "BehaviourSettingChange", .fields = change_fields};

const Route behaviour_setting_routes[] = {
    {.method = "GET",
     .path = "/api/v1/behaviour-settings",
     .name = "listBehaviourSettings",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("what counts as engagement, and from where on something is friction",
                       "ce qui compte comme engagement, et à partir d’où il y a friction"),
     .answer = &list_shape,
     .read = list_settings},
    {.method = "PATCH",
     .path = "/api/v1/behaviour-settings/{name}",
     .name = "changeBehaviourSetting",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("changes one of these", "change l’un d’eux"),
     .body = &change_shape,
     .answer = &setting_shape,
     .write = change_setting},
    {.method = NULL}};
