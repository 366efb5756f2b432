#include "predict/policy.h"

#include <math.h>

// ---- value at risk ----

int64_t value_at_risk(double probability, double remaining_minor)
{
    const double most = 9e18;
    double value = probability * remaining_minor;
    if (!(probability >= 0 && probability <= 1) || !(value > 0)) return 0;
    return value < most ? llround(value) : (int64_t)most;
}

// ---- one person's choice ----

void policy_chances(const double *worth, size_t count, double share, double *chance, size_t *best)
{
    *best = 0;
    for (size_t i = 0; i < count; i++) {
        chance[i] = share / (double)count;
        if (worth[i] > worth[*best]) *best = i;
    }
    if (count) chance[*best] += 1 - share;
}

size_t policy_draw(const double *chance, size_t count, Random *random)
{
    double drawn = random_unit(random), sum = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        sum += chance[i];
        if (drawn < sum) return i;
    }
    return count ? count - 1 : 0;
}

// ---- another policy, from the log ----

typedef struct Sums {
    double sum, squares;
} Sums;

static void add(Sums *sums, double value)
{
    sums->sum += value;
    sums->squares += value * value;
}

static bool usable(const LoggedChoice *choice)
{
    return choice->chance > 0 && choice->chance <= 1 && isfinite(choice->reward) && choice->target >= 0 &&
           choice->target <= 1 && isfinite(choice->fitted) && isfinite(choice->expected);
}

// A ratio of sums: its spread is that of weight × (reward - ratio), by the delta method.
static Sampled self_normalised(const LoggedChoice *choice, size_t count, double weights, double ratio)
{
    const double z = 1.959963984540054;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        if (!usable(&choice[i])) continue;
        double part = choice[i].target / choice[i].chance * (choice[i].reward - ratio);
        squares += part * part;
    }
    double wide = z * sqrt(squares) / weights;
    return (Sampled){true, true, ratio, ratio - wide, ratio + wide};
}

PolicyValue policy_value(const LoggedChoice *choice, size_t count)
{
    PolicyValue value = {0};
    Sums logged = {0}, ips = {0}, robust = {0}, weights = {0};
    for (size_t i = 0; i < count; i++) {
        const LoggedChoice *one = &choice[i];
        if (!usable(one)) continue;
        double weight = one->target / one->chance;
        value.n++;
        value.weight_max = fmax(value.weight_max, weight);
        add(&logged, one->reward);
        add(&ips, weight * one->reward);
        add(&robust, one->expected + weight * (one->reward - one->fitted));
        add(&weights, weight);
    }
    value.logged = sampled_mean(value.n, logged.sum, logged.squares);
    value.ips = sampled_mean(value.n, ips.sum, ips.squares);
    value.dr = sampled_mean(value.n, robust.sum, robust.squares);
    if (!(weights.sum > 0)) return value;
    value.snips = self_normalised(choice, count, weights.sum, ips.sum / weights.sum);
    value.effective = weights.sum * weights.sum / weights.squares;
    value.enough = value.effective >= POLICY_EFFECTIVE_MIN;
    return value;
}

// ---- what is expected of an action ----

RewardSums reward_sums(size_t strata, size_t actions, Arena *arena)
{
    return (RewardSums){strata, actions, arena_array(arena, double, strata *actions),
                        arena_array(arena, int64_t, strata * actions)};
}

void reward_see(RewardSums *sums, size_t stratum, size_t action, double reward)
{
    sums->sum[stratum * sums->actions + action] += reward;
    sums->count[stratum * sums->actions + action]++;
}

double reward_mean(const RewardSums *sums, size_t stratum, size_t action, bool without, size_t of_action, double reward)
{
    enum { PRIOR = 5 };
    double all = 0, of = 0, here = sums->sum[stratum * sums->actions + action];
    int64_t all_count = 0, of_count = 0, here_count = sums->count[stratum * sums->actions + action];
    bool same = without && action == of_action;
    for (size_t i = 0; i < sums->strata * sums->actions; i++) {
        all += sums->sum[i], all_count += sums->count[i];
        if (i % sums->actions == action) of += sums->sum[i], of_count += sums->count[i];
    }
    if (without) all -= reward, all_count--;
    if (same) of -= reward, of_count--, here -= reward, here_count--;
    double mean = all_count > 0 ? all / (double)all_count : 0;
    mean = (of + PRIOR * mean) / (double)(of_count + PRIOR);
    return (here + PRIOR * mean) / (double)(here_count + PRIOR);
}
