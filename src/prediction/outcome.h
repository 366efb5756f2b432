// outcome.h - what the models other than lifetime foretell: of whom, and what happened to them afterwards.
//
//   churn           of those who bought within the window before: did not buy within the window after. The window is
//                   the setting's, else the workspace's, else chosen from the gaps between orders (measure/window.h),
//                   at most a fifth of what is known of them
//   contract_churn  of those whose subscription runs: none of theirs runs 90 days later
//   repurchase      of those who bought within a year before: bought within 30 days
//   upgrade         of those whose subscription runs: took a dearer plan within 90 days
//   response        of those who are sent a message on the day: bought within 14 days of it. Asked of the present:
//   those
//                   who were sent one within a year, as if they were sent one now. What they buy need not be because of
//                   the message: that is for uplift and experiments to say
//
// A person is a root customer that is not hidden and may be profiled (PV-06).
#ifndef FIDELE_PREDICTION_OUTCOME_H
#define FIDELE_PREDICTION_OUTCOME_H

#include "prediction/people_features.h"

typedef struct Outcome {
    PredictionModel model;
    int32_t days;   // within which it happens
    int32_t known;  // from a moment on, until it is known of everybody: those days, of response the message's day too
    int32_t before; // of whom: days looked back
    Day first_day;  // of the first event of those it is about; nothing was known before
    bool any;       // there are such events
} Outcome;
// `churn_window_days` of the settings.
MUST_USE bool outcome_open(const PredictionPlace *place, PredictionModel model, int32_t churn_window_days,
                           Outcome *outcome, Error *error);

// Who may be profiled, by customer: roots that are not hidden and have not objected.
typedef struct Profiled {
    uint8_t *may; // of 0..customers-1
    uint32_t customers;
    int64_t objected; // persons left out
} Profiled;
MUST_USE bool profiled_people(const PredictionPlace *place, Profiled *profiled, Error *error);

// Those it is about as of a moment, in the order of customers; with `label`, what happened to each afterwards (0 or 1).
typedef struct OutcomeRows {
    CustomerId *person;
    uint8_t *label;
    size_t count;
} OutcomeRows;
MUST_USE bool outcome_rows(FeatureSource *source, const Outcome *outcome, const Profiled *profiled, Moment moment,
                           bool labelled, Arena *arena, OutcomeRows *rows, Error *error);

// Persons who came too late to be learnt from: of whom the first order, subscription or message is of `since` or later.
MUST_USE bool outcome_newcomers(FeatureSource *source, const Outcome *outcome, const Profiled *profiled, Moment since,
                                int64_t *people, Error *error);

#endif
