// task_http.c - tasks with owners and due days, on a customer, in a project or alone; and the queue of a person: tasks,
// mentions and broken promises, by when they are due.
#include "base/calendar.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

#define TASK_STATUSES "open|in_progress|closed"
enum { STATUS_CLOSED = 2 };

static const Field task_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .nullable = true},
    {.name = "project", .type = FIELD_INTEGER, .nullable = true},
    {.name = "milestone", .type = FIELD_INTEGER, .nullable = true},
    {.name = "title", .type = FIELD_TEXT},
    {.name = "text", .type = FIELD_TEXT},
    {.name = "owner", .type = FIELD_INTEGER, .nullable = true, .help = PHRASE("of the staff", "de l’équipe")},
    {.name = "due_day",
     .type = FIELD_DAY,
     .nullable = true,
     .help = PHRASE("in the workspace's time zone", "dans le fuseau de l’espace")},
    {.name = "status", .type = FIELD_TEXT, .words = TASK_STATUSES},
    {.name = "made_by", .type = FIELD_INTEGER},
    {.name = "made_at", .type = FIELD_INSTANT},
    {.name = "closed_at", .type = FIELD_INSTANT, .nullable = true},
    {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},
    {0},
};
static const Shape task_shape = {.name = "Task", .fields = task_fields};
LIST_SHAPE(task_list_shape, "TaskList", task_shape);
enum { CUSTOMER = 1, PROJECT, MILESTONE, TITLE, TEXT, OWNER, DUE, STATUS, CLOSED_AT = 11, VERSION };

static const Field waiting_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .words = "task|mention|promise"},
    {.name = "customer", .type = FIELD_INTEGER, .nullable = true},
    {.name = "project", .type = FIELD_INTEGER, .nullable = true},
    {.name = "title", .type = FIELD_TEXT},
    {.name = "owner", .type = FIELD_INTEGER, .nullable = true},
    {.name = "due_day", .type = FIELD_DAY, .nullable = true},
    {.name = "due_at", .type = FIELD_INSTANT, .nullable = true, .help = PHRASE("of a promise", "d’une promesse")},
    {.name = "status", .type = FIELD_TEXT, .words = TASK_STATUSES "|broken"},
    {0},
};
static const Shape waiting_shape = {.name = "QueueItem", .fields = waiting_fields};
LIST_SHAPE(waiting_list_shape, "Queue", waiting_shape);

#define TASK_BODY(title_required)                                                                                      \
    {.name = "title", .type = FIELD_TEXT, .required = (title_required), .low = 1, .high = TITLE_BYTES_MAX},            \
        {.name = "text", .type = FIELD_TEXT, .high = TEXT_BYTES_MAX},                                                  \
        {.name = "customer", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = UINT32_MAX},                   \
        {.name = "project", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = INT64_MAX},                     \
        {.name = "milestone", .type = FIELD_INTEGER, .nullable = true, .low = 1, .high = INT64_MAX},                   \
        {.name = "owner",                                                                                              \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .high = 300,                                                                                                  \
         .help = PHRASE("me, a number or an address", "me, un numéro ou une adresse")},                                \
        {.name = "due_day", .type = FIELD_DAY, .nullable = true},                                                      \
    {                                                                                                                  \
        .name = "status", .type = FIELD_TEXT, .words = TASK_STATUSES                                                   \
    }

static const Field add_fields[] = {TASK_BODY(true), {0}};
static const Shape add_shape = {.name = "TaskAdd", .fields = add_fields};
static const Field change_fields[] = {TASK_BODY(false), {0}};
static const Shape change_shape = {.name = "TaskChange", .fields = change_fields};

// ---- writing ----

typedef struct TaskDraft {
    Value customer, project, milestone, owner, due;
    Str title, text;
    int64_t status;
} TaskDraft;

static bool read_customer(Call *call, StoreSession *session, Value *customer, Error *error)
{
    CustomerId root = 0;
    if (!given_has(call, "customer")) return true;
    int64_t given = given_integer(call, "customer", 0);
    *customer = value_null();
    if (!given) return true;
    if (!path_customer(call, session, error_number(call->arena, (uint64_t)given), &root, error))
        return error_at(error, STR("/customer"));
    *customer = value_integer(root);
    return true;
}

static bool is_there(StoreSession *session, const Query *query, Value id, const char *path, int64_t *column,
                     Error *error)
{
    Rows rows;
    if (id.type == VALUE_NULL) return true;
    if (!store_select(session, query, &id, 1, &rows, error)) return false;
    bool there = rows_next(&rows);
    if (there) *column = rows_integer(&rows, 1);
    if (!rows_close(&rows, error)) return false;
    return there ||
           error_code(error, ERROR_INPUT, "not_found",
                      PHRASE("there is nothing of this number", "rien ne porte ce numéro"), STR("")) ||
           error_at(error, str_of(path));
}

