// Fader & Hardie (2007), J. Interactive Marketing 21:76: customers of 1,000 who stay year by year, the model
// fitted to the first seven years. Renewals to come: Fader & Hardie (2010), Marketing Science 29:85.
#include "predict/contract_life.h"

#include <math.h>

#include "base/test.h"

enum { YEARS = 7 };
static const double regular[] = {100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3};
static const double high_end[] = {100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4};

static ContractFit fit_of(const double *percent)
{
    double lost[YEARS], kept[YEARS] = {0};
    for (int t = 0; t < YEARS; t++) lost[t] = (percent[t] - percent[t + 1]) * 10;
    kept[YEARS - 1] = percent[YEARS] * 10;
    ContractFit fit;
    Error error;
    CHECK(contract_fit(&(ContractHistory){YEARS, lost, kept}, &fit, &error));
    CHECK_NEAR(fit.customers, 1000, 1e-9);
    CHECK_NEAR(fit.shrunk, 0, 0);
    return fit;
}

TEST(regular_contracts_are_the_published_ones)
{
    ContractFit fit = fit_of(regular);
    CHECK_NEAR(fit.parameter[0], 0.7040773192911005, 1e-6);
    CHECK_NEAR(fit.parameter[1], 1.1820430737828131, 1e-6);
    CHECK_NEAR(fit.log_likelihood, -1680.265188463286, 1e-6);
    static const double projected[] = {1, 0.6267060565823019, 0.47381932276451993, 0.3879739538987123};
    for (size_t t = 0; t < COUNT_OF(projected); t++) CHECK_NEAR(contract_survival(&fit, (double)t), projected[t], 1e-6);
    CHECK_NEAR(contract_survival(&fit, 12), 0.17003744974557497, 1e-6);
}

TEST(high_end_contracts_are_the_published_ones)
{
    ContractFit fit = fit_of(high_end);
    CHECK_NEAR(fit.parameter[0], 0.668, 0.0005);
    CHECK_NEAR(fit.parameter[1], 3.806, 0.0005);
    CHECK_NEAR(fit.log_likelihood, -1611.2, 0.05);
}

TEST(renewals_to_come_are_the_published_ones)
{
    ContractFit fit = {.parameter = {0.668, 3.806}};
    static const double published[] = {5.415, 5.902, 6.294, 6.620, 6.897, 7.136};
    for (size_t n = 0; n < COUNT_OF(published); n++)
        CHECK_NEAR(contract_renewals(&fit, (double)n, 0, 0.1), published[n], 0.0006);
}
