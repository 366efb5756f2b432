// catalogue_family.h - what the files of the catalogue share: how a formula reads its inputs and builds its result.
//
// metric_calculate has checked the inputs one by one (present, whole, in range); a formula checks them against each
// other.
#ifndef FIDELE_MEASURE_CATALOGUE_FAMILY_H
#define FIDELE_MEASURE_CATALOGUE_FAMILY_H

#include "measure/catalogue.h"

extern const MetricFamily retention_family, presence_family, orders_family, value_family, recurring_family,
    movement_family, opinion_family, service_family, cost_family, market_family, series_family, proof_family,
    activity_family;

#define NONE PHRASE("", "") // no period rule, nothing left out

struct MetricCall {
    const Metric *metric;
    const MetricValue *given[METRIC_INPUTS_MAX]; // beside metric->inputs; NULL when it was left out
};

typedef struct Numbers {
    const double *at;
    size_t count;
} Numbers;

// `name` is one of the metric's inputs.
bool input_given(const MetricCall *call, const char *name);
double input(const MetricCall *call, const char *name); // given
double input_or(const MetricCall *call, const char *name, double otherwise);
Numbers input_list(const MetricCall *call, const char *name); // no numbers when it was left out
bool input_undefined(Error *error, Phrase phrase);            // "undefined: …" (ERROR_USAGE); returns false

// Refuses `part` > `whole` with "part > whole". True when it is not.
bool input_within(const MetricCall *call, const char *part, const char *whole, Error *error);

// ---- building the result; each returns true so that a formula can end in it ----

bool result_is(MetricResult *result, Figure value);
// value = count / n with its Wilson interval, when both are whole numbers; n/a when n is 0.
bool result_share(MetricResult *result, double count, double n);
void result_interval(MetricResult *result, double low, double high);
void result_part(MetricResult *result, const char *name, Phrase label, Figure figure);
// The same with a number in name and label: "month_3", "month 3"; {0} in the label.
void result_part_numbered(MetricResult *result, const char *name, Phrase label, size_t number, Figure figure);

bool result_sentence(MetricResult *result, Phrase phrase, const Figure *figures, size_t count);
void result_warning(MetricResult *result, Phrase phrase, const Figure *figures, size_t count);
// n/a: what stands instead of a value that nothing was observed of.
bool result_not_observed(MetricResult *result, Phrase why);

#define result_say(result, phrase, ...)                                                                                \
    result_sentence((result), (phrase), (const Figure[]){__VA_ARGS__}, COUNT_OF(((const Figure[]){__VA_ARGS__})))
#define result_warn(result, phrase, ...)                                                                               \
    result_warning((result), (phrase), (const Figure[]){__VA_ARGS__}, COUNT_OF(((const Figure[]){__VA_ARGS__})))

// ---- figures, short ----

static inline Figure rate(double value)
{
    return figure_of(UNIT_RATE, value);
}
static inline Figure share(double value)
{
    return figure_with(UNIT_RATE, value, 1);
} // "80.0 %"
static inline Figure change(double value)
{
    return figure_of(UNIT_CHANGE, value);
}
static inline Figure points(double value)
{
    return figure_of(UNIT_POINTS, value);
}
static inline Figure amount(double value)
{
    return figure_of(UNIT_AMOUNT, value);
}
static inline Figure net_amount(double value)
{
    return figure_of(UNIT_NET_AMOUNT, value);
}
static inline Figure count_of(double value)
{
    return figure_of(UNIT_COUNT, value);
}
static inline Figure net_count(double value)
{
    return figure_of(UNIT_NET_COUNT, value);
}
static inline Figure brief(double value)
{
    return figure_brief(UNIT_NUMBER, value);
}
// How many it is of a hundred: "35", "66.7".
static inline Figure of_hundred(double part, double whole)
{
    return brief(100 * part / whole);
}
static inline Figure number(double value, int decimals)
{
    return figure_with(UNIT_NUMBER, value, decimals);
}

#endif
