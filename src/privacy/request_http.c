// request_http.c - requests of data subjects: the routes, the reminder, the module.
#include "api/route.h"
#include "base/zone.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "job/job.h"
#include "module.h"
#include "privacy/deadline.h"
#include "privacy/request.h"
#include "workspace/workspace.h"

enum { REMINDER_DAYS = 7, DAY_SECONDS = 86400 };

static Day day_of(const House *house, Instant at)
{
    int64_t civil = zone_civil(workspace_settings(house->workspace)->zone, at / MILLISECONDS_PER_SECOND);
    return (Day)(civil / SECONDS_PER_DAY);
}

// ---- showing ----

static void write_text_or_null(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_number_or_null(JsonWriter *json, const char *key, int64_t number)
{
    json_key(json, key);
    if (number)
        json_integer(json, number);
    else
        json_null(json);
}

static void write_instant_or_null(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    write_text_or_null(json, key, at ? instant_text(arena, at) : STR(""));
}

static void write_request(const Call *call, JsonWriter *json, const Request *request)
{
    Day today = day_of(call->house, call->now);
    bool notes = !(call->principal.masked & MASK_NOTES);
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, request->id);
    json_key(json, "kind");
    json_string(json, request->kind);
    json_key(json, "status");
    json_string(json, request->status);
    write_number_or_null(json, "customer", request->customer);
    if (notes) write_text_or_null(json, "subject", request->subject);
    json_key(json, "channel");
    json_string(json, request->channel);
    write_at(json, "received_at", request->received, call->arena);
    json_key(json, "due");
    json_string(json, day_name(call->arena, request->due_day));
    json_key(json, "days_left");
    if (request->closed)
        json_null(json);
    else
        json_integer(json, request->due_day - today);
    json_key(json, "overdue");
    json_boolean(json, !request->closed && request->due_day < today);
    write_text_or_null(json, "extension_reason", request->extension_reason);
    write_instant_or_null(json, "extended_at", request->extended, call->arena);
    json_key(json, "identity_proof");
    json_string(json, request->proof);
    if (notes) write_text_or_null(json, "note", request->note);
    write_number_or_null(json, "assignee", request->assignee);
    write_text_or_null(json, "outcome", request->outcome);
    write_text_or_null(json, "done", request->done);
    write_instant_or_null(json, "closed_at", request->closed, call->arena);
    json_key(json, "version");
    json_integer(json, request->version);
    json_end_object(json);
}

static bool answer_request(Call *call, const Request *request)
{
    call->audit_object = str_format(call->arena, "privacy-request:%lld", (long long)request->id);
    call_version(call, request->version);
    JsonWriter json = call_json(call);
    write_request(call, &json, request);
    return true;
}

static bool say_none(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such request", "cette demande n’existe pas"), STR(""));
}

static bool find(Call *call, StoreSession *session, Request *request, Error *error)
{
    int64_t id = 0;
    Error none;
    if (!path_id(call->path_value[0], &id, &none)) return say_none(error);
    return request_get(session, id, call->arena, request, error) && (request->id || say_none(error));
}

static bool get_request(Call *call, StoreSession *session, Error *error)
{
    Request request;
    return find(call, session, &request, error) && answer_request(call, &request);
}

static bool list_requests(Call *call, StoreSession *session, Error *error)
{
    Request *requests = NULL;
    size_t count = 0;
    Str after;
    int64_t before = INT64_MAX, limit = call_limit(call);
    bool overdue = str_equal(call_query(call, "overdue"), STR("true"));
    RequestFilter filter = {.status = call_query(call, "status"),
                            .kind = call_query(call, "kind"),
                            .overdue_on = overdue ? day_of(call->house, call->now) : 0};
    if (!call_query_integer(call, "customer", &filter.customer)) filter.customer = 0;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !request_page(session, before, &filter, limit + 1, call->arena, &requests, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && (int64_t)i < limit; i++) write_request(call, &json, &requests[i]);
    json_end_array(&json);
    bool more = (int64_t)count > limit;
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)requests[limit - 1].id) : STR(""));
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- taking in ----

static bool in_future(Error *error, const char *path)
{
    return error_code(error, ERROR_INPUT, "in_future",
                      PHRASE("this lies ahead: say when it was", "c’est dans l’avenir\u00A0: dites quand c’était"),
                      STR("")) ||
           error_at(error, str_of(path));
}

