// findings_other_test.c - shops that are nothing like those of demo/orders.h: everybody buys each month with their own
// probability; Poisson customers who stay for a while; a strong Christmas; few large customers.
#include <math.h>

#include "base/random.h"
#include "findings_of.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SEEDS = 1 };
#else
enum { SEEDS = 5 };
#endif

static const FoundWith usual = {.threads = 2, .unit = PERIOD_MONTH};

typedef struct Kind {
    const char *name;
    uint32_t customers;
    int days;
    bool monthly;     // once a month with a probability of their own, from the first month on
    double rate;      // else purchases a day
    double stay;      // mean days until they leave, 0 for never
    bool come_later;  // spread over the time of the file, else all are there from the start
    double season;    // December as a multiple of an ordinary month, August as its inverse
    double deviation; // of the log of amounts between customers
} Kind;

// What goes wrong after two thirds of the time; 0: nothing.
typedef struct Trouble {
    FindingKind kind;
    double leave;       // probability of leaving after a purchase
    double never_again; // of not coming back, for those who come first then
    double stay_away;   // of not coming at all, for them
    double dearer;      // change of amounts
    double less_often;  // change of rates
    double refunded;    // share of orders
    bool one_month;     // only those who come first in the month after it: they stay a sixth of the time
    int days_missing;
    double big; // a customer with this many times the mean revenue of all leaves
} Trouble;

static double rate_factor(const Kind *kind, const Trouble *trouble, double day)
{
    int month = civil_of_day((Day)(day_of_civil((CivilDate){2023, 1, 1}) + day)).month;
    double season = kind->season == 0 ? 1 : month == 12 ? kind->season : month == 8 ? 1 / kind->season : 1;
    return season * (day >= kind->days * 2.0 / 3 ? 1 + trouble->less_often : 1);
}

typedef struct Town {
    const Kind *kind;
    const Trouble *trouble;
    Random random;
    Text csv;
    double day_of_trouble;
} Town;

static bool chance(Town *town, double share)
{
    return share > 0 && random_unit(&town->random) < share;
}

static void order(Town *town, uint32_t customer, double day, double amount)
{
    const Trouble *trouble = town->trouble;
    double since = day - town->day_of_trouble;
    if (day < 0 || day >= town->kind->days || (since >= 0 && since < trouble->days_missing)) return;
    if (since >= 0) amount *= 1 + trouble->dearer;
    uint32_t second = (uint32_t)((day_of_civil((CivilDate){2023, 1, 1}) + day) * SECONDS_PER_DAY);
    order_line(&town->csv, customer, second, (int64_t)amount, "");
    if (!chance(town, fmax(0.01, since >= 0 ? trouble->refunded : 0)) || day + 6 >= town->kind->days) return;
    order_line(&town->csv, customer, second + 6 * SECONDS_PER_DAY, -(int64_t)amount, "");
}

static double amount_of(Town *town, double level)
{
    return 100 * level * (0.7 + 0.6 * random_unit(&town->random));
}

static void live_by_month(Town *town, uint32_t customer, double level)
{
    double probability = 0.1 + 0.5 * random_unit(&town->random);
    for (double month = 0; month < town->kind->days; month += 30.44) {
        if (month >= town->day_of_trouble && chance(town, town->trouble->leave)) return;
        if (chance(town, probability))
            order(town, customer, month + 30 * random_unit(&town->random), amount_of(town, level));
    }
}

static double next_purchase(Town *town, double day, double rate)
{
    const double most = 2;
    do day += random_exponential(&town->random) / (rate * most);
    while (day < town->kind->days && !chance(town, rate_factor(town->kind, town->trouble, fmax(0, day)) / most));
    return day;
}

static void live(Town *town, uint32_t customer, double level)
{
    const Kind *kind = town->kind;
    const Trouble *trouble = town->trouble;
    double start =
        kind->come_later ? kind->days * (1.2 * random_unit(&town->random) - 0.2) : -30 * random_unit(&town->random);
    double since = start - town->day_of_trouble;
    if (since >= 0 && chance(town, trouble->stay_away)) return;
    double rate = kind->rate * random_gamma(&town->random, 2) / 2;
    double stay = kind->stay == 0 ? kind->days * 2.0 : kind->stay * random_exponential(&town->random);
    if (trouble->one_month && since >= 0 && since < 30) stay /= 6;
    int purchases = 0;
    for (double day = start; day < fmin(kind->days, start + stay); day = next_purchase(town, day, rate)) {
        order(town, customer, day, amount_of(town, level));
        if (purchases++ == 0 && since >= 0 && chance(town, trouble->never_again)) return;
        if (day >= town->day_of_trouble && chance(town, trouble->leave)) return;
    }
}

static Str file_of(const Kind *kind, const Trouble *trouble, uint64_t seed)
{
    Town town = {
        .kind = kind, .trouble = trouble, .random = random_start(seed, kind->customers), .csv = text_in(test_arena())};
    town.day_of_trouble = floor(kind->days * 2.0 / 3);
    text_add(&town.csv, STR("customer,date,amount\n"));
    for (uint32_t customer = 0; customer < kind->customers; customer++) {
        double level = 50 * exp(kind->deviation * random_normal(&town.random));
        if (kind->monthly)
            live_by_month(&town, customer, level);
        else
            live(&town, customer, level);
    }
    double weekly = trouble->big * kind->customers * 10;
    for (double day = 3; weekly > 0 && day < town.day_of_trouble; day += 7) order(&town, kind->customers, day, weekly);
    return text_str(&town.csv);
}

