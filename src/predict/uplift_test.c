#include "predict/uplift.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/test.h"

// ---- trials with known truth ----

typedef struct Trial {
    UpliftRows rows;
    double *feature, *outcome, *truth; // truth: the uplift of each
    bool *treated, *stayed;
} Trial;

static Trial trial_of(size_t count, size_t features)
{
    Arena *arena = test_arena();
    Trial trial = {.feature = arena_array(arena, double, count *features),
                   .outcome = arena_array(arena, double, count),
                   .truth = arena_array(arena, double, count),
                   .treated = arena_array(arena, bool, count),
                   .stayed = arena_array(arena, bool, count)};
    trial.rows = (UpliftRows){count, features, trial.feature, trial.treated, trial.outcome, trial.stayed, true};
    return trial;
}

// Column 0 says who can be persuaded (by `effect`), column 1 who stays by themselves, column 2 nothing.
static Trial two_groups(size_t count, double effect, double share, uint64_t seed)
{
    enum { FEATURES = 3 };
    Random random = random_start(seed, 0);
    Trial trial = trial_of(count, FEATURES);
    for (size_t i = 0; i < count; i++) {
        double *x = trial.feature + i * FEATURES;
        bool first = random_unit(&random) < 0.5;
        x[0] = first;
        x[1] = random_unit(&random);
        x[2] = 1e9 * random_normal(&random);
        trial.treated[i] = random_unit(&random) < share;
        trial.truth[i] = first ? effect : 0;
        trial.stayed[i] = random_unit(&random) < 0.2 + 0.3 * x[1] + trial.treated[i] * trial.truth[i];
        trial.outcome[i] = trial.stayed[i];
    }
    return trial;
}

static UpliftReport train(const Trial *trial, UpliftModel **model)
{
    Error error = {0};
    UpliftReport report;
    bool fine = uplift_train(&trial->rows, 7, 2, test_arena(), model, &report, &error);
    if (!fine) print_error("%s\n", error.message[LOCALE_EN]);
    CHECK(fine);
    return report;
}

// R124: an effect of +0.30 and of none; who stays anyway (column 1) does not matter.
TEST(people_whom_the_treatment_helps_rank_above_those_it_does_not)
{
    UpliftModel *model;
    Trial trial = two_groups(3000, 0.3, 0.5, 11);
    UpliftReport report = train(&trial, &model);
    CHECK(report.on && report.difference.low > 0);
    for (int k = 0; k <= 10; k++) {
        double helped[] = {1, k / 10.0, 0}, other[] = {0, 1 - k / 10.0, 0};
        CHECK(uplift_score(model, helped) > uplift_score(model, other) + 0.1);
        CHECK(uplift_group_of(&report, uplift_score(model, helped))->quadrant == QUADRANT_PERSUADABLE);
        CHECK(uplift_group_of(&report, uplift_score(model, other))->quadrant != QUADRANT_PERSUADABLE);
    }
    // 0.65 + 0.30 of two halves: the average of 0.15 within its interval, and the groups have their own.
    CHECK(report.effect.low < 0.15 && report.effect.high > 0.15);
    CHECK(report.group[0].effect.low < 0.3 && report.group[0].effect.high > 0.3);
    // Of those of the first half who would leave (0.65), it keeps 0.30.
    CHECK(report.group[0].persuadability.low < 0.30 / 0.65 && report.group[0].persuadability.high > 0.30 / 0.65);
}

TEST(a_treatment_that_drives_some_away_says_do_not_disturb)
{
    UpliftModel *model;
    Trial trial = two_groups(4000, -0.2, 0.5, 12);
    UpliftReport report = train(&trial, &model);
    double harmed[] = {1, 0.5, 0}, other[] = {0, 0.5, 0};
    CHECK(report.on && uplift_score(model, harmed) < uplift_score(model, other));
    CHECK(uplift_group_of(&report, uplift_score(model, harmed))->quadrant == QUADRANT_DO_NOT_DISTURB);
    CHECK(uplift_group_of(&report, uplift_score(model, harmed))->persuadability.high < 0);
}

