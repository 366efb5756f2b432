// spending.h - what was spent on winning or keeping customers, in all and for a group of them.
//
// For everybody it is the sum of what was entered. Asked for a group (segment or by), a cost that names a segment is
// shared out over the people of that segment who were won (or kept) in the period, each alike; with by=first_channel
// or last_channel (first_campaign …) a cost that names a channel (campaign) is that of the group of this name; all
// other costs are shared out over everybody who was won (or kept). So what is spent for each of all groups adds up to
// the whole, as long as somebody of each named segment was won.
#ifndef FIDELE_COST_SPENDING_H
#define FIDELE_COST_SPENDING_H

#include "cost/cost.h"
#include "cost/customer_base.h"

typedef enum SpendingOn { SPENT_TO_WIN, SPENT_TO_KEEP } SpendingOn;

// A segment that costs name: its people, in all and by group.
typedef struct NamedSegment {
    Str text;
    CustomerBase all, groups;
} NamedSegment;

typedef struct Spending {
    const MetricAsk *ask;
    CustomerBase base;
    Entries entries;
    uint32_t back; // periods before those asked for
    // With groups:
    CustomerBase everybody;
    NamedSegment *segment;
    size_t segments;
    bool shared; // something was shared out
} Spending;

// `spending` must stay where it is.
MUST_USE bool spending_begin(const MetricAsk *ask, uint32_t back, Spending *spending, MetricTable *table, Error *error);
// Customers won, or kept, of a group in a period of the base.
int64_t spending_people(const CustomerBase *base, SpendingOn on, uint32_t group, uint32_t period);
// False: nothing was entered.
bool spending_of(Spending *spending, SpendingOn on, uint32_t group, uint32_t period, int64_t *minor);
// Says on the table how costs were shared out, when they were.
void spending_say(const Spending *spending, MetricTable *table);

#endif
