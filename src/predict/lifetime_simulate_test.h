// lifetime_simulate_test.h - customers whose parameters are known, for the tests of lifetime models.
#ifndef FIDELE_PREDICT_LIFETIME_SIMULATE_TEST_H
#define FIDELE_PREDICT_LIFETIME_SIMULATE_TEST_H

#include "predict/lifetime.h"

enum { SIMULATED_WEEK = 100 }; // "days" of a week: so fine that no two purchases are on one

// `customers` who were first seen 20 to 52 weeks before the end, in the arena of the test; parameters in weeks.
BuyingHistory lifetime_simulated(LifetimeModel model, const double *truth, size_t customers, uint64_t seed);

#endif