static bool read_customer(Call *call, StoreSession *session, int64_t *customer, Error *error)
{
    JsonValue value;
    CustomerId root = 0;
    int64_t number = 0;
    if (!json_member(call->body, STR("customer"), &value) || value.type != JSON_NUMBER) return true;
    if (!json_get_integer(value, &number)) return true;
    if (!path_customer(call, session, str_format(call->arena, "%lld", (long long)number), &root, error)) {
        if (error->kind == ERROR_NOT_FOUND) error->kind = ERROR_INPUT;
        return error_at(error, STR("/customer"));
    }
    *customer = root;
    return true;
}

static int64_t body_number(const Call *call, const char *name, int64_t otherwise)
{
    JsonValue value;
    int64_t number = 0;
    if (!json_member(call->body, str_of(name), &value)) return otherwise;
    return value.type == JSON_NUMBER && json_get_integer(value, &number) ? number : 0;
}

static bool make_request(Call *call, StoreSession *session, Error *error)
{
    Str received = shape_text(call->body, "received_at", call->arena);
    Str proof = shape_text(call->body, "identity_proof", call->arena);
    Request request = {.kind = shape_text(call->body, "kind", call->arena),
                       .subject = shape_text(call->body, "subject", call->arena),
                       .channel = shape_text(call->body, "channel", call->arena),
                       .proof = proof.size ? proof : STR("pending"),
                       .note = shape_text(call->body, "note", call->arena),
                       .assignee = body_number(call, "assignee", who(call)),
                       .received = call->now,
                       .made_by = who(call),
                       .made = call->now};
    if (received.size && instant_parse(received, &request.received) != INSTANT_FINE) request.received = call->now;
    if (request.received > call->now) return in_future(error, "/received_at");
    request.received_day = day_of(call->house, request.received);
    if (!read_customer(call, session, &request.customer, error)) return false;
    if (!request.customer && !request.subject.size)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("say who asks: customer, or subject when they are not known yet",
                                 "dites qui demande\u00A0: customer, ou subject si la personne n’est pas connue"),
                          STR("")) ||
               error_at(error, STR("/customer"));
    if (!request_make(session, &request, error)) return false;
    call->status = 201;
    return answer_request(call, &request);
}

// ---- changing ----

static bool extend(const Call *call, Request *request, Error *error)
{
    Str reason = shape_text(call->body, "extension_reason", call->arena);
    if (!reason.size) return true;
    if (request->extended)
        return error_code(error, ERROR_CONFLICT, "extended_already",
                          PHRASE("the time was extended already: it can be once, by two months",
                                 "le délai a déjà été prolongé\u00A0: il peut l’être une fois, de deux mois"),
                          STR("")) ||
               error_at(error, STR("/extension_reason"));
    // The person has to be told within the first month.
    if (day_of(call->house, call->now) > request->due_day)
        return error_code(error, ERROR_CONFLICT, "extended_late",
                          PHRASE("the month is over: an extension has to be told within it",
                                 "le mois est écoulé\u00A0: une prolongation s’annonce avant son terme"),
                          STR("")) ||
               error_at(error, STR("/extension_reason"));
    request->extension_reason = reason;
    request->extended = call->now;
    request->due_day = deadline_after_months(request->received_day, REQUEST_MONTHS + REQUEST_MONTHS_MORE);
    return true;
}

static void change_text(const Call *call, const char *name, Str *text)
{
    JsonValue value;
    if (json_member(call->body, str_of(name), &value)) *text = json_get_string(value, call->arena);
}

static bool is_closed(Str status)
{
    return str_equal(status, STR("done")) || str_equal(status, STR("refused"));
}

// A refusal is told with its reason (Art. 12(4)); what was done is said.
static bool close(const Call *call, Request *request, Error *error)
{
    bool closed = is_closed(request->status);
    if (closed && !request->outcome.size)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("say in outcome what was done, or why it was refused",
                                 "dites dans outcome ce qui a été fait, ou pourquoi c’est refusé"),
                          STR("")) ||
               error_at(error, STR("/outcome"));
    if (closed && !request->closed) request->closed = call->now;
    if (!closed) request->closed = 0;
    return true;
}

