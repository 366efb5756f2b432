// recurring_sum.c - passages added up by group and stretch.
#include <math.h>
#include <string.h>

#include "measure/recurring.h"

int64_t recurring_expansion(const RecurringTotals *totals)
{
    return totals->amount[MOVEMENT_UPSELL] + totals->amount[MOVEMENT_CROSS_SELL];
}

int64_t recurring_contraction(const RecurringTotals *totals)
{
    return totals->amount[MOVEMENT_DOWNGRADE] + totals->amount[MOVEMENT_CANCELLATION];
}

int64_t recurring_losses(const RecurringTotals *totals)
{
    return recurring_contraction(totals) + totals->amount[MOVEMENT_PAUSED] + totals->amount[MOVEMENT_CHURN];
}

int64_t recurring_net(const RecurringTotals *totals)
{
    int64_t net = 0;
    for (int m = 0; m < MOVEMENT_COUNT; m++) net += totals->amount[m];
    return net;
}

bool recurring_join(RecurringTotals *into, const RecurringTotals *next)
{
    bool follows = into->closing == next->opening;
    into->currency += next->currency;
    into->closing = next->closing;
    into->transfer += next->transfer;
    into->from_nothing += next->from_nothing;
    for (int m = 0; m < MOVEMENT_COUNT; m++) {
        into->amount[m] += next->amount[m];
        into->persons[m] += next->persons[m];
    }
    for (int c = 0; c < LOSS_CAUSE_COUNT; c++) {
        into->lost[c] += next->lost[c];
        into->left_by[c] += next->left_by[c];
    }
    into->expanded += next->expanded;
    into->contracted += next->contracted;
    into->gained += next->gained;
    into->left += next->left;
    into->paying_after = next->paying_after;
    into->held_after = next->held_after;
    into->subscriptions_after = next->subscriptions_after;
    into->unpriced = next->unpriced;
    into->unconverted = next->unconverted;
    return follows;
}

// ---- one passage ----

static const RecurringStep *largest(const RecurringPassage *passage, bool at_opening)
{
    const RecurringStep *best = NULL;
    int64_t most = -1;
    for (size_t i = 0; i < passage->pieces; i++) {
        const RecurringPiece *piece = &passage->piece[i];
        const RecurringStep *step = at_opening ? piece->before : piece->after;
        int64_t value = at_opening ? piece->opening : piece->closing;
        bool there = step && (step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED);
        if (there && value > most) {
            most = value;
            best = step;
        }
    }
    return best;
}

static uint16_t home_plan(const RecurringPassage *passage)
{
    const RecurringStep *step = largest(passage, true);
    if (!step) step = largest(passage, false);
    if (!step) step = passage->piece[0].after;
    return step->plan;
}

static uint16_t group_at(const RecurringSums *sums, uint32_t place)
{
    return sums->group ? sums->group[place] : 0;
}

static void add_piece(const RecurringPassage *passage, const RecurringPiece *piece, RecurringTotals *totals)
{
    Movement movement = piece->movement;
    const RecurringStep *after = piece->after;
    if (movement != MOVEMENT_NONE) totals->amount[movement] += piece->amount;
    if (movement == MOVEMENT_CHURN) totals->lost[after->cause] += piece->amount;
    if (movement == MOVEMENT_RESUMED && !passage->paid_before) totals->from_nothing += piece->amount;
    totals->subscriptions_after += after->monthly_minor > 0;
    totals->unpriced += after->unpriced;
    totals->unconverted += piece->unconverted;
}

static void add_person(const RecurringPassage *passage, RecurringTotals *totals)
{
    totals->opening += passage->opening;
    totals->currency += passage->currency;
    totals->closing += passage->closing;
    totals->paying_before += passage->paid_before;
    totals->paying_after += passage->paid_after;
    totals->held_before += passage->held_before;
    totals->held_after += passage->held_after;
    totals->gained += !passage->held_before && passage->held_after;
    totals->left += passage->held_before && !passage->held_after;
    if (passage->held_before && !passage->held_after) totals->left_by[passage->cause]++;
}

static bool in_group(const RecurringSums *sums, const RecurringStep *step, uint32_t group)
{
    return step && group_at(sums, step->plan) == group;
}

static bool is_held(const RecurringStep *step)
{
    return step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED;
}

