#include "retain/retain_figures.h"

#include <math.h>

#include "house.h"
#include "predict/policy.h"
#include "workspace/workspace.h"

// From the figures of predictions, so that it is what they say, in whole minor units as in the queue.
static bool read_value_at_risk(FigureBase *base, double *value, Error *error)
{
    const Figure *churn, *future;
    const double *probability, *remaining;
    Currency currency = workspace_first(figure_place(base)->house->workspace)->currency;
    double minors = (double)currency_minor_per_major(&currency);
    if (!figure_find(STR("churn_risk"), &churn) || !figure_find(STR("future_value"), &future)) return true;
    if (!figure_values(base, churn, &probability, error) || !figure_values(base, future, &remaining, error))
        return false;
    for (uint32_t c = 1; c < figure_customers(base); c++)
        if (!isnan(probability[c]) && !isnan(remaining[c]))
            value[c] = (double)value_at_risk(probability[c], remaining[c] * minors) / minors;
    return true;
}

const Figure retain_figures[] = {{.name = "value_at_risk",
                                  .unit = "amount",
                                  .amount = true,
                                  .label = PHRASE("Value at risk", "Valeur à risque"),
                                  .read = read_value_at_risk},
                                 {0}};
