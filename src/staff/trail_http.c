// The routes of the audit trail: it is read and verified; there is none that changes it.
#include "house.h"
#include "module.h"
#include "staff/staff_http.h"
#include "staff/trail.h"
#include "store/verify.h"

static void write_entry(JsonWriter *json, Arena *arena, const TrailEntry *entry)
{
    json_begin_object(json);
    json_key(json, "number");
    json_integer(json, entry->seq);
    write_instant(json, arena, "at", entry->at);
    write_text(json, "actor_kind", entry->actor_kind);
    json_key(json, "actor_id");
    if (entry->actor_id)
        json_integer(json, entry->actor_id);
    else
        json_null(json);
    write_text(json, "actor", entry->actor);
    write_text(json, "action", entry->action);
    write_text(json, "object", entry->object);
    write_text(json, "address", entry->peer);
    json_key(json, "status");
    json_integer(json, entry->status);
    write_text(json, "request_id", entry->request_id);
    write_text(json, "hash", hex_text(arena, entry->hash));
    json_end_object(json);
}

static Instant query_instant(const Call *call, const char *name)
{
    Instant instant = 0;
    return instant_parse(call_query(call, name), &instant) == INSTANT_FINE ? instant : 0;
}

static bool list_trail(Call *call, StoreSession *session, Error *error)
{
    TrailEntry *entries = NULL;
    size_t count = 0;
    Str cursor;
    int64_t limit = call_limit(call);
    const TrailFilter filter = {.from = query_instant(call, "from"),
                                .to = query_instant(call, "to"),
                                .actor = call_query(call, "actor"),
                                .action = call_query(call, "action"),
                                .object = call_query(call, "object")};
    if (!call_cursor(call, &cursor, error) ||
        !trail_page(session, cursor_number(cursor), &filter, limit + 1, call->arena, &entries, &count, error))
        return false;
    size_t shown = (size_t)smaller((int64_t)count, limit);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < shown; i++) write_entry(&json, call->arena, &entries[i]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (count > shown)
        json_string(&json, call_next_cursor(call, error_number(call->arena, (uint64_t)entries[shown - 1].seq)));
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

static bool verify_trail(Call *call, StoreSession *session, Error *error)
{
    TrailVerdict verdict;
    if (!trail_verify(session, &verdict, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "entries");
    json_integer(&json, verdict.entries);
    json_key(&json, "broken");
    if (verdict.broken)
        json_integer(&json, verdict.broken);
    else
        json_null(&json);
    json_key(&json, "last");
    json_integer(&json, verdict.last);
    write_text(&json, "hash", hex_text(call->arena, (Str){(const char *)verdict.hash, sizeof verdict.hash}));
    json_end_object(&json);
    return true;
}

static bool refuse_change(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    call_header(call, STR("allow"), STR("GET"));
    return error_code(error, ERROR_METHOD, "append_only",
                      PHRASE("the audit trail can't be changed: entries are only ever added",
                             "la piste d’audit ne peut pas être modifiée\u00A0: on ne fait qu’y ajouter"), );
}

// ---- the tables ----

static const Field entry_fields[] = {
    {.name = "number",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("from 1, without a gap", "dès 1, sans "
                                             "trou")},
    {.name = "at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = "actor_kind",
     .type = FIELD_TEXT,
     .required = true,
     .words = "person|key|local|nobody",
     .help = PHRASE("local: who holds the data folder", "local\u00A0: qui détient le dossier de données")},
    {.name = "actor_id",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("number of the person or the key", "numéro de la personne ou de la clé")},
    {.name = "actor", .type = FIELD_TEXT, .required = true, .help = PHRASE("address or name", "adresse ou nom")},
    {.name = "action", .type = FIELD_TEXT, .required = true, .help = PHRASE("operation", "opération")},
    {.name = "object", .type = FIELD_TEXT, .required = true, .help = PHRASE("on what: key:7", "sur quoi\u00A0: key:7")},
    {.name = "address", .type = FIELD_TEXT, .required = true, .help = PHRASE("from where", "d’où")},
    {.name = "status", .type = FIELD_INTEGER, .required = true, .help = PHRASE("HTTP status", "statut HTTP")},
    {.name = "request_id", .type = FIELD_TEXT, .required = true, .help = PHRASE("as in the log", "comme au journal")},
    {.name = "hash",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("SHA-256 over the hash before and this entry", "SHA-256 du hachage précédent et de cette entrée")},
    {.name = NULL}};
static const Shape entry_shape = {.name = "AuditEntry", .fields = entry_fields};
static const Field trail_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &entry_shape,
     .required = true,
     .help = PHRASE("newest first", "la plus récente d’abord")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("for the next page; null: this is the last", "pour la page suivante\u202F; null\u00A0: dernière")},
    {.name = NULL}};
