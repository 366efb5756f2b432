// initiative_http.c - initiatives: read, begun (from a template or a lever), changed, judged.
#include "base/calendar.h"
#include "base/json_put.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"
#include "measure/catalogue.h"
#include "module.h"
#include "plan/initiative.h"
#include "plan/lever_own.h"
#include "workspace/workspace.h"

#define WORDS_LIST(field_name, list)                                                                                   \
    {                                                                                                                  \
        .name = (field_name), .type = FIELD_ARRAY, .item = FIELD_TEXT, .words = (list)                                 \
    }
#define TEXTS_LIST(field_name, english, french)                                                                        \
    {                                                                                                                  \
        .name = (field_name), .type = FIELD_ARRAY, .item = FIELD_TEXT, .help = PHRASE(english, french)                 \
    }

#define UNIT_HELP                                                                                                      \
    PHRASE("in the unit of the KPI: 0.02 is 2 points of a rate",                                                       \
           "dans l’unité de l’indicateur\u00A0: 0.02 vaut 2 points d’un taux")

#define INITIATIVE_BODY(must)                                                                                          \
    {.name = "name", .type = FIELD_TEXT, .required = (must), .low = 1, .high = TITLE_BYTES_MAX},                       \
    {                                                                                                                  \
        .name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX                                                     \
    }
#define INITIATIVE_MIDDLE                                                                                              \
    {.name = "type", .type = FIELD_TEXT, .words = LEVER_FAMILIES},                                                     \
        {.name = "lever",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .high = LABEL_BYTES_MAX,                                                                                      \
         .help = PHRASE("key of one", "clé d’un levier")},                                                             \
        {.name = "aim", .type = FIELD_TEXT, .words = PLAN_AIMS},                                                       \
        {.name = "goal",                                                                                               \
         .type = FIELD_INTEGER,                                                                                        \
         .nullable = true,                                                                                             \
         .low = 1,                                                                                                     \
         .high = INT64_MAX,                                                                                            \
         .help = PHRASE("a SMART goal", "un objectif SMART")},                                                         \
    {                                                                                                                  \
        .name = "segment", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX,                                                \
        .help = PHRASE("its key; empty: everybody", "sa clé\u202F; vide\u00A0: tout le monde")                         \
    }

