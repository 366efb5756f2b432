#include "measure/rfm_people.h"

// Days since the last purchase, negated: more is better.
static int64_t recency_of(const Summaries *summaries, Day as_of, Customer customer)
{
    return -(int64_t)(as_of - second_day(summaries->last[customer]));
}

typedef enum Which { RECENCY, FREQUENCY, MONETARY, WHICH_COUNT } Which;

static int64_t value_of(const Summaries *summaries, Day as_of, Which which, Customer customer)
{
    if (which == RECENCY) return recency_of(summaries, as_of, customer);
    return which == FREQUENCY ? (int64_t)summaries->orders[customer] : summaries->amount[customer];
}

static void score_all(const Summaries *summaries, Day as_of, Which which, int64_t *values, int64_t cuts[4],
                      uint8_t *score)
{
    size_t n = 0;
    for (Customer c = 0; c < summaries->customers; c++)
        if (summaries->orders[c]) values[n++] = value_of(summaries, as_of, which, c);
    rfm_cut_values(values, n, cuts);
    for (Customer c = 0; c < summaries->customers; c++)
        if (summaries->orders[c]) score[c] = (uint8_t)rfm_score(value_of(summaries, as_of, which, c), cuts);
}

RfmPeople rfm_people(const Summaries *summaries, Day as_of, Arena *arena)
{
    uint32_t customers = summaries->customers;
    RfmPeople people = {.customers = customers, .group = arena_array(arena, uint8_t, customers)};
    uint8_t **scores[WHICH_COUNT] = {&people.recency, &people.frequency, &people.monetary};
    int64_t *cuts[WHICH_COUNT] = {people.cuts.recency, people.cuts.frequency, people.cuts.monetary};
    Arena *scratch = arena_open(0);
    int64_t *values = arena_array(scratch, int64_t, customers);
    for (Which which = 0; which < WHICH_COUNT; which++) {
        *scores[which] = arena_array(arena, uint8_t, customers);
        score_all(summaries, as_of, which, values, cuts[which], *scores[which]);
    }
    for (Customer c = 0; c < customers; c++)
        people.group[c] =
            (uint8_t)(summaries->orders[c] ? rfm_group(people.recency[c], people.frequency[c], people.monetary[c])
                                           : RFM_GROUP_COUNT);
    arena_close(scratch);
    return people;
}

static void count_one(RfmCount *count, const Summaries *summaries, Day as_of, Customer customer)
{
    count->customers++;
    count->orders += summaries->orders[customer];
    count->revenue += summaries->amount[customer];
    count->recency_days -= recency_of(summaries, as_of, customer);
}

void rfm_tally(const RfmPeople *people, const Summaries *summaries, Day as_of, const CustomerSet *among,
               RfmTally *tally)
{
    *tally = (RfmTally){0};
    for (Customer c = 0; c < people->customers; c++) {
        if (people->group[c] == RFM_GROUP_COUNT || (among && !customer_set_has(among, c))) continue;
        int worth = rfm_mean_score(people->frequency[c], people->monetary[c]);
        count_one(&tally->all, summaries, as_of, c);
        count_one(&tally->group[people->group[c]], summaries, as_of, c);
        count_one(&tally->cell[people->recency[c] - 1][worth - 1], summaries, as_of, c);
    }
}
