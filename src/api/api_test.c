// Calls from their headers to their answers, over a table of routes of its own.
#include "api/api_test.h"

#include <pthread.h>
#include <string.h>

#include "base/source.h"

// ---- the routes ----

static const Shape child_shape = {.name = "Child",
                                  .fields = (const Field[]){{.name = "n", .type = FIELD_INTEGER}, {0}}};

static const Shape thing_shape = {
    .name = "Thing",
    .fields =
        (const Field[]){
            {.name = "name", .type = FIELD_TEXT, .required = true, .low = 1, .high = 65536},
            {.name = "n", .type = FIELD_INTEGER},
            {.name = "x", .type = FIELD_NUMBER},
            {.name = "small", .type = FIELD_INTEGER, .low = 1, .high = 9},
            {.name = "on", .type = FIELD_BOOLEAN},
            {.name = "status", .type = FIELD_TEXT, .words = "active|paused|archived"},
            {.name = "date", .type = FIELD_DAY},
            {.name = "at", .type = FIELD_INSTANT},
            {.name = "zone", .type = FIELD_TIME_ZONE},
            {.name = "language", .type = FIELD_LOCALE},
            {.name = "currency", .type = FIELD_CURRENCY},
            {.name = "price", .type = FIELD_MONEY, .low = 0, .high = INT64_MAX},
            {.name = "email", .type = FIELD_EMAIL, .nullable = true},
            {.name = "link", .type = FIELD_URL},
            {.name = "tags", .type = FIELD_ARRAY, .item = FIELD_TEXT, .low = 1, .high = 3},
            {.name = "children", .type = FIELD_ARRAY, .shape = &child_shape},
            {.name = "child", .type = FIELD_OBJECT, .shape = &child_shape},
            {.name = "properties", .type = FIELD_MAP},
            {.name = "role", .type = FIELD_TEXT, .read_only = true},
            {0},
        },
};
static const Shape open_shape = {
    .name = "Open", .open = true, .fields = (const Field[]){{.name = "n", .type = FIELD_INTEGER}, {0}}};

static bool answer_fine(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "name");
    json_string(&json, shape_text(call->body, "name", call->arena));
    json_end_object(&json);
    return true;
}

static bool answer_list(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    Str after;
    if (!call_cursor(call, &after, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "after");
    json_string(&json, after);
    json_key(&json, "limit");
    json_integer(&json, call_limit(call));
    json_key(&json, "next_cursor");
    json_string(&json, call_next_cursor(call, STR("42\n€")));
    json_end_object(&json);
    return true;
}

static bool answer_versioned(Call *call, StoreSession *session, Error *error)
{
    if (!call_if_match(call, 8, error)) return false;
    call_version(call, 9);
    return answer_fine(call, session, error);
}

static bool get_object(Call *call, StoreSession *session, Error *error)
{
    if (!str_equal(call->path_value[0], STR("42")))
        return error_code(error, ERROR_NOT_FOUND, "not_found", PHRASE("no such thing", "introuvable"));
    return answer_fine(call, session, error);
}

static bool find_no_room(Call *call, StoreSession *session, Error *error)
{
    (void)call;
    (void)session;
    return error_code(error, ERROR_STORAGE_FULL, "storage_full", PHRASE("the disk is full", "le disque est plein"));
}

static bool fail_badly(Call *call, StoreSession *session, Error *error)
{
    (void)call;
    (void)session;
    return error_set_system(error, ERROR_FAILED, 5, PHRASE("it failed", "cela a échoué"), NULL, 0);
}

static void answer_started(Call *call)
{
    call->text = text_in(call->arena);
    text_add(&call->text, call->request->body);
    call_answer(call);
}

static void answer_late_key(Call *call)
{
    Error error;
    if (call->principal.kind != PRINCIPAL_NOBODY || call_use_key(call, call->request->body, &error))
        call_answer(call);
    else
        call_fail(call, &error);
}

static const Parameter list_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000},
    {.name = "cursor", .type = FIELD_TEXT},
    {.name = "sort", .type = FIELD_TEXT, .words = "name|created_at"},
    {.name = "fields", .type = FIELD_ARRAY, .words = "id|name"},
    {.name = "on", .type = FIELD_DAY},
    {.name = "at", .type = FIELD_INSTANT},
    {.name = "deep", .type = FIELD_BOOLEAN},
    {.name = "mode", .type = FIELD_TEXT, .words = "on|bracket"},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/things",
     .name = "listThings",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .parameters = list_parameters,
     .read = answer_list},
    {.method = "GET",
     .path = "/api/v1/others",
     .name = "listOthers",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .parameters = list_parameters,
     .read = answer_list},
    {.method = "GET",
     .path = "/api/v1/things/{id}",
     .name = "getThing",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .read = get_object},
    {.method = "GET",
     .path = "/api/v1/things/{id}/parts",
     .name = "listParts",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .parameters = list_parameters,
     .read = answer_list},
    {.method = "POST",
     .path = "/api/v1/things",
     .name = "createThing",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body = &thing_shape,
     .read = answer_fine},
    {.method = "PATCH",
     .path = "/api/v1/things/{id}",
     .name = "changeThing",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body = &thing_shape,
     .read = answer_versioned},
    {.method = "POST",
     .path = "/api/v1/open",
     .name = "open",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body = &open_shape,
     .read = answer_fine},
    {.method = "POST",
     .path = "/api/v1/files",
     .name = "sendFile",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .body_type = "text/csv",
     .read = answer_fine},
    {.method = "POST",
     .path = "/api/v1/keys",
     .name = "createKey",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .read = answer_fine},
    {.method = "POST",
     .path = "/api/v1/password",
     .name = "changePassword",
     .access = ACCESS_SESSION,
     .cost = COST_SIGN_IN,
     .read = answer_fine},
    {.method = "POST",
     .path = "/api/v1/session",
     .name = "signIn",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .body = &open_shape,
     .read = answer_fine},
    {.method = "POST",
     .path = "/api/v1/socket",
     .name = "overTheSocket",
     .access = ACCESS_LOCAL,
     .cost = COST_WRITE,
     .read = answer_fine},
    {.method = "GET",
     .path = "/page",
     .name = "page",
     .access = ACCESS_ALL_ROLES,
     .cost = COST_READ,
     .page = true,
     .read = fail_badly},
    {.method = "GET",
     .path = "/api/v1/broken",
     .name = "broken",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .read = fail_badly},
    {.method = "GET",
     .path = "/api/v1/full",
     .name = "full",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .read = find_no_room},
    {.method = "POST",
     .path = "/v1/track",
     .name = "track",
     .access = ACCESS_TRACK,
     .cost = COST_INGEST,
     .start = answer_started},
    {.method = "POST",
     .path = "/v1/late",
     .name = "late",
     .access = ACCESS_TRACK,
     .cost = COST_INGEST,
     .late_key = true,
     .start = answer_late_key},
    {0},
};
static const Route *const tables[] = {routes, NULL};