#define INITIATIVE_FURTHER                                                                                             \
    {.name = "project",                                                                                                \
     .type = FIELD_INTEGER,                                                                                            \
     .nullable = true,                                                                                                 \
     .low = 1,                                                                                                         \
     .high = INT64_MAX,                                                                                                \
     .help = PHRASE("with its tasks and milestones", "avec ses tâches et jalons")},                                    \
        {.name = "budget_planned", .type = FIELD_MONEY, .nullable = true},                                             \
        {.name = "budget_actual", .type = FIELD_MONEY, .nullable = true},                                              \
        {.name = "effort_planned",                                                                                     \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .low = 0,                                                                                                     \
         .high = 100000,                                                                                               \
         .help = PHRASE("days of work", "jours de travail")},                                                          \
        {.name = "effort_actual", .type = FIELD_NUMBER, .nullable = true, .low = 0, .high = 100000},                   \
        {.name = "starts", .type = FIELD_DAY, .nullable = true},                                                       \
        {.name = "ends", .type = FIELD_DAY, .nullable = true},                                                         \
        {.name = "kpi",                                                                                                \
         .type = FIELD_TEXT,                                                                                           \
         .high = LABEL_BYTES_MAX,                                                                                      \
         .help = PHRASE("a metric of the catalogue", "un indicateur du catalogue")},                                   \
        WORDS_LIST("conditions", PLAN_CONDITIONS), WORDS_LIST("pillars", PLAN_PILLARS),                                \
        TEXTS_LIST("skills", "what it takes", "ce qu’il demande"),                                                     \
        TEXTS_LIST("systems", "what it has to work with", "avec quoi il doit fonctionner"),                            \
        TEXTS_LIST("practices", "keys of NDR practices", "clés de pratiques NDR"),                                     \
        {.name = "cause",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .words = "|" INITIATIVE_CAUSES,                                                                               \
         .help = PHRASE("why customers leave, of what is against churn; unknown is an answer",                         \
                        "pourquoi les clients partent, contre l’attrition\u202F; unknown est une réponse")},           \
        {.name = "pilot_share",                                                                                        \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .low = 0,                                                                                                     \
         .high = 1,                                                                                                    \
         .help = PHRASE("of the segment, 0 to 1", "du segment, de 0 à 1")},                                            \
        {.name = "pilot_criterion", .type = FIELD_NUMBER, .nullable = true, .help = UNIT_HELP},                        \
        {.name = "pilot_result", .type = FIELD_NUMBER, .nullable = true, .help = UNIT_HELP},                           \
        {.name = "pilot_low",                                                                                          \
         .type = FIELD_NUMBER,                                                                                         \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 % interval", "intervalle à 95\u202F%")},                                                   \
        {.name = "pilot_high", .type = FIELD_NUMBER, .nullable = true},                                                \
        {.name = "experiment",                                                                                         \
         .type = FIELD_TEXT,                                                                                           \
         .high = LABEL_BYTES_MAX,                                                                                      \
         .help = PHRASE("key of the one that proves it", "clé de celle qui le prouve")},                               \
    {                                                                                                                  \
        .name = "status", .type = FIELD_TEXT, .words = INITIATIVE_STATUSES                                             \
    }

#define OWNER_GIVEN                                                                                                    \
    {                                                                                                                  \
        .name = "owner", .type = FIELD_TEXT, .nullable = true, .high = 300,                                            \
        .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")                                   \
    }
#define MADE                                                                                                           \
    {.name = "made_by", .type = FIELD_INTEGER, .read_only = true},                                                     \
        {.name = "made_at", .type = FIELD_INSTANT, .read_only = true},                                                 \
    {                                                                                                                  \
        .name = "version", .type = FIELD_INTEGER, .read_only = true, .help = PHRASE("for If-Match", "pour If-Match")   \
    }
#define ROW_FIELDS                                                                                                     \
    {.name = "id", .type = FIELD_INTEGER, .required = true, .read_only = true}, INITIATIVE_BODY(true),                 \
        {.name = "template", .type = FIELD_TEXT, .read_only = true, .help = PHRASE("key of one", "clé d’un modèle")},  \
        INITIATIVE_MIDDLE, {.name = "owner", .type = FIELD_INTEGER, .nullable = true}, INITIATIVE_FURTHER, MADE

static const Field row_fields[] = {ROW_FIELDS, {0}};
const Shape initiative_row_shape = {.name = "InitiativeRow", .fields = row_fields};

static const Field answer_fields[] = {
    ROW_FIELDS,
    {.name = "lever_name", .type = FIELD_TEXT, .nullable = true},
    {.name = "owner_name", .type = FIELD_TEXT, .nullable = true},
    {.name = "overrun",
     .type = FIELD_NUMBER,
     .nullable = true,
     .help = PHRASE("spent over planned, less one", "dépensé sur prévu, moins un")},
    {.name = "overrun_text", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("+12.0%", "+12,0\u202F%")},
    {.name = "pilot_text",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("what the pilot says", "ce que dit le pilote")},
    {.name = "tasks", .type = FIELD_INTEGER},
    {.name = "tasks_closed", .type = FIELD_INTEGER},
    {0},
};
static const Shape answer_shape = {.name = "Initiative", .fields = answer_fields};
LIST_SHAPE(list_shape, "InitiativeList", answer_shape);

static const Field add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "template", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    {.name = "type", .type = FIELD_TEXT, .words = LEVER_FAMILIES},
    {.name = "lever", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},
    {.name = "aim", .type = FIELD_TEXT, .words = PLAN_AIMS},
    {.name = "goal", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = INT64_MAX},
    {.name = "segment", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},
    OWNER_GIVEN,
    INITIATIVE_FURTHER,
    {0},
};
static const Shape add_shape = {.name = "InitiativeAdd", .fields = add_fields};
static const Field change_fields[] = {INITIATIVE_BODY(false), INITIATIVE_MIDDLE, OWNER_GIVEN, INITIATIVE_FURTHER, {0}};
static const Shape change_shape = {.name = "InitiativeChange", .fields = change_fields};

// ---- what stands beside a row ----

typedef struct Beside {
    struct Staff {
        int64_t id;
        Str name;
    } * staff;
    struct Counts {
        int64_t project, tasks, closed;
    } * counts;
    size_t staff_count, counts_count;
    LeverList levers;
} Beside;
enum { BESIDE_MAX = 4000 };

static bool read_beside(Call *call, StoreSession *session, Beside *beside, Error *error)
{
    Rows rows;
    *beside = (Beside){.staff = arena_array(call->arena, struct Staff, BESIDE_MAX),
                       .counts = arena_array(call->arena, struct Counts, BESIDE_MAX)};
    if (!store_select(session, &query_initiative_staff_names, NO_VALUES, &rows, error)) return false;
    while (beside->staff_count < BESIDE_MAX && rows_next(&rows)) {
        Str name = rows_text(&rows, 1);
        beside->staff[beside->staff_count++] =
            (struct Staff){rows_integer(&rows, 0), str_copy(call->arena, name.size ? name : rows_text(&rows, 2))};
    }
    if (!rows_close(&rows, error) || !store_select(session, &query_initiative_task_counts, NO_VALUES, &rows, error))
        return false;
    while (beside->counts_count < BESIDE_MAX && rows_next(&rows))
        beside->counts[beside->counts_count++] =
            (struct Counts){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2)};
    return rows_close(&rows, error) && levers_read(session, call->locale, call->arena, &beside->levers, error);
}

