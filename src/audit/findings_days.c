// findings_days.c - days on which there is no order though there should be: a hole in the export.
#include "audit/findings.h"

#include <math.h>

enum { AROUND_DAYS = 56, GAP_DAYS_MIN = 3, HOLE_DAYS_MIN = 3, YEAR_DAYS = 365, SHIFT_DAYS = 7, YEAR_END_DAYS = 20 };

// Orders to be expected in a run of days for its emptiness to be no chance, times the dispersion of daily orders:
// exp(-20) is 2 in a thousand million.
static const double EXPECTED_MIN = 20;

typedef struct Run {
    uint32_t from, to; // days of the lens, to excluded
} Run;

typedef struct Weekdays {
    double share[7]; // of an ordinary day
} Weekdays;

static int weekday(const Lens *lens, uint32_t day)
{
    return weekday_of_day(lens->first_day + (Day)day);
}

static Weekdays usual_week(const Lens *lens)
{
    double sums[7] = {0}, days[7] = {0}, all = 0;
    for (uint32_t day = 0; day < lens->days; day++) {
        sums[weekday(lens, day)] += lens->day[day].orders;
        days[weekday(lens, day)]++;
        all += lens->day[day].orders;
    }
    Weekdays week = {0};
    for (int i = 0; i < 7; i++)
        if (days[i] > 0 && all > 0) week.share[i] = sums[i] / days[i] / (all / lens->days);
    return week;
}

// What the days before and after let expect of a run.
static double expected_in(const Lens *lens, const Weekdays *week, Run run)
{
    double orders = 0, usual = 0, expected = 0;
    uint32_t from = run.from > AROUND_DAYS ? run.from - AROUND_DAYS : 0;
    uint32_t to = (uint32_t)smaller(run.to + AROUND_DAYS, lens->days);
    for (uint32_t day = from; day < to; day++) {
        if (run.from <= day && day < run.to) continue;
        orders += lens->day[day].orders;
        usual += week->share[weekday(lens, day)];
    }
    for (uint32_t day = run.from; day < run.to; day++) expected += week->share[weekday(lens, day)];
    return usual > 0 ? expected * orders / usual : 0;
}

// Variance of weekly orders around the mean of their neighbours, as a multiple of the mean: 1 when orders come singly.
static double dispersion_of(const Lens *lens)
{
    double squares = 0, n = 0;
    for (uint32_t day = 7; day + 14 <= lens->days; day += 7) {
        double sums[3] = {0};
        for (uint32_t i = 0; i < 21; i++) sums[i / 7] += lens->day[day - 7 + i].orders;
        double neighbours = (sums[0] + sums[2]) / 2;
        if (neighbours == 0 || sums[1] == 0) continue;
        squares += (sums[1] - neighbours) * (sums[1] - neighbours) / (1.5 * neighbours);
        n++;
    }
    return n > 0 ? fmax(1, squares / n) : 1;
}

static bool next_empty_run(const Lens *lens, Run *run)
{
    uint32_t day = run->to;
    while (day < lens->days && lens->day[day].orders) day++;
    run->from = day;
    while (day < lens->days && !lens->day[day].orders) day++;
    run->to = day;
    return run->from < lens->days;
}

// A shop that closes at the same time of the year has an empty run there in another year too.
static bool closes_every_year(const Lens *lens, Run run)
{
    for (int64_t years = -3; years <= 3; years++) {
        int64_t from = run.from + years * YEAR_DAYS - SHIFT_DAYS, to = run.to + years * YEAR_DAYS + SHIFT_DAYS;
        uint32_t longest = 0, length = 0;
        if (years == 0 || from < 0 || to > lens->days) continue;
        for (int64_t day = from; day < to; day++) {
            length = lens->day[day].orders ? 0 : length + 1;
            longest = length > longest ? length : longest;
        }
        if (2 * longest >= run.to - run.from) return true;
    }
    return false;
}

// From the days before Christmas to Epiphany many close without anything being wrong.
static bool is_year_end(const Lens *lens, Run run)
{
    CivilDate first = civil_of_day(lens->first_day + (Day)run.from),
              last = civil_of_day(lens->first_day + (Day)run.to - 1);
    bool begins = first.month == 12 ? first.day >= 20 : first.month == 1 && first.day <= 7;
    bool ends = last.month == 12 ? last.day >= 20 : last.month == 1 && last.day <= 7;
    return begins && ends && run.to - run.from < YEAR_END_DAYS;
}

static void mark_holes(Lens *lens, Run run)
{
    uint32_t missing[LENS_PERIODS_MAX] = {0};
    for (uint32_t day = run.from; day < run.to; day++)
        if (lens->period_of_day[day] < lens->periods && ++missing[lens->period_of_day[day]] >= HOLE_DAYS_MIN)
            lens->hole[lens->period_of_day[day]] = true;
}

void find_gaps(Lens *lens, Faults *faults)
{
    Weekdays week = usual_week(lens);
    double dispersion = dispersion_of(lens);
    Fault gap = {.kind = FINDING_DATA_GAP};
    for (Run run = {0}; next_empty_run(lens, &run);) {
        double expected = expected_in(lens, &week, run);
        if (run.to - run.from < GAP_DAYS_MIN || run.to == lens->days) continue;
        if (expected < EXPECTED_MIN * dispersion || closes_every_year(lens, run)) continue;
        if (is_year_end(lens, run)) continue;
        mark_holes(lens, run);
        gap.lost_orders += expected;
        if (expected <= gap.gain) continue;
        gap.gain = expected;
        gap.p_value = exp(-expected / dispersion);
        gap.from_day = lens->first_day + (Day)run.from;
        gap.to_day = lens->first_day + (Day)run.to - 1;
    }
    if (gap.gain > 0) faults_add(faults, &gap);
}
