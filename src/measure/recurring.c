// recurring.c - the walk over stretches, and what becomes of a person within one.
#include "measure/recurring.h"

#include <string.h>

// ---- words ----

Str movement_name(Movement movement)
{
    static const Str names[] = {
        [MOVEMENT_NEW] = STR("new"),
        [MOVEMENT_REACTIVATION] = STR("reactivation"),
        [MOVEMENT_RESUMED] = STR("resumed"),
        [MOVEMENT_UPSELL] = STR("upsell"),
        [MOVEMENT_CROSS_SELL] = STR("cross_sell"),
        [MOVEMENT_DOWNGRADE] = STR("downgrade"),
        [MOVEMENT_CANCELLATION] = STR("cancellation"),
        [MOVEMENT_PAUSED] = STR("paused"),
        [MOVEMENT_CHURN] = STR("churn"),
        [MOVEMENT_NONE] = STR(""),
    };
    return names[movement];
}

Str loss_cause_name(LossCause cause)
{
    static const Str names[] = {STR("unknown"), STR("voluntary"), STR("involuntary")};
    return names[cause];
}

// ---- currencies ----

// The last rate up to the day.
static const ActivityRate *rate_on(const RecurringCurrency *currency, Day day)
{
    size_t low = 0, high = currency->rates;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (currency->rate[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &currency->rate[low - 1] : NULL;
}

bool recurring_convert(const RecurringTable *table, uint16_t currency, Day day, int64_t minor, int64_t *converted)
{
    const RecurringCurrency *from = &table->currency[currency];
    *converted = minor;
    if (from->base || minor == 0) return true;
    const ActivityRate *rate = rate_on(from, table->constant == DAY_MAX ? day : table->constant);
    if (rate && activity_convert(rate, minor, converted)) return true;
    *converted = 0;
    return false;
}

static bool worth(const RecurringTable *table, const RecurringStep *step, Day day, int64_t *converted)
{
    *converted = 0;
    return !step || recurring_convert(table, step->currency, day, step->monthly_minor, converted);
}

// ---- a person over a stretch ----

static bool is_paid(const RecurringStep *step)
{
    return step && step->monthly_minor > 0;
}

static bool is_paused(const RecurringStep *step)
{
    return step && step->standing == STANDING_PAUSED;
}

static bool is_held(const RecurringStep *step)
{
    return step && (step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED);
}

typedef struct Walk {
    const RecurringTable *table;
    const Stretch *stretch;
    uint32_t count;
    RecurringRule rule;
    RecurringTake *take;
    void *context;
    const RecurringPerson *person;
    Day first_seen;            // the first end of a period of the grid at which the person was worth something
    uint32_t *opened, *closed; // per subscription: how many of its steps lie up to opening, up to closing
    RecurringPiece *piece;
} Walk;

static const RecurringStep *step_at(const Walk *walk, uint32_t subscription, uint32_t taken)
{
    return taken ? &walk->table->step[walk->table->subscription[subscription].step + taken - 1] : NULL;
}

static Movement gain_of(const RecurringPiece *piece, bool from_nothing, bool first)
{
    if (is_paused(piece->before) && !first) return MOVEMENT_RESUMED;
    if (from_nothing) return first ? MOVEMENT_NEW : MOVEMENT_REACTIVATION;
    return is_paid(piece->before) ? MOVEMENT_UPSELL : MOVEMENT_CROSS_SELL;
}

static Movement loss_of(const RecurringPiece *piece, bool to_nothing, bool partial_is_churn)
{
    if (is_paused(piece->after)) return MOVEMENT_PAUSED;
    if (to_nothing) return MOVEMENT_CHURN;
    if (is_paid(piece->after)) return MOVEMENT_DOWNGRADE;
    return partial_is_churn ? MOVEMENT_CHURN : MOVEMENT_CANCELLATION;
}

// Takes `left` off the amounts of one movement, of the last subscription first.
static int64_t take_off(RecurringPiece *piece, size_t pieces, Movement movement, int64_t left)
{
    for (size_t i = pieces; i-- > 0 && left > 0;) {
        if (piece[i].movement != movement) continue;
        int64_t size = piece[i].amount < 0 ? -piece[i].amount : piece[i].amount, off = smaller(size, left);
        piece[i].amount += piece[i].amount < 0 ? off : -off;
        left -= off;
        if (piece[i].amount == 0) piece[i].movement = MOVEMENT_NONE;
    }
    return left;
}

// Gains against losses of the same person: the smaller side goes off the larger.
static void net(RecurringPiece *piece, size_t pieces)
{
    static const Movement gains[] = {MOVEMENT_CROSS_SELL, MOVEMENT_UPSELL, MOVEMENT_RESUMED};
    static const Movement losses[] = {MOVEMENT_CHURN, MOVEMENT_CANCELLATION, MOVEMENT_DOWNGRADE, MOVEMENT_PAUSED};
    int64_t gained = 0, lost = 0;
    for (size_t i = 0; i < pieces; i++)
        if (piece[i].amount > 0)
            gained += piece[i].amount;
        else
            lost -= piece[i].amount;
    int64_t off_gains = smaller(gained, lost), off_losses = off_gains;
    for (size_t i = 0; i < COUNT_OF(gains); i++) off_gains = take_off(piece, pieces, gains[i], off_gains);
    for (size_t i = 0; i < COUNT_OF(losses); i++) off_losses = take_off(piece, pieces, losses[i], off_losses);
}

static LossCause cause_of(const RecurringPassage *passage)
{
    LossCause cause = LOSS_UNKNOWN;
    Instant last = INT64_MIN;
    for (size_t i = 0; i < passage->pieces; i++) {
        const RecurringPiece *piece = &passage->piece[i];
        if (!is_held(piece->before) || is_held(piece->after) || !piece->after || piece->after->at < last) continue;
        last = piece->after->at;
        cause = (LossCause)piece->after->cause;
    }
    return cause;
}

static void fill_pieces(Walk *walk, const Stretch *stretch, RecurringPassage *passage)
{
    for (uint32_t s = 0; s < walk->person->subscriptions; s++) {
        uint32_t subscription = walk->person->subscription + s;
        RecurringPiece piece = {.subscription = subscription,
                                .before = step_at(walk, subscription, walk->opened[s]),
                                .after = step_at(walk, subscription, walk->closed[s]),
                                .movement = MOVEMENT_NONE};
        if (!piece.after) continue;
        (void)worth(walk->table, piece.before, stretch->opening, &piece.opening);
        (void)worth(walk->table, piece.before, stretch->closing, &piece.kept_value);
        piece.unconverted = !worth(walk->table, piece.after, stretch->closing, &piece.closing);
        passage->paid_before |= is_paid(piece.before);
        passage->paid_after |= is_paid(piece.after);
        passage->held_before |= is_held(piece.before);
        passage->held_after |= is_held(piece.after);
        passage->opening += piece.opening;
        passage->currency += piece.kept_value - piece.opening;
        passage->closing += piece.closing;
        walk->piece[passage->pieces++] = piece;
    }
    passage->piece = walk->piece;
}

static void name_movements(const Walk *walk, const Stretch *stretch, const RecurringPassage *passage)
{
    bool first = !passage->paid_before && walk->first_seen > stretch->opening;
    for (size_t i = 0; i < passage->pieces; i++) {
        RecurringPiece *piece = &walk->piece[i];
        piece->amount = piece->closing - piece->kept_value;
        if (piece->amount > 0)
            piece->movement = gain_of(piece, !passage->paid_before, first);
        else if (piece->amount < 0)
            piece->movement = loss_of(piece, !passage->paid_after, walk->rule.partial_is_churn);
    }
    if (passage->paid_before && passage->paid_after) net(walk->piece, passage->pieces);
}

static void pass(Walk *walk, uint32_t from, uint32_t to)
{
    RecurringPassage passage = {.person = (uint32_t)(walk->person - walk->table->person), .from = from, .to = to};
    fill_pieces(walk, &walk->stretch[from], &passage);
    name_movements(walk, &walk->stretch[from], &passage);
    if (passage.held_before && !passage.held_after) passage.cause = cause_of(&passage);
    if (passage.pieces) walk->take(walk->context, &passage);
}

// ---- all stretches of a person ----

static void follow(const Walk *walk, uint32_t subscription, Day until, uint32_t *taken)
{
    const RecurringSubscription *of = &walk->table->subscription[subscription];
    while (*taken < of->steps && walk->table->step[of->step + *taken].day <= until) ++*taken;
}

// Follows all subscriptions to the stretch. Whether any changes within it; *next is the day of the next change after.
static bool follow_all(Walk *walk, const Stretch *stretch, Day *next)
{
    bool changes = false;
    *next = DAY_MAX;
    for (uint32_t s = 0; s < walk->person->subscriptions; s++) {
        uint32_t subscription = walk->person->subscription + s;
        const RecurringSubscription *of = &walk->table->subscription[subscription];
        follow(walk, subscription, stretch->opening, &walk->opened[s]);
        if (walk->closed[s] < walk->opened[s]) walk->closed[s] = walk->opened[s];
        follow(walk, subscription, stretch->closing, &walk->closed[s]);
        changes |= walk->closed[s] != walk->opened[s];
        if (walk->closed[s] < of->steps && walk->table->step[of->step + walk->closed[s]].day < *next)
            *next = walk->table->step[of->step + walk->closed[s]].day;
    }
    return changes;
}

// A rate may change any day.
static bool is_steady(const Walk *walk)
{
    if (walk->table->constant != DAY_MAX) return true;
    for (uint32_t s = 0; s < walk->person->subscriptions; s++) {
        const RecurringSubscription *of = &walk->table->subscription[walk->person->subscription + s];
        for (uint32_t i = 0; i < of->steps; i++)
            if (!walk->table->currency[walk->table->step[of->step + i].currency].base) return false;
    }
    return true;
}

// The last stretch from `at` on that closes before `next`.
static uint32_t last_before(const Walk *walk, uint32_t at, Day next)
{
    uint32_t low = at, high = walk->count - 1;
    while (low < high) {
        uint32_t middle = high - (high - low) / 2;
        if (walk->stretch[middle].closing < next)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static Day end_of_period(PeriodUnit unit, Day day)
{
    return period_last_day(unit, period_of_day(unit, day));
}

// A subscription that is worth something from one day on is seen when it still is at the end of that day's period.
static Day first_seen(const Walk *walk)
{
    Day first = DAY_MAX;
    for (uint32_t s = 0; s < walk->person->subscriptions; s++) {
        const RecurringSubscription *of = &walk->table->subscription[walk->person->subscription + s];
        for (uint32_t i = 0; i < of->steps; i++) {
            const RecurringStep *step = &walk->table->step[of->step + i];
            Day until = i + 1 < of->steps ? step[1].day : DAY_MAX;
            if (step->monthly_minor == 0 || step->day >= first) continue;
            Day end = end_of_period(walk->rule.grid, step->day);
            if (end < until && end < first) first = end;
        }
    }
    return first;
}

static void walk_person(Walk *walk, const RecurringPerson *person)
{
    walk->person = person;
    memset(walk->opened, 0, person->subscriptions * sizeof *walk->opened);
    memset(walk->closed, 0, person->subscriptions * sizeof *walk->closed);
    walk->first_seen = first_seen(walk);
    bool steady = is_steady(walk);
    for (uint32_t i = 0; i < walk->count; i++) {
        Day next;
        bool changes = follow_all(walk, &walk->stretch[i], &next);
        uint32_t to = changes || !steady ? i : last_before(walk, i, next);
        pass(walk, i, to);
        i = to;
    }
}

void recurring_walk(const RecurringTable *table, const Stretch *stretches, uint32_t count, RecurringRule rule,
                    RecurringTake *take, void *context)
{
    Walk walk = {.table = table, .stretch = stretches, .count = count, .rule = rule, .take = take, .context = context};
    Arena *scratch = arena_open(0);
    uint32_t most = 0;
    for (size_t p = 0; p < table->persons; p++)
        if (table->person[p].subscriptions > most) most = table->person[p].subscriptions;
    walk.opened = arena_array(scratch, uint32_t, most + 1);
    walk.closed = arena_array(scratch, uint32_t, most + 1);
    walk.piece = arena_array(scratch, RecurringPiece, most + 1);
    for (size_t p = 0; p < table->persons; p++) walk_person(&walk, &table->person[p]);
    arena_close(scratch);
}
