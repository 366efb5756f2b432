#include "predict/lifetime_simulate_test.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

typedef struct Life {
    double rate, leaving; // a week; chance after a purchase, or rate
} Life;

static Life life_of(LifetimeModel model, const double *truth, Random *random)
{
    Life life = {.rate = random_gamma(random, truth[0]) / truth[1]};
    life.leaving = model == LIFETIME_PARETO_NBD ? random_gamma(random, truth[2]) / truth[3]
                                                : random_beta(random, truth[2], truth[3]);
    return life;
}

// Weeks until they have left for a reason other than a repeat purchase.
static double end_of(LifetimeModel model, Life life, Random *random)
{
    if (model == LIFETIME_PARETO_NBD) return random_exponential(random) / life.leaving;
    return model == LIFETIME_MBG_NBD && random_unit(random) < life.leaving ? 0 : INFINITY;
}

BuyingHistory lifetime_simulated(LifetimeModel model, const double *truth, size_t customers, uint64_t seed)
{
    uint32_t *x = arena_array(test_arena(), uint32_t, customers), *T = arena_array(test_arena(), uint32_t, customers);
    uint32_t *t_x = arena_array(test_arena(), uint32_t, customers);
    for (size_t c = 0; c < customers; c++) {
        Random random = random_start(seed, c);
        Life life = life_of(model, truth, &random);
        T[c] = SIMULATED_WEEK * 20 + (uint32_t)(random_unit(&random) * SIMULATED_WEEK * 32);
        double end = fmin(end_of(model, life, &random), (double)T[c] / SIMULATED_WEEK), at = 0;
        while ((at += random_exponential(&random) / life.rate) < end) {
            x[c]++;
            t_x[c] = (uint32_t)(at * SIMULATED_WEEK);
            if (model != LIFETIME_PARETO_NBD && random_unit(&random) < life.leaving) break;
        }
    }
    return (BuyingHistory){.customers = customers, .x = x, .t_x = t_x, .T = T, .unit_days = SIMULATED_WEEK};
}
