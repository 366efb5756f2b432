// findings.h - how the audit looks for what is out of the ordinary; internal to findings_*.c.
//
// One file of orders is looked at through a lens: whole calendar periods (weeks, months, quarters or years, by how long
// the file is). What customers do in a period is compared with what others did in the same *state* (how long silent,
// how often and how much they bought so far): given the state, the returns of different periods and customers are as
// good as independent, so that differences can be tested although customers differ widely. A fault is a region of that
// table - a cohort, everybody since a date, first-time buyers since a date, a channel - with fewer returns than
// expected. docs: Andersen & Gill (1982), Ann. Stat. 10:1100, on counting processes with a predictable intensity; the
// observed and expected numbers are those of the log-rank test.
#ifndef FIDELE_AUDIT_FINDINGS_H
#define FIDELE_AUDIT_FINDINGS_H

#include "audit/audit_sentences.h"

enum { LENS_PERIODS_MAX = 72, LENS_PERIODS_MIN = 8, LENS_SEASONS_MAX = 12, GROUPS_LOOKED_AT = 12, EXPLAINED_MAX = 4 };

// A series by period; weight is 1 / variance, 0 where nothing is known.
typedef struct LensSeries {
    double value[LENS_PERIODS_MAX], weight[LENS_PERIODS_MAX];
} LensSeries;

// ---- the lens ----

typedef struct LensDay {
    uint32_t orders, newcomers, refunds;
    int64_t purchase_amount, refund_amount;
} LensDay;

typedef struct Lens {
    const Columns *columns;
    const Summaries *summaries;
    int threads;
    Day first_day, as_of;
    uint32_t days; // from first_day to as_of
    LensDay *day;
    PeriodUnit unit;
    PeriodNumber first;     // period 0 of the lens
    uint32_t periods;       // complete ones
    uint32_t sample_of;     // of a very large file one customer in this many is followed, a power of two
    uint8_t *period_of_day; // of each day; >= periods: not in a complete period
    int32_t window_days;    // in which most customers come back who do
    uint32_t edge; // who is first seen in periods 0..edge-1 may be older than the file: within the window of its start
    uint32_t settled; // from this period on habits are known well enough to expect anything by them
    uint32_t year;    // periods in a year when two years are known, else 0
    uint32_t seasons; // months or quarters of a year
    uint8_t season_of[LENS_PERIODS_MAX];
    double *length;                         // of each period, in mean periods (February is 0.92)
    LensSeries order_value;                 // log of the amount of orders, differences between customers taken out
    int64_t best_amount;                    // who spent this much per period so far, is among the best tenth
    bool left_out[ACTIVITY_DIMENSIONS_MAX]; // dimensions that tell why customers left, not who they are
    bool *hole;                             // periods with days missing from the file: not looked at
} Lens;

Lens lens_over(const Audit *audit, Arena *arena);
// What the shop did in whole periods from..to-1.
typedef struct PeriodSum {
    double orders, newcomers, refunds, purchase_amount, refund_amount;
} PeriodSum;
PeriodSum lens_sum(const Lens *lens, uint32_t from, uint32_t to);
double lens_periods_a_year(const Lens *lens);
// Whether the customer is in the sample: drawn by their first row, so that it is the same in any order of the file.
bool lens_follows(const Lens *lens, Customer customer);
Day lens_first_day(const Lens *lens, uint32_t period);
Day lens_last_day(const Lens *lens, uint32_t period);

// ---- steps of a series ----

// From period `from` to `to` (excluded) the series lies by `change` off its other periods.
typedef struct Step {
    bool found;
    uint32_t from, to;
    double change, z, p_value; // p_value corrected for all positions looked at
} Step;

typedef struct StepRule {
    int direction;    // -1: falls only, 1: rises only
    bool season;      // months differ by nature
    bool trend;       // the series may rise or fall steadily: a step has to stand out from that
    bool only_to_end; // the new level lasts to the end of the file
    uint32_t shortest,
        longest;  // periods of the new level: at least (0: two), and at most unless it lasts to the end (0: any)
    double least; // smallest change that counts
} StepRule;

