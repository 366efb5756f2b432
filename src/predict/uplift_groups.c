#include <math.h>

#include "measure/two_arms.h"
#include "predict/uplift_parts.h"

// What a group's people did, by arm (0: control).
typedef struct GroupSums {
    double least;
    ArmSums arm[2];
    int64_t stayed[2];
} GroupSums;

static void see_row(GroupSums *sums, const UpliftRows *rows, uint32_t row)
{
    int arm = rows->treated[row];
    double outcome = rows->outcome[row];
    sums->arm[arm].n++;
    sums->arm[arm].sum += outcome;
    sums->arm[arm].squares += outcome * outcome;
    sums->stayed[arm] += rows->stayed[row];
}

static void add_sums(GroupSums *to, const GroupSums *more)
{
    for (int arm = 0; arm < 2; arm++) {
        to->arm[arm].n += more->arm[arm].n;
        to->arm[arm].sum += more->arm[arm].sum;
        to->arm[arm].squares += more->arm[arm].squares;
        to->stayed[arm] += more->stayed[arm];
    }
    to->least = more->least;
}

// Katz et al. 1978: the logarithm of a ratio of two shares is about normal. Nobody left of the treated: half a person
// for the interval.
static Sampled persuadability_of(const GroupSums *sums)
{
    const double z = 1.959963984540054;
    double n_t = (double)sums->arm[1].n, n_c = (double)sums->arm[0].n;
    double left_t = n_t - (double)sums->stayed[1], left_c = n_c - (double)sums->stayed[0];
    if (!(n_t > 0 && n_c > 0 && left_c > 0)) return (Sampled){0};
    double seen = left_t > 0 ? left_t : 0.5;
    double spread = z * sqrt(1 / seen - 1 / (n_t + 0.5 * (left_t == 0)) + 1 / left_c - 1 / n_c);
    double ratio = seen / n_t / (left_c / n_c);
    return (Sampled){.observed = true,
                     .has_interval = true,
                     .value = 1 - left_t / n_t / (left_c / n_c),
                     .low = 1 - ratio * exp(spread),
                     .high = left_t > 0 ? 1 - ratio * exp(-spread) : 1};
}

// An effect that may be chance is none: then it matters what they do by themselves.
static Quadrant quadrant_of(const UpliftGroup *group, const GroupSums *sums)
{
    const Sampled *effect = &group->effect;
    if (effect->observed && effect->has_interval && effect->low > 0) return QUADRANT_PERSUADABLE;
    if (effect->observed && effect->has_interval && effect->high < 0) return QUADRANT_DO_NOT_DISTURB;
    int64_t people = sums->arm[0].n + sums->arm[1].n, stayed = sums->stayed[0] + sums->stayed[1];
    return 2 * stayed >= people ? QUADRANT_SURE_THING : QUADRANT_LOST_CAUSE;
}

static UpliftGroup group_of(const GroupSums *sums, bool shares)
{
    TwoArms two = two_arms_compare(sums->arm, shares);
    UpliftGroup group = {.least = sums->least,
                         .treated = sums->arm[1].n,
                         .control = sums->arm[0].n,
                         .treated_outcome = two.value[1],
                         .control_outcome = two.value[0],
                         .effect = two.difference,
                         .persuadability = persuadability_of(sums)};
    group.quadrant = quadrant_of(&group, sums);
    return group;
}

static double effect_of(const GroupSums *sums)
{
    return sums->arm[1].sum / (double)sums->arm[1].n - sums->arm[0].sum / (double)sums->arm[0].n;
}

static bool has_both(const GroupSums *sums)
{
    return sums->arm[0].n && sums->arm[1].n;
}

// As many groups as have about twenty people of each arm, at most ten. People of one score stay together.
static size_t cut(const UpliftRows *rows, const Ranking *ranking, GroupSums *group)
{
    enum { PEOPLE = 20 };
    size_t arm[2] = {0}, count = 0;
    for (size_t i = 0; i < rows->count; i++) arm[rows->treated[i]]++;
    size_t least = (size_t)smaller((int64_t)arm[0], (int64_t)arm[1]);
    size_t wanted = (size_t)larger(1, smaller(UPLIFT_DECILES, (int64_t)(least / PEOPLE)));
    for (size_t i = 0; i < rows->count;) {
        GroupSums *sums = &group[count];
        *sums = (GroupSums){0};
        while (i < rows->count && (i < (count + 1) * rows->count / wanted ||
                                   ranking->score[ranking->order[i]] == ranking->score[ranking->order[i - 1]])) {
            sums->least = ranking->score[ranking->order[i]];
            see_row(sums, rows, ranking->order[i++]);
        }
        bool any = sums->arm[0].n + sums->arm[1].n > 0;
        count += any;
        if (!any) wanted--; // ties took all of its people
    }
    return count;
}

// Neighbours are put together until the effect falls from group to group (pool adjacent violators: Ayer et al. 1955,
// Ann. Math. Stat. 26:641).
static size_t pool(GroupSums *group, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        group[kept++] = group[i];
        while (kept > 1 && (!has_both(&group[kept - 1]) || !has_both(&group[kept - 2]) ||
                            effect_of(&group[kept - 1]) >= effect_of(&group[kept - 2]))) {
            add_sums(&group[kept - 2], &group[kept - 1]);
            kept--;
        }
    }
    return kept;
}

void ranking_groups(const UpliftRows *rows, const Ranking *ranking, UpliftReport *report)
{
    GroupSums sums[UPLIFT_DECILES + 1];
    report->deciles = cut(rows, ranking, sums);
    GroupSums all = {0};
    for (size_t i = 0; i < report->deciles; i++) {
        report->decile[i] = group_of(&sums[i], rows->shares);
        add_sums(&all, &sums[i]);
    }
    UpliftGroup everybody = group_of(&all, rows->shares);
    report->treated = everybody.treated;
    report->control = everybody.control;
    report->effect = everybody.effect;
    report->persuadability = everybody.persuadability;
    report->groups = pool(sums, report->deciles);
    for (size_t i = 0; i < report->groups; i++) report->group[i] = group_of(&sums[i], rows->shares);
}
