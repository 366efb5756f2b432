// at_risk_http.c - /api/v1/at-risk: who may leave, by what is lost if they do, and who works on it.
#include <math.h>

#include "api/mask.h"
#include "base/number.h"
#include "crm/item_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "retain/retain_figures.h"
#include "retain/retain_http.h"
#include "segment/segment_place_http.h"

static const char *const status_words[] = {"open", "in_progress", "closed"};
static const char *const outcome_words[] = {"", "kept", "lost", "unreached", "not_needed"};

// ---- shapes ----

#define WORK_FIELDS                                                                                                    \
    {.name = "owner",                                                                                                  \
     .type = FIELD_INTEGER,                                                                                            \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("of the staff", "de l’équipe")},                                                                   \
        {.name = "due", .type = FIELD_DAY, .required = true, .nullable = true},                                        \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .words = CASE_STATUS_WORDS,                                                                                   \
         .help = PHRASE("open: nobody has begun", "open\u00A0: personne n’a commencé")},                               \
    {                                                                                                                  \
        .name = "outcome", .type = FIELD_TEXT, .required = true, .nullable = true, .words = CASE_OUTCOME_WORDS,        \
        .help = PHRASE("null: not known yet", "null\u00A0: pas encore connu")                                          \
    }

#define RISK_FIELDS                                                                                                    \
    {.name = "customer", .type = FIELD_OBJECT, .shape = &retain_customer_shape, .required = true},                     \
        {.name = "probability",                                                                                        \
         .type = FIELD_NUMBER,                                                                                         \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("to leave, 0 to 1; null: not scored", "de partir, 0 à 1\u202F; null\u00A0: sans score")},      \
        {.name = "remaining_value",                                                                                    \
         .type = FIELD_MONEY,                                                                                          \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("what they are still expected to bring", "ce qu’on en attend encore")},                        \
        {.name = "value_at_risk",                                                                                      \
         .type = FIELD_MONEY,                                                                                          \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("probability × remaining value", "probabilité × valeur restante")},                            \
        {.name = "persuadability",                                                                                     \
         .type = FIELD_OBJECT,                                                                                         \
         .shape = &retain_effect_shape,                                                                                \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help =                                                                                                       \
             PHRASE("share of those who would leave that the best action keeps; null: no uplift model is on",          \
                    "part de ceux qui partiraient que la meilleure action retient\u202F; null\u00A0: aucun modèle "   \
                    "d’uplift n’est actif")},                                                                          \
    {                                                                                                                  \
        .name = "priority", .type = FIELD_MONEY, .required = true, .nullable = true,                                   \
        .help = PHRASE("value at risk × persuadability, where that is known",                                          \
                       "valeur à risque × persuadabilité, quand elle est connue")                                      \
    }

