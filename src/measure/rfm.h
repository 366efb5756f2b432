// rfm.h - recency, frequency, monetary scores, and the eleven groups made of them.
//
// Each score is 1 (worst) to 5, by quintile over all buyers (Hughes 1994, Strategic Database Marketing). Ties never
// split: equal values get equal scores: score = 1 + the number of the four cut values (the values at ranks ceil(k n /
// 5), ascending) that lie below the value.
//
// The groups are the usual grid (Putler 2016, rfm-analysis; its overlapping ranges decided once) of recency (R) against
// the mean of frequency and monetary, rounded half up (FM):
//
//          R 1                R 2                R 3               R 4                   R 5
//   FM 5   can't lose them    can't lose them    loyal             loyal                 champions
//   FM 4   at risk            at risk            loyal             loyal                 champions
//   FM 3   at risk            at risk            need attention    potential loyalists   potential loyalists
//   FM 2   hibernating        hibernating        about to sleep    potential loyalists   potential loyalists
//   FM 1   lost               hibernating        about to sleep    promising             new customers
#ifndef FIDELE_MEASURE_RFM_H
#define FIDELE_MEASURE_RFM_H

#include "base/phrase.h"

typedef enum RfmGroup {
    RFM_CHAMPIONS,
    RFM_LOYAL,
    RFM_POTENTIAL_LOYALISTS,
    RFM_NEW_CUSTOMERS,
    RFM_PROMISING,
    RFM_NEED_ATTENTION,
    RFM_ABOUT_TO_SLEEP,
    RFM_AT_RISK,
    RFM_CANNOT_LOSE_THEM,
    RFM_HIBERNATING,
    RFM_LOST,
    RFM_GROUP_COUNT
} RfmGroup;

Str rfm_group_name(RfmGroup group);       // "champions" …, stable: for JSON and CSV
Phrase rfm_group_label(RfmGroup group);   // for people
Phrase rfm_group_meaning(RfmGroup group); // one sentence: who they are
Phrase rfm_group_action(RfmGroup group);  // one sentence: what to do first

typedef struct RfmCuts {
    int64_t recency[4], frequency[4],
        monetary[4]; // ascending; recency is counted as "days since" negated: more is better
} RfmCuts;

// n == 0 gives zeros; at most 2^32 - 1 values.
void rfm_cut_values(const int64_t *values, size_t n, int64_t cuts[4]);
int rfm_score(int64_t value, const int64_t cuts[4]);          // 1..5
int rfm_mean_score(int frequency, int monetary);              // FM of the grid: 1..5
RfmGroup rfm_group(int recency, int frequency, int monetary); // of scores

#endif