// Without any difference between people at most 1 of 80 trials may be taken for one; of 40 not one with these seeds.
TEST(a_treatment_that_helps_all_alike_stays_off)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        UpliftModel *model;
        Trial trial = two_groups(800, 0, 0.5, seed);
        for (size_t i = 0; i < trial.rows.count; i++)
            if (trial.treated[i] && i % 8 == 0) {
                trial.stayed[i] = true;
                trial.outcome[i] = 1;
            }
        UpliftReport report = train(&trial, &model);
        CHECK(!report.on);
    }
}

// When those most likely to leave are the ones it helps, a churn score ranks as well: nothing is switched on.
TEST(what_ranks_no_better_than_the_risk_stays_off)
{
    Random random = random_start(5, 0);
    UpliftModel *model;
    Trial trial = trial_of(3000, 1);
    for (size_t i = 0; i < trial.rows.count; i++) {
        double x = trial.feature[i] = random_unit(&random);
        trial.treated[i] = random_unit(&random) < 0.5;
        trial.stayed[i] = random_unit(&random) < 0.8 - 0.6 * x + trial.treated[i] * 0.4 * x;
        trial.outcome[i] = trial.stayed[i];
    }
    UpliftReport report = train(&trial, &model);
    CHECK(report.risk_first.low > 0 && report.method[report.chosen].low > 0);
    CHECK(!report.on && report.difference.low <= 0);
}

// ---- the area ----

// Ten people by hand, best first: T1 C0 | T1 C0 (tied) | T0 C1 | T0 C0 | T1 C1. Gains after each score: 1, 2,
// 1, 1.25...
TEST(the_area_is_the_one_worked_out_by_hand)
{
    static double feature[10];
    static const bool treated[] = {true, false, true, false, true, false, true, false, true, false};
    static const double outcome[] = {1, 0, 1, 0, 0, 1, 0, 0, 1, 1}, score[] = {9, 9, 8, 8, 7, 7, 6, 6, 5, 5};
    static const bool stayed[] = {true, false, true, false, false, true, false, false, true, true};
    UpliftRows rows = {10, 1, feature, treated, outcome, stayed, true};
    // Gains 0 1 2 1 1 1 at 0 .2 .4 .6 .8 1 (of 5 treated): area .2 (0.5 + 1.5 + 1.5 + 1 + 1) = 1.1, less 1/2, by 5.
    CHECK_NEAR(qini_of(&rows, score, 1, 1, test_arena()).value, 0.12, 1e-12);
    double same[10] = {0};
    CHECK_NEAR(qini_of(&rows, same, 1, 1, test_arena()).value, 0, 1e-12); // all tied: people at random
    CHECK(qini_of(&rows, same, 1, 1, test_arena()).chance == 1);
}

// Half with +0.3, half with none, ranked so: the curve rises to 0.15 at a half and stays: 0.1125 - 0.075 = 0.0375.
TEST(intervals_of_the_area_cover_the_truth)
{
    int covered = 0;
    enum { SETS = 300 };
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        Trial trial = two_groups(600, 0.3, 0.4, 2000 + seed);
        Arena *scratch = arena_open(0);
        Qini qini = qini_of(&trial.rows, trial.truth, seed, 2, scratch);
        arena_close(scratch);
        covered += qini.low <= 0.0375 && qini.high >= 0.0375;
    }
    CHECK(covered >= SETS * 9 / 10);
}

// ---- bad data ----

TEST(too_few_people_or_events_are_a_stated_refusal)
{
    Error error = {0};
    UpliftModel *model;
    UpliftReport report;
    Trial few = two_groups(60, 0.3, 0.5, 1), none = two_groups(600, 0.3, 0.5, 1), nobody = trial_of(0, 1);
    for (size_t i = 0; i < none.rows.count; i++) {
        none.stayed[i] = false;
        none.outcome[i] = 0;
    }
    CHECK(!uplift_train(&few.rows, 1, 1, test_arena(), &model, &report, &error));
    CHECK(str_starts_with(str_of(error.message[LOCALE_EN]), STR("not trained: the smaller arm has ")));
    CHECK(!uplift_train(&none.rows, 1, 1, test_arena(), &model, &report, &error));
    CHECK(str_starts_with(str_of(error.message[LOCALE_EN]), STR("not trained: too few events (0)")));
    CHECK(!uplift_train(&nobody.rows, 1, 1, test_arena(), &model, &report, &error));
}

