// findings_big.c - single customers so large that losing one shows in the revenue.
#include "audit/findings.h"

#include <math.h>

enum { YEAR_DAYS = 365, ORDERS_MIN = 4, RECENT_DAYS = 730 };

static const double LARGE_SHARE = 0.15; // counts whoever else left
static const double SHARE_MIN = 0.07;   // of the shop's revenue in the customer's last year
static const double TIMES_NEXT_MIN = 3; // the next largest who left: else such losses are usual here
// The chance that so long a silence is none, at most; the larger the customer, the sooner it is worth a word.
static const double SILENCE_P_MAX = 0.0002, LARGE_SILENCE_P_MAX = 0.01;

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
    CustomerRows rows = columns_find(columns, customer);
    for (uint32_t row = rows.to; row-- > rows.from;) {
        Day day = second_day(rows.piece->second[row]);
        if (later != DAY_MIN && day <= year.last - YEAR_DAYS) break;
        if (row_amount(rows.piece, row) > 0) {
            if (later == DAY_MIN)
                year.last = day;
            else if (later - day > year.longest_gap)
                year.longest_gap = later - day;
            year.orders += day != later;
            year.first = later = day;
        }
        if (later != DAY_MIN) year.amount += row_amount(rows.piece, row);
    }
    return year;
}

// The chance that a customer whose orders come at random is silent for this long: of gaps whose mean is known from n of
// them only (Pareto: the exponential mixed over what the mean may be).
static double chance_of_silence(const Lens *lens, const LastYear *year)
{
    double gaps = year->orders - 1.0, silence = lens->as_of - year->last;
    return pow(1 + silence / fmax(1, year->last - year->first), -gaps);
}

static bool gone(const Lens *lens, const LastYear *year, double share)
{
    Day silence = lens->as_of - year->last;
    if (year->orders < ORDERS_MIN || silence <= 2 * year->longest_gap || silence >= RECENT_DAYS) return false;
    return chance_of_silence(lens, year) <= (share >= LARGE_SHARE ? LARGE_SILENCE_P_MAX : SILENCE_P_MAX);
}

static double shop_year(const double *until, const Lens *lens, Day last)
{
    int64_t begin = last - YEAR_DAYS + 1 - lens->first_day;
    return until[last - lens->first_day + 1] - until[larger(begin, 0)];
}

// Cheap to tell, and true of nearly all: too little money to be the largest or the one beside it.
static bool too_small(const Lens *lens, const double *until, Customer customer)
{
    const Summaries *summaries = lens->summaries;
    if (summaries->orders[customer] == 0) return true;
    double year = shop_year(until, lens, second_day(summaries->last[customer]));
    return (double)summaries->amount[customer] < year * SHARE_MIN / TIMES_NEXT_MIN;
}

static Fault fault_of(const Lens *lens, const LastYear *year, Customer customer, double share)
{
    Fault fault = {.kind = FINDING_BIG_CUSTOMER_LOST, .customer = customer, .amount = (double)year->amount};
    fault.before = share;
    fault.from_day = year->first;
    fault.to_day = year->last;
    fault.lost_orders = year->orders;
    fault.p_value = chance_of_silence(lens, year);
    fault.gain = -log(fault.p_value);
    return fault;
}

void find_lost_customers(const Lens *lens, Faults *faults, Arena *scratch)
{
    const double *until = revenue_until(lens, scratch);
    Fault best = {.amount = 0};
    double next = 0;
    for (Customer customer = 0; customer < lens->columns->customers; customer++) {
        if (too_small(lens, until, customer)) continue;
        LastYear year = last_year_of(lens->columns, customer);
        double amount = (double)year.amount, shop = shop_year(until, lens, year.last);
        double share = shop > 0 ? amount / shop : 0;
        if (gone(lens, &year, share) && amount > best.amount) {
            next = fmax(next, best.amount);
            best = fault_of(lens, &year, customer, share);
        } else if (lens->as_of - year.last > lens->window_days) { // silent, if not surely gone
            next = fmax(next, amount);
        }
    }
    bool unusual = best.before >= SHARE_MIN && best.amount >= TIMES_NEXT_MIN * next;
    if (unusual || best.before >= LARGE_SHARE) faults_add(faults, &best);
}
