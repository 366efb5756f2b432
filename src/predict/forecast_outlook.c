#include <math.h>

#include "predict/forecast_parts.h"

enum { YEAR = 12, LATELY = 6, CUSTOMERS_TRUSTED = 20 };

static size_t from_of(size_t origin, size_t back)
{
    return origin > back ? origin - back : 0;
}

// ---- what customers bring by age ----

// Over the cells of the last year: month = cohort + age.
static void fill_by_age(Outlook *of)
{
    const ForecastHistory *history = of->history;
    size_t first = from_of(of->origin, YEAR);
    double later = 0, earlier = 0;
    for (size_t age = 0; age < of->origin; age++) {
        double revenue = 0, customers = 0;
        for (size_t month = first > age ? first : age; month < of->origin; month++) {
            revenue += cell(history, month - age, age);
            customers += at_month(history->won, month - age);
            if (age < 2 || month == first) continue;
            later += cell(history, month - age, age);
            earlier += cell(history, month - age, age - 1);
        }
        of->by_age[age] = customers > 0 ? revenue / customers : 0;
    }
    of->kept = earlier > 0 ? fmax(0.5, fmin(later / earlier, 0.999)) : 0.9;
}

static double age_value(const Outlook *of, size_t age)
{
    if (age < of->origin) return of->by_age[age];
    return of->by_age[of->origin - 1] * pow(of->kept, (double)(age - of->origin + 1));
}

// ---- seasons ----

static double fitted(const Outlook *of, size_t month)
{
    double sum = 0;
    for (size_t cohort = 0; cohort <= month; cohort++)
        sum += at_month(of->history->won, cohort) * age_value(of, month - cohort);
    return sum;
}

static double cohorts_actual(const Outlook *of, size_t month)
{
    double sum = 0;
    for (size_t cohort = 0; cohort <= month; cohort++) sum += cell(of->history, cohort, month - cohort);
    return sum;
}

static int month_of_year(const Outlook *of, size_t month)
{
    return (int)((month + (size_t)of->history->first_month) % YEAR);
}

// What a month of the year brings beyond its cohorts, half drawn to 1; where two years are known.
static void fill_season(Outlook *of)
{
    double actual[YEAR] = {0}, expected[YEAR] = {0}, mean = 0;
    for (int m = 0; m < YEAR; m++) of->season[m] = 1;
    if (of->origin < 2 * (size_t)YEAR) return;
    for (size_t month = of->origin - 2 * (size_t)YEAR; month < of->origin; month++) {
        actual[month_of_year(of, month)] += cohorts_actual(of, month);
        expected[month_of_year(of, month)] += fitted(of, month);
    }
    for (int m = 0; m < YEAR; m++) {
        if (expected[m] > 0 && actual[m] > 0) of->season[m] = (actual[m] + expected[m]) / (2 * expected[m]);
        mean += of->season[m] / YEAR;
    }
    for (int m = 0; m < YEAR; m++) of->season[m] /= mean;
}

// ---- levels of cohorts ----

// What the cohort brought lately for what its age and the season say, drawn to 1 by two months and twenty customers.
static double level_of(const Outlook *of, size_t cohort)
{
    double actual = 0, expected = 0, size = at_month(of->history->won, cohort);
    size_t first = from_of(of->origin, LATELY), months = 0;
    for (size_t month = first > cohort ? first : cohort; month < of->origin; month++, months++) {
        actual += cell(of->history, cohort, month - cohort);
        expected += size * age_value(of, month - cohort) * of->season[month_of_year(of, month)];
    }
    if (!(expected > 0) || !months) return 1;
    double trust = expected * (2.0 / (double)months + CUSTOMERS_TRUSTED / size);
    return fmax(0, (actual + trust) / (expected + trust));
}

// ---- customers and subscriptions to come ----

static double sum_of(const double *series, size_t from, size_t to)
{
    double sum = 0;
    for (size_t month = from; month < to; month++) sum += at_month(series, month);
    return sum;
}

// What comes anew in the months ahead: as lately. With two years known, as a year before times the growth since, unless
// that is a leap that the year before says nothing of. The first month has what was there already: `from` leaves it
// out.
static void fill_ahead(const Outlook *of, const double *series, size_t from, double *ahead)
{
    size_t lately = of->origin - from < LATELY ? of->origin - from : LATELY;
    double recent = sum_of(series, of->origin - lately, of->origin), before = 0;
    if (of->origin >= 2 * (size_t)YEAR) before = sum_of(series, of->origin - lately - YEAR, of->origin - YEAR);
    bool seasons = before > 0 && recent <= 2 * before && before <= 2 * recent;
    for (size_t h = 0; h < FORECAST_MONTHS_MAX; h++)
        ahead[h] = seasons ? at_month(series, of->origin - YEAR + h % YEAR) * recent / before : recent / (double)lately;
}

// ---- recurring revenue ----

static void fill_recurring(Outlook *of)
{
    const ForecastHistory *history = of->history;
    double base = 0, lost = 0, more = 0;
    size_t first = from_of(of->origin, YEAR);
    for (size_t month = first > 0 ? first : 1; month < of->origin; month++) {
        base += at_month(history->recurring, month - 1);
        lost += at_month(history->recurring_lost, month);
        more += at_month(history->recurring_more, month);
    }
    of->lost = base > 0 ? fmin(fmax(lost / base, 0), 1) : 0;
    of->more = base > 0 ? fmin(fmax(more / base, 0), 0.5) : 0;
}

static double recurring_month(const Outlook *of, size_t ahead, double less)
{
    double worth = at_month(of->history->recurring, of->origin - 1);
    double kept = fmin(fmax(1 - of->lost + less, 0), 1) + of->more;
    for (size_t h = 0; h < ahead; h++) worth = worth * kept + of->fresh[h];
    return worth;
}

// ---- all of it ----

Outlook outlook_of(const ForecastHistory *history, size_t origin, Arena *arena)
{
    Outlook of = {.history = history,
                  .origin = origin,
                  .by_age = arena_array(arena, double, origin),
                  .level = arena_array(arena, double, origin),
                  .won = arena_array(arena, double, FORECAST_MONTHS_MAX),
                  .fresh = arena_array(arena, double, FORECAST_MONTHS_MAX)};
    fill_by_age(&of);
    fill_season(&of);
    for (size_t cohort = 0; cohort < origin; cohort++) of.level[cohort] = level_of(&of, cohort);
    fill_ahead(&of, history->won, 0, of.won);
    fill_ahead(&of, history->recurring_new, 1, of.fresh);
    fill_recurring(&of);
    size_t lately = origin < LATELY ? origin : LATELY;
    for (size_t month = origin - lately; month < origin; month++)
        of.other += at_month(history->other, month) / (double)lately;
    return of;
}

double outlook_month(const Outlook *of, size_t ahead, double less)
{
    size_t month = of->origin - 1 + ahead;
    double factor = fmin(fmax(of->kept + less, 0), 1) / of->kept, sum = 0;
    for (size_t cohort = 0; cohort < of->origin; cohort++)
        sum += at_month(of->history->won, cohort) * of->level[cohort] * age_value(of, month - cohort) *
               pow(factor, (double)ahead);
    for (size_t h = 1; h <= ahead; h++)
        sum += of->won[h - 1] * age_value(of, ahead - h) * pow(factor, (double)(ahead - h));
    return fmax(0, sum * of->season[month_of_year(of, month)] + of->other + recurring_month(of, ahead, less));
}
