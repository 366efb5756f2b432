// erasure_http.c - people who are erased: asked for, followed, proven; and taken off the list when they come back.
#include "base/number.h"
#include "customer/customer_http.h"
#include "house.h"
#include "module.h"
#include "privacy/privacy_http.h"

Eraser eraser_of(const House *house, Arena *arena)
{
    size_t count = 0, listed = 0;
    while (modules[count]) count++;
    const PersonalTable **tables = arena_array(arena, const PersonalTable *, count + 1);
    for (size_t i = 0; i < count; i++)
        if (modules[i]->personal) tables[listed++] = modules[i]->personal;
    return (Eraser){.store = house->store,
                    .identity = house->identity,
                    .log = house->log,
                    .activity = house->activity,
                    .tables = tables,
                    .arena = arena};
}

// ---- shapes ----

static const Field erase_fields[] = {
    {.name = "confirm",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("the customer's number or one of its identities once more, as a second confirmation",
                    "encore une fois le numéro du client ou l’un de ses identifiants, comme seconde confirmation")},
    {.name = "totals",
     .type = FIELD_TEXT,
     .words = "keep|remove",
     .help = PHRASE("keep (default): anonymous copies keep figures as they are; remove: out of figures too",
                    "keep (par défaut)\u00A0: des copies anonymes gardent les chiffres tels quels\u202F; remove\u00A0: "
                    "hors des chiffres aussi")},
    {.name = NULL}};
const Shape erase_shape = {.name = "ErasureRequest", .fields = erase_fields};

static const Field anonymise_fields[] = {
    {.name = "confirm",
     .type = FIELD_TEXT,
     .high = 300,
     .help = PHRASE("the customer's number or one of its identities once more, as a second confirmation",
                    "encore une fois le numéro du client ou l’un de ses identifiants, comme seconde confirmation")},
    {.name = NULL}};
const Shape anonymise_shape = {.name = "AnonymisationRequest", .fields = anonymise_fields};

static const Field queued_fields[] = {
    {.name = "erasure",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("its number: GET /api/v1/erasures/{id}", "son numéro\u00A0: GET /api/v1/erasures/{id}")},
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("what carries it out: GET /api/v1/jobs/{id}; null: it was erased before",
                    "ce qui l’exécute\u00A0: GET /api/v1/jobs/{id}\u202F; null\u00A0: déjà effacé")},
    {.name = NULL}};
const Shape erasure_queued_shape = {.name = "ErasureQueued", .fields = queued_fields};

static const Field finish_fields[] = {
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("its number: GET /api/v1/jobs/{id}", "son numéro\u00A0: GET /api/v1/jobs/{id}")},
    {.name = NULL}};
const Shape finish_shape = {.name = "ErasureFinish", .fields = finish_fields};

static const Field erasure_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "state",
     .type = FIELD_TEXT,
     .required = true,
     .words = "invisible|erased|finished",
     .help = PHRASE("how far it is: invisible; out of tables and log; out of the files",
                    "où il en est\u00A0: invisible\u202F; hors des tables et du journal\u202F; hors des fichiers")},
    {.name = "totals",
     .type = FIELD_TEXT,
     .required = true,
     .words = "keep|remove",
     .help = PHRASE("what became of figures", "ce que sont devenus les chiffres")},
    {.name = "asked_by",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("who of the staff; null: a key or the command line",
                    "qui du personnel\u202F; null\u00A0: une clé ou la ligne de commande")},
    {.name = "asked_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = "hidden_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("no answer shows the person since", "aucune réponse ne montre la personne depuis")},
    {.name = "erased_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("out of tables and log since", "hors des tables et du journal depuis")},
    {.name = "finished_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("out of the files since", "hors des fichiers depuis")},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("customers that the person had", "clients que la personne avait")},
    {.name = "identities",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("identities that may not come back", "identifiants qui ne peuvent revenir")},
    {.name = "events",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("events that left the log", "événements sortis du journal")},
    {.name = "rows",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("rows that were erased", "lignes effacées")},
    {.name = "tables", .type = FIELD_MAP, .required = true, .help = PHRASE("rows by table", "lignes par table")},
    {.name = "digest",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("SHA-256 of all this, once it is erased", "SHA-256 de tout cela, une fois effacé")},
    {.name = NULL}};
const Shape erasure_shape = {.name = "Erasure", .fields = erasure_fields};

static const Field list_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &erasure_shape,
     .help = PHRASE("newest first", "les plus récents d’abord")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("for the next page; null on the last", "pour la page suivante\u202F; null sur la dernière")},
    {.name = NULL}};
