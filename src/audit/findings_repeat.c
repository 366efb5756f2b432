// findings_repeat.c - second orders of some first-time buyers beside those of others: the figure a shopkeeper knows.
#include "audit/findings.h"

enum { DELAYS = 3, NEIGHBOURS = 8, YEAR = 12 };

static const int32_t delays[DELAYS] = {90, 60, 30};

typedef struct RepeatCount {
    int64_t customers;      // all
    int64_t old[DELAYS];    // whose delay has passed
    int64_t second[DELAYS]; // of these, who ordered again within it
} RepeatCount;

static void count_customer(const Lens *lens, Customer customer, RepeatCount *count)
{
    Day first = second_day(lens->summaries->first[customer]);
    bool again = lens->summaries->orders[customer] > 1;
    count->customers++;
    for (size_t i = 0; i < DELAYS; i++) {
        if (first + delays[i] > lens->as_of) continue;
        count->old[i]++;
        count->second[i] += again && second_day(lens->summaries->second[customer]) <= first + delays[i];
    }
}

// Those won shortly before (a slump) or around (a single bad cohort); of a group, those of the other groups.
static bool is_compared(const Region *here, uint32_t cohort, uint32_t periods)
{
    if (here->dimension >= 0) return true;
    if (here->cohort_to == periods) return cohort < here->cohort_from && cohort + YEAR >= here->cohort_from;
    return cohort + NEIGHBOURS >= here->cohort_from && cohort < here->cohort_to + NEIGHBOURS;
}

static void count_both(const Lens *lens, const Region *region, RepeatCount *here, RepeatCount *elsewhere)
{
    for (Customer c = 0; c < lens->columns->customers; c++) {
        if (lens->summaries->orders[c] == 0) continue;
        uint32_t cohort = lens->period_of_day[second_day(lens->summaries->first[c]) - lens->first_day];
        if (cohort < lens->edge || cohort >= lens->periods) continue;
        bool inside = region->cohort_from <= cohort && cohort < region->cohort_to;
        if (region->dimension >= 0) inside &= lens->summaries->group[region->dimension][c] == region->group;
        if (inside)
            count_customer(lens, c, here);
        else if (is_compared(region, cohort, lens->periods))
            count_customer(lens, c, elsewhere);
    }
}

RepeatContrast repeat_contrast(const Lens *lens, const Region *region)
{
    RepeatCount here = {0}, elsewhere = {0};
    count_both(lens, region, &here, &elsewhere);
    for (size_t i = 0; i < DELAYS; i++) {
        if (here.old[i] < RATE_SMALL_SAMPLE || 2 * here.old[i] < here.customers || elsewhere.old[i] < RATE_SMALL_SAMPLE)
            continue;
        RepeatContrast contrast = {.observed = true, .days = delays[i]};
        contrast.here = rate_of(here.second[i], here.old[i]);
        contrast.elsewhere = rate_of(elsewhere.second[i], elsewhere.old[i]);
        return contrast;
    }
    return (RepeatContrast){0};
}