static bool finite_report(const UpliftReport *report)
{
    bool fine = isfinite(report->difference.value) && isfinite(report->effect.value);
    for (int m = 0; m < UPLIFT_METHODS; m++)
        fine = fine && isfinite(report->method[m].low) && isfinite(report->method[m].high);
    for (size_t i = 0; i < UPLIFT_CURVE; i++) fine = fine && isfinite(report->curve[i].gain);
    for (size_t i = 0; i < report->groups; i++)
        fine = fine && isfinite(report->group[i].effect.low) && isfinite(report->group[i].persuadability.low);
    return fine;
}

TEST(constant_equal_missing_and_endless_features_give_finite_answers)
{
    enum { FEATURES = 6 };
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308, 0};
    Trial plain = two_groups(900, 0.3, 0.2, 3), trial = trial_of(900, FEATURES);
    UpliftModel *model;
    for (size_t i = 0; i < 900; i++) {
        double *x = trial.feature + i * FEATURES;
        x[0] = 4;                                  // constant
        x[1] = x[2] = plain.feature[i * 3];        // equal
        x[3] = i % 3 ? NAN : plain.feature[i * 3]; // missing
        x[4] = odd[i % COUNT_OF(odd)];
        x[5] = NAN;
        trial.treated[i] = plain.treated[i];
        trial.stayed[i] = plain.stayed[i];
        trial.outcome[i] = plain.outcome[i];
    }
    UpliftReport report = train(&trial, &model);
    CHECK(finite_report(&report));
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        double x[FEATURES] = {odd[i], odd[i], odd[i], odd[i], odd[i], odd[i]};
        CHECK(isfinite(uplift_score(model, x)));
    }
}

TEST(amounts_of_any_size_have_an_uplift_too)
{
    UpliftModel *model;
    Trial trial = two_groups(3000, 0.3, 0.5, 21);
    trial.rows.shares = false;
    for (size_t i = 0; i < trial.rows.count; i++) trial.outcome[i] *= 1e11;
    UpliftReport report = train(&trial, &model);
    CHECK(report.on && finite_report(&report) && report.method[report.chosen].coefficient == 0);
    CHECK(report.group[0].effect.low < 0.3e11 && report.group[0].effect.high > 0.3e11);
}

TEST(uplift_is_the_same_on_any_number_of_threads)
{
    Error error = {0};
    UpliftModel *model[2];
    UpliftReport report[2];
    Trial trial = two_groups(900, 0.2, 0.3, 31);
    for (int i = 0; i < 2; i++)
        CHECK(uplift_train(&trial.rows, 3, 1 + 3 * i, test_arena(), &model[i], &report[i], &error));
    CHECK(report[0].difference.low == report[1].difference.low &&
          report[0].difference.high == report[1].difference.high);
    double x[] = {1, 0.3, 5};
    CHECK(uplift_score(model[0], x) == uplift_score(model[1], x));
}

// ---- kept ----

TEST(a_kept_model_scores_as_before_and_damaged_bytes_are_refused)
{
    UpliftModel *model, *read;
    UpliftReport again;
    Error error = {0};
    Trial trial = two_groups(900, 0.3, 0.5, 41);
    UpliftReport report = train(&trial, &model);
    Str bytes = uplift_write(model, &report, test_arena());
    CHECK(uplift_read(bytes, test_arena(), &read, &again, &error));
    for (size_t i = 0; i < 900; i++)
        CHECK(uplift_score(model, trial.feature + 3 * i) == uplift_score(read, trial.feature + 3 * i));
    CHECK(again.on == report.on && again.groups == report.groups && again.curve[7].gain == report.curve[7].gain);
    CHECK(again.group[0].persuadability.low == report.group[0].persuadability.low);
    for (size_t cut = 0; cut < bytes.size; cut += 8)
        CHECK(!uplift_read((Str){bytes.data, cut}, test_arena(), &read, &again, &error));
    char *other = arena_array(test_arena(), char, bytes.size);
    memcpy(other, bytes.data, bytes.size);
    for (size_t at = 0; at < bytes.size; at += 5) { // any byte may be wrong: a refusal, or numbers
        other[at] = (char)(other[at] ^ 0x7f);
        if (uplift_read((Str){other, bytes.size}, test_arena(), &read, &again, &error))
            CHECK(isfinite(uplift_score(read, trial.feature)));
        other[at] = bytes.data[at];
    }
}
