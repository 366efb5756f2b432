// subscription.c - subscriptions in the store: read, listed, and kept in step with their events.
#include "order/subscription_parts.h"

#include <stdlib.h>
#include <string.h>

// ---- rows ----

static MaybeNumber maybe(const Rows *rows, int column)
{
    return rows_null(rows, column) ? (MaybeNumber){0} : (MaybeNumber){true, rows_integer(rows, column)};
}

static Value value_maybe(MaybeNumber number)
{
    return number.said ? value_integer(number.value) : value_null();
}

// Columns as in subscription.sql: "get" and its like.
static Subscription read_subscription(const Rows *rows, Arena *arena)
{
    Subscription subscription = {.id = rows_integer(rows, 0),
                                 .reference = str_copy(arena, rows_text(rows, 1)),
                                 .customer = (CustomerId)rows_integer(rows, 2),
                                 .status = (SubscriptionStatus)rows_integer(rows, 3),
                                 .started_at = maybe(rows, 13),
                                 .cancelled_at = maybe(rows, 17),
                                 .scheduled = rows_integer(rows, 18) != 0,
                                 .last_at = rows_integer(rows, 21),
                                 .last_word = (SubscriptionWord)rows_integer(rows, 22),
                                 .last_mark = rows_integer(rows, 23),
                                 .events = rows_integer(rows, 24)};
    subscription.terms = (SubscriptionTerms){.plan = str_copy(arena, rows_text(rows, 4)),
                                             .currency = str_copy(arena, rows_text(rows, 5)),
                                             .price_micros = maybe(rows, 6),
                                             .quantity = maybe(rows, 7),
                                             .amount_micros = maybe(rows, 8),
                                             .discount_micros = maybe(rows, 9),
                                             .discount_ppm = maybe(rows, 10),
                                             .cycle_unit = (PeriodUnit)rows_integer(rows, 11),
                                             .cycle_count = {rows_integer(rows, 12) > 0, rows_integer(rows, 12)},
                                             .trial_end = maybe(rows, 14),
                                             .period_end = maybe(rows, 15),
                                             .cancel_at = maybe(rows, 16),
                                             .reason = str_copy(arena, rows_text(rows, 19)),
                                             .reason_kind = (ReasonKind)rows_integer(rows, 20)};
    return subscription;
}

SubscriptionNews subscription_read_news(const Rows *rows, Arena *arena)
{
    SubscriptionNews news = {.event = rows_integer(rows, 1),
                             .customer = (CustomerId)rows_integer(rows, 2),
                             .at = rows_integer(rows, 3),
                             .word = (SubscriptionWord)rows_integer(rows, 4),
                             .mark = rows_integer(rows, 5),
                             .taken_back = (uint32_t)rows_integer(rows, 6),
                             .status = (SubscriptionStatus)rows_integer(rows, 7)};
    news.terms = (SubscriptionTerms){.plan = str_copy(arena, rows_text(rows, 8)),
                                     .currency = str_copy(arena, rows_text(rows, 9)),
                                     .price_micros = maybe(rows, 10),
                                     .quantity = maybe(rows, 11),
                                     .amount_micros = maybe(rows, 12),
                                     .discount_micros = maybe(rows, 13),
                                     .discount_ppm = maybe(rows, 14),
                                     .cycle_unit = (PeriodUnit)rows_integer(rows, 15),
                                     .cycle_count = maybe(rows, 16),
                                     .trial_end = maybe(rows, 17),
                                     .period_end = maybe(rows, 18),
                                     .cancel_at = maybe(rows, 19),
                                     .reason = str_copy(arena, rows_text(rows, 20)),
                                     .reason_kind = (ReasonKind)rows_integer(rows, 21)};
    return news;
}

// ---- reading ----

static bool read_one(Rows *rows, Arena *arena, Subscription *subscription, Error *error)
{
    *subscription = rows_next(rows) ? read_subscription(rows, arena) : (Subscription){0};
    return rows_close(rows, error);
}

bool subscription_by_reference(StoreSession *session, Str reference, Arena *arena, Subscription *subscription,
                               Error *error)
{
    Rows rows;
    return store_select(session, &query_subscription_by_reference, VALUES(value_text(reference)), &rows, error) &&
           read_one(&rows, arena, subscription, error);
}