// `fitted` (may be NULL): the level with season but without the step, per period.
Step series_step(const Lens *lens, const LensSeries *series, const StepRule *rule, double *fitted);
// The step that lasts from `from` to the end, whether or not it is the best; p_value of this one look.
Step series_step_at(const Lens *lens, const LensSeries *series, const StepRule *rule, uint32_t from);

// ---- one customer's way through the periods ----

enum {
    STATE_SILENCES = 8,                                 // classes of silence
    STATE_RATES = 13,                                   // of purchases per period; the first is for first-time buyers
    STATE_COUNT = 2 * 2 * STATE_RATES * STATE_SILENCES, // older than the file or not; among the best or not
    STATE_PURCHASES_MAX = 255
};

// Two bits: the customer has bought on one day only so far; they are among the best.
enum { CLASS_FIRST_TIMER = 1, CLASS_BEST = 2, CLASS_COUNT = 4, CLASSES_ALL = 0xF };
enum { CLASSES_FIRST_TIMERS = 1 << CLASS_FIRST_TIMER | 1 << (CLASS_FIRST_TIMER | CLASS_BEST) };
enum { CLASSES_BEST = 1 << CLASS_BEST | 1 << (CLASS_FIRST_TIMER | CLASS_BEST) };

// What is known of a customer at the start of a period, and what they did in it.
typedef struct Exposure {
    uint8_t period, state_class;
    uint16_t state;
    uint16_t orders; // 0: they did not come
} Exposure;

// One customer's periods after the first.
typedef struct Path {
    uint32_t cohort, count;
    uint16_t group[ACTIVITY_DIMENSIONS_MAX]; // code of the first purchase
    Exposure step[LENS_PERIODS_MAX];
} Path;

typedef struct StateTable {
    uint8_t silence_class[LENS_PERIODS_MAX + 1];                       // STATE_SILENCES: too long
    uint8_t rate_class[STATE_PURCHASES_MAX + 1][LENS_PERIODS_MAX + 1]; // by purchase days and periods since the first
} StateTable;

void states_fill(StateTable *table, PeriodUnit unit);
// False when the customer is not in the sample or has no purchase in a complete period.
bool path_follow(const Lens *lens, const StateTable *states, Customer customer, Path *path);

// ---- who comes back ----

// Customer-periods that are looked at together; limits excluded.
typedef struct Region {
    uint32_t cohort_from, cohort_to, period_from, period_to;
    uint32_t classes; // bit set of classes
    int dimension;    // -1: any customer
    uint16_t group;   // else those whose first purchase has this code
} Region;

// How many came back in a period, and how many of the same state do on average.
typedef struct Tally {
    double came, expected, variance;
} Tally;

typedef struct GroupTallies {
    uint32_t dimension, groups;
    uint16_t code[GROUPS_LOOKED_AT];
    int64_t customers[GROUPS_LOOKED_AT];
    Tally *tally;                               // [group * periods + period]
    double customer_variance[GROUPS_LOOKED_AT]; // of the sum over customers: more than the tally's where they differ by
                                                // habit
} GroupTallies;

typedef struct Returns {
    uint32_t periods;
    Tally *tally;                           // [(cohort * periods + period) * CLASS_COUNT + class]
    Tally orders[LENS_PERIODS_MAX];         // orders of those who came
    Tally weighed_orders[LENS_PERIODS_MAX]; // the same, each by what it says of a change: comparable, but no count
    int64_t *cohort_size;                   // customers by period of first purchase
    uint32_t dimensions;
    GroupTallies by_group[ACTIVITY_DIMENSIONS_MAX];
} Returns;

Region region_all(const Lens *lens);
// Customer-periods within one of the regions take no part: what is explained already.
typedef struct Regions {
    size_t count;
    Region region[EXPLAINED_MAX];
} Regions;

Returns *returns_count(const Lens *lens, const Regions *left_out, Arena *arena);
Tally returns_within(const Returns *returns, const Region *region); // of regions without dimension
// Orders a year that a fault of the region costs: missing returns with the orders they would have brought, and, where
// everybody is in the region, the orders missing of those who did return.
double returns_lost_orders(const Lens *lens, const Returns *returns, const Region *region, const Tally *tally);

