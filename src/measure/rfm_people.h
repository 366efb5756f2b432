// rfm_people.h - the scores and groups of rfm.h for all people at once, from what each has bought.
//
// Recency is the day of the last purchase, frequency the number of purchases, monetary their amounts less refunds. The
// quintiles are those of all buyers, also when only some of them are tallied.
#ifndef FIDELE_MEASURE_RFM_PEOPLE_H
#define FIDELE_MEASURE_RFM_PEOPLE_H

#include "activity/match.h"
#include "activity/questions.h"
#include "measure/rfm.h"

// Arrays by customer; 0, and RFM_GROUP_COUNT, of those without a purchase.
typedef struct RfmPeople {
    RfmCuts cuts;
    uint32_t customers;
    uint8_t *recency, *frequency, *monetary, *group;
} RfmPeople;

RfmPeople rfm_people(const Summaries *summaries, Day as_of, Arena *arena);

typedef struct RfmCount {
    int64_t customers, orders, revenue;
    int64_t recency_days; // summed
} RfmCount;

typedef struct RfmTally {
    RfmCount all;
    RfmCount group[RFM_GROUP_COUNT];
    RfmCount cell[5][5]; // [recency - 1][rfm_mean_score - 1]
} RfmTally;

// Of the buyers in `among`; NULL: of all.
void rfm_tally(const RfmPeople *people, const Summaries *summaries, Day as_of, const CustomerSet *among,
               RfmTally *tally);

#endif