static bool change_request(Call *call, StoreSession *session, Error *error)
{
    Request request;
    if (!find(call, session, &request, error) || !call_if_match(call, request.version, error)) return false;
    change_text(call, "status", &request.status);
    change_text(call, "identity_proof", &request.proof);
    change_text(call, "note", &request.note);
    change_text(call, "outcome", &request.outcome);
    change_text(call, "done", &request.done);
    request.assignee = body_number(call, "assignee", request.assignee);
    if (!read_customer(call, session, &request.customer, error) || !extend(call, &request, error) ||
        !close(call, &request, error) || !request_change(session, &request, error))
        return false;
    return answer_request(call, &request);
}

// ---- the reminder ----

typedef struct Due {
    int64_t id, customer, day;
    Str kind;
} Due;

static Str reminder_body(Arena *arena, const Due *due)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "request");
    json_integer(&json, due->id);
    json_key(&json, "kind");
    json_string(&json, due->kind);
    json_key(&json, "due");
    json_string(&json, day_name(arena, (Day)due->day));
    json_end_object(&json);
    json_end_object(&json);
    return text_str(&text);
}

// An event for what follows the log (alerts, webhooks); of somebody who is not known nothing can be told but the list.
static bool remind(JobCall *call, StoreSession *session, const Due *due, Error *error)
{
    Event event = {.kind = EVENT_INTERNAL,
                   .name = STR("Privacy Request Due"),
                   .customer = (CustomerId)due->customer,
                   .at = call->now,
                   .received = call->now,
                   .body = reminder_body(call->arena, due)};
    return (!due->customer || log_append(call->house->log, session, &event, NULL, error)) &&
           store_execute(session, &query_request_reminded, VALUES(value_integer(due->id)), NULL, error);
}

static bool remind_within(StoreSession *session, void *context, Error *error)
{
    JobCall *call = context;
    Rows rows;
    size_t count = 0;
    Due *due = arena_array(call->arena, Due, 1000);
    Day until = day_of(call->house, call->now) + REMINDER_DAYS;
    if (!store_select(session, &query_request_due, VALUES(value_integer(until)), &rows, error)) return false;
    while (rows_next(&rows) && count < 1000)
        due[count++] = (Due){.id = rows_integer(&rows, 0),
                             .kind = str_copy(call->arena, rows_text(&rows, 1)),
                             .customer = rows_integer(&rows, 2),
                             .day = rows_integer(&rows, 3)};
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < count; i++)
        if (!remind(call, session, &due[i], error)) return false;
    call->result = text_in(call->arena);
    text_addf(&call->result, "{\"reminded\":%zu}", count);
    return true;
}

static bool run_reminder(JobCall *call, Error *error)
{
    return store_write(call->house->store, remind_within, call, error);
}

static const JobKind jobs[] = {{.name = "remind_privacy_requests", .every_seconds = DAY_SECONDS, .run = run_reminder},
                               {0}};

// ---- the tables ----

#define TEXT_MAX 4000