static Str staff_name(const Beside *beside, Value person)
{
    for (size_t i = 0; person.type == VALUE_INTEGER && i < beside->staff_count; i++)
        if (beside->staff[i].id == person.integer) return beside->staff[i].name;
    return STR("");
}

static Str signed_rate(const Call *call, double rate)
{
    Str said = number_say_rate(call->arena, call->locale, rate, 1);
    return rate > 0 ? str_format(call->arena, "+%.*s", STR_ARGS(said)) : said;
}

// In the unit of the KPI.
static Str signed_change(const Call *call, Str kpi, double change)
{
    const Metric *metric;
    bool rate = metric_find(kpi, &metric) && metric->unit == UNIT_RATE;
    Str said = rate ? number_say_points(call->arena, call->locale, change, 1)
                    : number_say(call->arena, call->locale, change, 1);
    return change > 0 ? str_format(call->arena, "+%.*s", STR_ARGS(said)) : said;
}

static Str pilot_text(const Call *call, const SheetRow *row)
{
    Value criterion = row->column[INITIATIVE_PILOT_CRITERION], result = row->column[INITIATIVE_PILOT_RESULT];
    if (criterion.type == VALUE_NULL || result.type == VALUE_NULL) return STR("");
    Str kpi = initiative_text(row, INITIATIVE_KPI);
    Str was = signed_change(call, kpi, result.real), wanted = signed_change(call, kpi, criterion.real);
    bool adopted = str_equal(initiative_pilot_status(row), STR("adopted"));
    return adopted
               ? phrase_say(call->arena, call->locale,
                            PHRASE("adopted: {0}, the criterion was {1}", "adopté\u00A0: {0}, le critère était {1}"),
                            was, wanted)
               : phrase_say(
                     call->arena, call->locale,
                     PHRASE("not adopted: {0}, the criterion was {1}", "non adopté\u00A0: {0}, le critère était {1}"),
                     was, wanted);
}

