// playbook_http.c - standard procedures: steps to be followed, of a type of record and a stage of it; and saved views
// of lists, personal or shared, each with an address of its own.
#include "crm/item_http.h"
#include "crm/playbook.h"
#include "house.h"
#include "module.h"

// ---- playbooks ----

#define RECORD_TYPES "customer|account|order|subscription|ticket|promise|task|project|prospect|complaint"

static const Field step_fields[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = PLAYBOOK_STEP_KINDS,
     .help = PHRASE("absent: a text to be read", "absent\u00A0: un texte à lire")},
    {.name = "en", .type = FIELD_TEXT, .high = 2000},
    {.name = "fr", .type = FIELD_TEXT, .high = 2000},
    {.name = "subject_en", .type = FIELD_TEXT, .high = PLAYBOOK_SUBJECT_BYTES_MAX},
    {.name = "subject_fr", .type = FIELD_TEXT, .high = PLAYBOOK_SUBJECT_BYTES_MAX},
    {.name = "purpose",
     .type = FIELD_TEXT,
     .high = 64,
     .help = PHRASE("of a message: what the customer has to have agreed to; marketing when absent",
                    "d’un message\u00A0: ce que le client doit avoir accepté\u202F; marketing si absent")},
    {.name = "owner",
     .type = FIELD_INTEGER,
     .nullable = true,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("of the staff; absent: whoever looks after the customer",
                    "de l’équipe\u202F; absent\u00A0: la personne qui suit le client")},
    {.name = "days",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = PLAYBOOK_DAYS_MAX,
     .help = PHRASE("a task is due in so many days, a wait lasts them at most; 3 when absent",
                    "délai d’une tâche, durée maximale d’une attente\u202F; 3 si absent")},
    {.name = "event",
     .type = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("a wait ends with it", "une attente finit avec lui")},
    {0},
};
static const Shape step_shape = {.name = "PlaybookStep", .fields = step_fields};

static const Field playbook_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "record_type", .type = FIELD_TEXT, .words = RECORD_TYPES},
    {.name = "stage", .type = FIELD_TEXT, .help = PHRASE("empty: of every stage", "vide\u00A0: de chaque étape")},
    {.name = "steps",
     .type = FIELD_ARRAY,
     .shape = &step_shape,
     .help = PHRASE("in one language or both; what tasks, messages and waits do: docs/crm.md",
                    "dans une langue ou les deux\u202F; ce que font tâches, messages et attentes\u00A0: "
                    "docs/crm.md")},
    {.name = "changed_by", .type = FIELD_INTEGER},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
static const Shape playbook_shape = {.name = "Playbook", .fields = playbook_fields};
LIST_SHAPE(playbook_list_shape, "PlaybookList", playbook_shape);
enum { NAME = 1, RECORD_TYPE, STAGE, STEPS, VERSION = 7 };

#define PLAYBOOK_BODY(must)                                                                                            \
    {.name = "name", .type = FIELD_TEXT, .required = (must), .low = 1, .high = TITLE_BYTES_MAX},                       \
        {.name = "record_type", .type = FIELD_TEXT, .required = (must), .words = RECORD_TYPES},                        \
        {.name = "stage", .type = FIELD_TEXT, .high = LABEL_BYTES_MAX},                                                \
    {                                                                                                                  \
        .name = "steps", .type = FIELD_ARRAY, .required = (must), .low = 1, .high = 100, .shape = &step_shape          \
    }
static const Field add_fields[] = {PLAYBOOK_BODY(true), {0}};
static const Shape add_shape = {.name = "PlaybookAdd", .fields = add_fields};
static const Field change_fields[] = {PLAYBOOK_BODY(false), {0}};
static const Shape change_shape = {.name = "PlaybookChange", .fields = change_fields};

static bool list_playbooks(Call *call, StoreSession *session, Error *error)
{
    Str type = call_query(call, "record_type"), stage = call_query(call, "stage");
    return answer_items(call, session, &query_playbook_page, &playbook_shape,
                        VALUES(value_integer(type.size ? word_number(RECORD_TYPES, type) : -1),
                               value_text(stage.size ? stage : STR("*"))),
                        error);
}

