#include "api/api.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "api/admission.h"
#include "api/idempotency.h"
#include "api/problem.h"
#include "base/secret.h"
#include "http/target.h"

enum { BODY_BYTES_MAX = 1 << 20, IGNORED_BODY_BYTES_MAX = 64 << 10, WRITES_WAITING_MAX = 4096, BOOT_BYTES = 6 };

struct Api {
    ApiSettings settings;
    Arena *arena;
    Routes *routes;
    Admission *admission;
    Str boot; // distinguishes the request ids of this process
    _Atomic uint64_t requests;
};

const ApiSettings *api_settings(const Api *api)
{
    return &api->settings;
}

int64_t monotonic_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static Str next_request_id(Api *api, Arena *arena)
{
    uint64_t number = atomic_fetch_add(&api->requests, 1) + 1;
    return str_format(arena, "%.*s-%llu", STR_ARGS(api->boot), (unsigned long long)number);
}

// ---- a call begins: what its headers say ----

static bool refuse_path(const RouteFound *found, Call *call, Error *error)
{
    if (!found->node)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("there is nothing at {0}", "il n’y a rien à l’adresse {0}"),
                          error_value(call->arena, call->request->path));
    Str allowed = routes_allowed(found->node, call->arena);
    call_header(call, STR("Allow"), allowed);
    return error_code(
        error, ERROR_METHOD, "method_not_allowed",
        PHRASE("{0} is not possible here; possible are {1}", "{0} n’est pas possible ici\u202F; sont possibles {1}"),
        call->request->method, allowed);
}

static bool read_query(Task *task, Error *error)
{
    Call *call = &task->call;
    bool tracking = call->route && route_is_tracking(call->route);
    if (!http_query_read(call->request->query, call->arena, &task->query, error) && !tracking) return false;
    call->locale = request_locale(call->request, &task->query);
    return query_holds_no_key(&task->query, error);
}

typedef enum Beginning { BEGUN, ANSWERED, REFUSED } Beginning; // ANSWERED: the task may be gone

static Beginning begin_call(Task *task, Error *error)
{
    Call *call = &task->call;
    RouteFound found = routes_find(task->api->routes, call->request->method, call->request->target, call->arena);
    call->route = found.route;
    for (size_t i = 0; i < ROUTE_VALUES_MAX; i++) call->path_value[i] = found.value[i];
    if (!read_query(task, error)) return REFUSED;
    if (!found.route && found.node && str_equal(call->request->method, STR("OPTIONS"))) {
        answer_options(call, found.node);
        return ANSWERED;
    }
    bool good = (found.route || refuse_path(&found, call, error)) && request_check_type(call, error);
    return good ? BEGUN : REFUSED;
}

static void fill_task(Task *task, Api *api, const HttpRequest *request, Arena *arena)
{
    task->api = api;
    task->begun = monotonic_microseconds();
    task->call = (Call){.house = api->settings.house,
                        .request = request,
                        .now = request->received,
                        .arena = arena,
                        .body = {JSON_NULL, STR("null")},
                        .request_id = next_request_id(api, arena),
                        .text = text_in(arena)};
}

static size_t body_limit(const Route *route)
{
    if (route->body_bytes_max) return route->body_bytes_max;
    return route->body || route->body_type || route->start ? BODY_BYTES_MAX : IGNORED_BODY_BYTES_MAX;
}

static size_t handle_begin(void *context, HttpExchange *exchange)
{
    Error error;
    Arena *arena = http_arena(exchange);
    Task *task = arena_new(arena, Task);
    fill_task(task, context, http_request(exchange), arena);
    task->call.exchange = exchange;
    http_attach(exchange, task);
    Beginning beginning = begin_call(task, &error);
    if (beginning == BEGUN) return body_limit(task->call.route);
    if (beginning == REFUSED) call_fail(&task->call, &error);
    return 0;
}

// ---- it is complete: may it, and is it what the table says ----

static bool read_body(Call *call, Error *error)
{
    const Shape *shape = call->route->body;
    if (!shape) return true;
    if (call->request->body.size == 0)
        return error_code(error, ERROR_MALFORMED, "empty_body",
                          PHRASE("the body is empty: a JSON object is required",
                                 "le corps est vide\u00A0: un objet JSON est attendu"));
    return json_parse_within(call->request->body, &json_limits_body, call->arena, &call->body, error) &&
           shape_check(shape, call->body, call->arena, error);
}

static bool check_call(Task *task, Error *error)
{
    Call *call = &task->call;
    if (!permit_call(call, error)) return false;
    if (route_is_tracking(call->route)) return true;
    return (call->route->any_parameter || parameters_check(call->route, &task->query, call->arena, error)) &&
           read_body(call, error) && idempotency_read_key(call->request, &task->idempotency_key, error);
}

static bool admit_write(Task *task, Error *error)
{
    bool full = store_writes_waiting(task->api->settings.store) >= WRITES_WAITING_MAX;
    if (full && task->call.route->cost != COST_SIGN_IN) return admission_refuse(error, 2);
    if (task->call.route->prepare) return admission_take(task->api->admission, task->call.route->cost, task, error);
    task_write_later(task);
    return true;
}

static bool dispatch(Task *task, Error *error)
{
    const Route *route = task->call.route;
    if (route->write) return admit_write(task, error);
    if (route->read) return admission_take(task->api->admission, route->cost, task, error);
    route->start(&task->call);
    return true;
}

static void run_call(Task *task)
{
    Error error;
    if (!check_call(task, &error) || !dispatch(task, &error)) call_fail(&task->call, &error);
}

static void handle_complete(void *context, HttpExchange *exchange)
{
    (void)context;
    run_call(http_attached(exchange));
}

