#include "predict/next_product.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"
#include "predict/next_bytes.h"

// A shop with two tastes: people buy five of the ten products of their own, now and then one of the other's. Product 20
// is a machine that all buy once; 21 is capsules that those with a machine buy every four weeks.
enum { PEOPLE = 600, DAYS = 400, MACHINE = 20, CAPSULES = 21, ITEMS = 22, LINES_MAX = PEOPLE * 80 };

typedef struct Shop {
    AffinityLine *line;
    size_t lines;
} Shop;

static Shop shop_of(uint64_t seed, bool tastes)
{
    Shop shop = {arena_array(test_arena(), AffinityLine, LINES_MAX), 0};
    for (uint32_t c = 0; c < PEOPLE; c++) {
        Random random = random_start(seed, c);
        uint32_t taste = (uint32_t)(random_bits(&random) % 2);
        double day = 200 * random_unit(&random), next_capsules = day;
        if (tastes) shop.line[shop.lines++] = (AffinityLine){c, MACHINE, (int32_t)day, 0};
        while ((day += 1 + 40 * random_unit(&random)) < DAYS) {
            bool own = !tastes || random_unit(&random) < 0.9;
            uint32_t item = (uint32_t)(random_bits(&random) % 10) + (tastes ? 10 * (own ? taste : 1 - taste) : 0);
            shop.line[shop.lines++] = (AffinityLine){c, item, (int32_t)day, 1};
        }
        for (; tastes && c % 2 && next_capsules < DAYS; next_capsules += 26 + 4 * random_unit(&random))
            shop.line[shop.lines++] = (AffinityLine){c, CAPSULES, (int32_t)next_capsules, 2};
    }
    affinity_sort(shop.line, shop.lines);
    return shop;
}

static NextAsk ask_of(const Shop *shop, int threads)
{
    return (NextAsk){.line = shop->line,
                     .lines = shop->lines,
                     .customers = PEOPLE,
                     .items = ITEMS,
                     .end = DAYS,
                     .horizon_days = 30,
                     .threads = threads};
}

TEST(a_shop_with_tastes_is_learned_and_beats_popularity)
{
    Shop shop = shop_of(1, true);
    NextAsk ask = ask_of(&shop, 2);
    NextModel model;
    NextQuality quality;
    next_train(&ask, test_arena(), &model, &quality);
    CHECK_INT(quality.verdict, NEXT_FINE);
    CHECK(model.learned);
    CHECK(quality.rank[NEXT_BY_MODEL].value > quality.rank[NEXT_BY_POPULARITY].value + 0.05);
    CHECK(quality.gain.low > 0);
    for (int b = 0; b < NEXT_BINS; b++)
        if (quality.bin[b].n > 500) CHECK_NEAR(quality.bin[b].predicted, quality.bin[b].observed.value, 0.06);
}

TEST(where_nothing_goes_with_anything_the_model_is_not_much_better_than_popularity)
{
    Shop shop = shop_of(2, false);
    NextAsk ask = ask_of(&shop, 1);
    NextModel model;
    NextQuality quality;
    next_train(&ask, test_arena(), &model, &quality);
    CHECK(fabs(quality.gain.value) < 0.1);
    CHECK(model.learned == (quality.gain.value > 0));
}

static size_t suggested(const NextModel *model, const NextAsk *ask, uint32_t customer, size_t most, Suggestion *list)
{
    uint32_t *start = next_starts(ask->line, ask->lines, ask->customers, test_arena());
    NextHistory history = next_history(ask, start, NULL, customer, ask->end);
    return next_suggest(model, ask->rule, &history, ask->end, most, next_desk(ask->items, test_arena()), list);
}

// R122: nothing they own that is bought once, the same for the same data; and nothing that is hidden.
TEST(what_is_owned_and_bought_once_is_not_suggested)
{
    Shop shop = shop_of(3, true);
    uint8_t rule[ITEMS] = {[3] = NEXT_HIDDEN, [4] = NEXT_DURABLE};
    NextAsk ask = ask_of(&shop, 2), one = ask_of(&shop, 1);
    NextModel model, again;
    NextQuality quality, same;
    Suggestion list[ITEMS], other[ITEMS];
    ask.rule = one.rule = rule;
    next_train(&ask, test_arena(), &model, &quality);
    next_train(&one, test_arena(), &again, &same);
    CHECK_INT(quality.people, same.people);
    CHECK(quality.gain.value == same.gain.value);
    for (int i = 0; i < NEXT_FIGURES; i++) CHECK(model.weight[i] == again.weight[i]);
    for (uint32_t c = 0; c < PEOPLE; c += 37) {
        size_t count = suggested(&model, &ask, c, ITEMS, list);
        CHECK_INT(suggested(&again, &one, c, ITEMS, other), count);
        for (size_t i = 0; i < count; i++) {
            CHECK(list[i].item != MACHINE && list[i].item != 3);
            CHECK_INT(list[i].item, other[i].item);
            CHECK(list[i].probability == other[i].probability);
            CHECK(i == 0 || list[i].probability <= list[i - 1].probability);
            if (list[i].item == 4) CHECK(list[i].reason != NEXT_REPLENISH);
        }
    }
}

