#include "predict/affinity.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/test.h"

// "ana 0 A B" is a basket of ana's on day 0; products are letters, customers in the order of the lines.
static size_t lines_of(const char *text, AffinityLine *line)
{
    size_t count = 0;
    uint32_t customer = 0, basket = 0;
    Str rest = str_of(text), row, word;
    for (; str_cut(&rest, '\n', &row); basket++) {
        int32_t day = 0;
        (void)str_cut(&row, ' ', &word);
        customer = (uint32_t)(word.data[0] - 'a');
        (void)str_cut(&row, ' ', &word);
        for (size_t i = 0; i < word.size; i++) day = day * 10 + (word.data[i] - '0');
        while (str_cut(&row, ' ', &word))
            line[count++] = (AffinityLine){customer, (uint32_t)(word.data[0] - 'A'), day, basket};
    }
    affinity_sort(line, count);
    return count;
}

static Affinity counted(const AffinityLine *line, size_t lines, uint32_t customers, uint32_t items, int32_t end,
                        int threads)
{
    Affinity affinity;
    AffinityAsk ask = {line, lines, customers, items, end, threads};
    affinity_count(&ask, true, test_arena(), &affinity);
    return affinity;
}

// All zero when the two are not near.
static AffinityNear near_to(const Affinity *affinity, uint32_t a, uint32_t b)
{
    size_t count;
    const AffinityNear *near = affinity_near(affinity, a, &count);
    for (size_t i = 0; i < count; i++)
        if (near[i].item == b) return near[i];
    return (AffinityNear){0};
}

TEST(people_baskets_and_what_came_after_are_counted_apart)
{
    AffinityLine line[32];
    size_t lines = lines_of("a 0 A B\n" // together
                            "b 0 A\n"   // B 10 days after
                            "b 10 B\n"
                            "c 0 A\n" // B too late to be an answer
                            "c 200 B\n"
                            "d 5 B\n" // B first
                            "d 9 A\n"
                            "e 1 A\n",
                            line);
    Affinity affinity = counted(line, lines, 5, 2, 300, 1);
    AffinityNear near = near_to(&affinity, 0, 1);
    CHECK_INT(near.both, 4);
    CHECK_INT(near.baskets, 1);
    CHECK_INT(near.after, 1); // b alone
    CHECK_INT(near.risk, 3);  // b, c and e had no B when they first bought A
    CHECK_INT(affinity.item[0].customers, 5);
    CHECK_INT(affinity.baskets, 8);
    CHECK_INT(affinity.mixed, 1);
}

// 100 baskets of as many people: A in 20, B in 20, both in 12. Lift 12 * 100 / (20 * 20) = 3.
TEST(lift_support_and_the_customers_without_the_second)
{
    AffinityLine line[128];
    size_t lines = 0;
    for (uint32_t c = 0; c < 100; c++) {
        if (c < 20) line[lines++] = (AffinityLine){c, 0, 1, c};
        if (c < 12 || (c >= 20 && c < 28)) line[lines++] = (AffinityLine){c, 1, 1, c};
        if (c >= 28) line[lines++] = (AffinityLine){c, 2, 1, c};
    }
    affinity_sort(line, lines);
    Affinity affinity = counted(line, lines, 100, 3, 1, 1);
    CHECK_INT(affinity.rules, 2); // A to B and B to A
    const AffinityRule *rule = &affinity.rule[0];
    CHECK(rule->baskets);
    CHECK_INT(rule->a, 0);
    CHECK_INT(rule->b, 1);
    CHECK_INT(rule->both, 12);
    CHECK_INT(rule->audience, 8);
    CHECK_NEAR(rule->confidence.value, 0.6, 1e-12);
    CHECK_NEAR(rule->lift, 3, 1e-12);
    // R: chisq.test(matrix(c(12, 8, 8, 72), 2), correct = FALSE)$statistic = 25
    CHECK_NEAR(rule->chi_squared, 25, 1e-9);
    CHECK(rule->lift_low > 1.5 && rule->lift_low < 3 && rule->lift_high > 3 && rule->lift_high < 6);
    CHECK_NEAR(rule->expected, 8 * (0.6 - 0.2), 1e-12);
    CHECK(rule->p_adjusted >= rule->p && rule->p < 1e-4);
}

// 95 % intervals of lift, where it is known: 200 samples of 400 baskets, P(A) = P(B) = 0.3, P(both) = 0.18: lift 2.
TEST(intervals_of_lift_cover_the_truth)
{
    enum { SAMPLES = 200, BASKETS = 400 };
    static AffinityLine line[3 * BASKETS];
    int covered = 0;
    for (uint64_t sample = 0; sample < SAMPLES; sample++) {
        Random random = random_start(7, sample);
        size_t lines = 0;
        for (uint32_t c = 0; c < BASKETS; c++) {
            double u = random_unit(&random);
            if (u < 0.30) line[lines++] = (AffinityLine){c, 0, 1, 0};
            if (u < 0.18 || (u >= 0.30 && u < 0.42)) line[lines++] = (AffinityLine){c, 1, 1, 0};
            line[lines++] = (AffinityLine){c, 2, 1, 0};
        }
        Affinity affinity = counted(line, lines, BASKETS, 3, 1, 1);
        for (size_t i = 0; i < affinity.rules; i++)
            if (affinity.rule[i].a == 0 && affinity.rule[i].b == 1)
                covered += affinity.rule[i].lift_low <= 2 && affinity.rule[i].lift_high >= 2;
    }
    CHECK(covered >= SAMPLES * 90 / 100);
}

