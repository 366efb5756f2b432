// next_product.h - what somebody will probably buy next: candidates from what they have, saw and what others like them
// bought, ranked by the probability of a purchase within a horizon.
//
// Candidates of a person: what they may buy again, the neighbours of what they bought last (affinity.h), what they
// looked at, and what is popular. Nothing that is hidden (excluded, out of stock), nothing they own and need only once.
// A logistic regression over eleven figures of the pair of person and product gives the probability; it is fitted on
// what people bought in the last horizon but one and judged on the last one, which it has not seen, beside two naive
// rules: what is popular, and what the person buys most. It is refused when popularity does better. What is used then
// (and before there is a model) is the person's own rhythm (replenish.h) and popularity, and says so.
//
// Same data, same answer, for any number of threads: equal probabilities are in order of the products' numbers.
#ifndef FIDELE_PREDICT_NEXT_PRODUCT_H
#define FIDELE_PREDICT_NEXT_PRODUCT_H

#include "predict/replenish.h"

enum {
    NEXT_FIGURES = 11,
    NEXT_POPULAR = 400,    // kept
    NEXT_CANDIDATES = 100, // of these, candidates for everybody
    NEXT_SOURCES = 60,     // products of a person whose neighbours are candidates, the last bought
    NEXT_VIEW_DAYS = 30,
    NEXT_HORIZON_DAYS = 30,
    NEXT_TRAIN_PEOPLE = 5000,
    NEXT_TEST_PEOPLE = 20000,
    NEXT_TEST_LEAST = 30, // people who bought in the hold-out, for a judgement
    NEXT_BINS = 7
};

// What the workspace says of a product; 0: nothing.
typedef enum NextRule {
    NEXT_HIDDEN = 1,     // never suggested
    NEXT_CONSUMABLE = 2, // bought again and again
    NEXT_DURABLE = 4     // bought once
} NextRule;

typedef struct NextModel {
    Affinity affinity;
    int32_t horizon_days;
    bool learned; // false: rhythm and popularity
    double weight[NEXT_FIGURES];
    size_t populars;
    uint32_t popular[NEXT_POPULAR]; // by people who bought it lately, then number
} NextModel;

// What one person did, up to the day of the question: lines sorted, views of products too (basket is not read).
typedef struct NextHistory {
    const AffinityLine *line, *view;
    size_t lines, views;
} NextHistory;

typedef enum NextReason {
    NEXT_REPLENISH,    // they bought it `times` days, the last `since_days` ago; again about every `interval_days`
    NEXT_BOUGHT_WITH,  // `share` of those who bought `because` bought it
    NEXT_BOUGHT_AFTER, // `share` of those who began to buy `because` bought it within AFFINITY_WITHIN_DAYS
    NEXT_VIEWED,       // they looked at it `times` times in the last NEXT_VIEW_DAYS days
    NEXT_POPULAR_NOW,  // `share` of those who bought lately bought it
    NEXT_REASON_COUNT
} NextReason;

typedef struct Suggestion {
    uint32_t item;
    double probability; // of a purchase within the horizon
    NextReason reason;
    uint32_t because; // of BOUGHT_WITH and BOUGHT_AFTER
    double share, lift;
    int64_t n; // of share
    uint32_t times;
    int32_t since_days;
    double interval_days, low_days, high_days; // of REPLENISH
} Suggestion;

// Room for suggestions; one a thread, for models of so many items.
typedef struct NextDesk NextDesk;
NextDesk *next_desk(uint32_t items, Arena *arena);

// At most `most`, the most probable first; how many. `rule` of each item, or NULL.
size_t next_suggest(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day, size_t most,
                    NextDesk *desk, Suggestion *suggestion);
// Of one product; below 0 when it may not be suggested to them.
double next_probability(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day,
                        uint32_t item, NextDesk *desk);

// ---- training ----

typedef enum NextMethod { NEXT_BY_MODEL, NEXT_BY_POPULARITY, NEXT_BY_HABIT, NEXT_METHODS } NextMethod;
enum { NEXT_DEPTHS = 4 };
extern const size_t next_depths[NEXT_DEPTHS]; // 1, 3, 5, 10

typedef enum NextVerdict {
    NEXT_FINE,
    NEXT_TOO_SHORT, // the lines span less than four days
    NEXT_TOO_FEW,   // fewer than NEXT_TEST_LEAST people bought in the hold-out
    NEXT_WORSE,     // than popularity
    NEXT_ALIKE      // before the hold-out too few bought something that could be told from the rest: nothing is learned
} NextVerdict;

typedef struct NextQuality {
    NextVerdict verdict;
    int32_t from, to;                    // days of the hold-out
    int64_t people;                      // had bought before it, and bought in it what could be suggested
    Rate hit[NEXT_METHODS][NEXT_DEPTHS]; // of them, with one of these among their first 1, 3, 5, 10 suggestions
    Mean rank[NEXT_METHODS];             // reciprocal rank of the first of these, 0 beyond 100 (Voorhees 1999, TREC-8)
    Mean gain;                           // of each person, model less popularity
    int64_t candidates;                  // pairs of person and product
    struct {
        int64_t n;
        double predicted; // mean
        Rate observed;
    } bin[NEXT_BINS]; // by predicted probability: up to 0.1 %, 0.3 %, 1 %, 3 %, 10 %, 30 %, 100 %
} NextQuality;

typedef struct NextAsk {
    const AffinityLine *line, *view; // sorted
    size_t lines, views;
    uint32_t customers, items;
    int32_t end;          // the last known day
    int32_t horizon_days; // shortened to a quarter of the span when that is less
    const uint8_t *rule;  // of each item, or NULL
    int threads;
} NextAsk;

void next_train(const NextAsk *ask, Arena *arena, NextModel *model, NextQuality *quality);
// Of one person; `start` as next_starts makes it: positions of each customer's first line, customers + 1.
uint32_t *next_starts(const AffinityLine *line, size_t lines, uint32_t customers, Arena *arena);
NextHistory next_history(const NextAsk *ask, const uint32_t *line_start, const uint32_t *view_start, uint32_t customer,
                         int32_t day);
// After the affinity is set (by hand, or read).
void next_find_popular(NextModel *model);

#endif