const Shape erasure_list_shape = {.name = "ErasureList", .fields = list_fields};

static const Field lift_fields[] = {{.name = "kind",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .words = "user_id|anonymous_id|email|phone|external",
                                     .help = PHRASE("of the identity", "de l’identifiant")},
                                    {.name = "value",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .low = 1,
                                     .high = 500,
                                     .help = PHRASE("the identity", "l’identifiant")},
                                    {.name = NULL}};
const Shape lift_shape = {.name = "SuppressionLift", .fields = lift_fields};

static const Field lifted_fields[] = {
    {.name = "lifted",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("false: it was not suppressed", "false\u00A0: il n’était pas bloqué")},
    {.name = NULL}};
const Shape lifted_shape = {.name = "SuppressionLifted", .fields = lifted_fields};

// ---- erasing ----

static bool answer_queued(Call *call, int64_t erasure, int64_t job)
{
    JsonWriter json = call_json(call);
    call->status = job ? 202 : 200;
    call->audit_object = str_format(call->arena, "erasure:%lld", (long long)erasure);
    json_begin_object(&json);
    json_key(&json, "erasure");
    json_integer(&json, erasure);
    json_key(&json, "job");
    if (job)
        json_integer(&json, job);
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

// The erasure that the id belonged to already; 0: none.
static bool erased_before(const Call *call, StoreSession *session, Str id, int64_t *erasure, Error *error)
{
    const Identity *identity = call->house->identity;
    int64_t number;
    IdentityKind kind;
    Str value = id, name;
    *erasure = 0;
    if (number_parse_count(id, &number))
        return number <= 0 || number > identity_count(identity) ||
               identity_hidden_by(session, (CustomerId)number, erasure, error);
    if (!str_cut(&value, ':', &name) || !identity_kind_parse(name, &kind)) return true;
    if (kind == IDENTITY_PHONE) value = identity_phone(call->arena, workspace_locale(call), value);
    return identity_erasure_of(identity, session, kind, value, erasure, error);
}

static Str without_kind(Str id)
{
    Str value = id, name;
    IdentityKind kind;
    return str_cut(&value, ':', &name) && identity_kind_parse(name, &kind) ? value : id;
}

// The number of any of its customers, or any of its identities, with or without the kind before it.
static bool is_confirmed(Call *call, StoreSession *session, CustomerId root, Str confirm, bool *confirmed, Error *error)
{
    CustomerId *members;
    int64_t number = 0;
    const Identity *identity = call->house->identity;
    size_t count = identity_members(identity, root, call->arena, &members);
    Str wanted = without_kind(confirm);
    *confirmed = number_parse_count(confirm, &number) && number > 0 && number <= identity_count(identity) &&
                 identity_root(identity, (CustomerId)number) == root;
    for (size_t i = 0; !*confirmed && i < count; i++) {
        IdentityRow *rows;
        size_t identities;
        if (!identity_list(session, members[i], call->arena, &rows, &identities, error)) return false;
        for (size_t r = 0; r < identities; r++)
            *confirmed |= str_equal_fold(rows[r].value, wanted) || str_equal_fold(rows[r].shown, wanted);
    }
    return true;
}

static bool confirm(Call *call, StoreSession *session, CustomerId root, Error *error)
{
    bool confirmed;
    Str said = shape_text(call->body, "confirm", call->arena);
    if (!is_confirmed(call, session, root, said, &confirmed, error)) return false;
    if (confirmed) return true;
    (void)error_code(error, ERROR_INPUT, "confirm_required",
                     PHRASE("erasing can't be undone: type the customer's e-mail address or number in `confirm`",
                            "un effacement est définitif\u00A0: tapez l’adresse ou le numéro du client dans "
                            "`confirm`"),
                     STR(""));
    return error_at(error, STR("/confirm"));
}

static bool queue_erasure(Call *call, StoreSession *session, int64_t erasure, int64_t *job, Error *error)
{
    Str argument = str_format(call->arena, "{\"erasure\":%lld}", (long long)erasure);
    Str key = str_format(call->arena, "%lld", (long long)erasure);
    return job_queue(call->house->jobs, session, "erase", argument, key, call->now, job, error);
}

// Who asks again while it is under way gets the job to wait for.
static bool answer_again(Call *call, StoreSession *session, int64_t id, Error *error)
{
    Erasure erasure;
    int64_t job = 0;
    return erasure_get(session, id, call->arena, &erasure, error) &&
           (erasure.state != ERASURE_INVISIBLE || queue_erasure(call, session, id, &job, error)) &&
           answer_queued(call, id, job);
}

static bool erase(Call *call, StoreSession *session, bool totals, Error *error)
{
    CustomerId root = 0;
    int64_t erasure, job;
    Eraser eraser = eraser_of(call->house, call->arena);
    if (!erased_before(call, session, call->path_value[0], &erasure, error)) return false;
    if (erasure) return answer_again(call, session, erasure, error);
    return path_customer(call, session, call->path_value[0], &root, error) && confirm(call, session, root, error) &&
           erasure_begin(&eraser, session, root, totals, who(call), call->now, &erasure, error) &&
           queue_erasure(call, session, erasure, &job, error) && answer_queued(call, erasure, job);
}

bool erase_customer(Call *call, StoreSession *session, Error *error)
{
    return erase(call, session, !str_equal(shape_text(call->body, "totals", call->arena), STR("remove")), error);
}

bool anonymise_customer(Call *call, StoreSession *session, Error *error)
{
    return erase(call, session, true, error);
}

bool finish_erasures(Call *call, StoreSession *session, Error *error)
{
    int64_t job;
    if (!job_queue(call->house->jobs, session, "erase_finish", STR("{\"fully\":true}"), STR("fully"), call->now, &job,
                   error))
        return false;
    call->status = 202;
    call->audit_object = str_format(call->arena, "job:%lld", (long long)job);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "job");
    json_integer(&json, job);
    json_end_object(&json);
    return true;
}

