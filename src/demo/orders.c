#include "demo/orders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/random.h"

enum {
    CALIBRATION_CUSTOMERS = 1000,
    CALIBRATION_STEPS = 14,
    OLDER_DAYS = 540, // how long before the file older customers may have begun
    WITHOUT_TRACE_MAX = 200,
    DAYS_A_YEAR = 365
};

// Whom a fault reaches.
typedef enum Reach {
    REACH_EVERYBODY,
    REACH_BEST,
    REACH_COHORT,
    REACH_NEWCOMERS,
    REACH_CHANNEL,
    REACH_PRODUCT,
    REACH_COUNTRY
} Reach;

// What a fault of strength 1 does; the effects are multiplied by the strength.
typedef struct FaultEffect {
    const char *name;
    double strength; // unless another is asked for
    Reach reach;
    bool always;                  // from the first day on, not from fault_day
    double leave_at_once;         // share of those reached who leave on fault_day
    double dropout;               // added probability of leaving after a purchase
    double first_dropout;         // the same after the first purchase only
    double amount, rate, entries; // change of order amounts, purchase rates, numbers of new customers
    double refunds;               // share of orders refunded
    double days_missing;
} FaultEffect;

static const FaultEffect effects[DEMO_FAULT_COUNT] = {
    [DEMO_NOTHING_WRONG] = {"none", 0},
    [DEMO_BAD_COHORT] = {"bad_cohort", 0.6, REACH_COHORT, .always = true, .dropout = 1},
    [DEMO_PRICE_RISE] = {"price_rise", 0.35, .leave_at_once = 1, .dropout = 0.5, .amount = 0.7},
    [DEMO_SECOND_ORDER_SLUMP] = {"second_order_slump", 0.5, REACH_NEWCOMERS, .first_dropout = 1},
    [DEMO_BIG_CUSTOMER_LOST] = {"big_customer_lost", 0.2},
    [DEMO_RETENTION_BREAK] = {"retention_break", 0.35, .leave_at_once = 1, .dropout = 0.5},
    [DEMO_ACQUISITION_SLUMP] = {"acquisition_slump", 0.5, .entries = -1},
    [DEMO_REFUND_SURGE] = {"refund_surge", 0.1, .refunds = 1},
    [DEMO_BAD_CHANNEL] = {"bad_channel", 0.5, REACH_CHANNEL, .always = true, .dropout = 1},
    [DEMO_BAD_PRODUCT] = {"bad_product", 0.5, REACH_PRODUCT, .always = true, .dropout = 1},
    [DEMO_BAD_COUNTRY] = {"bad_country", 0.5, REACH_COUNTRY, .always = true, .dropout = 1},
    [DEMO_FREQUENCY_DECLINE] = {"frequency_decline", 0.45, .rate = -1},
    [DEMO_ORDER_VALUE_DROP] = {"order_value_drop", 0.25, .amount = -1},
    [DEMO_DATA_GAP] = {"data_gap", 0.5, .days_missing = 60},
    [DEMO_BEST_CUSTOMERS_SLEEPING] = {"best_customers_sleeping", 0.9, REACH_BEST, .leave_at_once = 1},
};

static const double other_product_share = 0.4; // of orders after the first, for something else than began it
static const double month_factors[12] = {0.95, 0.92, 1, 1, 1.03, 1, 0.9, 0.85, 1, 1.03, 1.2, 1.3};
static const double weekday_factors[7] = {1.1, 1.05, 1, 1, 1.05, 0.85, 0.75};
static const uint8_t hour_shares[24] = {1, 1, 0, 0, 0, 1, 2, 4, 6, 7, 8, 8,
                                        8, 7, 6, 6, 6, 6, 6, 6, 5, 4, 2, 1}; // of 101

typedef struct Choice {
    const char *name;
    double share; // of customers
} Choice;

static const Choice products[] = {{"Coffee beans", 0.3},      {"Ground coffee", 0.22}, {"Tea", 0.2},
                                  {"Espresso machine", 0.03}, {"Filters", 0.1},        {"Mug", 0.08},
                                  {"Gift box", 0.07}};
static const Choice channels[] = {
    {"Search", 0.35}, {"Newsletter", 0.2}, {"Marketplace", 0.2}, {"Social", 0.15}, {"Shop", 0.1}};
