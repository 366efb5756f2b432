// run_http.c - runs of playbooks: /api/v1/playbooks/{id}/runs, /api/v1/playbook-runs/{id}.
#include "base/json_put.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "customer/search_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "playbook/candidates.h"
#include "playbook/playbook_job.h"
#include "playbook/result_http.h"

// ---- shapes ----

static const Field customer_fields[] = {{.name = "id", .type = FIELD_INTEGER, .required = true},
                                        {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "email", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "phone", .type = FIELD_TEXT, .nullable = true},
                                        {0}};
static const Shape customer_shape = {.name = "PlaybookCustomer", .open = true, .fields = customer_fields};

static const Field step_fields[] = {
    {.name = "position", .type = FIELD_INTEGER, .required = true, .help = PHRASE("from 1", "à partir de 1")},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = PLAYBOOK_STEP_KINDS},
    {.name = "outcome", .type = FIELD_TEXT, .required = true, .words = STEP_OUTCOME_WORDS},
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why a message became a task", "pourquoi un message est devenu une tâche")},
    {.name = "why", .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE("in words", "en mots")},
    {.name = "began_at", .type = FIELD_INSTANT, .required = true},
    {.name = "due_day", .type = FIELD_DAY, .required = true, .nullable = true},
    {.name = "overdue", .type = FIELD_BOOLEAN, .required = true},
    {.name = "until_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "ended_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "task", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "message",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("in the outbox (GET /messages)", "dans la boîte d’envoi (GET /messages)")},
    {0}};
static const Shape step_shape = {.name = "PlaybookRunStep", .fields = step_fields};

static const Field run_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "playbook", .type = FIELD_INTEGER, .required = true},
    {.name = "version",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the playbook, with whose steps it began", "de la procédure, dont il suit les étapes")},
    {.name = "customer", .type = FIELD_OBJECT, .required = true, .shape = &customer_shape},
    {.name = "arm",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .words = "control|treated",
     .help = PHRASE("null: no experiment ran", "null\u00A0: aucune expérience ne tournait")},
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = RUN_STATUS_WORDS},
    {.name = "steps_done", .type = FIELD_INTEGER, .required = true},
    {.name = "steps_count", .type = FIELD_INTEGER, .required = true},
    {.name = "overdue", .type = FIELD_BOOLEAN, .required = true},
    {.name = "steps",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &step_shape,
     .help = PHRASE("that have begun", "qui ont commencé")},
    {.name = "goal", .type = FIELD_TEXT, .required = true},
    {.name = "made_by",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the staff, 0: a key; null: entered by itself",
                    "de l’équipe, 0\u00A0: une clé\u202F; null\u00A0: entré de lui-même")},
    {.name = "started_at", .type = FIELD_INSTANT, .required = true},
    {.name = "ended_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
static const Shape run_shape = {.name = "PlaybookRun", .fields = run_fields};
LIST_SHAPE(run_list_shape, "PlaybookRunList", run_shape);

static const Field add_fields[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .required = true,
     .low = 1,
     .high = 320,
     .help = PHRASE("a number, email:… or user_id:…", "un numéro, email:… ou user_id:…")},
    {0}};
static const Shape add_shape = {.name = "PlaybookRunAdd", .fields = add_fields};

// ---- one run as JSON ----

static PlaybookPlace place_of(const Call *call, StoreSession *session)
{
    return (PlaybookPlace){call->house, session, call->now, call->arena};
}

static void write_step(JsonWriter *json, const Call *call, const RunStep *step, Day today)
{
    static const char *const kinds[] = {"text", "task", "message", "wait"};
    json_begin_object(json);
    put_integer(json, "position", step->position + 1);
    put_text(json, "kind", str_of(kinds[step->kind]));
    put_text(json, "outcome", str_of(step_outcome_names[step->outcome]));
    put_text_or_null(json, "reason", step->reason);
    put_text_or_null(json, "why", step->reason.size ? str_of(run_reason_say(step->reason).in[call->locale]) : STR(""));
    put_instant(json, "began_at", step->began_at, call->arena);
    bool due = step->due_day.type == VALUE_INTEGER;
    put_text_or_null(json, "due_day", due ? day_name(call->arena, (Day)step->due_day.integer) : STR(""));
    put_boolean(json, "overdue", run_step_overdue(step, today));
    put_instant(json, "until_at", step->until_at, call->arena);
    put_instant(json, "ended_at", step->ended_at, call->arena);
    put_integer_or_null(json, "task", step->task, step->task);
    put_integer_or_null(json, "message", step->message, step->message);
    json_end_object(json);
}

