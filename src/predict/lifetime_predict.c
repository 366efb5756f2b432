#include <math.h>

#include "base/thread.h"
#include "predict/lifetime_state.h"

static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double geometric_alive(const LifetimeFit *fit, BuyingFigures of)
{
    const double *p = fit->parameter;
    double chances = of.x + (fit->model == LIFETIME_MBG_NBD ? 1.0 : 0.0);
    if (chances == 0) return 1;
    double T = of.T / fit->unit_days, t = of.t_x / fit->unit_days;
    double odds = log(p[2] / (p[3] + chances - 1)) + (p[0] + of.x) * log1p((T - t) / (p[1] + t));
    return 1 / (1 + exp(lower(odds, 700)));
}

static BuyingFigures held(BuyingFigures of)
{
    of.t_x = of.x == 0 ? 0 : of.t_x;
    of.T = of.T < of.t_x ? of.t_x : of.T;
    return of;
}

LifetimeState lifetime_state(const LifetimeFit *fit, BuyingFigures of)
{
    of = held(of);
    const double *p = fit->parameter;
    double T = of.T / fit->unit_days;
    bool pareto = fit->model == LIFETIME_PARETO_NBD;
    LifetimeState state = {.r = p[0] + of.x, .alpha = p[1] + T, .leaving = {p[2], p[3]}};
    if (pareto)
        state.leaving[1] += T;
    else
        state.leaving[1] += of.x + (fit->model == LIFETIME_MBG_NBD ? 1.0 : 0.0);
    state.alive = pareto ? lifetime_pareto_alive(p, of.x, of.t_x / fit->unit_days, T) : geometric_alive(fit, of);
    return state;
}

double lifetime_alive(const LifetimeFit *fit, BuyingFigures of)
{
    return lifetime_state(fit, of).alive;
}

// Of somebody who is here: sum over j of P(more than j purchases), which is h_j P(N > j), N being what an immortal buys
// (negative binomial) and h_j = (b)_j / (a + b)_j the chance to stay after j of them. The hypergeometric function of
// eq. 10 of Fader, Hardie & Lee (2005) says the same with differences that cancel, and fails at a = 1; these terms are
// positive.
static double expected_geometric(const LifetimeState *state, double time)
{
    enum { TERMS_MAX = 100000 };
    double r = state->r, a = state->leaving[0], b = state->leaving[1], mean = r * time / state->alpha;
    double z = time / (state->alpha + time), rest = state->alpha / (state->alpha + time);
    double log_mass = -r * log1p(time / state->alpha), mass = exp(log_mass), tail = -expm1(log_mass);
    double stay = 1, sum = 0, tails = 0;
    for (int j = 0; j < TERMS_MAX; j++) {
        sum += stay * tail;
        tails += tail;
        if (stay * tail <= 1e-12 * rest * sum && j >= mean) return sum;
        stay *= (b + j) / (a + b + j);
        double ratio = (r + j) / (j + 1) * z;
        if (log_mass < -600) { // too small to be told from 0
            log_mass += log(ratio);
            mass = exp(log_mass);
        } else {
            mass *= ratio;
        }
        tail = tail > mass ? tail - mass : 0;
    }
    return sum + stay * (mean > tails ? mean - tails : 0); // at most that much is missing
}

// Eq. 41 of Fader & Hardie (2005), "A note on deriving the Pareto/NBD model", of somebody who is here; s = 1 is its
// limit.
static double expected_pareto(const LifetimeState *state, double time)
{
    double s = state->leaving[0], beta = state->leaving[1], longer = log1p(time / beta), off = s - 1;
    double stay = fabs(off) < 1e-12 ? longer : -expm1(-off * longer) / off;
    return state->r * beta / state->alpha * stay;
}

double lifetime_expected_of(const LifetimeFit *fit, const LifetimeState *state, double days)
{
    double time = days / fit->unit_days;
    if (!(time > 0) || !(state->alive > 0)) return 0;
    return state->alive *
           (fit->model == LIFETIME_PARETO_NBD ? expected_pareto(state, time) : expected_geometric(state, time));
}

double lifetime_days(double days)
{
    return days > 0 ? lower(days, LIFETIME_DAYS_MAX) : 0; // NaN: 0
}

double lifetime_expected(const LifetimeFit *fit, BuyingFigures of, double days)
{
    LifetimeState state = lifetime_state(fit, of);
    return lifetime_expected_of(fit, &state, lifetime_days(days));
}

double lifetime_expected_new(const LifetimeFit *fit, double days)
{
    LifetimeState state = lifetime_state(fit, (BuyingFigures){0});
    return lifetime_expected_of(fit, &state, days > 0 ? lower(days, BUYING_DAYS_MAX) : 0);
}

