#include "plan/judge.h"

#include <math.h>

#include "measure/breaks.h"
#include "measure/rate.h"

const char *const verdict_names[VERDICT_COUNT] = {"unobserved", "fine", "near", "over", "small_sample", "uncertain"};

static bool is_small(const JudgeRule *rule, const JudgePoint *point)
{
    return point->has_n && point->n < rule->sample_min;
}

static bool holds(const JudgePoint *point, double threshold)
{
    return point->has_interval && point->low <= threshold && threshold <= point->high;
}

// `over`: by how much the rule is broken; below 0 it is not.
static Verdict by_distance(double over, double recovery)
{
    return over > 0 ? VERDICT_OVER : over <= -recovery ? VERDICT_FINE : VERDICT_NEAR;
}

// ---- thresholds ----

static Judgement judge_threshold(const JudgeRule *rule, const JudgePoint *points, size_t count)
{
    const JudgePoint *last = &points[count - 1];
    Judgement judgement = {.at = count - 1};
    if (!last->observed) return judgement;
    double over = rule->kind == RULE_ABOVE ? last->value - rule->threshold : rule->threshold - last->value;
    judgement.verdict = by_distance(over, rule->recovery);
    judgement.includes_threshold = holds(last, rule->threshold);
    if (is_small(rule, last)) judgement.verdict = VERDICT_SMALL;
    bool doubtful = rule->certainty == JUDGE_BY_INTERVAL && judgement.includes_threshold;
    if (judgement.verdict == VERDICT_OVER && doubtful) judgement.verdict = VERDICT_UNCERTAIN;
    return judgement;
}

// ---- changes ----

static double change_of(const JudgeRule *rule, double before, double now)
{
    double change = now - before;
    if (rule->change_by == CHANGE_PERCENT) change /= fabs(before);
    if (rule->direction == DIRECTION_RISE) return change;
    return rule->direction == DIRECTION_FALL ? -change : fabs(change);
}

static bool differ(const JudgeRule *rule, const JudgePoint *before, const JudgePoint *now)
{
    static const double level = 0.05;
    if (rule->share && before->has_n && now->has_n)
        return rates_differ_p(llround(before->value * (double)before->n), before->n,
                              llround(now->value * (double)now->n), now->n) < level;
    if (!before->has_interval || !now->has_interval) return true;
    return before->high < now->low || now->high < before->low;
}

static Judgement judge_change(const JudgeRule *rule, const JudgePoint *points, size_t count)
{
    Judgement judgement = {.at = count - 1};
    const JudgePoint *last = &points[count - 1], *before = count > 1 ? last - 1 : NULL;
    if (!last->observed || !before || !before->observed) return judgement;
    if (rule->change_by == CHANGE_PERCENT && before->value == 0) return judgement; // of nothing there is no share
    judgement.has_before = true;
    judgement.before = before->value;
    judgement.verdict = by_distance(change_of(rule, before->value, last->value) - rule->threshold, rule->recovery);
    if (is_small(rule, last) || is_small(rule, before)) judgement.verdict = VERDICT_SMALL;
    bool certain = rule->certainty == JUDGE_BY_SAMPLE || differ(rule, before, last);
    if (judgement.verdict == VERDICT_OVER && !certain) judgement.verdict = VERDICT_UNCERTAIN;
    return judgement;
}

// ---- breaks ----

static const Break *last_break(const JudgeRule *rule, const JudgePoint *points, size_t count, Arena *scratch)
{
    SeriesPoint *series = arena_array(scratch, SeriesPoint, count);
    Break *breaks;
    for (size_t i = 0; i < count; i++)
        series[i] = (SeriesPoint){.observed = points[i].observed && !is_small(rule, &points[i]),
                                  .value = points[i].value,
                                  .weight = (double)points[i].n};
    size_t found = series_breaks(series, count, rule->share, scratch, &breaks);
    return found ? &breaks[found - 1] : NULL;
}

