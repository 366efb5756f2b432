// incident_http.c - breaches of personal data (Art. 33 and 34 GDPR) and identity thefts: the clock of 72 hours, what
// has to be done, whom it concerns, who was told. The routes and the module.
#include "api/route.h"
#include "base/csv.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "privacy/deadline.h"

typedef struct Incident {
    int64_t id;
    Str kind, title, description, risk;
    Instant known, due, authority;
    Str reference, delay;
    Instant subjects;
    Str how, status;
    Instant closed;
    int64_t version, made_by;
    Instant made;
    int64_t customers;
} Incident;

// What has to be done, and by when after it was known; 0: no time of its own.
typedef struct Step {
    const char *name;
    int hours;
    bool breach, theft;
} Step;
static const Step steps[] = {
    {"contain", 24, true, false},        {"assess_risk", 48, true, false},
    {"list_customers", 48, true, true},  {"notify_authority", BREACH_HOURS, true, false},
    {"notify_subjects", 0, true, true},  {"lock_accounts", 4, false, true},
    {"verify_identity", 0, false, true}, {"document", 0, true, true},
};

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
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

static void write_instant_or_null(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    write_text_or_null(json, key, at ? instant_text(arena, at) : STR(""));
}

static Incident take(const Rows *rows, Arena *arena)
{
    return (Incident){.id = rows_integer(rows, 0),
                      .kind = str_copy(arena, rows_text(rows, 1)),
                      .title = str_copy(arena, rows_text(rows, 2)),
                      .description = str_copy(arena, rows_text(rows, 3)),
                      .risk = str_copy(arena, rows_text(rows, 4)),
                      .known = rows_integer(rows, 5),
                      .due = rows_integer(rows, 6),
                      .authority = rows_integer(rows, 7),
                      .reference = str_copy(arena, rows_text(rows, 8)),
                      .delay = str_copy(arena, rows_text(rows, 9)),
                      .subjects = rows_integer(rows, 10),
                      .how = str_copy(arena, rows_text(rows, 11)),
                      .status = str_copy(arena, rows_text(rows, 12)),
                      .closed = rows_integer(rows, 13),
                      .version = rows_integer(rows, 14),
                      .made_by = rows_integer(rows, 15),
                      .made = rows_integer(rows, 16),
                      .customers = rows_integer(rows, 17)};
}

static void write_clock(const Call *call, JsonWriter *json, const Incident *incident)
{
    write_at(json, "known_at", incident->known, call->arena);
    write_at(json, "due_at", incident->due, call->arena);
    json_key(json, "seconds_left");
    if (incident->authority)
        json_null(json);
    else
        json_integer(json, (incident->due - call->now) / MILLISECONDS_PER_SECOND);
    json_key(json, "overdue");
    json_boolean(json, !incident->authority && !incident->closed && incident->due < call->now);
}

// Leaves the object open for the steps.
static void write_incident(const Call *call, JsonWriter *json, const Incident *incident)
{
    bool notes = !(call->principal.masked & MASK_NOTES);
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, incident->id);
    json_key(json, "kind");
    json_string(json, incident->kind);
    json_key(json, "title");
    json_string(json, incident->title);
    if (notes) write_text_or_null(json, "description", incident->description);
    json_key(json, "risk");
    json_string(json, incident->risk);
    write_clock(call, json, incident);
    write_instant_or_null(json, "authority_notified_at", incident->authority, call->arena);
    write_text_or_null(json, "authority_reference", incident->reference);
    write_text_or_null(json, "delay_reason", incident->delay);
    write_instant_or_null(json, "subjects_notified_at", incident->subjects, call->arena);
    write_text_or_null(json, "subjects_how", incident->how);
    json_key(json, "status");
    json_string(json, incident->status);
    write_instant_or_null(json, "closed_at", incident->closed, call->arena);
    json_key(json, "customers");
    json_integer(json, incident->customers);
    json_key(json, "version");
    json_integer(json, incident->version);
}

static bool write_steps(const Call *call, StoreSession *session, JsonWriter *json, int64_t id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_incident_steps, VALUES(value_integer(id)), &rows, error)) return false;
    json_key(json, "steps");
    json_begin_array(json);
    while (rows_next(&rows)) {
        json_begin_object(json);
        json_key(json, "name");
        json_string(json, rows_text(&rows, 1));
        write_instant_or_null(json, "due_at", rows_integer(&rows, 2), call->arena);
        write_instant_or_null(json, "done_at", rows_integer(&rows, 4), call->arena);
        json_key(json, "done_by");
        if (rows_integer(&rows, 3))
            json_integer(json, rows_integer(&rows, 3));
        else
            json_null(json);
        json_end_object(json);
    }
    json_end_array(json);
    return rows_close(&rows, error);
}