static ApiTest test;

static Str answer(const char *method, const char *target, const char *headers, Str body)
{
    api_test_open(&test, tables);
    Str text = api_test_answer(&test, method, target, headers, body);
    api_test_close(&test);
    return text;
}

// ---- B: bodies ----

typedef struct BodyRow {
    const char *id, *body, *answer;
} BodyRow;

static void check_bodies(const BodyRow *rows, size_t count)
{
    api_test_open(&test, tables);
    for (size_t i = 0; i < count; i++) {
        Str got = api_test_answer(&test, "POST", "/api/v1/things", JSON_OF("write"), str_of(rows[i].body));
        if (!str_starts_with(got, str_of(rows[i].answer)))
            fail_msg("%s: %s: %.*s", rows[i].id, rows[i].body, STR_ARGS(got));
    }
    api_test_close(&test);
}

TEST(api_bodies_that_are_no_json_are_refused_400)
{
    const BodyRow rows[] = {
        {"B01", "", "400 empty_body"},
        {"B02", "{\"a\":1", "400 invalid_json : unexpected end at byte 6"},
        {"B03", "{\"a\":1,}", "400 invalid_json : trailing comma at byte 6"},
        {"B04", "{'a':1}", "400 invalid_json : unexpected “'” at byte 1"},
        {"B05", "{/**/}", "400 invalid_json : unexpected “/” at byte 1"},
        {"B06", "{\"n\":NaN}", "400 invalid_json"},
        {"B06", "{\"n\":-Infinity}", "400 invalid_json"},
        {"B07", "{\"n\":01}", "400 invalid_json : malformed number at byte 6"},
        {"B16", "[]", "400 wrong_type : the body must be an object"},
        {"B17", "7", "400 wrong_type : the body must be an object"},
        {"B17", "null", "400 wrong_type : the body must be an object"},
        {"B18", "{\"n\":1,\"n\":2}", "400 duplicate_key"},
        {"B24", "{\"name\":\"\xFF\"}", "400 invalid_utf8"},
        {"B25", "{\"name\":\"\xC0\x80\"}", "400 invalid_utf8"},
        {"B26", "{\"name\":\"\xED\xA0\x80\"}", "400 invalid_utf8"},
        {"B27", "{\"name\":\"\xF4\x90\x80\x80\"}", "400 invalid_utf8"},
        {"B28", "{\"name\":\"\\uD800\"}", "400 lone_surrogate"},
        {"B30", "{\"name\":\"\n\"}", "400 invalid_json : control byte"},
        {"B31", "\xEF\xBB\xBF{}", "400 invalid_json : remove the byte order mark"},
        {"B32", "\xFF\xFE{", "400 invalid_utf8"},
        {"B33", "{} x", "400 invalid_json : data after the document at byte 3"},
    };
    check_bodies(rows, COUNT_OF(rows));
}

