// integrate_job.c - each hour: deliveries and dead letters that are old go, and what waits for an order that has come
// another way (tracking, an import) is used.
#include "house.h"
#include "integrate/integrate_http.h"
#include "job/job.h"
#include "order/order.h"

enum { EVERY_SECONDS = 3600, BATCH = 1000, ORDERS_MAX = 200, HOURS_OF_DAY = 24 };

static Instant days_before(Instant now, int days)
{
    return now - (Instant)days * HOURS_OF_DAY * EVERY_SECONDS * MILLISECONDS_PER_SECOND;
}

// ---- what is old ----

typedef struct Sweep {
    const Query *query;
    Instant before;
    int64_t gone;
} Sweep;

static bool sweep_work(StoreSession *session, void *context, Error *error)
{
    Sweep *sweep = context;
    return store_execute(session, sweep->query, VALUES(value_integer(sweep->before), value_integer(BATCH)),
                         &sweep->gone, error);
}

// A batch a transaction, so that nobody waits for it.
static bool sweep(JobCall *call, const Query *query, int days, Error *error)
{
    Sweep sweep = {.query = query, .before = days_before(call->now, days), .gone = BATCH};
    while (sweep.gone == BATCH && !atomic_load(call->cancelled))
        if (!store_write(call->house->store, sweep_work, &sweep, error)) return false;
    return true;
}

// ---- what waits ----

typedef struct Waiting {
    int64_t connection;
    Str order;
} Waiting;

static bool read_waiting(JobCall *call, Waiting *list, size_t *count, Error *error)
{
    StoreSession *session = NULL;
    Rows rows;
    *count = 0;
    bool fine =
        store_read_begin(call->house->store, &session, error) &&
        store_select(session, &query_connection_orders_waited_for, VALUES(value_integer(ORDERS_MAX)), &rows, error);
    for (; fine && *count < ORDERS_MAX && rows_next(&rows); (*count)++)
        list[*count] = (Waiting){rows_integer(&rows, 0), str_copy(call->arena, rows_text(&rows, 1))};
    fine = fine && rows_close(&rows, error);
    store_read_end(session);
    return fine;
}

typedef struct Retry {
    JobCall *call;
    Waiting waiting;
} Retry;

static bool retry_work(StoreSession *session, void *context, Error *error)
{
    Retry *retry = context;
    Connection connection;
    Order order;
    Arena *arena = retry->call->arena;
    return order_by_number(session, retry->waiting.order, arena, &order, error) &&
           (!order.id ||
            (connection_get(session, retry->waiting.connection, arena, &connection, error) &&
             dead_letters_of_order(retry->call->house, session, &connection, retry->waiting.order, arena, error)));
}

static bool run(JobCall *call, Error *error)
{
    Waiting *list = arena_array(call->arena, Waiting, ORDERS_MAX);
    size_t count = 0;
    if (!sweep(call, &query_connection_forget_deliveries, DELIVERY_DAYS, error) ||
        !sweep(call, &query_connection_letters_expire, DEAD_LETTER_DAYS, error) ||
        !read_waiting(call, list, &count, error))
        return false;
    for (size_t i = 0; i < count && !atomic_load(call->cancelled); i++) {
        Retry retry = {call, list[i]};
        if (!store_write(call->house->store, retry_work, &retry, error)) return false;
    }
    return true;
}

const JobKind integrate_jobs[] = {{.name = "connections", .every_seconds = EVERY_SECONDS, .run = run}, {.name = NULL}};
