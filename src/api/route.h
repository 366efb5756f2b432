// route.h - a route is a row of a table: method, path, who may, what goes in and out, and one function.
//
// A module lists its routes in MODULE_http.c; the table is the source of routing, of the permission check, of the body
// check, of OpenAPI and of the tests that walk it (who may × what they may see). One of `read`, `write`, `start` is
// set:
//
//   read    runs on a worker over a snapshot of the store; changes nothing.
//   write   runs inside a writing transaction on the store's thread: what it stores, the audit entry and the record of
//           the Idempotency-Key are committed together, then it is answered. Slow work (hashing a password) belongs
//           into `prepare`, which runs before it on a worker and must not change anything. May run more than once
//           (store.h): the answer starts empty each time.
//   start   runs on the event thread and answers by itself, now or later (ingest, streams).
//
// {…} in a path is one segment of it; a literal segment goes before. Routes below /v1/ are called by software of
// others, also in browsers on sites of others: any content type, any parameter, and answers that any script may read
// (CORS, preflight included).
#ifndef FIDELE_API_ROUTE_H
#define FIDELE_API_ROUTE_H

#include "api/access.h"
#include "api/shape.h"
#include "base/instant.h"
#include "http/server.h"
#include "store/store.h"

struct House; // the open parts of the program: house.h

typedef enum Cost {
    COST_INGEST,  // never starves
    COST_SIGN_IN, // has its own workers: never starves either
    COST_READ,    // a record or a page of them
    COST_WRITE,
    COST_REPORT // may take long; refused first
} Cost;

typedef struct Call {
    const struct House *house;
    const HttpRequest *request;
    HttpExchange *exchange; // NULL when the call comes from the command line
    const struct Route *route;
    Principal principal;
    Locale locale; // ?locale= or Accept-Language
    Instant now;
    Arena *arena;      // of this call
    Str path_value[4]; // of {…} in the path, in order
    JsonValue body;    // checked against the route's shape; JSON_NULL without
    Str request_id;
    // The answer: status 200 (or 204 without text) unless set otherwise; JSON unless `type` is set.
    int status;
    Str type;
    Text text;
    HttpHeader header[8];
    size_t headers;
    uint32_t *read; // whose data it gives out (call_reads)
    size_t reads, read_room;
    Str audit_object; // for the audit trail: "customer:42"; set by write
    void *prepared;   // handed from prepare to write
} Call;

typedef struct Parameter {
    const char *name;
    // FIELD_TEXT, FIELD_INTEGER, FIELD_INSTANT, FIELD_DAY, FIELD_BOOLEAN; FIELD_ARRAY: words separated by commas
    FieldType type;
    int64_t low, high; // of integers; texts have at most `high` bytes (0: 4096)
    const char *words; // "on|on_or_after|bracket": the only values. Named sort or fields: errors as B59 and B61
    Phrase help;
} Parameter;

typedef struct Route {
    const char *method, *path; // "GET", "/api/v1/customers/{id}"
    const char *name;          // operationId: "getCustomer"
    Access access;             // required: ROUTE_TABLE tests refuse 0
    Cost cost;
    Phrase summary;
    const Parameter *parameters; // ends with an entry without a name; limit and cursor are listed here too
    // More of them, that other modules add: the index-th; false at the end. NULL: there are none.
    bool (*further)(size_t index, Parameter *parameter);
    const Shape *body, *answer;
    const char *body_type; // NULL: application/json; else taken as it is: "text/csv", or "*/*" for any
    size_t body_bytes_max; // 0: 1 MiB
    bool page;             // answers a page for people (HTML): errors too
    bool any_parameter;    // what stands behind "?" is for the script of the page
    bool (*prepare)(Call *call, Error *error);
    bool (*read)(Call *call, StoreSession *session, Error *error);
    bool (*write)(Call *call, StoreSession *session, Error *error);
    void (*start)(Call *call);
    bool late_key; // POST /v1/*: no credentials are no error yet, the key may stand in the body (call_use_key)
    bool quiet;    // a write that is no act of a person (sign-in attempts write their own entry): no audit entry
} Route;

// ---- for the functions of routes ----

JsonWriter call_json(Call *call);                   // writes the answer
Str call_query(const Call *call, const char *name); // decoded; "" when absent. Checked against the table before
bool call_query_integer(const Call *call, const char *name, int64_t *number);
void call_header(Call *call, Str name, Str value); // name and value last as long as the call; goes before a default

// The answer holds data of this customer: who read whose data is noted when it goes out (privacy/read_log.h).
// path_customer says it for the customer of a path; lists say it of each item.
void call_reads(Call *call, uint32_t customer);

// Objects with a version, a number that grows with each change: call_version says it to the caller (ETag) and
// call_if_match refuses a change that was made to an older one (If-Match; version_conflict). Without If-Match any
// version will do.
void call_version(Call *call, int64_t version);
MUST_USE bool call_if_match(const Call *call, int64_t version, Error *error);

// Lists: at most `limit` items (?limit, default 50, at most 1000), from ?cursor. A cursor is made from the sort key of
// the last item and the route's name, and signed, so that a foreign or altered one is refused (bad_cursor).
int64_t call_limit(const Call *call);
MUST_USE bool call_cursor(const Call *call, Str *after, Error *error); // "" at the beginning
Str call_next_cursor(const Call *call, Str after);

// Of a route with late_key: the caller is the key of the body. Errors as C01-C09.
MUST_USE bool call_use_key(Call *call, Str key, Error *error);

// For `start`: ends the call with what stands in it, or with an error, from any thread.
void call_answer(Call *call);
void call_fail(Call *call, const Error *error);
// For `start`: answers with what stands in it and leaves the body open, for http_stream_send and http_stream_end on
// call->exchange. False from the command line, which takes no streams: *error is the answer.
MUST_USE bool call_stream(Call *call, Error *error);

#endif