static bool get_playbook(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) &&
           answer_item(call, session, &query_playbook_one, &playbook_shape, "playbook", id, error);
}

// Whom tasks go to has to be somebody.
static bool check_steps(const Call *call, StoreSession *session, Error *error)
{
    JsonValue array;
    PlaybookStep *steps;
    size_t count;
    int64_t person;
    if (!json_member(call->body, STR("steps"), &array)) return true;
    if (!playbook_steps_read(array, call->arena, &steps, &count, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (steps[i].owner && !staff_find(session, error_number(call->arena, (uint64_t)steps[i].owner),
                                          str_c(call->arena, str_format(call->arena, "/steps/%zu/owner", i)),
                                          call->arena, &person, error))
            return false;
    return true;
}

static bool add_playbook(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!check_steps(call, session, error) || !crm_number(session, &id, error) ||
        !store_execute(session, &query_playbook_insert,
                       VALUES(value_integer(id), value_text(given_text(call, "name")),
                              value_integer(word_number(RECORD_TYPES, given_text(call, "record_type"))),
                              value_text(given_text(call, "stage")), value_text(given_json(call, "steps", STR("[]"))),
                              value_integer(who(call)), value_integer(call->now)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_playbook_one, &playbook_shape, "playbook", id, error);
}

static bool change_playbook(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_by_path(call, session, &query_playbook_one, &playbook_shape, 0, &item, error) ||
        !call_if_match(call, item.integer[VERSION], error) || !check_steps(call, session, error))
        return false;
    int64_t type = given_has(call, "record_type") ? word_number(RECORD_TYPES, given_text(call, "record_type"))
                                                  : item.integer[RECORD_TYPE];
    return store_execute(session, &query_playbook_change,
                         VALUES(value_integer(item.integer[0]),
                                value_text(given_has(call, "name") ? given_text(call, "name") : item.text[NAME]),
                                value_integer(type),
                                value_text(given_has(call, "stage") ? given_text(call, "stage") : item.text[STAGE]),
                                value_text(given_json(call, "steps", item.text[STEPS])), value_integer(who(call)),
                                value_integer(call->now)),
                         NULL, error) &&
           answer_item(call, session, &query_playbook_one, &playbook_shape, "playbook", item.integer[0], error);
}

static bool was_run(StoreSession *session, int64_t id, bool *run, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_playbook_runs, VALUES(value_integer(id)), &rows, error)) return false;
    *run = rows_next(&rows) && rows_integer(&rows, 0) > 0;
    return rows_close(&rows, error);
}

