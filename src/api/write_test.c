// Writes: one commit for effect, trail and record (R11, B63-B65), and who has to come back later (R15).
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "api/api_test.h"

static const Query count_kept = {"count_kept", "select count(*) from api_idempotency"};

static const Shape amount_shape = {
    .name = "Amount", .fields = (const Field[]){{.name = "n", .type = FIELD_INTEGER, .required = true}, {0}}};

static _Atomic int prepared;

static bool prepare_slowly(Call *call, Error *error)
{
    (void)call;
    (void)error;
    atomic_fetch_add(&prepared, 1);
    return true;
}

static int done; // on the writing thread alone, and read when it rests

// What it does cannot be undone by the store, so that doing it twice is seen; the answer differs each time.
static bool do_once(Call *call, StoreSession *session, Error *error)
{
    int64_t n;
    JsonValue value;
    (void)session;
    if (!json_member(call->body, STR("n"), &value) || !json_get_integer(value, &n)) return false;
    if (n == 13) return error_code(error, ERROR_CONFLICT, "unlucky", PHRASE("13", "13"));
    if (n == 14) call->audit_object = STR("refuse");
    done++;
    call->status = 201;
    call_header(call, STR("Location"), str_format(call->arena, "/done/%d", done));
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "done");
    json_integer(&json, done);
    json_end_object(&json);
    return true;
}

static bool answer_nothing(Call *call, StoreSession *session, Error *error)
{
    (void)call;
    (void)session;
    (void)error;
    return true;
}

static sem_t gate;

static bool wait_at_the_gate(Call *call, StoreSession *session, Error *error)
{
    sem_wait(&gate);
    return answer_nothing(call, session, error);
}

static bool sign_in(Call *call, Error *error)
{
    (void)call;
    (void)error;
    return true;
}

static const Route routes[] = {
    {.method = "POST",
     .path = "/do",
     .name = "do",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body = &amount_shape,
     .write = do_once},
    {.method = "POST",
     .path = "/do_prepared",
     .name = "doPrepared",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body = &amount_shape,
     .prepare = prepare_slowly,
     .write = do_once},
    {.method = "DELETE",
     .path = "/do/{id}",
     .name = "undo",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .write = answer_nothing},
    {.method = "POST",
     .path = "/quiet",
     .name = "quiet",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .quiet = true,
     .write = answer_nothing},
    {.method = "GET",
     .path = "/report",
     .name = "report",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .read = wait_at_the_gate},
    {.method = "POST",
     .path = "/sign_in",
     .name = "signIn",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .quiet = true,
     .prepare = sign_in,
     .write = answer_nothing},
    {0},
};
static const Route *const tables[] = {routes, NULL};

static ApiTest test;

static ApiReply post(const char *path, const char *key, const char *caller, const char *body)
{
    Str headers = str_format(test_arena(), "content-type: application/json\nx-test-caller: %s\nidempotency-key: %s\n",
                             caller, key);
    return api_test_ask(&test, "POST", path, str_c(test_arena(), headers), str_of(body));
}

static void open_counting(void)
{
    api_test_open(&test, tables);
    done = 0;
}

static int64_t kept_records(void)
{
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_read_begin(test.store, &session, &error));
    CHECK(store_select(session, &count_kept, NO_VALUES, &rows, &error) && rows_next(&rows));
    int64_t count = rows_integer(&rows, 0);
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return count;
}

TEST(writes_with_one_key_happen_once_and_are_answered_the_same)
{
    static const char *const paths[] = {"/do", "/do_prepared"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        open_counting();
        ApiReply first = post(paths[i], "k-1", "write", "{\"n\":1}"),
                 again = post(paths[i], "k-1", "write", "{\"n\":1}");
        CHECK_INT(first.status, 201);
        CHECK_TEXT(first.body, "{\"done\":1}");
        CHECK_TEXT(api_test_header(&first, "idempotency-replayed"), "");
        CHECK_INT(again.status, 201);
        CHECK_TEXT(again.body, "{\"done\":1}");
        CHECK_TEXT(again.type, "application/json");
        CHECK_TEXT(api_test_header(&again, "location"), "/done/1");
        CHECK_TEXT(api_test_header(&again, "idempotency-replayed"), "true");
        CHECK_INT(done, 1);
        CHECK_INT(api_test_audited(), 1);
        CHECK_TEXT(post(paths[i], "k-2", "write", "{\"n\":1}").body, "{\"done\":2}");
        CHECK_TEXT(api_test_ask(&test, "POST", paths[i], JSON_OF("write"), STR("{\"n\":1}")).body, "{\"done\":3}");
        api_test_close(&test);
    }
}

