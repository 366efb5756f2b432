// findings_lens.c - one pass over all rows: what happened day by day, and what an order is worth period by period.
#include "audit/findings.h"

#include <math.h>
#include <string.h>

#include "base/thread.h"

enum {
    PARTS = 64,
    GAPS_A_WINDOW = 3,
    FOLLOWED_MAX = 1 << 16, // customers: enough to see any change that matters
    WORTH_BINS = 256,       // of money per period, four to a doubling
    MONTHS_ENOUGH = 17,     // fewer are cut into weeks, of which there are more
    LOG_UNIT = 1 << 20,
    SQUARE_UNIT = 1 << 10
};

// ---- the periods ----

static uint32_t complete_periods(const Lens *lens, PeriodUnit unit)
{
    PeriodNumber first = period_of_day(unit, lens->first_day), last = period_of_day(unit, lens->as_of);
    Day begins = period_first_day(unit, last), ends = period_last_day(unit, last);
    bool complete =
        lens->as_of + (ends - begins) / 14 >= ends; // a shop closed on the last days of the month has no row there
    return (uint32_t)(last - first) + complete;
}

static PeriodUnit unit_for(const Lens *lens)
{
    if (complete_periods(lens, PERIOD_MONTH) < MONTHS_ENOUGH) return PERIOD_WEEK;
    if (complete_periods(lens, PERIOD_MONTH) <= LENS_PERIODS_MAX) return PERIOD_MONTH;
    return complete_periods(lens, PERIOD_QUARTER) <= LENS_PERIODS_MAX ? PERIOD_QUARTER : PERIOD_YEAR;
}

Day lens_first_day(const Lens *lens, uint32_t period)
{
    return period_first_day(lens->unit, lens->first + (PeriodNumber)period);
}

Day lens_last_day(const Lens *lens, uint32_t period)
{
    return period_last_day(lens->unit, lens->first + (PeriodNumber)period);
}

// The time in which customers come back, whatever window the person chose to call them lost by.
static int32_t window_of(const Audit *audit)
{
    return (int32_t)larger(audit->window.days, GAPS_A_WINDOW * (int64_t)audit->window_choice.median_gap_days);
}

static void lay_periods(Lens *lens, int32_t window_days, Arena *arena)
{
    static const uint32_t in_a_year[PERIOD_UNIT_COUNT] = {[PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4};
    lens->window_days = window_days;
    lens->unit = unit_for(lens);
    lens->first = period_of_day(lens->unit, lens->first_day);
    lens->periods = (uint32_t)smaller(complete_periods(lens, lens->unit), LENS_PERIODS_MAX);
    lens->period_of_day = arena_array(arena, uint8_t, lens->days);
    for (uint32_t day = 0; day < lens->days; day++) {
        PeriodNumber number = period_of_day(lens->unit, lens->first_day + (Day)day) - lens->first;
        lens->period_of_day[day] = (uint8_t)smaller(number, UINT8_MAX);
    }
    lens->length = arena_array(arena, double, lens->periods + 1);
    double mean = 0;
    for (uint32_t t = 0; t < lens->periods; t++) mean += lens_last_day(lens, t) - lens_first_day(lens, t) + 1.0;
    mean /= fmax(1, lens->periods);
    for (uint32_t t = 0; t < lens->periods; t++)
        lens->length[t] = (lens_last_day(lens, t) - lens_first_day(lens, t) + 1.0) / mean;
    if (lens->periods >= 2 * in_a_year[lens->unit]) lens->year = in_a_year[lens->unit];
    lens->seasons = lens->unit == PERIOD_YEAR ? 0 : lens->unit == PERIOD_QUARTER ? 4 : 12;
    for (uint32_t t = 0; t < lens->periods; t++) {
        int month = civil_of_day((lens_first_day(lens, t) + lens_last_day(lens, t)) / 2).month - 1;
        lens->season_of[t] = (uint8_t)(lens->seasons == 4 ? month / 3 : month);
    }
    uint32_t edge = 1;
    while (edge < lens->periods / 3 && lens_first_day(lens, edge) < lens->first_day + window_days) edge++;
    lens->edge = edge;
    uint32_t learning = (uint32_t)smaller(lens->unit == PERIOD_WEEK ? 12 : 6, lens->periods / 5);
    lens->settled = edge > learning ? edge : learning;
}

// ---- the sample ----

static uint32_t sample_for(uint32_t customers)
{
    uint32_t sample_of = 1;
    while (customers / sample_of > FOLLOWED_MAX) sample_of *= 2;
    return sample_of;
}

bool lens_follows(const Lens *lens, Customer customer)
{
    if (lens->sample_of == 1) return true;
    CustomerRows rows = columns_find(lens->columns, customer);
    uint64_t mixed =
        (rows.piece->second[rows.from] ^ (uint64_t)row_amount(rows.piece, rows.from) << 32) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29;
    return (mixed * 0xBF58476D1CE4E5B9u >> 32) % lens->sample_of == 0;
}

// ---- the pass ----

// What one worker has seen. Whole numbers, so that the sum does not depend on who saw what.
typedef struct Glance {
    LensDay *day;
    int64_t log_sum[LENS_PERIODS_MAX], log_share[LENS_PERIODS_MAX],
        log_orders[LENS_PERIODS_MAX]; // in LOG_UNIT, but orders
    int64_t log_squares, log_freedom; // within customers, in SQUARE_UNIT squared
    uint32_t worth[WORTH_BINS];       // customers who bought in the last third of the time, by money per period
} Glance;

// A customer's orders of one period.
typedef struct OrderLogs {
    uint32_t period, orders;
    int64_t sum;
} OrderLogs;

typedef struct Survey {
    const Lens *lens;
    Glance *glances;
} Survey;

static uint32_t worth_bin(int64_t amount, uint32_t periods)
{
    double worth = (double)larger(1, amount) / (periods + 3.0);
    return (uint32_t)fmin(fmax(4 * log2(worth) + 1, 0), WORTH_BINS - 1);
}

// The logs of a customer's orders as differences to their own level, which is drawn to the mean of all when they are
// few: sum / (orders + 1).
static void add_order_values(Glance *glance, const OrderLogs *logs, uint32_t count, int64_t squares)
{
    int64_t sum = 0, orders = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += logs[i].sum;
        orders += logs[i].orders;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t t = logs[i].period;
        glance->log_sum[t] += logs[i].sum - logs[i].orders * sum / (orders + 1);
        glance->log_share[t] += logs[i].orders * (int64_t)LOG_UNIT / (orders + 1);
        glance->log_orders[t] += logs[i].orders;
    }
    if (orders < 2) return;
    int64_t small = sum / SQUARE_UNIT;
    glance->log_squares += squares - small * small / orders;
    glance->log_freedom += orders - 1;
}

