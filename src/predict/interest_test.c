#include "predict/interest.h"

#include "base/test.h"

// Six contents: 0, 1, 2 about espresso (tag 0), 3, 4 about tea (1), 5 about both.
static const uint32_t tag_start[] = {0, 1, 2, 3, 4, 5, 7}, tag_of[] = {0, 0, 0, 1, 1, 0, 1};

// R123: who read five times about espresso is given espresso, not what they read.
TEST(who_reads_about_espresso_is_given_espresso)
{
    AffinityLine read[] = {{0, 0, 1, 0}, {0, 1, 2, 0}, {0, 0, 3, 0}, {0, 1, 4, 0}, {0, 0, 5, 0},
                           {1, 3, 1, 0}, {2, 3, 1, 0}, {3, 3, 1, 0}, {4, 4, 2, 0}};
    Interest interest;
    ContentSuggestion list[6];
    interest_count(read, 9, 6, 2, tag_start, tag_of, 10, test_arena(), &interest);
    size_t count = interest_suggest(&interest, read, 5, 10, 6, test_arena(), list);
    CHECK_INT(count, 4); // not 0 and 1
    CHECK_INT(list[0].content, 2);
    CHECK_INT(list[0].tag, 0);
    CHECK_INT(list[0].times, 5);
    CHECK_INT(list[1].content, 5); // about both
    CHECK_INT(list[2].content, 3); // more read than 4
    CHECK(list[0].score > list[1].score && list[0].score <= 1);
}

TEST(who_read_nothing_is_given_what_is_read)
{
    AffinityLine read[] = {{1, 3, 1, 0}, {2, 3, 1, 0}, {3, 4, 1, 0}, {4, 0, 2, 0}};
    Interest interest;
    ContentSuggestion list[6];
    interest_count(read, 4, 6, 2, tag_start, tag_of, 10, test_arena(), &interest);
    CHECK_INT(interest_suggest(&interest, NULL, 0, 10, 6, test_arena(), list), 6);
    CHECK_INT(list[0].content, 3);
    CHECK_INT(list[0].times, 0);
    TagShare share[2];
    CHECK_INT(interest_tags(&interest, NULL, 0, 10, 2, test_arena(), share), 0);
}

// Forty people, each with one taste: before, two readings of it; after, the third.
TEST(interests_are_judged_beside_what_is_read_most)
{
    AffinityLine read[40 * 3];
    size_t reads = 0;
    for (uint32_t c = 0; c < 40; c++)
        for (uint32_t i = 0; i < (c % 4 ? 3 : 2); i++)
            read[reads++] = (AffinityLine){c, (c % 4 ? 0 : 3) + i, i == (c % 4 ? 2u : 1u) ? 95 : (int32_t)(10 + i), 0};
    Interest interest;
    InterestQuality quality;
    interest_count(read, reads, 6, 2, tag_start, tag_of, 100, test_arena(), &interest);
    interest_judge(&interest, read, reads, 100, 20, &quality);
    CHECK_INT(quality.people, 40);
    CHECK_INT(quality.hit.count, 40);
    CHECK(quality.better);
    CHECK_INT(quality.from, 81);
}