// Products that have nothing to do with each other: of 100 worlds, few find any rule (5 % by the adjusted p).
TEST(chance_makes_few_rules)
{
    enum { WORLDS = 40, CUSTOMERS = 200, ITEMS = 12 };
    static AffinityLine line[CUSTOMERS * ITEMS];
    int with_rules = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        Random random = random_start(11, world);
        size_t lines = 0;
        for (uint32_t c = 0; c < CUSTOMERS; c++)
            for (uint32_t i = 0; i < ITEMS; i++)
                if (random_unit(&random) < 0.25) line[lines++] = (AffinityLine){c, i, 1, 0};
        with_rules += counted(line, lines, CUSTOMERS, ITEMS, 1, 1).rules > 0;
    }
    CHECK(with_rules <= WORLDS / 5);
}

// Single purchases of products drawn by lot, of people who differ in how often they buy: both products are had by the
// same people more often than by chance, and still none goes with another.
TEST(who_buys_often_makes_no_affinity)
{
    enum { WORLDS = 20, CUSTOMERS = 600, ITEMS = 9 };
    static AffinityLine line[CUSTOMERS * 40];
    int rules = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        Random random = random_start(13, world);
        size_t lines = 0;
        for (uint32_t c = 0; c < CUSTOMERS; c++) {
            uint64_t times = 1 + (c % 3 ? random_bits(&random) % 3 : random_bits(&random) % 30);
            for (uint64_t i = 0; i < times; i++)
                line[lines++] = (AffinityLine){c, (uint32_t)(random_bits(&random) % ITEMS), (int32_t)i, 0};
        }
        rules += counted(line, lines, CUSTOMERS, ITEMS, 40, 1).rules > 0;
    }
    CHECK(rules <= WORLDS / 5);
}

// The same, where half of those who took A take B next.
TEST(affinity_between_people_who_buy_often_and_seldom_is_found)
{
    enum { CUSTOMERS = 600, ITEMS = 9 };
    static AffinityLine line[CUSTOMERS * 60];
    Random random = random_start(17, 1);
    size_t lines = 0;
    for (uint32_t c = 0; c < CUSTOMERS; c++) {
        uint64_t times = 2 + (c % 3 ? random_bits(&random) % 3 : random_bits(&random) % 20);
        bool had = false;
        for (uint64_t i = 0; i < times; i++) {
            uint32_t item = (uint32_t)(random_bits(&random) % ITEMS);
            if (had && random_unit(&random) < 0.5) item = 1;
            had = item == 0;
            line[lines++] = (AffinityLine){c, item, (int32_t)i, 0};
        }
    }
    Affinity affinity = counted(line, lines, CUSTOMERS, ITEMS, 40, 1);
    CHECK(affinity.rules > 0 && affinity.rule[0].a + affinity.rule[0].b == 1 && !affinity.rule[0].baskets);
    CHECK(affinity.rule[0].lift_low > 1);
}

static bool same(const Affinity *a, const Affinity *b)
{
    size_t nears = a->start[a->items];
    return nears == b->start[b->items] && a->rules == b->rules &&
           memcmp(a->near, b->near, nears * sizeof *a->near) == 0 &&
           memcmp(a->item, b->item, a->items * sizeof *a->item) == 0 && a->gap_within == b->gap_within;
}

TEST(any_number_of_threads_and_any_order_of_lines_count_the_same)
{
    enum { LINES = 4000, CUSTOMERS = 150, ITEMS = 60 };
    static AffinityLine line[LINES], turned[LINES];
    Random random = random_start(3, 1);
    for (size_t i = 0; i < LINES; i++)
        line[i] = (AffinityLine){(uint32_t)(random_bits(&random) % CUSTOMERS), (uint32_t)(random_bits(&random) % ITEMS),
                                 (int32_t)(random_bits(&random) % 400), (uint32_t)(random_bits(&random) % 3)};
    for (size_t i = 0; i < LINES; i++) turned[i] = line[LINES - 1 - i];
    affinity_sort(line, LINES);
    affinity_sort(turned, LINES);
    Affinity one = counted(line, LINES, CUSTOMERS, ITEMS, 400, 1);
    Affinity three = counted(turned, LINES, CUSTOMERS, ITEMS, 400, 3);
    CHECK(same(&one, &three));
}

TEST(nothing_and_one_line_are_counted_too)
{
    AffinityLine line[] = {{0, 0, 5, 0}, {0, 7, 5, 0}, {9, 0, 5, 0}}; // a product and a customer that there are not
    Affinity none = counted(line, 0, 0, 0, 0, 1), one = counted(line, 3, 1, 1, 5, 2);
    CHECK_INT(none.rules, 0);
    CHECK_INT(one.customers, 1);
    CHECK_INT(one.item[0].customers, 1);
    CHECK(isfinite(one.gap_within) && isfinite(one.gap_between) && one.item[0].repeat > 0 && one.item[0].repeat < 1);
    CHECK_INT(counted(line, 1, 1, 1, 4, 1).customers, 0); // after the end
}
