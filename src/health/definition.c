#include "health/definition.h"

#include <math.h>

#include "base/json_put.h"
#include "base/number.h"

HealthDefinition health_definition_usual(void)
{
    HealthDefinition usual = {.note = STR(""),
                              .thresholds = {40, 70},
                              .together_days = 14,
                              .tickets_count = 4,
                              .tickets_days = 30,
                              .messages_last = 10,
                              .promotional_share_max = 0.6};
    for (int i = 0; i < HEALTH_GROUP_COUNT; i++) usual.group_weight[i] = health_groups[i].weight;
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        usual.measure_weight[i] = health_measures[i].weight;
        usual.measure_scale[i] = health_measures[i].scale;
    }
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        usual.signal_points[i] = health_signals[i].points;
        usual.signal_days[i] = health_signals[i].days;
    }
    for (int i = 0; i < LOYALTY_PART_COUNT; i++) {
        usual.loyalty_weight[i] = loyalty_kinds[i].weight;
        usual.loyalty_scale[i] = loyalty_kinds[i].scale;
    }
    return usual;
}

// ---- reading ----

enum { WEIGHT_MAX = 1000, SCALE_MAX = 1000000, DAYS_MAX = 365, MESSAGES_MAX = 100 };

typedef struct DefinitionReading {
    HealthDefinition *definition;
    Arena *arena;
    Error *error;
} DefinitionReading;

static bool refuse(const DefinitionReading *reading, Str path, Phrase phrase, Str value)
{
    (void)error_code(reading->error, ERROR_INPUT, "invalid_value", phrase, value);
    return error_at(reading->error, path);
}

// A number within bounds; what is absent stays.
static bool take_number(const DefinitionReading *reading, JsonValue object, const char *name, Str above, double low,
                        double high, double *number)
{
    JsonValue value;
    double given = 0;
    if (!json_member(object, str_of(name), &value) || value.type == JSON_NULL) return true;
    if (!json_get_number(value, &given) || given < low || given > high)
        return refuse(reading, str_format(reading->arena, "%.*s/%s", STR_ARGS(above), name),
                      PHRASE("{0}: expected a number within its bounds",
                             "{0}\u00A0: attendu\u00A0: un nombre entre ses "
                             "bornes"),
                      error_value(reading->arena, value.text));
    *number = given;
    return true;
}

static bool take_whole(const DefinitionReading *reading, JsonValue object, const char *name, Str above, int64_t low,
                       int64_t high, int64_t *number)
{
    double given = (double)*number;
    if (!take_number(reading, object, name, above, (double)low, (double)high, &given)) return false;
    if (given != floor(given))
        return refuse(reading, str_format(reading->arena, "%.*s/%s", STR_ARGS(above), name),
                      PHRASE("{0}: expected a whole number", "{0}\u00A0: attendu\u00A0: un nombre entier"),
                      number_decimal(reading->arena, given, 12));
    *number = (int64_t)given;
    return true;
}

static bool unknown_key(const DefinitionReading *reading, Str path, Str key)
{
    return refuse(reading, str_format(reading->arena, "%.*s/key", STR_ARGS(path)),
                  PHRASE("{0} is not known here", "{0} n’est pas connu ici"), error_value(reading->arena, key));
}

// Each item of the list at `name`.
typedef bool TakeItem(const DefinitionReading *reading, JsonValue item, Str path);
static bool each_item(const DefinitionReading *reading, JsonValue object, const char *name, Str above, TakeItem *take)
{
    JsonValue list, item;
    size_t number = 0;
    if (!json_member(object, str_of(name), &list)) return true;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); number++)
        if (!take(reading, item, str_format(reading->arena, "%.*s/%s/%zu", STR_ARGS(above), name, number)))
            return false;
    return true;
}

static Str key_of(const DefinitionReading *reading, JsonValue item)
{
    JsonValue key;
    return json_member(item, STR("key"), &key) ? json_get_string(key, reading->arena) : STR("");
}

static bool take_scale(const DefinitionReading *reading, JsonValue item, Str path, HealthScale *scale)
{
    return take_number(reading, item, "worst", path, -SCALE_MAX, SCALE_MAX, &scale->worst) &&
           take_number(reading, item, "best", path, -SCALE_MAX, SCALE_MAX, &scale->best);
}

static bool take_measure(const DefinitionReading *reading, JsonValue item, Str path)
{
    HealthMeasure measure;
    if (!health_measure_parse(key_of(reading, item), &measure))
        return unknown_key(reading, path, key_of(reading, item));
    return take_number(reading, item, "weight", path, 0, WEIGHT_MAX, &reading->definition->measure_weight[measure]) &&
           take_scale(reading, item, path, &reading->definition->measure_scale[measure]);
}

