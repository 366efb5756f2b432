// findings_big.c - single customers so large that losing one shows in the revenue.
#include "audit/findings.h"

#include <math.h>

enum { YEAR_DAYS = 365, ORDERS_MIN = 4, RECENT_DAYS = 730 };

static const double LARGE_SHARE = 0.15;    // counts whoever else left
static const double SHARE_MIN = 0.05;      // of the shop's revenue in the customer's last year
static const double TIMES_NEXT_MIN = 3;    // the next largest who left: else such losses are usual here
static const double SILENCE_IN_GAPS = 5.5; // mean gaps: silence this long has p < 0.005 if orders came at random

// What the shop took in the year that ends on a day, by running sums.
static double *revenue_until(const Lens *lens, Arena *arena)
{
    double *until = arena_array(arena, double, lens->days + 1);
    for (uint32_t day = 0; day < lens->days; day++)
        until[day + 1] = until[day] + (double)(lens->day[day].purchase_amount + lens->day[day].refund_amount);
    return until;
}

// The customer's last year of orders.
typedef struct LastYear {
    Day first, last;
    uint32_t orders;
    int64_t amount;
    Day longest_gap;
} LastYear;

static LastYear last_year_of(const Columns *columns, Customer customer)
{
    LastYear year = {.last = DAY_MIN};
    Day later = DAY_MIN;
    for (uint64_t row = columns->first_row[customer + 1]; row-- > columns->first_row[customer];) {
        Day day = second_day(columns->second[row]);
        if (later != DAY_MIN && day <= year.last - YEAR_DAYS) break;
        if (columns->amount_minor[row] > 0) {
            if (later == DAY_MIN)
                year.last = day;
            else if (later - day > year.longest_gap)
                year.longest_gap = later - day;
            year.orders += day != later;
            year.first = later = day;
        }
        if (later != DAY_MIN) year.amount += columns->amount_minor[row];
    }
    return year;
}

static bool gone(const Lens *lens, const LastYear *year)
{
    if (year->orders < ORDERS_MIN) return false;
    Day silence = lens->as_of - year->last;
    double gap = (double)(year->last - year->first) / (year->orders - 1);
    return silence > SILENCE_IN_GAPS * gap && silence > 2 * year->longest_gap && silence < RECENT_DAYS;
}

void find_lost_customers(const Lens *lens, Faults *faults, Arena *arena)
{
    double *until = revenue_until(lens, arena);
    Fault best = {.kind = FINDING_BIG_CUSTOMER_LOST};
    double next = 0;
    for (Customer customer = 0; customer < lens->columns->customers; customer++) {
        LastYear year = last_year_of(lens->columns, customer);
        if (year.last == DAY_MIN) continue;
        int64_t begin = year.last - YEAR_DAYS + 1 - lens->first_day;
        double shop = until[year.last - lens->first_day + 1] - until[larger(begin, 0)];
        double share = shop > 0 ? (double)year.amount / shop : 0;
        if (!gone(lens, &year)) continue;
        double amount = (double)year.amount;
        next = fmax(next, fmin(amount, best.amount));
        if (amount <= best.amount) continue;
        best.customer = customer;
        best.amount = amount;
        best.before = share;
        best.from_day = year.first;
        best.to_day = year.last;
        best.lost_orders = year.orders;
        best.p_value = exp(-(double)(lens->as_of - year.last) * (year.orders - 1) / fmax(1, year.last - year.first));
        best.gain = -log(best.p_value);
    }
    bool unusual = best.before >= SHARE_MIN && best.amount >= TIMES_NEXT_MIN * next;
    if (unusual || best.before >= LARGE_SHARE) faults_add(faults, &best);
}