TEST(api_bodies_that_are_not_of_their_shape_are_refused_422)
{
    const BodyRow rows[] = {
        {"-", "{\"name\":\"a\"}", "200 {\"name\":\"a\"}"},
        {"B08", "{\"name\":\"a\",\"n\":1e400}", "422 number_out_of_range /n"},
        {"B08", "{\"name\":\"a\",\"x\":-1e400}", "422 number_out_of_range /x"},
        {"B09", "{\"name\":\"a\",\"n\":9223372036854775808}",
         "422 number_out_of_range /n: /n must be between -2^63 and 2^63-1"},
        {"-", "{\"name\":\"a\",\"n\":9223372036854775807}", "200"},
        {"B10", "{\"name\":\"a\",\"n\":1.5}", "422 wrong_type /n: /n must be an integer, not “1.5”"},
        {"B11", "{\"name\":\"a\",\"n\":\"1\"}", "422 wrong_type /n: /n must be an integer"},
        {"B12", "{\"name\":1}", "422 wrong_type /name: /name must be a string, not “1”"},
        {"B13", "{\"name\":\"a\",\"on\":\"true\"}", "422 wrong_type /on: /on must be true or false"},
        {"B14", "{\"name\":null}", "422 required /name: /name is required"},
        {"B15", "{}", "422 required /name: /name is required"},
        {"-", "{\"name\":\"\"}", "422 required /name"},
        {"-", "{\"name\":\"a\",\"n\":null}", "422 wrong_type /n"},
        {"-", "{\"name\":\"a\",\"email\":null}", "200"},
        {"-", "{\"name\":\"a\",\"small\":1}", "200"},
        {"-", "{\"name\":\"a\",\"small\":9}", "200"},
        {"-", "{\"name\":\"a\",\"small\":0}", "422 out_of_range /small: /small must be 1-9, not “0”"},
        {"-", "{\"name\":\"a\",\"small\":10}", "422 out_of_range /small"},
        {"B29", "{\"name\":\"a\\u0000\"}", "422 nul_not_allowed /name: /name must not contain U+0000"},
        {"B38", "{\"name\":\"a\",\"properties\":{\"__proto__\":1}}", "422 reserved_key /properties/__proto__"},
        {"B39", "{\"name\":\"a\",\"emial\":\"x\"}",
         "422 unknown_field /emial: /emial is not known here; did you mean \"email\"?"},
        {"B39", "{\"name\":\"a\",\"zzzzzzzz\":\"x\"}", "422 unknown_field /zzzzzzzz: /zzzzzzzz is not known here"},
        {"B40", "{\"name\":\"a\",\"status\":\"actve\"}",
         "422 invalid_value /status: /status must be one of active, paused, archived, not “actve”"},
        {"B41", "{\"name\":\"a\",\"date\":\"2026-02-30\"}", "422 invalid_date /date"},
        {"B42", "{\"name\":\"a\",\"at\":\"2026-01-01T00:00:00\"}", "422 missing_offset /at"},
        {"B43", "{\"name\":\"a\",\"at\":\"2026-01-01T24:00:00Z\"}", "422 invalid_date /at"},
        {"B44", "{\"name\":\"a\",\"at\":\"0000-01-01T00:00:00Z\"}", "422 invalid_date /at"},
        {"B44", "{\"name\":\"a\",\"at\":\"10000-01-01T00:00:00Z\"}", "422 invalid_date /at"},
        {"B44", "{\"name\":\"a\",\"date\":\"0000-01-01\"}", "422 invalid_date /date"},
        {"B45", "{\"name\":\"a\",\"zone\":\"Mars/Phobos\"}", "422 unknown_timezone /zone"},
        {"B45", "{\"name\":\"a\",\"zone\":\"../../etc/passwd\"}", "422 unknown_timezone /zone"},
        {"-", "{\"name\":\"a\",\"zone\":\"Europe/Paris\"}", "200"},
        {"B46", "{\"name\":\"a\",\"language\":\"xx-!!\"}", "422 invalid_locale /language"},
        {"-", "{\"name\":\"a\",\"language\":\"pt-BR\"}", "200"},
        {"B47", "{\"name\":\"a\",\"currency\":\"EURO\"}", "422 invalid_currency /currency"},
        {"B47", "{\"name\":\"a\",\"currency\":\"eur\"}", "422 invalid_currency /currency"},
        {"B48", "{\"name\":\"a\",\"price\":{\"amount\":\"10.005\",\"currency\":\"EUR\"}}",
         "422 too_many_decimals /price/amount"},
        {"B48", "{\"name\":\"a\",\"price\":{\"amount\":\"10.5\",\"currency\":\"JPY\"}}",
         "422 too_many_decimals /price/amount"},
        {"B49", "{\"name\":\"a\",\"price\":{\"amount\":1e2,\"currency\":\"EUR\"}}", "422 invalid_amount /price/amount"},
        {"B49", "{\"name\":\"a\",\"price\":{\"amount\":\"1e2\",\"currency\":\"EUR\"}}",
         "422 invalid_amount /price/amount"},
        {"-", "{\"name\":\"a\",\"price\":{\"currency\":\"EUR\"}}", "422 invalid_amount /price/amount"},
        {"B50", "{\"name\":\"a\",\"price\":{\"amount\":\"-1.00\",\"currency\":\"EUR\"}}",
         "422 out_of_range /price/amount: /price/amount must be 0 or more"},
        {"-", "{\"name\":\"a\",\"price\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}", "200"},
        {"B51", "{\"name\":\"a\",\"email\":\"a@b\"}", "422 invalid_email /email"},
        {"B51", "{\"name\":\"a\",\"email\":\"a@@b.c\"}", "422 invalid_email /email"},
        {"B51", "{\"name\":\"a\",\"email\":\"a b@c.d\"}", "422 invalid_email /email"},
        {"B52", "{\"name\":\"a\",\"email\":\"a@b.c\\r\\nBcc: x@y.z\"}", "422 invalid_email /email"},
        {"B53", "{\"name\":\"a\",\"link\":\"javascript:alert(1)\"}", "422 invalid_url_scheme /link"},
        {"B53", "{\"name\":\"a\",\"link\":\"data:text/html,x\"}", "422 invalid_url_scheme /link"},
        {"B54", "{\"name\":\"a\",\"link\":\"http://a@b/\"}", "422 invalid_url /link"},
        {"B55", "{\"name\":\"a\",\"link\":\"http://[::1\"}", "422 invalid_url /link"},
        {"B66", "{\"name\":\"a\",\"role\":\"owner\"}", "422 read_only_field /role: /role cannot be set here"},
        {"-", "{\"name\":\"a\",\"tags\":[]}", "422 too_few_items /tags"},
        {"-", "{\"name\":\"a\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "422 too_many_items /tags"},
        {"-", "{\"name\":\"a\",\"tags\":[\"a\",1]}", "422 wrong_type /tags/1"},
        {"-", "{\"name\":\"a\",\"children\":[{},{\"n\":\"x\"}]}", "422 wrong_type /children/1/n"},
        {"-", "{\"name\":\"a\",\"child\":{\"m\":1}}", "422 unknown_field /child/m"},
        {"-", "{\"name\":\"a\",\"child\":[]}", "422 wrong_type /child: /child must be an object"},
    };
    check_bodies(rows, COUNT_OF(rows));
    Text long_email = text_in(test_arena());
    text_add(&long_email, STR("{\"name\":\"a\",\"email\":\"a@"));
    for (int i = 0; i < 40; i++) text_add(&long_email, STR("abcdefg."));
    text_add(&long_email, STR("com\"}"));
    check_bodies((const BodyRow[]){{"B51", str_c(test_arena(), text_str(&long_email)), "422 invalid_email /email"}}, 1);
}

static const char *nested(int depth)
{
    Text text = text_in(test_arena());
    text_add(&text, STR("{\"name\":\"a\",\"properties\":{\"p\":"));
    for (int i = 2; i < depth; i++) text_add_byte(&text, '[');
    for (int i = 2; i < depth; i++) text_add_byte(&text, ']');
    text_add(&text, STR("}}"));
    return str_c(test_arena(), text_str(&text));
}

static const char *with_keys(int count, int key_bytes)
{
    Text text = text_in(test_arena());
    text_add(&text, STR("{\"name\":\"a\",\"properties\":{"));
    for (int i = 0; i < count; i++) text_addf(&text, "%s\"%0*d\":0", i ? "," : "", key_bytes, i);
    text_add(&text, STR("}}"));
    return str_c(test_arena(), text_str(&text));
}

static const char *with_text(int bytes)
{
    Text text = text_in(test_arena());
    text_add(&text, STR("{\"name\":\""));
    for (int i = 0; i < bytes; i++) text_add_byte(&text, 'x');
    text_add(&text, STR("\"}"));
    return str_c(test_arena(), text_str(&text));
}

TEST(api_bodies_are_bounded)
{
    Text brackets = text_in(test_arena());
    for (int i = 0; i < 100000; i++) text_add_byte(&brackets, '[');
    const BodyRow rows[] = {
        {"B19", nested(32), "200"},
        {"B19", nested(33), "400 too_deep"},
        {"B20", str_c(test_arena(), text_str(&brackets)), "400 too_deep"},
        {"B21", with_keys(512, 4), "200"},
        {"B21", with_keys(513, 4), "400 too_many_keys"},
        {"B22", with_keys(1, 128), "200"},
        {"B22", with_keys(1, 300), "422 key_too_long /properties"},
        {"B23", with_text(65536), "200"},
        {"B23", with_text(70 << 10), "422 too_long /name: /name is limited to 65536 bytes"},
    };
    check_bodies(rows, COUNT_OF(rows));
}

TEST(api_wants_the_content_type_of_the_route_B34_B35_B36_B37)
{
    const struct {
        const char *type, *answer;
    } rows[] = {
        {"", "415 unsupported_media_type"},
        {"content-type: text/plain\n", "415 unsupported_media_type"},
        {"content-type: application/x-www-form-urlencoded\n", "415 unsupported_media_type"},
        {"content-type: application/json; charset=latin1\n", "415 unsupported_media_type"},
        {"content-type: application/jsonx\n", "415 unsupported_media_type"},
        {"content-type: application/json; charset=\"UTF-8\"\n", "200"},
        {"content-type: Application/JSON\n", "200"},
    };
    api_test_open(&test, tables);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str headers = str_format(test_arena(), "%sx-test-caller: write\n", rows[i].type);
        Str got = api_test_answer(&test, "POST", "/api/v1/things", headers.data ? str_c(test_arena(), headers) : "",
                                  STR("{\"name\":\"a\"}"));
        if (!str_starts_with(got, str_of(rows[i].answer))) fail_msg("%s: %.*s", rows[i].type, STR_ARGS(got));
    }
    CHECK(str_starts_with(api_test_answer(&test, "POST", "/api/v1/files", JSON_OF("write"), STR("a,b")), STR("415")));
    CHECK(str_starts_with(
        api_test_answer(&test, "POST", "/api/v1/files", "content-type: text/csv\nx-test-caller: write\n", STR("a,b")),
        STR("200")));
    CHECK_TEXT(api_test_answer(&test, "POST", "/v1/track", "content-type: text/plain\nx-test-caller: track\n",
                               STR("anything")),
               "200 anything");
    api_test_close(&test);
}