// ---- on a worker ----

static void read_on_worker(Task *task)
{
    Error error;
    Call *call = &task->call;
    StoreSession *session = NULL;
    bool good =
        store_read_begin(task->api->settings.store, &session, &error) && call->route->read(call, session, &error);
    store_read_end(session);
    if (good)
        call_answer(call);
    else
        call_fail(call, &error);
}

static void run_on_worker(Task *task, const Error *refusal)
{
    Error error;
    Call *call = &task->call;
    if (refusal)
        call_fail(call, refusal);
    else if (call->route->read)
        read_on_worker(task);
    else if (call->route->prepare(call, &error))
        task_write_later(task);
    else
        call_fail(call, &error);
}

// ---- its end, and what never became a call ----

static void tell_ended(Task *task, int status, uint64_t bytes)
{
    const ApiSettings *settings = &task->api->settings;
    const Call *call = &task->call;
    if (settings->gave && call->reads && status < 300) settings->gave(call);
    if (settings->ended)
        settings->ended(call->house, call->request, call->route, &call->principal, call->request_id, status, bytes,
                        monotonic_microseconds() - task->begun);
}

static void handle_ended(void *context, HttpExchange *exchange, int status, uint64_t bytes_sent)
{
    (void)context;
    tell_ended(http_attached(exchange), status, bytes_sent);
}

static void handle_refuse(void *context, const HttpRequest *request, int status, const Error *error, Arena *arena,
                          HttpAnswer *answer)
{
    Api *api = context;
    Text text = text_in(arena);
    HttpQuery none = {0};
    Str request_id = next_request_id(api, arena);
    problem_json(status, error, request_locale(request, &none), request_id, &text);
    answer->header[0] = (HttpHeader){STR("X-Request-Id"), request_id};
    answer->header[1] = (HttpHeader){STR("X-Content-Type-Options"), STR("nosniff")};
    answer->header[2] = (HttpHeader){STR("Content-Security-Policy"), STR("default-src 'none'; frame-ancestors 'none'")};
    answer->headers = 3;
    if (status == 405) {
        RouteFound found = routes_find(api->routes, STR("GET"), request->target, arena);
        Str allowed = found.node ? routes_allowed(found.node, arena) : STR("GET, HEAD, OPTIONS");
        answer->header[answer->headers++] = (HttpHeader){STR("Allow"), allowed};
    }
    answer->type = STR("application/problem+json");
    answer->body = text_str(&text);
}

// ---- from the command line ----

typedef struct Performed {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    ApiReply *reply;
} Performed;

void performed_answer(Performed *performed, const ApiReply *reply)
{
    pthread_mutex_lock(&performed->lock);
    *performed->reply = *reply;
    performed->done = true;
    pthread_cond_signal(&performed->answered);
    pthread_mutex_unlock(&performed->lock);
}

static void wait_for_answer(Performed *performed)
{
    pthread_mutex_lock(&performed->lock);
    while (!performed->done) pthread_cond_wait(&performed->answered, &performed->lock);
    pthread_mutex_unlock(&performed->lock);
}

static void fill_target(HttpRequest *request, Str target, Arena *arena)
{
    Str rest = target, path;
    if (!str_cut(&rest, '?', &path)) path = STR("");
    request->target = target;
    request->query = rest.data ? rest : STR("");
    if (http_unescape(path, false, arena, &request->path) != HTTP_FINE) request->path = path;
}

static void add_request_header(HttpRequest *request, Str name, Str value)
{
    if (value.size > 0) request->header[request->headers++] = (HttpHeader){name, value};
}

void api_perform_request(Api *api, const HttpRequest *request, Arena *arena, ApiReply *reply)
{
    Error error;
    Performed performed = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, reply};
    Task *task = arena_new(arena, Task);
    fill_task(task, api, request, arena);
    task->performed = &performed;
    Beginning beginning = begin_call(task, &error);
    if (beginning == BEGUN) run_call(task);
    if (beginning == REFUSED) call_fail(&task->call, &error);
    wait_for_answer(&performed);
    tell_ended(task, reply->status, reply->body.size);
}

void api_perform(Api *api, Str method, Str target, Str type, Str body, Locale locale, Arena *arena, ApiReply *reply)
{
    HttpRequest *request = arena_new(arena, HttpRequest);
    *request = (HttpRequest){.method = method, .body = body, .local = true, .received = instant_now()};
    add_request_header(request, STR("content-type"), type);
    add_request_header(request, STR("content-length"), error_number(arena, body.size));
    add_request_header(request, STR("accept-language"), locale == LOCALE_FR ? STR("fr") : STR("en"));
    fill_target(request, target, arena);
    api_perform_request(api, request, arena, reply);
}

// ---- opening ----

bool api_open(const ApiSettings *settings, Api **api, Error *error)
{
    *api = calloc(1, sizeof **api);
    if (!*api) return error_say(error, ERROR_FAILED, PHRASE("not enough memory", "mémoire insuffisante"));
    (*api)->settings = *settings;
    (*api)->arena = arena_open(0);
    (*api)->boot = token_text((*api)->arena, BOOT_BYTES);
    if (routes_open(settings->tables, (*api)->arena, &(*api)->routes, error) &&
        admission_open(settings->workers, run_on_worker, &(*api)->admission, error))
        return true;
    api_close(*api);
    *api = NULL;
    return false;
}

void api_close(Api *api)
{
    if (!api) return;
    admission_close(api->admission);
    arena_close(api->arena);
    free(api);
}

HttpHandler api_handler(Api *api)
{
    return (HttpHandler){api, handle_begin, handle_complete, handle_refuse, handle_ended};
}