static void write_tasks(JsonWriter *json, const Beside *beside, Value project)
{
    int64_t tasks = 0, closed = 0;
    for (size_t i = 0; project.type == VALUE_INTEGER && i < beside->counts_count; i++)
        if (beside->counts[i].project == project.integer)
            tasks = beside->counts[i].tasks, closed = beside->counts[i].closed;
    put_integer(json, "tasks", tasks);
    put_integer(json, "tasks_closed", closed);
}

static void write_initiative(JsonWriter *json, const Call *call, const Beside *beside, const SheetRow *row)
{
    double overrun = 0;
    const LeverLine *lever = lever_of(&beside->levers, initiative_text(row, INITIATIVE_LEVER));
    bool over = initiative_overrun(row, &overrun);
    json_begin_object(json);
    sheet_write_fields(json, call, &initiative_row_shape, row);
    put_text_or_null(json, "lever_name", lever ? lever->name : STR(""));
    put_text_or_null(json, "owner_name", staff_name(beside, row->column[INITIATIVE_OWNER]));
    put_number_or_null(json, "overrun", over, overrun);
    put_text_or_null(json, "overrun_text", over ? signed_rate(call, overrun) : STR(""));
    put_text_or_null(json, "pilot_text", pilot_text(call, row));
    write_tasks(json, beside, row->column[INITIATIVE_PROJECT]);
    json_end_object(json);
}

static bool row_of_path(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) &&
           sheet_one(session, &query_initiative_one, VALUES(value_integer(id)), &initiative_row_shape, call->arena, row,
                     error);
}

static bool answer_initiative(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Beside beside;
    SheetRow row;
    if (!sheet_one(session, &query_initiative_one, VALUES(value_integer(id)), &initiative_row_shape, call->arena, &row,
                   error) ||
        !read_beside(call, session, &beside, error))
        return false;
    JsonWriter json = call_json(call);
    call_version(call, row.column[INITIATIVE_VERSION].integer);
    call->audit_object = str_format(call->arena, "initiative:%lld", (long long)id);
    write_initiative(&json, call, &beside, &row);
    return true;
}

// ---- reading ----

static bool get_initiative(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && answer_initiative(call, session, id, error);
}

static Value filter(const Call *call, const char *name)
{
    Str given = call_query(call, name);
    return value_text(given.size ? given : STR("*"));
}

static bool list_initiatives(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    size_t found, limit = (size_t)call_limit(call);
    SheetRow *rows;
    Beside beside;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !sheet_select(session, &query_initiative_page,
                      VALUES(value_integer(before), value_integer((int64_t)limit + 1), filter(call, "status"),
                             filter(call, "type"), filter(call, "segment"), filter(call, "aim")),
                      &initiative_row_shape, limit + 1, call->arena, &rows, &found, error) ||
        !read_beside(call, session, &beside, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < found && i < limit; i++) write_initiative(&json, call, &beside, &rows[i]);
    json_end_array(&json);
    write_list_end(&json, call, found > limit, found > limit ? rows[limit - 1].column[0].integer : 0);
    return true;
}

// ---- what is checked ----

static bool refuse(Error *error, const char *code, const char *path, Phrase phrase)
{
    return error_code(error, ERROR_INPUT, code, phrase, STR("")) || error_at(error, str_of(path));
}

static bool check_names(Call *call, StoreSession *session, const SheetRow *row, Error *error)
{
    const Metric *metric;
    LeverList list;
    Str lever = initiative_text(row, INITIATIVE_LEVER), kpi = initiative_text(row, INITIATIVE_KPI);
    if (kpi.size && !metric_find(kpi, &metric))
        return refuse(error, "invalid_metric", "/kpi",
                      PHRASE("there is no such metric; GET /api/v1/metrics lists them all",
                             "il n’y a pas de tel indicateur\u202F; GET /api/v1/metrics les liste tous"));
    if (!lever.size) return true;
    return levers_read(session, call->locale, call->arena, &list, error) &&
           (lever_of(&list, lever) ||
            refuse(error, "not_found", "/lever",
                   PHRASE("there is no such lever; GET /api/v1/levers lists them all",
                          "il n’y a pas de tel levier\u202F; GET /api/v1/levers les liste tous")));
}