bool subscription_get(StoreSession *session, int64_t id, Instant now, Arena *arena, Subscription *subscription,
                      Error *error)
{
    Rows rows;
    if (!store_select(session, &query_subscription_get, VALUES(value_integer(id)), &rows, error) ||
        !read_one(&rows, arena, subscription, error))
        return false;
    subscription_as_of(subscription, now);
    return subscription->status != SUBSCRIPTION_NONE ||
           error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such subscription", "cet abonnement n’existe pas"), STR(""));
}

static int by_id(const void *a, const void *b)
{
    int64_t one = ((const Subscription *)a)->id, other = ((const Subscription *)b)->id;
    return (one > other) - (one < other);
}

static bool fits(const Subscription *subscription, const SubscriptionFilter *filter)
{
    return subscription->id > filter->after &&
           (filter->status == SUBSCRIPTION_NONE || filter->status == subscription->status) &&
           (!filter->plan.size || str_equal(filter->plan, subscription->terms.plan));
}

typedef struct Found {
    Subscription *list;
    size_t count, room;
} Found;

static void found_add(Found *found, Subscription subscription, Arena *arena)
{
    if (found->count == found->room) {
        size_t room = found->room ? 2 * found->room : 16;
        Subscription *list = arena_array(arena, Subscription, room);
        if (found->count) memcpy(list, found->list, found->count * sizeof *list);
        found->list = list;
        found->room = room;
    }
    found->list[found->count++] = subscription;
}

// A person has few, so that they are sorted here.
static bool list_of_person(StoreSession *session, const SubscriptionFilter *filter, Arena *arena, Found *found,
                           Error *error)
{
    for (size_t i = 0; i < filter->customers; i++) {
        Rows rows;
        if (!store_select(session, &query_subscription_of_customer, VALUES(value_integer(filter->customer[i])), &rows,
                          error))
            return false;
        while (rows_next(&rows)) {
            Subscription one = read_subscription(&rows, arena);
            subscription_as_of(&one, filter->now);
            if (fits(&one, filter)) found_add(found, one, arena);
        }
        if (!rows_close(&rows, error)) return false;
    }
    if (found->count) qsort(found->list, found->count, sizeof *found->list, by_id);
    if (found->count > filter->limit) found->count = filter->limit;
    return true;
}

bool subscription_list(StoreSession *session, const SubscriptionFilter *filter, Arena *arena, Subscription **list,
                       size_t *count, Error *error)
{
    Found found = {0};
    Rows rows;
    bool fine = true;
    if (filter->customer)
        fine = list_of_person(session, filter, arena, &found, error);
    else if (store_select(session, &query_subscription_list,
                          VALUES(value_integer(filter->after), value_text(filter->plan), value_integer(filter->status),
                                 value_integer(filter->now), value_integer((int64_t)filter->limit)),
                          &rows, error)) {
        while (rows_next(&rows)) {
            found_add(&found, read_subscription(&rows, arena), arena);
            subscription_as_of(&found.list[found.count - 1], filter->now);
        }
        fine = rows_close(&rows, error);
    } else
        fine = false;
    *list = found.list;
    *count = found.count;
    return fine;
}

// ---- history ----

typedef struct History {
    SubscriptionChange *list;
    size_t count, room;
    Subscription state;
    const Currency *otherwise;
    Arena *arena;
} History;

static void add_change(History *history, const Subscription *before, const SubscriptionNews *news)
{
    if (history->count == history->room) {
        size_t room = history->room ? 2 * history->room : 16;
        SubscriptionChange *list = arena_array(history->arena, SubscriptionChange, room);
        if (history->count) memcpy(list, history->list, history->count * sizeof *list);
        history->list = list;
        history->room = room;
    }
    const Subscription *after = &history->state;
    history->list[history->count++] =
        (SubscriptionChange){.event = news->event,
                             .customer = news->customer,
                             .at = news->at,
                             .word = news->word,
                             .before = before->status,
                             .after = after->status,
                             .monthly_before = subscription_monthly(before, history->otherwise),
                             .monthly_after = subscription_monthly(after, history->otherwise),
                             .plan = after->terms.plan,
                             .currency = subscription_currency(after, history->otherwise),
                             .reason = news->terms.reason,
                             .reason_kind = news->terms.reason_kind};
}

// The day of a scheduled cancellation is a change of its own.
static void pass_time(History *history, Instant until)
{
    Subscription before = history->state;
    subscription_as_of(&history->state, until);
    if (before.status == history->state.status) return;
    SubscriptionNews ended = {.customer = before.customer,
                              .at = before.terms.cancel_at.value,
                              .word = WORD_CANCELLED,
                              .terms = {.reason = before.terms.reason, .reason_kind = before.terms.reason_kind}};
    add_change(history, &before, &ended);
}

