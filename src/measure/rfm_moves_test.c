#include "measure/rfm_moves.h"

#include "activity/activity_test.h"

static RfmDay standing(const Columns *columns, Day day)
{
    Columns known = columns_until(columns, day, test_arena());
    Summaries summaries = ask_summaries(&known, day, 1, test_arena());
    RfmPeople people = rfm_people(&summaries, day, test_arena());
    return rfm_day(&people, &summaries, day, test_arena());
}

static RfmMoves moves_between(const Columns *columns, const char *from, const char *to)
{
    RfmMoves moves;
    RfmDay before = standing(columns, test_day(from)), after = standing(columns, test_day(to));
    rfm_moves(&before, &after, NULL, &moves);
    return moves;
}

// "champions > at_risk 2 0.00 12.00"
static Str moves_text(const RfmMoves *moves)
{
    Text text = text_in(test_arena());
    for (int from = 0; from < RFM_PLACES; from++)
        for (RfmGroup to = 0; to < RFM_GROUP_COUNT; to++) {
            const RfmMove *move = &moves->move[from][to];
            Str a = rfm_place_name(from), b = rfm_group_name(to);
            if (move->customers)
                text_addf(&text, "%.*s > %.*s %lld %lld %lld\n", STR_ARGS(a), STR_ARGS(b), (long long)move->customers,
                          (long long)move->revenue_before, (long long)move->revenue);
        }
    return text_str(&text);
}

// Five people of whom each score is one of 1..5 in January; in February the best is silent and the last one buys.
static const char story[] =
    "ana 2025-01-28 50\nana 2025-01-29 50\nana 2025-01-30 50\nana 2025-01-30 50\nana 2025-01-31 50\n"
    "bo 2025-01-20 40\nbo 2025-01-21 40\nbo 2025-01-22 40\nbo 2025-01-24 40\n"
    "cy 2025-01-10 30\ncy 2025-01-11 30\ncy 2025-01-12 30\n"
    "dee 2025-01-05 20\ndee 2025-01-06 20\n"
    "eve 2025-01-01 10\n"
    "eve 2025-02-20 500\n"
    "fay 2025-02-25 5\n";

TEST(who_moves_between_two_days_is_told_by_the_groups_of_each_day)
{
    Columns columns = test_columns(story);
    RfmMoves moves = moves_between(&columns, "2025-01-31", "2025-02-28");
    CHECK_TEXT(moves_text(&moves), "champions > loyal 1 250 250\n"
                                   "loyal > at_risk 1 160 160\n"
                                   "need_attention > at_risk 1 90 90\n"
                                   "hibernating > lost 1 40 40\n"
                                   "lost > potential_loyalists 1 10 510\n"
                                   "new > new_customers 1 0 5\n");
    CHECK_INT(moves.all.customers, 6);
    CHECK_INT(moves.from[RFM_NEWCOMERS].customers, 1);
    CHECK_INT(rfm_moved(&moves, RFM_WORSE).customers, 4);
    CHECK_INT(rfm_moved(&moves, RFM_BETTER).revenue, 510);
    CHECK_INT(rfm_moved(&moves, RFM_SAME).customers, 0);
    columns_close(&columns);
}

TEST(before_anybody_had_bought_all_are_newcomers_and_nobody_moves_within_a_day)
{
    Columns columns = test_columns(story);
    RfmMoves first = moves_between(&columns, "2024-12-31", "2025-01-31");
    CHECK_INT(first.from[RFM_NEWCOMERS].customers, 5);
    CHECK_INT(first.all.customers, 5);
    RfmMoves none = moves_between(&columns, "2025-01-31", "2025-01-31");
    CHECK_INT(rfm_moved(&none, RFM_SAME).customers, 5);
    RfmMoves empty = moves_between(&columns, "2024-11-30", "2024-12-31");
    CHECK_INT(empty.all.customers, 0);
    columns_close(&columns);
}

TEST(rows_are_the_groups_of_the_first_day_and_columns_those_of_the_second)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        Columns columns = test_columns_random(seed, 400, 1);
        Day last = second_day(columns.last), first = second_day(columns.first);
        Day middle = first + (Day)(seed % 7) * (last - first) / 7;
        RfmDay days[2] = {standing(&columns, middle), standing(&columns, last)};
        RfmMoves moves;
        int64_t size[2][RFM_PLACES] = {{0}}, revenue[2] = {0};
        rfm_moves(&days[0], &days[1], NULL, &moves);
        for (int d = 0; d < 2; d++)
            for (Customer c = 0; c < days[d].customers; c++) {
                size[d][rfm_place(&days[d], c)]++;
                if (rfm_place(&days[d], c) != RFM_NEWCOMERS) revenue[d] += rfm_revenue(&days[d], c);
            }
        for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
            CHECK_INT(moves.from[group].customers, size[0][group]);
            CHECK_INT(moves.to[group].customers, size[1][group]);
        }
        CHECK_INT(moves.from[RFM_NEWCOMERS].customers, size[0][RFM_NEWCOMERS] - size[1][RFM_NEWCOMERS]);
        CHECK_INT(moves.all.revenue, revenue[1]);
        columns_close(&columns);
    }
}

TEST(only_the_people_asked_for_are_counted_among_the_scores_of_all)
{
    Columns columns = test_columns(story);
    RfmDay before = standing(&columns, test_day("2025-01-31")), after = standing(&columns, test_day("2025-02-28"));
    CustomerSet some = {.customers = after.customers, .word = arena_array(test_arena(), uint64_t, 1)};
    for (Customer c = 0; c < after.customers; c++)
        if (rfm_place(&before, c) == RFM_CHAMPIONS) some.word[0] |= UINT64_C(1) << c;
    RfmMoves moves;
    rfm_moves(&before, &after, &some, &moves);
    CHECK_TEXT(moves_text(&moves), "champions > loyal 1 250 250\n");
    columns_close(&columns);
}

TEST(a_move_is_said_in_both_languages_with_or_without_its_amount)
{
    Currency euro;
    CHECK(currency_find(STR("EUR"), &euro));
    RfmMove many = {42, 124000, 10000}, one = {1, 0, 500};
    CHECK_TEXT(rfm_move_say(&many, RFM_CHAMPIONS, RFM_AT_RISK, &euro, LOCALE_EN, test_arena()),
               "42 customers fell from “Champions” to “At risk”: €1,240.00 in the twelve months before");
    CHECK_TEXT(rfm_move_say(&many, RFM_LOST, RFM_LOYAL, NULL, LOCALE_FR, test_arena()),
               "42 clients sont montés de «\u00A0Perdus\u00A0» à «\u00A0Clients fidèles\u00A0»");
    CHECK_TEXT(rfm_move_say(&one, RFM_NEWCOMERS, RFM_PROMISING, &euro, LOCALE_FR, test_arena()),
               "1 client a acheté pour la première fois et se trouve dans «\u00A0Prometteurs\u00A0»\u00A0: "
               "5,00\u00A0€ à ce jour");
    CHECK_TEXT(rfm_move_say(&one, RFM_LOYAL, RFM_LOYAL, NULL, LOCALE_EN, test_arena()),
               "1 customer stayed in “Loyal customers”");
}
