#include "predict/next_product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/next_parts.h"

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

NextDesk *next_desk(uint32_t items, Arena *arena)
{
    NextDesk *desk = arena_new(arena, NextDesk);
    desk->items = items;
    desk->arena = arena;
    desk->slot = arena_array(arena, uint32_t, items ? items : 1);
    return desk;
}

// Room for `count`, doubled; what stood there is not kept.
static void make_room(NextDesk *desk, size_t count, size_t size, void **array, size_t *room)
{
    if (count <= *room) return;
    *room = count * 2 + 64;
    *array = arena_alloc(desk->arena, *room, size);
}

// ---- what the person owns ----

static int by_item_then_day(const void *left, const void *right)
{
    const AffinityLine *a = left, *b = right;
    int order = compare_numbers(a->item, b->item);
    return order ? order : compare_numbers(a->day, b->day);
}

static NextOwned owned_of(const AffinityLine *line, size_t count)
{
    NextOwned owned = {.item = line[0].item, .days = 1};
    for (size_t i = 1; i < count; i++) {
        if (line[i].day == line[i - 1].day) continue;
        rhythm_add(&owned.rhythm, line[i].day - line[i - 1].day);
        owned.days++;
    }
    owned.rhythm.last = line[count - 1].day;
    return owned;
}

static void find_owned(const NextHistory *history, NextDesk *desk)
{
    size_t lines = history->lines;
    make_room(desk, lines, sizeof *desk->sorted, (void **)&desk->sorted, &desk->sorted_room);
    make_room(desk, lines, sizeof *desk->owned, (void **)&desk->owned, &desk->owned_room);
    make_room(desk, lines, sizeof *desk->source, (void **)&desk->source, &desk->source_room);
    desk->owneds = 0;
    if (lines) memcpy(desk->sorted, history->line, lines * sizeof *desk->sorted);
    if (lines) qsort(desk->sorted, lines, sizeof *desk->sorted, by_item_then_day);
    for (size_t i = 0, end; i < lines; i = end) {
        for (end = i + 1; end < lines && desk->sorted[end].item == desk->sorted[i].item;) end++;
        if (desk->sorted[i].item < desk->items) desk->owned[desk->owneds++] = owned_of(desk->sorted + i, end - i);
    }
}