bool subscription_history(StoreSession *session, int64_t id, const Currency *otherwise, Instant now, Arena *arena,
                          SubscriptionChange **changes, size_t *count, Error *error)
{
    History history = {.otherwise = otherwise, .arena = arena};
    Rows rows;
    if (!store_select(session, &query_subscription_events, VALUES(value_integer(id)), &rows, error)) return false;
    while (rows_next(&rows)) {
        SubscriptionNews news = subscription_read_news(&rows, arena);
        if (!history.state.customer) history.state.customer = news.customer;
        pass_time(&history, subscription_meets(&news));
        Subscription before = history.state;
        subscription_apply(&history.state, &news);
        add_change(&history, &before, &news);
    }
    pass_time(&history, now);
    *changes = history.list;
    *count = history.count;
    return rows_close(&rows, error);
}

// ---- in step with events ----

static bool write_state(StoreSession *session, const Subscription *held, Error *error)
{
    const SubscriptionTerms *terms = &held->terms;
    return store_execute(
        session, &query_subscription_update,
        VALUES(value_integer(held->id), value_integer(held->customer), value_integer(held->status),
               value_text(terms->plan), value_text(terms->currency), value_maybe(terms->price_micros),
               value_maybe(terms->quantity), value_maybe(terms->amount_micros), value_maybe(terms->discount_micros),
               value_maybe(terms->discount_ppm), value_integer(terms->cycle_unit),
               value_integer(terms->cycle_count.value), value_maybe(held->started_at), value_maybe(terms->trial_end),
               value_maybe(terms->period_end), value_maybe(terms->cancel_at), value_maybe(held->cancelled_at),
               value_integer(held->scheduled), value_text(terms->reason), value_integer(terms->reason_kind),
               value_integer(held->last_at), value_integer(held->last_word), value_integer(held->last_mark),
               value_integer(held->events)),
        NULL, error);
}

static bool write_news(StoreSession *session, int64_t id, const SubscriptionNews *news, Error *error)
{
    const SubscriptionTerms *terms = &news->terms;
    bool cycle = terms->cycle_count.said;
    return store_execute(
        session, &query_subscription_event_insert,
        VALUES(value_integer(news->event), value_integer(id), value_integer(news->customer), value_integer(news->at),
               value_integer(news->word), value_integer(news->mark), value_integer(news->taken_back),
               value_integer(news->status), value_text_or_null(terms->plan), value_text_or_null(terms->currency),
               value_maybe(terms->price_micros), value_maybe(terms->quantity), value_maybe(terms->amount_micros),
               value_maybe(terms->discount_micros), value_maybe(terms->discount_ppm),
               cycle ? value_integer(terms->cycle_unit) : value_null(), value_maybe(terms->cycle_count),
               value_maybe(terms->trial_end), value_maybe(terms->period_end), value_maybe(terms->cancel_at),
               value_text_or_null(terms->reason), value_integer(terms->reason_kind)),
        NULL, error);
}

// From nothing, as its events say.
static bool work_out(StoreSession *session, const Subscription *known, Arena *arena, Error *error)
{
    Subscription fresh = {.id = known->id, .reference = known->reference};
    Rows rows;
    if (!store_select(session, &query_subscription_events, VALUES(value_integer(known->id)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        SubscriptionNews news = subscription_read_news(&rows, arena);
        if (!fresh.customer) fresh.customer = news.customer;
        subscription_apply(&fresh, &news);
    }
    if (!rows_close(&rows, error)) return false;
    if (fresh.events == 0)
        return store_execute(session, &query_subscription_delete_one, VALUES(value_integer(known->id)), NULL, error);
    return write_state(session, &fresh, error);
}

static bool find_or_make(StoreSession *session, Str reference, CustomerId customer, Arena *arena,
                         Subscription *subscription, Error *error)
{
    if (!subscription_by_reference(session, reference, arena, subscription, error)) return false;
    if (subscription->id) return true;
    return store_execute(session, &query_subscription_insert, VALUES(value_text(reference), value_integer(customer)),
                         NULL, error) &&
           subscription_by_reference(session, reference, arena, subscription, error);
}

bool subscription_take(StoreSession *session, Str reference, const SubscriptionNews *news, Arena *arena, Error *error)
{
    Subscription held;
    if (!find_or_make(session, reference, news->customer, arena, &held, error)) return false;
    if (held.events >= SUBSCRIPTION_EVENTS_MAX) return true; // a program gone wild: the log has it all the same
    if (!write_news(session, held.id, news, error)) return false;
    if (held.events && !subscription_comes_after(&held, news)) return work_out(session, &held, arena, error);
    subscription_apply(&held, news);
    return write_state(session, &held, error);
}

bool subscription_forget(StoreSession *session, int64_t event, Arena *arena, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_subscription_event_owner, VALUES(value_integer(event)), &rows, error))
        return false;
    Subscription held = {.id = rows_next(&rows) ? rows_integer(&rows, 0) : 0};
    if (!rows_close(&rows, error)) return false;
    return !held.id ||
           (store_execute(session, &query_subscription_event_delete, VALUES(value_integer(event)), NULL, error) &&
            work_out(session, &held, arena, error));
}