// A milestone is one of the project; without a project, its own is meant.
static bool check_place(StoreSession *session, TaskDraft *draft, Error *error)
{
    int64_t of_milestone = 0, none = 0;
    if (!is_there(session, &query_project_milestone, draft->milestone, "/milestone", &of_milestone, error))
        return false;
    if (of_milestone && draft->project.type == VALUE_NULL) draft->project = value_integer(of_milestone);
    if (!is_there(session, &query_project_one, draft->project, "/project", &none, error)) return false;
    return !of_milestone || draft->project.integer == of_milestone ||
           error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("the milestone belongs to another project", "le jalon est d’un autre projet"), STR("")) ||
           error_at(error, STR("/milestone"));
}

static bool read_draft(Call *call, StoreSession *session, TaskDraft *draft, Error *error)
{
    if (given_has(call, "title")) draft->title = given_text(call, "title");
    if (given_has(call, "text")) draft->text = given_text(call, "text");
    if (given_has(call, "project")) {
        draft->project =
            given_integer(call, "project", 0) ? value_integer(given_integer(call, "project", 0)) : value_null();
        draft->milestone = value_null();
    }
    if (given_has(call, "milestone"))
        draft->milestone =
            given_integer(call, "milestone", 0) ? value_integer(given_integer(call, "milestone", 0)) : value_null();
    if (given_has(call, "status")) draft->status = word_number(TASK_STATUSES, given_text(call, "status"));
    draft->due = given_day(call, "due_day", draft->due);
    return read_customer(call, session, &draft->customer, error) &&
           given_staff(call, session, "owner", draft->owner, &draft->owner, error) &&
           check_place(session, draft, error);
}

static bool say(Call *call, StoreSession *session, const TaskDraft *draft, const char *event, int64_t id, Error *error)
{
    int64_t seq = 0;
    Hand hand = hand_of(call);
    if (draft->customer.type == VALUE_NULL) return true;
    Str properties = str_format(call->arena, "{\"task\":%lld,\"by\":%lld}", (long long)id, (long long)hand.by);
    return crm_say(call->house, session, (CustomerId)draft->customer.integer, event, &hand, call->now, properties,
                   call->arena, &seq, error);
}

static bool insert(Call *call, StoreSession *session, const TaskDraft *draft, int64_t *id, Error *error)
{
    bool closed = draft->status == STATUS_CLOSED;
    return crm_number(session, id, error) &&
           store_execute(session, &query_task_insert,
                         VALUES(value_integer(*id), draft->customer, draft->project, draft->milestone,
                                value_text(draft->title), value_text(draft->text), draft->owner, draft->due,
                                value_integer(draft->status), value_integer(who(call)), value_integer(call->now),
                                closed ? value_integer(call->now) : value_null()),
                         NULL, error) &&
           say(call, session, draft, "Task Added", *id, error) &&
           (!closed || say(call, session, draft, "Task Completed", *id, error));
}

static bool add_task_for(Call *call, StoreSession *session, TaskDraft *draft, Error *error)
{
    int64_t id = 0;
    if (!may_write_texts(call, error) || !read_draft(call, session, draft, error) ||
        !insert(call, session, draft, &id, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_task_one, &task_shape, "task", id, error);
}

static bool add_task(Call *call, StoreSession *session, Error *error)
{
    TaskDraft draft = {0};
    return add_task_for(call, session, &draft, error);
}

static bool add_customer_task(Call *call, StoreSession *session, Error *error)
{
    TaskDraft draft = {0};
    CustomerId root = 0;
    if (!item_customer(call, session, &root, error)) return false;
    draft.customer = value_integer(root);
    return add_task_for(call, session, &draft, error);
}

static TaskDraft draft_of(const Item *item)
{
    return (TaskDraft){.customer = column_value(item, CUSTOMER),
                       .project = column_value(item, PROJECT),
                       .milestone = column_value(item, MILESTONE),
                       .owner = column_value(item, OWNER),
                       .due = column_value(item, DUE),
                       .title = item->text[TITLE],
                       .text = item->text[TEXT],
                       .status = item->integer[STATUS]};
}

static bool update(Call *call, StoreSession *session, const TaskDraft *draft, const Item *item, Error *error)
{
    bool closed = draft->status == STATUS_CLOSED, was = item->integer[STATUS] == STATUS_CLOSED;
    Value closed_at = !closed ? value_null() : was ? column_value(item, CLOSED_AT) : value_integer(call->now);
    return store_execute(session, &query_task_change,
                         VALUES(value_integer(item->integer[0]), draft->customer, draft->project, draft->milestone,
                                value_text(draft->title), value_text(draft->text), draft->owner, draft->due,
                                value_integer(draft->status), closed_at),
                         NULL, error) &&
           (!closed || was || say(call, session, draft, "Task Completed", item->integer[0], error));
}

static bool change_task(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_by_path(call, session, &query_task_one, &task_shape, 0, &item, error) ||
        !call_if_match(call, item.integer[VERSION], error))
        return false;
    if ((given_has(call, "title") || given_has(call, "text")) && !may_write_texts(call, error)) return false;
    TaskDraft draft = draft_of(&item);
    return read_draft(call, session, &draft, error) && update(call, session, &draft, &item, error) &&
           answer_item(call, session, &query_task_one, &task_shape, "task", item.integer[0], error);
}

