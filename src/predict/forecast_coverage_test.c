// P10 to P90 is to hold four fifths of what comes. Judged on made businesses of any size, trend, season and noise, with
// young and old histories, of seeds that nothing was set by; the months that come are never seen by the forecast.
#include <math.h>

#include "base/random.h"
#include "base/test.h"
#include "predict/forecast.h"

enum { KNOWN_LEAST = 9, KNOWN_MOST = 60, AHEAD = 12, MONTHS = KNOWN_MOST + AHEAD, BUSINESSES = 400 };

typedef enum Kind { KIND_SHOP, KIND_BOTH, KIND_RECURRING } Kind;

typedef struct Business {
    Kind kind;
    size_t known;
    double size, trend, season, phase, noise, lasting; // of a shock, into the next month
    double kept, rate, spread;                         // orders: of customers who came, a month; amounts about 50
    double price, fresh, lost, more;                   // subscriptions
    double won[MONTHS], brought[MONTHS], series[4][MONTHS];
    double revenue[MONTHS * MONTHS];
} Business;

static double between(Random *random, double low, double high)
{
    return low + (high - low) * random_unit(random);
}

static double between_logs(Random *random, double low, double high)
{
    return exp(between(random, log(low), log(high)));
}

static Business *draw_business(Random *random, Kind kind)
{
    Business *made = arena_new(test_arena(), Business);
    made->kind = kind;
    made->known = (size_t)between(random, KNOWN_LEAST, KNOWN_MOST + 1);
    made->size = between_logs(random, 4, 800);
    made->trend = between(random, -0.02, 0.035);
    made->season = random_unit(random) < 0.35 ? 0 : between(random, 0.05, 0.5);
    made->phase = between(random, 0, 12);
    made->noise = between_logs(random, 0.02, 0.25);
    made->lasting = between(random, 0, 0.7);
    made->kept = between(random, 0.75, 0.97);
    made->rate = between(random, 0.05, 0.6);
    made->spread = between(random, 0.3, 1);
    made->price = between(random, 1000, 20000);
    made->fresh = made->size * between(random, 0.1, 1);
    made->lost = between_logs(random, 0.005, 0.09);
    made->more = between(random, 0, 0.02);
    return made;
}

// What the customers won in `cohort` order in `month`.
static double orders(const Business *made, Random *random, size_t cohort, size_t month, double factor)
{
    size_t age = month - cohort;
    double customers = made->won[cohort];
    double count = age ? (double)random_poisson(random, customers * made->rate * pow(made->kept, (double)age) * factor)
                       : customers;
    if (!(count > 0)) return 0;
    return 5000 * count * fmax(0.05, 1 + made->spread * random_normal(random) / sqrt(count));
}

static double subscriptions(Business *made, Random *random, size_t month, double worth, double factor)
{
    double gone =
        (double)random_poisson(random, worth / made->price * made->lost * exp(made->noise * random_normal(random)));
    double lost = fmin(worth, gone * made->price), more = worth * made->more * exp(0.3 * random_normal(random));
    double fresh = made->price * (double)random_poisson(random, made->fresh * factor);
    made->series[0][month] = worth - lost + more + fresh;
    made->series[1][month] = lost;
    made->series[2][month] = more;
    made->series[3][month] = fresh;
    return made->series[0][month];
}

static void live(Business *made, Random *random)
{
    double shock = 0, worth = 0;
    for (size_t month = 0; month < made->known + AHEAD; month++) {
        double season = 1 + made->season * sin(((double)month + made->phase) * M_PI / 6);
        double level = exp(made->trend * (double)month);
        shock = made->lasting * shock + made->noise * sqrt(1 - made->lasting * made->lasting) * random_normal(random);
        made->won[month] = (double)random_poisson(random, made->size * level * sqrt(season));
        if (made->kind != KIND_SHOP) {
            worth = subscriptions(made, random, month, worth, level * season);
            made->brought[month] += worth;
        }
        for (size_t cohort = 0; made->kind != KIND_RECURRING && cohort <= month; cohort++) {
            double value = orders(made, random, cohort, month, season * exp(shock));
            made->brought[month] += value;
            if (month < made->known) made->revenue[cohort * made->known + month - cohort] = value;
        }
    }
}

static ForecastHistory history_of(const Business *made)
{
    ForecastHistory history = {.months = made->known, .standing = made->kind == KIND_RECURRING};
    if (made->kind != KIND_RECURRING) {
        history.won = made->won;
        history.revenue = made->revenue;
    }
    if (made->kind != KIND_SHOP) {
        history.recurring = made->series[0];
        history.recurring_lost = made->series[1];
        history.recurring_more = made->series[2];
        history.recurring_new = made->series[3];
    }
    return history;
}

// ---- what is counted ----

typedef struct Held {
    size_t months, within, near, near_within, far, far_within, totals, totals_within, judged, covered;
    double error, naive_error; // of each business as parts of what came in a month
} Held;

static size_t inside(const ForecastMonth *month, double actual)
{
    return actual >= month->p10 && actual <= month->p90;
}

static double naive_of(const Business *made, size_t ahead)
{
    size_t month = made->known - 1 + ahead;
    if (made->kind == KIND_RECURRING || month < AHEAD) return made->brought[made->known - 1];
    return made->brought[month - AHEAD];
}

static void hold_against(const Business *made, const Forecast *forecast, Held *held)
{
    enum { NEAR = 3 };
    double total = 0, error = 0, naive = 0;
    for (size_t ahead = 1; ahead <= AHEAD; ahead++) {
        double actual = made->brought[made->known - 1 + ahead];
        size_t in = inside(&forecast->month[ahead - 1], actual);
        held->months++;
        held->within += in;
        *(ahead <= NEAR ? &held->near : &held->far) += 1;
        *(ahead <= NEAR ? &held->near_within : &held->far_within) += in;
        total += actual;
        error += fabs(forecast->month[ahead - 1].p50 - actual);
        naive += fabs(naive_of(made, ahead) - actual);
    }
    held->totals++;
    held->totals_within += inside(&forecast->total, total);
    held->judged += forecast->judged;
    held->covered += forecast->covered;
    held->error += error / total;
    held->naive_error += naive / total;
}

static Held hold(Kind kind)
{
    Held held = {0};
    for (uint64_t seed = 1; seed <= BUSINESSES; seed++) {
        Random random = random_start(77000 + seed, kind);
        Business *made = draw_business(&random, kind);
        live(made, &random);
        ForecastHistory history = history_of(made);
        Forecast forecast;
        Error error;
        CHECK(forecast_revenue(&history, AHEAD, 0, test_arena(), &forecast, &error));
        hold_against(made, &forecast, &held);
    }
    return held;
}

static double part(size_t some, size_t of)
{
    return (double)some / (double)of;
}

static void check_held(Held held)
{
    const double coverage[] = {part(held.within, held.months), part(held.near_within, held.near),
                               part(held.far_within, held.far), part(held.totals_within, held.totals),
                               part(held.covered, held.judged)};
    for (size_t i = 0; i < COUNT_OF(coverage); i++) CHECK(coverage[i] >= 0.7 && coverage[i] <= 0.9);
    CHECK(held.error < 0.75 * held.naive_error);
}

TEST(bands_of_shops_hold_four_fifths_of_what_comes)
{
    check_held(hold(KIND_SHOP));
}

TEST(bands_of_shops_with_subscriptions_hold_four_fifths_of_what_comes)
{
    check_held(hold(KIND_BOTH));
}

TEST(bands_of_recurring_revenue_hold_four_fifths_of_what_comes)
{
    check_held(hold(KIND_RECURRING));
}
