// prediction_figures.h - what models say of people, as figures that rules of segments ask for (segment/figure.h):
//
//   churn_risk              0 to 1, of the published model of churn (of contracts for those who have one)
//   risk                    low, medium, high by churn_risk; where no model is published, high of the stage at_risk
//   p_alive                 0 to 1
//   expected_purchases, future_value, clv   within the horizon of the settings; clv: with what they brought so far.
//                           future_value and clv are of orders and contracts
//   contract_value, renewal_probability, contract_months   of contracts alone (contract_lifetime)
//   repurchase_propensity, upgrade_propensity, response_propensity   0 to 1
#ifndef FIDELE_PREDICTION_PREDICTION_FIGURES_H
#define FIDELE_PREDICTION_PREDICTION_FIGURES_H

#include "segment/figure.h"

extern const Figure prediction_figures[]; // ends with one without a name

#endif
