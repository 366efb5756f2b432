// project_http.c - projects: tasks and milestones of one undertaking, and how far it is.
#include "base/number.h"
#include "crm/item_http.h"
#include "module.h"

#define PROJECT_COLUMNS                                                                                                \
    {.name = "id", .type = FIELD_INTEGER, .required = true}, {.name = "name", .type = FIELD_TEXT},                     \
        {.name = "text", .type = FIELD_TEXT}, {.name = "owner", .type = FIELD_INTEGER, .nullable = true},              \
        {.name = "due_day", .type = FIELD_DAY, .nullable = true}, {.name = "made_by", .type = FIELD_INTEGER},          \
        {.name = "made_at", .type = FIELD_INSTANT}, {.name = "closed_at", .type = FIELD_INSTANT, .nullable = true},    \
        {.name = "version", .type = FIELD_INTEGER}, {.name = "tasks", .type = FIELD_INTEGER},                          \
    {                                                                                                                  \
        .name = "tasks_closed", .type = FIELD_INTEGER                                                                  \
    }
enum { NAME = 1, TEXT, OWNER, DUE, CLOSED_AT = 7, VERSION, TASKS, TASKS_CLOSED };

static const Field row_fields[] = {PROJECT_COLUMNS, {0}};
static const Shape row_shape = {.name = "ProjectRow", .fields = row_fields};

static const Field milestone_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT},
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {.name = "reached_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "tasks", .type = FIELD_INTEGER},
    {.name = "tasks_closed", .type = FIELD_INTEGER},
    {0},
};
static const Shape milestone_shape = {.name = "Milestone", .fields = milestone_fields};

static const Field project_fields[] = {
    PROJECT_COLUMNS,
    {.name = "progress",
     .type = FIELD_NUMBER,
     .nullable = true,
     .help = PHRASE("tasks closed of all, 0 to 1; null: no task yet",
                    "tâches closes sur toutes, de 0 à 1\u202F; null\u00A0: aucune tâche")},
    {.name = "progress_text", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "milestones", .type = FIELD_ARRAY, .shape = &milestone_shape},
    {0},
};
static const Shape project_shape = {.name = "Project", .fields = project_fields};
LIST_SHAPE(project_list_shape, "ProjectList", project_shape);

