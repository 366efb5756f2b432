// two_arms.h - what two groups that were drawn by lot did: the difference, what chance alone explains of it, and
// whether the lot was fair.
#ifndef FIDELE_MEASURE_TWO_ARMS_H
#define FIDELE_MEASURE_TWO_ARMS_H

#include "measure/before_after.h"

// Of n people: the sum and the sum of squares of what each did. Of a yes or no both are how many did.
typedef struct ArmSums {
    int64_t n;
    double sum, squares;
} ArmSums;

typedef struct TwoArms {
    Sampled value[2];   // of each arm; a share has Wilson's interval, a mean the normal one
    Sampled difference; // the second less the first
    bool tested;        // both have values, and their spread is known
    double p;           // two-sided: of shares as rates_differ_p has it, of means by Welch (1947), Biometrika 34:28
    // The smallest difference that so many people show in 80 of 100 such trials, at 5 %, two-sided; with the spread of
    // the first arm in both (Cohen 1988, Statistical Power Analysis, 2nd ed., ch. 2). 0: not known.
    double detectable;
} TwoArms;
TwoArms two_arms_compare(const ArmSums arm[2], bool shares);

// The chance of a split at least as uneven as first : second, were the first planned to get `share` of both (Pearson's
// chi-square, one degree of freedom). A small one says that the lot, or the counting, is broken, not that it was bad
// luck (Fabijan et al. 2019, KDD, "Diagnosing Sample Ratio Mismatch"). 1 without people.
double two_arms_balance(int64_t first, int64_t second, double share);

#endif
