// POST /v1/*: what clients send. Also the browser's preflight and the settings it asks for.
#include "api/problem.h"
#include "api/route.h"
#include <string.h>

#include "event/event_http.h"
#include "event/tracking_parts.h"
#include "house.h"

// A request between its event thread and the store's.
typedef struct Post {
    StoreWrite write;
    Call *call;
    TrackingBatch *batch;
} Post;

static Tracking *tracking_of(const Call *call)
{
    return call->house->tracking;
}

static bool from_browser(const Call *call)
{
    return http_header(call->request, STR("origin")).size > 0;
}

// ---- what is refused before the body is looked at ----

static bool good_request(const Call *call, Error *error)
{
    Str schema = http_header(call->request, STR("x-schema"));
    if (schema.size && !str_equal(schema, STR("1")) && !str_equal(schema, STR("2")))
        return error_code(error, ERROR_USAGE, "unsupported_version",
                          PHRASE("X-Schema {0} is not known here: 1 and 2 are",
                                 "X-Schema {0} n’est pas connu ici\u00A0: 1 et 2 le sont"),
                          error_value(call->arena, schema));
    return true;
}

// 431 is of no kind of error: it comes from nowhere else than here and the HTTP server.
static bool refuse_user_agent(Call *call)
{
    enum { USER_AGENT_BYTES_MAX = 1024, HEADERS_TOO_LARGE = 431 };
    Error error;
    if (http_header(call->request, STR("user-agent")).size <= USER_AGENT_BYTES_MAX) return false;
    (void)error_code(&error, ERROR_USAGE, "headers_too_large",
                     PHRASE("User-Agent is longer than {0} bytes", "User-Agent dépasse {0} octets"),
                     error_number(call->arena, USER_AGENT_BYTES_MAX));
    problem_json(HEADERS_TOO_LARGE, &error, call->locale, call->request_id, &call->text);
    call->status = HEADERS_TOO_LARGE;
    call->type = STR("application/problem+json");
    call_answer(call);
    return true;
}

enum { WAITING_WRITES_MAX = 4000, WAITING_BYTES_MAX = 64 << 20, OVERLOAD_RETRY_SECONDS = 2 };

static bool room_to_wait(const Call *call, Error *error)
{
    Tracking *tracking = tracking_of(call);
    bool room = store_writes_waiting(tracking->store) < WAITING_WRITES_MAX &&
                atomic_load(&tracking->waiting_bytes) < WAITING_BYTES_MAX;
    if (room) return true;
    atomic_fetch_add(&tracking->shed, 1);
    bool kept = error_code(
        error, ERROR_UNAVAILABLE, "overloaded",
        PHRASE("More arrives than can be stored: nothing of this request was kept, send it again in {0} seconds",
               "Il arrive plus que ce qui peut être stocké\u00A0: rien de cette requête n’a été gardé, "
               "renvoyez-la dans {0} secondes"),
        error_number(call->arena, OVERLOAD_RETRY_SECONDS));
    error->retry_seconds = OVERLOAD_RETRY_SECONDS;
    return kept;
}

// ---- the request ----

static void answer(Call *call, const TrackingBatch *batch)
{
    call->status = tracking_answer(batch, &call->text);
    call_answer(call);
}

static void stored(StoreWrite *write, bool committed, const Error *error)
{
    Post *post = write->context;
    Tracking *tracking = tracking_of(post->call);
    atomic_fetch_sub(&tracking->waiting_bytes, post->call->request->body.size);
    if (!committed) {
        call_fail(post->call, error);
        return;
    }
    tracking_told(post->batch);
    answer(post->call, post->batch);
}

static bool work(StoreSession *session, void *context, Error *error)
{
    Post *post = context;
    return tracking_store(session, post->batch, error);
}

static void store(Call *call, TrackingBatch *batch)
{
    Post *post = arena_new(call->arena, Post);
    *post = (Post){.write = {.work = work, .context = post, .done = stored}, .call = call, .batch = batch};
    atomic_fetch_add(&tracking_of(call)->waiting_bytes, call->request->body.size);
    store_write_later(tracking_of(call)->store, &post->write);
}