// How those silent for long came back in periods from..to-1 beside those silent for a short while, each compared to the
// same states before: below 1, the longer the silence the surer they are gone; above 1, they only take longer.
double returns_late(const Lens *lens, uint32_t from, uint32_t to);

// The log of came / expected by period, from the edge on: of customers, and of orders of those who came.
LensSeries series_of_returns(const Lens *lens, const Returns *returns);
LensSeries series_of_orders(const Lens *lens, const Returns *returns);

// ---- faults ----

// One thing out of the ordinary, before it is put into words. Which fields count is up to the kind.
typedef struct Fault {
    FindingKind kind;
    Region region;        // of returns
    uint32_t from, to;    // periods in which it acts; to == lens.periods: until now
    Tally returns;        // within the region
    double before, after; // levels: newcomers a period, share of refunds, mean order in minor units, share of revenue
    Customer customer;    // the big one
    Day from_day, to_day; // of a gap; first and last order of the big customer
    double orders_share;  // of all orders to be expected of everybody, how many came
    double lost_orders;   // a year; of a gap, in all
    double amount;        // minor units a year at stake; of a gap, in all
    double gain, p_value; // gain: how well it explains, as a squared normal deviate
} Fault;

enum { FAULTS_MAX = 12 };

typedef struct Faults {
    size_t count;
    Fault fault[FAULTS_MAX];
} Faults;

void faults_add(Faults *faults, const Fault *fault);

void find_gaps(Lens *lens, Faults *faults); // findings_days.c; marks lens->hole
// findings_causes.c; returns the tallies of all customers, nothing left out.
const Returns *find_return_faults(const Lens *lens, Faults *faults, Arena *scratch);
void find_level_faults(const Lens *lens, Faults *faults); // findings_levels.c
// findings_price.c: order value that rose while customers left is the cause of both; it takes the place of the break.
void find_price_rise(const Lens *lens, const Returns *all, Faults *faults);
void find_lost_customers(const Lens *lens, Faults *faults, Arena *scratch); // findings_big.c

// ---- in words ----

typedef struct Speaker {
    const Audit *audit;
    const Lens *lens;
    Arena *arena;
    Locale locale;
} Speaker;

Str speak(const Speaker *speaker, Phrase phrase, const Str *arguments, size_t count);
Str speak_plain(const Speaker *speaker, Phrase phrase);
// SAY(speaker, PHRASE("{0} orders", "{0} commandes"), count): at least one argument.
#define SAY(speaker, phrase, ...)                                                                                      \
    speak((speaker), (phrase), (const Str[]){__VA_ARGS__}, COUNT_OF(((const Str[]){__VA_ARGS__})))

Str speak_since(const Speaker *speaker, uint32_t period);             // "since June 2025"
Str speak_days(const Speaker *speaker, Day first, Day last);          // "from 1 May 2025 to 31 July 2025"
Str speak_during(const Speaker *speaker, uint32_t from, uint32_t to); // "in June 2025", "from 1 May to 31 July 2025"
Str speak_day(const Speaker *speaker, Day day);
Str speak_count(const Speaker *speaker, double number);       // 1,234
Str speak_share(const Speaker *speaker, double share);        // 12.3%
Str speak_money(const Speaker *speaker, double amount_minor); // rounded, for a person

// Of 100 customers, how many ordered a second time within `days` of their first order: here, and elsewhere.
typedef struct RepeatContrast {
    bool observed; // both have enough customers that old
    int32_t days;
    Rate here, elsewhere;
} RepeatContrast;
RepeatContrast repeat_contrast(const Lens *lens, const Region *region);

Finding say_fault(const Speaker *speaker, const Fault *fault);       // findings_say.c
Finding say_level_fault(const Speaker *speaker, const Fault *fault); // findings_say_levels.c

// What is always worth knowing, best first; returns how many of `most`. findings_chances.c
size_t find_chances(const Speaker *speaker, Finding *findings, size_t most);
Finding say_nothing_wrong(const Speaker *speaker);
bool too_few_to_tell(const Lens *lens);
Finding say_too_few(const Speaker *speaker);
void say_of_folder(const Speaker *speaker, Finding *finding); // findings_folder.c

#endif