const NextOwned *next_owned(const NextDesk *desk, uint32_t item)
{
    size_t low = 0, high = desk->owneds;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (desk->owned[middle].item < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < desk->owneds && desk->owned[low].item == item ? &desk->owned[low] : NULL;
}

bool next_allowed(const Affinity *affinity, const uint8_t *rule, uint32_t item, const NextOwned *owned)
{
    enum { REBUYERS_LEAST = 5, REBUYERS_TENTH = 10, OWN_DAYS = 3 };
    uint8_t said = rule ? rule[item] : 0;
    if (said & NEXT_HIDDEN) return false;
    if (!owned || (said & NEXT_CONSUMABLE)) return true;
    if (said & NEXT_DURABLE) return false;
    const AffinityItem *facts = &affinity->item[item];
    bool usual = facts->rebuyers >= REBUYERS_LEAST && (uint64_t)facts->rebuyers * REBUYERS_TENTH >= facts->customers;
    return usual || owned->days >= OWN_DAYS;
}

// ---- candidates ----

static NextCandidate *candidate_of(const NextModel *model, const uint8_t *rule, uint32_t item, NextDesk *desk)
{
    if (item >= desk->items) return NULL;
    if (desk->slot[item]) return &desk->candidate[desk->slot[item] - 1];
    const NextOwned *owned = next_owned(desk, item);
    if (!next_allowed(&model->affinity, rule, item, owned)) return NULL;
    NextCandidate *candidate = &desk->candidate[desk->candidates++];
    *candidate = (NextCandidate){.item = item, .owned = owned ? (int32_t)(owned - desk->owned) : -1};
    desk->slot[item] = (uint32_t)desk->candidates;
    return candidate;
}

static void see_near(const NextModel *model, const NextOwned *source, const AffinityNear *near, bool lately,
                     NextCandidate *candidate)
{
    const double lift_prior = 5, after_prior = 3;
    const AffinityItem *from = &model->affinity.item[source->item], *to = &model->affinity.item[near->item];
    double expected = (double)from->customers * to->customers / fmax(1, model->affinity.customers);
    double lift = log((near->both + lift_prior) / (expected + lift_prior));
    candidate->similar += (double)near->similarity;
    if (lift > candidate->lift) {
        candidate->lift = lift;
        candidate->lift_source = source->item;
        candidate->lift_n = from->customers;
        candidate->lift_share = (double)near->both / fmax(1, from->customers);
        candidate->lift_ratio = near->expected > 0 ? near->both / (double)near->expected : 0;
    }
    double after = log((near->after + after_prior) / (near->risk * (double)to->later + after_prior));
    if (lately && after > candidate->after) {
        candidate->after = after;
        candidate->after_source = source->item;
        candidate->after_n = near->risk;
        candidate->after_share = near->risk ? (double)near->after / near->risk : 0;
    }
}

static int later_first(const void *left, const void *right)
{
    const NextSource *a = left, *b = right;
    int order = compare_numbers(b->last, a->last);
    return order ? order : compare_numbers(a->owned, b->owned);
}

static void add_neighbours(const NextModel *model, const uint8_t *rule, int32_t day, NextDesk *desk)
{
    for (size_t i = 0; i < desk->owneds; i++) desk->source[i] = (NextSource){(uint32_t)i, desk->owned[i].rhythm.last};
    if (desk->owneds) qsort(desk->source, desk->owneds, sizeof *desk->source, later_first);
    size_t sources = (size_t)smaller((int64_t)desk->owneds, NEXT_SOURCES);
    for (size_t s = 0; s < sources; s++) {
        const NextOwned *source = &desk->owned[desk->source[s].owned];
        size_t count;
        const AffinityNear *near = affinity_near(&model->affinity, source->item, &count);
        bool lately = day - source->rhythm.last <= AFFINITY_WITHIN_DAYS;
        for (size_t i = 0; i < count; i++) {
            NextCandidate *candidate = candidate_of(model, rule, near[i].item, desk);
            if (candidate) see_near(model, source, &near[i], lately, candidate);
        }
    }
}

static void add_viewed(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day,
                       NextDesk *desk)
{
    for (size_t i = 0; i < history->views; i++) {
        if (history->view[i].day <= day - NEXT_VIEW_DAYS) continue;
        NextCandidate *candidate = candidate_of(model, rule, history->view[i].item, desk);
        if (candidate) candidate->views++;
    }
}

typedef struct Person {
    double quiet, days; // days since they bought anything; days on which they did
} Person;

static Person person_of(const NextHistory *history, int32_t day)
{
    Person person = {0};
    for (size_t i = 0; i < history->lines; i++)
        person.days += i == 0 || history->line[i].day != history->line[i - 1].day;
    if (history->lines) person.quiet = fmax(0, (double)day - history->line[history->lines - 1].day);
    return person;
}

static double logit_of(double probability)
{
    const double most = 6;
    double odds = log(fmax(probability, 1e-9) / fmax(1 - probability, 1e-9));
    return fmax(-most, fmin(most, odds));
}

static void take_figures(const NextModel *model, const NextDesk *desk, int32_t day, Person person,
                         NextCandidate *candidate)
{
    const AffinityItem *item = &model->affinity.item[candidate->item];
    float *figure = candidate->figure;
    figure[FIGURE_ONE] = 1;
    figure[FIGURE_POPULAR] = (float)log((item->recent + 0.5) / (model->affinity.active + 1.0));
    figure[FIGURE_SIMILAR] = (float)log1p(20 * candidate->similar);
    figure[FIGURE_LIFT] = (float)candidate->lift;
    figure[FIGURE_AFTER] = (float)candidate->after;
    figure[FIGURE_VIEWED] = (float)log1p(candidate->views);
    figure[FIGURE_QUIET] = (float)log1p(person.quiet);
    figure[FIGURE_ACTIVE] = (float)log(fmax(1, person.days));
    if (candidate->owned < 0) return;
    const NextOwned *owned = &desk->owned[candidate->owned];
    candidate->again = replenishment_of(&model->affinity, candidate->item, &owned->rhythm, day, model->horizon_days);
    figure[FIGURE_OWNED] = 1;
    figure[FIGURE_RHYTHM] = (float)logit_of(candidate->again.probability);
    figure[FIGURE_TIMES] = (float)log(owned->days);
}

double next_score(const NextModel *model, const NextCandidate *candidate)
{
    if (model->learned) {
        double sum = 0;
        for (int i = 0; i < NEXT_FIGURES; i++) sum += model->weight[i] * (double)candidate->figure[i];
        return 1 / (1 + exp(-sum));
    }
    if (candidate->owned >= 0) return candidate->again.probability;
    double share = model->affinity.item[candidate->item].recent / (model->affinity.active + 1.0);
    return fmin(1, share * fmin(1, (double)model->horizon_days / AFFINITY_RECENT_DAYS));
}

static size_t most_candidates(const NextHistory *history, const NextDesk *desk)
{
    size_t sources = (size_t)smaller((int64_t)desk->owneds, NEXT_SOURCES);
    return desk->owneds + sources * AFFINITY_NEAR_MAX + history->views + NEXT_CANDIDATES + 1;
}

void next_candidates(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day,
                     uint32_t also, NextDesk *desk)
{
    find_owned(history, desk);
    make_room(desk, most_candidates(history, desk), sizeof *desk->candidate, (void **)&desk->candidate,
              &desk->candidate_room);
    desk->candidates = 0;
    for (size_t i = 0; i < desk->owneds; i++) (void)candidate_of(model, rule, desk->owned[i].item, desk);
    add_neighbours(model, rule, day, desk);
    add_viewed(model, rule, history, day, desk);
    size_t populars = 0;
    for (size_t i = 0; i < model->populars && populars < NEXT_CANDIDATES; i++)
        populars += candidate_of(model, rule, model->popular[i], desk) != NULL;
    if (also != UINT32_MAX) (void)candidate_of(model, rule, also, desk);
    Person person = person_of(history, day);
    for (size_t i = 0; i < desk->candidates; i++) {
        NextCandidate *candidate = &desk->candidate[i];
        take_figures(model, desk, day, person, candidate);
        candidate->probability = next_score(model, candidate);
        desk->slot[candidate->item] = 0;
    }
}

// ---- suggestions ----

int next_more_probable(const void *left, const void *right)
{
    const NextCandidate *a = left, *b = right;
    if (a->probability != b->probability) return a->probability > b->probability ? -1 : 1;
    return compare_numbers(a->item, b->item);
}

static NextReason reason_of(const NextModel *model, const NextCandidate *candidate)
{
    const double *weight = model->weight;
    if (candidate->owned >= 0) return NEXT_REPLENISH;
    if (!model->learned) return candidate->views ? NEXT_VIEWED : NEXT_POPULAR_NOW;
    double with = fmax(0, weight[FIGURE_SIMILAR] * (double)candidate->figure[FIGURE_SIMILAR]) +
                  fmax(0, weight[FIGURE_LIFT] * candidate->lift);
    double after = weight[FIGURE_AFTER] * candidate->after;
    double viewed = weight[FIGURE_VIEWED] * (double)candidate->figure[FIGURE_VIEWED];
    if (candidate->views && viewed >= with && viewed >= after) return NEXT_VIEWED;
    if (candidate->after > 0 && after > with) return NEXT_BOUGHT_AFTER;
    return candidate->lift > 0 && with > 0 ? NEXT_BOUGHT_WITH : NEXT_POPULAR_NOW;
}

static Suggestion suggestion_of(const NextModel *model, const NextDesk *desk, const NextCandidate *candidate,
                                int32_t day)
{
    Suggestion suggestion = {.item = candidate->item,
                             .probability = candidate->probability,
                             .reason = reason_of(model, candidate),
                             .times = candidate->views};
    const AffinityItem *item = &model->affinity.item[candidate->item];
    switch (suggestion.reason) {
    case NEXT_REPLENISH:
        suggestion.times = desk->owned[candidate->owned].days;
        suggestion.since_days = day - desk->owned[candidate->owned].rhythm.last;
        suggestion.interval_days = candidate->again.interval_days;
        suggestion.low_days = candidate->again.low_days;
        suggestion.high_days = candidate->again.high_days;
        break;
    case NEXT_BOUGHT_WITH:
        suggestion.because = candidate->lift_source;
        suggestion.share = candidate->lift_share;
        suggestion.lift = candidate->lift_ratio;
        suggestion.n = candidate->lift_n;
        break;
    case NEXT_BOUGHT_AFTER:
        suggestion.because = candidate->after_source;
        suggestion.share = candidate->after_share;
        suggestion.n = candidate->after_n;
        break;
    case NEXT_VIEWED:
    case NEXT_POPULAR_NOW:
    case NEXT_REASON_COUNT:
        suggestion.share = item->recent / fmax(1, model->affinity.active);
        suggestion.n = model->affinity.active;
    }
    return suggestion;
}

size_t next_suggest(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day, size_t most,
                    NextDesk *desk, Suggestion *suggestion)
{
    next_candidates(model, rule, history, day, UINT32_MAX, desk);
    if (desk->candidates) qsort(desk->candidate, desk->candidates, sizeof *desk->candidate, next_more_probable);
    size_t count = (size_t)smaller((int64_t)desk->candidates, (int64_t)most);
    for (size_t i = 0; i < count; i++) suggestion[i] = suggestion_of(model, desk, &desk->candidate[i], day);
    return count;
}

double next_probability(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day,
                        uint32_t item, NextDesk *desk)
{
    next_candidates(model, rule, history, day, item, desk);
    for (size_t i = 0; i < desk->candidates; i++)
        if (desk->candidate[i].item == item) return desk->candidate[i].probability;
    return -1;
}

// ---- what is popular ----

typedef struct Popular {
    uint32_t item, recent, customers;
} Popular;

static int more_popular(const void *left, const void *right)
{
    const Popular *a = left, *b = right;
    int order = compare_numbers(b->recent, a->recent);
    if (order == 0) order = compare_numbers(b->customers, a->customers);
    return order ? order : compare_numbers(a->item, b->item);
}

void next_find_popular(NextModel *model)
{
    Arena *scratch = arena_open(0);
    uint32_t items = model->affinity.items;
    Popular *popular = arena_array(scratch, Popular, items ? items : 1);
    for (uint32_t i = 0; i < items; i++)
        popular[i] = (Popular){i, model->affinity.item[i].recent, model->affinity.item[i].customers};
    qsort(popular, items, sizeof *popular, more_popular);
    model->populars = 0;
    for (uint32_t i = 0; i < items && i < NEXT_POPULAR && popular[i].customers; i++)
        model->popular[model->populars++] = popular[i].item;
    arena_close(scratch);
}
