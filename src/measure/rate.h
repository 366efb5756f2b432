// rate.h - a share of n, with what n allows us to say of it; means; and the tests that compare them.
#ifndef FIDELE_MEASURE_RATE_H
#define FIDELE_MEASURE_RATE_H

#include "base/base.h"

// value = count / n with its 95 % interval. n == 0 (or `observed` false) is "not observed yet" or "undefined": no
// value.
typedef struct Rate {
    bool observed;
    int64_t count, n;
    double value, low, high;
} Rate;

enum { RATE_SMALL_SAMPLE = 30 }; // below this n a rate is shown with the words "too few to tell"

// Wilson (1927), JASA 22:209; in the form of Newcombe (1998), Stat. Med. 17:857, method 3, z = 1.959963984540054.
Rate rate_of(int64_t count, int64_t n); // 0 <= count <= n; n == 0 gives an unobserved rate
Rate rate_unobserved(void);

// A mean with its 95 % interval (normal; sample standard deviation, n - 1). One value alone says nothing of the spread:
// with n == 1 the mean is observed, the interval is not, and low, high and deviation are 0.
typedef struct Mean {
    bool observed, interval_observed;
    int64_t n;
    double value, low, high, deviation;
} Mean;
Mean mean_of(int64_t n, double sum, double sum_of_squares);

// Two-sided p-value of a difference between two shares: z-test with pooled p; Fisher's (1935) exact test when an
// expected count is below 5, counting the tables that are at most as likely as the one seen, as R's fisher.test does. 1
// when a side is empty: nothing was seen to differ.
double rates_differ_p(int64_t count_a, int64_t n_a, int64_t count_b, int64_t n_b);

double normal_upper_tail(double z); // P(Z > z)
// P(|T| > |t|) of Student's t with `degrees` of freedom > 0, by the incomplete beta function (DLMF 8.17.5, 8.17.22).
double student_two_sided(double t, double degrees);

#endif
