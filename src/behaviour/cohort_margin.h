// cohort_margin.h - what the orders of cohorts earned: columns hold no margins, orders do (order/margin.h).
#ifndef FIDELE_BEHAVIOUR_COHORT_MARGIN_H
#define FIDELE_BEHAVIOUR_COHORT_MARGIN_H

#include "behaviour/cohort_table.h"

// Puts margins in the place of the cells' amounts, and orders of which they are known in that of the orders. For
// cohorts that people open once.
MUST_USE bool cohort_margins(const MetricPlace *place, const CohortQuestion *question, const RetentionAsk *ask,
                             const Grouping *grouping, Retention *retention, Error *error);

#endif