static bool check_project(StoreSession *session, Value project, Error *error)
{
    Rows rows;
    if (project.type == VALUE_NULL) return true;
    if (!store_select(session, &query_project_one, VALUES(project), &rows, error)) return false;
    bool there = rows_next(&rows);
    return rows_close(&rows, error) &&
           (there || refuse(error, "not_found", "/project",
                            PHRASE("there is nothing of this number", "rien ne porte ce numéro")));
}

// What is against churn is not begun without a cause, or the word that nobody knows it.
static bool check_start(const SheetRow *row, Error *error)
{
    Str status = initiative_text(row, INITIATIVE_STATUS);
    if (str_equal(status, STR("draft")) || str_equal(status, STR("closed"))) return true;
    if (initiative_is_against_churn(row) && !initiative_text(row, INITIATIVE_CAUSE).size)
        return refuse(error, "cause_required", "/cause",
                      PHRASE("say first why these customers leave; unknown is an answer",
                             "dites d’abord pourquoi ces clients partent\u202F; unknown est une réponse"));
    bool measurable = row->column[INITIATIVE_PILOT_SHARE].type != VALUE_NULL &&
                      row->column[INITIATIVE_PILOT_CRITERION].type != VALUE_NULL;
    return !str_equal(status, STR("pilot")) || measurable ||
           refuse(error, "criterion_required", "/pilot_criterion",
                  PHRASE("a pilot has a share of the segment and a criterion of success",
                         "un pilote a une part du segment et un critère de réussite"));
}

static bool check(Call *call, StoreSession *session, const SheetRow *row, Error *error)
{
    Value starts = row->column[INITIATIVE_STARTS], ends = row->column[INITIATIVE_ENDS];
    if (!initiative_text(row, INITIATIVE_NAME).size)
        return refuse(error, "required", "/name", PHRASE("it has a name", "elle porte un nom"));
    if (starts.type == VALUE_INTEGER && ends.type == VALUE_INTEGER && ends.integer < starts.integer)
        return refuse(error, "invalid_value", "/ends",
                      PHRASE("it ends before it starts", "elle finit avant de commencer"));
    return check_names(call, session, row, error) && check_project(session, row->column[INITIATIVE_PROJECT], error) &&
           check_start(row, error);
}

// ---- writing ----

static SheetRow blank_row(const Call *call, int64_t id)
{
    SheetRow row;
    for (int i = 0; i < INITIATIVE_COLUMNS; i++) {
        FieldType type = initiative_row_shape.fields[i].type;
        row.column[i] = type == FIELD_TEXT    ? value_text(STR(""))
                        : type == FIELD_ARRAY ? value_text(STR("[]"))
                                              : value_null();
    }
    row.column[INITIATIVE_ID] = value_integer(id);
    row.column[INITIATIVE_TYPE] = value_text(STR("experience"));
    row.column[INITIATIVE_AIM] = value_text(STR("reduce_churn"));
    row.column[INITIATIVE_STATUS] = value_text(STR("draft"));
    row.column[INITIATIVE_MADE_BY] = value_integer(who(call));
    row.column[INITIATIVE_MADE_AT] = value_integer(call->now);
    return row;
}