// ---- certificates ----

static void write_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static void write_erasure(JsonWriter *json, const Erasure *erasure, Arena *arena)
{
    static const Str states[] = {
        [ERASURE_INVISIBLE] = STR("invisible"), [ERASURE_ERASED] = STR("erased"), [ERASURE_FINISHED] = STR("finished")};
    json_begin_object(json);
    json_key(json, "id"), json_integer(json, erasure->id);
    json_key(json, "state"), json_string(json, states[erasure->state]);
    json_key(json, "totals"), json_string(json, erasure->totals ? STR("keep") : STR("remove"));
    json_key(json, "asked_by");
    if (erasure->asked_by)
        json_integer(json, erasure->asked_by);
    else
        json_null(json);
    write_instant(json, "asked_at", erasure->asked_at, arena);
    write_instant(json, "hidden_at", erasure->hidden_at, arena);
    write_instant(json, "erased_at", erasure->erased_at, arena);
    write_instant(json, "finished_at", erasure->finished_at, arena);
    json_key(json, "customers"), json_integer(json, erasure->customers);
    json_key(json, "identities"), json_integer(json, erasure->identities);
    json_key(json, "events"), json_integer(json, erasure->events);
    json_key(json, "rows"), json_integer(json, erasure->rows);
    json_key(json, "tables");
    write_raw(json, erasure->counts);
    json_key(json, "digest");
    if (erasure->state == ERASURE_INVISIBLE)
        json_null(json);
    else
        json_string(json, erasure_digest(erasure, arena));
    json_end_object(json);
}

bool get_erasure(Call *call, StoreSession *session, Error *error)
{
    int64_t id;
    Erasure erasure;
    if (!path_id(call->path_value[0], &id, error) || !erasure_get(session, id, call->arena, &erasure, error))
        return false;
    if (!erasure.id) return say_not_found(error);
    JsonWriter json = call_json(call);
    write_erasure(&json, &erasure, call->arena);
    return true;
}

bool list_erasures(Call *call, StoreSession *session, Error *error)
{
    Str cursor;
    int64_t before = INT64_MAX;
    Erasure *erasures;
    size_t count, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &cursor, error) || (cursor.size && !path_id(cursor, &before, error)) ||
        !erasure_list(session, before, limit + 1, call->arena, &erasures, &count, error))
        return false;
    bool more = count > limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) write_erasure(&json, &erasures[i], call->arena);
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)erasures[limit - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

// ---- coming back ----

bool lift_suppression(Call *call, StoreSession *session, Error *error)
{
    bool was;
    IdentityKind kind;
    Str value = shape_text(call->body, "value", call->arena);
    if (!identity_kind_parse(shape_text(call->body, "kind", call->arena), &kind)) return say_not_found(error);
    if (kind == IDENTITY_PHONE) value = identity_phone(call->arena, workspace_locale(call), value);
    if (!identity_lift(call->house->identity, session, kind, value, who(call), call->now, &was, error)) return false;
    call->audit_object = STR("suppression");
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "lifted");
    json_boolean(&json, was);
    json_end_object(&json);
    return true;
}
