// recurring_read.h - the table of measure/recurring.h, read from the subscriptions of a data folder in one pass.
#ifndef FIDELE_REVENUE_RECURRING_READ_H
#define FIDELE_REVENUE_RECURRING_READ_H

#include "measure/recurring.h"
#include "order/subscription.h"
#include "workspace/workspace.h"

typedef struct RecurringSource {
    const Identity *identity;
    const Zone *zone;
    Currency base, otherwise; // of the table; of amounts that came without one
    ChurnRecognition recognition;
    Day as_of;   // the last day that is known
    Instant now; // nothing later is known, also of that day
    Day constant;
} RecurringSource;

// Of a workspace, as the program was started with it.
RecurringSource recurring_source(const Workspace *workspace, const Identity *identity, Instant now);
Day source_day(const RecurringSource *source, Instant at);

// Errors: amounts that no sum can hold.
MUST_USE bool recurring_read(const RecurringSource *source, StoreSession *session, Arena *arena, RecurringTable *table,
                             Error *error);

#endif