static bool fill_from_template(const Call *call, SheetRow *row, Error *error)
{
    Str key = given_text(call, "template");
    if (!key.size) return true;
    const InitiativeTemplate *template = initiative_template_find(key);
    if (!template)
        return refuse(error, "not_found", "/template",
                      PHRASE("there is no such template; GET /api/v1/initiative-templates lists them all",
                             "il n’y a pas de tel modèle\u202F; GET /api/v1/initiative-templates les liste tous"));
    row->column[INITIATIVE_TEMPLATE] = value_text(key);
    row->column[INITIATIVE_NAME] = value_text(str_of(template->name.in[call->locale]));
    row->column[INITIATIVE_TEXT] = value_text(str_of(template->text.in[call->locale]));
    row->column[INITIATIVE_TYPE] = value_text(str_of(template->type));
    row->column[INITIATIVE_AIM] = value_text(str_of(template->aim));
    row->column[INITIATIVE_LEVER] = value_text(str_of(template->lever ? template->lever : ""));
    row->column[INITIATIVE_KPI] = value_text(str_of(template->kpi));
    row->column[INITIATIVE_CONDITIONS] = value_text(list_of_words(call->arena, template->conditions));
    row->column[INITIATIVE_PILLARS] = value_text(list_of_words(call->arena, template->pillars));
    row->column[INITIATIVE_SKILLS] = value_text(list_of_words(call->arena, template->skills));
    return true;
}

static bool fill_from_lever(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    LeverList list;
    if (given_text(call, "template").size || !given_text(call, "lever").size) return true;
    if (!levers_read(session, call->locale, call->arena, &list, error)) return false;
    const LeverLine *lever = lever_of(&list, given_text(call, "lever"));
    if (!lever) return true; // said by the check
    row->column[INITIATIVE_NAME] = value_text(lever->name);
    row->column[INITIATIVE_TYPE] = value_text(lever->family);
    row->column[INITIATIVE_KPI] = value_text(lever->kpi);
    row->column[INITIATIVE_CONDITIONS] = value_text(lever->conditions);
    row->column[INITIATIVE_PILLARS] = value_text(lever->pillars);
    row->column[INITIATIVE_SKILLS] = value_text(lever->skills);
    return true;
}

// A pilot whose result is said is decided by it, unless the body says otherwise.
static void decide(const Call *call, SheetRow *row)
{
    bool piloted = str_equal(initiative_text(row, INITIATIVE_STATUS), STR("pilot"));
    if (piloted && (given_has(call, "pilot_result") || !given_has(call, "status")))
        row->column[INITIATIVE_STATUS] = value_text(initiative_pilot_status(row));
}

static bool put_row(Call *call, StoreSession *session, SheetRow *row, Error *error)
{
    decide(call, row);
    return check(call, session, row, error) &&
           store_execute(session, &query_initiative_put, row->column, INITIATIVE_VERSION, NULL, error) &&
           answer_initiative(call, session, row->column[INITIATIVE_ID].integer, error);
}

static bool add_initiative(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!may_write_texts(call, error) || !crm_number(session, &id, error)) return false;
    SheetRow row = blank_row(call, id);
    call->status = 201;
    return fill_from_template(call, &row, error) && fill_from_lever(call, session, &row, error) &&
           sheet_take(call, session, &initiative_row_shape, &row, error) && put_row(call, session, &row, error);
}

static bool change_initiative(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    return may_write_texts(call, error) && row_of_path(call, session, &row, error) &&
           call_if_match(call, row.column[INITIATIVE_VERSION].integer, error) &&
           sheet_take(call, session, &initiative_row_shape, &row, error) && put_row(call, session, &row, error);
}

static bool remove_initiative(Call *call, StoreSession *session, Error *error)
{
    SheetRow row;
    if (!row_of_path(call, session, &row, error)) return false;
    call->audit_object = str_format(call->arena, "initiative:%lld", (long long)row.column[0].integer);
    return store_execute(session, &query_initiative_remove, VALUES(row.column[0]), NULL, error);
}

// ---- templates ----