// The break that the last points have brought to light: its level has lasted for as few points as a level may, or one
// more. Older ones were seen before.
static Judgement judge_break(const JudgeRule *rule, const JudgePoint *points, size_t count, Arena *scratch)
{
    Judgement judgement = {.at = count - 1, .verdict = VERDICT_FINE};
    if (!points[count - 1].observed) judgement.verdict = VERDICT_UNOBSERVED;
    if (is_small(rule, &points[count - 1])) judgement.verdict = VERDICT_SMALL;
    if (judgement.verdict != VERDICT_FINE) return judgement;
    const Break *found = last_break(rule, points, count, scratch);
    size_t shortest = (size_t)fmax(2, ceil(sqrt((double)count) / 3));
    if (!found || count - found->at > shortest + 1) return judgement;
    bool rises = found->after > found->before;
    if (rule->direction != DIRECTION_ANY && rises != (rule->direction == DIRECTION_RISE)) return judgement;
    return (Judgement){.verdict = VERDICT_OVER, .at = found->at, .before = found->before, .has_before = true};
}

// ---- anomalies ----

const double judge_anomaly_threshold = 3.5;

typedef struct Baseline {
    double value[JUDGE_BASELINE], median, deviation;
    size_t count;
} Baseline;

static void put_in_order(double *value, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t at = i; at > 0 && value[at - 1] > value[at]; at--) {
            double swapped = value[at];
            value[at] = value[at - 1];
            value[at - 1] = swapped;
        }
}

static double median_of(double *value, size_t count)
{
    put_in_order(value, count);
    return count % 2 ? value[count / 2] : (value[count / 2 - 1] + value[count / 2]) / 2;
}

// The periods before the last point that can be told, a season apart.
static Baseline baseline_of(const JudgeRule *rule, const JudgePoint *points, size_t count)
{
    Baseline baseline = {0};
    size_t season = rule->season ? rule->season : 1;
    for (size_t back = season, seen = 0; back < count && seen < JUDGE_BASELINE; back += season, seen++) {
        const JudgePoint *point = &points[count - 1 - back];
        if (point->observed && !is_small(rule, point)) baseline.value[baseline.count++] = point->value;
    }
    return baseline;
}

static double spread_around(const Baseline *baseline)
{
    static const double of_median = 1.4826, of_mean = 1.2533; // of a normal distribution
    double distance[JUDGE_BASELINE], sum = 0;
    for (size_t i = 0; i < baseline->count; i++) sum += distance[i] = fabs(baseline->value[i] - baseline->median);
    double median = median_of(distance, baseline->count);
    return median > 0 ? of_median * median : of_mean * sum / (double)baseline->count;
}

// A series that never moved has no spread: then any move but one of rounding is odd.
static double deviation_of(const JudgeRule *rule, const Baseline *baseline, const JudgePoint *point)
{
    static const double rounding = 1e-9;
    double expected = baseline->median, chance = 0;
    if (rule->share && point->has_n && expected > 0 && expected < 1)
        chance = sqrt(expected * (1 - expected) / (double)point->n);
    return fmax(fmax(spread_around(baseline), chance), rounding * fmax(1, fabs(expected)));
}

static Judgement judge_anomaly(const JudgeRule *rule, const JudgePoint *points, size_t count)
{
    const JudgePoint *last = &points[count - 1];
    Judgement judgement = {.at = count - 1};
    if (!last->observed) return judgement;
    Baseline baseline = baseline_of(rule, points, count);
    judgement.verdict = VERDICT_SMALL;
    if (baseline.count < JUDGE_BASELINE_MIN || is_small(rule, last)) return judgement;
    judgement.has_before = true;
    judgement.before = baseline.median = median_of(baseline.value, baseline.count);
    double away = (last->value - baseline.median) / deviation_of(rule, &baseline, last);
    if (rule->direction != DIRECTION_RISE) away = rule->direction == DIRECTION_FALL ? -away : fabs(away);
    judgement.verdict = by_distance(away - rule->threshold, rule->recovery);
    return judgement;
}

Judgement judge_last(const JudgeRule *rule, const JudgePoint *points, size_t count, Arena *scratch)
{
    if (count == 0) return (Judgement){0};
    if (rule->kind == RULE_BREAK) return judge_break(rule, points, count, scratch);
    if (rule->kind == RULE_ANOMALY) return judge_anomaly(rule, points, count);
    return rule->kind == RULE_CHANGE ? judge_change(rule, points, count) : judge_threshold(rule, points, count);
}
