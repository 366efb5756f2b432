#include <math.h>
#include <stdlib.h>

#include "predict/affinity_parts.h"

static const double z = 1.959963984540054;
static const double chi_squared_least = 2.7; // p 0.1: what is below it is no rule by the exact test either

static void take_counts(const Affinity *affinity, uint32_t a, const AffinityNear *pair, AffinityRule *rule)
{
    const AffinityItem *first = &affinity->item[a], *second = &affinity->item[pair->item];
    rule->both = rule->baskets ? pair->baskets : pair->both;
    rule->n_a = rule->baskets ? first->baskets : first->customers;
    rule->n_b = rule->baskets ? second->baskets : second->customers;
    rule->n = rule->baskets ? affinity->baskets : affinity->customers;
    rule->audience = first->customers - pair->both;
    rule->people = rate_of(pair->both, first->customers);
}

// Variance of ln lift: with the multinomial shares p11, p10, p01, p00 of the four cells the delta method gives
// (1/p11 - 1/p1. - 1/p.1 + 2 lift - 1) / n.
static void take_lift(AffinityRule *rule)
{
    double n = (double)rule->n, both = (double)rule->both, a = (double)rule->n_a, b = (double)rule->n_b;
    rule->lift = both * n / (a * b);
    double variance = fmax(0, (n / both - n / a - n / b + 2 * rule->lift - 1) / n), reach = z * sqrt(variance);
    rule->lift_low = rule->lift * exp(-reach);
    rule->lift_high = rule->lift * exp(reach);
}

static double chi_squared(const AffinityRule *rule)
{
    double n = (double)rule->n, both = (double)rule->both, a = (double)rule->n_a, b = (double)rule->n_b;
    double difference = n * both - a * b, rest = a * b * (n - a) * (n - b);
    return rest > 0 ? n * difference * difference / rest : 0;
}

// What people who bought as often would have of both if the two had nothing to do with each other, and the variance of
// that (Mantel & Haenszel 1959, J. Natl. Cancer Inst. 22:719). Lift is then both / expected; its variance on the
// logarithm, variance / (expected * both), is the one above where lift is 1 and all bought as often.
static void take_lift_of_people(const AffinityIndex *index, AffinityRule *rule)
{
    double expected = 0, variance = 0, both = (double)rule->both;
    for (int s = 0; s < AFFINITY_STRATA; s++) {
        double n = index->people[s], a = index->had[rule->a][s], b = index->had[rule->b][s];
        if (n < 2) continue;
        expected += a * b / n;
        variance += a * b * (n - a) * (n - b) / (n * n * (n - 1));
    }
    if (!(expected > 0) || !(variance > 0)) return;
    double reach = z * sqrt(variance / (expected * both));
    rule->lift = both / expected;
    rule->lift_low = rule->lift * exp(-reach);
    rule->lift_high = rule->lift * exp(reach);
    rule->chi_squared = (both - expected) * (both - expected) / variance;
}

bool affinity_rule_of(const AffinityIndex *index, const Affinity *affinity, uint32_t a, const AffinityNear *pair,
                      bool baskets, AffinityRule *rule)
{
    *rule = (AffinityRule){.a = a, .b = pair->item, .baskets = baskets};
    take_counts(affinity, a, pair, rule);
    if (rule->both > rule->n_a || rule->both > rule->n_b) return false; // two lines of one product in a capped history
    rule->confidence = rate_of(rule->both, rule->n_a);
    if (baskets) {
        take_lift(rule);
        rule->chi_squared = chi_squared(rule);
    } else {
        take_lift_of_people(index, rule);
    }
    if (!(rule->lift > 1)) return false;
    rule->expected = rule->audience * rule->confidence.value * (1 - 1 / rule->lift);
    return rule->chi_squared > chi_squared_least;
}

static double p_of(const AffinityRule *rule)
{
    if (!rule->baskets) return fmin(1, 2 * normal_upper_tail(sqrt(rule->chi_squared)));
    return rates_differ_p(rule->both, rule->n_a, rule->n_b - rule->both, rule->n - rule->n_a);
}

static int by_p(const void *left, const void *right)
{
    const AffinityRule *a = left, *b = right;
    if (a->p != b->p) return a->p < b->p ? -1 : 1;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static int by_expected(const void *left, const void *right)
{
    const AffinityRule *a = left, *b = right;
    if (a->expected != b->expected) return a->expected > b->expected ? -1 : 1;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

// Benjamini & Hochberg 1995 (measure/association.h), over all `tested` pairs: those without a rule have larger p, so
// that the ranks of these are theirs among all. (Each product keeps its twenty strongest: leaving one out makes the
// ranks smaller, and the adjusted p of the others larger, never smaller.)
void affinity_rules_rank(AffinityRule *rule, size_t *count, size_t tested)
{
    double least = 1;
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) rule[i].p = p_of(&rule[i]);
    qsort(rule, *count, sizeof *rule, by_p);
    for (size_t i = *count; i > 0; i--) {
        least = fmin(least, rule[i - 1].p * (double)tested / (double)i);
        rule[i - 1].p_adjusted = least;
    }
    while (kept < *count && rule[kept].p_adjusted < 0.05) kept++;
    *count = kept;
    qsort(rule, kept, sizeof *rule, by_expected);
}
