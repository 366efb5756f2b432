#include "plan/judge.h"

#include "base/test.h"
#include "measure/rate.h"
#include "plan/episode.h"

enum { POINTS_MAX = 60 };

// Shares of `n` in per cent, one a month from January 2026; below 0: not observed.
static size_t shares(const int *percent, size_t count, int64_t n, EpisodePoint *points)
{
    for (size_t i = 0; i < count; i++) {
        PeriodNumber month = period_of_day(PERIOD_MONTH, day_of_civil((CivilDate){2026, 1, 1})) + (PeriodNumber)i;
        Rate rate = percent[i] < 0 ? rate_unobserved() : rate_of(percent[i] * n / 100, n);
        points[i] = (EpisodePoint){.first = period_first_day(PERIOD_MONTH, month),
                                   .last = period_last_day(PERIOD_MONTH, month),
                                   .point = {.observed = rate.observed,
                                             .has_n = true,
                                             .has_interval = true,
                                             .value = rate.value,
                                             .low = rate.low,
                                             .high = rate.high,
                                             .n = n}};
    }
    return count;
}

static const JudgeRule above8 = {.kind = RULE_ABOVE, .threshold = 0.08, .sample_min = 30, .share = true};

// The episodes of a series that is looked at month after month: "+5 -7": begins at the 5th, ends at the 7th.
static Str episodes(const JudgeRule *rule, const int *percent, size_t count, int64_t n)
{
    EpisodePoint points[POINTS_MAX];
    AlertState state = {.judged_day = DAY_MIN, .broken_day = DAY_MIN};
    Text text = text_in(test_arena());
    shares(percent, count, n, points);
    for (size_t seen = 1; seen <= count; seen++) {
        EpisodeStep *step;
        EpisodeWalk walk = {.rule = rule, .today = points[seen - 1].last + 1, .point = points, .count = seen};
        size_t steps = episode_walk(&walk, &state, test_arena(), &step);
        for (size_t i = 0; i < steps; i++) {
            text_addf(&text, "%s%c%zu", text.size ? " " : "", step[i].begins ? '+' : '-', step[i].at + 1);
            state.open_alert = step[i].begins && rule->kind != RULE_BREAK;
        }
    }
    return text_str(&text);
}

#define EPISODES(rule, n, ...) episodes((rule), (const int[]){__VA_ARGS__}, COUNT_OF(((const int[]){__VA_ARGS__})), (n))

TEST(an_episode_begins_once_and_again_only_after_it_has_ended)
{
    CHECK_TEXT(EPISODES(&above8, 100, 5, 5, 5, 5, 9, 9, 9), "+5");
    CHECK_TEXT(EPISODES(&above8, 100, 5, 9, 9, 5, 9), "+2 -4 +5");
    CHECK_TEXT(EPISODES(&above8, 100, 8, 8, 8), "");
    CHECK_TEXT(EPISODES(&above8, 100, 9, -1, 9, -1, 5), "+1 -5"); // what was not observed says nothing
    CHECK_TEXT(EPISODES(&above8, 100, 9), "+1");
    JudgeRule below = above8;
    below.kind = RULE_BELOW;
    CHECK_TEXT(EPISODES(&below, 100, 9, 7, 7, 8, 7), "+2 -4 +5");
}

TEST(with_recovery_a_figure_that_swings_around_the_threshold_is_told_once)
{
    JudgeRule rule = above8;
    rule.recovery = 0.02;
    CHECK_TEXT(EPISODES(&rule, 100, 5, 9, 7, 9, 7, 9, 6, 9), "+2 -7 +8");
}