static bool remove_playbook(Call *call, StoreSession *session, Error *error)
{
    Item item;
    bool run = false;
    if (!item_by_path(call, session, &query_playbook_one, &playbook_shape, 0, &item, error)) return false;
    call->audit_object = str_format(call->arena, "playbook:%lld", (long long)item.integer[0]);
    if (!was_run(session, item.integer[0], &run, error)) return false;
    if (run)
        return error_code(error, ERROR_CONFLICT, "in_use",
                          PHRASE("it was run for customers: switch it off instead, its results stay",
                                 "elle a été suivie pour des clients\u00A0: désactivez-la plutôt, ses résultats "
                                 "restent"),
                          STR(""));
    return store_execute(session, &query_playbook_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

// Those of customers, shown with the customer.
static bool write_playbooks(const ProfileCall *call, JsonWriter *json, Error *error)
{
    Items items;
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    if (!items_select(
            call->session, &query_playbook_page,
            VALUES(value_integer(INT64_MAX), value_integer(ITEMS_OF_PART), value_integer(0), value_text(STR("*"))),
            &playbook_shape, ITEMS_OF_PART, call->arena, &items, error))
        return false;
    json_begin_object(json);
    items_write(json, &reader, &playbook_shape, &items, ITEMS_OF_PART);
    json_end_object(json);
    return true;
}

// ---- saved views ----

// Every person may keep views of their own, also who may only read; a key that may only read changes nothing.
#define ACCESS_OWN_VIEWS (ACCESS_ALL_ROLES | ACCESS_SCOPE(SCOPE_WRITE) | ACCESS_SCOPE(SCOPE_ADMIN))

#define RESOURCES                                                                                                      \
    "customers|accounts|orders|subscriptions|events|tickets|tasks|promises|needs|files|competitors|projects"

static const Field sort_fields[] = {
    {.name = "filters", .type = FIELD_MAP},
    {.name = "columns", .type = FIELD_ARRAY, .item = FIELD_TEXT, .high = 100},
    {.name = "sort", .type = FIELD_TEXT, .high = 200},
    {0},
};
static const Shape query_shape = {.name = "ViewQuery", .fields = sort_fields};

static const Field view_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "resource", .type = FIELD_TEXT, .words = RESOURCES},
    {.name = "query", .type = FIELD_OBJECT, .shape = &query_shape},
    {.name = "owner", .type = FIELD_INTEGER},
    {.name = "shared", .type = FIELD_BOOLEAN},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
static const Shape view_shape = {.name = "SavedView", .fields = view_fields};
LIST_SHAPE(view_list_shape, "SavedViewList", view_shape);
enum { VIEW_QUERY = 3, VIEW_OWNER, VIEW_SHARED, VIEW_VERSION = 8 };

static const Field view_add_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "resource", .type = FIELD_TEXT, .required = true, .words = RESOURCES},
    {.name = "query", .type = FIELD_OBJECT, .required = true, .shape = &query_shape},
    {.name = "shared",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("for everybody; else one's own", "pour tous\u202F; sinon personnelle")},
    {0},
};
static const Shape view_add_shape = {.name = "SavedViewAdd", .fields = view_add_fields};
static const Field view_change_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .low = 1, .high = TITLE_BYTES_MAX},
    {.name = "query", .type = FIELD_OBJECT, .shape = &query_shape},
    {.name = "shared", .type = FIELD_BOOLEAN},
    {0},
};
static const Shape view_change_shape = {.name = "SavedViewChange", .fields = view_change_fields};

static bool list_views(Call *call, StoreSession *session, Error *error)
{
    Str resource = call_query(call, "resource");
    return answer_items(
        call, session, &query_view_page, &view_shape,
        VALUES(value_integer(who(call)), value_integer(resource.size ? word_number(RESOURCES, resource) : -1)), error);
}

// One that is personal is there for its owner alone.
static bool view_of_path(Call *call, StoreSession *session, Item *item, Error *error)
{
    return item_by_path(call, session, &query_view_one, &view_shape, 0, item, error) &&
           (item->integer[VIEW_SHARED] || item->integer[VIEW_OWNER] == who(call) || say_not_found(error));
}

// A shared one is changed by its owner and by administrators.
static bool view_to_change(Call *call, StoreSession *session, Item *item, Error *error)
{
    bool administrator = call->principal.access & ACCESS_ADMIN || call->principal.kind == PRINCIPAL_LOCAL;
    return view_of_path(call, session, item, error) &&
           (item->integer[VIEW_OWNER] == who(call) || administrator ||
            error_code(error, ERROR_FORBIDDEN, "forbidden",
                       PHRASE("this view is somebody else's", "cette vue est à quelqu’un d’autre"), STR("")));
}

static bool get_view(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return view_of_path(call, session, &item, error) &&
           answer_item(call, session, &query_view_one, &view_shape, "view", item.integer[0], error);
}

