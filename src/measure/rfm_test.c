#include "measure/rfm.h"

#include <stdlib.h>

#include "base/random.h"
#include "base/test.h"

TEST(rfm_cuts_are_the_values_at_the_fifths)
{
    int64_t values[] = {70, 10, 100, 40, 20, 90, 30, 80, 50, 60}, cuts[4];
    rfm_cut_values(values, COUNT_OF(values), cuts);
    CHECK_INT(cuts[0], 20);
    CHECK_INT(cuts[1], 40);
    CHECK_INT(cuts[2], 60);
    CHECK_INT(cuts[3], 80);
    CHECK_INT(rfm_score(10, cuts), 1);
    CHECK_INT(rfm_score(20, cuts), 1);
    CHECK_INT(rfm_score(21, cuts), 2);
    CHECK_INT(rfm_score(60, cuts), 3);
    CHECK_INT(rfm_score(80, cuts), 4);
    CHECK_INT(rfm_score(100, cuts), 5);
}

TEST(rfm_ranks_round_up_when_customers_do_not_divide_by_five)
{
    int64_t values[] = {7, 6, 5, 4, 3, 2, 1}, cuts[4]; // ranks 2 3 5 6
    rfm_cut_values(values, COUNT_OF(values), cuts);
    CHECK_INT(cuts[0], 2);
    CHECK_INT(cuts[1], 3);
    CHECK_INT(cuts[2], 5);
    CHECK_INT(cuts[3], 6);
}

TEST(rfm_equal_values_get_equal_scores)
{
    int64_t orders[] = {1, 1, 1, 1, 1, 1, 1, 2, 3, 9}, cuts[4]; // most order once
    rfm_cut_values(orders, COUNT_OF(orders), cuts);
    CHECK_INT(rfm_score(1, cuts), 1);
    CHECK_INT(rfm_score(2, cuts), 4);
    CHECK_INT(rfm_score(3, cuts), 5);
    int64_t same[] = {4, 4, 4}, one[] = {8};
    rfm_cut_values(same, COUNT_OF(same), cuts);
    CHECK_INT(rfm_score(4, cuts), 1);
    rfm_cut_values(one, 1, cuts);
    CHECK_INT(rfm_score(8, cuts), 1);
}

TEST(rfm_cuts_of_nobody_are_zeros)
{
    int64_t cuts[4] = {1, 2, 3, 4};
    rfm_cut_values(NULL, 0, cuts);
    CHECK(cuts[0] == 0 && cuts[1] == 0 && cuts[2] == 0 && cuts[3] == 0);
}

TEST(rfm_mean_score_rounds_half_up)
{
    CHECK_INT(rfm_mean_score(1, 1), 1);
    CHECK_INT(rfm_mean_score(1, 2), 2);
    CHECK_INT(rfm_mean_score(5, 4), 5);
    CHECK_INT(rfm_mean_score(1, 5), 3);
}

// The grid of rfm.h, FM 5 on top, R 1 to the left.
TEST(rfm_grid_is_the_one_in_the_manual)
{
    Text grid = text_in(test_arena());
    for (int fm = 5; fm >= 1; fm--)
        for (int recency = 1; recency <= 5; recency++) {
            Str name = rfm_group_name(rfm_group(recency, fm, fm));
            text_addf(&grid, "%.*s%c", STR_ARGS(name), recency < 5 ? ' ' : '\n');
        }
    CHECK_TEXT(text_str(&grid), "cannot_lose_them cannot_lose_them loyal loyal champions\n"
                                "at_risk at_risk loyal loyal champions\n"
                                "at_risk at_risk need_attention potential_loyalists potential_loyalists\n"
                                "hibernating hibernating about_to_sleep potential_loyalists potential_loyalists\n"
                                "lost hibernating about_to_sleep promising new_customers\n");
}

TEST(rfm_every_group_is_reached_and_has_its_texts)
{
    bool reached[RFM_GROUP_COUNT] = {false};
    for (int recency = 1; recency <= 5; recency++)
        for (int frequency = 1; frequency <= 5; frequency++)
            for (int monetary = 1; monetary <= 5; monetary++) reached[rfm_group(recency, frequency, monetary)] = true;
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        CHECK(reached[group]);
        CHECK(rfm_group_name(group).size > 0);
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
            CHECK(rfm_group_label(group).in[locale]);
            Str meaning = str_of(rfm_group_meaning(group).in[locale]),
                action = str_of(rfm_group_action(group).in[locale]);
            CHECK(meaning.data[meaning.size - 1] == '.' && action.data[action.size - 1] == '.');
        }
    }
    CHECK_TEXT(str_of(rfm_group_label(RFM_LOYAL).in[LOCALE_FR]), "Clients fidèles");
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

TEST(cuts_are_the_values_at_their_ranks_whatever_the_spread)
{
    Random random = random_start(1, 1);
    for (int round = 0; round < 2000; round++) {
        int64_t values[200], sorted[200], cuts[4];
        size_t n = 1 + random_bits(&random) % COUNT_OF(values);
        int bits = (int)(random_bits(&random) % 64); // from all equal to the whole range
        for (size_t i = 0; i < n; i++) sorted[i] = values[i] = (int64_t)random_bits(&random) >> bits;
        qsort(sorted, n, sizeof *sorted, by_value);
        rfm_cut_values(values, n, cuts);
        for (size_t k = 1; k <= 4; k++) CHECK_INT(cuts[k - 1], sorted[(k * n + 4) / 5 - 1]);
    }
}
