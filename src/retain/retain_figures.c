#include "retain/retain_figures.h"

#include <math.h>

#include "house.h"
#include "predict/policy.h"
#include "retain/at_risk.h"
#include "workspace/workspace.h"

// In whole minor units, as in the queue.
static bool read_value_at_risk(FigureBase *base, double *value, Error *error)
{
    PredictionScores churn, contract;
    Remaining remaining;
    const SegmentPlace *where = figure_place(base);
    PredictionPlace place = {
        .house = where->house, .session = where->session, .now = where->now, .arena = where->arena};
    Currency currency = workspace_first(place.house->workspace)->currency;
    double minors = (double)currency_minor_per_major(&currency);
    if (!prediction_scores(&place, PREDICTION_CHURN, &churn, error) ||
        !prediction_scores(&place, PREDICTION_CONTRACT_CHURN, &contract, error) ||
        !remaining_read(&place, &remaining, error))
        return false;
    for (CustomerId c = 1; c < figure_customers(base) && c < churn.customers && c < contract.customers; c++) {
        bool of_contract = !isnan(contract.score[c]);
        double probability = of_contract ? contract.score[c] : churn.score[c];
        double left = remaining_of(&remaining, of_contract, c);
        if (!isnan(probability) && !isnan(left)) value[c] = (double)value_at_risk(probability, left) / minors;
    }
    return true;
}

const Figure retain_figures[] = {{.name = "value_at_risk",
                                  .unit = "amount",
                                  .amount = true,
                                  .label = PHRASE("Value at risk", "Valeur à risque"),
                                  .read = read_value_at_risk},
                                 {0}};
