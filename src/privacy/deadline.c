#include "privacy/deadline.h"

Day deadline_after_months(Day received, int months)
{
    CivilDate date = civil_of_day(received);
    int month = date.year * 12 + date.month - 1 + months;
    date.year = month / 12;
    date.month = month % 12 + 1;
    while (!civil_date_valid(date)) date.day--;
    return day_of_civil(date);
}

Instant deadline_of_breach(Instant known)
{
    return known + (Instant)BREACH_HOURS * 3600 * MILLISECONDS_PER_SECOND;
}
