// facts_read.c - facts of everybody, or of one person, out of the tables and the columns.
#include "behaviour/event_lane.h"
#include "feedback/answer.h"
#include "health/facts_take.h"
#include "health/sign.h"
#include "house.h"

// Whose rows are taken: all, or those of one person.
typedef struct Reading {
    const FactsAsk *ask;
    Moment moment;
    CustomerId only;    // root; 0: everybody
    CustomerId *member; // of `only`
    size_t members;
    HealthFacts *facts; // by root; of `only` the one
    uint32_t customers;
    SubscriptionTally subscription; // that is being read
    int64_t subscription_id;
    CustomerId subscription_of;
} Reading;

// NULL: a row that belongs to nobody who is asked for.
static HealthFacts *facts_for(Reading *reading, CustomerId customer)
{
    if (reading->only) return reading->facts;
    CustomerId root = identity_root(reading->ask->house->identity, customer);
    return root && root < reading->customers ? &reading->facts[root] : NULL;
}

// ---- tables ----

typedef void TakeRow(HealthFacts *facts, const Moment *moment, const Rows *rows);

static void order_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    take_order(facts, moment,
               &(OrderRow){.at = rows_integer(rows, 1),
                           .promoted = rows_integer(rows, 2) != 0,
                           .has_amount = !rows_null(rows, 4),
                           .discount_minor = rows_integer(rows, 3),
                           .total_minor = rows_integer(rows, 4)});
}

static void answer_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    const Answer answer = {.kind = (AnswerKind)rows_integer(rows, 1),
                           .score_milli = rows_integer(rows, 2),
                           .scale_low = rows_integer(rows, 3),
                           .scale_high = rows_integer(rows, 4)};
    take_answer(facts, moment,
                &(AnswerRow){.kind = (int)answer.kind,
                             .level = answer_level(&answer),
                             .mood = (int)answer_mood(&answer),
                             .at = rows_integer(rows, 5)});
}

static void verbatim_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    take_answer(facts, moment,
                &(AnswerRow){.kind = (int)rows_integer(rows, 1),
                             .mood = (int)rows_integer(rows, 2),
                             .at = rows_integer(rows, 3),
                             .in_words = true});
}

static void ticket_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    take_ticket(facts, moment, &(TicketRow){.opened_at = rows_integer(rows, 1), .solved_at = rows_integer(rows, 2)});
}

static void promise_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    take_promise(facts, moment, rows_integer(rows, 1));
}

static void sign_row(HealthFacts *facts, const Moment *moment, const Rows *rows)
{
    take_sign(facts, moment,
              &(SignRow){.kind = (int)rows_integer(rows, 1),
                         .at = rows_integer(rows, 2),
                         .has_flag = !rows_null(rows, 3),
                         .flag = rows_integer(rows, 3) != 0});
}

static bool take_rows(Reading *reading, TakeRow *take, const Query *query, const Value *values, size_t count,
                      Error *error)
{
    Rows rows;
    if (!store_select(reading->ask->session, query, values, count, &rows, error)) return false;
    while (rows_next(&rows)) {
        HealthFacts *facts = facts_for(reading, (CustomerId)rows_integer(&rows, 0));
        if (facts) take(facts, &reading->moment, &rows);
    }
    return rows_close(&rows, error);
}

static bool take_table(Reading *reading, TakeRow *take, const Query *all, const Query *of, Error *error)
{
    if (!reading->only) return take_rows(reading, take, all, NO_VALUES, error);
    for (size_t i = 0; i < reading->members; i++)
        if (!take_rows(reading, take, of, VALUES(value_integer(reading->member[i])), error)) return false;
    return true;
}

static bool take_orders(Reading *reading, Error *error)
{
    Value hidden = value_integer(EVENT_HIDDEN);
    if (!reading->only) return take_rows(reading, order_row, &query_facts_orders, &hidden, 1, error);
    for (size_t i = 0; i < reading->members; i++)
        if (!take_rows(reading, order_row, &query_facts_orders_of, VALUES(hidden, value_integer(reading->member[i])),
                       error))
            return false;
    return true;
}

// ---- subscriptions ----

static void finish_subscription(Reading *reading)
{
    HealthFacts *facts = reading->subscription_id ? facts_for(reading, reading->subscription_of) : NULL;
    if (facts) take_subscription(facts, &reading->subscription);
    reading->subscription = (SubscriptionTally){0};
}

static bool is_free(const SubscriptionTerms *terms)
{
    return (terms->price_micros.said || terms->amount_micros.said) && terms->price_micros.value == 0 &&
           terms->amount_micros.value == 0;
}