// ---- B: targets ----

typedef struct TargetRow {
    const char *id, *target, *answer;
} TargetRow;

TEST(api_parameters_are_those_of_the_table)
{
    const TargetRow rows[] = {
        {"A53", "/api/v1/things?limit=1&limit=2", "400 duplicate_parameter"},
        {"A54", "/api/v1/things?limti=1",
         "400 unknown_parameter : the query parameter “limti” is not known here; did you mean limit?"},
        {"A54", "/api/v1/things/42?x=1", "400 unknown_parameter"},
        {"B56", "/api/v1/things/42%00", "404 not_found"},
        {"B56", "/api/v1/things/%ff", "404 not_found"},
        {"B56", "/api/v1/things/xyz", "404 not_found"},
        {"B57", "/api/v1/things?limit=0", "400 invalid_parameter : limit must be a whole number of 1-1000, not “0”"},
        {"B57", "/api/v1/things?limit=abc", "400 invalid_parameter"},
        {"B57", "/api/v1/things?limit=100000", "400 invalid_parameter"},
        {"B57", "/api/v1/things?limit=", "400 invalid_parameter"},
        {"B58", "/api/v1/things?cursor=abcd", "400 bad_cursor"},
        {"B58", "/api/v1/things?cursor=!", "400 bad_cursor"},
        {"B59", "/api/v1/things?sort=name%3Bdrop%20table",
         "400 unknown_sort : sort must be one of name, created_at, not “name;drop table”"},
        {"B61", "/api/v1/things?fields=id,password_hash", "400 unknown_field"},
        {"-", "/api/v1/things?fields=id,name", "200"},
        {"-", "/api/v1/things?on=2026-02-30", "400 invalid_parameter"},
        {"-", "/api/v1/things?at=yesterday", "400 invalid_parameter"},
        {"-", "/api/v1/things?deep=perhaps", "400 invalid_parameter"},
        {"-", "/api/v1/things?mode=off", "400 invalid_parameter"},
        {"-", "/api/v1/things?limit=%zz", "400 "},
        {"-", "/api/v1/things?locale=fr&limit=7", "200 {\"after\":\"\",\"limit\":7"},
        {"-", "/api/v1/things", "200 {\"after\":\"\",\"limit\":50"},
        {"I46", "/api/v1/things?api_key=abc", "400 key_in_url"},
        {"I46", "/api/v1/things?Token=abc", "400 key_in_url"},
    };
    api_test_open(&test, tables);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str got = api_test_answer(&test, "GET", rows[i].target, JSON_OF("read"), STR(""));
        if (!str_starts_with(got, str_of(rows[i].answer))) fail_msg("%s: %.*s", rows[i].id, STR_ARGS(got));
    }
    CHECK(str_starts_with(api_test_answer(&test, "POST", "/v1/track?write_key=abc", JSON_OF("track"), STR("{}")),
                          STR("400 key_in_url"))); // C05
    CHECK_TEXT(api_test_answer(&test, "POST", "/v1/track?ip=1&_=2&ip=1", JSON_OF("track"), STR("{}")), "200 {}");
    api_test_close(&test);
}