static bool take_group(const DefinitionReading *reading, JsonValue item, Str path)
{
    HealthGroup group;
    if (!health_group_parse(key_of(reading, item), &group)) return unknown_key(reading, path, key_of(reading, item));
    return take_number(reading, item, "weight", path, 0, WEIGHT_MAX, &reading->definition->group_weight[group]) &&
           each_item(reading, item, "measures", path, take_measure);
}

static bool take_signal(const DefinitionReading *reading, JsonValue item, Str path)
{
    HealthSignal signal;
    if (!health_signal_parse(key_of(reading, item), &signal)) return unknown_key(reading, path, key_of(reading, item));
    return take_number(reading, item, "points", path, 0, 100, &reading->definition->signal_points[signal]) &&
           (health_signals[signal].lasts ||
            take_whole(reading, item, "days", path, 1, DAYS_MAX, &reading->definition->signal_days[signal]));
}

static bool take_loyalty(const DefinitionReading *reading, JsonValue item, Str path)
{
    LoyaltyPart part;
    if (!loyalty_part_parse(key_of(reading, item), &part)) return unknown_key(reading, path, key_of(reading, item));
    return take_number(reading, item, "weight", path, 0, WEIGHT_MAX, &reading->definition->loyalty_weight[part]) &&
           take_scale(reading, item, path, &reading->definition->loyalty_scale[part]);
}

static bool take_bands(const DefinitionReading *reading, JsonValue object)
{
    JsonValue bands;
    HealthThresholds *thresholds = &reading->definition->thresholds;
    if (!json_member(object, STR("bands"), &bands)) return true;
    if (!take_number(reading, bands, "watch", STR("/bands"), 1, 100, &thresholds->watch) ||
        !take_number(reading, bands, "healthy", STR("/bands"), 1, 100, &thresholds->healthy))
        return false;
    return thresholds->watch < thresholds->healthy ||
           refuse(reading, STR("/bands"),
                  PHRASE("the threshold of `watch` must lie below that of `healthy`{0}",
                         "le seuil de `watch` doit être sous celui de `healthy`{0}"),
                  STR(""));
}

// Of an absent member null: then nothing is taken from it.
static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? value : (JsonValue){.type = JSON_NULL};
}

static bool take_rest(const DefinitionReading *reading, JsonValue object)
{
    HealthDefinition *definition = reading->definition;
    JsonValue tickets = member(object, "frequent_tickets"), messages = member(object, "messages");
    return take_whole(reading, object, "together_days", STR(""), 0, DAYS_MAX, &definition->together_days) &&
           take_whole(reading, tickets, "count", STR("/frequent_tickets"), 2, TICKETS_RECENT_MAX,
                      &definition->tickets_count) &&
           take_whole(reading, tickets, "within_days", STR("/frequent_tickets"), 1, DAYS_MAX,
                      &definition->tickets_days) &&
           take_whole(reading, messages, "last", STR("/messages"), 2, MESSAGES_MAX, &definition->messages_last) &&
           take_number(reading, messages, "promotional_share_max", STR("/messages"), 0, 1,
                       &definition->promotional_share_max);
}

static double sum(const double *weight, size_t count)
{
    double all = 0;
    for (size_t i = 0; i < count; i++) all += weight[i];
    return all;
}

// Some measure has to count, in a group that does.
static bool check_weights(const DefinitionReading *reading)
{
    const HealthDefinition *definition = reading->definition;
    bool any = false;
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++)
        any |= definition->measure_weight[i] > 0 && definition->group_weight[health_measures[i].group] > 0;
    if (!any)
        return refuse(reading, STR("/groups"),
                      PHRASE("no measure has a weight{0}: the score would be made of nothing",
                             "aucune mesure n’a de poids{0}\u00A0: le score ne serait fait de rien"),
                      STR(""));
    return sum(definition->loyalty_weight, LOYALTY_PART_COUNT) > 0 ||
           refuse(reading, STR("/loyalty"),
                  PHRASE("no part of the loyalty index has a weight{0}", "aucune part de l’indice n’a de poids{0}"),
                  STR(""));
}

bool health_definition_read(JsonValue object, Arena *arena, HealthDefinition *definition, Error *error)
{
    const DefinitionReading reading = {definition, arena, error};
    return take_bands(&reading, object) && each_item(&reading, object, "groups", STR(""), take_group) &&
           each_item(&reading, object, "signals", STR(""), take_signal) &&
           each_item(&reading, object, "loyalty", STR(""), take_loyalty) && take_rest(&reading, object) &&
           check_weights(&reading);
}

// ---- writing ----

static void write_scale(JsonWriter *json, double weight, HealthScale scale)
{
    put_number(json, "weight", weight);
    put_number(json, "worst", scale.worst);
    put_number(json, "best", scale.best);
}

