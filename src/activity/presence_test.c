#include "activity/activity_test.h"

#include <string.h>

static void add_counts(Text *text, const Presence *p)
{
    text_addf(text, "%lld +%lld +%lld -%lld = %lld (%lld through)\n", (long long)p->start, (long long)p->new_,
              (long long)p->reactivated, (long long)p->lost, (long long)p->end, (long long)p->passed_through);
}

// One line a period: start +new +reactivated -lost = end.
static Str presence_text(const char *rows, PeriodUnit unit, const char *as_of, Window window)
{
    Columns columns = test_columns(rows);
    PeriodSpan span = span_of_columns(&columns, unit, test_day(as_of));
    const Presence *presence = ask_presence(&columns, &span, window, NULL, 1, 1, test_arena());
    Text text = text_in(test_arena());
    for (uint32_t p = 0; p < span.count; p++) add_counts(&text, &presence[p]);
    columns_close(&columns);
    return text_str(&text);
}

TEST(a_customer_is_active_while_the_last_purchase_is_younger_than_the_window)
{
    // Bought on 1 January with a window of 31 days: active up to the end of 31 January, lost on 1 February.
    CHECK_TEXT(presence_text("ana 2024-01-01 5\n", PERIOD_MONTH, "2024-02-29", (Window){.days = 31}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n");
    CHECK_TEXT(presence_text("ana 2024-01-01 5\n", PERIOD_MONTH, "2024-02-29", (Window){.days = 30}),
               "0 +0 +0 -0 = 0 (1 through)\n"
               "0 +0 +0 -0 = 0 (0 through)\n");
    CHECK_TEXT(presence_text("ana 2024-01-01 5\n", PERIOD_MONTH, "2024-02-29", (Window){.days = 60}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -0 = 1 (0 through)\n"); // 29 February is 59 days later
    CHECK_TEXT(presence_text("ana 2024-01-01 5\n", PERIOD_MONTH, "2024-02-29", (Window){.days = 59}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n");
    CHECK_TEXT(presence_text("ana 2024-01-01 5\n", PERIOD_MONTH, "2024-02-29", (Window){.days = INT32_MAX}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -0 = 1 (0 through)\n");
}

TEST(who_comes_back_is_reactivated_unless_within_the_period)
{
    CHECK_TEXT(presence_text("ana 2024-01-31 5\n"
                             "ana 2024-02-29 5\n" // lapsed on the 10th, back before the month's end: retained
                             "ana 2024-04-30 5\n",
                             PERIOD_MONTH, "2024-04-30", (Window){.days = 10}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n"
               "0 +0 +1 -0 = 1 (0 through)\n");
}

TEST(a_window_of_periods_counts_who_bought_within_each)
{
    CHECK_TEXT(presence_text("ana 2024-01-01 5\nana 2024-02-01 5\nana 2024-04-30 5\nbo 2024-02-29 1\n", PERIOD_MONTH,
                             "2024-05-01", (Window){.days = 0, .unit = PERIOD_MONTH}),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +1 +0 -0 = 2 (0 through)\n"
               "2 +0 +0 -2 = 0 (0 through)\n"
               "0 +0 +1 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n");
}

TEST(the_end_of_a_contract_ends_the_activity_until_a_later_purchase)
{
    Window year = {.days = 365};
    CHECK_TEXT(presence_text("ana 2024-01-05 5 ended=2024-02-01\n", PERIOD_MONTH, "2024-03-31", year),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n"
               "0 +0 +0 -0 = 0 (0 through)\n");
    CHECK_TEXT(presence_text("ana 2024-01-05 5 ended=2024-01-05\n", PERIOD_MONTH, "2024-01-31", year),
               "0 +0 +0 -0 = 0 (1 through)\n"); // signed and left on one day
    CHECK_TEXT(presence_text("ana 2024-01-05 5 ended=2024-02-10\nana 2024-03-31 5\n", PERIOD_MONTH, "2024-03-31", year),
               "0 +1 +0 -0 = 1 (0 through)\n"
               "1 +0 +0 -1 = 0 (0 through)\n"
               "0 +0 +1 -0 = 1 (0 through)\n");
    CHECK_TEXT(presence_text("ana 2024-01-05 5 ended=2024-12-31\n", PERIOD_MONTH, "2024-01-31", year),
               "0 +1 +0 -0 = 1 (0 through)\n"); // not yet
}

TEST(refunds_make_nobody_a_customer_but_their_amounts_count)
{
    Columns columns = test_columns("ana 2024-01-05 -5\nbo 2024-01-05 0\ncy 2024-01-06 7\ncy 2024-01-06 -3\n");
    PeriodSpan span = span_of_columns(&columns, PERIOD_YEAR, test_day("2024-12-31"));
    const Presence *p = ask_presence(&columns, &span, (Window){.days = 400}, NULL, 1, 1, test_arena());
    CHECK_INT(p->end, 1);
    CHECK_INT(p->buyers, 1);
    CHECK_INT(p->refunds, 2);
    CHECK_INT(p->refund_amount, -8);
    CHECK_INT(p->purchase_amount, 7);
    CHECK_INT(p->end_amount, 4);
    columns_close(&columns);
}

TEST(no_rows_make_one_empty_period)
{
    CHECK_TEXT(presence_text("", PERIOD_MONTH, "2024-01-31", (Window){.days = 10}), "0 +0 +0 -0 = 0 (0 through)\n");
}

// ---- the definitions, word by word ----

typedef struct Bought {
    int64_t before, within, amount, value;
} Bought;

// What a customer did before and within from..to; `p` gets what is counted by rows.
static Bought count_rows(const Columns *columns, Customer c, Day from, Day to, Presence *p)
{
    Bought bought = {0};
    CustomerRows found = columns_find(columns, c);
    for (uint32_t row = found.from; row < found.to; row++) {
        Day day = second_day(found.piece->second[row]);
        int64_t amount = row_amount(found.piece, row);
        bought.value += amount;
        if (day < from && amount > 0) bought.before++;
        if (day < from || day > to) continue;
        if (found.piece->profit_minor) p->profit += found.piece->profit_minor[row];
        if (amount < 0) p->refunds++, p->refund_amount += amount;
        if (amount <= 0) continue;
        if (bought.before + bought.within == 0) p->first_orders++, p->first_amount += amount;
        bought.within++;
        p->orders++, p->purchase_amount += amount;
    }
    return bought;
}

static void count_customer(const Columns *columns, Customer c, Window window, const PeriodSpan *span, uint32_t period,
                           Presence *p)
{
    Day from = span_first_day(span, period), to = span_last_day(span, period);
    if (to > span->as_of) to = span->as_of;
    Bought bought = count_rows(columns, c, from, to, p);
    bool start = test_active(columns, c, window, from - 1 < span->as_of ? from - 1 : span->as_of);
    bool end = test_active(columns, c, window, to);
    p->start += start;
    p->end += end;
    p->retained += start && end;
    p->lost += start && !end;
    p->new_ += !start && end && !bought.before;
    p->reactivated += !start && end && bought.before;
    p->passed_through += !start && !end && bought.within;
    p->buyers += bought.within > 0;
    p->repeat_buyers += bought.within > 1;
    if (end) p->end_amount += bought.value;
    if (start && !end) p->lost_amount += bought.value;
}

static PeriodSpan random_span(const Columns *columns, uint64_t *state)
{
    Day as_of = second_day(columns->last) + (Day)test_random(state, 50);
    PeriodSpan span = span_of_columns(columns, (PeriodUnit)test_random(state, PERIOD_UNIT_COUNT), as_of);
    if (test_random(state, 4) == 0) span.count += 1 + (uint32_t)test_random(state, 2); // not begun yet
    if (test_random(state, 3) == 0) {                                                  // a later start
        uint32_t left_out = (uint32_t)test_random(state, span.count);
        span.first += (PeriodNumber)left_out;
        span.count -= left_out;
    } else if (test_random(state, 3) == 0) { // any range of days, before, among or after those of the rows
        span.custom = true;
        span.count = 1;
        span.custom_first = second_day(columns->first) - 20 + (Day)test_random(state, 900);
        span.custom_last = span.custom_first + (Day)test_random(state, 200);
    }
    return span;
}

static void check_same(const Presence *presence, const Presence *expected)
{
    CHECK_INT(memcmp(presence, expected, sizeof *presence), 0);
    CHECK_INT(presence->start + presence->new_ + presence->reactivated - presence->lost, presence->end);
    CHECK_INT(presence->retained + presence->lost, presence->start);
}

static void check_groups(const Columns *columns, uint64_t *state, int threads)
{
    enum { GROUPS = 3 };
    Window window = test_window(state);
    PeriodSpan span = random_span(columns, state);
    if (test_random(state, 3) == 0) window = (Window){.unit = span.unit}; // the usual question
    uint16_t *group = arena_array(test_arena(), uint16_t, columns->customers);
    for (Customer c = 0; c < columns->customers; c++) group[c] = (uint16_t)test_random(state, GROUPS + 1);
    const Presence *all = ask_presence(columns, &span, window, NULL, 1, threads, test_arena());
    const Presence *by_group = ask_presence(columns, &span, window, group, GROUPS, threads, test_arena());
    for (uint32_t p = 0; p < span.count; p += 1 + (uint32_t)test_random(state, span.count / 8 + 1)) {
        Presence expected[GROUPS + 1] = {0}, total = {0};
        for (Customer c = 0; c < columns->customers; c++) {
            count_customer(columns, c, window, &span, p, &expected[group[c]]);
            count_customer(columns, c, window, &span, p, &total);
        }
        check_same(&all[p], &total);
        for (uint32_t g = 0; g < GROUPS; g++) check_same(&by_group[g * span.count + p], &expected[g]);
    }
}

TEST(presence_is_what_its_definitions_say_on_random_rows)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t dice = seed;
        int threads = (int)(seed % 4) * 2 + 1;
        Columns columns = test_columns_random(seed, 150, threads);
        check_groups(&columns, &dice, threads);
        columns_close(&columns);
    }
}
