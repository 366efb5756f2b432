#include "crm/promise.h"

PromiseStatus promise_status(PromiseStatus written, Instant due_at, Instant now)
{
    return written == PROMISE_OPEN && promise_overdue(due_at, now) ? PROMISE_BROKEN : written;
}

bool promise_say(const struct House *house, StoreSession *session, const Promise *promise, const char *event,
                 const Hand *hand, Instant at, Arena *arena, Error *error)
{
    int64_t seq = 0;
    Str properties = str_format(arena, "{\"promise\":%lld,\"kind\":\"%s\",\"due_at\":\"%s\",\"by\":%lld}",
                                (long long)promise->id, promise->kind ? "expectation" : "promise",
                                str_c(arena, instant_text(arena, promise->due_at)), (long long)hand->by);
    return crm_say(house, session, promise->customer, event, hand, at, properties, arena, &seq, error);
}

// The row says whether it was broken before: so it is said once, whoever comes first.
bool promise_break(const struct House *house, StoreSession *session, const Promise *promise, Instant now, Arena *arena,
                   Error *error)
{
    int64_t changed = 0;
    const Hand program = {.at = now};
    Instant at = promise->due_at + PROMISE_GRACE;
    if (!store_execute(session, &query_promise_break, VALUES(value_integer(promise->id), value_integer(at)), &changed,
                       error))
        return false;
    if (!changed || promise_say(house, session, promise, "Promise Broken", &program, at, arena, error)) return true;
    return error->kind == ERROR_CONFLICT; // nothing may be added about the customer: the row alone says it
}

bool promise_break_overdue(const struct House *house, StoreSession *session, Instant now, Arena *arena, size_t *count,
                           Error *error)
{
    Rows rows;
    Promise list[PROMISES_AT_ONCE];
    *count = 0;
    if (!store_select(session, &query_promise_overdue,
                      VALUES(value_integer(now - PROMISE_GRACE), value_integer(PROMISES_AT_ONCE)), &rows, error))
        return false;
    while (*count < PROMISES_AT_ONCE && rows_next(&rows))
        list[(*count)++] = (Promise){.id = rows_integer(&rows, 0),
                                     .customer = (CustomerId)rows_integer(&rows, 1),
                                     .kind = rows_integer(&rows, 2),
                                     .due_at = rows_integer(&rows, 3)};
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < *count; i++)
        if (!promise_break(house, session, &list[i], now, arena, error)) return false;
    return true;
}
