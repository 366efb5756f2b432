#include "measure/window.h"

enum { CLOSED_GAPS_MIN = 30, DEFAULT_DAYS = 90 };
static const double CLOSED_SHARE = 0.9;
static const double ROUNDING = 1e-12; // S is a product; an exact nine in ten may miss by this

typedef struct GapCounts {
    const int64_t *closed, *open;
    uint32_t days;
} GapCounts;

static int64_t gaps_of(const GapCounts *gaps, uint32_t day)
{
    return gaps->closed[day] + gaps->open[day];
}

// S after each day, walked from day 0; never past the horizon, so that somebody is at risk.
typedef struct Walk {
    uint32_t next;
    int64_t at_risk;
    double still_open;
} Walk;

static Walk walk_begin(const GapCounts *gaps)
{
    Walk walk = {.still_open = 1};
    for (uint32_t day = 0; day < gaps->days; day++) walk.at_risk += gaps_of(gaps, day);
    return walk;
}

static void walk_day(const GapCounts *gaps, Walk *walk)
{
    walk->still_open *= 1 - (double)gaps->closed[walk->next] / (double)walk->at_risk;
    walk->at_risk -= gaps_of(gaps, walk->next);
    walk->next++;
}

// Where few are left each moves the curve by much; where there are few from the start, so does leaving them out.
static int64_t enough_at_risk(int64_t gaps)
{
    return larger(3, smaller(30, gaps / 20));
}

// The last day with enough people at risk, and S there.
static uint32_t find_horizon(const GapCounts *gaps, double *still_open)
{
    Walk walk = walk_begin(gaps);
    int64_t enough = enough_at_risk(walk.at_risk);
    while (walk.at_risk >= enough) walk_day(gaps, &walk);
    *still_open = walk.still_open;
    return walk.next - 1;
}

// First day on which at least `closed_share` of the gaps have closed: a share reached by the horizon.
static uint32_t day_closed(const GapCounts *gaps, double closed_share)
{
    Walk walk = walk_begin(gaps);
    do walk_day(gaps, &walk);
    while (1 - walk.still_open < closed_share - ROUNDING);
    return walk.next - 1;
}

static double open_after(const GapCounts *gaps, uint32_t day)
{
    Walk walk = walk_begin(gaps);
    while (walk.next <= day) walk_day(gaps, &walk);
    return walk.still_open;
}

static WindowChoice default_choice(int64_t closed, uint32_t days)
{
    return (WindowChoice){
        .reason = WINDOW_TOO_FEW_GAPS, .days = (int32_t)larger(1, smaller(DEFAULT_DAYS, days / 3)), .gaps = closed};
}

WindowChoice window_choose(const int64_t *closed, const int64_t *open, uint32_t days)
{
    GapCounts gaps = {closed, open, days};
    int64_t closed_gaps = 0;
    for (uint32_t day = 0; day < days; day++) closed_gaps += closed[day];
    if (closed_gaps < CLOSED_GAPS_MIN) return default_choice(closed_gaps, days);

    double open_at_horizon;
    uint32_t horizon = find_horizon(&gaps, &open_at_horizon);
    double ever_closed = 1 - open_at_horizon;
    uint32_t wanted = day_closed(&gaps, CLOSED_SHARE * ever_closed);
    uint32_t most = days / 2, chosen = (uint32_t)smaller(wanted, most);
    double still_open = open_after(&gaps, chosen);
    return (WindowChoice){.reason = wanted > most ? WINDOW_CUT_TO_HALF : WINDOW_FROM_GAPS,
                          .days = (int32_t)larger(1, chosen),
                          .gaps = closed_gaps,
                          .median_gap_days = (int32_t)day_closed(&gaps, 0.5 * ever_closed),
                          .return_share = ever_closed,
                          .return_after = still_open > 0 ? 1 - open_at_horizon / still_open : 0,
                          .horizon_days = (int32_t)horizon};
}