static bool add_view(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!crm_number(session, &id, error) ||
        !store_execute(session, &query_view_insert,
                       VALUES(value_integer(id), value_text(given_text(call, "name")),
                              value_integer(word_number(RESOURCES, given_text(call, "resource"))),
                              value_text(given_json(call, "query", STR("{}"))), value_integer(who(call)),
                              value_integer(given_boolean(call, "shared", false)), value_integer(call->now)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_view_one, &view_shape, "view", id, error);
}

static bool change_view(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return view_to_change(call, session, &item, error) && call_if_match(call, item.integer[VIEW_VERSION], error) &&
           store_execute(session, &query_view_change,
                         VALUES(value_integer(item.integer[0]),
                                value_text(given_has(call, "name") ? given_text(call, "name") : item.text[NAME]),
                                value_text(given_json(call, "query", item.text[VIEW_QUERY])),
                                value_integer(given_boolean(call, "shared", item.integer[VIEW_SHARED] != 0)),
                                value_integer(call->now)),
                         NULL, error) &&
           answer_item(call, session, &query_view_one, &view_shape, "view", item.integer[0], error);
}

static bool remove_view(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!view_to_change(call, session, &item, error)) return false;
    call->audit_object = str_format(call->arena, "view:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_view_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

static const Parameter playbook_parameters[] = {
    {.name = "record_type",
     .type = FIELD_TEXT,
     .words = RECORD_TYPES,
     .help = PHRASE("of this type of record", "de ce type de fiche")},
    {.name = "stage",
     .type = FIELD_TEXT,
     .high = LABEL_BYTES_MAX,
     .help = PHRASE("of this stage, and of every stage", "de cette étape, et de chaque étape")},
    ITEM_PAGE_PARAMETERS,
    {0},
};
static const Parameter view_parameters[] = {
    {.name = "resource", .type = FIELD_TEXT, .words = RESOURCES, .help = PHRASE("of this list", "de cette liste")},
    ITEM_PAGE_PARAMETERS,
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/playbooks",
     .name = "listPlaybooks",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("Standard procedures, by type of record and stage", "Les procédures, par type de fiche et étape"),
     .parameters = playbook_parameters,
     .answer = &playbook_list_shape,
     .read = list_playbooks},
    {.method = "POST",
     .path = "/api/v1/playbooks",
     .name = "addPlaybook",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Writes down a standard procedure", "Note une procédure"),
     .body = &add_shape,
     .answer = &playbook_shape,
     .write = add_playbook},
    {.method = "GET",
     .path = "/api/v1/playbooks/{id}",
     .name = "getPlaybook",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One procedure", "Une procédure"),
     .answer = &playbook_shape,
     .read = get_playbook},
    {.method = "PATCH",
     .path = "/api/v1/playbooks/{id}",
     .name = "changePlaybook",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a procedure", "Modifie une procédure"),
     .body = &change_shape,
     .answer = &playbook_shape,
     .write = change_playbook},
    {.method = "DELETE",
     .path = "/api/v1/playbooks/{id}",
     .name = "removePlaybook",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a procedure away", "Retire une procédure"),
     .write = remove_playbook},
    {.method = "GET",
     .path = "/api/v1/views",
     .name = "listViews",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("Saved views: one's own and shared ones", "Les vues enregistrées\u00A0: les siennes et les partagées"),
     .parameters = view_parameters,
     .answer = &view_list_shape,
     .read = list_views},
    {.method = "POST",
     .path = "/api/v1/views",
     .name = "addView",
     .access = ACCESS_OWN_VIEWS,
     .cost = COST_WRITE,
     .summary = PHRASE("Saves a view of a list: filters, columns, order",
                       "Enregistre une vue d’une liste\u00A0: filtres, colonnes, ordre"),
     .body = &view_add_shape,
     .answer = &view_shape,
     .write = add_view},
    {.method = "GET",
     .path = "/api/v1/views/{id}",
     .name = "getView",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("A saved view, for a link", "Une vue enregistrée, pour un lien"),
     .answer = &view_shape,
     .read = get_view},
    {.method = "PATCH",
     .path = "/api/v1/views/{id}",
     .name = "changeView",
     .access = ACCESS_OWN_VIEWS,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a saved view", "Modifie une vue enregistrée"),
     .body = &view_change_shape,
     .answer = &view_shape,
     .write = change_view},
    {.method = "DELETE",
     .path = "/api/v1/views/{id}",
     .name = "removeView",
     .access = ACCESS_OWN_VIEWS,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a saved view away", "Retire une vue enregistrée"),
     .write = remove_view},
    {0},
};

static const ProfilePart parts[] = {{.name = "playbooks", .write = write_playbooks}, {0}};

const Module playbook_module = {.name = "playbooks", .routes = routes, .profile = parts};
