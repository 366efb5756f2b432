// figure.h - figures of each person that rules may ask for ({"metric":NAME}) and that personas are made of. Each is
// worked out for all people at once, from the columns or in one pass over a table, when it is first asked for.
//
//   purchases, value, days_since_purchase, lifecycle_stage   as kept of each person (customer/lifecycle.h)
//   recommendation            their last answer to "would you recommend us?", 0 to 10
//   rfm_group                 one of the eleven groups of measure/rfm.h
//   rfm_recency, rfm_frequency, rfm_monetary                 scores 1 to 5, among all buyers
//   rfm_mean                  mean of the last two, rounded half up: the grid's other side
//   value_decile              1 to 10 by `value`; 10 holds those who are worth most. Equal values, equal deciles
//   promotion_share           share of their orders with a coupon, a promotion or a discount, 0 to 1
//   average_order_value       net of refunds, in the workspace's currency
//   days_since_first_purchase
//   referrals                 friends won as customers ("Referral Completed")
//   early_adoptions           products bought within 30 days of when that product was first sold to anybody; those
//                             sold within 90 days of the very first order are not told apart from the old ones
//   active_days_30d, sessions_30d                            days, and visits (30 minutes of silence end one), of 30
//   age                       whole years, from the trait birthday, birth_date, birthdate or date_of_birth; else `age`
//   contract                  none, trial, free or paid: the best of the subscriptions that run
//   interest                  words that stand in three or more of the things they read or looked at: the dimension
//                             "interest" of events (segment_people.c asks the columns for it)
//
// Other modules add theirs (Module.figures): what models say of people, their health.
#ifndef FIDELE_SEGMENT_FIGURE_H
#define FIDELE_SEGMENT_FIGURE_H

#include "event/log.h"
#include "measure/rfm_people.h"
#include "segment/segment.h"

// What figures of one moment are made of.
typedef struct FigureBase FigureBase;
FigureBase *figure_base(const SegmentPlace *place);
void figure_as_of(FigureBase *base, Day day);          // figures of orders: as known then
FigureBase *figure_base_of(FigureBase *base, Day day); // the same people's as known at the end of the day; kept

typedef struct Figure {
    const char *name, *unit; // "days", "amount", "share", "count", "score", "years"; NULL: words
    bool amount;             // hidden from whom amounts are hidden
    bool dated;              // of orders: can be asked as of an earlier day
    Phrase label;
    bool (*read)(FigureBase *base, double *value, Error *error); // NaN: not known. NULL: interest
    Str (*word)(int number);                                     // of a figure of words, by its value; "" past the end
} Figure;

const Figure *figure_numbered(size_t number); // of all modules, this one's first; NULL past the end
bool figure_find(Str name, const Figure **figure);
bool figure_word_known(const Figure *figure, Str word);

// By person (root), for 0..figure_customers-1; NaN where it is not known.
MUST_USE bool figure_values(FigureBase *base, const Figure *figure, const double **value, Error *error);
uint32_t figure_customers(const FigureBase *base);

// ---- for those who read figures ----

const SegmentPlace *figure_place(const FigureBase *base);
uint32_t figure_root(const FigureBase *base, uint32_t customer);
// "what is not known is this": for counts, of people (roots) alone.
void figure_fill(const FigureBase *base, double *value, double number);

// Orders of everybody up to now, and their scores.
MUST_USE bool figure_orders(FigureBase *base, const Summaries **summaries, Error *error);
MUST_USE bool figure_rfm(FigureBase *base, const RfmPeople **people, Error *error);
Day figure_today(const FigureBase *base);

// What part of somebody's events has each of the commonest values of a dimension: of their orders, or (`interest`) of
// what they read and looked at. NaN of people without any.
typedef struct FigureShare {
    Str value; // of the dimension
    double *share;
} FigureShare;
enum { FIGURE_SHARES_MAX = 4 };
MUST_USE bool figure_shares(FigureBase *base, Str dimension, bool interest, FigureShare share[FIGURE_SHARES_MAX],
                            size_t *count, Error *error);

// Those for whom the clause holds; of exists, those of whom the figure is known. What is hidden can't be asked
// (ERROR_FORBIDDEN), nor a day that is not over or at hand (ERROR_INPUT).
MUST_USE bool figure_people(FigureBase *base, const SegmentRule *rule, CustomerSet *set, Error *error);

#define INTEREST_DIMENSION "interest"
enum { INTEREST_TIMES = 3 };
// Whether a word that stands in the event says what they are interested in: pages, articles and products, not tickets.
bool figure_tells_interest(EventKind kind, Str event);

#endif