static void survey_customer(const Lens *lens, Glance *glance, Customer customer)
{
    CustomerRows rows = columns_find(lens->columns, customer);
    OrderLogs logs[LENS_PERIODS_MAX];
    uint32_t count = 0, first_period = UINT32_MAX;
    int64_t squares = 0, amount_sum = 0;
    bool followed = lens_follows(lens, customer);
    for (uint32_t row = rows.from; row < rows.to; row++) {
        uint32_t day = (uint32_t)(second_day(rows.piece->second[row]) - lens->first_day);
        int64_t amount = row_amount(rows.piece, row);
        LensDay *sum = &glance->day[day];
        amount_sum += amount;
        if (amount <= 0) {
            sum->refunds += amount < 0;
            sum->refund_amount += amount;
            continue;
        }
        uint32_t t = lens->period_of_day[day];
        sum->orders++;
        sum->purchase_amount += amount;
        sum->newcomers += first_period == UINT32_MAX;
        if (first_period == UINT32_MAX) first_period = t;
        if (t >= lens->periods || !followed) continue;
        int64_t log_amount = (int64_t)(log((double)amount) * LOG_UNIT), small = log_amount / SQUARE_UNIT;
        if (count == 0 || logs[count - 1].period != t) logs[count++] = (OrderLogs){.period = t};
        logs[count - 1].orders++;
        logs[count - 1].sum += log_amount;
        squares += small * small;
    }
    add_order_values(glance, logs, count, squares);
    bool recent = count > 0 && logs[count - 1].period + lens->periods / 3 >= lens->periods;
    if (recent) glance->worth[worth_bin(amount_sum, lens->periods - 1 - first_period)]++;
}

static void survey_part(void *context, size_t part, int worker)
{
    const Survey *survey = context;
    uint64_t customers = survey->lens->columns->customers;
    Customer from = (Customer)(customers * part / PARTS), to = (Customer)(customers * (part + 1) / PARTS);
    for (Customer customer = from; customer < to; customer++)
        survey_customer(survey->lens, &survey->glances[worker], customer);
}

