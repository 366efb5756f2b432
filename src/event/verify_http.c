// verify_http.c - whether the activity columns hold as many events as the log.
#include "event/event_http.h"
#include "event/log.h"
#include "house.h"
#include "store/verify.h"

static bool log_count(Store *store, int64_t up_to, int64_t *count, Error *error)
{
    StoreSession *session;
    Rows rows;
    if (!store_read_begin(store, &session, error)) return false;
    bool fine = store_select(session, &query_event_count, VALUES(value_integer(up_to)), &rows, error);
    if (fine) {
        if (rows_next(&rows)) *count = rows_integer(&rows, 0);
        fine = rows_close(&rows, error);
    }
    store_read_end(session);
    return fine;
}

static bool verify_columns(const struct House *house, Verification *verification, Error *error)
{
    ActivityState state;
    int64_t seq, in_log = 0;
    do { // both of one moment, while others write
        seq = activity_seq(house->activity);
        state = activity_state(house->activity);
    } while (activity_seq(house->activity) != seq);
    if (!log_count(house->store, seq, &in_log, error)) return false;
    int64_t wrong = in_log - (int64_t)state.events;
    Str fault = wrong ? str_format(verification->arena, "%llu events in the columns, %lld in the log up to %lld",
                                   (unsigned long long)state.events, (long long)in_log, (long long)seq)
                      : STR("");
    verification_add(verification, "activity_columns", in_log, wrong < 0 ? -wrong : wrong, fault);
    return true;
}

const Verifier event_verifiers[] = {{.name = "activity_columns", .run = verify_columns}, {.name = NULL}};
