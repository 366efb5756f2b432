// rfm_moves.h - who went from which RFM group to which between two days.
//
// Each day has its own scores and cuts, those that rfm_people makes of what was known at its end: who buys nothing more
// may change groups because the others did. Who had not bought yet at the end of the first day is in RFM_NEWCOMERS
// there; on the second day everybody who counts is in a group, since nobody un-buys.
#ifndef FIDELE_MEASURE_RFM_MOVES_H
#define FIDELE_MEASURE_RFM_MOVES_H

#include "base/money.h"
#include "measure/rfm_people.h"

enum { RFM_NEWCOMERS = RFM_GROUP_COUNT, RFM_PLACES };

// Where everybody stood at the end of a day; arrays by customer.
typedef struct RfmDay {
    Day day;
    uint32_t customers;
    const uint8_t *group;   // RFM_GROUP_COUNT: no purchase yet
    const int64_t *revenue; // less refunds, of the 365 days up to it
} RfmDay;

RfmDay rfm_day(const RfmPeople *people, const Summaries *summaries, Day day, Arena *arena); // copies what it needs
// RFM_NEWCOMERS of whom the day does not know.
int rfm_place(const RfmDay *day, Customer customer);
int64_t rfm_revenue(const RfmDay *day, Customer customer);

typedef struct RfmMove {
    int64_t customers;
    int64_t revenue_before, revenue; // of the year up to the first day, and up to the second
} RfmMove;

typedef struct RfmMoves {
    RfmMove move[RFM_PLACES][RFM_GROUP_COUNT];
    RfmMove from[RFM_PLACES], to[RFM_GROUP_COUNT], all; // the sums of its rows, of its columns, of all
} RfmMoves;

// Of the people in `among`; NULL: of all.
void rfm_moves(const RfmDay *before, const RfmDay *after, const CustomerSet *among, RfmMoves *moves);

// By the order of the groups, the best first.
typedef enum RfmDirection { RFM_SAME, RFM_BETTER, RFM_WORSE, RFM_NEW, RFM_DIRECTION_COUNT } RfmDirection;
RfmDirection rfm_direction(int from, RfmGroup to);
Str rfm_direction_name(RfmDirection direction); // "same", "better", "worse", "new"
RfmMove rfm_moved(const RfmMoves *moves, RfmDirection direction);

Str rfm_place_name(int place);     // of rfm_group_name, or "new"
Phrase rfm_place_label(int place); // for people

// "42 customers went from Champions to At risk: €1,240 in the year before." `move` is of at least one customer; without
// `currency` the amount is left out.
Str rfm_move_say(const RfmMove *move, int from, RfmGroup to, const Currency *currency, Locale locale, Arena *arena);

#endif