static const Field item_fields[] = {
    RISK_FIELDS,
    {.name = "reasons", .type = FIELD_ARRAY, .shape = &retain_reason_shape, .required = true},
    {.name = "next_action",
     .type = FIELD_OBJECT,
     .shape = &retain_next_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: nothing that can be done is worth it", "null\u00A0: rien de possible n’en vaut la peine")},
    WORK_FIELDS,
    {0}};
static const Shape item_shape = {.name = "AtRiskItem", .fields = item_fields};

static const Field list_fields[] = {{.name = "total",
                                     .type = FIELD_MONEY,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("value at risk of all of them", "valeur à risque de tous")},
                                    {.name = "customers",
                                     .type = FIELD_INTEGER,
                                     .required = true,
                                     .help = PHRASE("how many in all", "combien en tout")},
                                    {.name = "as_of", .type = FIELD_DAY, .required = true, .nullable = true},
                                    {.name = "refusal",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("why there is no queue", "pourquoi il n’y a pas de file")},
                                    {.name = "items", .type = FIELD_ARRAY, .shape = &item_shape, .required = true},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
                                    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                    {0}};
static const Shape list_shape = {.name = "AtRiskQueue", .fields = list_fields};

static const Field line_fields[] = {{.name = "at", .type = FIELD_INSTANT, .required = true},
                                    {.name = "by", .type = FIELD_INTEGER, .required = true, .nullable = true},
                                    {.name = "case", .type = FIELD_INTEGER, .required = true},
                                    WORK_FIELDS,
                                    {0}};
static const Shape line_shape = {.name = "AtRiskChange", .fields = line_fields};

static const Field case_fields[] = {
    RISK_FIELDS,
    WORK_FIELDS,
    {.name = "case",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("its number; null: nobody works on it", "son numéro\u202F; null\u00A0: personne n’y travaille")},
    {.name = "opened_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "closed_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "task",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("of the owner", "du responsable")},
    {.name = "history", .type = FIELD_ARRAY, .shape = &line_shape, .required = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true, .help = PHRASE("for If-Match", "pour If-Match")},
    {0}};
static const Shape case_shape = {.name = "AtRiskCase", .fields = case_fields};

static const Field change_fields[] = {
    {.name = "owner",
     .type = FIELD_TEXT,
     .nullable = true,
     .high = 300,
     .help = PHRASE("me, a number or an address; null: nobody. Gets a task",
                    "me, un numéro ou une adresse\u202F; null\u00A0: personne. Reçoit une tâche")},
    {.name = "due", .type = FIELD_DAY, .nullable = true},
    {.name = "status", .type = FIELD_TEXT, .words = CASE_STATUS_WORDS},
    {.name = "outcome", .type = FIELD_TEXT, .nullable = true, .words = CASE_OUTCOME_WORDS},
    {0}};
static const Shape change_shape = {.name = "AtRiskCaseChange", .fields = change_fields};

// ---- writing JSON ----

static void put_owner(JsonWriter *json, const char *key, Value owner)
{
    put_integer_or_null(json, key, owner.type == VALUE_INTEGER, owner.integer);
}

static void put_work(JsonWriter *json, const Call *call, Value owner, Value due, CaseStatus status, CaseOutcome outcome)
{
    put_owner(json, "owner", owner);
    put_text_or_null(json, "due", due.type == VALUE_INTEGER ? day_name(call->arena, (Day)due.integer) : STR(""));
    put_text(json, "status", str_of(status_words[status]));
    put_text_or_null(json, "outcome", str_of(outcome_words[outcome]));
}

static void put_case(JsonWriter *json, const Call *call, const RetentionCase *work)
{
    if (work)
        put_work(json, call, work->owner, work->due_day, work->status, work->outcome);
    else
        put_work(json, call, value_null(), value_null(), CASE_OPEN, CASE_UNKNOWN);
}

static void put_risk(JsonWriter *json, const Call *call, const ActionBoard *board, const AtRiskPerson *one, bool found)
{
    put_number_or_null(json, "probability", found, one->probability);
    retain_put_amount(json, "remaining_value", found ? one->remaining_minor : (double)NAN, board, call);
    retain_put_amount(json, "value_at_risk", found ? (double)one->risk_minor : (double)NAN, board, call);
    retain_put_effect(json, "persuadability", found && one->has_persuadability, &one->persuadability);
    retain_put_amount(json, "priority", found ? one->priority : (double)NAN, board, call);
}

// ---- the queue ----

static bool write_item(JsonWriter *json, Call *call, ActionBoard *board, const AtRiskPerson *one, Error *error)
{
    ActionProposal proposal;
    json_begin_object(json);
    if (!retain_put_customer(json, call, board->place.session, one->person, error)) return false;
    put_risk(json, call, board, one, true);
    if (!retain_put_reasons(json, board, one, error) || !board_propose(board, one, &proposal, error)) return false;
    retain_put_next(json, "next_action", &proposal.option[proposal.chosen], call->locale);
    put_case(json, call, one->work);
    json_end_object(json);
    return true;
}

// A cursor is the priority, the value at risk and the number of the last one.
static Str cursor_of(const Call *call, const AtRiskPerson *last)
{
    return str_format(call->arena, "%.17g %lld %u", last->priority, (long long)last->risk_minor, last->person);
}

static size_t place_after(const AtRiskQueue *queue, Str after)
{
    Str priority, risk;
    double number = 0;
    int64_t minor = 0, person = 0;
    if (!after.size || !str_cut(&after, ' ', &priority) || !str_cut(&after, ' ', &risk) ||
        !number_parse(priority, &number) || !number_parse_count(risk, &minor) || !number_parse_count(after, &person))
        return 0;
    for (size_t i = 0; i < queue->count; i++) {
        const AtRiskPerson *one = &queue->person[i];
        if (one->priority < number || (one->priority == number && one->risk_minor < minor) ||
            (one->priority == number && one->risk_minor == minor && one->person > (CustomerId)person))
            return i;
    }
    return queue->count;
}

static bool write_queue(Call *call, ActionBoard *board, const AtRiskQueue *queue, Error *error)
{
    Str after;
    size_t limit = (size_t)call_limit(call), at, from;
    if (!call_cursor(call, &after, error)) return false;
    from = place_after(queue, after);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    retain_put_amount(&json, "total", queue->refused ? (double)NAN : (double)queue->total_minor, board, call);
    put_integer(&json, "customers", (int64_t)queue->count);
    put_text_or_null(&json, "as_of", queue->refused ? STR("") : day_name(call->arena, queue->as_of));
    put_text_or_null(&json, "refusal", queue->refused ? str_of(queue->refusal.in[call->locale]) : STR(""));
    json_key(&json, "items");
    json_begin_array(&json);
    for (at = from; at < queue->count && at < from + limit; at++)
        if (!write_item(&json, call, board, &queue->person[at], error)) return false;
    json_end_array(&json);
    bool more = at < queue->count;
    write_next(&json, call, more, more ? cursor_of(call, &queue->person[at - 1]) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

static bool read_owner(Call *call, StoreSession *session, int64_t *owner, Error *error)
{
    Str text = call_query(call, "owner");
    *owner = AT_RISK_ANY_OWNER;
    if (!text.size) return true;
    if (str_equal(text, STR("none"))) {
        *owner = AT_RISK_NO_OWNER;
        return true;
    }
    if (str_equal(text, STR("me"))) {
        *owner = who(call) ? who(call) : INT64_MAX;
        return true;
    }
    return staff_find(session, text, "/owner", call->arena, owner, error);
}

static bool list_at_risk(Call *call, StoreSession *session, Error *error)
{
    AtRiskQueue queue;
    ActionBoard *board;
    CustomerSet *only = NULL;
    SegmentPlace place = place_of_call(call, session);
    AtRiskAsk ask = {.status = AT_RISK_WAITING};
    int status = word_number(AT_RISK_STATUS_WORDS, call_query(call, "status"));
    if (status > 0) ask.status = (AtRiskStatus)status;
    if (!log_catch_up(call->house->log, session, error) || !read_owner(call, session, &ask.owner, error) ||
        !asked_segment(&place, call_query(call, "segment"), &only, error) || !call_board(call, session, &board, error))
        return false;
    ask.board = board;
    ask.only = only;
    bool fine = at_risk_queue(&ask, &queue, error) && write_queue(call, board, &queue, error);
    action_board_close(board);
    return fine;
}

// ---- one of them ----

// What is known of the person of the path: made beside the store's thread for writes.
typedef struct Found {
    ActionBoard *board;
    CustomerId root;
    AtRiskPerson person;
    bool scored;
} Found;

static bool find_person(Call *call, StoreSession *session, Found *found, Error *error)
{
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &found->root, error) ||
        !call_board(call, session, &found->board, error))
        return false;
    bool fine = at_risk_person(found->board, found->root, &found->person, &found->scored, error);
    action_board_close(found->board);
    return fine;
}

static bool write_history(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    CaseChange *list;
    size_t count;
    if (!case_history(call->house->identity, session, root, call->arena, &list, &count, error)) return false;
    json_key(json, "history");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        put_instant(json, "at", list[i].at, call->arena);
        put_integer_or_null(json, "by", list[i].made_by, list[i].made_by);
        put_integer(json, "case", list[i].of);
        put_work(json, call, list[i].owner, list[i].due_day, list[i].status, list[i].outcome);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool answer_case(Call *call, StoreSession *session, const Found *found, const RetentionCase *work, Error *error)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (!retain_put_customer(&json, call, session, found->root, error)) return false;
    put_risk(&json, call, found->board, &found->person, found->scored);
    put_case(&json, call, work);
    put_integer_or_null(&json, "case", work, work ? work->id : 0);
    put_instant(&json, "opened_at", work ? work->made_at : 0, call->arena);
    put_instant(&json, "closed_at", work ? work->closed_at : 0, call->arena);
    put_integer_or_null(&json, "task", work && work->task, work ? work->task : 0);
    if (!write_history(&json, call, session, found->root, error)) return false;
    put_integer(&json, "version", work ? work->version : 0);
    json_end_object(&json);
    call_version(call, work ? work->version : 0);
    call_reads(call, found->root);
    return true;
}

static bool get_case(Call *call, StoreSession *session, Error *error)
{
    Found found = {0};
    return find_person(call, session, &found, error) && answer_case(call, session, &found, found.person.work, error);
}

// ---- changing it ----

static bool prepare_change(Call *call, Error *error)
{
    StoreSession *session;
    Found *found = arena_new(call->arena, Found);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = find_person(call, session, found, error);
    store_read_end(session);
    call->prepared = found;
    return fine;
}

static RetentionCase new_case(const Call *call, const Found *found)
{
    return (RetentionCase){.customer = found->root,
                           .owner = value_null(),
                           .due_day = value_null(),
                           .scored = found->scored,
                           .probability = found->person.probability,
                           .risk_minor = found->person.risk_minor,
                           .currency = str_of(found->board->currency.code),
                           .made_by = who(call),
                           .made_at = call->now};
}

static bool take_change(Call *call, StoreSession *session, RetentionCase *work, Error *error)
{
    work->due_day = given_day(call, "due", work->due_day);
    if (given_has(call, "status"))
        work->status = (CaseStatus)word_number(CASE_STATUS_WORDS, given_text(call, "status"));
    if (given_has(call, "outcome"))
        work->outcome = (CaseOutcome)(word_number(CASE_OUTCOME_WORDS, given_text(call, "outcome")) + CASE_KEPT);
    return given_staff(call, session, "owner", work->owner, &work->owner, error);
}

// The owner finds it among what waits for them (GET /tasks?owner=me). Its title names nobody.
static bool follow_with_task(Call *call, StoreSession *session, RetentionCase *work, Error *error)
{
    enum { TASK_OPEN, TASK_CLOSED = 2 };
    Locale locale = workspace_locale(call);
    Phrase phrase = PHRASE("Customer at risk: keep them", "Client à risque\u00A0: à retenir");
    bool closed = work->status == CASE_CLOSED;
    Value closed_at = closed ? value_integer(call->now) : value_null();
    Value status = value_integer(closed ? TASK_CLOSED : TASK_OPEN);
    if (!work->task && (closed || work->owner.type != VALUE_INTEGER)) return true;
    if (work->task)
        return store_execute(session, &query_task_change,
                             VALUES(value_integer(work->task), value_integer(work->customer), value_null(),
                                    value_null(), value_text(str_of(phrase.in[locale])), value_text(STR("")),
                                    work->owner, work->due_day, status, closed_at),
                             NULL, error);
    return crm_number(session, &work->task, error) &&
           store_execute(session, &query_task_insert,
                         VALUES(value_integer(work->task), value_integer(work->customer), value_null(), value_null(),
                                value_text(str_of(phrase.in[locale])), value_text(STR("")), work->owner, work->due_day,
                                status, value_integer(who(call)), value_integer(call->now), closed_at),
                         NULL, error);
}

static bool say_change(Call *call, StoreSession *session, const RetentionCase *work, bool first, Error *error)
{
    int64_t seq = 0;
    Hand hand = hand_of(call);
    const char *event = work->status == CASE_CLOSED ? "Retention Case Closed" : "Retention Case Opened";
    if (!first && work->status != CASE_CLOSED) return true;
    Str properties = str_format(call->arena, "{\"case\":%lld,\"outcome\":\"%s\"}", (long long)work->id,
                                outcome_words[work->outcome]);
    return crm_say(call->house, session, work->customer, event, &hand, call->now, properties, call->arena, &seq, error);
}

static bool change_case(Call *call, StoreSession *session, Error *error)
{
    RetentionCase work;
    const Found *found = call->prepared;
    CustomerId root = identity_root(call->house->identity, found->root);
    if (!case_of_person(call->house->identity, session, root, call->arena, &work, error)) return false;
    bool rested = work.id && work.status == CASE_CLOSED && !case_rests(&work, call->now);
    bool was_closed = work.id && work.status == CASE_CLOSED && !rested;
    if (!call_if_match(call, work.id && !rested ? work.version : 0, error)) return false;
    if (!work.id || rested) work = new_case(call, found);
    bool first = !work.id;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    if (!take_change(call, session, &work, error) || !follow_with_task(call, session, &work, error) ||
        !case_put(session, &work, who(call), call->now, error))
        return false;
    bool said = was_closed && work.status == CASE_CLOSED;
    return (said || say_change(call, session, &work, first, error)) && answer_case(call, session, found, &work, error);
}

// ---- routes ----

static const Parameter list_parameters[] = {
    {.name = "owner",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("me, none, a number or an address", "me, none, un numéro ou une adresse")},
    {.name = "status",
     .type = FIELD_TEXT,
     .words = AT_RISK_STATUS_WORDS,
     .help = PHRASE("waiting (default): all but those closed in the last 30 days",
                    "waiting (par défaut)\u00A0: tous sauf ceux clos ces 30 derniers jours")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 16384,
     .help = PHRASE("segment:KEY or a rule", "segment:CLÉ ou une "
                                             "règle")},
    ITEM_PAGE_PARAMETERS,
    {0}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/at-risk",
     .name = "listAtRisk",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Customers who may leave, by what is lost if they do",
                       "Les clients qui peuvent partir, par ce qui serait perdu"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_at_risk},
    {.method = "GET",
     .path = "/api/v1/at-risk/{customer}",
     .name = "getAtRisk",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The work on one customer at risk, with its history",
                       "Le travail sur un client à risque, avec son historique"),
     .answer = &case_shape,
     .read = get_case},
    {.method = "PATCH",
     .path = "/api/v1/at-risk/{customer}",
     .name = "changeAtRisk",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Who works on a customer at risk, until when, what came of it",
                       "Qui s’occupe d’un client à risque, jusqu’à quand, ce qu’il en est advenu"),
     .body = &change_shape,
     .answer = &case_shape,
     .prepare = prepare_change,
     .write = change_case},
    {0}};

static const PersonalTable tables[] = {
    {.table = "retention_case",
     .name = "retention_cases",
     .purpose = PHRASE("that we tried to keep you as a customer", "que nous avons cherché à vous garder comme client"),
     .retention = RETENTION_SERVICE,
     .read = &query_retention_case_export,
     .columns = "status outcome due_day:day probability made_at:instant closed_at:instant",
     .erase = &query_retention_case_erase,
     .expire = &query_retention_case_expire},
    {.table = "retention_case_change",
     .name = "retention_case_changes",
     .purpose = PHRASE("when and how", "quand et comment"),
     .retention = RETENTION_SERVICE,
     .read = &query_retention_case_export_change,
     .columns = "status outcome due_day:day at:instant",
     .erase = &query_retention_case_erase_change,
     .why = "lines go with their case"},
    {0}};

const Module at_risk_module = {.name = "at_risk", .routes = routes, .personal = tables, .figures = retain_figures};