static const Choice countries[] = {{"FR", 0.55}, {"BE", 0.2}, {"CH", 0.13}, {"DE", 0.12}};
enum { BAD_PRODUCT = 2, BAD_CHANNEL = 2, BAD_COUNTRY = 1 };

// What a customer is born with.
typedef struct Buyer {
    double first_day; // since shop.from, below 0 for older ones
    double rate;      // purchases a day
    double dropout;   // probability of leaving after a purchase
    double log_amount;
    uint8_t product, channel, country;
    bool best, reached; // by the fault
} Buyer;

typedef struct Market {
    DemoShop shop;
    double days, fault_day; // since shop.from
    double strength;
    double mean_rate;
    double best_worth;      // rate * amount of the best tenth begins here
    double *busy, busy_max; // per day from -OLDER_DAYS: season and weekday
    double *entries;        // per day from 0: cumulative number of new customers, as a share
    DemoOrders orders;
    bool counting; // calibration: rows are counted, not kept
} Market;

DemoShop demo_shop(uint32_t customers, uint64_t orders, uint64_t seed)
{
    return (DemoShop){
        .customers = customers,
        .orders = orders,
        .seed = seed,
        .from = day_of_civil((CivilDate){2023, 1, 1}),
        .to = day_of_civil((CivilDate){2026, 10, 31}),
        .rate_shape = 0.9,
        .dropout_a = 0.8,
        .dropout_b = 3.2,
        .spend_median = 4500,
        .spend_deviation = 0.5,
        .order_deviation = 0.4,
        .growth = 1.6,
        .season = 1,
        .older_share = 0.2,
        .refund_share = 0.015,
        .fault = DEMO_NOTHING_WRONG,
        .fault_day = DAY_MAX,
    };
}

// ---- what a customer is like ----

static uint8_t choose(Random *random, const Choice *choices, size_t count)
{
    double left = random_unit(random);
    for (size_t i = 0; i + 1 < count; i++)
        if ((left -= choices[i].share) < 0) return (uint8_t)i;
    return (uint8_t)(count - 1);
}