// The subscriptions of a passage that are in a plan of the group, at opening or closing, as those of a person of that
// group alone.
static void narrow(const RecurringSums *sums, const RecurringPassage *passage, uint32_t group,
                   RecurringPassage *narrowed)
{
    *narrowed = (RecurringPassage){.cause = passage->cause};
    for (size_t i = 0; i < passage->pieces; i++) {
        const RecurringPiece *piece = &passage->piece[i];
        if (in_group(sums, piece->before, group)) {
            narrowed->opening += piece->opening;
            narrowed->currency += piece->kept_value - piece->opening;
            narrowed->paid_before |= piece->before->monthly_minor > 0;
            narrowed->held_before |= is_held(piece->before);
        }
        if (in_group(sums, piece->after, group)) {
            narrowed->closing += piece->closing;
            narrowed->paid_after |= piece->after->monthly_minor > 0;
            narrowed->held_after |= is_held(piece->after);
        }
    }
}

// A movement is of the plan after it, or of the one that was left.
static uint16_t plan_of(const RecurringPiece *piece)
{
    bool there = piece->after->standing == STANDING_PAYING || !piece->before;
    return there ? piece->after->plan : piece->before->plan;
}

static void count_persons(const bool moved[MOVEMENT_COUNT + 1], RecurringTotals *totals)
{
    for (int m = 0; m < MOVEMENT_COUNT; m++) totals->persons[m] += moved[m];
    totals->expanded += moved[MOVEMENT_UPSELL] || moved[MOVEMENT_CROSS_SELL];
    totals->contracted += moved[MOVEMENT_DOWNGRADE] || moved[MOVEMENT_CANCELLATION];
}

// Of one person's totals.
static void find_spread(RecurringTotals *totals)
{
    double opening = (double)(totals->opening + totals->currency), lost = (double)-recurring_losses(totals);
    int64_t not_theirs = totals->amount[MOVEMENT_NEW] + totals->amount[MOVEMENT_REACTIVATION];
    double same = (double)(totals->closing - not_theirs);
    double closing = (double)totals->closing;
    totals->spread = (RecurringSpread){opening * opening, lost * opening, lost * lost,
                                       same * opening,    same * same,    closing * closing};
}

bool recurring_interval(const RecurringTotals *totals, bool same, double *low, double *high)
{
    static const double z = 1.959963984540054;
    const RecurringSpread *spread = &totals->spread;
    int64_t not_theirs = totals->amount[MOVEMENT_NEW] + totals->amount[MOVEMENT_REACTIVATION],
            n = totals->paying_before;
    double opening = (double)(totals->opening + totals->currency);
    if (n < 2 || opening <= 0) return false;
    double sum = same ? (double)(totals->closing - not_theirs) : (double)-recurring_losses(totals);
    double share = sum / opening, xx = same ? spread->ss : spread->ll, xo = same ? spread->so : spread->lo;
    double squares = fmax(0, xx - 2 * share * xo + share * share * spread->oo);
    double half = z * sqrt(squares * (double)n / (double)(n - 1)) / opening;
    *low = fmax(0, share - half);
    *high = share + half;
    return true;
}

static void adds_of_person(const RecurringPassage *passage, RecurringTotals *totals)
{
    bool moved[MOVEMENT_COUNT + 1] = {false};
    *totals = (RecurringTotals){0};
    add_person(passage, totals);
    for (size_t i = 0; i < passage->pieces; i++) {
        add_piece(passage, &passage->piece[i], totals);
        moved[passage->piece[i].movement] = true;
    }
    count_persons(moved, totals);
    find_spread(totals);
}

static void adds_of_plan(const RecurringSums *sums, const RecurringPassage *passage, uint32_t group,
                         RecurringTotals *totals)
{
    RecurringPassage narrowed;
    bool moved[MOVEMENT_COUNT + 1] = {false};
    *totals = (RecurringTotals){0};
    narrow(sums, passage, group, &narrowed);
    add_person(&narrowed, totals);
    for (size_t i = 0; i < passage->pieces; i++) {
        if (group_at(sums, plan_of(&passage->piece[i])) != group) continue;
        add_piece(passage, &passage->piece[i], totals);
        moved[passage->piece[i].movement] = true;
    }
    count_persons(moved, totals);
    totals->transfer = totals->closing - totals->opening - totals->currency - recurring_net(totals);
}

bool recurring_adds(const RecurringSums *sums, const RecurringPassage *passage, uint32_t group, RecurringTotals *totals)
{
    bool there = false;
    if (sums->grouping == RECURRING_BY_PLAN) {
        for (size_t i = 0; i < passage->pieces && !there; i++)
            there = in_group(sums, passage->piece[i].before, group) || in_group(sums, passage->piece[i].after, group);
        if (there) adds_of_plan(sums, passage, group, totals);
        return there;
    }
    uint32_t place = sums->grouping == RECURRING_BY_HOME_PLAN ? home_plan(passage) : passage->person;
    there = group_at(sums, place) == group;
    if (there) adds_of_person(passage, totals);
    return there;
}

