// opportunity.h - customers who can buy at fixed occasions only (a yearly gift, a season): the BG/BB model.
//
// At each of n opportunities a customer who is still here buys with an own probability p, and at the beginning of each
// leaves with an own probability theta; p is beta(alpha, beta), theta beta(gamma, delta): Fader, Hardie & Shang (2010),
// Marketing Science 29:1086, eq. 6, 11, 14. Only for discrete opportunities; for purchases at any time see lifetime.h.
// Below 1,000 customers drawn to a prior as there (1, 1, 0.7, 3).
#ifndef FIDELE_PREDICT_OPPORTUNITY_H
#define FIDELE_PREDICT_OPPORTUNITY_H

#include "base/error.h"

enum { OPPORTUNITY_PARAMETERS = 4, OPPORTUNITY_CUSTOMERS_MIN = 50, OPPORTUNITIES_MAX = 1000 };

typedef struct OpportunityHistory {
    size_t customers;
    const uint32_t *x;   // purchases at the n opportunities after the first purchase
    const uint32_t *t_x; // the opportunity of the last one, 1 .. n; 0 when x is 0
    const uint32_t *n;   // opportunities so far, at most 1,000
} OpportunityHistory;

typedef struct OpportunityFit {
    double parameter[OPPORTUNITY_PARAMETERS]; // alpha, beta, gamma, delta
    double error[OPPORTUNITY_PARAMETERS], low[OPPORTUNITY_PARAMETERS], high[OPPORTUNITY_PARAMETERS];
    double covariance[OPPORTUNITY_PARAMETERS][OPPORTUNITY_PARAMETERS]; // of the logarithms
    double log_likelihood;
    size_t customers, groups;
    double shrunk; // 0..1, the prior's part
} OpportunityFit;

// Refused: fewer than 50 customers, nobody who bought, a history that cannot be.
MUST_USE bool opportunity_fit(const OpportunityHistory *history, int threads, OpportunityFit *fit, Error *error);

// Probability to be here at the next opportunity.
double opportunity_alive(const OpportunityFit *fit, uint32_t x, uint32_t t_x, uint32_t n);
// Purchases expected at the next `ahead` opportunities (at most 1,000); and of somebody new.
double opportunity_expected(const OpportunityFit *fit, uint32_t x, uint32_t t_x, uint32_t n, uint32_t ahead);
double opportunity_expected_new(const OpportunityFit *fit, uint32_t ahead);

#endif
