// api.h - the routes of all modules behind one door: over HTTP, over the Unix socket, and from the command line.
//
// For each call: find the route, limit its body, say who calls (authenticate), check that they may, check parameters
// and body, admit it by its cost (429/503 with Retry-After when its queue is full), run it, answer. Errors are RFC 9457
// problems:
// {"type","title","status","code","detail","errors":[{"path","message"}],"request_id"}.
#ifndef FIDELE_API_API_H
#define FIDELE_API_API_H

#include "api/route.h"

typedef struct Api Api;

typedef struct ApiSettings {
    const struct House *house;
    Store *store;
    const unsigned char *key;   // 32 bytes that stay the same: signs cursors, encrypts what is kept for retries
    const Route *const *tables; // one table a module; each ends with a route without method; the list ends with NULL
    // Who calls? On an event thread, so from memory. False: *error is the answer (401 …).
    bool (*authenticate)(const struct House *house, const HttpRequest *request, const Route *route, Arena *arena,
                         Principal *principal, Error *error);
    // The same for the key in a body (call_use_key).
    bool (*authenticate_key)(const struct House *house, const HttpRequest *request, Str key, Principal *principal,
                             Error *error);
    // Written in the transaction of each write that is not quiet; NULL: no trail.
    bool (*audit)(const Call *call, StoreSession *session, Error *error);
    // Told of every call at its end, for the log and the counters; NULL: nobody.
    void (*ended)(const struct House *house, const HttpRequest *request, const Route *route, const Principal *principal,
                  Str request_id, int status, uint64_t bytes, int64_t microseconds);
    // Told of answers that gave out data of customers (call_reads), at their end; NULL: nobody.
    void (*gave)(const Call *call);
    // Told of every answer of 500 and above: what the operator should know and the caller need not; NULL: nobody.
    void (*failed)(const struct House *house, const Route *route, Str request_id, const Error *error);
    int workers; // threads for reading, 0: 4; sign-in, writes that need preparing and reports have two each besides
} ApiSettings;

MUST_USE bool api_open(const ApiSettings *settings, Api **api, Error *error);
void api_close(Api *api);          // after http_stop: finishes what was admitted
HttpHandler api_handler(Api *api); // for http_open

// A call from the command line, as the holder of the data folder: the same routes, the same checks, no socket.
typedef struct ApiReply {
    int status;
    Str type, body;
    const HttpHeader *header;
    size_t headers;
} ApiReply;
void api_perform(Api *api, Str method, Str target, Str type, Str body, Locale locale, Arena *arena, ApiReply *reply);
// The same for a request that came from elsewhere: who calls is asked (authenticate) unless it is local.
void api_perform_request(Api *api, const HttpRequest *request, Arena *arena, ApiReply *reply);

// The document of GET /api/v1/openapi.json, made from the tables.
void api_openapi(const Route *const *tables, Text *out);

#endif