static double entry_day(const Market *market, Random *random)
{
    if (random_unit(random) < market->shop.older_share) return -OLDER_DAYS * random_unit(random);
    double share = random_unit(random);
    size_t low = 0, high = (size_t)market->days - 1;
    while (low < high) { // the first day by which that share of the customers has come
        size_t middle = (low + high) / 2;
        if (market->entries[middle] < share)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low + random_unit(random);
}

// ---- what the fault does to them ----

static bool reached(const Market *market, const Buyer *buyer)
{
    Day from = market->shop.from;
    switch (effects[market->shop.fault].reach) {
    case REACH_EVERYBODY: return true;
    case REACH_BEST: return buyer->best;
    case REACH_COHORT:
        return period_of_day(PERIOD_MONTH, from + (Day)floor(buyer->first_day)) ==
               period_of_day(PERIOD_MONTH, from + (Day)market->fault_day);
    case REACH_NEWCOMERS: return buyer->first_day >= market->fault_day;
    case REACH_CHANNEL: return buyer->channel == BAD_CHANNEL;
    case REACH_PRODUCT: return buyer->product == BAD_PRODUCT;
    case REACH_COUNTRY: return buyer->country == BAD_COUNTRY;
    }
    return false;
}

// How strongly the fault acts on `day`: 0 before it.
static double strength_on(const Market *market, double day)
{
    return effects[market->shop.fault].always || day >= market->fault_day ? market->strength : 0;
}

static Buyer buyer_born(const Market *market, Random *random)
{
    const DemoShop *shop = &market->shop;
    Buyer buyer = {
        .first_day = entry_day(market, random),
        .rate = market->mean_rate * random_gamma(random, shop->rate_shape) / shop->rate_shape,
        .dropout = random_beta(random, shop->dropout_a, shop->dropout_b),
        .log_amount = log(shop->spend_median) + shop->spend_deviation * random_normal(random),
        .product = choose(random, products, COUNT_OF(products)),
        .channel = choose(random, channels, COUNT_OF(channels)),
        .country = choose(random, countries, COUNT_OF(countries)),
    };
    buyer.best = buyer.rate * exp(buyer.log_amount) >= market->best_worth;
    buyer.reached = reached(market, &buyer);
    return buyer;
}

// The probability of leaving after the purchase number `purchase` (from 1) on `day`.
static double dropout_after(const Market *market, const Buyer *buyer, double day, uint64_t purchase)
{
    const FaultEffect *effect = &effects[market->shop.fault];
    if (!buyer->reached) return buyer->dropout;
    double added = strength_on(market, day) * (effect->dropout + (purchase == 1 ? effect->first_dropout : 0));
    return buyer->dropout + (1 - buyer->dropout) * added;
}

static bool missing_from_file(const Market *market, double day)
{
    double from = market->fault_day;
    return day >= from && day < from + floor(effects[market->shop.fault].days_missing * market->strength);
}

// ---- their orders ----

static void orders_grow(DemoOrders *orders)
{
    size_t capacity = orders->capacity ? orders->capacity * 2 : 1024;
    DemoOrder *order = pages_array(DemoOrder, capacity);
    if (orders->count) memcpy(order, orders->order, orders->count * sizeof *order);
    pages_release(orders->order, orders->capacity, sizeof *order);
    *orders = (DemoOrders){orders->count, capacity, order};
}

static void keep_order(Market *market, const Buyer *buyer, uint32_t customer, double day, double amount)
{
    DemoOrders *orders = &market->orders;
    if (day < 0 || day >= market->days || missing_from_file(market, day)) return;
    if (!market->counting) {
        if (orders->count == orders->capacity) orders_grow(orders);
        orders->order[orders->count] = (DemoOrder){.second = (uint32_t)((market->shop.from + day) * SECONDS_PER_DAY),
                                                   .customer = customer,
                                                   .amount_minor = (int32_t)amount,
                                                   .product = buyer->product,
                                                   .channel = buyer->channel,
                                                   .country = buyer->country};
    }
    orders->count++;
}

// The day's time is drawn by the hours at which people buy.
static double time_of_day(Random *random)
{
    double left = random_unit(random) * 100;
    size_t hour = 0;
    while (hour < 23 && left >= hour_shares[hour]) left -= hour_shares[hour++];
    return ((double)hour + random_unit(random)) / 24;
}

static void purchase(Market *market, Random *random, const Buyer *buyer, uint32_t customer, double day)
{
    const FaultEffect *effect = &effects[market->shop.fault];
    double strength = strength_on(market, day);
    double time = floor(day) + time_of_day(random);
    double amount = exp(buyer->log_amount + market->shop.order_deviation * random_normal(random));
    amount = fmin(fmax(round(amount * (1 + effect->amount * strength)), 100), 1e9);
    keep_order(market, buyer, customer, time, amount);
    if (random_unit(random) >= fmax(market->shop.refund_share, effect->refunds * strength)) return;
    bool whole = random_unit(random) < 0.7;
    keep_order(market, buyer, customer, time + 1 + 19 * random_unit(random), whole ? -amount : -round(amount / 2));
}

// The next day on which this buyer buys: a Poisson process whose rate follows season, weekday and fault, by thinning
// (Lewis & Shedler 1979, Nav. Res. Logist. Q. 26:403).
static double next_purchase(const Market *market, Random *random, const Buyer *buyer, double day)
{
    const FaultEffect *effect = &effects[market->shop.fault];
    double busy;
    do {
        day += random_exponential(random) / (buyer->rate * market->busy_max);
        if (day >= market->days) return day;
        busy = market->busy[OLDER_DAYS + (int)floor(day)] * (1 + effect->rate * strength_on(market, day));
    } while (random_unit(random) * market->busy_max >= busy);
    return day;
}

static bool leaves_at_once(const Market *market, Random *random, const Buyer *buyer, double day, double next)
{
    double share = effects[market->shop.fault].leave_at_once * market->strength;
    if (share == 0 || !buyer->reached || day >= market->fault_day || next < market->fault_day) return false;
    return random_unit(random) < share;
}

static void live(Market *market, Random *random, const Buyer *buyer, uint32_t customer)
{
    double day = buyer->first_day;
    for (uint64_t number = 1; day < market->days; number++) {
        Buyer now = *buyer;
        if (number > 1 && random_unit(random) < other_product_share)
            now.product = choose(random, products, COUNT_OF(products));
        purchase(market, random, &now, customer, day);
        if (random_unit(random) < dropout_after(market, buyer, day, number)) return;
        double next = next_purchase(market, random, buyer, day);
        if (leaves_at_once(market, random, buyer, day, next)) return;
        day = next;
    }
}

// Somebody who leaves no row is born again: the file has the number of customers that was asked for.
static void live_in_file(Market *market, uint32_t customer)
{
    Random random = random_start(market->shop.seed, customer);
    size_t before = market->orders.count;
    for (int again = 0; again < WITHOUT_TRACE_MAX && market->orders.count == before; again++) {
        Buyer buyer = buyer_born(market, &random);
        live(market, &random, &buyer, customer);
    }
}

// ---- the market ----

static void fill_busy(Market *market)
{
    for (int day = -OLDER_DAYS; day < (int)market->days; day++) {
        Day date = market->shop.from + day;
        double month = month_factors[civil_of_day(date).month - 1];
        double busy = (1 + market->shop.season * (month - 1)) * weekday_factors[weekday_of_day(date)];
        market->busy[OLDER_DAYS + day] = fmax(busy, 0.01);
        market->busy_max = fmax(market->busy_max, busy);
    }
}

static void fill_entries(Market *market)
{
    double sum = 0;
    size_t days = (size_t)market->days;
    for (size_t day = 0; day < days; day++) {
        double growth = 1 + (market->shop.growth - 1) * (double)day / market->days;
        double fault = 1 + effects[market->shop.fault].entries * strength_on(market, (double)day);
        market->entries[day] = sum += growth * fault * market->busy[OLDER_DAYS + day];
    }
    for (size_t day = 0; day < days; day++) market->entries[day] /= sum;
}

// The mean rate at which the shop gets its number of orders, by bisection on a sample of customers: the same people
// each time, so that the number grows with the rate.
static void calibrate(Market *market)
{
    uint32_t sample = (uint32_t)smaller(CALIBRATION_CUSTOMERS, market->shop.customers);
    double aim = (double)market->shop.orders / market->shop.customers * sample;
    double low = log(1e-5), high = log(5);
    DemoFault fault = market->shop.fault;
    market->shop.fault = DEMO_NOTHING_WRONG; // the fault shows in the number of orders
    market->counting = true;
    for (int step = 0; step < CALIBRATION_STEPS; step++) {
        market->mean_rate = exp((low + high) / 2);
        market->orders.count = 0;
        for (uint32_t customer = 0; customer < sample && (double)market->orders.count < aim; customer++)
            live_in_file(market, customer);
        if ((double)market->orders.count < aim)
            low = log(market->mean_rate);
        else
            high = log(market->mean_rate);
    }
    market->counting = false;
    market->orders.count = 0;
    market->shop.fault = fault;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static bool buys_again_after(const Market *market, Random *random, const Buyer *buyer, double limit)
{
    double day = buyer->first_day;
    while (day < limit && random_unit(random) >= buyer->dropout) day = next_purchase(market, random, buyer, day);
    return day >= limit;
}

// The best tenth of those who are customers on the day of the fault, which few of those once born are.
static void find_best_worth(Market *market)
{
    double worths[CALIBRATION_CUSTOMERS];
    size_t count = 0;
    for (uint32_t i = 0; i < CALIBRATION_CUSTOMERS; i++) {
        Random random = random_start(market->shop.seed, i);
        Buyer buyer = buyer_born(market, &random);
        if (buyer.first_day < market->fault_day && buys_again_after(market, &random, &buyer, market->fault_day))
            worths[count++] = buyer.rate * exp(buyer.log_amount);
    }
    qsort(worths, count, sizeof *worths, ascending);
    market->best_worth = count ? worths[count * 9 / 10] : 0;
}

// The last customer orders weekly until fault_day, for the share `strength` of the revenue of that time.
static void add_big_customer(Market *market)
{
    double revenue = 0, until = market->fault_day;
    for (size_t i = 0; i < market->orders.count; i++) {
        const DemoOrder *order = &market->orders.order[i];
        if (order->second < (market->shop.from + until) * SECONDS_PER_DAY) revenue += order->amount_minor;
    }
    double weekly = revenue * market->strength / (1 - market->strength) * 7 / until;
    Random random = random_start(market->shop.seed, market->shop.customers - 1);
    Buyer buyer = buyer_born(market, &random);
    buyer.log_amount = log(fmax(weekly, 100));
    for (double day = 7 * random_unit(&random); day < until; day += 6 + 2 * random_unit(&random))
        purchase(market, &random, &buyer, market->shop.customers - 1, day);
}

// ---- in order of time ----

enum { DIGIT_BITS = 10, DIGIT_VALUES = 1 << DIGIT_BITS };

static void sort_digit(const DemoOrder *from, DemoOrder *to, size_t count, uint32_t base, int shift)
{
    size_t places[DIGIT_VALUES + 1] = {0};
    for (size_t i = 0; i < count; i++) places[((from[i].second - base) >> shift) % DIGIT_VALUES + 1]++;
    for (size_t digit = 1; digit <= DIGIT_VALUES; digit++) places[digit] += places[digit - 1];
    for (size_t i = 0; i < count; i++) to[places[((from[i].second - base) >> shift) % DIGIT_VALUES]++] = from[i];
}

// Least significant digit first, which keeps customers in order within one second.
static void sort_by_time(DemoOrders *orders, Day from)
{
    uint32_t base = (uint32_t)from * SECONDS_PER_DAY;
    DemoOrder *other = pages_array(DemoOrder, orders->capacity);
    for (int shift = 0; shift < 32; shift += DIGIT_BITS) {
        sort_digit(orders->order, other, orders->count, base, shift);
        DemoOrder *sorted = other;
        other = orders->order;
        orders->order = sorted;
    }
    pages_release(other, orders->capacity, sizeof *other);
}

static Market market_open(const DemoShop *shop, Arena *scratch)
{
    Market market = {.shop = *shop, .days = shop->to - shop->from + 1, .mean_rate = 1.0 / DAYS_A_YEAR};
    market.strength = shop->fault_strength > 0 ? shop->fault_strength : effects[shop->fault].strength;
    market.fault_day = shop->fault_day == DAY_MAX ? floor(market.days * 7 / 10) : shop->fault_day - shop->from;
    market.busy = arena_array(scratch, double, OLDER_DAYS + (size_t)market.days);
    market.entries = arena_array(scratch, double, (size_t)market.days);
    fill_busy(&market);
    fill_entries(&market);
    calibrate(&market);
    find_best_worth(&market);
    return market;
}

DemoOrders demo_orders(const DemoShop *shop)
{
    assert(shop->customers > 0 && shop->from <= shop->to && shop->from >= 0 && shop->to <= DAY_MAX);
    Arena *scratch = arena_open(0);
    Market market = market_open(shop, scratch);
    bool big = shop->fault == DEMO_BIG_CUSTOMER_LOST;
    for (uint32_t customer = 0; customer + big < shop->customers; customer++) live_in_file(&market, customer);
    if (big) add_big_customer(&market);
    if (market.orders.count) sort_by_time(&market.orders, shop->from);
    arena_close(scratch);
    return market.orders;
}

void demo_orders_close(DemoOrders *orders)
{
    pages_release(orders->order, orders->capacity, sizeof *orders->order);
    *orders = (DemoOrders){0};
}

// ---- names ----

Str demo_fault_name(DemoFault fault)
{
    return str_of(effects[fault].name);
}

bool demo_fault_parse(Str name, DemoFault *fault)
{
    for (DemoFault candidate = 0; candidate < DEMO_FAULT_COUNT; candidate++) {
        if (!str_equal(name, demo_fault_name(candidate))) continue;
        *fault = candidate;
        return true;
    }
    return false;
}

Str demo_product(uint8_t product)
{
    return str_of(products[product].name);
}

Str demo_channel(uint8_t channel)
{
    return str_of(channels[channel].name);
}

Str demo_country(uint8_t country)
{
    return str_of(countries[country].name);
}

Str demo_email(Arena *arena, uint32_t customer)
{
    static const char *const first[] = {"anna",  "paul", "lea",   "marc",   "ines", "hugo",  "nora",
                                        "luc",   "eva",  "jean",  "zoe",    "tom",  "clara", "karim",
                                        "julie", "noah", "sarah", "pierre", "mia",  "lars"};
    static const char *const last[] = {"martin", "petit",  "durand", "moreau",  "peeters", "janssens",
                                       "weber",  "keller", "muller", "schmidt", "roux",    "garcia",
                                       "lopez",  "favre",  "rey",    "lambert", "dupont"};
    return str_format(arena, "%s.%s%u@example.com", first[customer % COUNT_OF(first)],
                      last[customer / COUNT_OF(first) % COUNT_OF(last)], customer);
}
