// The answer of a call: its headers, and the way it goes out.
#include "api/task.h"

#include <string.h>

#include "api/problem.h"

enum { ANSWER_HEADERS_MAX = 32 };

typedef struct Answer {
    HttpHeader header[ANSWER_HEADERS_MAX];
    size_t count;
} Answer;

static void add(Answer *answer, Str name, Str value)
{
    assert(answer->count < ANSWER_HEADERS_MAX);
    answer->header[answer->count++] = (HttpHeader){name, value};
}

// Unless the route has said it itself.
static void add_default(Answer *answer, Str name, Str value)
{
    for (size_t i = 0; i < answer->count; i++)
        if (str_equal_fold(answer->header[i].name, name)) return;
    add(answer, name, value);
}

// A page may load what is ours and nothing else, run no script that stands in it, and be framed by nobody.
#define PAGE_POLICY                                                                                                    \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "                \
    "script-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

static void add_security(Answer *answer, const Call *call)
{
    bool page = call->route && call->route->page, tracking = call->route && route_is_tracking(call->route);
    add_default(answer, STR("X-Content-Type-Options"), STR("nosniff"));
    add_default(answer, STR("Content-Security-Policy"),
                page ? STR(PAGE_POLICY) : STR("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"));
    add_default(answer, STR("Referrer-Policy"), STR("same-origin"));
    add_default(answer, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    add_default(answer, STR("Cross-Origin-Resource-Policy"), tracking ? STR("cross-origin") : STR("same-origin"));
    add_default(answer, STR("Cache-Control"), STR("no-store"));
    if (call->request->secure) add_default(answer, STR("Strict-Transport-Security"), STR("max-age=31536000"));
    if (tracking) add_default(answer, STR("Access-Control-Allow-Origin"), STR("*"));
}

static Str answer_type(const Call *call)
{
    return call->type.size ? call->type : STR("application/json");
}

static void fill_headers(Answer *answer, const Call *call)
{
    for (size_t i = 0; i < call->headers; i++) add(answer, call->header[i].name, call->header[i].value);
    if (call->text.size) add_default(answer, STR("Content-Type"), answer_type(call));
    add_default(answer, STR("X-Request-Id"), call->request_id);
    add_security(answer, call);
}

void call_answer(Call *call)
{
    Task *task = task_of(call);
    assert(task->answered_status == 0);
    if (call->status == 0) call->status = call->text.size ? 200 : 204;
    task->answered_status = call->status;
    Str body = text_str(&call->text);
    Answer *answer = arena_new(call->arena, Answer);
    fill_headers(answer, call);
    if (task->performed)
        performed_answer(task->performed,
                         &(ApiReply){call->status, answer_type(call), body, answer->header, answer->count});
    else
        http_answer(call->exchange, call->status, answer->header, answer->count, body);
}

bool call_stream(Call *call, Error *error)
{
    Task *task = task_of(call);
    if (task->performed)
        return error_code(error, ERROR_USAGE, "no_stream",
                          PHRASE("this answer has no end: ask the server for it over HTTP",
                                 "cette réponse n’a pas de fin\u00A0: demandez-la au serveur par HTTP"));
    if (call->status == 0) call->status = 200;
    task->answered_status = call->status;
    Answer *answer = arena_new(call->arena, Answer);
    fill_headers(answer, call);
    add_default(answer, STR("Content-Type"), answer_type(call));
    http_stream_begin(call->exchange, call->status, answer->header, answer->count);
    return true;
}

// ---- errors ----

static void add_error_headers(Call *call, int status, const Error *error)
{
    if (status == 401) call_header(call, STR("WWW-Authenticate"), STR("Bearer"));
    int seconds = error->retry_seconds;
    if (seconds == 0 && (status == 429 || status == 503)) seconds = 1;
    if (seconds == 0 && status == 507) seconds = 5; // someone has to make room
    if (seconds == 0 && status == 507) seconds = 5; // room on a disk does not come back at once
    if (seconds > 0) call_header(call, STR("Retry-After"), error_number(call->arena, (uint64_t)seconds));
}

static bool keep_allow(const Call *call, Str *allow)
{
    for (size_t i = 0; i < call->headers; i++) {
        if (!str_equal(call->header[i].name, STR("Allow"))) continue;
        *allow = call->header[i].value;
        return true;
    }
    return false;
}

void call_fail(Call *call, const Error *error)
{
    const ApiSettings *settings = api_settings(task_of(call)->api);
    int status = problem_status(error->kind);
    bool page = call->route && call->route->page;
    if (status >= 500 && settings->failed) settings->failed(call->house, call->route, call->request_id, error);
    Str allow;
    bool allowed = keep_allow(call, &allow);
    call->headers = 0;
    if (allowed) call_header(call, STR("Allow"), allow);
    add_error_headers(call, status, error);
    call->status = status;
    call->type = page ? STR("text/html; charset=utf-8") : STR("application/problem+json");
    call->text = text_in(call->arena);
    (page ? problem_page : problem_json)(status, error, call->locale, call->request_id, &call->text);
    call_answer(call);
}

// ---- OPTIONS ----

static bool header_is_asked(Str name)
{
    static const Str known[] = {STR("authorization"),   STR("content-type"),     STR("content-encoding"),
                                STR("idempotency-key"), STR("x-requested-with"), STR("x-retry-count"),
                                STR("anonymousid")}; // the last two: of Segment's and Rudder's browser clients
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal_fold(name, known[i])) return true;
    return false;
}

static bool check_preflight(const Call *call, Error *error)
{
    Str headers = http_header(call->request, STR("access-control-request-headers")), name;
    while (headers.size && str_cut(&headers, ',', &name))
        if (!header_is_asked(str_trim(name)))
            return error_code(
                error, ERROR_FORBIDDEN, "cors_denied",
                PHRASE("the header {0} may not be sent from other sites", "l’en-tête {0} ne peut venir d’autres sites"),
                error_value(call->arena, str_trim(name)));
    return true;
}

void answer_options(Call *call, const RouteNode *node)
{
    Error error;
    Str allowed = routes_allowed(node, call->arena);
    call_header(call, STR("Allow"), allowed);
    call->status = 204;
    Str origin = http_header(call->request, STR("origin"));
    if (origin.size == 0 || !routes_track(node)) {
        call_answer(call);
        return;
    }
    if (!check_preflight(call, &error)) {
        call_fail(call, &error);
        return;
    }
    call_header(call, STR("Access-Control-Allow-Origin"), STR("*"));
    call_header(call, STR("Access-Control-Allow-Methods"), allowed);
    call_header(call, STR("Access-Control-Allow-Headers"),
                STR("Authorization, Content-Type, Content-Encoding, Idempotency-Key, X-Requested-With, X-Retry-Count, "
                    "AnonymousId"));
    call_header(call, STR("Access-Control-Max-Age"), STR("86400"));
    call_answer(call);
}
