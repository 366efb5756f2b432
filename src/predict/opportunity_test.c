// Fader, Hardie & Shang (2010), Marketing Science 29:1086: 11,104 people who first gave in 1995, followed over the six
// years to 2001 (how many gave x times, the last time in year t_x: also donationsSummary of the R package BTYD).
#include "predict/opportunity.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

enum { DONORS = 11104, YEARS = 6 };

static const uint32_t donors[][3] = { // x, t_x, people
    {6, 6, 1203}, {5, 6, 728}, {4, 6, 512}, {3, 6, 357}, {2, 6, 234},  {1, 6, 129}, {5, 5, 335}, {4, 5, 284},
    {3, 5, 225},  {2, 5, 173}, {1, 5, 119}, {4, 4, 240}, {3, 4, 181},  {2, 4, 155}, {1, 4, 78},  {3, 3, 322},
    {2, 3, 255},  {1, 3, 129}, {2, 2, 613}, {1, 2, 277}, {1, 1, 1091}, {0, 0, 3464}};

static OpportunityFit fit_donors(int threads)
{
    uint32_t *x = arena_array(test_arena(), uint32_t, DONORS), *t_x = arena_array(test_arena(), uint32_t, DONORS);
    uint32_t *n = arena_array(test_arena(), uint32_t, DONORS);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(donors); i++)
        for (uint32_t k = 0; k < donors[i][2]; k++) {
            x[count] = donors[i][0];
            t_x[count] = donors[i][1];
            n[count++] = YEARS;
        }
    CHECK_INT(count, DONORS);
    OpportunityFit fit;
    Error error;
    CHECK(opportunity_fit(&(OpportunityHistory){count, x, t_x, n}, threads, &fit, &error));
    return fit;
}

TEST(bg_bb_of_the_donations_is_the_published_one)
{
    static const double published[] = {1.204, 0.750, 0.657, 2.783};
    OpportunityFit fit = fit_donors(1);
    for (size_t i = 0; i < COUNT_OF(published); i++) CHECK_NEAR(fit.parameter[i], published[i], 0.0006);
    CHECK_NEAR(fit.log_likelihood, -33225.58, 0.006);
    CHECK_INT(fit.groups, COUNT_OF(donors));
}

TEST(donors_to_come_are_the_published_ones)
{
    OpportunityFit fit = fit_donors(1);
    CHECK_NEAR(opportunity_alive(&fit, 0, 0, YEARS), 0.11, 0.005);
    CHECK_NEAR(opportunity_alive(&fit, 2, 4, YEARS), 0.59, 0.005);
    CHECK_NEAR(opportunity_alive(&fit, 6, 6, YEARS), 0.93, 0.005);
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(donors); i++)
        sum += donors[i][2] * opportunity_expected(&fit, donors[i][0], donors[i][1], YEARS, 5);
    CHECK_NEAR(sum, 12884.2, 0.5);
    CHECK_NEAR(opportunity_expected_new(&fit, 10), 3.179805, 1e-3);
}
