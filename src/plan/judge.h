// judge.h - whether a rule is broken by the last points of a series, and whether an episode begins or ends. Pure.
//
// An episode begins with the first point that breaks the rule and ends with the first that has come back by `recovery`
// (hysteresis): within it the rule fires once. What can't be told neither begins nor ends one: points that are not
// observed; shares and means of fewer than sample_min; and, with JUDGE_BY_INTERVAL, a figure whose 95 % interval holds
// the threshold (of changes of shares: that differ at p >= 0.05, measure/rate.h).
//
// An anomaly is a point that lies `threshold` standard deviations or more from the median of the JUDGE_BASELINE periods
// before it (of days: of the same day of the week), of which JUDGE_BASELINE_MIN have to be known. The standard
// deviation is 1.4826 times the median of the absolute deviations, or 1.2533 times their mean when that median is 0
// (Iglewicz & Hoaglin 1993, "How to Detect and Handle Outliers", ASQC, whose bound is 3.5): one odd month before does
// not hide the next one. Of shares it is at least what chance gives a sample of this size, sqrt(p(1 - p)/n).
#ifndef FIDELE_PLAN_JUDGE_H
#define FIDELE_PLAN_JUDGE_H

#include "base/arena.h"

typedef enum RuleKind {
    RULE_ABOVE,
    RULE_BELOW,
    RULE_CHANGE,
    RULE_BREAK,
    RULE_ANOMALY,
    RULE_HEALTH, // of no figure: it tells of alerts on customers' health (digest.h), and nothing is judged
    RULE_KIND_COUNT
} RuleKind;
typedef enum RuleChange { CHANGE_PERCENT, CHANGE_POINTS, RULE_CHANGE_COUNT } RuleChange;
typedef enum RuleDirection { DIRECTION_ANY, DIRECTION_RISE, DIRECTION_FALL, RULE_DIRECTION_COUNT } RuleDirection;
typedef enum RuleCertainty { JUDGE_BY_SAMPLE, JUDGE_BY_INTERVAL, RULE_CERTAINTY_COUNT } RuleCertainty;

typedef struct JudgeRule {
    RuleKind kind;
    double threshold, recovery;
    RuleChange change_by;
    RuleDirection direction;
    RuleCertainty certainty;
    int64_t sample_min;
    bool share;    // values are shares of n
    size_t season; // periods after which the same is to be expected, 7 of days; 0: 1
} JudgeRule;

enum { JUDGE_BASELINE = 12, JUDGE_BASELINE_MIN = 6 };
extern const double judge_anomaly_threshold; // where none is given

typedef struct JudgePoint {
    bool observed, has_n, has_interval;
    double value, low, high;
    int64_t n;
} JudgePoint;

typedef enum Verdict {
    VERDICT_UNOBSERVED,
    VERDICT_FINE,  // it has come back, or was never away
    VERDICT_NEAR,  // not over, and not back by `recovery`
    VERDICT_OVER,  // the rule is broken
    VERDICT_SMALL, // too few to tell
    VERDICT_UNCERTAIN,
    VERDICT_COUNT
} Verdict;
extern const char *const verdict_names[VERDICT_COUNT];

typedef struct Judgement {
    Verdict verdict;
    size_t at;     // the point that it is about: of breaks the first of the new level
    double before; // of changes and breaks; of anomalies what was to be expected
    bool has_before;
    bool includes_threshold; // its interval does
} Judgement;

// Of the last of `count` points, which stand one a period.
Judgement judge_last(const JudgeRule *rule, const JudgePoint *points, size_t count, Arena *scratch);

#endif