TEST(small_samples_never_fire_nor_end_an_episode)
{
    CHECK_TEXT(EPISODES(&above8, 20, 5, 50, 90), "");
    JudgePoint two_of_three = {.observed = true, .has_n = true, .has_interval = true, .value = 2.0 / 3, .n = 3};
    CHECK_INT(judge_last(&above8, &two_of_three, 1, test_arena()).verdict, VERDICT_SMALL);
    JudgePoint at_the_bound = {.observed = true, .has_n = true, .value = 0.5, .n = 30};
    CHECK_INT(judge_last(&above8, &at_the_bound, 1, test_arena()).verdict, VERDICT_OVER);
    at_the_bound.n = 29;
    CHECK_INT(judge_last(&above8, &at_the_bound, 1, test_arena()).verdict, VERDICT_SMALL);
}

TEST(by_interval_a_figure_whose_interval_holds_the_threshold_does_not_fire)
{
    JudgeRule rule = above8;
    rule.certainty = JUDGE_BY_INTERVAL;
    CHECK_TEXT(EPISODES(&rule, 100, 5, 9, 9), ""); // 4.8 to 16.2
    CHECK_TEXT(EPISODES(&rule, 10000, 5, 9, 9), "+2");
}

TEST(a_change_is_against_the_period_before_in_its_direction)
{
    JudgeRule rule = {
        .kind = RULE_CHANGE, .threshold = 0.2, .direction = DIRECTION_RISE, .sample_min = 30, .share = true};
    CHECK_TEXT(EPISODES(&rule, 100, 10, 13, 13, 10, 13), "+2 -3 +5");
    rule.direction = DIRECTION_FALL;
    CHECK_TEXT(EPISODES(&rule, 100, 10, 13, 13, 10, 13), "+4 -5");
    rule.change_by = CHANGE_POINTS;
    rule.threshold = 0.04;
    CHECK_TEXT(EPISODES(&rule, 100, 10, 13, 13, 10, 5), "+5");
    rule.direction = DIRECTION_ANY;
    rule.certainty = JUDGE_BY_INTERVAL;
    CHECK_TEXT(EPISODES(&rule, 100, 10, 15, 10), ""); // p = 0.29
    CHECK_TEXT(EPISODES(&rule, 10000, 10, 15, 15), "+2 -3");
}

TEST(a_break_is_told_once)
{
    JudgeRule rule = {.kind = RULE_BREAK, .sample_min = 30, .share = true};
    Str told = EPISODES(&rule, 10000, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9, 9, 9, 9, 9);
    CHECK_TEXT(told, "+10");
    rule.direction = DIRECTION_FALL;
    CHECK_TEXT(EPISODES(&rule, 10000, 5, 5, 5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9, 9, 9), "");
}

// What lies before the first look is history: only what is open still counts.
static Str first_look(const int *percent, size_t count, bool incomplete)
{
    EpisodePoint points[POINTS_MAX];
    AlertState state = {.judged_day = DAY_MIN, .broken_day = DAY_MIN};
    EpisodeStep *step;
    Text text = text_in(test_arena());
    shares(percent, count, 100, points);
    EpisodeWalk walk = {
        .rule = &above8, .incomplete = incomplete, .today = points[count - 1].last, .point = points, .count = count};
    size_t steps = episode_walk(&walk, &state, test_arena(), &step);
    for (size_t i = 0; i < steps; i++) text_addf(&text, "%c%zu ", step[i].begins ? '+' : '-', step[i].at + 1);
    return text_str(&text);
}

TEST(of_history_only_an_open_episode_is_told_and_a_period_that_goes_on_is_not_judged_unless_asked)
{
    CHECK_TEXT(first_look((const int[]){5, 9, 5, 9, 9, 0}, 6, false), "+4 ");
    CHECK_TEXT(first_look((const int[]){5, 9, 5, 5, 9}, 5, false), "");
    CHECK_TEXT(first_look((const int[]){5, 9, 5, 5, 9}, 5, true), "+5 ");
}

// ---- anomalies ----

static Judgement judge_amounts(const JudgeRule *rule, const double *value, size_t count)
{
    JudgePoint points[POINTS_MAX] = {0};
    for (size_t i = 0; i < count; i++) points[i] = (JudgePoint){.observed = value[i] >= 0, .value = value[i]};
    return judge_last(rule, points, count, test_arena());
}

