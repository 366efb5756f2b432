// ask_features against what features.h says, word by word, of each person on many small random histories.
#include "activity/features.h"
#include "activity/lanes_test.h"

typedef struct Plain {
    int64_t count, sum, days, first, last;
} Plain;

static bool day_is_new(const TestLanes *lanes, uint32_t lane, size_t at, const Feature *feature, int64_t as_of)
{
    const LaneRow *row = &lanes->lane[lane].row[at];
    for (uint32_t l = 0; l <= lane; l++) {
        if (feature->lane != FEATURE_ANY_LANE && feature->lane != l) continue;
        for (size_t i = 0; i < (l == lane ? at : lanes->lane[l].count); i++) {
            const LaneRow *other = &lanes->lane[l].row[i];
            if (other->person == row->person && other->second >= feature->from && other->second < as_of &&
                other->second / 86400 == row->second / 86400)
                return false;
        }
    }
    return true;
}

static Plain plain_of(const TestLanes *lanes, uint32_t person, const Feature *feature, int64_t as_of)
{
    Plain plain = {.first = -1, .last = -1};
    for (uint32_t lane = 0; lane < lanes->lanes; lane++) {
        if (feature->lane != FEATURE_ANY_LANE && feature->lane != lane) continue;
        for (size_t i = 0; i < lanes->lane[lane].count; i++) {
            const LaneRow *row = &lanes->lane[lane].row[i];
            if (row->person != person || row->second >= as_of) continue;
            if (plain.first < 0 || row->second < plain.first) plain.first = row->second;
            if (row->second > plain.last) plain.last = row->second;
            if (row->second < feature->from) continue;
            plain.count++;
            plain.sum += row->amount;
            plain.days += day_is_new(lanes, lane, i, feature, as_of);
        }
    }
    return plain;
}

static int64_t plain_feature(const TestLanes *lanes, uint32_t person, const Feature *feature, int64_t as_of)
{
    Plain plain = plain_of(lanes, person, feature, as_of);
    switch (feature->kind) {
    case FEATURE_COUNT: return plain.count;
    case FEATURE_SUM: return plain.sum;
    case FEATURE_RECENCY: return plain.last < 0 ? -1 : as_of - plain.last;
    case FEATURE_TENURE: return plain.first < 0 ? -1 : as_of - plain.first;
    case FEATURE_DISTINCT_DAYS: return plain.days;
    }
    return 0;
}

static bool plain_known(const TestLanes *lanes, uint32_t person, int64_t as_of)
{
    for (uint32_t lane = 0; lane < lanes->lanes; lane++)
        for (size_t i = 0; i < lanes->lane[lane].count; i++)
            if (lanes->lane[lane].row[i].person == person && lanes->lane[lane].row[i].second < as_of) return true;
    return false;
}

static void check_features(TestLanes *lanes, const FeatureAsk *ask, int threads)
{
    const Columns *asked[TEST_LANES_MAX];
    for (uint32_t i = 0; i < lanes->lanes; i++) asked[i] = &lanes->columns[i];
    Features features;
    ask_features(asked, lanes->lanes, lanes->people, ask, threads, test_arena(), &features);
    CHECK_INT(features.count, ask->count);
    CHECK_INT(features.customers, lanes->people);
    for (uint32_t person = 0; person < lanes->people; person++) {
        CHECK_INT(features.known[person], plain_known(lanes, person, ask->as_of));
        for (size_t f = 0; f < ask->count; f++)
            CHECK_INT(feature_value(&features, f, person), plain_feature(lanes, person, &ask->feature[f], ask->as_of));
    }
}

TEST(features_are_what_was_known_at_the_moment)
{
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        uint64_t dice = seed * 17;
        TestLanes lanes = test_lanes(seed);
        if (lanes.people > 100 && seed % 388) continue; // many people: now and then
        uint64_t span = (uint64_t)(lanes.last - lanes.first + 3);
        Feature feature[12];
        FeatureAsk ask = {feature, test_random(&dice, COUNT_OF(feature) + 1), 0};
        ask.as_of = (Second)(lanes.first + (int64_t)test_random(&dice, span));
        for (size_t f = 0; f < ask.count; f++) {
            feature[f].kind = (FeatureMeasure)test_random(&dice, FEATURE_DISTINCT_DAYS + 1);
            feature[f].lane = (uint32_t)test_random(&dice, lanes.lanes + 1);
            if (feature[f].lane == lanes.lanes) feature[f].lane = FEATURE_ANY_LANE;
            feature[f].from = test_random(&dice, 4) ? (Second)(lanes.first + (int64_t)test_random(&dice, span)) : 0;
            if (f > 0 && test_random(&dice, 4) == 0) feature[f].from = feature[f - 1].from;
        }
        check_features(&lanes, &ask, 1 + (int)(seed % 3));
    }
}

TEST(what_happens_at_the_moment_itself_is_not_known_yet)
{
    const Second second[] = {100, 199, 200};
    const uint32_t first_row[] = {0, 3};
    Columns lane = {.customers = 1, .rows = 3, .pieces = 1, .piece = {{1, NULL, first_row, second}}};
    const Columns *lanes[] = {&lane};
    const Feature feature[] = {{FEATURE_COUNT, 0, 100}, {FEATURE_RECENCY, 0, 0}, {FEATURE_TENURE, FEATURE_ANY_LANE, 0}};
    Features features;
    ask_features(lanes, 1, 2, &(FeatureAsk){feature, 3, 200}, 1, test_arena(), &features);
    CHECK_INT(feature_value(&features, 0, 0), 2);
    CHECK_INT(feature_value(&features, 1, 0), 1);
    CHECK_INT(feature_value(&features, 2, 0), 100);
    CHECK(features.known[0] && !features.known[1]);
    CHECK_INT(feature_value(&features, 1, 1), -1);
}
