#include "measure/describe_group.h"

#include <math.h>
#include <stdlib.h>

enum { CUTS_MAX = 48, TRAINED_MAX = 20000, LEAF_SHARE = 100 };

typedef struct Growing {
    const double *const *figure;
    size_t figures;
    const bool *in;
    size_t least; // people in a leaf
    GroupRule *rule;
} Growing;

static int by_number(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// Three digits are enough to say it, as long as it still lies between the two values.
static double plain_cut(double low, double high)
{
    double middle = low + (high - low) / 2;
    if (floor(low) >= low && high - low <= 1) return low; // whole numbers: up to 2, above 2
    if (!(middle != 0) || !isfinite(middle)) return middle;
    for (int digits = 1; digits <= 6; digits++) {
        double scale = pow(10, digits - 1 - floor(log10(fabs(middle)))), cut = round(middle * scale) / scale;
        if (cut >= low && cut < high) return cut;
    }
    return low;
}

// Between neighbouring values at about equal ranks.
static size_t find_cuts(const double *value, const size_t *person, size_t count, Arena *scratch, double *cuts)
{
    double *sorted = arena_array(scratch, double, count);
    size_t known = 0, found = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[person[i]])) sorted[known++] = value[person[i]];
    if (known < 2) return 0;
    qsort(sorted, known, sizeof *sorted, by_number);
    for (size_t i = 1; i < CUTS_MAX; i++) {
        size_t at = i * known / CUTS_MAX, next = at;
        while (next < known && sorted[next] <= sorted[at]) next++;
        if (next == known) break;
        double cut = plain_cut(sorted[next - 1], sorted[next]);
        if (found == 0 || cut > cuts[found - 1]) cuts[found++] = cut;
    }
    return found;
}

typedef struct Split {
    size_t figure;
    double cut, impurity;
} Split;

static double gini(double in, double all)
{
    return all > 0 ? 2 * in * (all - in) / all : 0; // weighted by `all`
}

static void try_cut(const Growing *growing, size_t figure, double cut, const size_t *person, size_t count, Split *best)
{
    double in[3] = {0}, all[3] = {0}; // up to the cut, above, not known
    for (size_t i = 0; i < count; i++) {
        double value = growing->figure[figure][person[i]];
        int side = isnan(value) ? 2 : value > cut;
        all[side]++;
        in[side] += growing->in[person[i]];
    }
    if (all[0] < (double)growing->least || all[1] < (double)growing->least) return;
    // Who is left out counts as wrong where they are in the group.
    double impurity = gini(in[0], all[0]) + gini(in[1], all[1]) + 2 * in[2];
    if (impurity < best->impurity * (1 - 1e-9)) *best = (Split){figure, cut, impurity};
}

static bool find_split(const Growing *growing, const size_t *person, size_t count, double in, Split *best)
{
    *best = (Split){.impurity = gini(in, (double)count)};
    double before = best->impurity;
    for (size_t f = 0; f < growing->figures; f++) {
        double cuts[CUTS_MAX];
        Arena *scratch = arena_open(0);
        size_t found = find_cuts(growing->figure[f], person, count, scratch, cuts);
        for (size_t i = 0; i < found; i++) try_cut(growing, f, cuts[i], person, count, best);
        arena_close(scratch);
    }
    return best->impurity < before;
}

// The path with one bound more; a second one of the same figure is put to the first.
static GroupPath narrowed(const GroupPath *path, const Split *split, bool above)
{
    GroupPath longer = *path;
    size_t at = 0;
    while (at < longer.count && longer.bound[at].figure != split->figure) at++;
    if (at == longer.count) longer.bound[longer.count++] = (GroupBound){.figure = split->figure};
    GroupBound *bound = &longer.bound[at];
    if (above)
        bound->has_low = true, bound->low = split->cut;
    else
        bound->has_high = true, bound->high = split->cut;
    return longer;
}