#define AMOUNTS(rule, ...)                                                                                             \
    judge_amounts((rule), (const double[]){__VA_ARGS__}, COUNT_OF(((const double[]){__VA_ARGS__})))

// Of 100 … 107 the median is 103.5 and the distances from it 0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5: their median is 2,
// 3.5 standard deviations 3.5 * 1.4826 * 2 = 10.3782.
TEST(an_anomaly_is_unlike_the_periods_before_whatever_one_of_them_was)
{
    JudgeRule rule = {.kind = RULE_ANOMALY, .threshold = judge_anomaly_threshold};
    Judgement judged = AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 113.878);
    CHECK_INT(judged.verdict, VERDICT_FINE);
    CHECK_NEAR(judged.before, 103.5, 1e-12);
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 113.879).verdict, VERDICT_OVER);
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 93.121).verdict, VERDICT_OVER);
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 9000, 103, 104, 105, 106, 107, 125).verdict, VERDICT_OVER);
    rule.direction = DIRECTION_RISE;
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 93.121).verdict, VERDICT_FINE);
    rule.direction = DIRECTION_FALL;
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 93.121).verdict, VERDICT_OVER);
    CHECK_INT(AMOUNTS(&rule, 100, 101, 102, 103, 104, 105, 106, 107, 113.879).verdict, VERDICT_FINE);
}

TEST(of_few_periods_or_people_nothing_is_an_anomaly)
{
    JudgeRule rule = {.kind = RULE_ANOMALY, .threshold = judge_anomaly_threshold, .sample_min = 30, .share = true};
    CHECK_INT(AMOUNTS(&rule, 1, 2, 1, 2, 1, 9).verdict, VERDICT_SMALL);
    CHECK_INT(AMOUNTS(&rule, 1, -1, 2, 1, 2, 1, 9).verdict, VERDICT_SMALL); // one of the six was not observed
    CHECK_INT(AMOUNTS(&rule, 1, 2, 1, 2, 1, 2, 9).verdict, VERDICT_OVER);
    CHECK_INT(AMOUNTS(&rule, 1, 2, 1, 2, 1, 2, -1).verdict, VERDICT_UNOBSERVED);
    CHECK_INT(AMOUNTS(&rule, 7, 7, 7, 7, 7, 7, 7).verdict, VERDICT_FINE);
    CHECK_INT(AMOUNTS(&rule, 7, 7, 7, 7, 7, 7, 7.1).verdict, VERDICT_OVER); // it never moved
    CHECK_TEXT(EPISODES(&rule, 20, 5, 5, 5, 5, 5, 5, 5, 5, 50), "");
    CHECK_TEXT(EPISODES(&rule, 100, 5, 5, 5, 5, 5, 5, 5, 5, 12), ""); // 3.2 times sqrt(0.05 * 0.95 / 100)
    CHECK_TEXT(EPISODES(&rule, 100, 5, 5, 5, 5, 5, 5, 5, 5, 13, 13, 5, 13), "+9 -11 +12");
}

TEST(of_days_the_same_weekday_is_what_counts)
{
    enum { WEEKS = 8, WEEK = 7 };
    JudgeRule rule = {.kind = RULE_ANOMALY, .threshold = judge_anomaly_threshold, .season = WEEK};
    double value[WEEKS * WEEK];
    for (int day = 0; day < WEEKS * WEEK; day++) value[day] = (day % WEEK < 5 ? 100 : 10) + day / WEEK % 2;
    CHECK_INT(judge_amounts(&rule, value, COUNT_OF(value)).verdict, VERDICT_FINE); // a Sunday like the others
    value[WEEKS * WEEK - 1] = 100;                                                 // a Sunday like a Monday
    CHECK_INT(judge_amounts(&rule, value, COUNT_OF(value)).verdict, VERDICT_OVER);
    rule.season = 1;
    CHECK_INT(judge_amounts(&rule, value, COUNT_OF(value)).verdict, VERDICT_FINE);
}
