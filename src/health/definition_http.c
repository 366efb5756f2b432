// definition_http.c - what the health score is made of here: GET and PUT /api/v1/health-score/definition, and its
// releases.
#include "customer/customer_http.h"
#include "health/health_http.h"

// ---- shapes ----

enum { NOTE_MAX = 500, LIST_MAX = 50 };

static const Field bands_fields[] = {{.name = "watch",
                                      .type = FIELD_NUMBER,
                                      .help = PHRASE("to watch from this score on; below, at risk",
                                                     "à surveiller dès ce score\u202F; dessous, à risque")},
                                     {.name = "healthy",
                                      .type = FIELD_NUMBER,
                                      .help = PHRASE("healthy from this score on", "en bonne santé dès ce score")},
                                     {0}};
static const Shape bands_shape = {.name = "HealthThresholds", .fields = bands_fields};

#define SCALE_FIELDS                                                                                                   \
    {.name = "weight", .type = FIELD_NUMBER, .help = PHRASE("0: it does not count", "0\u00A0: il ne compte pas")},     \
        {.name = "worst", .type = FIELD_NUMBER, .help = PHRASE("value of 0 points", "valeur qui vaut 0 point")},       \
    {                                                                                                                  \
        .name = "best", .type = FIELD_NUMBER,                                                                          \
        .help = PHRASE("value of 100 points; on a line between them",                                                  \
                       "valeur qui vaut 100 points\u202F; en ligne droite entre les deux")                             \
    }
#define SHOWN_FIELDS                                                                                                   \
    {.name = "label", .type = FIELD_TEXT, .read_only = true}, {.name = "help", .type = FIELD_TEXT, .read_only = true}, \
    {                                                                                                                  \
        .name = "unit", .type = FIELD_TEXT, .read_only = true, .words = "gaps|ratio|count|days|score|share"            \
    }

static const Field measure_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true}, SCALE_FIELDS, SHOWN_FIELDS, {0}};
static const Shape measure_shape = {.name = "HealthMeasureWeight", .fields = measure_fields};

static const Field group_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                     {.name = "weight", .type = FIELD_NUMBER},
                                     {.name = "label", .type = FIELD_TEXT, .read_only = true},
                                     {.name = "measures", .type = FIELD_ARRAY, .shape = &measure_shape},
                                     {0}};
static const Shape group_shape = {.name = "HealthGroupWeight", .fields = group_fields};

static const Field signal_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "points",
     .type = FIELD_NUMBER,
     .help = PHRASE("taken off the score while it stands", "retirés du score tant qu’il tient")},
    {.name = "days",
     .type = FIELD_INTEGER,
     .nullable = true,
     .help = PHRASE("how long it stands; null: as long as its cause",
                    "combien de temps il tient\u202F; null\u00A0: autant que sa cause")},
    {.name = "label", .type = FIELD_TEXT, .read_only = true},
    {.name = "help", .type = FIELD_TEXT, .read_only = true},
    {0}};
static const Shape signal_shape = {.name = "HealthSignalWeight", .fields = signal_fields};

static const Field loyalty_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true}, SCALE_FIELDS, SHOWN_FIELDS, {0}};
static const Shape loyalty_shape = {.name = "LoyaltyWeight", .fields = loyalty_fields};

static const Field tickets_fields[] = {
    {.name = "count", .type = FIELD_INTEGER}, {.name = "within_days", .type = FIELD_INTEGER}, {0}};
static const Shape tickets_shape = {.name = "FrequentTickets", .fields = tickets_fields};

static const Field messages_fields[] = {
    {.name = "last", .type = FIELD_INTEGER, .help = PHRASE("messages looked at", "messages examinés")},
    {.name = "promotional_share_max",
     .type = FIELD_NUMBER,
     .help = PHRASE("share of offers above which content is proposed next",
                    "part d’offres au-delà de laquelle du contenu est proposé ensuite")},
    {0}};
static const Shape messages_shape = {.name = "MessageBalanceTarget", .fields = messages_fields};

#define DEFINITION_FIELDS                                                                                              \
    {.name = "bands", .type = FIELD_OBJECT, .shape = &bands_shape},                                                    \
        {.name = "groups", .type = FIELD_ARRAY, .shape = &group_shape, .low = 0, .high = LIST_MAX},                    \
        {.name = "signals", .type = FIELD_ARRAY, .shape = &signal_shape, .low = 0, .high = LIST_MAX},                  \
        {.name = "together_days",                                                                                      \
         .type = FIELD_INTEGER,                                                                                        \
         .help = PHRASE("two different signals that began within so many days cost a band; 0: never",                  \
                        "deux signaux différents apparus à si peu de jours d’écart coûtent un palier\u202F; "    \
                        "0\u00A0: jamais")},                                                                           \
        {.name = "loyalty", .type = FIELD_ARRAY, .shape = &loyalty_shape, .low = 0, .high = LIST_MAX},                 \
        {.name = "frequent_tickets", .type = FIELD_OBJECT, .shape = &tickets_shape},                                   \
        {.name = "messages", .type = FIELD_OBJECT, .shape = &messages_shape},                                          \
    {                                                                                                                  \
        .name = "note", .type = FIELD_TEXT, .high = NOTE_MAX,                                                          \
        .help = PHRASE("why it was changed", "pourquoi il a été modifié")                                              \
    }

