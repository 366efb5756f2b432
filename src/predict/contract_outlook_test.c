#include "predict/contract_outlook.h"

#include <math.h>

#include "base/test.h"

static const ContractCycle monthly = {true, 1}, yearly = {true, 12}, weekly = {false, 7};

static Day day_of(int year, int month, int day)
{
    return day_of_civil((CivilDate){year, month, day});
}

TEST(a_contract_of_the_31st_is_renewed_on_the_last_day_of_a_shorter_month)
{
    Day from = day_of(2026, 1, 31);
    CHECK_INT(cycle_day(monthly, from, 1), day_of(2026, 2, 28));
    CHECK_INT(cycle_day(monthly, from, 2), day_of(2026, 3, 31));
    CHECK_INT(cycle_day(yearly, day_of(2024, 2, 29), 1), day_of(2025, 2, 28));
    CHECK_INT(cycle_day(yearly, day_of(2024, 2, 29), 4), day_of(2028, 2, 29));
    CHECK_INT(cycle_day(weekly, from, 2), from + 14);
    CHECK_INT(cycle_day((ContractCycle){true, 1000}, from, 100), DAY_MAX);
}

TEST(a_period_has_ended_on_the_day_of_the_renewal_and_not_before)
{
    Day from = day_of(2025, 3, 10);
    CHECK_INT(cycle_whole(monthly, from, from), 0);
    CHECK_INT(cycle_whole(monthly, from, day_of(2025, 4, 9)), 0);
    CHECK_INT(cycle_whole(monthly, from, day_of(2025, 4, 10)), 1);
    CHECK_INT(cycle_whole(monthly, from, day_of(2035, 4, 9)), 120);
    CHECK_INT(cycle_whole(yearly, from, day_of(2028, 3, 9)), 2);
    CHECK_INT(cycle_whole(weekly, from, from + 20), 2);
    CHECK_INT(cycle_started(monthly, from, from), 1); // ended on its first day: it was not renewed once
    CHECK_INT(cycle_started(monthly, from, day_of(2025, 4, 10)), 1);
    CHECK_INT(cycle_started(monthly, from, day_of(2025, 4, 11)), 2);
}

// By hand: alpha 1, beta 3, two renewals made; chances 5/6, 6/7, 7/8.
TEST(what_is_to_come_of_a_contract_is_the_sum_of_its_renewals)
{
    ContractFit fit = {.parameter = {1, 3}};
    RunningContract contract = {monthly, day_of(2026, 1, 15), day_of(2026, 4, 5), DAY_MAX};
    ContractOutlook outlook = contract_outlook(&fit, &contract, 71, 0.1); // to 15 June: renewals of April, May, June
    double first = 5.0 / 6, second = first * 6 / 7, third = second * 7 / 8;
    CHECK_INT(outlook.renewed, 2);
    CHECK_INT(outlook.next, day_of(2026, 4, 15));
    CHECK_NEAR(outlook.renewal, first, 1e-12);
    CHECK_NEAR(outlook.months.value, (10 + 30 * first + 31 * second) * 12 / 365, 1e-12);
    double worth = first * pow(1.1, -10.0 / 365) + second * pow(1.1, -40.0 / 365) + third * pow(1.1, -71.0 / 365);
    CHECK_NEAR(outlook.periods.value, worth, 1e-12);
    CHECK_NEAR(contract_outlook(&fit, &contract, 71, 0).periods.value, first + second + third, 1e-12);
    // One in six leaves at the first renewal: more than one in forty; five in eight stay to the end.
    CHECK_NEAR(outlook.months.low, 10.0 * 12 / 365, 1e-12);
    CHECK_NEAR(outlook.months.high, 71.0 * 12 / 365, 1e-12);
    CHECK_NEAR(outlook.periods.low, 0, 0);
    CHECK(contract_outlook(&fit, &contract, 365, 0).months.value > outlook.months.value);
}

TEST(a_contract_that_is_to_end_is_not_renewed_on_that_day)
{
    ContractFit fit = {.parameter = {1, 3}};
    RunningContract contract = {monthly, day_of(2026, 1, 15), day_of(2026, 4, 5), day_of(2026, 4, 15)};
    ContractOutlook outlook = contract_outlook(&fit, &contract, 365, 0);
    CHECK_NEAR(outlook.renewal, 0, 0);
    CHECK_NEAR(outlook.months.value, 10.0 * 12 / 365, 1e-12);
    CHECK_NEAR(outlook.months.high, outlook.months.value, 0);
    CHECK_NEAR(outlook.periods.high, 0, 0);
    contract.ends = day_of(2026, 5, 1); // one renewal before it
    CHECK_NEAR(contract_outlook(&fit, &contract, 365, 0).periods.value, 5.0 / 6, 1e-12);
    contract = (RunningContract){yearly, day_of(2026, 1, 15), day_of(2026, 4, 5), DAY_MAX};
    outlook = contract_outlook(&fit, &contract, 90, 0); // nothing comes up within it
    CHECK_NEAR(outlook.periods.high, 0, 0);
    CHECK_NEAR(outlook.months.low, 90.0 * 12 / 365, 1e-12);
}

// What is not known of the parameters makes the range wider, never narrower than the customer's chance.
TEST(ranges_hold_the_figure_and_grow_with_what_is_not_known)
{
    ContractFit sure = {.parameter = {0.7, 9}}, unsure = sure;
    unsure.covariance[0][0] = unsure.covariance[1][1] = 0.5;
    RunningContract contract = {monthly, day_of(2026, 1, 15), day_of(2026, 4, 5), DAY_MAX};
    ContractOutlook one = contract_outlook(&sure, &contract, 365, 0.1);
    ContractOutlook other = contract_outlook(&unsure, &contract, 365, 0.1);
    CHECK(one.months.low < one.months.value && one.months.value < one.months.high);
    CHECK(other.months.low <= one.months.low && other.months.high >= one.months.high);
    CHECK_NEAR(other.months.value, one.months.value, 0);
}