static void merge_glance(const Lens *lens, Glance *sum, const Glance *part)
{
    for (uint32_t day = 0; day < lens->days; day++) {
        sum->day[day].orders += part->day[day].orders;
        sum->day[day].newcomers += part->day[day].newcomers;
        sum->day[day].refunds += part->day[day].refunds;
        sum->day[day].purchase_amount += part->day[day].purchase_amount;
        sum->day[day].refund_amount += part->day[day].refund_amount;
    }
    for (uint32_t t = 0; t < lens->periods; t++) {
        sum->log_sum[t] += part->log_sum[t];
        sum->log_share[t] += part->log_share[t];
        sum->log_orders[t] += part->log_orders[t];
    }
    sum->log_squares += part->log_squares;
    sum->log_freedom += part->log_freedom;
    for (uint32_t bin = 0; bin < WORTH_BINS; bin++) sum->worth[bin] += part->worth[bin];
}

// ---- what follows from the sums ----

static void settle_order_values(Lens *lens, const Glance *glance)
{
    double sum = 0, share = 0;
    for (uint32_t t = 0; t < lens->periods; t++) {
        sum += (double)glance->log_sum[t];
        share += (double)glance->log_share[t];
    }
    double mean = share > 0 ? sum / share : 0;
    double square_unit = (double)LOG_UNIT / SQUARE_UNIT;
    double variance = glance->log_freedom
                          ? (double)glance->log_squares / (square_unit * square_unit) / (double)glance->log_freedom
                          : 1;
    for (uint32_t t = 0; t < lens->periods; t++) {
        double orders = (double)glance->log_orders[t];
        if (orders == 0) continue;
        lens->order_value.value[t] =
            ((double)glance->log_sum[t] - mean * (double)glance->log_share[t]) / LOG_UNIT / orders;
        lens->order_value.weight[t] = orders / fmax(variance, 1e-4);
    }
}

static int64_t best_amount(const Glance *glance)
{
    uint64_t all = 0, above = 0;
    for (uint32_t bin = 0; bin < WORTH_BINS; bin++) all += glance->worth[bin];
    uint32_t bin = WORTH_BINS - 1;
    if (all == 0) return INT64_MAX; // nobody is among the best
    while (bin > 0 && (above += glance->worth[bin]) * 10 < all) bin--;
    return (int64_t)fmin(exp2(((double)bin - 1) / 4), 0x1p62);
}

Lens lens_over(const Audit *audit, Arena *arena)
{
    Lens lens = {.columns = &audit->columns,
                 .summaries = &audit->summaries,
                 .threads = audit->options.threads > 0 ? audit->options.threads : 1,
                 .as_of = audit->as_of};
    lens.first_day = second_day(audit->columns.first);
    lens.days = (uint32_t)(lens.as_of - lens.first_day + 1);
    for (size_t d = 0; d < audit->breakdowns; d++) lens.left_out[d] = audit->breakdown[d].role == COLUMN_REASON;
    lens.sample_of = sample_for(audit->columns.customers);
    lay_periods(&lens, window_of(audit), arena);
    int threads = lens.threads;
    Survey survey = {.lens = &lens, .glances = arena_array(arena, Glance, (size_t)threads)};
    for (int worker = 0; worker < threads; worker++)
        survey.glances[worker].day = arena_array(arena, LensDay, lens.days);
    thread_run(threads, PARTS, survey_part, &survey);
    for (int worker = 1; worker < threads; worker++) merge_glance(&lens, &survey.glances[0], &survey.glances[worker]);
    lens.day = survey.glances[0].day;
    settle_order_values(&lens, &survey.glances[0]);
    lens.hole = arena_array(arena, bool, lens.periods + 1);
    lens.best_amount = best_amount(&survey.glances[0]);
    return lens;
}

PeriodSum lens_sum(const Lens *lens, uint32_t from, uint32_t to)
{
    PeriodSum sum = {0};
    for (uint32_t day = 0; day < lens->days; day++) {
        uint32_t t = lens->period_of_day[day];
        if (t < from || t >= to || t >= lens->periods) continue;
        sum.orders += lens->day[day].orders;
        sum.newcomers += lens->day[day].newcomers;
        sum.refunds += lens->day[day].refunds;
        sum.purchase_amount += (double)lens->day[day].purchase_amount;
        sum.refund_amount += (double)lens->day[day].refund_amount;
    }
    return sum;
}

double lens_periods_a_year(const Lens *lens)
{
    static const double periods[PERIOD_UNIT_COUNT] = {[PERIOD_DAY] = 365.25,
                                                      [PERIOD_WEEK] = 365.25 / 7,
                                                      [PERIOD_MONTH] = 12,
                                                      [PERIOD_QUARTER] = 4,
                                                      [PERIOD_YEAR] = 1};
    return periods[lens->unit];
}
