// task.h - a call on its way through the api: what routes don't see of it.
#ifndef FIDELE_API_TASK_H
#define FIDELE_API_TASK_H

#include "api/api.h"
#include "api/parameters.h"
#include "api/routes.h"

typedef struct Task {
    Call call; // first: every Call is one
    Api *api;
    HttpQuery query;
    StoreWrite write;
    struct Task *next;           // in a queue
    int64_t queued;              // as begun
    int64_t begun;               // microseconds of the monotonic clock
    int answered_status;         // 0: not yet
    bool replayed;               // the answer is that of an earlier call with the same Idempotency-Key
    struct Performed *performed; // of api_perform: where the answer goes; NULL: over HTTP
    Str idempotency_key;         // "" without
} Task;

static inline Task *task_of(Call *call)
{
    return (Task *)(void *)call;
}

const ApiSettings *api_settings(const Api *api);
int64_t monotonic_microseconds(void);

// Where api_perform waits.
void performed_answer(struct Performed *performed, const ApiReply *reply);

// ---- the steps of a call; errors are answers ----

// Before the body is read (request.c).
MUST_USE bool request_check_type(const Call *call, Error *error);
Locale request_locale(const HttpRequest *request, const HttpQuery *query);
bool request_has_body(const HttpRequest *request);
// Who calls, and may they (permit.c).
MUST_USE bool permit_call(Call *call, Error *error);
MUST_USE bool permit_principal(const Call *call, Error *error);
MUST_USE bool permit_site(const Call *call, Error *error); // no state change by a page of another site

// The writing transaction of a call: effect, trail and record of its key (write.c).
void task_write_later(Task *task);

// The answer to a preflight and to OPTIONS (answer.c).
void answer_options(Call *call, const RouteNode *node);

#endif
