// sign_follow.c - signs are kept in the transaction that appends their event, and taken back with it. Whatever the
// order in which events come in (an import brings deliveries before the promises they were late by), what is kept is
// the same.
#include "health/follow.h"
#include "health/sign.h"

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

static Value flag_or_null(bool has_flag, bool flag)
{
    return has_flag ? value_integer(flag) : value_null();
}

// ---- an order: promised, put off, brought ----

enum { STEPS_MAX = 200 }; // of one order; more is no order's history

typedef struct OrderStep {
    int64_t event, delay;
    SignKind kind;
    Instant at, due;
    bool put_off_by; // by so much, not until a day
    bool has_flag, flag;
} OrderStep;

static bool read_steps(StoreSession *session, Str order, OrderStep *step, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_sign_of_order, VALUES(value_text(order), value_integer(STEPS_MAX)), &rows, error))
        return false;
    while (*count < STEPS_MAX && rows_next(&rows))
        step[(*count)++] = (OrderStep){.event = rows_integer(&rows, 0),
                                       .kind = (SignKind)rows_integer(&rows, 1),
                                       .at = rows_integer(&rows, 2),
                                       .due = rows_integer(&rows, 3),
                                       .has_flag = !rows_null(&rows, 4),
                                       .flag = rows_integer(&rows, 4) != 0,
                                       .put_off_by = !rows_null(&rows, 5),
                                       .delay = rows_integer(&rows, 5)};
    return rows_close(&rows, error);
}

// What was promised of the order until then: first, and last.
typedef struct Due {
    Instant first, last;
} Due;

// A delay of days counts from what was promised last; a delivery that does not say whether it is late is so after what
// was promised first, and keeps that as what it was due: one that says so itself has none.
static OrderStep settled(const OrderStep *step, Due *due)
{
    OrderStep now = *step;
    if (step->kind == SIGN_DELIVERED) {
        if (step->has_flag && !step->due) return now;
        now.due = due->first;
        now.has_flag = due->first > 0;
        now.flag = now.has_flag && step->at > due->first;
        return now;
    }
    if (step->put_off_by) now.due = (due->last ? due->last : step->at) + step->delay;
    if (!due->first) due->first = now.due;
    due->last = now.due;
    return now;
}

static bool settle_order(StoreSession *session, Str order, Error *error)
{
    OrderStep step[STEPS_MAX];
    size_t count;
    Due due = {0};
    if (!read_steps(session, order, step, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        OrderStep now = settled(&step[i], &due);
        if (now.due == step[i].due && now.has_flag == step[i].has_flag && now.flag == step[i].flag) continue;
        if (!store_execute(
                session, &query_sign_settle,
                VALUES(value_integer(now.event), instant_or_null(now.due), flag_or_null(now.has_flag, now.flag)), NULL,
                error))
            return false;
    }
    return true;
}

static bool is_of_order(const Sign *sign)
{
    return sign->reference.size &&
           (sign->kind == SIGN_PROMISED || sign->kind == SIGN_DELAYED || sign->kind == SIGN_DELIVERED);
}

// ---- a message ----

// The same message sent and delivered is one, of the event that came first; what it is may be said by either.
static bool same_message(StoreSession *session, const Sign *sign, bool *known, Error *error)
{
    Rows rows;
    *known = false;
    if (sign->kind != SIGN_MESSAGE || !sign->reference.size) return true;
    if (!store_select(session, &query_sign_message, VALUES(value_integer(sign->customer), value_text(sign->reference)),
                      &rows, error))
        return false;
    *known = rows_next(&rows);
    int64_t event = *known ? rows_integer(&rows, 0) : 0;
    bool has_flag = *known && !rows_null(&rows, 1), flag = has_flag && rows_integer(&rows, 1);
    if (!rows_close(&rows, error)) return false;
    if (!*known || event == sign->event) return true;
    if (event < sign->event)
        return store_execute(session, &query_sign_message_flag,
                             VALUES(value_integer(event), flag_or_null(sign->has_flag, sign->flag)), NULL, error);
    return store_execute(session, &query_sign_message_put,
                         VALUES(value_integer(event), value_integer(sign->event), value_integer(sign->at),
                                sign->has_flag ? value_integer(sign->flag) : flag_or_null(has_flag, flag)),
                         NULL, error);
}

// ---- any of them ----

static bool keep(StoreSession *session, const Sign *sign, Error *error)
{
    bool known, put_off_by = sign->kind == SIGN_DELAYED && !sign->due;
    if (!same_message(session, sign, &known, error)) return false;
    if (known) return true;
    return store_execute(session, &query_sign_put,
                         VALUES(value_integer(sign->event), value_integer(sign->customer), value_integer(sign->kind),
                                value_integer(sign->at), value_text(sign->reference), instant_or_null(sign->due),
                                flag_or_null(sign->has_flag, sign->flag),
                                put_off_by ? value_integer(sign->delay) : value_null()),
                         NULL, error) &&
           (!is_of_order(sign) || settle_order(session, sign->reference, error));
}

bool sign_follow(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Sign sign;
    Arena *arena = arena_open(0);
    bool fine = !sign_of_event(event, arena, &sign) || keep(session, &sign, error);
    arena_close(arena);
    return fine;
}

bool sign_undo(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Sign sign;
    Arena *arena = arena_open(0);
    bool was = sign_of_event(event, arena, &sign);
    bool fine = store_execute(session, &query_sign_remove, VALUES(value_integer(event->seq)), NULL, error) &&
                (!was || !is_of_order(&sign) || settle_order(session, sign.reference, error));
    arena_close(arena);
    return fine;
}
