// staff_test.h - an api over the routes of this folder, with its authentication and its trail, without a socket.
#ifndef FIDELE_STAFF_STAFF_TEST_H
#define FIDELE_STAFF_STAFF_TEST_H

#include "api/api_test.h"
#include "house.h"
#include "staff/staff.h"
#include "store/store_test.h"

typedef struct StaffTest {
    ApiTest api; // first
    House house;
    Instant later; // how much later than now requests come
    Str cookies;   // "" or what the browser sends: kept from the answers
} StaffTest;

void staff_test_open(StaffTest *test, StoreKind kind);
void staff_test_close(StaffTest *test);

// As api_test_answer. `headers` "local": as the holder of the data folder; "browser": with the cookies.
Str staff_test_answer(StaffTest *test, const char *method, const char *target, const char *headers, const char *body);
ApiReply staff_test_ask(StaffTest *test, const char *method, const char *target, const char *headers, const char *body);
// A key, made as the holder of the data folder.
Str staff_test_key(StaffTest *test, const char *body);
// Adds somebody with the password of staff_test_sign_in.
void staff_test_person(StaffTest *test, const char *email, const char *role);
#define STAFF_TEST_PASSWORD "correct horse battery"
// Signs in; the cookies are sent with what follows. The answer's summary.
Str staff_test_sign_in(StaffTest *test, const char *email, const char *password);
Str staff_test_member(Str json, const char *name);

#endif
