#include "event/reaction_parts.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "event/event_test.h"

// Effects are rows of the test's own, so that a transaction that fails takes them back.
static const Query note_effect = {"note_effect", "insert into reaction_failure (name, seq, attempts, message, at) "
                                                 "values ($1, $2, 0, '', 0)"};
static const Query all_effects = {"all_effects",
                                  "select name, seq from reaction_failure where attempts = 0 order by name, seq"};
static const Query all_failures = {"all_failures",
                                   "select name, seq, attempts from reaction_failure where attempts > 0 order by seq"};

static int64_t fails_at; // the event that `after` refuses
static atomic_int calls;

static bool effect(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    calls++;
    if (!store_execute(session, &note_effect, VALUES(value_text(STR("effect")), value_integer(event->seq)), NULL,
                       error))
        return false;
    return event->seq != fails_at || error_set(error, ERROR_FAILED, PHRASE("refused", "refusé"), NULL, 0);
}

static const Reaction after_orders[] = {{.name = "orders", .event = "Order Completed", .after = effect}, {0}};
static const Reaction after_identify[] = {{.name = "identify", .kinds = 1 << EVENT_IDENTIFY, .after = effect}, {0}};
static const Reaction within_orders[] = {{.name = "within", .event = "Order Completed", .within = effect}, {0}};
static const Reaction *const orders_tables[] = {after_orders, NULL};
static const Reaction *const identify_tables[] = {after_identify, NULL};
static const Reaction *const within_tables[] = {within_orders, NULL};

static Str rows_as_text(const EventHouse *house, const Query *query, bool attempts)
{
    StoreSession *session;
    Error error;
    Rows rows;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(house->store, &session, &error));
    CHECK(store_select(session, query, NO_VALUES, &rows, &error));
    while (rows_next(&rows)) {
        text_addf(&text, "%lld ", (long long)rows_integer(&rows, 1));
        if (attempts) text_addf(&text, "x%lld ", (long long)rows_integer(&rows, 2));
    }
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text_str(&text);
}

static void send(EventHouse *house, const char *name)
{
    track(house, "/v1/track",
          str_c(test_arena(), str_format(test_arena(), "{\"event\":\"%s\",\"userId\":\"u\"}", name)));
}

static Reactions *prepare(EventHouse *house, const Reaction *const *tables)
{
    Reactions *reactions;
    Error error;
    fails_at = 0;
    CHECK(reactions_prepare(house->store, house->log, NULL, tables, &reactions, &error));
    return reactions;
}

static void run_out(Reactions *reactions, Instant now)
{
    for (int i = 0; i < 100 && reactions_step(reactions, now) == 0; i++)
        ;
}

STORE_TEST(a_reaction_sees_each_event_it_wants_once_and_in_order)
{
    EventHouse house = event_house_open(kind);
    send(&house, "Order Completed"); // before the reaction was there: not its business
    Reactions *reactions = prepare(&house, orders_tables);
    for (int i = 0; i < 3; i++) send(&house, "Order Completed"), send(&house, "Something Else");
    run_out(reactions, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "2 4 6 ");
    run_out(reactions, 0);
    send(&house, "Order Completed");
    run_out(reactions, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "2 4 6 8 ");
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(a_reaction_goes_on_after_a_restart)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions = prepare(&house, orders_tables);
    send(&house, "Order Completed");
    run_out(reactions, 0);
    send(&house, "Order Completed");
    reactions_close(reactions);
    event_house_reopen(&house, kind);
    reactions = prepare(&house, orders_tables);
    send(&house, "Order Completed");
    run_out(reactions, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 2 3 ");
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(an_event_whose_reaction_keeps_failing_is_set_aside)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions = prepare(&house, orders_tables);
    for (int i = 0; i < 4; i++) send(&house, "Order Completed");
    fails_at = 3;
    Instant now = 0;
    for (int i = 0; i < REACTION_ATTEMPTS; i++) {
        CHECK_TEXT(rows_as_text(&house, &all_failures, true), "");
        run_out(reactions, now);
        now += (Instant)REACTION_PAUSE_MS << i;
    }
    run_out(reactions, now);
    CHECK_TEXT(rows_as_text(&house, &all_failures, true), "3 x5 ");
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 2 4 "); // what it had done of 3 was undone
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(a_reaction_that_recovers_loses_nothing)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions = prepare(&house, orders_tables);
    for (int i = 0; i < 4; i++) send(&house, "Order Completed");
    fails_at = 3;
    run_out(reactions, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), ""); // it pauses before it tries again
    fails_at = 0;
    run_out(reactions, 999);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "");
    run_out(reactions, 1000);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 2 3 4 ");
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(a_long_log_is_gone_through_in_batches)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions = prepare(&house, identify_tables);
    Text body = text_in(test_arena());
    text_add(&body, STR("{\"batch\":["));
    for (int i = 0; i < 3 * REACTION_BATCH + 10; i++)
        text_addf(&body, "%s{\"type\":\"%s\",\"event\":\"a\",\"userId\":\"u\"}", i ? "," : "",
                  i % 100 ? "track" : "identify");
    text_add(&body, STR("]}"));
    track(&house, "/v1/batch", str_c(test_arena(), text_str(&body)));
    run_out(reactions, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 101 201 301 ");
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(a_reaction_within_is_part_of_the_append)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions = prepare(&house, within_tables);
    send(&house, "Order Completed");
    send(&house, "Something Else");
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 ");
    reactions_close(reactions);
    event_house_close(&house);
}

STORE_TEST(two_engines_on_one_store_do_nothing_twice)
{
    EventHouse house = event_house_open(kind);
    Reactions *one = prepare(&house, orders_tables), *two = prepare(&house, orders_tables);
    for (int i = 0; i < 3; i++) send(&house, "Order Completed");
    run_out(one, 0);
    run_out(two, 0);
    send(&house, "Order Completed");
    run_out(two, 0);
    run_out(one, 0);
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 2 3 4 ");
    CHECK_INT(reactions_step(one, 0), REACTION_IDLE_MS); // neither has failed and pauses
    CHECK_INT(reactions_step(two, 0), REACTION_IDLE_MS);
    reactions_close(two);
    reactions_close(one);
    event_house_close(&house);
}

STORE_TEST(the_thread_of_reactions_is_woken_by_a_commit)
{
    EventHouse house = event_house_open(kind);
    Reactions *reactions;
    Error error;
    fails_at = 0;
    calls = 0;
    CHECK(reactions_open(house.store, house.log, NULL, orders_tables, &reactions, &error));
    send(&house, "Order Completed");
    while (calls == 0) usleep(1000);
    reactions_close(reactions); // what is under way ends
    CHECK_TEXT(rows_as_text(&house, &all_effects, false), "1 ");
    event_house_close(&house);
}
