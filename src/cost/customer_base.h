// customer_base.h - who is a customer, period by period, and what they bring: who orders and who subscribes, each
// person once.
//
// Without subscriptions it is metric/order_base.h. With them, somebody is a customer while they order (by the window)
// or hold a subscription that is paying or paused; they were won on the day of the first order or of the first paying
// subscription, whichever came first. A subscription brings its monthly value, day by day (measure/accrual.h), and each
// period with some of it counts as one purchase; an order that is what a held subscription costs is its payment and not
// counted beside it.
#ifndef FIDELE_COST_CUSTOMER_BASE_H
#define FIDELE_COST_CUSTOMER_BASE_H

#include "measure/accrual.h"
#include "metric/order_base.h"

typedef struct SubscriptionOrder { // an order that pays for a subscription
    Customer root;
    Day day;
    int64_t minor;
} SubscriptionOrder;

typedef struct CustomerBase {
    OrderBase orders;         // its presence counts both
    bool subscribed;          // somebody ever paid for a subscription
    RecurringTable recurring; // when somebody did
    SubscriptionOrder *paid;
    size_t paid_count;
} CustomerBase;

// As order_base_read; says on `table` that subscriptions count too. `base` must stay where it is.
MUST_USE bool customer_base_read(const MetricAsk *ask, uint32_t back, CustomerBase *base, MetricTable *table,
                                 Error *error);

#endif
