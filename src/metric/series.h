// series.h - what is asked of a metric over periods, and what one period comes to.
#ifndef FIDELE_METRIC_SERIES_H
#define FIDELE_METRIC_SERIES_H

#include "activity/questions.h"
#include "measure/catalogue.h"
#include "measure/window.h"

enum { SERIES_WINDOW_AUTO = -1, SERIES_WINDOW_PERIOD = 0, SERIES_PERIODS_MAX = COHORT_PERIODS_MAX };

// What of an order is counted as its amount.
typedef enum SeriesAmount {
    SERIES_NET,    // what it brought, less refunds
    SERIES_GROSS,  // before refunds
    SERIES_MARGIN, // what it earned (order/margin.h), less the share of refunds; of orders of which that is known
    SERIES_AMOUNT_END
} SeriesAmount;
extern const char *const series_amount_names[SERIES_AMOUNT_END]; // "net" …

typedef struct SeriesAsk {
    SeriesAmount amount;
    PeriodUnit unit;
    bool custom; // one period of its own, from custom_first to custom_last
    Day custom_first, custom_last;
    bool has_from, has_to;    // without: from the first order, to as_of
    Day from, to;             // the periods that hold them, and those between
    Day as_of;                // what is later is not known yet
    int32_t window_days;      // or SERIES_WINDOW_…
    bool window_of_workspace; // window_days is what the workspace says (preset.h)
} SeriesAsk;

enum { PERIOD_PARTS_MAX = 16 };

typedef struct PeriodPart {
    const char *name;
    MetricUnit unit;
    int64_t quantity; // of counts and amounts: customers, orders, minor units
    double number;    // of all other units: rates, points
} PeriodPart;

// A period that lies wholly before the first event, or after as_of, is not observed: its figures are none, not 0.
typedef struct PeriodValue {
    bool observed;
    double number;        // of all units but amounts
    int64_t amount_minor; // of amounts
    bool has_interval, has_n;
    double low, high; // 95 %; of amounts in minor units
    int64_t n;        // of how many it is a share or a mean
    size_t parts;
    PeriodPart part[PERIOD_PARTS_MAX];
    const char *beside; // the same figure told another way ("count_formula"), in the unit of the metric; NULL: none
    double beside_number;
    Str note; // what has to be said of this one, in the language asked for
} PeriodValue;

static inline bool unit_is_count(MetricUnit unit)
{
    return unit == UNIT_COUNT || unit == UNIT_NET_COUNT || unit == UNIT_COUNT_OF;
}

static inline double part_number(const PeriodPart *part)
{
    return unit_is_count(part->unit) ? (double)part->quantity : part->number;
}

static inline bool unit_is_amount(MetricUnit unit)
{
    return unit == UNIT_AMOUNT || unit == UNIT_NET_AMOUNT;
}

#endif