#define OWNER_FIELD                                                                                                    \
    {                                                                                                                  \
        .name = "owner", .type = FIELD_TEXT, .nullable = true, .high = 300,                                            \
        .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")                                   \
    }
static const Field add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    OWNER_FIELD,
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {0},
};
static const Shape add_shape = {.name = "ProjectAdd", .fields = add_fields};
static const Field change_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},
    OWNER_FIELD,
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {.name = "closed", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape change_shape = {.name = "ProjectChange", .fields = change_fields};
static const Field milestone_add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {0},
};
static const Shape milestone_add_shape = {.name = "MilestoneAdd", .fields = milestone_add_fields};
static const Field milestone_change_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {.name = "reached", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape milestone_change_shape = {.name = "MilestoneChange", .fields = milestone_change_fields};

// ---- answers ----

static void write_progress(JsonWriter *json, const Call *call, const Item *item)
{
    int64_t all = item->integer[TASKS], closed = item->integer[TASKS_CLOSED];
    double progress = all ? (double)closed / (double)all : 0;
    json_key(json, "progress");
    if (all)
        json_number(json, progress);
    else
        json_null(json);
    json_key(json, "progress_text");
    if (all)
        json_string(json, number_say_rate(call->arena, call->locale, progress, 0));
    else
        json_null(json);
}

static bool write_milestones(JsonWriter *json, const Call *call, StoreSession *session, int64_t project, Error *error)
{
    enum { MILESTONES_MAX = 200 };
    Items items;
    Reader reader = reader_of(call);
    if (!items_select(session, &query_project_milestones, VALUES(value_integer(project)), &milestone_shape,
                      MILESTONES_MAX, call->arena, &items, error))
        return false;
    json_key(json, "milestones");
    json_begin_array(json);
    for (size_t i = 0; i < items.count; i++) item_write(json, &reader, &milestone_shape, &items.item[i]);
    json_end_array(json);
    return true;
}

static bool write_project(JsonWriter *json, const Call *call, StoreSession *session, const Item *item, Error *error)
{
    Reader reader = reader_of(call);
    json_begin_object(json);
    item_write_fields(json, &reader, &row_shape, item);
    write_progress(json, call, item);
    if (!write_milestones(json, call, session, item->integer[0], error)) return false;
    json_end_object(json);
    return true;
}

static bool answer_project(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Item item;
    if (!item_select(session, &query_project_one, id, &row_shape, call->arena, &item, error)) return false;
    JsonWriter json = call_json(call);
    call_version(call, item.integer[VERSION]);
    call->audit_object = str_format(call->arena, "project:%lld", (long long)id);
    return write_project(&json, call, session, &item, error);
}

static bool get_project(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && answer_project(call, session, id, error);
}

static bool list_projects(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    size_t limit = (size_t)call_limit(call);
    Items items;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error))) return false;
    if (!items_select(session, &query_project_page, VALUES(value_integer(before), value_integer((int64_t)limit + 1)),
                      &row_shape, limit + 1, call->arena, &items, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < items.count && i < limit; i++)
        if (!write_project(&json, call, session, &items.item[i], error)) return false;
    json_end_array(&json);
    bool more = items.count > limit;
    write_list_end(&json, call, more, more ? items.item[limit - 1].integer[0] : 0);
    return true;
}

// ---- writing ----