static bool remove_task(Call *call, StoreSession *session, Error *error)
{
    Item item;
    if (!item_by_path(call, session, &query_task_one, &task_shape, 0, &item, error)) return false;
    call->audit_object = str_format(call->arena, "task:%lld", (long long)item.integer[0]);
    return store_execute(session, &query_task_remove, VALUES(value_integer(item.integer[0])), NULL, error);
}

// ---- reading ----

static bool get_task(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return log_catch_up(call->house->log, session, error) &&
           item_by_path(call, session, &query_task_one, &task_shape, 0, &item, error) &&
           answer_item(call, session, &query_task_one, &task_shape, "task", item.integer[0], error);
}

static bool list_customer_tasks(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_task_of_customer, &task_shape, error);
}

enum { NO_DAY = 1000000, COLUMN_DUE_ORDER = 9 };

typedef struct Waiting {
    int64_t owner, status, from, to, project, order, id;
} Waiting;

// Days are those of the workspace: what is due today in Paris is so while it is still yesterday in New York.
static bool read_due(const Call *call, Waiting *waiting, Error *error)
{
    Str due = call_query(call, "due");
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    int64_t civil = zone_civil(zone, call->now / MILLISECONDS_PER_SECOND);
    Day today = (Day)(civil / SECONDS_PER_DAY), day;
    *waiting = (Waiting){.from = -NO_DAY, .to = NO_DAY, .order = INT64_MIN};
    if (str_equal(due, STR("today")))
        waiting->to = today;
    else if (str_equal(due, STR("overdue")))
        waiting->to = today - 1;
    else if (str_equal(due, STR("week")))
        waiting->to = today + 6;
    else if (day_parse(due, &day))
        waiting->to = day;
    else if (due.size && !str_equal(due, STR("all")))
        return error_code(error, ERROR_INPUT, "invalid_value",
                          PHRASE("due must be overdue, today, week, all or a day, not {0}",
                                 "due doit être overdue, today, week, all ou un jour, et non {0}"),
                          error_value(call->arena, due)) ||
               error_at(error, STR("due"));
    return true;
}

static bool read_owner(Call *call, StoreSession *session, Waiting *waiting, Error *error)
{
    Str owner = call_query(call, "owner");
    waiting->owner = str_equal(owner, STR("me")) ? who(call) : 0;
    if (waiting->owner) return true;
    return staff_find(session, owner, "owner", call->arena, &waiting->owner, error);
}

// After "order:number" of the last one.
static bool read_place(const Call *call, Waiting *waiting, Error *error)
{
    Str after, order;
    if (!call_cursor(call, &after, error)) return false;
    if (!after.size) return true;
    return (str_cut(&after, ':', &order) && number_parse_count(order, &waiting->order) &&
            number_parse_count(after, &waiting->id)) ||
           say_not_found(error);
}

static const Field ordered_fields[] = {
    {.name = "id", .type = FIELD_INTEGER},
    {.name = "kind", .type = FIELD_INTEGER},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "project", .type = FIELD_INTEGER},
    {.name = "title", .type = FIELD_TEXT},
    {.name = "owner", .type = FIELD_INTEGER},
    {.name = "due_day", .type = FIELD_DAY},
    {.name = "due_at", .type = FIELD_INSTANT},
    {.name = "status", .type = FIELD_INTEGER},
    {.name = "order", .type = FIELD_INTEGER},
    {0},
};
static const Shape ordered_shape = {.name = "Ordered", .fields = ordered_fields};