static void write_measures(JsonWriter *json, const HealthDefinition *definition, int group)
{
    json_key(json, "measures");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        if ((int)health_measures[i].group != group) continue;
        json_begin_object(json);
        put_text(json, "key", str_of(health_measures[i].key));
        write_scale(json, definition->measure_weight[i], definition->measure_scale[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_groups(JsonWriter *json, const HealthDefinition *definition)
{
    json_key(json, "groups");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_GROUP_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(health_groups[i].key));
        put_number(json, "weight", definition->group_weight[i]);
        write_measures(json, definition, i);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_signals(JsonWriter *json, const HealthDefinition *definition)
{
    json_key(json, "signals");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(health_signals[i].key));
        put_number(json, "points", definition->signal_points[i]);
        if (!health_signals[i].lasts) put_integer(json, "days", definition->signal_days[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_loyalty(JsonWriter *json, const HealthDefinition *definition)
{
    json_key(json, "loyalty");
    json_begin_array(json);
    for (int i = 0; i < LOYALTY_PART_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(loyalty_kinds[i].key));
        write_scale(json, definition->loyalty_weight[i], definition->loyalty_scale[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

void health_definition_write(JsonWriter *json, const HealthDefinition *definition)
{
    json_key(json, "bands");
    json_begin_object(json);
    put_number(json, "watch", definition->thresholds.watch);
    put_number(json, "healthy", definition->thresholds.healthy);
    json_end_object(json);
    write_groups(json, definition);
    write_signals(json, definition);
    put_integer(json, "together_days", definition->together_days);
    write_loyalty(json, definition);
    json_key(json, "frequent_tickets");
    json_begin_object(json);
    put_integer(json, "count", definition->tickets_count);
    put_integer(json, "within_days", definition->tickets_days);
    json_end_object(json);
    json_key(json, "messages");
    json_begin_object(json);
    put_integer(json, "last", definition->messages_last);
    put_number(json, "promotional_share_max", definition->promotional_share_max);
    json_end_object(json);
}

// ---- kept ----

static bool take_row(const Rows *rows, Arena *arena, HealthDefinition *definition, Error *error)
{
    JsonValue object;
    Str text = str_copy(arena, rows_text(rows, 1));
    *definition = health_definition_usual();
    if (!json_parse(text, &object, error) || !health_definition_read(object, arena, definition, error)) return false;
    definition->version = rows_integer(rows, 0);
    definition->note = str_copy(arena, rows_text(rows, 2));
    definition->made_by = rows_integer(rows, 3);
    definition->made_at = rows_integer(rows, 4);
    return true;
}

bool health_definition_get(StoreSession *session, Arena *arena, HealthDefinition *definition, Error *error)
{
    Rows rows;
    Error ignored;
    *definition = health_definition_usual();
    if (!store_select(session, &query_definition_last, NO_VALUES, &rows, error)) return false;
    bool fine = !rows_next(&rows) || take_row(&rows, arena, definition, error);
    return rows_close(&rows, fine ? error : &ignored) && fine;
}

bool health_definition_of(StoreSession *session, int64_t version, Arena *arena, HealthDefinition *definition,
                          Error *error)
{
    Rows rows;
    Error ignored;
    *definition = health_definition_usual();
    if (version == 0) return true;
    if (!store_select(session, &query_definition_one, VALUES(value_integer(version)), &rows, error)) return false;
    bool found = rows_next(&rows), fine = !found || take_row(&rows, arena, definition, error);
    if (!rows_close(&rows, fine ? error : &ignored) || !fine) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no such release of the definition",
                                      "cette version de la définition n’existe pas"),
                               STR(""));
}

bool health_definition_list(StoreSession *session, size_t limit, Arena *arena, HealthDefinition **list, size_t *count,
                            Error *error)
{
    Rows rows;
    Error ignored;
    bool fine = true;
    *list = arena_array(arena, HealthDefinition, limit);
    *count = 0;
    if (!store_select(session, &query_definition_list, VALUES(value_integer((int64_t)limit)), &rows, error))
        return false;
    while (fine && *count < limit && rows_next(&rows)) fine = take_row(&rows, arena, &(*list)[(*count)++], error);
    return rows_close(&rows, fine ? error : &ignored) && fine;
}

bool health_definition_put(StoreSession *session, HealthDefinition *definition, Arena *arena, Error *error)
{
    HealthDefinition last;
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    if (!health_definition_get(session, arena, &last, error)) return false;
    definition->version = last.version + 1;
    json_begin_object(&json);
    health_definition_write(&json, definition);
    json_end_object(&json);
    return store_execute(session, &query_definition_insert,
                         VALUES(value_integer(definition->version), value_text(text_str(&text)),
                                value_text(definition->note), value_integer(definition->made_by),
                                value_integer(definition->made_at)),
                         NULL, error);
}