TEST(api_has_at_most_a_hundred_parameters_A55)
{
    Text target = text_in(test_arena());
    text_add(&target, STR("/api/v1/things?"));
    for (int i = 0; i < 101; i++) text_addf(&target, "%sp%d=1", i ? "&" : "", i);
    CHECK(str_starts_with(answer("GET", str_c(test_arena(), text_str(&target)), JSON_OF("read"), STR("")),
                          STR("400 too_many_parameters")));
}

static Str next_cursor(Str reply)
{
    JsonValue body, cursor;
    Error error;
    CHECK(json_parse((Str){reply.data + 4, reply.size - 4}, &body, &error));
    CHECK(json_member(body, STR("next_cursor"), &cursor));
    return json_get_string(cursor, test_arena());
}

TEST(api_cursors_are_good_for_their_list_alone_B58)
{
    api_test_open(&test, tables);
    Str cursor = next_cursor(api_test_answer(&test, "GET", "/api/v1/things", JSON_OF("read"), STR("")));
    Str good = str_format(test_arena(), "/api/v1/things?cursor=%.*s", STR_ARGS(cursor));
    Str got = api_test_answer(&test, "GET", str_c(test_arena(), good), JSON_OF("read"), STR(""));
    CHECK(str_starts_with(got, STR("200 {\"after\":\"42\\n€\"")));
    Str other = str_format(test_arena(), "/api/v1/others?cursor=%.*s", STR_ARGS(cursor));
    got = api_test_answer(&test, "GET", str_c(test_arena(), other), JSON_OF("read"), STR(""));
    CHECK(str_starts_with(got, STR("400 bad_cursor")));
    Str part = next_cursor(api_test_answer(&test, "GET", "/api/v1/things/1/parts", JSON_OF("read"), STR("")));
    Str foreign = str_format(test_arena(), "/api/v1/things/2/parts?cursor=%.*s", STR_ARGS(part));
    got = api_test_answer(&test, "GET", str_c(test_arena(), foreign), JSON_OF("read"), STR(""));
    CHECK(str_starts_with(got, STR("400 bad_cursor")));
    char *altered = arena_array(test_arena(), char, good.size + 1);
    memcpy(altered, good.data, good.size);
    char *byte = &altered[good.size - 4];
    *byte = *byte == 'A' ? 'B' : 'A';
    got = api_test_answer(&test, "GET", altered, JSON_OF("read"), STR(""));
    CHECK(str_starts_with(got, STR("400 bad_cursor")));
    api_test_close(&test);
}

