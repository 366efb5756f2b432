#include "measure/accrual.h"

#include <math.h>

// The step that holds at the end of a day; NULL: it has not begun.
static const RecurringStep *step_on(const RecurringTable *table, const RecurringSubscription *subscription, Day day)
{
    const RecurringStep *last = NULL;
    for (uint32_t i = 0; i < subscription->steps; i++) {
        const RecurringStep *step = &table->step[subscription->step + i];
        if (step->day > day) break;
        last = step;
    }
    return last;
}

bool subscriber_holds(const RecurringTable *table, const RecurringPerson *person, Day day)
{
    for (uint32_t i = 0; i < person->subscriptions; i++) {
        const RecurringStep *step = step_on(table, &table->subscription[person->subscription + i], day);
        if (step && (step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED)) return true;
    }
    return false;
}

static int64_t worth_of(const RecurringTable *table, const RecurringStep *step, Day day)
{
    int64_t converted = 0;
    if (step && step->monthly_minor)
        (void)recurring_convert(table, step->currency, day, step->monthly_minor, &converted);
    return converted;
}

int64_t subscriber_monthly(const RecurringTable *table, const RecurringPerson *person, Day day)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < person->subscriptions; i++)
        sum += worth_of(table, step_on(table, &table->subscription[person->subscription + i], day), day);
    return sum;
}

Day subscriber_since(const RecurringTable *table, const RecurringPerson *person)
{
    Day since = DAY_MAX;
    for (uint32_t i = 0; i < person->subscriptions; i++) {
        const RecurringSubscription *subscription = &table->subscription[person->subscription + i];
        for (uint32_t s = 0; s < subscription->steps; s++) {
            const RecurringStep *step = &table->step[subscription->step + s];
            if (step->standing == STANDING_PAYING) since = (Day)smaller(since, step->day);
        }
    }
    return since;
}

// Of the days from..to of one calendar month.
static int64_t within_month(int64_t monthly, Day from, Day to)
{
    PeriodNumber month = period_of_day(PERIOD_MONTH, from);
    Day first = period_first_day(PERIOD_MONTH, month);
    int64_t days = (int64_t)period_last_day(PERIOD_MONTH, month) - first + 1;
    return (int64_t)((__int128)monthly * (to - first + 1) / days) -
           (int64_t)((__int128)monthly * (from - first) / days);
}

static int64_t accrued_by_step(const RecurringTable *table, const RecurringStep *step, Day from, Day to)
{
    int64_t sum = 0;
    while (from <= to) {
        PeriodNumber month = period_of_day(PERIOD_MONTH, from);
        Day last = (Day)smaller(period_last_day(PERIOD_MONTH, month), to);
        Day rate = (Day)larger(period_first_day(PERIOD_MONTH, month), step->day);
        sum += within_month(worth_of(table, step, rate), from, last);
        from = last + 1;
    }
    return sum;
}

int64_t subscriber_accrued(const RecurringTable *table, const RecurringPerson *person, Day from, Day to)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < person->subscriptions; i++) {
        const RecurringSubscription *subscription = &table->subscription[person->subscription + i];
        for (uint32_t s = 0; s < subscription->steps; s++) {
            const RecurringStep *step = &table->step[subscription->step + s];
            Day until = s + 1 < subscription->steps ? step[1].day - 1 : DAY_MAX;
            if (step->monthly_minor > 0)
                sum += accrued_by_step(table, step, (Day)larger(step->day, from), (Day)smaller(until, to));
        }
    }
    return sum;
}

// docs/subscriptions.md: how many times a month each cycle comes.
bool order_pays_subscription(const RecurringTable *table, const RecurringPerson *person, Day day, int64_t minor)
{
    static const double times_a_month[] = {365.0 / 84, 1, 1.0 / 3, 1.0 / 6, 1.0 / 12};
    for (uint32_t i = 0; i < person->subscriptions; i++) {
        int64_t monthly = worth_of(table, step_on(table, &table->subscription[person->subscription + i], day), day);
        for (size_t c = 0; monthly > 0 && c < COUNT_OF(times_a_month); c++)
            if (llround((double)minor * times_a_month[c]) == monthly) return true;
    }
    return false;
}

const RecurringPerson *subscriber_find(const RecurringTable *table, Customer root)
{
    size_t from = 0, to = table->persons;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (table->person[middle].root < root)
            from = middle + 1;
        else
            to = middle;
    }
    return from < table->persons && table->person[from].root == root ? &table->person[from] : NULL;
}
