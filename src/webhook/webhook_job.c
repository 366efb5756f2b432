// webhook_job.c - messages that have ended are forgotten after a while.
#include "house.h"
#include "job/job.h"
#include "webhook/webhook.h"

extern const JobKind webhook_jobs[];

enum { ROWS_AT_ONCE = 1000, SECONDS_A_DAY = 24 * 60 * 60 };

typedef struct Expiring {
    Instant before;
    int64_t gone;
} Expiring;

static bool expire_within(StoreSession *session, void *context, Error *error)
{
    Expiring *expiring = context;
    return store_execute(session, &query_webhook_expire,
                         VALUES(value_integer(expiring->before), value_integer(ROWS_AT_ONCE)), &expiring->gone, error);
}

static bool forget_ended(JobCall *call, Error *error)
{
    Expiring expiring = {.before = call->now - (Instant)WEBHOOK_KEPT_DAYS * SECONDS_A_DAY * MILLISECONDS_PER_SECOND};
    do {
        if (!store_write(call->house->store, expire_within, &expiring, error)) return false;
    } while (expiring.gone == ROWS_AT_ONCE && !atomic_load(call->cancelled));
    return true;
}

const JobKind webhook_jobs[] = {{.name = "webhook_clean", .every_seconds = SECONDS_A_DAY, .run = forget_ended}, {0}};
