// standard_questions.h - the questions W1 to W7b on the standard log: what is timed, and the answer as text.
//
//   W1   monthly cohorts of purchases, 36 by 36
//   W2   who was there each month: start, retained, lost, new, reactivated, end; orders, revenue, buyers of two or more
//   W3   recency, frequency (days with a purchase) and money of each customer, with quintile scores (measure/rfm.h)
//   W4   what models of buying are made of: repeat days, time from first to last, time since the first, later spend
//   W5   a segment: 3 purchases in 90 days, no ticket in 30, spent more than 200.00, and 5 views in 7 days or 2 carts
//        in 14
//   W6   42 features of each customer as of 2024-10-01
//   W7a  view, then cart, then purchase within 7 days of the view
//   W7b  who is back on day 0..30, by the week in which they were first seen, any event
//
// The text is lines of whole numbers, the same as the peers give (bench/activity_peers.mjs); of answers that are a row
// for each customer, sums over all.
#ifndef FIDELE_BENCH_STANDARD_QUESTIONS_H
#define FIDELE_BENCH_STANDARD_QUESTIONS_H

#include "bench/standard_lanes.h"

typedef struct StandardAnswer {
    double seconds;
    Str text;
} StandardAnswer;

typedef struct StandardQuestion {
    const char *name;
    Phrase label;
    void (*ask)(const StandardLanes *lanes, int threads, Arena *arena, StandardAnswer *answer);
    uint32_t lanes; // which it reads, a bit each
    Second from;    // only rows from here on; 0: all
    bool amounts;   // and their amounts
} StandardQuestion;

enum { STANDARD_QUESTIONS = 8 };
extern const StandardQuestion standard_questions[STANDARD_QUESTIONS];

// Of the columns that it reads, at most.
uint64_t standard_bytes_read(const StandardLanes *lanes, const StandardQuestion *question);
uint64_t standard_events_of(const StandardLanes *lanes, const StandardQuestion *question); // rows of those lanes

#endif
