// lifetime_state.h - within the lifetime models: what is known of one customer once their history is taken in.
#ifndef FIDELE_PREDICT_LIFETIME_STATE_H
#define FIDELE_PREDICT_LIFETIME_STATE_H

#include "predict/lifetime.h"
#include "predict/special.h"

// Given that the customer is still here, their rates are distributed as those of somebody new are, with other
// parameters: r + x, alpha + T; a, b + x (b + x + 1 for MBG/NBD) or s, beta + T.
typedef struct LifetimeState {
    double alive; // probability
    double r, alpha, leaving[2];
} LifetimeState;

LifetimeState lifetime_state(const LifetimeFit *fit, BuyingFigures of);
double lifetime_pareto_alive(const double *parameter, uint32_t x, double t_x, double T); // times in units
double lifetime_days(double days);                                                       // within 0..1095
// These take any number of days.
double lifetime_probability_of(const LifetimeFit *fit, const LifetimeState *state, double days, uint32_t count);
double lifetime_expected_of(const LifetimeFit *fit, const LifetimeState *state, double days);
// Purchases expected, each weighed by (1 + yearly_discount)^-years.
double lifetime_discounted_of(const LifetimeFit *fit, const LifetimeState *state, double days, double yearly_discount);

#endif
