// lever_http.c - the catalogue of levers, as shipped and as changed; and the table segment, aim, levers.
#include "base/json_put.h"
#include "house.h"
#include "measure/catalogue.h"
#include "module.h"
#include "plan/lever_own.h"

#define WORDS_LIST(field_name, list)                                                                                   \
    {                                                                                                                  \
        .name = (field_name), .type = FIELD_ARRAY, .item = FIELD_TEXT, .words = (list)                                 \
    }
#define LEVER_BODY(must)                                                                                               \
    {.name = "family", .type = FIELD_TEXT, .required = (must), .words = LEVER_FAMILIES},                               \
        {.name = "name", .type = FIELD_TEXT, .required = (must), .low = 1, .high = TITLE_BYTES_MAX},                   \
        {.name = "when", .type = FIELD_TEXT, .high = 2000, .help = PHRASE("when to use it", "quand l’employer")},      \
        {.name = "prerequisites", .type = FIELD_TEXT, .high = 2000},                                                   \
        {.name = "kpi",                                                                                                \
         .type = FIELD_TEXT,                                                                                           \
         .required = (must),                                                                                           \
         .high = LABEL_BYTES_MAX,                                                                                      \
         .help = PHRASE("the metric that it should move", "l’indicateur qu’il doit faire bouger")},                    \
        WORDS_LIST("aims", PLAN_AIMS), WORDS_LIST("pillars", PLAN_PILLARS), WORDS_LIST("conditions", PLAN_CONDITIONS), \
        {.name = "skills", .type = FIELD_ARRAY, .item = FIELD_TEXT},                                                   \
        {.name = "cost", .type = FIELD_TEXT, .words = LEVER_LEVELS},                                                   \
        {.name = "effort", .type = FIELD_TEXT, .words = LEVER_LEVELS},                                                 \
        {.name = "integration",                                                                                        \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 5,                                                                                                    \
         .help = PHRASE("how well it works with what is there", "comment il s’intègre à l’existant")},                 \
        {.name = "scalability",                                                                                        \
         .type = FIELD_INTEGER,                                                                                        \
         .low = 1,                                                                                                     \
         .high = 5,                                                                                                    \
         .help = PHRASE("how well it grows", "comment il monte en charge")},                                           \
        {.name = "integrated",                                                                                         \
         .type = FIELD_BOOLEAN,                                                                                        \
         .help = PHRASE("nothing has to be connected for it", "rien à raccorder pour lui")},                           \
        {.name = "effect_low",                                                                                         \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .low = -1,                                                                                                    \
         .high = 1,                                                                                                    \
         .help = PHRASE("share of the value at stake it may keep: from",                                               \
                        "part de la valeur en jeu qu’il peut garder\u00A0: de")},                                      \
        {.name = "effect_high", .type = FIELD_NUMBER, .nullable = true, .low = -1, .high = 1},                         \
    {                                                                                                                  \
        .name = "source", .type = FIELD_TEXT, .high = 500, .help = PHRASE("of the effect", "de l’effet")               \
    }
#define LEVER_ROW                                                                                                      \
    {.name = "key", .type = FIELD_TEXT, .required = true, .read_only = true}, LEVER_BODY(true),                        \
        {.name = "changed_by", .type = FIELD_INTEGER, .read_only = true},                                              \
        {.name = "changed_at", .type = FIELD_INSTANT, .nullable = true, .read_only = true},                            \
    {                                                                                                                  \
        .name = "version", .type = FIELD_INTEGER, .read_only = true, .help = PHRASE("for If-Match", "pour If-Match")   \
    }

static const Field row_fields[] = {LEVER_ROW, {0}};
const Shape lever_row_shape = {.name = "LeverRow", .fields = row_fields};

static const Field answer_fields[] = {
    LEVER_ROW,
    {.name = "family_name", .type = FIELD_TEXT},
    {.name = "evidence",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("key of a study about it", "clé d’une étude à son sujet")},
    {.name = "shipped", .type = FIELD_BOOLEAN, .help = PHRASE("of the catalogue", "du catalogue")},
    {.name = "own", .type = FIELD_BOOLEAN, .help = PHRASE("changed or added here", "modifié ou ajouté ici")},
    {0},
};
static const Shape answer_shape = {.name = "Lever", .fields = answer_fields};
LIST_SHAPE(list_shape, "LeverList", answer_shape);

static const Field add_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true, .low = 1, .high = 60}, LEVER_BODY(true), {0}};
static const Shape add_shape = {.name = "LeverAdd", .fields = add_fields};
static const Field change_fields[] = {LEVER_BODY(false), {0}};
static const Shape change_shape = {.name = "LeverChange", .fields = change_fields};