static const Shape trail_shape = {.name = "AuditTrail", .fields = trail_fields};

static const Field verdict_fields[] = {
    {.name = "entries", .type = FIELD_INTEGER, .required = true, .help = PHRASE("looked at", "examinées")},
    {.name = "broken",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("the first entry that is not as it was written; null: none",
                    "la première entrée qui n’est pas telle qu’écrite\u202F; null\u00A0: aucune")},
    {.name = "last",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("number of the last", "numéro de la "
                                          "dernière")},
    {.name = "hash",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("hash of the last", "hachage de la dernière")},
    {.name = NULL}};
static const Shape verdict_shape = {.name = "AuditVerdict", .fields = verdict_fields};

static const Parameter trail_parameters[] = {
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("at most that many; 50 without it", "au plus autant\u202F; 50 sans cela")},
    {.name = "cursor", .type = FIELD_TEXT, .help = PHRASE("next_cursor of the page before", "next_cursor d’avant")},
    {.name = "from", .type = FIELD_INSTANT, .help = PHRASE("not before", "pas avant")},
    {.name = "to", .type = FIELD_INSTANT, .help = PHRASE("before", "avant")},
    {.name = "actor", .type = FIELD_TEXT, .help = PHRASE("address or name of a key", "adresse ou nom de clé")},
    {.name = "action", .type = FIELD_TEXT, .help = PHRASE("createKey, signIn …", "createKey, signIn…")},
    {.name = "object", .type = FIELD_TEXT, .help = PHRASE("key:7, person:3 …", "key:7, person:3…")},
    {.name = NULL}};

#define REFUSED(of_method, of_path, of_name)                                                                            \
    {                                                                                                                   \
        .method = (of_method), .path = (of_path), .name = (of_name), .access = ACCESS_ADMIN, .cost = COST_WRITE,        \
        .summary = PHRASE("always refused: the trail is append-only", "toujours refusé\u00A0: la piste ne se modifie " \
                                                                      "pas"),                                           \
        .write = refuse_change, .quiet = true                                                                           \
    }

static const Route trail_routes[] = {
    {.method = "GET",
     .path = "/api/v1/audit-trail",
     .name = "listAuditTrail",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("who did what, newest first", "qui a fait quoi, le plus récent d’abord"),
     .parameters = trail_parameters,
     .answer = &trail_shape,
     .read = list_trail},
    {.method = "GET",
     .path = "/api/v1/audit-trail/verify",
     .name = "verifyAuditTrail",
     .access = ACCESS_ADMIN,
     .cost = COST_REPORT,
     .summary = PHRASE("recompute the chain of hashes", "recalculer la chaîne de hachages"),
     .answer = &verdict_shape,
     .read = verify_trail},
    REFUSED("DELETE", "/api/v1/audit-trail", "deleteAuditTrail"),
    REFUSED("DELETE", "/api/v1/audit-trail/{number}", "deleteAuditEntry"),
    REFUSED("PATCH", "/api/v1/audit-trail/{number}", "changeAuditEntry"),
    REFUSED("PUT", "/api/v1/audit-trail/{number}", "replaceAuditEntry"),
    {.method = NULL}};

extern const struct Command trail_command;
static const struct Command *const trail_commands[] = {&trail_command, NULL};
// For `fidele verify`: each entry against the one before it.
static bool verify_chain(const struct House *house, Verification *verification, Error *error)
{
    StoreSession *session;
    TrailVerdict verdict = {0};
    if (!store_read_begin(house->store, &session, error)) return false;
    bool looked = trail_verify(session, &verdict, error);
    store_read_end(session);
    Str fault = verdict.broken
                    ? str_format(verification->arena, "entry %lld does not match its chain", (long long)verdict.broken)
                    : STR("");
    if (looked) verification_add(verification, "audit_trail", verdict.entries, verdict.broken != 0, fault);
    return looked;
}

static const Verifier trail_verifiers[] = {{.name = "audit_trail", .run = verify_chain}, {.name = NULL}};

const Module trail_module = {
    .name = "audit-trail", .commands = trail_commands, .routes = trail_routes, .verifiers = trail_verifiers};