static bool identified(Call *call, Str key, Error *error)
{
    if (call->principal.kind != PRINCIPAL_NOBODY) return true;
    if (key.size) return call_use_key(call, key, error);
    return error_code(error, ERROR_UNAUTHENTICATED, "missing_key",
                      PHRASE("Send the write key, as Basic user name or as {0} in the body",
                             "Envoyez la clé d’écriture, comme nom d’utilisateur Basic ou comme {0} dans le corps"),
                      STR("writeKey"));
}

static bool begin(Call *call, TrackingBatch **batch, Error *error)
{
    const HttpRequest *request = call->request;
    if (!good_request(call, error)) return false;
    if (!tracking_read(tracking_of(call), request->path, request->body, call->locale, call->arena, batch, error))
        return false;
    return identified(call, tracking_key(*batch), error) && room_to_wait(call, error);
}

void tracking_post(Call *call)
{
    Error error;
    TrackingBatch *batch;
    if (refuse_user_agent(call)) return;
    const bool good = begin(call, &batch, &error);
    const TrackingSender sender = {.source = call->principal.kind == PRINCIPAL_KEY ? call->principal.id : 0,
                                   .peer = call->request->peer,
                                   .user_agent = http_header(call->request, STR("user-agent")),
                                   .browser = from_browser(call),
                                   .received = call->request->received};
    if (!good) {
        tracking_told_body(tracking_of(call), &sender, &error);
        call_fail(call, &error);
    } else if (tracking_check(batch, &sender)) {
        store(call, batch);
    } else {
        tracking_told(batch);
        answer(call, batch);
    }
}

// ---- GET /v1/projects/{key}/settings: what the browser's client asks before it sends ----

static Str host_of(Call *call)
{
    Str url = workspace_settings(tracking_of(call)->workspace)->base_url, slashes = STR("://");
    if (!url.size) return http_header(call->request, STR("host"));
    for (size_t i = 0; i + slashes.size <= url.size; i++)
        if (memcmp(url.data + i, slashes.data, slashes.size) == 0)
            return (Str){url.data + i + slashes.size, url.size - i - slashes.size};
    return url;
}

static void write_settings(Call *call, Str key)
{
    bool secure = call->request->secure ||
                  str_starts_with(workspace_settings(tracking_of(call)->workspace)->base_url, STR("https:"));
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "integrations");
    json_begin_object(&json);
    json_key(&json, "Segment.io");
    json_begin_object(&json);
    json_key(&json, "apiKey");
    json_string(&json, key);
    json_key(&json, "apiHost");
    json_string(&json, str_format(call->arena, "%.*s/v1", STR_ARGS(host_of(call))));
    json_key(&json, "protocol");
    json_string(&json, secure ? STR("https") : STR("http"));
    json_end_object(&json);
    json_end_object(&json);
    json_key(&json, "plan");
    json_begin_object(&json);
    json_key(&json, "track");
    json_begin_object(&json);
    json_key(&json, "__default");
    json_begin_object(&json);
    json_key(&json, "enabled");
    json_boolean(&json, true);
    json_end_object(&json);
    json_end_object(&json);
    json_end_object(&json);
    json_key(&json, "analyticsNextEnabled");
    json_boolean(&json, true);
    json_key(&json, "metrics");
    json_begin_object(&json);
    json_key(&json, "sampleRate");
    json_integer(&json, 0);
    json_end_object(&json);
    json_key(&json, "remotePlugins");
    json_begin_array(&json);
    json_end_array(&json);
    json_end_object(&json);
}

void tracking_settings(Call *call)
{
    Error error;
    if (!call_use_key(call, call->path_value[0], &error)) {
        call_fail(call, &error);
        return;
    }
    write_settings(call, call->path_value[0]);
    call_answer(call);
}