static const Field template_fields[] = {
    {.name = "key", .type = FIELD_TEXT, .required = true},
    {.name = "source", .type = FIELD_TEXT, .help = PHRASE("whose strategy it is", "dont c’est la stratégie")},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "type", .type = FIELD_TEXT, .words = LEVER_FAMILIES},
    {.name = "aim", .type = FIELD_TEXT, .words = PLAN_AIMS},
    {.name = "lever", .type = FIELD_TEXT},
    {.name = "kpi", .type = FIELD_TEXT},
    WORDS_LIST("conditions", PLAN_CONDITIONS),
    WORDS_LIST("pillars", PLAN_PILLARS),
    {.name = "skills", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape template_shape = {.name = "InitiativeTemplate", .fields = template_fields};
LIST_SHAPE(template_list_shape, "InitiativeTemplateList", template_shape);

static void write_template(JsonWriter *json, const Call *call, const InitiativeTemplate *template)
{
    json_begin_object(json);
    put_text(json, "key", str_of(template->key));
    put_text(json, "source", str_of(template->source));
    put_text(json, "name", str_of(template->name.in[call->locale]));
    put_text(json, "text", str_of(template->text.in[call->locale]));
    put_text(json, "type", str_of(template->type));
    put_text(json, "aim", str_of(template->aim));
    put_text(json, "lever", str_of(template->lever ? template->lever : ""));
    put_text(json, "kpi", str_of(template->kpi));
    put_json(json, "conditions", list_of_words(call->arena, template->conditions));
    put_json(json, "pillars", list_of_words(call->arena, template->pillars));
    put_json(json, "skills", list_of_words(call->arena, template->skills));
    json_end_object(json);
}

static bool list_templates(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (const InitiativeTemplate *template = initiative_templates; template->key; template ++)
        write_template(&json, call, template);
    json_end_array(&json);
    write_list_end(&json, call, false, 0);
    return true;
}

static const Parameter parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = INITIATIVE_STATUSES,
     .help = PHRASE("only these", "seulement ceux-ci")},
    {.name = "type", .type = FIELD_TEXT, .words = LEVER_FAMILIES, .help = PHRASE("of this family", "de cette famille")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = LABEL_BYTES_MAX,
     .help = PHRASE("for this segment", "pour ce segment")},
    {.name = "aim", .type = FIELD_TEXT, .words = PLAN_AIMS, .help = PHRASE("to this end", "à cette fin")},
    ITEM_PAGE_PARAMETERS,
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/initiatives",
     .name = "listInitiatives",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What is undertaken to keep customers, newest first",
                       "Ce qui est entrepris pour garder les clients, le plus récent d’abord"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_initiatives},
    {.method = "POST",
     .path = "/api/v1/initiatives",
     .name = "addInitiative",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Begins an initiative; a template or a lever fills in what is not said",
                       "Commence une initiative\u202F; un modèle ou un levier remplit ce qui n’est pas dit"),
     .body = &add_shape,
     .answer = &answer_shape,
     .write = add_initiative},
    {.method = "GET",
     .path = "/api/v1/initiatives/{id}",
     .name = "getInitiative",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("An initiative: budget, dates, pilot, tasks", "Une initiative\u00A0: budget, dates, pilote, tâches"),
     .answer = &answer_shape,
     .read = get_initiative},
    {.method = "PATCH",
     .path = "/api/v1/initiatives/{id}",
     .name = "changeInitiative",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes an initiative, starts it, says what its pilot gave",
                       "Modifie une initiative, la lance, dit ce que le pilote a donné"),
     .body = &change_shape,
     .answer = &answer_shape,
     .write = change_initiative},
    {.method = "DELETE",
     .path = "/api/v1/initiatives/{id}",
     .name = "removeInitiative",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes an initiative away; its project stays", "Retire une initiative\u202F; son projet reste"),
     .write = remove_initiative},
    {.method = "GET",
     .path = "/api/v1/initiative-templates",
     .name = "listInitiativeTemplates",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Templates of initiatives", "Les modèles d’initiatives"),
     .answer = &template_list_shape,
     .read = list_templates},
    {0},
};

extern const Module initiative_module;
const Module initiative_module = {.name = "initiatives", .routes = routes};