static const Field request_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = REQUEST_KINDS},
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = REQUEST_STATUSES},
    {.name = "customer", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "subject",
     .type = FIELD_TEXT,
     .nullable = true,
     .help = PHRASE("who asks, as they said", "qui demande, comme dit par la personne")},
    {.name = "channel", .type = FIELD_TEXT, .required = true},
    {.name = "received_at", .type = FIELD_INSTANT, .required = true},
    {.name = "due",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("one month after receipt, three when extended", "un mois après réception, trois si prolongé")},
    {.name = "days_left", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "overdue", .type = FIELD_BOOLEAN, .required = true},
    {.name = "extension_reason", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "extended_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "identity_proof", .type = FIELD_TEXT, .required = true, .words = REQUEST_PROOFS},
    {.name = "note", .type = FIELD_TEXT, .nullable = true},
    {.name = "assignee", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "outcome",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("what was done, or why it was refused", "ce qui a été fait, ou le motif du refus")},
    {.name = "done",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("where it is seen: access-export:3", "où cela se voit\u00A0: access-export:3")},
    {.name = "closed_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape request_shape = {.name = "PrivacyRequest", .fields = request_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &request_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape list_shape = {.name = "PrivacyRequestList", .fields = list_fields};
static const Field make_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = REQUEST_KINDS},
    {.name = "customer", .type = FIELD_INTEGER, .low = 1, .high = UINT32_MAX, .nullable = true},
    {.name = "subject", .type = FIELD_TEXT, .low = 1, .high = 300, .nullable = true},
    {.name = "channel",
     .type = FIELD_TEXT,
     .required = true,
     .words = "email|phone|post|chat|in_person|web|other",
     .help = PHRASE("how it came", "par où elle est venue")},
    {.name = "received_at", .type = FIELD_INSTANT, .help = PHRASE("now when not given", "maintenant par défaut")},
    {.name = "identity_proof",
     .type = FIELD_TEXT,
     .words = REQUEST_PROOFS,
     .help = PHRASE("pending when not given", "pending par défaut")},
    {.name = "note", .type = FIELD_TEXT, .low = 0, .high = TEXT_MAX, .nullable = true},
    {.name = "assignee",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .nullable = true,
     .help = PHRASE("of the staff; who takes it in when not given", "de l’équipe\u202F; qui l’enregistre par défaut")},
    {0},
};
static const Shape make_shape = {.name = "PrivacyRequestMake", .fields = make_fields};
static const Field change_fields[] = {
    {.name = "status", .type = FIELD_TEXT, .words = REQUEST_STATUSES},
    {.name = "customer", .type = FIELD_INTEGER, .low = 1, .high = UINT32_MAX},
    {.name = "identity_proof", .type = FIELD_TEXT, .words = REQUEST_PROOFS},
    {.name = "note", .type = FIELD_TEXT, .low = 0, .high = TEXT_MAX, .nullable = true},
    {.name = "assignee", .type = FIELD_INTEGER, .low = 1, .high = INT64_MAX, .nullable = true},
    {.name = "outcome", .type = FIELD_TEXT, .low = 0, .high = TEXT_MAX, .nullable = true},
    {.name = "done", .type = FIELD_TEXT, .low = 0, .high = 200, .nullable = true},
    {.name = "extension_reason",
     .type = FIELD_TEXT,
     .low = 1,
     .high = TEXT_MAX,
     .help = PHRASE("two months more, once", "deux mois de plus, une fois")},
    {0},
};
static const Shape change_shape = {.name = "PrivacyRequestChange", .fields = change_fields};

static const Parameter list_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = REQUEST_STATUSES,
     .help = PHRASE("only these", "seulement celles-ci")},
    {.name = "kind", .type = FIELD_TEXT, .words = REQUEST_KINDS, .help = PHRASE("only these", "seulement celles-ci")},
    {.name = "overdue",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: open, and the time is over", "true\u00A0: ouvertes, délai dépassé")},
    {.name = "customer",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = UINT32_MAX,
     .help = PHRASE("of this customer", "de ce client")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/privacy/requests",
     .name = "listPrivacyRequests",
     .access = ACCESS_WRITE,
     .cost = COST_READ,
     .summary = PHRASE("What data subjects asked, newest first", "Les demandes des personnes, la plus récente d’abord"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_requests},
    {.method = "POST",
     .path = "/api/v1/privacy/requests",
     .name = "makePrivacyRequest",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes in a request of a data subject (Art. 12 to 22 GDPR)",
                       "Enregistre la demande d’une personne (art. 12 à 22 RGPD)"),
     .body = &make_shape,
     .answer = &request_shape,
     .write = make_request},
    {.method = "GET",
     .path = "/api/v1/privacy/requests/{id}",
     .name = "getPrivacyRequest",
     .access = ACCESS_WRITE,
     .cost = COST_READ,
     .summary = PHRASE("One request", "Une demande"),
     .answer = &request_shape,
     .read = get_request},
    {.method = "PATCH",
     .path = "/api/v1/privacy/requests/{id}",
     .name = "changePrivacyRequest",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Says what was done, extends the time, closes it",
                       "Dit ce qui a été fait, prolonge le délai, clôt la demande"),
     .body = &change_shape,
     .answer = &request_shape,
     .write = change_request},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "privacy_request",
     .name = "requests",
     .purpose = PHRASE("Your requests about your data, and what was done", "Vos demandes sur vos données, et leurs "
                                                                           "suites"),
     .retention = RETENTION_REQUEST,
     .read = &query_request_export,
     .columns = "kind status channel received_at:instant due:day extension_reason note outcome done closed_at:instant",
     .erase = &query_request_erase,
     .expire = &query_request_expire,
     .why = "that a request was answered stays as proof (Art. 5(2)), without what the person said"},
    {0},
};

extern const Module request_module;
const Module request_module = {.name = "privacy_requests", .routes = routes, .jobs = jobs, .personal = tables};