static void write_steps(JsonWriter *json, const Call *call, const RunStep *steps, size_t count, Day today)
{
    json_key(json, "steps");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) write_step(json, call, &steps[i], today);
    json_end_array(json);
}

static bool write_customer(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    json_key(json, "customer");
    if (!write_line(json, call, session, root, error)) return false;
    json_end_object(json);
    return true;
}

static bool write_run(JsonWriter *json, Call *call, StoreSession *session, const PlaybookRun *run, Error *error)
{
    RunStep *steps;
    PlaybookStep *plan;
    size_t count, planned;
    const PlaybookPlace place = place_of(call, session);
    CustomerId root = identity_root(call->house->identity, run->customer);
    Day today = playbook_today(&place);
    bool overdue = false;
    if (!run_steps(&place, run->id, &steps, &count, error) || !run_release(&place, run, &plan, &planned, error))
        return false;
    for (size_t i = 0; i < count; i++) overdue = overdue || run_step_overdue(&steps[i], today);
    json_begin_object(json);
    put_integer(json, "id", run->id);
    put_integer(json, "playbook", run->playbook);
    put_integer(json, "version", run->version);
    if (!write_customer(json, call, session, root, error)) return false;
    put_text_or_null(json, "arm", run->arm < 0 ? STR("") : run->arm ? STR("treated") : STR("control"));
    put_text(json, "status", str_of(run_status_names[run->status]));
    put_integer(json, "steps_done", run->step);
    put_integer(json, "steps_count", (int64_t)planned);
    put_boolean(json, "overdue", overdue);
    write_steps(json, call, steps, count, today);
    put_text(json, "goal", run->goal);
    put_integer_or_null(json, "made_by", run->made_by != RUN_BY_ITSELF, run->made_by);
    put_instant(json, "started_at", run->started_at, call->arena);
    put_instant(json, "ended_at", run->ended_at, call->arena);
    return true;
}

