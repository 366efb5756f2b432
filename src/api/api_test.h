// api_test.h - an api over a table of routes for tests, and requests to it without a socket.
#ifndef FIDELE_API_API_TEST_H
#define FIDELE_API_API_TEST_H

#include "api/api.h"
#include "base/test.h"

// Who calls is what the header x-test-caller says: "nobody", "wrong" (a key that is not known), "track", "read",
// "write", "admin" (keys), "administrator", "marketer", "agent", "analyst", "read_only" (people); with " browser"
// behind it by cookie.
typedef struct ApiTest {
    Api *api;
    Store *store;
} ApiTest;

// Tables end with NULL. `store` "" is a new one.
void api_test_open(ApiTest *test, const Route *const *tables);
void api_test_reopen(ApiTest *test, const Route *const *tables); // the same store again
void api_test_close(ApiTest *test);

// "content-type: application/json\nx-test-caller: read\n"
HttpRequest *api_test_request(const char *method, Str target, const char *headers, Str body);
ApiReply api_test_ask(ApiTest *test, const char *method, const char *target, const char *headers, Str body);
// "422 too_long /text: /text is limited to 65536 bytes", "200 {…}"
Str api_test_answer(ApiTest *test, const char *method, const char *target, const char *headers, Str body);
Str api_test_summary(const ApiReply *reply);
Str api_test_header(const ApiReply *reply, const char *name); // "" when absent

#define JSON_OF(caller) "content-type: application/json\nx-test-caller: " caller "\n"

int api_test_audited(void); // entries of the trail since the test began: kept in the table api_test_trail

#endif
