// findings_paths.c - one customer's way through the periods, and the state they are in at the start of each.
#include "audit/findings.h"

#include <math.h>

enum { PURCHASES_MAX = STATE_PURCHASES_MAX };

// Silence in periods since the last one with a purchase (1: the period before) to its class; the last counts no more.
static const uint8_t silence_limits[PERIOD_UNIT_COUNT][STATE_SILENCES] = {
    [PERIOD_WEEK] = {1, 2, 4, 6, 9, 13, 20, 39},
    [PERIOD_MONTH] = {1, 2, 3, 4, 6, 9, 12, 18},
    [PERIOD_QUARTER] = {1, 2, 3, 4, 5, 6, 7, 8},
    [PERIOD_YEAR] = {1, 2, 3, 4, 5, 6, 7, 8},
};

// Purchases a period after the first, drawn to a slow customer's while little is known.
static uint8_t rate_class(uint32_t purchases, uint32_t age)
{
    if (purchases < 2) return 0;
    double rate = (purchases - 1 + 0.5) / (age + 1.0);
    double octave = floor(log2(rate)) + 4; // below 1/8 a period, then doubling up to 128 and more
    return (uint8_t)(1 + fmin(fmax(octave, 0), STATE_RATES - 2));
}

void states_fill(StateTable *table, PeriodUnit unit)
{
    for (uint32_t silence = 0; silence <= LENS_PERIODS_MAX; silence++)
        while (table->silence_class[silence] < STATE_SILENCES &&
               silence > silence_limits[unit][table->silence_class[silence]])
            table->silence_class[silence]++;
    for (uint32_t purchases = 0; purchases <= STATE_PURCHASES_MAX; purchases++)
        for (uint32_t age = 0; age <= LENS_PERIODS_MAX; age++)
            table->rate_class[purchases][age] = rate_class(purchases, age);
}

typedef struct Walk {
    const Lens *lens;
    const StateTable *states;
    Path *path;
    uint32_t last;      // period of the last purchase
    uint32_t purchases; // days with one until then
    int64_t spent;
} Walk;

// What a customer did in one period.
typedef struct Visit {
    uint32_t period, orders, days;
    int64_t amount;
} Visit;

static void add_exposure(Walk *walk, uint32_t t, uint32_t orders)
{
    uint32_t age = t - walk->path->cohort, silence = walk->states->silence_class[t - walk->last];
    if (silence == STATE_SILENCES) return;
    bool best = walk->spent / (age + 3) >= walk->lens->best_amount, edge = walk->path->cohort < walk->lens->edge;
    uint32_t rate = walk->states->rate_class[smaller(walk->purchases, STATE_PURCHASES_MAX)][age];
    walk->path->step[walk->path->count++] = (Exposure){
        .period = (uint8_t)t,
        .state_class = (uint8_t)((rate == 0 ? CLASS_FIRST_TIMER : 0) | (best ? CLASS_BEST : 0)),
        .state = (uint16_t)(((edge * 2u + best) * STATE_RATES + rate) * STATE_SILENCES + silence),
        .orders = (uint16_t)smaller(orders, UINT16_MAX),
    };
}

static void pass_silence(Walk *walk, uint32_t until)
{
    for (uint32_t t = walk->last + 1; t < until; t++) add_exposure(walk, t, 0);
}

static void end_visit(Walk *walk, const Visit *visit)
{
    if (walk->purchases == 0) {
        walk->path->cohort = visit->period;
    } else {
        pass_silence(walk, visit->period);
        add_exposure(walk, visit->period, visit->orders);
    }
    walk->last = visit->period;
    walk->purchases += visit->days;
    walk->spent += visit->amount;
}

static void note_groups(const Columns *columns, const ColumnPiece *piece, uint32_t row, Path *path)
{
    for (uint32_t d = 0; d < columns->dimensions; d++) path->group[d] = row_code(piece, d, row);
}

bool path_follow(const Lens *lens, const StateTable *states, Customer customer, Path *path)
{
    if (!lens_follows(lens, customer)) return false;
    const Columns *columns = lens->columns;
    CustomerRows rows = columns_find(columns, customer);
    Walk walk = {.lens = lens, .states = states, .path = path};
    Visit visit = {0};
    Day last_day = DAY_MIN;
    path->count = 0;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        if (row_amount(rows.piece, row) <= 0) continue;
        Day day = second_day(rows.piece->second[row]);
        uint32_t t = lens->period_of_day[day - lens->first_day];
        if (t >= lens->periods) break;
        if (visit.orders && visit.period != t) {
            end_visit(&walk, &visit);
            visit = (Visit){0};
        }
        if (last_day == DAY_MIN) note_groups(columns, rows.piece, row, path);
        visit.period = t;
        visit.orders++;
        visit.days += day != last_day;
        visit.amount += row_amount(rows.piece, row);
        last_day = day;
    }
    if (last_day == DAY_MIN) return false;
    end_visit(&walk, &visit);
    pass_silence(&walk, lens->periods);
    return true;
}
