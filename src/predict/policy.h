// policy.h - what to do next, for whom: value at risk, a choice under budget and capacity, and what another rule of
// choosing would have brought, from what was logged.
//
// A policy that may be learned from must choose by lot a little, and log the chance with which it chose: then any other
// policy is judged from the log without being tried ("off-policy": Horvitz & Thompson 1952, JASA 47:663; Dudik,
// Langford & Li 2011, ICML, "Doubly robust policy evaluation and learning").
#ifndef FIDELE_PREDICT_POLICY_H
#define FIDELE_PREDICT_POLICY_H

#include "base/error.h"
#include "base/random.h"
#include "measure/before_after.h"

// ---- value at risk ----

// What is lost if they leave, times the chance that they do: probability × remaining value, in whole minor units, so
// that a list adds up to its total. 0 when either is not known; a value below 0 is none.
int64_t value_at_risk(double probability, double remaining_minor);

// ---- a plan ----

// One thing that could be done for one person. People and actions are numbered from 0; offers of one person stand
// together, in order of person.
typedef struct Offer {
    uint32_t person, action;
    double value; // expected gain, minor units
    double cost;  // minor units, 0 or more
} Offer;

typedef struct PlanLimits {
    double budget;           // below 0: none
    const int64_t *capacity; // by action; below 0: none
    size_t actions;
} PlanLimits;

typedef struct Plan {
    bool *chosen; // by offer; at most one of a person
    size_t count;
    double value, cost; // of those chosen; worth is value - cost
    double bound;       // no choice is worth more: of the relaxed problem with prices for budget and capacity
    bool exact;         // nothing better exists
} Plan;

// Worth (value - cost) is made as large as a greedy choice makes it: offers by worth for what they take of the budget
// and of capacity at prices that bring demand down to what there is (Fisher 1981, Management Science 27:1), each person
// moved to a better offer while there is room. Small problems (up to PLAN_EXACT_OFFERS) are solved exactly, by branch
// and bound. Offers worth nothing are never chosen, nor those with amounts above 10^18. Ties go to the lower number.
enum { PLAN_EXACT_OFFERS = 40 };
Plan plan_choose(const Offer *offer, size_t count, const PlanLimits *limits, Arena *arena);

// ---- one person's choice, by a little lot ----

// Chances of `count` options of given worth: the best gets 1 - share + share / count, each other share / count; without
// options none. *best is the place of the best (the first of ties).
void policy_chances(const double *worth, size_t count, double share, double *chance, size_t *best);
size_t policy_draw(const double *chance, size_t count, Random *random);

// ---- what another policy would have brought ----

// One logged choice.
typedef struct LoggedChoice {
    double chance; // with which the action was chosen then, in (0, 1]
    double reward;
    double target;   // chance with which the policy that is judged would have chosen the same
    double fitted;   // what a model expects of the action that was chosen
    double expected; // what it expects of the policy that is judged: sum over actions of its chance × fitted
} LoggedChoice;

enum { POLICY_EFFECTIVE_MIN = 20 };
typedef struct PolicyValue {
    int64_t n;
    double effective; // (sum of weights)² / sum of squares: how many people the estimates rest on
    double weight_max;
    Sampled logged;         // mean reward of what was done
    Sampled ips, snips, dr; // mean reward per choice of the other policy, three ways
    bool enough;            // effective is at least POLICY_EFFECTIVE_MIN
} PolicyValue;

// Inverse propensity scores; the same divided by the mean weight (Swaminathan & Joachims 2015, NIPS, "The
// self-normalized estimator"), its spread by the delta method; doubly robust. Normal intervals. Choices whose chance is
// not in (0, 1], or whose reward is no number, are left out.
PolicyValue policy_value(const LoggedChoice *choice, size_t count);

// Fills `fitted` for doubly robust estimates: the mean reward of each action within a stratum without the choice
// itself, drawn to the action's mean, and that to the mean of all, each by five choices. mean[stratum × actions +
// action] is what others of the stratum are expected to bring, for `expected`.
typedef struct RewardSums {
    size_t strata, actions;
    double *sum; // strata × actions
    int64_t *count;
} RewardSums;
RewardSums reward_sums(size_t strata, size_t actions, Arena *arena);
void reward_see(RewardSums *sums, size_t stratum, size_t action, double reward);
// `without` true: as if one choice of `reward` in (stratum, of_action) had not been seen.
double reward_mean(const RewardSums *sums, size_t stratum, size_t action, bool without, size_t of_action,
                   double reward);

#endif