static bool answer(Call *call, StoreSession *session, const PlaybookRun *run, Error *error)
{
    JsonWriter json = call_json(call);
    call->audit_object = str_format(call->arena, "playbook_run:%lld", (long long)run->id);
    if (!write_run(&json, call, session, run, error)) return false;
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- routes ----

static bool path_playbook(const Call *call, StoreSession *session, PlaybookText *playbook, Error *error)
{
    int64_t id = 0;
    const PlaybookPlace place = place_of(call, session);
    return path_id(call->path_value[0], &id, error) && playbook_text(&place, id, playbook, error);
}

static bool list_runs(Call *call, StoreSession *session, Error *error)
{
    Str after, status = call_query(call, "status");
    PlaybookText playbook;
    PlaybookRun *runs;
    size_t count, limit = (size_t)call_limit(call);
    const PlaybookPlace place = place_of(call, session);
    RunPage page = {
        .before = INT64_MAX, .limit = limit + 1, .status = status.size ? word_number(RUN_STATUS_WORDS, status) : -1};
    if (!log_catch_up(call->house->log, session, error) || !path_playbook(call, session, &playbook, error) ||
        !call_cursor(call, &after, error) || (after.size && !path_id(after, &page.before, error)))
        return false;
    page.playbook = playbook.id;
    if (!run_list(&place, &page, &runs, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) {
        if (!write_run(&json, call, session, &runs[i], error)) return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    write_list_end(&json, call, count > limit, count > limit ? runs[limit - 1].id : 0);
    return true;
}

static bool path_run(Call *call, StoreSession *session, PlaybookRun *run, Error *error)
{
    int64_t id = 0;
    const PlaybookPlace place = place_of(call, session);
    return path_id(call->path_value[0], &id, error) && run_get(&place, id, run, error);
}

static bool get_run(Call *call, StoreSession *session, Error *error)
{
    PlaybookRun run;
    return log_catch_up(call->house->log, session, error) && path_run(call, session, &run, error) &&
           answer(call, session, &run, error);
}

static bool refuse(const char *code, Phrase phrase, Error *error)
{
    return error_code(error, ERROR_CONFLICT, code, phrase, STR(""));
}

static bool check_obstacle(const char *obstacle, Error *error)
{
    if (!obstacle) return true;
    if (str_equal(str_of(obstacle), STR("entered_before")))
        return refuse("entered_before",
                      PHRASE("they have entered this playbook before", "cette personne y est déjà entrée"), error);
    return refuse("not_eligible",
                  PHRASE("they object to marketing or profiling, or asked for restriction",
                         "cette personne s’oppose au marketing ou au profilage, ou a demandé une limitation"),
                  error);
}

static bool add_run(Call *call, StoreSession *session, Error *error)
{
    PlaybookText playbook;
    PlaybookEntry entry;
    PlaybookRun run;
    const char *obstacle;
    CustomerId root = 0;
    const PlaybookPlace place = place_of(call, session);
    if (!path_playbook(call, session, &playbook, error) || !entry_of(session, playbook.id, call->arena, &entry, error))
        return false;
    if (!path_customer(call, session, given_text(call, "customer"), &root, error))
        return error_at(error, STR("/customer"));
    if (!entry.active)
        return refuse("not_active", PHRASE("switch the playbook on first", "activez d’abord la procédure"), error);
    if (!run_may_enter(&place, playbook.id, root, &obstacle, error) || !check_obstacle(obstacle, error) ||
        !run_enter(&place, &playbook, &entry, root, who(call), &run, error))
        return false;
    call->status = 201;
    return (!call->house->jobs || playbook_wake(call->house->jobs, session, call->now, error)) &&
           answer(call, session, &run, error);
}

static bool stop_run(Call *call, StoreSession *session, Error *error)
{
    PlaybookRun run;
    const PlaybookPlace place = place_of(call, session);
    if (!path_run(call, session, &run, error)) return false;
    if (run.status != RUN_RUNNING && run.status != RUN_STOPPED)
        return refuse("not_running", PHRASE("it has ended", "il est terminé"), error);
    return (run.status == RUN_STOPPED || run_end(&place, &run, RUN_STOPPED, who(call), error)) &&
           answer(call, session, &run, error);
}

static const Parameter run_parameters[] = {{.name = "status",
                                            .type = FIELD_TEXT,
                                            .words = RUN_STATUS_WORDS,
                                            .help = PHRASE("only these", "seulement ceux-ci")},
                                           ITEM_PAGE_PARAMETERS,
                                           {0}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/playbooks/{id}/runs",
     .name = "listPlaybookRuns",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Whom a playbook was run for, newest first; the control group too",
                       "Les clients d’une procédure, récents d’abord\u202F; groupe témoin compris"),
     .parameters = run_parameters,
     .answer = &run_list_shape,
     .read = list_runs},
    {.method = "POST",
     .path = "/api/v1/playbooks/{id}/runs",
     .name = "addPlaybookRun",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Lets a customer enter a playbook that is switched on: by lot they are treated or in the "
                       "control group",
                       "Fait entrer un client dans une procédure activée\u00A0: le sort décide s’il est traité ou "
                       "témoin"),
     .body = &add_shape,
     .answer = &run_shape,
     .write = add_run},
    {.method = "GET",
     .path = "/api/v1/playbooks/{id}/result",
     .name = "getPlaybookResult",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Whether it helps: the goal and the revenue of both groups, and the difference",
                       "Si elle aide\u00A0: l’objectif et le revenu des deux groupes, et la différence"),
     .answer = &playbook_result_shape,
     .read = get_playbook_result},
    {.method = "GET",
     .path = "/api/v1/playbook-runs/{id}",
     .name = "getPlaybookRun",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("One run, with its steps", "Un suivi, avec ses étapes"),
     .answer = &run_shape,
     .read = get_run},
    {.method = "POST",
     .path = "/api/v1/playbook-runs/{id}/stop",
     .name = "stopPlaybookRun",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Stops a run: its open task is closed, queued mail withdrawn",
                       "Arrête un suivi\u00A0: sa tâche est close, l’e-mail en attente retiré"),
     .answer = &run_shape,
     .write = stop_run},
    {0}};

static const PersonalTable tables[] = {{.table = "playbook_run",
                                        .name = "playbook_runs",
                                        .purpose = PHRASE("which procedures were followed to keep you as a customer",
                                                          "les procédures suivies pour vous garder comme client"),
                                        .retention = RETENTION_SERVICE,
                                        .read = &query_playbook_run_export,
                                        .columns = "playbook status step started_at:instant ended_at:instant",
                                        .erase = &query_playbook_run_erase,
                                        .expire = &query_playbook_run_expire},
                                       {0}};

const Module playbook_run_module = {
    .name = "playbook_run", .routes = routes, .jobs = playbook_jobs, .personal = tables};