static bool say_none(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such incident", "cet incident n’existe pas"), STR(""));
}

static bool read_incident(Call *call, StoreSession *session, int64_t id, Incident *incident, Error *error)
{
    Rows rows;
    *incident = (Incident){0};
    if (!store_select(session, &query_incident_get, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *incident = take(&rows, call->arena);
    return rows_close(&rows, error) && (incident->id || say_none(error));
}

static bool find(Call *call, StoreSession *session, Incident *incident, Error *error)
{
    int64_t id = 0;
    Error none;
    if (!path_id(call->path_value[0], &id, &none)) return say_none(error);
    return read_incident(call, session, id, incident, error);
}

static bool answer_incident(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Incident incident;
    if (!read_incident(call, session, id, &incident, error)) return false;
    call->audit_object = str_format(call->arena, "privacy-incident:%lld", (long long)id);
    call_version(call, incident.version);
    JsonWriter json = call_json(call);
    write_incident(call, &json, &incident);
    if (!write_steps(call, session, &json, id, error)) return false;
    json_end_object(&json);
    return true;
}

static bool get_incident(Call *call, StoreSession *session, Error *error)
{
    Incident incident;
    return find(call, session, &incident, error) && answer_incident(call, session, incident.id, error);
}

static bool list_incidents(Call *call, StoreSession *session, Error *error)
{
    Str after;
    Rows rows;
    int64_t before = INT64_MAX, limit = call_limit(call), count = 0, last = 0;
    if (!call_cursor(call, &after, error) || (after.size && !path_id(after, &before, error)) ||
        !store_select(session, &query_incident_list,
                      VALUES(value_integer(before), value_text(call_query(call, "status")), value_integer(limit + 1)),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && ++count <= limit) {
        Incident incident = take(&rows, call->arena);
        write_incident(call, &json, &incident);
        json_end_object(&json);
        last = incident.id;
    }
    json_end_array(&json);
    write_next(&json, call, count > limit, str_format(call->arena, "%lld", (long long)last));
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- taking in ----

static bool in_future(Error *error, const char *path)
{
    return error_code(error, ERROR_INPUT, "in_future",
                      PHRASE("this lies ahead: say when it was", "c’est dans l’avenir\u00A0: dites quand c’était"),
                      STR("")) ||
           error_at(error, str_of(path));
}

static bool read_past(const Call *call, const char *name, Instant *at, Error *error)
{
    Str text = shape_text(call->body, name, call->arena);
    if (!text.size || instant_parse(text, at) != INSTANT_FINE) return true; // the shape has checked it
    return *at <= call->now || in_future(error, str_c(call->arena, str_format(call->arena, "/%s", name)));
}

static bool add_steps(StoreSession *session, int64_t id, bool breach, Instant known, Error *error)
{
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (!(breach ? steps[i].breach : steps[i].theft)) continue;
        Instant due = steps[i].hours ? known + (Instant)steps[i].hours * 3600 * MILLISECONDS_PER_SECOND : 0;
        if (!store_execute(session, &query_incident_step_add,
                           VALUES(value_integer(id), value_integer((int64_t)i), value_text(str_of(steps[i].name)),
                                  instant_or_null(due)),
                           NULL, error))
            return false;
    }
    return true;
}

static bool add_customers(Call *call, StoreSession *session, int64_t id, Error *error)
{
    JsonValue list, item;
    if (!json_member(call->body, STR("customers"), &list)) return true;
    for (size_t cursor = 0, i = 0; json_next(list, &cursor, NULL, &item); i++) {
        int64_t number = 0;
        CustomerId root = 0;
        (void)!json_get_integer(item, &number);
        if (!path_customer(call, session, str_format(call->arena, "%lld", (long long)number), &root, error)) {
            if (error->kind == ERROR_NOT_FOUND) error->kind = ERROR_INPUT;
            return error_at(error, str_format(call->arena, "/customers/%zu", i));
        }
        if (!store_execute(session, &query_incident_customer_add,
                           VALUES(value_integer(id), value_integer(root), value_integer(call->now)), NULL, error))
            return false;
    }
    return true;
}

static bool make_incident(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    Instant known = call->now;
    Str kind = shape_text(call->body, "kind", call->arena), risk = shape_text(call->body, "risk", call->arena);
    if (!read_past(call, "known_at", &known, error)) return false;
    if (!store_select(session, &query_incident_make,
                      VALUES(value_text(kind), value_text(shape_text(call->body, "title", call->arena)),
                             value_text_or_null(shape_text(call->body, "description", call->arena)),
                             value_text(risk.size ? risk : STR("unknown")), value_integer(known),
                             value_integer(deadline_of_breach(known)), value_integer(who(call)),
                             value_integer(call->now)),
                      &rows, error))
        return false;
    int64_t id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    if (!rows_close(&rows, error) || !add_steps(session, id, str_equal(kind, STR("breach")), known, error) ||
        !add_customers(call, session, id, error))
        return false;
    call->status = 201;
    return answer_incident(call, session, id, error);
}

// ---- changing ----

static void change_text(const Call *call, const char *name, Str *text)
{
    JsonValue value;
    if (json_member(call->body, str_of(name), &value)) *text = json_get_string(value, call->arena);
}

static bool note_steps(Call *call, StoreSession *session, const Incident *incident, Error *error)
{
    JsonValue list, item;
    int64_t by = who(call);
    if (!json_member(call->body, STR("steps"), &list)) return true;
    for (size_t cursor = 0, i = 0; json_next(list, &cursor, NULL, &item); i++) {
        JsonValue done;
        int64_t changed = 0;
        bool is_done = json_member(item, STR("done"), &done) && json_get_boolean(done);
        if (!store_execute(session, &query_incident_step_done,
                           VALUES(value_integer(incident->id), value_text(shape_text(item, "name", call->arena)),
                                  is_done ? value_integer(by) : value_null(),
                                  is_done ? value_integer(call->now) : value_null()),
                           &changed, error))
            return false;
        if (!changed)
            return error_code(error, ERROR_INPUT, "unknown_step",
                              PHRASE("this incident has no such step", "cet incident n’a pas cette étape"), STR("")) ||
                   error_at(error, str_format(call->arena, "/steps/%zu/name", i));
    }
    return true;
}

// Told to the authority late, with the reasons (Art. 33(1)); closed once it is decided whom to tell.
static bool check_change(const Call *call, Incident *incident, Error *error)
{
    bool late = incident->authority > incident->due && str_equal(incident->kind, STR("breach"));
    if (late && !incident->delay.size)
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("the authority was told after 72 hours: say why in delay_reason",
                                 "l’autorité a été prévenue après 72\u00A0heures\u00A0: dites pourquoi dans "
                                 "delay_reason"),
                          STR("")) ||
               error_at(error, STR("/delay_reason"));
    bool closed = str_equal(incident->status, STR("closed"));
    if (closed && str_equal(incident->risk, STR("unknown")))
        return error_code(error, ERROR_INPUT, "required",
                          PHRASE("say the risk before it is closed", "dites le risque avant de clore"), STR("")) ||
               error_at(error, STR("/risk"));
    if (closed && !incident->closed) incident->closed = call->now;
    if (!closed) incident->closed = 0;
    return true;
}

static bool store_change(StoreSession *session, const Incident *incident, Error *error)
{
    return store_execute(session, &query_incident_change,
                         VALUES(value_integer(incident->id), value_text(incident->title),
                                value_text_or_null(incident->description), value_text(incident->risk),
                                instant_or_null(incident->authority), value_text_or_null(incident->reference),
                                value_text_or_null(incident->delay), instant_or_null(incident->subjects),
                                value_text_or_null(incident->how), value_text(incident->status),
                                instant_or_null(incident->closed)),
                         NULL, error);
}

static bool change_incident(Call *call, StoreSession *session, Error *error)
{
    Incident incident;
    if (!find(call, session, &incident, error) || !call_if_match(call, incident.version, error)) return false;
    change_text(call, "title", &incident.title);
    change_text(call, "description", &incident.description);
    change_text(call, "risk", &incident.risk);
    change_text(call, "authority_reference", &incident.reference);
    change_text(call, "delay_reason", &incident.delay);
    change_text(call, "subjects_how", &incident.how);
    change_text(call, "status", &incident.status);
    if (!read_past(call, "authority_notified_at", &incident.authority, error) ||
        !read_past(call, "subjects_notified_at", &incident.subjects, error) || !check_change(call, &incident, error) ||
        !store_change(session, &incident, error) || !note_steps(call, session, &incident, error) ||
        !add_customers(call, session, incident.id, error))
        return false;
    return answer_incident(call, session, incident.id, error);
}

// ---- whom it concerns ----

static Str identity_of(const Person *person, IdentityKind kind)
{
    for (size_t i = 0; i < person->identity_count; i++)
        if (person->identities[i].kind == kind) return person->identities[i].shown;
    return STR("");
}

static bool add_line(Call *call, StoreSession *session, CustomerId customer, Error *error)
{
    Person person;
    CustomerId root = identity_root(call->house->identity, customer);
    uint32_t masked = call->principal.masked;
    if (!person_read(call->house->identity, session, root, call->arena, &person, error))
        return error->kind == ERROR_NOT_FOUND;
    call_reads(call, root);
    Str name = trait_text(trait_find(person.traits, person.trait_count, STR("name")), call->arena);
    csv_add_number(&call->text, str_format(call->arena, "%u", root));
    csv_add(&call->text, masked & MASK_NAME ? STR("") : name);
    csv_add(&call->text, masked & MASK_EMAIL ? STR("") : identity_of(&person, IDENTITY_EMAIL));
    csv_add(&call->text, masked & MASK_PHONE ? STR("") : identity_of(&person, IDENTITY_PHONE));
    csv_end_record(&call->text);
    return true;
}

static bool list_affected(Call *call, StoreSession *session, Error *error)
{
    enum { PAGE = 1000 };
    Incident incident;
    if (!log_catch_up(call->house->log, session, error) || !find(call, session, &incident, error)) return false;
    call->type = STR("text/csv; charset=utf-8");
    call_header(call, STR("Content-Disposition"), STR("attachment; filename=\"customers.csv\""));
    call->text = text_in(call->arena);
    text_add(&call->text, STR("customer,name,email,phone\n"));
    CustomerId after = 0;
    for (size_t count = PAGE; count == PAGE;) {
        Rows rows;
        CustomerId page[PAGE];
        count = 0;
        if (!store_select(session, &query_incident_customers,
                          VALUES(value_integer(incident.id), value_integer(after), value_integer(PAGE)), &rows, error))
            return false;
        while (rows_next(&rows) && count < PAGE) page[count++] = (CustomerId)rows_integer(&rows, 0);
        if (!rows_close(&rows, error)) return false;
        for (size_t i = 0; i < count; i++)
            if (!add_line(call, session, page[i], error)) return false;
        if (count) after = page[count - 1];
    }
    return true;
}

// ---- the tables ----

#define INCIDENT_KINDS "breach|identity_theft"
#define INCIDENT_RISKS "unknown|unlikely|risk|high"

static const Field step_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true},
    {.name = "due_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "done_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "done_by", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {0},
};
static const Shape step_shape = {.name = "IncidentStep", .fields = step_fields};
static const Field incident_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = INCIDENT_KINDS},
    {.name = "title", .type = FIELD_TEXT, .required = true},
    {.name = "description", .type = FIELD_TEXT, .nullable = true},
    {.name = "risk", .type = FIELD_TEXT, .required = true, .words = INCIDENT_RISKS},
    {.name = "known_at", .type = FIELD_INSTANT, .required = true},
    {.name = "due_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("72 hours after it was known (Art. 33 GDPR)", "72\u00A0heures après en avoir eu connaissance (art. "
                                                                  "33 RGPD)")},
    {.name = "seconds_left",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("null once the authority was told", "null une fois l’autorité prévenue")},
    {.name = "overdue", .type = FIELD_BOOLEAN, .required = true},
    {.name = "authority_notified_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "authority_reference", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "delay_reason", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "subjects_notified_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "subjects_how", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = "open|closed"},
    {.name = "closed_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("how many it concerns", "combien sont "
                                            "concernés")},
    {.name = "version", .type = FIELD_INTEGER, .required = true},
    {.name = "steps", .type = FIELD_ARRAY, .shape = &step_shape},
    {0},
};
static const Shape incident_shape = {.name = "Incident", .fields = incident_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &incident_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0},
};
static const Shape list_shape = {.name = "IncidentList", .fields = list_fields};