static void answer_queue(Call *call, const Items *items, size_t limit)
{
    Reader reader = reader_of(call);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < items->count && i < limit; i++) item_write(&json, &reader, &waiting_shape, &items->item[i]);
    json_end_array(&json);
    bool more = items->count > limit;
    const Item *last = more ? &items->item[limit - 1] : NULL;
    write_next(&json, call, more,
               last ? str_format(call->arena, "%lld:%lld", (long long)last->integer[COLUMN_DUE_ORDER],
                                 (long long)last->integer[0])
                    : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
}

static bool list_tasks(Call *call, StoreSession *session, Error *error)
{
    Waiting waiting;
    Items items;
    size_t limit = (size_t)call_limit(call);
    Str status = call_query(call, "status");
    if (!log_catch_up(call->house->log, session, error) || !read_due(call, &waiting, error) ||
        !read_owner(call, session, &waiting, error) || !read_place(call, &waiting, error))
        return false;
    waiting.status = str_equal(status, STR("closed")) ? 1 : str_equal(status, STR("all")) ? 2 : 0;
    if (!call_query_integer(call, "project", &waiting.project)) waiting.project = 0;
    if (!items_select(session, &query_task_queue,
                      VALUES(value_integer(waiting.owner), value_integer(waiting.status), value_integer(waiting.from),
                             value_integer(waiting.to), value_integer(waiting.project), value_integer(call->now),
                             value_integer(waiting.order), value_integer(waiting.id),
                             value_integer((int64_t)limit + 1)),
                      &ordered_shape, limit + 1, call->arena, &items, error))
        return false;
    answer_queue(call, &items, limit);
    return true;
}

static bool write_tasks(const ProfileCall *call, JsonWriter *json, Error *error)
{
    return write_part(call, json, &query_task_of_customer, &query_task_count, &task_shape, error);
}

// ---- the tables ----

static const Parameter queue_parameters[] = {
    {.name = "owner",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("me, a number or an address: their tasks, mentions and broken promises; else the tasks of all",
                    "me, un numéro ou une adresse\u00A0: ses tâches, mentions et promesses non tenues\u202F; sinon les "
                    "tâches de tous")},
    {.name = "due",
     .type = FIELD_TEXT,
     .high = 20,
     .help = PHRASE("overdue, today, week (all up to then), all, or a day",
                    "overdue, today, week (jusque-là), all, ou un jour")},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "open|closed|all",
     .help = PHRASE("of tasks; else open", "des tâches\u202F; sinon open")},
    {.name = "project",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .help = PHRASE("of this project", "de ce projet")},
    ITEM_PAGE_PARAMETERS,
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/tasks",
     .name = "listTasks",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What waits for a person, by when it is due: tasks, mentions, broken promises",
                       "Ce qui attend une personne, par échéance\u00A0: tâches, mentions, promesses non tenues"),
     .parameters = queue_parameters,
     .answer = &waiting_list_shape,
     .read = list_tasks},
    {.method = "POST",
     .path = "/api/v1/tasks",
     .name = "addTask",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary =
         PHRASE("A task, of a project, on a customer, or alone", "Une tâche, d’un projet, sur un client, ou seule"),
     .body = &add_shape,
     .answer = &task_shape,
     .write = add_task},
    {.method = "GET",
     .path = "/api/v1/tasks/{id}",
     .name = "getTask",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One task", "Une tâche"),
     .answer = &task_shape,
     .read = get_task},
    {.method = "PATCH",
     .path = "/api/v1/tasks/{id}",
     .name = "changeTask",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes a task, closes it", "Modifie une tâche, la clôt"),
     .body = &change_shape,
     .answer = &task_shape,
     .write = change_task},
    {.method = "DELETE",
     .path = "/api/v1/tasks/{id}",
     .name = "removeTask",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a task away", "Retire une tâche"),
     .write = remove_task},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/tasks",
     .name = "listCustomerTasks",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Tasks on a customer, newest first", "Les tâches sur un client, les plus récentes d’abord"),
     .parameters = item_page_parameters,
     .answer = &task_list_shape,
     .read = list_customer_tasks},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/tasks",
     .name = "addCustomerTask",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("A task on a customer", "Une tâche sur un client"),
     .body = &add_shape,
     .answer = &task_shape,
     .write = add_customer_task},
    {0},
};

static const ProfilePart parts[] = {{.name = "tasks", .write = write_tasks}, {0}};

static const PersonalTable tables[] = {
    {.table = "task",
     .name = "tasks",
     .purpose = PHRASE("what was to be done for you", "ce qui était à faire pour vous"),
     .retention = RETENTION_SERVICE,
     .read = &query_task_export,
     .columns = "title text due_day:day status made_at:instant closed_at:instant",
     .erase = &query_task_erase,
     .expire = &query_task_expire},
    {0},
};

const Module task_module = {.name = "tasks", .routes = routes, .profile = parts, .personal = tables};
