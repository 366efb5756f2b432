#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "predict/next_parts.h"

enum { PEOPLE_AT_ONCE = 64, RANKS = 100 };

const size_t next_depths[NEXT_DEPTHS] = {1, 3, 5, 10};
static const double bin_tops[NEXT_BINS] = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1};

// ---- histories ----

uint32_t *next_starts(const AffinityLine *line, size_t lines, uint32_t customers, Arena *arena)
{
    uint32_t *start = arena_array(arena, uint32_t, (size_t)customers + 1);
    size_t at = 0;
    for (uint32_t c = 0; c < customers; c++) {
        start[c] = (uint32_t)at;
        while (at < lines && line[at].customer == c) at++;
    }
    start[customers] = (uint32_t)at;
    return start;
}

static size_t lines_until(const AffinityLine *line, size_t count, int32_t day)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (line[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

NextHistory next_history(const NextAsk *ask, const uint32_t *line_start, const uint32_t *view_start, uint32_t customer,
                         int32_t day)
{
    NextHistory history = {.line = ask->line + line_start[customer]};
    history.lines = lines_until(history.line, line_start[customer + 1] - line_start[customer], day);
    if (!view_start || ask->views == 0) return history;
    history.view = ask->view + view_start[customer];
    history.views = lines_until(history.view, view_start[customer + 1] - view_start[customer], day);
    return history;
}

// ---- what people bought between two days ----

typedef struct Cut {
    const NextAsk *ask;
    const NextModel *model; // as of `day`
    const uint32_t *line_start, *view_start;
    int32_t day, to;  // known up to `day`; bought after it, up to `to`
    uint32_t *person; // who is looked at: every `each`th of them
    size_t people, each;
    NextDesk **desk; // of each worker
    Arena **arena;
} Cut;

typedef enum Who { WHO_EVERYBODY, WHO_BOUGHT, WHO_DID_NOT } Who; // of those who had bought by `day`

static bool bought_anything(const Cut *cut, uint32_t customer)
{
    const NextAsk *ask = cut->ask;
    for (uint32_t i = cut->line_start[customer + 1]; i > cut->line_start[customer]; i--) {
        if (ask->line[i - 1].day <= cut->day) break;
        if (ask->line[i - 1].day <= cut->to) return true;
    }
    return false;
}

static void open_cut(Cut *cut, Who who, size_t people_max, Arena *scratch)
{
    const NextAsk *ask = cut->ask;
    size_t all = 0;
    cut->person = arena_array(scratch, uint32_t, ask->customers ? ask->customers : 1);
    for (uint32_t c = 0; c < ask->customers; c++) {
        bool had = cut->line_start[c] < cut->line_start[c + 1] && ask->line[cut->line_start[c]].day <= cut->day;
        if (had && (who == WHO_EVERYBODY || bought_anything(cut, c) == (who == WHO_BOUGHT))) cut->person[all++] = c;
    }
    cut->each = people_max && all > people_max ? (all + people_max - 1) / people_max : 1;
    for (size_t i = 0; i < all; i += cut->each) cut->person[cut->people++] = cut->person[i];
    cut->desk = arena_array(scratch, NextDesk *, (size_t)ask->threads);
    cut->arena = arena_array(scratch, Arena *, (size_t)ask->threads);
    for (int i = 0; i < ask->threads; i++) {
        cut->arena[i] = arena_open(0);
        cut->desk[i] = next_desk(ask->items, cut->arena[i]);
    }
}

static void close_cut(Cut *cut)
{
    for (int i = 0; i < cut->ask->threads; i++) arena_close(cut->arena[i]);
}

static size_t cut_parts(const Cut *cut)
{
    return (cut->people + PEOPLE_AT_ONCE - 1) / PEOPLE_AT_ONCE;
}

static bool bought_later(const Cut *cut, uint32_t customer, uint32_t item)
{
    const NextAsk *ask = cut->ask;
    for (uint32_t i = cut->line_start[customer + 1]; i > cut->line_start[customer]; i--) {
        const AffinityLine *line = &ask->line[i - 1];
        if (line->day <= cut->day) break;
        if (line->day <= cut->to && line->item == item) return true;
    }
    return false;
}

// ---- fitting ----

typedef struct FitCut {
    Cut cut;
    NextRows *rows; // of each part
} FitCut;

static void grow_rows(NextRows *rows, size_t more, Arena *arena)
{
    if (rows->count + more <= rows->room) return;
    NextRows larger = {.count = rows->count, .room = (rows->count + more) * 2};
    larger.figure = arena_alloc(arena, larger.room, sizeof *larger.figure);
    larger.bought = arena_array(arena, uint8_t, larger.room);
    if (rows->count) {
        memcpy(larger.figure, rows->figure, rows->count * sizeof *rows->figure);
        memcpy(larger.bought, rows->bought, rows->count);
    }
    *rows = larger;
}

static void fill_rows(void *context, size_t part, int worker)
{
    FitCut *fit = context;
    const Cut *cut = &fit->cut;
    NextDesk *desk = cut->desk[worker];
    NextRows *rows = &fit->rows[part];
    for (size_t i = part * PEOPLE_AT_ONCE; i < cut->people && i < (part + 1) * PEOPLE_AT_ONCE; i++) {
        uint32_t person = cut->person[i];
        NextHistory history = next_history(cut->ask, cut->line_start, cut->view_start, person, cut->day);
        bool bought = bought_anything(cut, person);
        next_candidates(cut->model, cut->ask->rule, &history, cut->day, UINT32_MAX, desk);
        grow_rows(rows, desk->candidates, cut->arena[worker]);
        for (size_t j = 0; j < desk->candidates; j++) {
            memcpy(rows->figure[rows->count], desk->candidate[j].figure, sizeof *rows->figure);
            rows->bought[rows->count++] = bought && bought_later(cut, person, desk->candidate[j].item);
        }
    }
}

// Those who bought, and those who did not: each part of them counts for how many it stands.
static bool fit_weights(Cut cut, double weight[NEXT_FIGURES])
{
    Arena *scratch = arena_open(0);
    FitCut fit[] = {{.cut = cut}, {.cut = cut}};
    open_cut(&fit[0].cut, WHO_BOUGHT, NEXT_TRAIN_PEOPLE, scratch);
    open_cut(&fit[1].cut, WHO_DID_NOT, NEXT_TRAIN_PEOPLE, scratch);
    size_t first = cut_parts(&fit[0].cut), second = cut_parts(&fit[1].cut);
    NextRows *rows = arena_array(scratch, NextRows, first + second + 1);
    fit[0].rows = rows;
    fit[1].rows = rows + first;
    thread_run(cut.ask->threads, first, fill_rows, &fit[0]);
    thread_run(cut.ask->threads, second, fill_rows, &fit[1]);
    for (size_t i = 0; i < first + second; i++) rows[i].weight = (double)fit[i >= first].cut.each;
    bool fitted = next_fit(rows, first + second, cut.ask->threads, weight);
    close_cut(&fit[0].cut);
    close_cut(&fit[1].cut);
    arena_close(scratch);
    return fitted;
}

// ---- judging ----

typedef struct Judged {
    int64_t people, candidates;
    int64_t hit[NEXT_METHODS][NEXT_DEPTHS];
    double rank[NEXT_METHODS], squared[NEXT_METHODS], gain, gain_squared;
    int64_t n[NEXT_BINS], bought[NEXT_BINS];
    double predicted[NEXT_BINS];
} Judged;

typedef struct JudgeCut {
    Cut cut;
    bool bins; // probabilities, of everybody; else ranks, of those who bought
    Judged *part;
} JudgeCut;

// Whether they bought, in the hold-out, what they could be offered.
static bool bought_offered(const Cut *cut, const NextDesk *desk, uint32_t person)
{
    const NextAsk *ask = cut->ask;
    for (uint32_t i = cut->line_start[person + 1]; i > cut->line_start[person]; i--) {
        const AffinityLine *line = &ask->line[i - 1];
        if (line->day <= cut->day) break;
        if (line->day <= cut->to &&
            next_allowed(&cut->model->affinity, ask->rule, line->item, next_owned(desk, line->item)))
            return true;
    }
    return false;
}

static size_t rank_by_model(const Cut *cut, NextDesk *desk, uint32_t person)
{
    if (desk->candidates) qsort(desk->candidate, desk->candidates, sizeof *desk->candidate, next_more_probable);
    for (size_t i = 0; i < desk->candidates && i < RANKS; i++)
        if (bought_later(cut, person, desk->candidate[i].item)) return i + 1;
    return 0;
}

// Popular products after `rank` others; those of `habit` are behind them already.
static size_t rank_by_popularity(const Cut *cut, const NextDesk *desk, uint32_t person, size_t rank, bool habit)
{
    const NextModel *model = cut->model;
    for (size_t i = 0; i < model->populars && rank < RANKS; i++) {
        const NextOwned *owned = next_owned(desk, model->popular[i]);
        if ((habit && owned) || !next_allowed(&model->affinity, cut->ask->rule, model->popular[i], owned)) continue;
        rank++;
        if (bought_later(cut, person, model->popular[i])) return rank;
    }
    return 0;
}

static int more_often(const void *left, const void *right)
{
    const NextOwned *a = left, *b = right;
    if (a->days != b->days) return a->days > b->days ? -1 : 1;
    if (a->rhythm.last != b->rhythm.last) return a->rhythm.last > b->rhythm.last ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

// What they bought most often, then what is popular. Sorts a copy: next_owned needs the order.
static size_t rank_by_habit(const Cut *cut, const NextDesk *desk, uint32_t person, Arena *scratch)
{
    NextOwned *owned = arena_array(scratch, NextOwned, desk->owneds + 1);
    size_t rank = 0;
    if (desk->owneds) memcpy(owned, desk->owned, desk->owneds * sizeof *owned);
    qsort(owned, desk->owneds, sizeof *owned, more_often);
    for (size_t i = 0; i < desk->owneds && rank < RANKS; i++) {
        if (!next_allowed(&cut->model->affinity, cut->ask->rule, owned[i].item, &owned[i])) continue;
        rank++;
        if (bought_later(cut, person, owned[i].item)) return rank;
    }
    return rank_by_popularity(cut, desk, person, rank, true);
}

static void count_bins(const Cut *cut, const NextDesk *desk, uint32_t person, Judged *judged)
{
    bool bought = bought_anything(cut, person);
    judged->candidates += (int64_t)desk->candidates;
    for (size_t i = 0; i < desk->candidates; i++) {
        const NextCandidate *candidate = &desk->candidate[i];
        int bin = 0;
        while (bin + 1 < NEXT_BINS && candidate->probability > bin_tops[bin]) bin++;
        judged->n[bin]++;
        judged->predicted[bin] += candidate->probability;
        judged->bought[bin] += bought && bought_later(cut, person, candidate->item);
    }
}

static void count_ranks(const size_t rank[NEXT_METHODS], Judged *judged)
{
    double value[NEXT_METHODS];
    judged->people++;
    for (int m = 0; m < NEXT_METHODS; m++) {
        value[m] = rank[m] ? 1.0 / (double)rank[m] : 0;
        judged->rank[m] += value[m];
        judged->squared[m] += value[m] * value[m];
        for (int d = 0; d < NEXT_DEPTHS; d++) judged->hit[m][d] += rank[m] && rank[m] <= next_depths[d];
    }
    double gain = value[NEXT_BY_MODEL] - value[NEXT_BY_POPULARITY];
    judged->gain += gain;
    judged->gain_squared += gain * gain;
}

static void judge_part(void *context, size_t part, int worker)
{
    JudgeCut *judge = context;
    const Cut *cut = &judge->cut;
    NextDesk *desk = cut->desk[worker];
    Arena *scratch = arena_open(0);
    Judged *judged = &judge->part[part];
    for (size_t i = part * PEOPLE_AT_ONCE; i < cut->people && i < (part + 1) * PEOPLE_AT_ONCE; i++) {
        uint32_t person = cut->person[i];
        NextHistory history = next_history(cut->ask, cut->line_start, cut->view_start, person, cut->day);
        next_candidates(cut->model, cut->ask->rule, &history, cut->day, UINT32_MAX, desk);
        if (judge->bins) count_bins(cut, desk, person, judged);
        if (judge->bins || !bought_offered(cut, desk, person)) continue;
        size_t rank[NEXT_METHODS] = {[NEXT_BY_MODEL] = rank_by_model(cut, desk, person),
                                     [NEXT_BY_POPULARITY] = rank_by_popularity(cut, desk, person, 0, false),
                                     [NEXT_BY_HABIT] = rank_by_habit(cut, desk, person, scratch)};
        count_ranks(rank, judged);
    }
    arena_close(scratch);
}

static void add_judged(Judged *sum, const Judged *part)
{
    sum->people += part->people;
    sum->candidates += part->candidates;
    sum->gain += part->gain;
    sum->gain_squared += part->gain_squared;
    for (int m = 0; m < NEXT_METHODS; m++) {
        sum->rank[m] += part->rank[m];
        sum->squared[m] += part->squared[m];
        for (int d = 0; d < NEXT_DEPTHS; d++) sum->hit[m][d] += part->hit[m][d];
    }
    for (int b = 0; b < NEXT_BINS; b++) {
        sum->n[b] += part->n[b];
        sum->bought[b] += part->bought[b];
        sum->predicted[b] += part->predicted[b];
    }
}

static void take_quality(const Judged *sum, NextQuality *quality)
{
    quality->people = sum->people;
    quality->candidates = sum->candidates;
    quality->gain = mean_of(sum->people, sum->gain, sum->gain_squared);
    for (int m = 0; m < NEXT_METHODS; m++) {
        quality->rank[m] = mean_of(sum->people, sum->rank[m], sum->squared[m]);
        for (int d = 0; d < NEXT_DEPTHS; d++) quality->hit[m][d] = rate_of(sum->hit[m][d], sum->people);
    }
    for (int b = 0; b < NEXT_BINS; b++) {
        quality->bin[b].n = sum->n[b];
        quality->bin[b].predicted = sum->n[b] ? sum->predicted[b] / (double)sum->n[b] : 0;
        quality->bin[b].observed = rate_of(sum->bought[b], sum->n[b]);
    }
}

static void judge(Cut cut, bool bins, Judged *sum)
{
    Arena *scratch = arena_open(0);
    JudgeCut work = {.cut = cut, .bins = bins};
    open_cut(&work.cut, bins ? WHO_EVERYBODY : WHO_BOUGHT, NEXT_TEST_PEOPLE, scratch);
    work.part = arena_array(scratch, Judged, cut_parts(&work.cut) + 1);
    thread_run(cut.ask->threads, cut_parts(&work.cut), judge_part, &work);
    for (size_t i = 0; i < cut_parts(&work.cut); i++) add_judged(sum, &work.part[i]);
    close_cut(&work.cut);
    arena_close(scratch);
}

// ---- training ----

static void count_model(const NextAsk *ask, int32_t end, bool with_rules, Arena *arena, NextModel *model)
{
    AffinityAsk count = {ask->line, ask->lines, ask->customers, ask->items, end, ask->threads};
    affinity_count(&count, with_rules, arena, &model->affinity);
    next_find_popular(model);
}

static int32_t first_day(const NextAsk *ask)
{
    int32_t first = ask->end;
    for (size_t i = 0; i < ask->lines; i++)
        if (ask->line[i].day < first) first = ask->line[i].day;
    return first;
}

// Weights of the horizon before the last, judged on the last; then those of the last.
static void learn(Cut cut, int32_t horizon, NextModel *model, NextQuality *quality)
{
    const NextAsk *ask = cut.ask;
    Arena *scratch = arena_open(0);
    Judged judged = {0};
    NextModel before = {.horizon_days = horizon}, last = {.horizon_days = horizon};
    count_model(ask, ask->end - 2 * horizon, false, scratch, &before);
    count_model(ask, ask->end - horizon, false, scratch, &last);
    cut.model = &before;
    cut.day = ask->end - 2 * horizon;
    cut.to = cut.day + horizon;
    last.learned = fit_weights(cut, last.weight);
    cut.model = &last;
    cut.day += horizon;
    cut.to += horizon;
    judge(cut, true, &judged);
    judge(cut, false, &judged);
    take_quality(&judged, quality);
    quality->from = cut.day + 1;
    quality->to = cut.to;
    quality->verdict = quality->people < NEXT_TEST_LEAST                 ? NEXT_TOO_FEW
                       : !last.learned                                   ? NEXT_ALIKE
                       : quality->gain.value <= 0 && quality->people > 0 ? NEXT_WORSE
                                                                         : NEXT_FINE;
    model->learned = quality->verdict == NEXT_FINE && fit_weights(cut, model->weight);
    arena_close(scratch);
}

void next_train(const NextAsk *ask, Arena *arena, NextModel *model, NextQuality *quality)
{
    enum { PARTS = 4 };
    Arena *scratch = arena_open(0);
    int32_t span = ask->end - first_day(ask) + 1, horizon = ask->horizon_days;
    *model = (NextModel){0};
    *quality = (NextQuality){.verdict = NEXT_TOO_SHORT};
    Cut cut = {.ask = ask,
               .line_start = next_starts(ask->line, ask->lines, ask->customers, scratch),
               .view_start = next_starts(ask->view, ask->views, ask->customers, scratch)};
    if (horizon < 1) horizon = 1;
    if (horizon > span / PARTS) horizon = span / PARTS;
    model->horizon_days = horizon < 1 ? (ask->horizon_days < 1 ? 1 : ask->horizon_days) : horizon;
    count_model(ask, ask->end, true, arena, model);
    if (span >= PARTS && ask->items > 0) learn(cut, horizon, model, quality);
    arena_close(scratch);
}
