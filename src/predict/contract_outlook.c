#include "predict/contract_outlook.h"

#include <math.h>
#include <string.h>

#include "predict/optimise.h"

enum { MONTHS_A_YEAR = 12, DAYS_A_YEAR = 365, PARAMETERS = 2, CASES = 2 * PARAMETERS };
static const double month_days = (double)DAYS_A_YEAR / MONTHS_A_YEAR, low_share = 0.025, high_share = 0.975;

// ---- periods ----

static Day months_later(Day from, int64_t months)
{
    CivilDate date = civil_of_day(from);
    int64_t month = (int64_t)date.year * MONTHS_A_YEAR + date.month - 1 + months;
    CivilDate later = {(int)(month / MONTHS_A_YEAR), (int)(month % MONTHS_A_YEAR) + 1, date.day};
    while (!civil_date_valid(later)) later.day--;
    return day_of_civil(later);
}

Day cycle_day(ContractCycle cycle, Day from, uint32_t number)
{
    static const int64_t months_most = 12 * 1000; // later than any day that is looked at
    int64_t units = (int64_t)cycle.count * number;
    if (cycle.months) return units > months_most ? DAY_MAX : (Day)smaller(months_later(from, units), DAY_MAX);
    return (Day)smaller(from + units, DAY_MAX);
}

uint32_t cycle_whole(ContractCycle cycle, Day from, Day day)
{
    static const double month_most = 31;
    if (day <= from) return 0;
    uint32_t number =
        cycle.months ? (uint32_t)((day - from) / (month_most * cycle.count)) : (uint32_t)((day - from) / cycle.count);
    while (cycle_day(cycle, from, number + 1) <= day) number++;
    return number;
}

uint32_t cycle_started(ContractCycle cycle, Day from, Day day)
{
    uint32_t whole = cycle_whole(cycle, from, day);
    return whole > 0 && cycle_day(cycle, from, whole) == day ? whole : whole + 1;
}

// ---- what is to come ----

// Equally likely parameters.
static void cases_of(const ContractFit *fit, ContractFit *cases)
{
    double covariance[OPTIMISE_MAX][OPTIMISE_MAX] = {0}, factor[OPTIMISE_MAX][OPTIMISE_MAX] = {0};
    for (size_t i = 0; i < PARAMETERS; i++) memcpy(covariance[i], fit->covariance[i], sizeof fit->covariance[i]);
    bool known = matrix_factor(PARAMETERS, covariance, factor);
    for (size_t c = 0; c < CASES; c++) {
        double by = (c % 2 ? 1 : -1) * sqrt(PARAMETERS);
        cases[c] = *fit;
        for (size_t i = 0; known && i < PARAMETERS; i++)
            cases[c].parameter[i] *= exp(fmax(-4, fmin(4, by * factor[i][c / 2])));
    }
}

typedef struct Chances {
    const ContractFit *fit;
    ContractFit cases[CASES];
    double here, of_case[CASES]; // that all renewals so far are made
} Chances;

static void renew(Chances *chances, uint32_t renewed)
{
    chances->here *= contract_retention(chances->fit, renewed);
    for (size_t c = 0; c < CASES; c++) chances->of_case[c] *= contract_retention(&chances->cases[c], renewed);
}

static double mixed(const Chances *chances)
{
    double sum = 0;
    for (size_t c = 0; c < CASES; c++) sum += chances->of_case[c] / CASES;
    return sum;
}

// The bound goes on as long as less than its share of the customers has left.
static void follow(double *bound, double now, double made, double share)
{
    if (1 - made < share) *bound = now;
}

static void span(Predicted *range)
{
    range->low = fmin(range->low, range->value);
    range->high = fmax(range->high, range->value);
}

ContractOutlook contract_outlook(const ContractFit *fit, const RunningContract *contract, int32_t horizon_days,
                                 double yearly_discount)
{
    Chances chances = {.fit = fit, .here = 1, .of_case = {1, 1, 1, 1}};
    double daily = log1p(fmax(yearly_discount, 0)) / DAYS_A_YEAR, paid = 0;
    int64_t last = (int64_t)contract->today + horizon_days;
    Day end = (Day)smaller(smaller(last, contract->ends), DAY_MAX);
    uint32_t number = cycle_whole(contract->cycle, contract->from, contract->today);
    ContractOutlook outlook = {.renewed = number, .next = cycle_day(contract->cycle, contract->from, number + 1)};
    cases_of(fit, chances.cases);
    double runs = (double)larger(0, smaller(outlook.next, end) - contract->today) / month_days;
    outlook.months = (Predicted){runs, runs, runs};
    outlook.renewal = outlook.next < contract->ends ? contract_retention(fit, number) : 0;
    for (Day day = outlook.next; day <= end && day < contract->ends && day < DAY_MAX; number++) {
        Day after = (Day)smaller(cycle_day(contract->cycle, contract->from, number + 2), end);
        double more = (double)(larger(after, day) - day) / month_days;
        double worth = exp(-daily * (day - contract->today));
        renew(&chances, number);
        outlook.months.value += chances.here * more;
        outlook.periods.value += chances.here * worth;
        runs += more;
        paid += worth;
        double made = mixed(&chances);
        follow(&outlook.months.low, runs, made, low_share);
        follow(&outlook.months.high, runs, made, high_share);
        follow(&outlook.periods.low, paid, made, low_share);
        follow(&outlook.periods.high, paid, made, high_share);
        day = cycle_day(contract->cycle, contract->from, number + 2);
    }
    span(&outlook.months);
    span(&outlook.periods);
    return outlook;
}