TEST(api_refuses_a_change_to_an_older_version_B62)
{
    api_test_open(&test, tables);
    const char *path = "/api/v1/things/42";
    Str body = STR("{\"name\":\"a\"}");
    CHECK(str_starts_with(api_test_answer(&test, "PATCH", path, JSON_OF("write") "if-match: \"7\"\n", body),
                          STR("412 version_conflict : someone has changed it: it is at version 8")));
    ApiReply reply = api_test_ask(&test, "PATCH", path, JSON_OF("write") "if-match: \"7\", \"8\"\n", body);
    CHECK_INT(reply.status, 200);
    CHECK_TEXT(api_test_header(&reply, "etag"), "\"9\"");
    CHECK_INT(api_test_ask(&test, "PATCH", path, JSON_OF("write") "if-match: *\n", body).status, 200);
    CHECK_INT(api_test_ask(&test, "PATCH", path, JSON_OF("write"), body).status, 200);
    api_test_close(&test);
}

// ---- who may ----

TEST(api_calls_are_allowed_by_the_bits_of_their_route)
{
    static const char *const callers[] = {"nobody",        "wrong",    "track", "read",    "write",    "admin",
                                          "administrator", "marketer", "agent", "analyst", "read_only"};
    static const struct {
        const char *method, *path, *body;
        const char *answers[COUNT_OF(callers)];
    } rows[] = {
        {"GET", "/api/v1/things/42", "", {"401", "401", "403", "200", "200", "200", "200", "200", "200", "200", "200"}},
        {"GET", "/api/v1/things/43", "", {"401", "401", "403", "404", "404", "404", "404", "404", "404", "404", "404"}},
        {"POST",
         "/api/v1/things",
         "{\"name\":\"a\"}",
         {"401", "401", "403", "403", "200", "200", "200", "200", "200", "403", "403"}},
        {"POST", "/api/v1/keys", "", {"401", "401", "403", "403", "403", "200", "200", "403", "403", "403", "403"}},
        {"POST", "/api/v1/password", "", {"401", "401", "403", "403", "403", "403", "200", "200", "200", "200", "200"}},
        {"POST",
         "/api/v1/session",
         "{}",
         {"200", "200", "200", "200", "200", "200", "200", "200", "200", "200", "200"}},
        {"POST", "/api/v1/socket", "", {"401", "401", "403", "403", "403", "403", "403", "403", "403", "403", "403"}},
        {"POST", "/v1/track", "{}", {"401", "401", "200", "403", "200", "200", "403", "403", "403", "403", "403"}},
    };
    api_test_open(&test, tables);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t who = 0; who < COUNT_OF(callers); who++) {
            Str headers = str_format(test_arena(), "content-type: application/json\nx-test-caller: %s\n", callers[who]);
            Str got = api_test_answer(&test, rows[i].method, rows[i].path, str_c(test_arena(), headers),
                                      str_of(rows[i].body));
            if (!str_starts_with(got, str_of(rows[i].answers[who])))
                fail_msg("%s %s as %s: %.*s", rows[i].method, rows[i].path, callers[who], STR_ARGS(got));
        }
    }
    api_test_close(&test);
}

TEST(api_refusals_say_what_is_missing)
{
    CHECK_TEXT(answer("GET", "/api/v1/things/42", "x-test-caller: track\n", STR("")),
               "403 insufficient_scope : this key may not do that; it takes one of the scopes read, write, admin");
    CHECK(str_starts_with(answer("POST", "/api/v1/password", "x-test-caller: admin\n", STR("")),
                          STR("403 session_required"))); // I50
    CHECK(str_starts_with(answer("POST", "/api/v1/keys", "x-test-caller: agent\n", STR("")), STR("403 forbidden")));
    CHECK(str_starts_with(answer("GET", "/api/v1/things/42", "", STR("")), STR("401 invalid_key"))); // I45
    CHECK(str_starts_with(answer("GET", "/api/v1/things/42", "cookie: a=b\n", STR("")), STR("401 no_session")));
    CHECK(str_starts_with(answer("POST", "/v1/track", "", STR("{}")), STR("401 missing_key"))); // C01
}

TEST(api_takes_the_key_of_a_body_where_the_route_says_so)
{
    CHECK_TEXT(answer("POST", "/v1/late", "", STR("track")), "204 ");
    CHECK(str_starts_with(answer("POST", "/v1/late", "", STR("read")), STR("403 insufficient_scope"))); // C06
    CHECK(str_starts_with(answer("POST", "/v1/late", "", STR("unknown")), STR("401 invalid_key")));
    CHECK(str_starts_with(answer("POST", "/v1/late", "x-test-caller: read\n", STR("track")),
                          STR("403 insufficient_scope")));
}