static bool refuse(Error *error, const char *code, const char *path, Phrase phrase)
{
    return error_code(error, ERROR_INPUT, code, phrase, STR("")) || error_at(error, str_of(path));
}

// ---- reading ----

static void write_lever(JsonWriter *json, const Call *call, const LeverLine *line)
{
    json_begin_object(json);
    sheet_write_fields(json, call, &lever_row_shape, &line->row);
    put_text(json, "family_name", plan_word(WORDS_FAMILY, line->family, call->locale));
    put_text_or_null(json, "evidence", line->evidence);
    put_boolean(json, "shipped", line->shipped);
    put_boolean(json, "own", line->own);
    json_end_object(json);
}

static bool list_levers(Call *call, StoreSession *session, Error *error)
{
    LeverList list;
    Str family = call_query(call, "family"), aim = call_query(call, "aim");
    if (!levers_read(session, call->locale, call->arena, &list, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < list.count; i++)
        if ((!family.size || str_equal(family, list.line[i].family)) && (!aim.size || list_has(list.line[i].aims, aim)))
            write_lever(&json, call, &list.line[i]);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static bool lever_of_path(Call *call, StoreSession *session, LeverLine *line, Error *error)
{
    LeverList list;
    if (!levers_read(session, call->locale, call->arena, &list, error)) return false;
    const LeverLine *found = lever_of(&list, call->path_value[0]);
    if (found) *line = *found;
    return found || say_not_found(error);
}

static bool answer_lever(Call *call, StoreSession *session, Error *error)
{
    LeverLine line;
    if (!lever_of_path(call, session, &line, error)) return false;
    JsonWriter json = call_json(call);
    call_version(call, line.row.column[LEVER_VERSION].integer);
    call->audit_object = str_format(call->arena, "lever:%.*s", STR_ARGS(line.key));
    write_lever(&json, call, &line);
    return true;
}

// ---- writing ----

static bool put_lever(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    const Metric *metric;
    Value low = row->column[LEVER_EFFECT_LOW], high = row->column[LEVER_EFFECT_HIGH];
    if (!metric_find(row->column[LEVER_KPI].text, &metric))
        return refuse(error, "invalid_metric", "/kpi",
                      PHRASE("there is no such metric; GET /api/v1/metrics lists them all",
                             "il n’y a pas de tel indicateur\u202F; GET /api/v1/metrics les liste tous"));
    if ((low.type == VALUE_NULL) != (high.type == VALUE_NULL) || (low.type == VALUE_REAL && low.real > high.real))
        return refuse(
            error, "invalid_value", "/effect_low",
            PHRASE("an effect lies between a low and a high end", "un effet va d’une borne basse à une haute"));
    row->column[LEVER_CHANGED_BY] = value_integer(who(call));
    row->column[LEVER_CHANGED_AT] = value_integer(call->now);
    call->path_value[0] = row->column[LEVER_KEY].text;
    return store_execute(session, &query_lever_put, row->column, LEVER_VERSION, NULL, error) &&
           answer_lever(call, session, error);
}

static bool is_key(Str key)
{
    for (size_t i = 0; i < key.size; i++) {
        char byte = key.data[i];
        if (!(('a' <= byte && byte <= 'z') || ('0' <= byte && byte <= '9') || byte == '_')) return false;
    }
    return key.size > 0;
}

static bool add_lever(Call *call, StoreSession *session, Error *error)
{
    LeverList list;
    Str key = given_text(call, "key");
    SheetRow row;
    if (!is_key(key))
        return refuse(
            error, "invalid_value", "/key",
            PHRASE("a key has letters a to z, digits and _", "une clé a des lettres de a à z, des chiffres et _"));
    if (!levers_read(session, call->locale, call->arena, &list, error)) return false;
    if (lever_of(&list, key))
        return error_code(error, ERROR_CONFLICT, "name_taken",
                          PHRASE("this lever is there already", "ce levier existe déjà"), STR("")) ||
               error_at(error, STR("/key"));
    for (int i = 0; i < LEVER_COLUMNS; i++)
        row.column[i] = lever_row_shape.fields[i].type == FIELD_ARRAY ? value_text(STR("[]")) : value_text(STR(""));
    row.column[LEVER_KEY] = value_text(key);
    row.column[LEVER_COST] = row.column[LEVER_EFFORT] = value_text(STR("medium"));
    row.column[LEVER_INTEGRATION] = row.column[LEVER_SCALABILITY] = value_integer(3);
    row.column[LEVER_INTEGRATED] = value_integer(0);
    row.column[LEVER_EFFECT_LOW] = row.column[LEVER_EFFECT_HIGH] = value_null();
    call->status = 201;
    return sheet_take(call, session, &lever_row_shape, &row, error) && put_lever(call, session, &row, error);
}

static bool change_lever(Call *call, StoreSession *session, Error *error)
{
    LeverLine line;
    return lever_of_path(call, session, &line, error) &&
           call_if_match(call, line.row.column[LEVER_VERSION].integer, error) &&
           sheet_take(call, session, &lever_row_shape, &line.row, error) && put_lever(call, session, &line.row, error);
}

static bool remove_lever(Call *call, StoreSession *session, Error *error)
{
    LeverLine line;
    if (!lever_of_path(call, session, &line, error)) return false;
    if (!line.own)
        return error_code(error, ERROR_CONFLICT, "shipped",
                          PHRASE("this one ships with the product and was not changed",
                                 "celui-ci est livré avec le produit et n’a pas été modifié"),
                          STR(""));
    call->audit_object = str_format(call->arena, "lever:%.*s", STR_ARGS(line.key));
    return store_execute(session, &query_lever_remove, VALUES(value_text(line.key)), NULL, error);
}

// ---- the table ----

static const Field choice_row_fields[] = {
    {.name = "segment", .type = FIELD_TEXT, .required = true, .help = PHRASE("its key", "sa clé")},
    {.name = "aim", .type = FIELD_TEXT, .required = true, .words = PLAN_AIMS},
    {.name = "levers", .type = FIELD_ARRAY, .item = FIELD_TEXT, .help = PHRASE("keys, in order", "clés, dans l’ordre")},
    {.name = "changed_by", .type = FIELD_INTEGER},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape choice_row_shape = {.name = "LeverChoiceRow", .fields = choice_row_fields};
static const Field tool_fields[] = {{.name = "key", .type = FIELD_TEXT}, {.name = "name", .type = FIELD_TEXT}, {0}};
static const Shape tool_shape = {.name = "LeverName", .fields = tool_fields};
static const Field choice_fields[] = {
    {.name = "segment", .type = FIELD_TEXT, .required = true},
    {.name = "aim", .type = FIELD_TEXT, .required = true, .words = PLAN_AIMS},
    {.name = "levers", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {.name = "changed_by", .type = FIELD_INTEGER},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {.name = "segment_name", .type = FIELD_TEXT},
    {.name = "aim_name", .type = FIELD_TEXT},
    {.name = "tools", .type = FIELD_ARRAY, .shape = &tool_shape},
    {0},
};
static const Shape choice_shape = {.name = "LeverChoice", .fields = choice_fields};
LIST_SHAPE(choice_list_shape, "LeverChoiceList", choice_shape);
static const Field choose_fields[] = {
    {.name = "levers",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 20,
     .help = PHRASE("keys, in order", "clés, dans l’ordre")},
    {0},
};
static const Shape choose_shape = {.name = "LeverChoose", .fields = choose_fields};
enum { CHOICES_MAX = 500 };

static void write_choice(JsonWriter *json, const Call *call, const LeverList *list, const SheetRow *row)
{
    JsonValue array, item;
    Error unfit;
    json_begin_object(json);
    sheet_write_fields(json, call, &choice_row_shape, row);
    put_text(json, "segment_name", plan_word(WORDS_SEGMENT, row->column[0].text, call->locale));
    put_text(json, "aim_name", plan_word(WORDS_AIM, row->column[1].text, call->locale));
    json_key(json, "tools");
    json_begin_array(json);
    if (json_parse(row->column[2].text, &array, &unfit))
        for (size_t cursor = 0; json_next(array, &cursor, NULL, &item);) {
            Str key = json_get_string(item, call->arena);
            const LeverLine *line = lever_of(list, key);
            json_begin_object(json);
            put_text(json, "key", key);
            put_text(json, "name", line ? line->name : key);
            json_end_object(json);
        }
    json_end_array(json);
    json_end_object(json);
}

static bool list_choices(Call *call, StoreSession *session, Error *error)
{
    LeverList list;
    size_t count;
    SheetRow *rows;
    if (!levers_read(session, call->locale, call->arena, &list, error) ||
        !sheet_select(session, &query_lever_choices, VALUES(value_integer(CHOICES_MAX)), &choice_row_shape, CHOICES_MAX,
                      call->arena, &rows, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_choice(&json, call, &list, &rows[i]);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static bool path_aim(const Call *call, Error *error)
{
    return plan_word_known(PLAN_AIMS, call->path_value[1]) || say_not_found(error);
}

static bool put_choice(Call *call, StoreSession *session, Error *error)
{
    LeverList list;
    JsonValue array, item;
    SheetRow row = {0};
    if (!path_aim(call, error) || !levers_read(session, call->locale, call->arena, &list, error) ||
        !json_member(call->body, STR("levers"), &array))
        return false;
    for (size_t cursor = 0, i = 0; json_next(array, &cursor, NULL, &item); i++)
        if (!lever_of(&list, json_get_string(item, call->arena)))
            return refuse(error, "not_found", str_c(call->arena, str_format(call->arena, "/levers/%zu", i)),
                          PHRASE("there is no such lever; GET /api/v1/levers lists them all",
                                 "il n’y a pas de tel levier\u202F; GET /api/v1/levers les liste tous"));
    row.column[0] = value_text(call->path_value[0]);
    row.column[1] = value_text(call->path_value[1]);
    row.column[2] = value_text(array.text);
    row.column[3] = value_integer(who(call));
    row.column[4] = value_integer(call->now);
    if (!store_execute(session, &query_lever_put_choice, row.column, 5, NULL, error)) return false;
    JsonWriter json = call_json(call);
    call->audit_object =
        str_format(call->arena, "lever_choice:%.*s/%.*s", STR_ARGS(call->path_value[0]), STR_ARGS(call->path_value[1]));
    write_choice(&json, call, &list, &row);
    return true;
}

static bool remove_choice(Call *call, StoreSession *session, Error *error)
{
    int64_t changed = 0;
    call->audit_object =
        str_format(call->arena, "lever_choice:%.*s/%.*s", STR_ARGS(call->path_value[0]), STR_ARGS(call->path_value[1]));
    return store_execute(session, &query_lever_remove_choice,
                         VALUES(value_text(call->path_value[0]), value_text(call->path_value[1])), &changed, error) &&
           (changed || say_not_found(error));
}

static const Parameter parameters[] = {
    {.name = "family",
     .type = FIELD_TEXT,
     .words = LEVER_FAMILIES,
     .help = PHRASE("of this family", "de cette famille")},
    {.name = "aim",
     .type = FIELD_TEXT,
     .words = PLAN_AIMS,
     .help = PHRASE("that serve this end", "qui servent cette fin")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/levers",
     .name = "listLevers",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("Levers of retention: when to use each, what it takes, what it should move",
                "Les leviers de fidélisation\u00A0: quand les employer, ce qu’ils demandent, ce qu’ils doivent bouger"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_levers},
    {.method = "POST",
     .path = "/api/v1/levers",
     .name = "addLever",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Adds a lever or tool of one's own", "Ajoute un levier ou outil à soi"),
     .body = &add_shape,
     .answer = &answer_shape,
     .write = add_lever},
    {.method = "GET",
     .path = "/api/v1/levers/{key}",
     .name = "getLever",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A lever", "Un levier"),
     .answer = &answer_shape,
     .read = answer_lever},
    {.method = "PATCH",
     .path = "/api/v1/levers/{key}",
     .name = "changeLever",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a lever, also one of the catalogue", "Modifie un levier, même du catalogue"),
     .body = &change_shape,
     .answer = &answer_shape,
     .write = change_lever},
    {.method = "DELETE",
     .path = "/api/v1/levers/{key}",
     .name = "removeLever",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a lever away; one of the catalogue is again as it ships",
                       "Retire un levier\u202F; un du catalogue redevient tel que livré"),
     .write = remove_lever},
    {.method = "GET",
     .path = "/api/v1/lever-choices",
     .name = "listLeverChoices",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("For whom, to what end, which levers", "Pour qui, à quelle fin, quels leviers"),
     .answer = &choice_list_shape,
     .read = list_choices},
    {.method = "PUT",
     .path = "/api/v1/lever-choices/{segment}/{aim}",
     .name = "putLeverChoice",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Says which levers fit a segment and an aim", "Dit quels leviers vont à un segment et une fin"),
     .body = &choose_shape,
     .answer = &choice_shape,
     .write = put_choice},
    {.method = "DELETE",
     .path = "/api/v1/lever-choices/{segment}/{aim}",
     .name = "removeLeverChoice",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a row of the table away", "Retire une ligne du tableau"),
     .write = remove_choice},
    {0},
};

extern const Module lever_module;
const Module lever_module = {.name = "levers", .routes = routes};
