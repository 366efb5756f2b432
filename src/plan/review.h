// review.h - step 1 of the method: the figures of a period beside what they were, and what is good and bad in them.
//
// A figure is judged by its own history and by the benchmark that was entered, never by a norm of ours. It is a
// strength or a weakness when chance is an unlikely reason: it differs from the period before (shares at p < 0.05,
// others when their 95 % intervals are apart), from the benchmark (which lies outside its interval), or lies two
// standard deviations or more off the median of the twelve periods before. Of fewer than 30 nothing is concluded.
#ifndef FIDELE_PLAN_REVIEW_H
#define FIDELE_PLAN_REVIEW_H

#include "audit/audit.h"
#include "plan/figures.h"

enum {
    REVIEW_KPIS_MAX = 14,
    REVIEW_POINTS_MAX = 24,
    REVIEW_NOTICES_MAX = 6,
    REVIEW_THEMES_MAX = 6,
    REVIEW_HISTORY = 12
};

typedef struct ReviewKpi {
    const Metric *metric;
    MetricAnswer answer;
    Str reason;                   // why there is no value; ""
    const PeriodValue *now;       // NULL: none
    const PeriodValue *before;    // of the period before; NULL: none
    FigureNumber number, earlier; // of these
    bool small;                   // n is below 30
    bool has_usual;               // of the periods before
    double usual, spread;         // median, and standard deviation from the median deviation
    size_t known;                 // of how many periods
    double best, worst;           // of these
    int better;
    bool differs; // from the period before, beyond chance
    double p;     // of that, of shares; 1 else
    bool has_benchmark;
    double benchmark;
    int benchmark_side; // 1: above beyond chance; -1: below; 0: can't be told
} ReviewKpi;

typedef struct ReviewPoint {
    Str key; // "retention_break", "improved_crr"
    Str title, evidence, action;
    Severity severity;
    double weight;        // strongest first
    const ReviewKpi *kpi; // its figure; NULL: none
    Str metric;           // a goal would be set on; "": none
    Str segment;          // "": all customers
    bool has_value;
    int64_t value_at_stake; // minor units a year
    Str value_basis;
    Customer customer; // 0: none by itself
} ReviewPoint;

typedef struct ReviewNotice {
    Str key, title, text;
    bool warns;
} ReviewNotice;

typedef struct ReviewTheme {
    Str kind, key, label; // "ticket", "exit"
    int64_t count, before;
    bool has_before;
    bool rising; // more than before at p < 0.05
} ReviewTheme;

typedef struct Review {
    const MetricPlace *place;
    PeriodUnit unit;
    bool custom;
    PeriodNumber number; // of the period, without custom
    Day first, last, as_of;
    Str period; // "2026-10"
    bool any;   // there is an order at all
    Day last_order;
    bool stale;
    Currency currency;
    int64_t customers, orders;
    size_t kpis, strengths, weaknesses, notices, themes;
    ReviewKpi kpi[REVIEW_KPIS_MAX];
    ReviewPoint strength[REVIEW_POINTS_MAX], weakness[REVIEW_POINTS_MAX];
    ReviewNotice notice[REVIEW_NOTICES_MAX];
    ReviewTheme theme[REVIEW_THEMES_MAX];
} Review;

// `period`: a unit (the last one of it that has ended), one period, or ""; ERROR_USAGE otherwise.
MUST_USE bool review_read(const MetricPlace *place, Str period, Review *review, Error *error);

const ReviewKpi *review_kpi(const Review *review, const char *metric); // NULL: it is not there or has no value
Str review_period_say(const Review *review);

// ---- parts of it ----

// What the orders themselves show (audit/): adds strengths and weaknesses. review_findings.c
MUST_USE bool review_orders(Review *review, Error *error);
// What the figures show. review_points.c
void review_points(Review *review);
void review_notices(Review *review);
void review_rank(Review *review);
Str review_action(const Review *review, Str metric); // what to do when it is bad
void review_strength(Review *review, const ReviewPoint *point);
void review_weakness(Review *review, const ReviewPoint *point);

#define REVIEW_SAY(review, phrase, ...)                                                                                \
    phrase_say((review)->place->arena, (review)->place->locale, (phrase), __VA_ARGS__)
#define REVIEW_PLAIN(review, phrase) str_of((phrase).in[(review)->place->locale])

#endif