#define CUSTOMERS_FIELD                                                                                                \
    {                                                                                                                  \
        .name = "customers", .type = FIELD_ARRAY, .item = FIELD_INTEGER, .low = 0, .high = 10000,                      \
        .help = PHRASE("that it concerns, added to those before", "concernés, ajoutés aux précédents")                 \
    }
static const Field make_fields[] = {
    {.name = "kind", .type = FIELD_TEXT, .required = true, .words = INCIDENT_KINDS},
    {.name = "title", .type = FIELD_TEXT, .required = true, .low = 1, .high = 300},
    {.name = "description", .type = FIELD_TEXT, .low = 0, .high = 20000, .nullable = true},
    {.name = "risk", .type = FIELD_TEXT, .words = INCIDENT_RISKS},
    {.name = "known_at",
     .type = FIELD_INSTANT,
     .help = PHRASE("the clock runs from then; now when not given", "le délai court dès lors\u202F; maintenant par "
                                                                    "défaut")},
    CUSTOMERS_FIELD,
    {0},
};
static const Shape make_shape = {.name = "IncidentMake", .fields = make_fields};
static const Field done_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = 64},
    {.name = "done", .type = FIELD_BOOLEAN, .required = true},
    {0},
};
static const Shape done_shape = {.name = "IncidentStepDone", .fields = done_fields};
static const Field change_fields[] = {
    {.name = "title", .type = FIELD_TEXT, .low = 1, .high = 300},
    {.name = "description", .type = FIELD_TEXT, .low = 0, .high = 20000, .nullable = true},
    {.name = "risk", .type = FIELD_TEXT, .words = INCIDENT_RISKS},
    {.name = "authority_notified_at", .type = FIELD_INSTANT},
    {.name = "authority_reference", .type = FIELD_TEXT, .low = 0, .high = 200, .nullable = true},
    {.name = "delay_reason", .type = FIELD_TEXT, .low = 0, .high = 4000, .nullable = true},
    {.name = "subjects_notified_at", .type = FIELD_INSTANT},
    {.name = "subjects_how", .type = FIELD_TEXT, .low = 0, .high = 4000, .nullable = true},
    {.name = "status", .type = FIELD_TEXT, .words = "open|closed"},
    {.name = "steps", .type = FIELD_ARRAY, .shape = &done_shape, .low = 0, .high = 20},
    CUSTOMERS_FIELD,
    {0},
};
static const Shape change_shape = {.name = "IncidentChange", .fields = change_fields};

