// retention.h - how long each class of data is kept (Art. 5(1)(e) GDPR), and what has to go today.
//
// Rows go by the `expire` of their table (identity/personal.h), events by their kind and time: behaviour (visits,
// carts, use) and service (messages, tickets, answers, notes) leave the log; purchases (orders, subscriptions) are
// replaced by anonymous copies, so that figures of revenue stay. What stays in every figure and what does not:
// docs/privacy.md.
#ifndef FIDELE_PRIVACY_RETENTION_H
#define FIDELE_PRIVACY_RETENTION_H

#include "privacy/erasure.h"

typedef struct RetentionPeriods {
    int64_t days[RETENTION_CLASS_COUNT]; // 0: without end
} RetentionPeriods;

Str retention_class_name(RetentionClass class_of); // "event"
Phrase retention_class_label(RetentionClass class_of);
int64_t retention_default_days(RetentionClass class_of);

MUST_USE bool retention_periods(StoreSession *session, RetentionPeriods *periods, Error *error);
MUST_USE bool retention_set(StoreSession *session, RetentionClass class_of, int64_t days, int64_t by, Instant now,
                            Error *error);

typedef struct RetentionCounts {
    int64_t events[RETENTION_CLASS_COUNT];
    int64_t rows[RETENTION_CLASS_COUNT];
} RetentionCounts;

// Takes away what is due at `now`, in transactions of its own; not from the store's thread.
MUST_USE bool retention_run(const Eraser *eraser, Instant now, RetentionCounts *counts, Error *error);
// Events that the next run would take away, by class.
MUST_USE bool retention_preview(const Eraser *eraser, StoreSession *session, Instant now, RetentionCounts *counts,
                                Error *error);

#endif