static void grow(const Growing *growing, size_t *person, size_t count, int depth, const GroupPath *path)
{
    Split split;
    double in = 0;
    for (size_t i = 0; i < count; i++) in += growing->in[person[i]];
    bool pure = !(in > 0) || !(in < (double)count);
    if (pure || depth == DESCRIBE_DEPTH_MAX || !find_split(growing, person, count, in, &split)) {
        bool most = in * 2 > (double)count && growing->rule->count < DESCRIBE_PATHS_MAX && path->count;
        if (most) growing->rule->path[growing->rule->count++] = *path;
        return;
    }
    Arena *scratch = arena_open(0);
    size_t *side = arena_array(scratch, size_t, count);
    for (int above = 0; above < 2; above++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            double value = growing->figure[split.figure][person[i]];
            if (!isnan(value) && (value > split.cut) == above) side[n++] = person[i];
        }
        GroupPath longer = narrowed(path, &split, above);
        grow(growing, side, n, depth + 1, &longer);
    }
    arena_close(scratch);
}

// ---- what the rule says ----

static bool bound_holds(const GroupBound *bound, double value)
{
    if (isnan(value) || (bound->has_low && !(value > bound->low))) return false;
    return !bound->has_high || value <= bound->high;
}

static bool path_holds(const GroupPath *path, const double *const *figure, size_t person)
{
    for (size_t i = 0; i < path->count; i++)
        if (!bound_holds(&path->bound[i], figure[path->bound[i].figure][person])) return false;
    return true;
}

bool group_rule_holds(const GroupRule *rule, const double *const *figure, size_t person)
{
    for (size_t i = 0; i < rule->count; i++)
        if (path_holds(&rule->path[i], figure, person)) return true;
    return false;
}

static void measure_fit(GroupRule *rule, const double *const *figure, const bool *in, size_t people)
{
    rule->both = rule->only_rule = rule->only_group = 0;
    for (size_t i = 0; i < people; i++) {
        bool holds = group_rule_holds(rule, figure, i);
        rule->both += holds && in[i];
        rule->only_rule += holds && !in[i];
        rule->only_group += !holds && in[i];
    }
    double all = 2 * (double)rule->both + (double)rule->only_rule + (double)rule->only_group;
    rule->fit = all > 0 ? 2 * (double)rule->both / all : 0;
}

// A question that changes nothing is left out: of two leaves next to each other that are both in.
static void drop_needless(GroupRule *rule, const double *const *figure, const bool *in, size_t people)
{
    for (size_t p = 0; p < rule->count; p++) {
        GroupRule shorter = *rule;
        for (size_t i = p + 1; i < rule->count; i++) shorter.path[i - 1] = rule->path[i];
        shorter.count--;
        measure_fit(&shorter, figure, in, people);
        if (shorter.count && shorter.fit >= rule->fit) *rule = shorter, p = SIZE_MAX;
    }
    for (size_t p = 0; p < rule->count; p++)
        for (size_t b = 0; b < rule->path[p].count && rule->path[p].count > 1; b++) {
            GroupRule shorter = *rule;
            GroupPath *path = &shorter.path[p];
            path->bound[b] = path->bound[--path->count];
            measure_fit(&shorter, figure, in, people);
            if (shorter.fit >= rule->fit) *rule = shorter, b = SIZE_MAX;
        }
}

void describe_group(const double *const *figure, size_t figures, const bool *in, size_t people, GroupRule *rule)
{
    *rule = (GroupRule){0};
    Arena *scratch = arena_open(0);
    size_t step = people / TRAINED_MAX + 1, count = 0;
    size_t *person = arena_array(scratch, size_t, people / step + 1);
    for (size_t i = 0; i < people; i += step) person[count++] = i;
    Growing growing = {figure, figures, in, count / LEAF_SHARE + 1, rule};
    const GroupPath all = {0};
    grow(&growing, person, count, 0, &all);
    measure_fit(rule, figure, in, people);
    drop_needless(rule, figure, in, people);
    arena_close(scratch);
}
