// sign_follow.c - signs are kept in the transaction that appends their event, and taken back with it.
#include "health/follow.h"
#include "health/sign.h"

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

static Value flag_or_null(const Sign *sign)
{
    return sign->has_flag ? value_integer(sign->flag) : value_null();
}

// What was promised of the order first, and what was said last; 0: nothing.
typedef struct Due {
    Instant first, last;
} Due;

static bool due_of(StoreSession *session, const Sign *sign, Due *due, Error *error)
{
    Rows rows;
    *due = (Due){0};
    if (!sign->reference.size) return true;
    if (!store_select(session, &query_sign_due,
                      VALUES(value_text(sign->reference), value_integer(SIGN_PROMISED), value_integer(SIGN_DELAYED)),
                      &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (!due->first) due->first = rows_integer(&rows, 0);
        due->last = rows_integer(&rows, 0);
    }
    return rows_close(&rows, error);
}

// A delay of days counts from what was promised; a delivery that does not say whether it is late is so after it.
static bool complete(StoreSession *session, Sign *sign, Error *error)
{
    Due due;
    bool delayed = sign->kind == SIGN_DELAYED && !sign->due,
         delivered = sign->kind == SIGN_DELIVERED && !sign->has_flag;
    if (!delayed && !delivered) return true;
    if (!due_of(session, sign, &due, error)) return false;
    if (delayed) sign->due = (due.last ? due.last : sign->at) + sign->delay;
    if (delivered && due.first) {
        sign->has_flag = true;
        sign->flag = sign->at > due.first;
    }
    return true;
}

// The same message sent and delivered is one; what it is may be said by either.
static bool same_message(StoreSession *session, const Sign *sign, bool *known, Error *error)
{
    int64_t rows = 0;
    *known = false;
    if (sign->kind != SIGN_MESSAGE || !sign->reference.size) return true;
    if (!store_execute(session, &query_sign_again,
                       VALUES(value_integer(sign->customer), value_integer(SIGN_MESSAGE), value_text(sign->reference),
                              flag_or_null(sign)),
                       &rows, error))
        return false;
    *known = rows > 0;
    return true;
}

static bool keep(StoreSession *session, Sign *sign, Error *error)
{
    bool known;
    if (!complete(session, sign, error) || !same_message(session, sign, &known, error)) return false;
    return known || store_execute(session, &query_sign_insert,
                                  VALUES(value_integer(sign->event), value_integer(sign->customer),
                                         value_integer(sign->kind), value_integer(sign->at),
                                         value_text(sign->reference), instant_or_null(sign->due), flag_or_null(sign)),
                                  NULL, error);
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
    return store_execute(session, &query_sign_remove, VALUES(value_integer(event->seq)), NULL, error);
}