TEST(api_lets_no_other_site_change_anything_I11_I12_I13)
{
    static const struct {
        const char *headers, *answer;
    } rows[] = {
        {"x-test-caller: marketer browser\ncontent-type: application/json\n", "200"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\nsec-fetch-site: same-origin\n", "200"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\norigin: http://localhost:8080\n", "200"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\nsec-fetch-site: cross-site\n",
         "403 cross_site"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\nsec-fetch-site: same-site\n",
         "403 cross_site"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\norigin: https://evil.test\n",
         "403 cross_site"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\norigin: http://localhost:8080.evil.test\n",
         "403 cross_site"},
        {"x-test-caller: marketer browser\ncontent-type: application/json\norigin: null\n", "403 cross_site"},
        {"x-test-caller: write\ncontent-type: application/json\norigin: https://partner.test\n", "200"},
    };
    api_test_open(&test, tables);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str got = api_test_answer(&test, "POST", "/api/v1/things", rows[i].headers, STR("{\"name\":\"a\"}"));
        if (!str_starts_with(got, str_of(rows[i].answer))) fail_msg("%s: %.*s", rows[i].headers, STR_ARGS(got));
    }
    CHECK(str_starts_with(
        api_test_answer(&test, "POST", "/api/v1/password", "x-test-caller: marketer browser\n", STR("")),
        STR("403 bad_csrf")));
    CHECK_INT(api_test_ask(&test, "POST", "/api/v1/password",
                           "x-test-caller: marketer browser\nsec-fetch-site: same-origin\n", STR(""))
                  .status,
              200);
    CHECK_INT(api_test_ask(&test, "GET", "/api/v1/things/42",
                           "x-test-caller: marketer browser\nsec-fetch-site: cross-site\n", STR(""))
                  .status,
              200); // reading changes nothing, and no script of that site may read the answer
    CHECK(str_starts_with(api_test_answer(&test, "POST", "/api/v1/session",
                                          "content-type: application/json\norigin: https://evil.test\n", STR("{}")),
                          STR("403 cross_site"))); // nobody is signed in as somebody else by another site
    api_test_close(&test);
}

// ---- methods, headers, languages ----

TEST(api_knows_head_options_and_other_methods)
{
    api_test_open(&test, tables);
    CHECK_INT(api_test_ask(&test, "HEAD", "/api/v1/things/42", JSON_OF("read"), STR("")).status, 200);
    ApiReply reply = api_test_ask(&test, "PUT", "/api/v1/things", JSON_OF("write"), STR("{}"));
    CHECK(str_starts_with(api_test_summary(&reply), STR("405 method_not_allowed")));
    CHECK_TEXT(api_test_header(&reply, "allow"), "POST, GET, HEAD, OPTIONS");
    reply = api_test_ask(&test, "OPTIONS", "/api/v1/things/42", "", STR(""));
    CHECK_INT(reply.status, 204);
    CHECK_TEXT(api_test_header(&reply, "allow"), "PATCH, GET, HEAD, OPTIONS");
    CHECK_TEXT(api_test_header(&reply, "access-control-allow-origin"), "");
    CHECK_INT(api_test_ask(&test, "GET", "/nothing", "", STR("")).status, 404);
    CHECK_INT(api_test_ask(&test, "OPTIONS", "/nothing", "", STR("")).status, 404);
    api_test_close(&test);
}

TEST(api_answers_preflights_of_tracking_alone_C66)
{
    api_test_open(&test, tables);
    ApiReply reply = api_test_ask(&test, "OPTIONS", "/v1/track",
                                  "origin: https://shop.test\naccess-control-request-method: POST\n"
                                  "access-control-request-headers: authorization, content-type\n",
                                  STR(""));
    CHECK_INT(reply.status, 204);
    CHECK_TEXT(api_test_header(&reply, "access-control-allow-origin"), "*");
    CHECK(str_contains(api_test_header(&reply, "access-control-allow-headers"), STR("Authorization")));
    reply = api_test_ask(&test, "OPTIONS", "/v1/track",
                         "origin: https://shop.test\naccess-control-request-headers: x-evil\n", STR(""));
    CHECK(str_starts_with(api_test_summary(&reply), STR("403 cors_denied")));
    reply = api_test_ask(&test, "POST", "/v1/track", "origin: https://shop.test\n", STR("{}"));
    CHECK_INT(reply.status, 401);
    CHECK_TEXT(api_test_header(&reply, "access-control-allow-origin"), "*");
    reply = api_test_ask(&test, "OPTIONS", "/api/v1/things",
                         "origin: https://shop.test\naccess-control-request-method: POST\n", STR(""));
    CHECK_TEXT(api_test_header(&reply, "access-control-allow-origin"), "");
    api_test_close(&test);
}