static const Parameter list_parameters[] = {
    {.name = "status", .type = FIELD_TEXT, .words = "open|closed", .help = PHRASE("only these", "seulement ceux-ci")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/privacy/incidents",
     .name = "listIncidents",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("Breaches and identity thefts, newest first", "Violations et usurpations, la plus récente "
                                                                     "d’abord"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_incidents},
    {.method = "POST",
     .path = "/api/v1/privacy/incidents",
     .name = "makeIncident",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Records a breach: 72 hours run from when it was known",
                       "Enregistre une violation\u00A0: 72\u00A0heures courent dès sa connaissance"),
     .body = &make_shape,
     .answer = &incident_shape,
     .write = make_incident},
    {.method = "GET",
     .path = "/api/v1/privacy/incidents/{id}",
     .name = "getIncident",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("One incident, with its checklist", "Un incident, avec sa liste de contrôle"),
     .answer = &incident_shape,
     .read = get_incident},
    {.method = "PATCH",
     .path = "/api/v1/privacy/incidents/{id}",
     .name = "changeIncident",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Says what was done, who was told, whom it concerns",
                       "Dit ce qui a été fait, qui a été prévenu, qui est concerné"),
     .body = &change_shape,
     .answer = &incident_shape,
     .write = change_incident},
    {.method = "GET",
     .path = "/api/v1/privacy/incidents/{id}/customers",
     .name = "listIncidentCustomers",
     .access = ACCESS_ADMIN,
     .cost = COST_REPORT,
     .summary = PHRASE("The customers it concerns, as CSV", "Les clients concernés, en CSV"),
     .read = list_affected},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "incident_customer",
     .name = "incidents",
     .purpose = PHRASE("Incidents that concerned your data", "Les incidents qui ont concerné vos données"),
     .retention = RETENTION_REQUEST,
     .read = &query_incident_export,
     .columns = "kind title known_at:instant authority_notified_at:instant subjects_notified_at:instant subjects_how",
     .erase = &query_incident_forget_customer},
    {0},
};

extern const Module incident_module;
const Module incident_module = {.name = "incidents", .routes = routes, .personal = tables};