static bool is_found(const Kind *kind, const Trouble *trouble, uint64_t seed)
{
    Found found = findings_of(file_of(kind, trouble, seed), &usual);
    bool is = trouble->kind ? found_first(&found, trouble->kind) : found_nothing_wrong(&found);
    Str what = str_format(test_arena(), "%s, %.*s, seed %d", kind->name, STR_ARGS(finding_kind_name(trouble->kind)),
                          (int)seed);
    if (!is) found_print(str_c(test_arena(), what), &found);
    return is;
}

static const Kind poisson = {"Poisson customers", 1500, 821, .rate = 0.04, .stay = 300, .come_later = true,
                             .deviation = 0.4};
static const Kind christmas = {
    "a strong Christmas", 3000, 1000, .rate = 0.012, .stay = 600, .come_later = true, .season = 1.8, .deviation = 0.4};

TEST(other_shops_with_nothing_wrong_are_left_alone)
{
    static const Trouble nothing = {.kind = FINDING_NOTHING_WRONG};
    const Kind kinds[] = {
        poisson,
        christmas,
        {"a month's chance", 500, 730, .monthly = true, .deviation = 0.3},
        {"a month's chance, short", 1500, 400, .monthly = true, .deviation = 0.3},
        {"always there", 800, 900, .rate = 0.03, .deviation = 0.4},
        {"sixty businesses", 60, 900, .rate = 0.15, .deviation = 1},
        {"a weekly habit", 400, 300, .rate = 0.15, .stay = 200, .come_later = true, .deviation = 0.3},
    };
    int files = 0, alarms = 0;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++, files++) alarms += !is_found(&kinds[i], &nothing, seed);
    CHECK(alarms * 20 <= files);
}

TEST(what_goes_wrong_in_other_shops_ranks_first)
{
    static const Trouble troubles[] = {
        {FINDING_RETENTION_BREAK, .leave = 0.25},
        {FINDING_PRICE_RISE, .leave = 0.2, .dearer = 0.25},
        {FINDING_PRICE_RISE, .less_often = -0.35, .dearer = 0.2},
        {FINDING_SECOND_ORDER, .never_again = 0.5},
        {FINDING_ACQUISITION, .stay_away = 0.5},
        {FINDING_ORDER_VALUE, .dearer = -0.2},
        {FINDING_REFUNDS, .refunded = 0.1},
        {FINDING_DATA_GAP, .days_missing = 25},
        {FINDING_BIG_CUSTOMER_LOST, .big = 8},
        {FINDING_FREQUENCY, .less_often = -0.45},
    };
    for (size_t i = 0; i < COUNT_OF(troubles); i++)
        for (uint64_t seed = 1; seed <= (SEEDS + 1) / 2; seed++) {
            CHECK(is_found(&poisson, &troubles[i], seed));
            CHECK(is_found(&christmas, &troubles[i], seed));
        }
    static const Trouble cohort = {FINDING_BAD_COHORT, .one_month = true};
    Kind large = poisson;
    large.customers = 3000; // of which a month has a hundred
    CHECK(is_found(&large, &cohort, 1));
}

TEST(prices_that_rose_while_everybody_stayed_are_said_to_have_done_no_harm_so_far)
{
    static const Trouble dearer = {FINDING_PRICE_RISE, .dearer = 0.25};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Found found = findings_of(file_of(&poisson, &dearer, seed), &usual);
        CHECK(found_first(&found, FINDING_PRICE_RISE) && !found.finding[0].has_value);
        CHECK(str_contains(found.finding[0].title, STR("stayed so far")));
    }
}

// ---- too little to tell ----

static Found found_in(const char *rows)
{
    Text text = text_in(test_arena());
    text_add(&text, STR("customer,date,amount\n"));
    text_add(&text, str_of(rows));
    return findings_of(text_str(&text), &usual);
}

TEST(too_few_customers_are_no_reason_to_say_that_all_is_well)
{
    static const char *const files[] = {
        "ana,2024-01-01,10.00\n",
        "ana,2024-01-01,10.00\nana,2024-03-01,12.00\nana,2024-05-01,9.00\n",
        "ana,2024-01-01,10.00\nbo,2024-01-01,20.00\ncy,2024-01-01,30.00\n",
        "ana,2024-01-01,-10.00\nbo,2024-01-02,-5.00\ncy,2024-01-03,30.00\n",
        "ana,1970-01-01,10.00\nbo,2024-01-02,5.00\n",
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        Found found = found_in(files[i]);
        CHECK(found.count >= 1);
        CHECK_INT(found.finding[0].kind, FINDING_TOO_FEW);
    }
}

TEST(twenty_customers_of_a_year_are_too_few)
{
    static const Kind small = {"twenty", 20, 365, .rate = 0.02, .deviation = 0.2};
    static const Trouble nothing = {.kind = FINDING_NOTHING_WRONG};
    Found found = findings_of(file_of(&small, &nothing, 1), &usual);
    const Finding *too_few = NULL;
    for (size_t i = 0; i < found.count; i++) {
        if (found.finding[i].kind == FINDING_TOO_FEW) too_few = &found.finding[i];
        CHECK(found.finding[i].kind != FINDING_NOTHING_WRONG);
    }
    CHECK(too_few && str_contains(too_few->evidence, STR("20 customers")));
}