static bool take_moment(void *context, const SubscriptionMoment *moment, Error *error)
{
    (void)error;
    Reading *reading = context;
    const Subscription *state = moment->state;
    if (state->id != reading->subscription_id) {
        finish_subscription(reading);
        reading->subscription_id = state->id;
        reading->subscription_of = state->customer;
    }
    take_step(&reading->subscription, &reading->moment,
              &(SubscriptionStep){.at = moment->at,
                                  .word = moment->word,
                                  .status = state->status,
                                  .free = is_free(&state->terms),
                                  .cancels = state->terms.cancel_at.said});
    return true;
}

static bool take_subscriptions(Reading *reading, Error *error)
{
    Instant before = reading->moment.as_of + reading->moment.window_days * HEALTH_DAY + 1;
    StoreSession *session = reading->ask->session;
    bool fine = reading->only || subscription_pass(session, before, take_moment, reading, error);
    for (size_t i = 0; fine && reading->only && i < reading->members; i++)
        fine = subscription_pass_of(session, reading->member[i], before, take_moment, reading, error);
    finish_subscription(reading);
    return fine;
}

// ---- columns ----

// From the person's rows up to as_of: at their end, so that a long history costs nothing.
static void use_of(Reading *reading, const Columns *columns, Customer person, HealthFacts *facts)
{
    CustomerRows rows = columns_find(columns, person);
    if (rows.from == rows.to) return;
    const Zone *zone = activity_zone(reading->ask->house->activity);
    take_use(facts, rows.piece->second + rows.from, rows.to - rows.from,
             zone_civil(zone, reading->moment.as_of / MILLISECONDS_PER_SECOND));
}

static void referrals_of(Reading *reading, const Columns *columns, Customer person, HealthFacts *facts)
{
    CustomerRows rows = columns_find(columns, person);
    const Zone *zone = activity_zone(reading->ask->house->activity);
    int64_t as_of = zone_civil(zone, reading->moment.as_of / MILLISECONDS_PER_SECOND);
    uint32_t count = 0;
    for (uint32_t row = rows.from; row < rows.to; row++) count += (int64_t)rows.piece->second[row] <= as_of;
    take_referrals(facts, count);
}

typedef void TakePerson(Reading *reading, const Columns *columns, Customer person, HealthFacts *facts);

static bool take_lane(Reading *reading, const Lane *lane, TakePerson *take, Error *error)
{
    const Columns *columns;
    ActivityPort *port = reading->ask->house->questions;
    if (!lane->class_count) return true;
    if (!port->ask->hold(port, lane, &columns, error)) return false;
    if (reading->only && reading->only < columns->customers) take(reading, columns, reading->only, reading->facts);
    for (Customer c = 1; !reading->only && c < columns->customers && c < reading->customers; c++)
        take(reading, columns, c, &reading->facts[c]);
    port->ask->release(port, columns);
    return true;
}

static bool take_columns(Reading *reading, Error *error)
{
    enum { LATEST = 40000 }; // a day after all that can be known (2079)
    EventLane activity;
    uint16_t number;
    const EventLog *log = reading->ask->house->log;
    lane_of_activity(log, LATEST, reading->ask->arena, &activity);
    activity.lane.until = 0;
    bool known = log_class(log, EVENT_TRACK, STR("Referral Completed"), &number);
    const Lane referrals = {.classes = &number, .class_count = known};
    return take_lane(reading, &activity.lane, use_of, error) && take_lane(reading, &referrals, referrals_of, error);
}

// ---- all of it ----

static bool read_facts(Reading *reading, Error *error)
{
    return take_orders(reading, error) &&
           take_table(reading, answer_row, &query_facts_answers, &query_facts_answers_of, error) &&
           take_table(reading, verbatim_row, &query_facts_verbatims, &query_facts_verbatims_of, error) &&
           take_table(reading, ticket_row, &query_facts_tickets, &query_facts_tickets_of, error) &&
           take_table(reading, promise_row, &query_facts_promises, &query_facts_promises_of, error) &&
           take_table(reading, sign_row, &query_facts_signs, &query_facts_signs_of, error) &&
           take_subscriptions(reading, error) && take_columns(reading, error);
}

bool facts_of_all(const FactsAsk *ask, PeopleFacts *people, Error *error)
{
    people->customers = identity_count(ask->house->identity) + 1;
    people->facts = arena_array(ask->arena, HealthFacts, people->customers);
    Reading reading = {
        .ask = ask, .moment = {ask->as_of, ask->window_days}, .facts = people->facts, .customers = people->customers};
    if (!read_facts(&reading, error)) return false;
    for (CustomerId c = 1; c < people->customers; c++)
        if (identity_hidden(ask->house->identity, c)) people->facts[c] = (HealthFacts){0};
    return true;
}

bool facts_of_person(const FactsAsk *ask, CustomerId root, HealthFacts *facts, Error *error)
{
    *facts = (HealthFacts){0};
    Reading reading = {.ask = ask, .moment = {ask->as_of, ask->window_days}, .only = root, .facts = facts};
    reading.members = identity_members(ask->house->identity, root, ask->arena, &reading.member);
    return read_facts(&reading, error);
}
