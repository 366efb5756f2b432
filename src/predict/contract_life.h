// contract_life.h - how long contracts last: the shifted beta-geometric model (sBG).
//
// At the end of each period a customer leaves with an own probability that never changes; these differ by a beta
// distribution. Only for contracts, where leaving is seen: Fader & Hardie (2007), J. Interactive Marketing 21:76, eq.
// 5-7. Kept customers tell by how long they were kept. Below 1,000 customers drawn to a prior as in lifetime.h (alpha
// 0.7, beta 2).
#ifndef FIDELE_PREDICT_CONTRACT_LIFE_H
#define FIDELE_PREDICT_CONTRACT_LIFE_H

#include "base/error.h"

enum { CONTRACT_CUSTOMERS_MIN = 50, CONTRACT_PERIODS_MAX = 5000 };

// By the number of periods 1 .. periods (index 0 is period 1).
typedef struct ContractHistory {
    size_t periods;
    const double *lost; // customers who left at the end of that period
    const double *kept; // customers who stayed at the end of that one, and of whom nothing later is known; NULL: none
} ContractHistory;

typedef struct ContractFit {
    double parameter[2], error[2], low[2], high[2]; // alpha, beta
    double covariance[2][2];                        // of the logarithms
    double log_likelihood, customers;
    double shrunk; // 0..1, the prior's part
} ContractFit;

// Refused: fewer than 50 customers, more than 5,000 periods, counts that are negative or not finite.
MUST_USE bool contract_fit(const ContractHistory *history, ContractFit *fit, Error *error);

double contract_survival(const ContractFit *fit, double periods);  // share that stays at the end of that many
double contract_retention(const ContractFit *fit, double renewed); // chance to stay once more after `renewed` renewals

// Renewals expected of a customer who has renewed `renewed` times and is about to decide again, each discounted by
// (1 + discount)^-k, k = 0 for that one, over at most `periods` of them; periods 0: for ever (discount > 0), Fader &
// Hardie (2010), Marketing Science 29:85, eq. 6.
double contract_renewals(const ContractFit *fit, double renewed, uint32_t periods, double discount);

#endif