static bool add_project(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Value owner;
    if (!may_write_texts(call, error) || !given_staff(call, session, "owner", value_null(), &owner, error) ||
        !crm_number(session, &id, error) ||
        !store_execute(session, &query_project_insert,
                       VALUES(value_integer(id), value_text(given_text(call, "name")),
                              value_text(given_text(call, "text")), owner, given_day(call, "due_day", value_null()),
                              value_integer(who(call)), value_integer(call->now)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_project(call, session, id, error);
}

static Value closed_at(const Call *call, const Item *item)
{
    bool was = !item->null[CLOSED_AT];
    bool closed = given_boolean(call, "closed", was);
    if (!closed) return value_null();
    return was ? column_value(item, CLOSED_AT) : value_integer(call->now);
}

static bool change_project(Call *call, StoreSession *session, Error *error)
{
    Item item;
    Value owner;
    if (!item_by_path(call, session, &query_project_one, &row_shape, 0, &item, error) ||
        !call_if_match(call, item.integer[VERSION], error) ||
        !given_staff(call, session, "owner", column_value(&item, OWNER), &owner, error))
        return false;
    if (given_has(call, "text") && !may_write_texts(call, error)) return false;
    Str name = given_has(call, "name") ? given_text(call, "name") : item.text[NAME];
    Str text = given_has(call, "text") ? given_text(call, "text") : item.text[TEXT];
    return store_execute(session, &query_project_change,
                         VALUES(value_integer(item.integer[0]), value_text(name), value_text(text), owner,
                                given_day(call, "due_day", column_value(&item, DUE)), closed_at(call, &item)),
                         NULL, error) &&
           answer_project(call, session, item.integer[0], error);
}

static bool remove_project(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_by_path(call, session, &query_project_one, &row_shape, 0, &item, error)) return false;
    call->audit_object = str_format(call->arena, "project:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_project_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

// ---- milestones ----

static const Field place_fields[] = {
    {.name = "id", .type = FIELD_INTEGER},         {.name = "project", .type = FIELD_INTEGER},
    {.name = "name", .type = FIELD_TEXT},          {.name = "due_day", .type = FIELD_DAY},
    {.name = "reached_at", .type = FIELD_INSTANT}, {0},
};
static const Shape place_shape = {.name = "MilestonePlace", .fields = place_fields};

static bool milestone_of_path(Call *call, StoreSession *session, Item *item, Error *error)
{
    int64_t project = 0;
    return path_id(call->path_value[0], &project, error) &&
           item_by_path(call, session, &query_project_milestone, &place_shape, 1, item, error) &&
           (item->integer[1] == project || say_not_found(error));
}

static bool add_milestone(Call *call, StoreSession *session, Error *error)
{
    Item project;
    int64_t id = 0;
    if (!item_by_path(call, session, &query_project_one, &row_shape, 0, &project, error) ||
        !crm_number(session, &id, error) ||
        !store_execute(session, &query_project_milestone_insert,
                       VALUES(value_integer(id), value_integer(project.integer[0]),
                              value_text(given_text(call, "name")), given_day(call, "due_day", value_null())),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_project(call, session, project.integer[0], error);
}

static bool change_milestone(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!milestone_of_path(call, session, &item, error)) return false;
    bool was = !item.null[4], reached = given_boolean(call, "reached", was);
    Value reached_at = !reached ? value_null() : was ? column_value(&item, 4) : value_integer(call->now);
    Str name = given_has(call, "name") ? given_text(call, "name") : item.text[2];
    return store_execute(session, &query_project_milestone_change,
                         VALUES(value_integer(item.integer[0]), value_text(name),
                                given_day(call, "due_day", column_value(&item, 3)), reached_at),
                         NULL, error) &&
           answer_project(call, session, item.integer[1], error);
}

static bool remove_milestone(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return milestone_of_path(call, session, &item, error) &&
           store_execute(session, &query_project_milestone_remove, VALUES(value_integer(item.integer[0])), NULL,
                         error) &&
           answer_project(call, session, item.integer[1], error);
}

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/projects",
     .name = "listProjects",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Projects with their progress, newest first",
                       "Les projets et leur avancement, les plus récents d’abord"),
     .parameters = item_page_parameters,
     .answer = &project_list_shape,
     .read = list_projects},
    {.method = "POST",
     .path = "/api/v1/projects",
     .name = "addProject",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Begins a project", "Commence un projet"),
     .body = &add_shape,
     .answer = &project_shape,
     .write = add_project},
    {.method = "GET",
     .path = "/api/v1/projects/{id}",
     .name = "getProject",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A project with its milestones and progress", "Un projet, ses jalons et son avancement"),
     .answer = &project_shape,
     .read = get_project},
    {.method = "PATCH",
     .path = "/api/v1/projects/{id}",
     .name = "changeProject",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a project, closes it", "Modifie un projet, le clôt"),
     .body = &change_shape,
     .answer = &project_shape,
     .write = change_project},
    {.method = "DELETE",
     .path = "/api/v1/projects/{id}",
     .name = "removeProject",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a project away, with its tasks", "Retire un projet, avec ses tâches"),
     .write = remove_project},
    {.method = "POST",
     .path = "/api/v1/projects/{id}/milestones",
     .name = "addMilestone",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("A milestone of a project", "Un jalon d’un projet"),
     .body = &milestone_add_shape,
     .answer = &project_shape,
     .write = add_milestone},
    {.method = "PATCH",
     .path = "/api/v1/projects/{id}/milestones/{milestone}",
     .name = "changeMilestone",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a milestone, or says it is reached", "Modifie un jalon, ou le dit atteint"),
     .body = &milestone_change_shape,
     .answer = &project_shape,
     .write = change_milestone},
    {.method = "DELETE",
     .path = "/api/v1/projects/{id}/milestones/{milestone}",
     .name = "removeMilestone",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a milestone away, its tasks stay", "Retire un jalon\u202F; ses tâches restent"),
     .answer = &project_shape,
     .write = remove_milestone},
    {0},
};

const Module project_module = {.name = "projects", .routes = routes};