TEST(writes_with_one_key_and_another_body_are_refused_B64)
{
    open_counting();
    post("/do", "k", "write", "{\"n\":1}");
    ApiReply other = post("/do", "k", "write", "{\"n\":2}");
    CHECK(str_starts_with(api_test_summary(&other), STR("422 idempotency_mismatch")));
    CHECK_INT(done, 1);
    api_test_close(&test);
}

TEST(writes_of_other_callers_and_routes_have_keys_of_their_own)
{
    open_counting();
    CHECK_TEXT(post("/do", "k", "write", "{\"n\":1}").body, "{\"done\":1}");
    CHECK_TEXT(post("/do", "k", "admin", "{\"n\":1}").body, "{\"done\":2}");
    CHECK_TEXT(post("/do", "k", "marketer", "{\"n\":1}").body, "{\"done\":3}");
    CHECK_TEXT(post("/do_prepared", "k", "write", "{\"n\":1}").body, "{\"done\":4}");
    CHECK_INT(kept_records(), 4);
    api_test_close(&test);
}

TEST(writes_keep_no_record_of_what_failed_or_left_no_trail)
{
    open_counting();
    ApiReply failed = post("/do", "k", "write", "{\"n\":13}");
    CHECK(str_starts_with(api_test_summary(&failed), STR("409 unlucky")));
    CHECK_INT(kept_records(), 0);
    CHECK_INT(post("/do", "k", "write", "{\"n\":14}").status, 500);
    CHECK_INT(kept_records(), 0);
    CHECK_INT(post("/do", "k", "write", "{\"n\":1}").status, 201);
    CHECK_INT(kept_records(), 1);
    api_test_close(&test);
}

TEST(writes_are_remembered_across_a_restart_for_a_day)
{
    open_counting();
    post("/do", "k", "write", "{\"n\":1}");
    api_test_reopen(&test, tables);
    CHECK_TEXT(post("/do", "k", "write", "{\"n\":1}").body, "{\"done\":1}");
    HttpRequest *later =
        api_test_request("POST", STR("/do"), JSON_OF("write") "idempotency-key: k\n", STR("{\"n\":1}"));
    ApiReply reply;
    const Instant day = 24 * 3600 * (Instant)MILLISECONDS_PER_SECOND;
    later->received += day;
    api_perform_request(test.api, later, test_arena(), &reply);
    CHECK_TEXT(reply.body, "{\"done\":1}");
    later->received += 60 * (Instant)MILLISECONDS_PER_SECOND;
    api_perform_request(test.api, later, test_arena(), &reply);
    CHECK_TEXT(reply.body, "{\"done\":2}");
    CHECK_INT(kept_records(), 1);
    api_test_close(&test);
}

TEST(writes_take_keys_of_1_to_255_printable_characters_B63)
{
    open_counting();
    char longest[257] = {0};
    for (size_t i = 0; i < 256; i++) longest[i] = 'k';
    static const char *const bad[] = {"", "a b", "é", "a\x01"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ApiReply reply = post("/do", bad[i], "write", "{\"n\":1}");
        if (!str_starts_with(api_test_summary(&reply), STR("400 bad_idempotency_key"))) fail_msg("%s", bad[i]);
    }
    CHECK_INT(post("/do", longest, "write", "{\"n\":1}").status, 400);
    longest[255] = '\0';
    CHECK_INT(post("/do", longest, "write", "{\"n\":1}").status, 201);
    CHECK_INT(api_test_ask(&test, "POST", "/do", JSON_OF("write") "idempotency-key: a\nidempotency-key: a\n",
                           STR("{\"n\":1}"))
                  .status,
              400);
    CHECK_INT(done, 1);
    api_test_close(&test);
}

