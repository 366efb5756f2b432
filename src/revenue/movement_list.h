// movement_list.h - every movement of recurring revenue of a period, one by one: what stands behind the bars of
// mrr_movements. Its sums are those of the metric.
#ifndef FIDELE_REVENUE_MOVEMENT_LIST_H
#define FIDELE_REVENUE_MOVEMENT_LIST_H

#include "measure/recurring.h"

typedef struct MovementRow {
    uint32_t person, subscription; // of the table; of a currency difference the first subscription
    Movement movement;             // MOVEMENT_NONE: a currency difference
    LossCause cause;               // of churn and cancellations
    int64_t amount;                // signed
    Day day;                       // of the change; of a currency difference the last day
    Instant at;                    // 0 of a currency difference
    uint16_t plan_before, plan_after;
    bool has_before, has_after; // a plan before, after
} MovementRow;

typedef struct MovementRows {
    MovementRow *row; // by day, person, subscription
    size_t count;
} MovementRows;

// "new", "expansion", "churn" …: the bar that the row is in; "currency".
Str movement_kind(const MovementRow *row);
// Of a bar, or of one thing within it: "upsell", "involuntary".
bool movement_is(const MovementRow *row, Str word);
#define MOVEMENT_WORDS                                                                                                 \
    "new|reactivation|resumed|expansion|upsell|cross_sell|contraction|downgrade|cancellation|paused|churn|voluntary|"  \
    "involuntary|unknown|currency"

// Over one stretch, or over many days. `kind` "": all.
void movement_rows(const RecurringTable *table, const Stretch *stretches, uint32_t count, RecurringRule rule, Str kind,
                   Arena *arena, MovementRows *rows);

#endif