// Customers by the day they came on, and what somebody new buys within each number of days.
void lifetime_track(const LifetimeFit *fit, const BuyingHistory *history, uint32_t width, size_t count,
                    double *expected)
{
    uint32_t longest = 0;
    for (size_t c = 0; c < history->customers; c++) longest = history->T[c] > longest ? history->T[c] : longest;
    longest = longest < BUYING_DAYS_MAX ? longest : BUYING_DAYS_MAX;
    size_t days = count * width + 1;
    Arena *scratch = arena_open(0);
    double *came = arena_array(scratch, double, (size_t)longest + 1), *bought = arena_array(scratch, double, days);
    for (size_t c = 0; c < history->customers; c++) came[history->T[c] < longest ? longest - history->T[c] : 0]++;
    LifetimeState state = lifetime_state(fit, (BuyingFigures){0});
    for (size_t day = 1; day < days; day++) bought[day] = lifetime_expected_of(fit, &state, (double)day);
    double before = 0;
    for (size_t k = 0; k < count; k++) {
        size_t end = (k + 1) * width;
        double sum = 0;
        for (size_t day = 0; day <= longest && day < end; day++) sum += came[day] * bought[end - day];
        expected[k] = sum - before;
        before = sum;
    }
    arena_close(scratch);
}

NextPurchase lifetime_next_purchase(const LifetimeFit *fit, BuyingFigures of)
{
    enum { LOW, MEDIAN, HIGH };
    static const double share[] = {0.1, 0.5, 0.9};
    LifetimeState state = lifetime_state(fit, of);
    double days[3];
    for (int i = LOW; i <= HIGH; i++) // P(none within t) = (alpha / (alpha + t))^r
        days[i] = lower(state.alpha * expm1(lower(-log1p(-share[i]) / state.r, 700)) * fit->unit_days, BUYING_DAYS_MAX);
    return (NextPurchase){state.alive >= 0.5, days[MEDIAN], days[LOW], days[HIGH]};
}

// By parts: what is expected up to each day, weighed by how much less a day later is worth.
double lifetime_discounted_of(const LifetimeFit *fit, const LifetimeState *state, double days, double yearly_discount)
{
    double all = lifetime_expected_of(fit, state, days);
    if (!(yearly_discount > 0) || all == 0) return all;
    double daily = log1p(yearly_discount) / 365, sum = 0;
    for (int i = 0; i < LEGENDRE_POINTS; i++) {
        double day = days * legendre_at[i];
        sum += legendre_weight[i] * lifetime_expected_of(fit, state, day) * exp(-daily * day);
    }
    return all * exp(-daily * days) + daily * days * sum;
}

double lifetime_revenue(const LifetimeFit *fit, const GammaGammaFit *amounts, BuyingFigures of, double mean_amount,
                        double days, double yearly_discount)
{
    LifetimeState state = lifetime_state(fit, of);
    return lifetime_discounted_of(fit, &state, lifetime_days(days), yearly_discount) *
           gamma_gamma_mean(amounts, of.x, mean_amount);
}

typedef struct ScoreWork {
    const LifetimeFit *fit;
    const GammaGammaFit *amounts;
    const BuyingHistory *history;
    double days, yearly_discount;
    LifetimeScores scores;
} ScoreWork;

enum { SCORE_PART = 2048 };

static void score_part(void *context, size_t part, int worker)
{
    (void)worker;
    const ScoreWork *work = context;
    const BuyingHistory *history = work->history;
    size_t end = (part + 1) * SCORE_PART;
    for (size_t c = part * SCORE_PART; c < (end < history->customers ? end : history->customers); c++) {
        BuyingFigures of = {history->x[c], history->t_x[c], history->T[c]};
        LifetimeState state = lifetime_state(work->fit, of);
        if (work->scores.alive) work->scores.alive[c] = state.alive;
        if (work->scores.expected) work->scores.expected[c] = lifetime_expected_of(work->fit, &state, work->days);
        if (!work->scores.revenue) continue;
        double amount = of.x > 0 && history->mean_amount ? history->mean_amount[c] : 0;
        work->scores.revenue[c] = work->amounts
                                      ? lifetime_discounted_of(work->fit, &state, work->days, work->yearly_discount) *
                                            gamma_gamma_mean(work->amounts, of.x, amount)
                                      : 0;
    }
}

void lifetime_score(const LifetimeFit *fit, const GammaGammaFit *amounts, const BuyingHistory *history, double days,
                    double yearly_discount, int threads, LifetimeScores scores)
{
    ScoreWork work = {fit, amounts, history, lifetime_days(days), yearly_discount, scores};
    thread_run(threads, (history->customers + SCORE_PART - 1) / SCORE_PART, score_part, &work);
}