TEST(writes_leave_a_trail_unless_they_are_quiet)
{
    open_counting();
    CHECK_INT(api_test_ask(&test, "DELETE", "/do/1", JSON_OF("write"), STR("")).status, 204);
    CHECK_INT(api_test_audited(), 1);
    CHECK_INT(api_test_ask(&test, "POST", "/quiet", JSON_OF("write"), STR("")).status, 204);
    CHECK_INT(api_test_audited(), 1);
    api_test_close(&test);
}

// ---- many at once ----

typedef struct Asker {
    const HttpRequest *request;
    ApiReply reply;
    Arena *arena;
    pthread_t thread;
} Asker;

static sem_t answered;

static void *ask(void *context)
{
    Asker *asker = context;
    api_perform_request(test.api, asker->request, asker->arena, &asker->reply);
    sem_post(&answered);
    return NULL;
}

static void ask_all(Asker *askers, size_t count, const HttpRequest *request)
{
    sem_init(&answered, 0, 0);
    for (size_t i = 0; i < count; i++) {
        askers[i] = (Asker){.request = request, .arena = arena_open(0)};
        CHECK(pthread_create(&askers[i].thread, NULL, ask, &askers[i]) == 0);
    }
}

static void join_all(Asker *askers, size_t count)
{
    for (size_t i = 0; i < count; i++) pthread_join(askers[i].thread, NULL);
}

static void forget_all(Asker *askers, size_t count)
{
    for (size_t i = 0; i < count; i++) arena_close(askers[i].arena);
}

TEST(writes_with_one_key_at_once_happen_once_B65)
{
    enum { ASKERS = 16 };
    static const char *const paths[] = {"/do", "/do_prepared"};
    for (size_t path = 0; path < COUNT_OF(paths); path++) {
        Asker askers[ASKERS];
        open_counting();
        ask_all(
            askers, ASKERS,
            api_test_request("POST", str_of(paths[path]), JSON_OF("write") "idempotency-key: k\n", STR("{\"n\":1}")));
        join_all(askers, ASKERS);
        for (size_t i = 0; i < ASKERS; i++) {
            CHECK_INT(askers[i].reply.status, 201);
            CHECK_TEXT(askers[i].reply.body, "{\"done\":1}");
        }
        forget_all(askers, ASKERS);
        CHECK_INT(done, 1);
        api_test_close(&test);
    }
}

TEST(reports_beyond_what_can_wait_are_told_to_come_back_and_hold_up_nobody_else)
{
    enum { RUNNING = 2, WAITING = 16, ASKERS = 40 };
    Asker askers[ASKERS];
    size_t refused = 0;
    open_counting();
    sem_init(&gate, 0, 0);
    ask_all(askers, ASKERS, api_test_request("GET", STR("/report"), JSON_OF("read"), STR("")));
    for (int i = 0; i < ASKERS - RUNNING - WAITING; i++) sem_wait(&answered); // these at least, at once
    CHECK_INT(api_test_ask(&test, "POST", "/sign_in", "", STR("")).status, 204);
    CHECK_INT(post("/do", "k", "write", "{\"n\":1}").status, 201);
    CHECK_INT(post("/do_prepared", "k", "write", "{\"n\":1}").status, 201);
    for (int i = 0; i < ASKERS; i++) sem_post(&gate);
    join_all(askers, ASKERS);
    for (size_t i = 0; i < ASKERS; i++) {
        if (askers[i].reply.status == 204) continue;
        refused++;
        CHECK(str_starts_with(api_test_summary(&askers[i].reply), STR("503 overloaded")));
        CHECK_TEXT(api_test_header(&askers[i].reply, "retry-after"), "5");
    }
    CHECK(ASKERS - RUNNING - WAITING <= refused && refused <= ASKERS - WAITING);
    forget_all(askers, ASKERS);
    api_test_close(&test);
}