TEST(api_answers_carry_the_headers_of_security_S5)
{
    static const char *const targets[] = {"/api/v1/things/42", "/nothing", "/page", "/api/v1/broken"};
    static const char *const headers[][2] = {
        {"x-content-type-options", "nosniff"},
        {"referrer-policy", "same-origin"},
        {"cross-origin-opener-policy", "same-origin"},
        {"cross-origin-resource-policy", "same-origin"},
        {"cache-control", "no-store"},
    };
    api_test_open(&test, tables);
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        ApiReply reply = api_test_ask(&test, "GET", targets[i], JSON_OF("administrator"), STR(""));
        for (size_t k = 0; k < COUNT_OF(headers); k++)
            CHECK_TEXT(api_test_header(&reply, headers[k][0]), headers[k][1]);
        CHECK(str_contains(api_test_header(&reply, "content-security-policy"), STR("frame-ancestors 'none'")));
        CHECK(api_test_header(&reply, "x-request-id").size > 8);
        CHECK_TEXT(api_test_header(&reply, "strict-transport-security"), "");
    }
    HttpRequest *request = api_test_request("GET", STR("/api/v1/things/42"), JSON_OF("read"), STR(""));
    request->secure = true;
    ApiReply reply;
    api_perform_request(test.api, request, test_arena(), &reply);
    CHECK_TEXT(api_test_header(&reply, "strict-transport-security"), "max-age=31536000");
    api_test_close(&test);
}

TEST(api_says_errors_in_the_language_of_the_caller)
{
    const char *bad = "/api/v1/things?limit=0";
    CHECK_TEXT(answer("GET", bad, "x-test-caller: read\naccept-language: fr-CH, en;q=0.5\n", STR("")),
               "400 invalid_parameter : limit doit être un nombre entier de 1 à 1000, et non « 0 »");
    CHECK(str_contains(answer("GET", bad, "x-test-caller: read\naccept-language: de, en;q=0.9, fr;q=0.3\n", STR("")),
                       STR("must be")));
    CHECK(str_contains(
        answer("GET", "/api/v1/things?limit=0&locale=fr", "x-test-caller: read\naccept-language: en\n", STR("")),
        STR("doit")));
}

TEST(api_answers_people_with_a_page_and_keeps_the_detail_for_the_operator)
{
    api_test_open(&test, tables);
    ApiReply reply = api_test_ask(&test, "GET", "/page", "x-test-caller: agent\naccept-language: fr\n", STR(""));
    CHECK_INT(reply.status, 500);
    CHECK_TEXT(reply.type, "text/html; charset=utf-8");
    CHECK(str_contains(reply.body, STR("<html lang=\"fr\">")) && str_contains(reply.body, STR("cela a échoué")));
    CHECK(!str_contains(reply.body, STR("errno")) && !str_contains(reply.body, STR("Input/output")));
    reply = api_test_ask(&test, "GET", "/api/v1/broken", JSON_OF("read"), STR(""));
    CHECK(str_starts_with(api_test_summary(&reply), STR("500 internal : it failed")));
    CHECK(!str_contains(reply.body, STR("errno")));
    api_test_close(&test);
}

TEST(api_says_when_to_come_back_to_a_full_disk)
{
    api_test_open(&test, tables);
    ApiReply reply = api_test_ask(&test, "GET", "/api/v1/full", JSON_OF("read"), STR(""));
    CHECK_TEXT(api_test_summary(&reply), "507 storage_full : the disk is full");
    CHECK_TEXT(api_test_header(&reply, "retry-after"), "5");
    api_test_close(&test);
}

TEST(api_is_called_from_the_command_line_as_the_holder_of_the_folder)
{
    ApiReply reply;
    api_test_open(&test, tables);
    api_perform(test.api, STR("POST"), STR("/api/v1/socket"), STR(""), STR(""), LOCALE_FR, test_arena(), &reply);
    CHECK_INT(reply.status, 200);
    api_perform(test.api, STR("POST"), STR("/api/v1/things"), STR("application/json"), STR("{\"n\":1}"), LOCALE_FR,
                test_arena(), &reply);
    CHECK_TEXT(api_test_summary(&reply), "422 required /name: /name est obligatoire");
    api_test_close(&test);
}

// ---- what comes from outside comes back as it is ----

TEST(api_gives_naughty_strings_back_as_they_came)
{
    Source source;
    Error error;
    JsonValue suite, strings, string;
    CHECK(source_open(test_shared_path("vectors/naughty_strings.json"), 0, 1, &source, &error));
    CHECK(json_parse(source.text, &suite, &error));
    CHECK(json_member(suite, STR("strings"), &strings));
    api_test_open(&test, tables);
    for (size_t cursor = 0; json_next(strings, &cursor, NULL, &string);) {
        Str text = json_get_string(string, test_arena());
        if (text.size == 0) continue;
        Text body = text_in(test_arena());
        JsonWriter json = json_writer(&body);
        json_begin_object(&json);
        json_key(&json, "name");
        json_string(&json, text);
        json_end_object(&json);
        ApiReply reply = api_test_ask(&test, "POST", "/api/v1/things", JSON_OF("write"), text_str(&body));
        JsonValue answered;
        CHECK_INT(reply.status, 200);
        CHECK(json_parse(reply.body, &answered, &error));
        CHECK(str_equal(shape_text(answered, "name", test_arena()), text));
    }
    api_test_close(&test);
    source_close(&source);
}
