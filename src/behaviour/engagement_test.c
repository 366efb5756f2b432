#include "behaviour/engagement.h"

#include "base/test.h"
#include "behaviour/visits.h"

static const bool all[ENGAGED_PARTS] = {true, true, true};

static double score(const Doings *doings, const bool known[ENGAGED_PARTS], int64_t days)
{
    BehaviourSettings usual = behaviour_settings_usual();
    Engagement engagement = engagement_of(doings, known, days, &usual);
    return engagement.scored ? engagement.score : -1;
}

TEST(engagement_is_the_weighted_mean_of_what_is_known)
{
    // R024: 150 of 300 seconds; 2 clicks on 10 messages; 8 of 10 actions.
    BehaviourSettings settings = behaviour_settings_usual();
    settings.number[SOCIAL_FULL_ACTIONS] = 10;
    Doings doings = {.seconds = 300, .visits = 2, .delivered = 10, .clicks = 2, .actions = 8};
    Engagement engagement = engagement_of(&doings, all, 30, &settings);
    CHECK_NEAR(engagement.score, 50, 1e-9);
    CHECK_NEAR(engagement.part[ENGAGED_TIME], 0.5, 1e-9);
    CHECK_NEAR(engagement.part[ENGAGED_CLICKS], 0.2, 1e-9);
    CHECK_NEAR(engagement.part[ENGAGED_SOCIAL], 0.8, 1e-9);
    settings.number[TIME_ON_SITE_WEIGHT] = 0;
    settings.number[SOCIAL_WEIGHT] = 2;
    engagement = engagement_of(&doings, all, 30, &settings);
    CHECK_NEAR(engagement.score, 60, 1e-9); // (0.2 + 2 × 0.8) / 3
}

TEST(engagement_leaves_out_what_is_not_known)
{
    Doings visitor = {.seconds = 150, .visits = 1};
    CHECK_NEAR(score(&visitor, all, 30), 25, 1e-9); // was sent nothing: (0.5 + 0) / 2
    CHECK_NEAR(score(&visitor, (const bool[]){true, false, false}, 30), 50, 1e-9);
    CHECK_NEAR(score(&visitor, (const bool[]){false, true, false}, 30), -1, 0);
    CHECK(!doings_any(&visitor, (const bool[]){false, true, true}));
    CHECK(doings_any(&visitor, all));
    CHECK(!doings_any(&(Doings){0}, all));
}

TEST(engagement_is_full_and_no_more)
{
    Doings much = {.seconds = 90000, .visits = 1, .delivered = 1, .clicks = 7, .actions = 1000};
    CHECK_NEAR(score(&much, all, 1), 100, 1e-9);
    Doings once = {.actions = 1}; // in 15 days: two in 30
    CHECK_NEAR(score(&once, (const bool[]){false, false, true}, 15), 100, 1e-9);
    CHECK_NEAR(score(&once, (const bool[]){false, false, true}, 60), 25, 1e-9);
}

TEST(a_visit_ends_after_a_longer_silence)
{
    const Second at[] = {100, 100, 1900, 3701, 9000};
    PersonRows rows = {.second = at, .count = COUNT_OF(at)};
    Visit visit = {0};
    CHECK(visit_next(&rows, 1800, &visit));
    CHECK_INT(visit.to, 3);
    CHECK_INT(visit.last - visit.first, 1800);
    CHECK(visit_next(&rows, 1800, &visit));
    CHECK_INT(visit.from, 3);
    CHECK_INT(visit.last, 3701);
    CHECK(visit_next(&rows, 1800, &visit));
    CHECK_INT(visit.first, 9000);
    CHECK(!visit_next(&rows, 1800, &visit));
}
