// lifetime.h - how many customers are still with us, and what they will buy, where nobody says goodbye.
//
// Each customer buys at random at an own rate until they leave unseen; rates and ways of leaving differ between
// customers by a distribution, whose four parameters are fitted by maximum likelihood to (x, t_x, T):
//   BG/NBD     leaves after a repeat purchase with probability p: r, alpha (rate), a, b (p)
//              Fader, Hardie & Lee (2005), Marketing Science 24:275, eq. 6, 7, 10
//   MBG/NBD    may leave after the first purchase too
//              Batislam, Denizel & Filiztekin (2007), Int. J. Research in Marketing 24:201
//   Pareto/NBD leaves at any time, at an own rate: r, alpha, s, beta (rate of leaving)
//              Schmittlein, Morrison & Colombo (1987), Management Science 33:1; the likelihood as an integral over the
//              time of leaving, Fader & Hardie (2005), "A note on deriving the Pareto/NBD model", eq. 15
// Likelihoods are sums over customers that are alike, in logarithms, with exact slopes and curvatures; standard errors
// are from the curvature at the maximum. The same numbers for any number of threads. Never NaN.
//
// Few customers: below 1,000 the logarithms of the parameters are drawn to a prior (normal, deviation 1, about
// r 0.5, a 0.8, b 2.5, s 0.6, what published fits have in common; alpha and beta from the time between purchases that
// is seen), in full up to 200 customers, less and less up to 1,000. `shrunk` tells how much of the answer is the
// prior's. So it is done with more customers when the likelihood has no maximum (nobody leaves; everybody is alike).
#ifndef FIDELE_PREDICT_LIFETIME_H
#define FIDELE_PREDICT_LIFETIME_H

#include "predict/buying_history.h"
#include "predict/gamma_gamma.h"

typedef enum LifetimeModel {
    LIFETIME_BG_NBD,
    LIFETIME_MBG_NBD,
    LIFETIME_PARETO_NBD,
    LIFETIME_MODEL_COUNT
} LifetimeModel;

enum {
    LIFETIME_PARAMETERS = 4,
    LIFETIME_CUSTOMERS_MIN = 50,    // fewer are refused
    LIFETIME_CUSTOMERS_MANY = 1000, // from here on the prior is only for what the data leave open
    LIFETIME_DAYS_MAX = 1095        // of a horizon
};

typedef struct LifetimeFit {
    LifetimeModel model;
    double unit_days;
    double parameter[LIFETIME_PARAMETERS]; // bg_nbd, mbg_nbd: r, alpha, a, b; pareto_nbd: r, alpha, s, beta
    double error[LIFETIME_PARAMETERS];     // standard errors
    double low[LIFETIME_PARAMETERS], high[LIFETIME_PARAMETERS];  // 95 %, symmetric in the logarithm
    double covariance[LIFETIME_PARAMETERS][LIFETIME_PARAMETERS]; // of the logarithms
    double log_likelihood;                                       // without the prior
    size_t customers, repeaters, groups;                         // groups: customers that are alike
    double shrunk;                                               // 0..1, the prior's part; 0: maximum likelihood
} LifetimeFit;

Str lifetime_name(LifetimeModel model);                             // "bg_nbd"
Phrase lifetime_title(LifetimeModel model);                         // "BG/NBD"
Str lifetime_parameter_name(LifetimeModel model, size_t parameter); // "r", "alpha" …

// Refused (ERROR_INPUT, *fit left alone): fewer than 50 customers, nobody who bought on two days, no time observed,
// a history that cannot be (t_x > T, x = 0 with t_x > 0, out of range).
MUST_USE bool lifetime_fit(LifetimeModel model, const BuyingHistory *history, int threads, LifetimeFit *fit,
                           Error *error);

// One customer as of the end of their history.
typedef struct BuyingFigures {
    uint32_t x, t_x, T;
} BuyingFigures;

double lifetime_alive(const LifetimeFit *fit, BuyingFigures of); // probability that they have not left: 0..1
// Purchases (days with one) expected within the next `days` days; the mean over those who have left and those who
// have not. `days` is taken into 0..LIFETIME_DAYS_MAX.
double lifetime_expected(const LifetimeFit *fit, BuyingFigures of, double days);
// The same for somebody new, within any number of days of the first purchase (which is not counted).
double lifetime_expected_new(const LifetimeFit *fit, double days);
// Repeat purchases expected of all customers together, by stretches of `width` days from the earliest first purchase on
// and past the end of the history (tracking plots): expected[k] is of the days k * width .. (k + 1) * width - 1.
void lifetime_track(const LifetimeFit *fit, const BuyingHistory *history, uint32_t width, size_t count,
                    double *expected);
// Probability of exactly `count` purchases within the next `days` days.
double lifetime_probability(const LifetimeFit *fit, BuyingFigures of, double days, uint32_t count);

// A figure with the range in which what comes will lie in 95 of 100 cases: a prediction interval, of the customer's
// chance and of the uncertainty of the parameters (a mixture over the eight points of a third-degree cubature of their
// normal distribution: Julier & Uhlmann 1997). Cost: some hundred times that of the figure alone.
typedef struct Predicted {
    double value, low, high;
} Predicted;
Predicted lifetime_purchases(const LifetimeFit *fit, BuyingFigures of, double days);

// Day of the next purchase from the end of the history, given that the customer has not left: median and the middle
// 80 %. Not `likely` below a P(alive) of a half: then no day is told.
typedef struct NextPurchase {
    bool likely;
    double days, low, high;
} NextPurchase;
NextPurchase lifetime_next_purchase(const LifetimeFit *fit, BuyingFigures of);

// Money expected within `days` days, minor units: purchases times the mean amount of one. `yearly_discount` 0.1 takes
// 1.1^-years off what comes later. `mean_amount` is that of the customer's repeat purchases, read when x > 0.
double lifetime_revenue(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of, double mean_amount,
                        double days, double yearly_discount);
// The same with its 95 % prediction interval (as above; the amounts of the purchases vary too).
Predicted lifetime_revenue_range(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of,
                                 double mean_amount, double days, double yearly_discount);

// Many customers on threads; each array may be NULL. `days` and discount as above; `amounts` NULL: no revenue.
typedef struct LifetimeScores {
    double *alive, *expected, *revenue; // of history->customers
} LifetimeScores;
void lifetime_score(const LifetimeFit *fit, const GammaGammaFit *amounts, const BuyingHistory *history, double days,
                    double yearly_discount, int threads, LifetimeScores scores);

// ---- choosing among the three ----

typedef struct LifetimeTrial {
    bool fitted;
    LifetimeFit fit;             // to the history
    Str refusal[LOCALE_COUNT];   // when it is not fitted
    double later_log_likelihood; // log probability of what was seen later; of `judged` customers
    double predicted;            // purchases expected of all of them later
    double mean_absolute_error;  // of customers' purchases later
} LifetimeTrial;

typedef struct LifetimeChoice {
    LifetimeTrial trial[LIFETIME_MODEL_COUNT];
    bool chosen;         // false: none was fitted
    LifetimeModel model; // the largest later_log_likelihood
    Str because[LOCALE_COUNT];
    size_t judged; // customers, evenly spaced among all when there are more than 20,000
    double actual; // purchases later of those
    double naive;  // what the naive rule predicts: each goes on as often as in their own T
    double naive_mean_absolute_error;
} LifetimeChoice;

// Fits the three to split->history and compares them by what came after.
LifetimeChoice lifetime_choose(const BuyingSplit *split, int threads, Arena *arena);

#endif
