// gamma_gamma.h - the mean amount of a customer's purchases.
//
// Amounts vary around each customer's own mean (gamma, shape p), and means between customers (inverse gamma, shape q,
// scale gamma), independently of how often they buy: Fader & Hardie (2013), "The Gamma-Gamma model of monetary value",
// note 025, eq. 1a and 5. Fitted to those with a repeat purchase of a positive mean amount. Below 500 of them drawn to
// a prior as in lifetime.h (p 6, q 4, deviation 1; gamma from the mean amount), in full up to 100.
#ifndef FIDELE_PREDICT_GAMMA_GAMMA_H
#define FIDELE_PREDICT_GAMMA_GAMMA_H

#include "predict/buying_history.h"

enum { GAMMA_GAMMA_PARAMETERS = 3, GAMMA_GAMMA_CUSTOMERS_MIN = 10 };

typedef struct GammaGammaFit {
    double unit;                              // minor units in which gamma is told: 100 for euros of cents
    double parameter[GAMMA_GAMMA_PARAMETERS]; // p, q, gamma
    double error[GAMMA_GAMMA_PARAMETERS];
    double low[GAMMA_GAMMA_PARAMETERS], high[GAMMA_GAMMA_PARAMETERS];
    double covariance[GAMMA_GAMMA_PARAMETERS][GAMMA_GAMMA_PARAMETERS]; // of the logarithms
    double log_likelihood;
    size_t customers;   // with a repeat purchase and an amount
    double population;  // mean amount of all customers, minor units: p gamma / (q - 1), or where that is not finite or
                        // beyond ten times what was seen, the plain mean of what was seen
    double correlation; // of x and mean amount among them: the model takes it to be 0
    double shrunk;
} GammaGammaFit;

// Refused: no amounts, fewer than 10 customers with a repeat purchase, amounts that are not finite or above 1e15.
MUST_USE bool gamma_gamma_fit(const BuyingHistory *history, double unit, int threads, GammaGammaFit *fit, Error *error);

// Expected mean amount of a customer's purchases to come, minor units; x 0 gives the population's.
double gamma_gamma_mean(const GammaGammaFit *fit, uint32_t x, double mean_amount);
// Its 95 % interval: where the customer's own mean lies.
void gamma_gamma_interval(const GammaGammaFit *fit, uint32_t x, double mean_amount, double *low, double *high);

#endif