static const Field definition_fields[] = {
    {.name = "version",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("0: the usual one, never changed", "0\u00A0: la définition d’origine")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "made_by", .type = FIELD_INTEGER, .required = true, .nullable = true},
    DEFINITION_FIELDS,
    {0}};
const Shape health_definition_shape = {.name = "HealthDefinition", .fields = definition_fields};
static const Field put_fields[] = {DEFINITION_FIELDS, {0}};
const Shape health_definition_put_shape = {.name = "HealthDefinitionPut", .open = true, .fields = put_fields};

static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &health_definition_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true, .required = true},
    {0}};
const Shape health_definition_list_shape = {.name = "HealthDefinitionList", .fields = list_fields};

// ---- with labels ----

static void write_scale(JsonWriter *json, const Call *call, double weight, HealthScale scale, const char *unit)
{
    (void)call;
    put_number(json, "weight", weight);
    put_number(json, "worst", scale.worst);
    put_number(json, "best", scale.best);
    put_text(json, "unit", str_of(unit));
}

static void write_group(JsonWriter *json, const Call *call, const HealthDefinition *definition, int group)
{
    json_begin_object(json);
    put_text(json, "key", str_of(health_groups[group].key));
    put_text(json, "label", say_phrase(call, health_groups[group].label));
    put_number(json, "weight", definition->group_weight[group]);
    json_key(json, "measures");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        const MeasureKind *kind = &health_measures[i];
        if ((int)kind->group != group) continue;
        json_begin_object(json);
        put_text(json, "key", str_of(kind->key));
        put_text(json, "label", say_phrase(call, kind->label));
        put_text(json, "help", say_phrase(call, kind->help));
        write_scale(json, call, definition->measure_weight[i], definition->measure_scale[i], kind->unit);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_signals(JsonWriter *json, const Call *call, const HealthDefinition *definition)
{
    json_key(json, "signals");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        const SignalKind *kind = &health_signals[i];
        json_begin_object(json);
        put_text(json, "key", str_of(kind->key));
        put_text(json, "label", say_phrase(call, kind->label));
        put_text(json, "help", say_phrase(call, kind->help));
        put_number(json, "points", definition->signal_points[i]);
        put_integer_or_null(json, "days", !kind->lasts, definition->signal_days[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_loyalty(JsonWriter *json, const Call *call, const HealthDefinition *definition)
{
    json_key(json, "loyalty");
    json_begin_array(json);
    for (int i = 0; i < LOYALTY_PART_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(loyalty_kinds[i].key));
        put_text(json, "label", say_phrase(call, loyalty_kinds[i].label));
        write_scale(json, call, definition->loyalty_weight[i], definition->loyalty_scale[i], loyalty_kinds[i].unit);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_limits(JsonWriter *json, const HealthDefinition *definition)
{
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

static void write_definition(JsonWriter *json, const Call *call, const HealthDefinition *definition)
{
    json_begin_object(json);
    put_integer(json, "version", definition->version);
    put_instant(json, "made_at", definition->made_at, call->arena);
    put_integer_or_null(json, "made_by", definition->made_by > 0, definition->made_by);
    put_text(json, "note", definition->note);
    json_key(json, "bands");
    json_begin_object(json);
    put_number(json, "watch", definition->thresholds.watch);
    put_number(json, "healthy", definition->thresholds.healthy);
    json_end_object(json);
    json_key(json, "groups");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_GROUP_COUNT; i++) write_group(json, call, definition, i);
    json_end_array(json);
    write_signals(json, call, definition);
    put_integer(json, "together_days", definition->together_days);
    write_loyalty(json, call, definition);
    write_limits(json, definition);
    json_end_object(json);
}

// ---- routes ----

static bool answer_definition(Call *call, const HealthDefinition *definition)
{
    JsonWriter json = call_json(call);
    write_definition(&json, call, definition);
    call_version(call, definition->version);
    return true;
}

bool get_health_definition(Call *call, StoreSession *session, Error *error)
{
    HealthDefinition definition;
    return health_definition_get(session, call->arena, &definition, error) && answer_definition(call, &definition);
}

bool put_health_definition(Call *call, StoreSession *session, Error *error)
{
    HealthDefinition definition;
    if (!health_definition_get(session, call->arena, &definition, error) ||
        !call_if_match(call, definition.version, error) ||
        !health_definition_read(call->body, call->arena, &definition, error))
        return false;
    definition.note = shape_text(call->body, "note", call->arena);
    definition.made_by = who(call);
    definition.made_at = call->now;
    if (!health_definition_put(session, &definition, call->arena, error)) return false;
    call->audit_object = str_format(call->arena, "health_definition:%lld", (long long)definition.version);
    return answer_definition(call, &definition);
}

// The usual one, which nobody made, is the first of them all.
bool list_health_definitions(Call *call, StoreSession *session, Error *error)
{
    enum { SHOWN_MAX = 100 };
    HealthDefinition *list;
    size_t count;
    if (!health_definition_list(session, SHOWN_MAX, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_definition(&json, call, &list[i]);
    const HealthDefinition usual = health_definition_usual();
    write_definition(&json, call, &usual);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}