// ---- what they are worth at an instant ----

typedef struct Tally {
    CustomerMonthly *row;
    size_t count, room;
    const Identity *identity;
    const Currency *otherwise;
    Instant before;
    Arena *arena;
} Tally;

static CustomerMonthly *tally_row(Tally *tally)
{
    if (tally->count == tally->room) {
        size_t room = tally->room ? 2 * tally->room : 256;
        CustomerMonthly *row = arena_array(tally->arena, CustomerMonthly, room);
        if (tally->count) memcpy(row, tally->row, tally->count * sizeof *row);
        tally->row = row;
        tally->room = room;
    }
    return &tally->row[tally->count++];
}

// What ends at the instant itself has not ended before it.
static void tally_add(Tally *tally, Subscription *subscription)
{
    if (!subscription->id) return;
    subscription_as_of(subscription, tally->before - 1);
    MonthlyValue monthly = subscription_monthly(subscription, tally->otherwise);
    if (monthly.known && monthly.minor == 0) return;
    CustomerMonthly *row = tally_row(tally);
    Currency currency = subscription_currency(subscription, tally->otherwise);
    *row = (CustomerMonthly){.root = identity_root(tally->identity, subscription->customer),
                             .monthly_minor = monthly.minor,
                             .subscriptions = 1,
                             .unknown = !monthly.known};
    memcpy(row->currency, currency.code, sizeof row->currency);
}

static int by_person(const void *a, const void *b)
{
    const CustomerMonthly *one = a, *other = b;
    if (one->root != other->root) return one->root < other->root ? -1 : 1;
    return strcmp(one->currency, other->currency);
}

static int64_t added(int64_t a, int64_t b)
{
    int64_t sum;
    return checked_add(a, b, &sum) ? sum : INT64_MAX;
}

// One row a person and currency.
static void merge_rows(Tally *tally)
{
    size_t kept = 0;
    if (tally->count) qsort(tally->row, tally->count, sizeof *tally->row, by_person);
    for (size_t i = 0; i < tally->count; i++) {
        CustomerMonthly *last = kept ? &tally->row[kept - 1] : NULL;
        const CustomerMonthly *row = &tally->row[i];
        if (last && by_person(last, row) == 0) {
            last->monthly_minor = added(last->monthly_minor, row->monthly_minor);
            last->subscriptions += row->subscriptions;
            last->unknown += row->unknown;
        } else
            tally->row[kept++] = *row;
    }
    tally->count = kept;
}

bool subscription_monthly_by_customer(const Identity *identity, StoreSession *session, const Currency *otherwise,
                                      Instant before, Arena *arena, CustomerMonthly **rows, size_t *count, Error *error)
{
    Tally tally = {.identity = identity, .otherwise = otherwise, .before = before, .arena = arena};
    Subscription state = {0};
    Arena *texts = arena_open(0); // of the subscription that is being read
    Rows events;
    if (!store_select(session, &query_subscription_events_before, VALUES(value_integer(before)), &events, error)) {
        arena_close(texts);
        return false;
    }
    while (rows_next(&events)) {
        if (rows_integer(&events, 0) != state.id) {
            tally_add(&tally, &state);
            arena_reset(texts);
            state = (Subscription){.id = rows_integer(&events, 0), .customer = (CustomerId)rows_integer(&events, 2)};
        }
        SubscriptionNews news = subscription_read_news(&events, texts);
        subscription_apply(&state, &news);
    }
    tally_add(&tally, &state);
    arena_close(texts);
    merge_rows(&tally);
    *rows = tally.row;
    *count = tally.count;
    return rows_close(&events, error);
}
