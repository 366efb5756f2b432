// subscription_pass.c - all subscriptions in one pass over their events.
#include "order/subscription_parts.h"

typedef struct Pass {
    Subscription state;
    Instant before;
    SubscriptionTake *take;
    void *context;
} Pass;

static bool tell(const Pass *pass, Instant at, SubscriptionWord word, int64_t event, Error *error)
{
    return pass->take(pass->context,
                      &(SubscriptionMoment){.state = &pass->state, .at = at, .word = word, .event = event}, error);
}

// The day of a scheduled cancellation is a moment of its own.
static bool pass_time(Pass *pass, Instant until, Error *error)
{
    SubscriptionStatus status = pass->state.status;
    subscription_as_of(&pass->state, until);
    return status == pass->state.status || tell(pass, pass->state.cancelled_at.value, WORD_CANCELLED, 0, error);
}

static bool take_event(Pass *pass, const SubscriptionNews *news, Error *error)
{
    if (!pass_time(pass, subscription_meets(news), error)) return false;
    subscription_apply(&pass->state, news);
    return tell(pass, news->at, news->word, news->event, error);
}

// What ends at the instant itself has not ended before it.
static bool finish(Pass *pass, Error *error)
{
    return !pass->state.id || pass_time(pass, pass->before - 1, error);
}

static bool take_rows(Pass *pass, Rows *rows, Arena *texts, Error *error)
{
    while (rows_next(rows)) {
        if (rows_integer(rows, 0) != pass->state.id) {
            if (!finish(pass, error)) return false;
            arena_reset(texts);
            pass->state = (Subscription){.id = rows_integer(rows, 0), .customer = (CustomerId)rows_integer(rows, 2)};
        }
        SubscriptionNews news = subscription_read_news(rows, texts);
        if (!take_event(pass, &news, error)) return false;
    }
    return finish(pass, error);
}

static bool pass(Pass *pass, Rows *rows, Error *error)
{
    Arena *texts = arena_open(0); // of the subscription that is being read
    bool fine = take_rows(pass, rows, texts, error);
    arena_close(texts);
    Error ignored;
    return rows_close(rows, fine ? error : &ignored) && fine;
}

bool subscription_pass(StoreSession *session, Instant before, SubscriptionTake *take, void *context, Error *error)
{
    Pass all = {.before = before, .take = take, .context = context};
    Rows rows;
    return store_select(session, &query_subscription_events_before, VALUES(value_integer(before)), &rows, error) &&
           pass(&all, &rows, error);
}

bool subscription_pass_of(StoreSession *session, CustomerId customer, Instant before, SubscriptionTake *take,
                          void *context, Error *error)
{
    Pass one = {.before = before, .take = take, .context = context};
    Rows rows;
    return store_select(session, &query_subscription_events_of_customer_before,
                        VALUES(value_integer(before), value_integer(customer)), &rows, error) &&
           pass(&one, &rows, error);
}