// ---- sums over stretches ----

typedef struct Summing {
    RecurringSums *sums;
    RecurringTotals *carried; // [group * (count + 1) + stretch]: what begins (or ends, below 0) to hold there
    bool *seen;               // groups of the passage
} Summing;

static RecurringTotals *totals_of(const RecurringSums *sums, uint32_t group, uint32_t stretch)
{
    return &sums->totals[(size_t)group * sums->count + stretch];
}

static void add_totals(RecurringTotals *into, const RecurringTotals *from, int64_t times)
{
    // All members before the spread are counts or amounts of 64 bits.
    int64_t *to = (int64_t *)into;
    const int64_t *what = (const int64_t *)from;
    for (size_t i = 0; i < offsetof(RecurringTotals, spread) / sizeof *to; i++) to[i] += times * what[i];
    double weight = (double)times;
    into->spread.oo += weight * from->spread.oo;
    into->spread.lo += weight * from->spread.lo;
    into->spread.ll += weight * from->spread.ll;
    into->spread.so += weight * from->spread.so;
    into->spread.ss += weight * from->spread.ss;
    into->spread.cc += weight * from->spread.cc;
}

// What holds for several stretches alike is put down where it begins, and taken away after its last.
static void put(Summing *summing, uint32_t group, const RecurringPassage *passage)
{
    RecurringTotals totals;
    if (group >= summing->sums->groups || !recurring_adds(summing->sums, passage, group, &totals)) return;
    if (passage->from == passage->to) {
        add_totals(totals_of(summing->sums, group, passage->from), &totals, 1);
        return;
    }
    size_t row = (size_t)group * (summing->sums->count + 1);
    add_totals(&summing->carried[row + passage->from], &totals, 1);
    add_totals(&summing->carried[row + passage->to + 1], &totals, -1);
}

static void put_plan(Summing *summing, const RecurringPassage *passage, const RecurringStep *step)
{
    uint16_t group = step ? group_at(summing->sums, step->plan) : UINT16_MAX;
    if (group >= summing->sums->groups || summing->seen[group]) return;
    summing->seen[group] = true;
    put(summing, group, passage);
}

static void put_plans(Summing *summing, const RecurringPassage *passage)
{
    for (size_t i = 0; i < passage->pieces; i++) {
        put_plan(summing, passage, passage->piece[i].before);
        put_plan(summing, passage, passage->piece[i].after);
    }
    for (size_t i = 0; i < passage->pieces; i++) {
        const RecurringStep *steps[] = {passage->piece[i].before, passage->piece[i].after};
        for (size_t s = 0; s < COUNT_OF(steps); s++) {
            uint16_t group = steps[s] ? group_at(summing->sums, steps[s]->plan) : UINT16_MAX;
            if (group < summing->sums->groups) summing->seen[group] = false;
        }
    }
}

static void take(void *context, const RecurringPassage *passage)
{
    Summing *summing = context;
    const RecurringSums *sums = summing->sums;
    switch (sums->grouping) {
    case RECURRING_BY_PLAN: put_plans(summing, passage); break;
    case RECURRING_BY_HOME_PLAN: put(summing, group_at(sums, home_plan(passage)), passage); break;
    case RECURRING_BY_PERSON: put(summing, group_at(sums, passage->person), passage); break;
    }
}

void recurring_sum(RecurringSums *sums, const Stretch *stretches, RecurringRule rule, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Summing summing = {.sums = sums};
    sums->totals = arena_array(arena, RecurringTotals, (size_t)sums->groups * sums->count + 1);
    summing.carried = arena_array(scratch, RecurringTotals, (size_t)sums->groups * (sums->count + 1) + 1);
    summing.seen = arena_array(scratch, bool, sums->groups + 1);
    if (sums->count) recurring_walk(sums->table, stretches, sums->count, rule, take, &summing);
    for (uint32_t g = 0; g < sums->groups; g++) {
        RecurringTotals *held = arena_array(scratch, RecurringTotals, 1);
        for (uint32_t i = 0; i < sums->count; i++) {
            add_totals(held, &summing.carried[(size_t)g * (sums->count + 1) + i], 1);
            add_totals(totals_of(sums, g, i), held, 1);
        }
    }
    arena_close(scratch);
}