TEST(capsules_are_due_again)
{
    Shop shop = shop_of(4, true);
    NextAsk ask = ask_of(&shop, 1);
    NextModel model;
    NextQuality quality;
    Suggestion list[5];
    next_train(&ask, test_arena(), &model, &quality);
    size_t count = suggested(&model, &ask, 101, 5, list);
    CHECK(count == 5 && list[0].item == CAPSULES && list[0].reason == NEXT_REPLENISH);
    CHECK_NEAR(list[0].interval_days, 28, 2);
    CHECK(list[0].probability > 0.5);
}

// Everybody buys the one product there is, again and again: there are people enough, and nothing to choose.
TEST(where_there_is_no_choice_nothing_is_learned_and_that_is_said)
{
    enum { BUYERS = 60, TIMES = 6 };
    AffinityLine line[BUYERS * TIMES];
    for (uint32_t i = 0; i < BUYERS * TIMES; i++)
        line[i] = (AffinityLine){.customer = i / TIMES, .day = (int32_t)(i % TIMES) * 40};
    NextAsk ask = {.line = line,
                   .lines = COUNT_OF(line),
                   .customers = BUYERS,
                   .items = 1,
                   .end = 200,
                   .horizon_days = 30,
                   .threads = 1};
    NextModel model;
    NextQuality quality;
    next_train(&ask, test_arena(), &model, &quality);
    CHECK_INT(quality.people, BUYERS);
    CHECK_INT(quality.verdict, NEXT_ALIKE);
    CHECK(!model.learned);
}

TEST(too_little_is_refused_and_rhythm_is_used)
{
    AffinityLine line[] = {{0, 0, 0, 0}, {0, 0, 28, 0}, {0, 0, 56, 0}, {0, 0, 84, 0}, {1, 1, 40, 0}};
    NextAsk ask = {.line = line, .lines = 5, .customers = 2, .items = 2, .end = 111, .horizon_days = 7, .threads = 1};
    NextModel model;
    NextQuality quality;
    Suggestion list[2];
    next_train(&ask, test_arena(), &model, &quality);
    CHECK_INT(quality.verdict, NEXT_TOO_FEW);
    CHECK(!model.learned);
    CHECK_INT(suggested(&model, &ask, 0, 2, list), 2);
    CHECK_INT(list[0].item, 0);
    CHECK_INT(list[0].reason, NEXT_REPLENISH);
    CHECK_INT(list[0].since_days, 27);
    CHECK(list[0].probability > 0.25);
    ask.lines = 0;
    next_train(&ask, test_arena(), &model, &quality);
    CHECK_INT(quality.verdict, NEXT_TOO_SHORT);
    CHECK_INT(suggested(&model, &ask, 0, 2, list), 0);
}

TEST(a_model_is_written_and_read_again_or_refused)
{
    Shop shop = shop_of(5, true);
    NextAsk ask = ask_of(&shop, 1);
    NextModel model, read;
    NextQuality quality;
    Suggestion list[5], other[5];
    next_train(&ask, test_arena(), &model, &quality);
    Text text = text_in(test_arena());
    next_write(&model, &text);
    Str bytes = text_str(&text), rest = bytes;
    CHECK(next_read(&rest, test_arena(), &read));
    CHECK_INT(rest.size, 0);
    for (uint32_t c = 0; c < PEOPLE; c += 97) {
        CHECK_INT(suggested(&model, &ask, c, 5, list), suggested(&read, &ask, c, 5, other));
        for (int i = 0; i < 5; i++) {
            CHECK_INT(list[i].item, other[i].item);
            CHECK(list[i].probability == other[i].probability);
        }
    }
    for (size_t size = 0; size < bytes.size; size += 13) {
        rest = (Str){bytes.data, size};
        CHECK(!next_read(&rest, test_arena(), &read));
    }
}
