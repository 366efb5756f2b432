#include "customer/stage.h"

#include <stdlib.h>

static const Instant day_ms = INT64_C(86400) * MILLISECONDS_PER_SECOND;

typedef struct StageWord {
    Str name;
    Phrase label;
} StageWord;

static const StageWord words[STAGE_COUNT] = {
    [STAGE_PROSPECT] = {STR("prospect"), PHRASE("Prospect", "Prospect")},
    [STAGE_NEW] = {STR("new"), PHRASE("New, has not paid yet", "Nouveau, n’a pas encore payé")},
    [STAGE_FIRST_TIME] = {STR("first_time"), PHRASE("First-time buyer", "Premier achat")},
    [STAGE_REPEAT] = {STR("repeat"), PHRASE("Repeat buyer", "Acheteur régulier")},
    [STAGE_LOYAL] = {STR("loyal"), PHRASE("Loyal", "Fidèle")},
    [STAGE_AMBASSADOR] = {STR("ambassador"), PHRASE("Ambassador", "Ambassadeur")},
    [STAGE_AT_RISK] = {STR("at_risk"), PHRASE("At risk", "À risque")},
    [STAGE_INACTIVE] = {STR("inactive"), PHRASE("Inactive", "Inactif")},
    [STAGE_LOST] = {STR("lost"), PHRASE("Lost", "Perdu")},
    [STAGE_WON_BACK] = {STR("won_back"), PHRASE("Won back", "Reconquis")},
};

Str stage_name(Stage stage)
{
    return stage < STAGE_COUNT ? words[stage].name : STR("");
}

Phrase stage_label(Stage stage)
{
    return words[stage < STAGE_COUNT ? stage : STAGE_PROSPECT].label;
}

bool stage_parse(Str name, Stage *stage)
{
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (str_equal(words[i].name, name)) {
            *stage = (Stage)i;
            return true;
        }
    return false;
}

// ---- what happens, in order ----

typedef enum PointType {
    POINT_PURCHASE,
    POINT_START,
    POINT_END,
    POINT_ANSWER
} PointType; // of one instant in this order

typedef struct Point {
    Instant at;
    PointType type;
    bool paid;
} Point;

static int by_time(const void *a, const void *b)
{
    const Point *left = a, *right = b;
    if (left->at != right->at) return left->at < right->at ? -1 : 1;
    return (left->type > right->type) - (left->type < right->type);
}

static size_t points_of(const StageFacts *facts, Arena *arena, Point **points)
{
    size_t count = 0;
    Point *point = arena_array(arena, Point, facts->purchases + 2 * facts->contracts + 1);
    for (size_t i = 0; i < facts->purchases; i++) point[count++] = (Point){facts->purchase[i], POINT_PURCHASE, true};
    for (size_t i = 0; i < facts->contracts; i++) {
        const StageContract *contract = &facts->contract[i];
        point[count++] = (Point){contract->from, POINT_START, contract->paid};
        if (contract->until != INT64_MAX)
            point[count++] =
                (Point){contract->until > contract->from ? contract->until : contract->from, POINT_END, contract->paid};
    }
    if (facts->answered) point[count++] = (Point){facts->score_at, POINT_ANSWER, false};
    if (count) qsort(point, count, sizeof *point, by_time);
    *points = point;
    return count;
}

// ---- where somebody stands ----

typedef struct Standing {
    const StageFacts *facts;
    const StageRules *rules;
    int64_t purchases, paid, free; // paid and free: contracts that run
    Instant first, last, ended;    // purchases; the last end of a paid contract that was no purchase since, 0: none
    Instant back_at;               // when they came back; 0: they did not, or have bought since
    bool answered;
} Standing;

typedef struct Limits {
    Instant at_risk, inactive; // of silence
} Limits;

static Limits limits_of(const Standing *standing)
{
    Instant window = standing->rules->window_days * day_ms;
    if (standing->purchases < 3) return (Limits){window / 2, window};
    Instant gap = (standing->last - standing->first) / (standing->purchases - 1);
    Limits limits = {larger(7 * day_ms, gap + gap / 2), larger(window, 2 * gap)};
    if (limits.at_risk >= limits.inactive) limits.at_risk = limits.inactive / 2;
    return limits;
}

static Stage active_stage(const Standing *standing)
{
    const StageRules *rules = standing->rules;
    if (standing->back_at) return STAGE_WON_BACK;
    if (standing->purchases >= rules->loyal_purchases)
        return standing->answered && standing->facts->score >= rules->ambassador_score ? STAGE_AMBASSADOR : STAGE_LOYAL;
    return standing->purchases >= 2 ? STAGE_REPEAT : STAGE_FIRST_TIME;
}

static Stage stage_at(const Standing *standing, Instant at)
{
    if (standing->paid) return active_stage(standing);
    if (standing->ended) return STAGE_LOST;
    if (!standing->purchases) return standing->free ? STAGE_NEW : STAGE_PROSPECT;
    Limits limits = limits_of(standing);
    Instant silence = at - standing->last;
    if (silence >= 2 * limits.inactive) return STAGE_LOST;
    if (silence >= limits.inactive) return STAGE_INACTIVE;
    return silence >= limits.at_risk ? STAGE_AT_RISK : active_stage(standing);
}

// The next instant after `at` at which silence alone changes the stage.
static Instant next_change(const Standing *standing, Instant at)
{
    if (standing->paid || standing->ended || !standing->purchases) return INT64_MAX;
    Limits limits = limits_of(standing);
    const Instant silences[] = {limits.at_risk, limits.inactive, 2 * limits.inactive};
    for (size_t i = 0; i < COUNT_OF(silences); i++)
        if (standing->last + silences[i] > at) return standing->last + silences[i];
    return INT64_MAX;
}

static void come_back(Standing *standing, Instant at)
{
    Stage before = stage_at(standing, at);
    bool was_away = before == STAGE_INACTIVE || before == STAGE_LOST;
    if (was_away) standing->back_at = at;
    // What is bought within a day of coming back belongs to it: a subscription and its first invoice.
    else if (standing->back_at && at - standing->back_at >= day_ms)
        standing->back_at = 0;
}

static void pass(Standing *standing, const Point *point)
{
    switch (point->type) {
    case POINT_PURCHASE:
        come_back(standing, point->at);
        if (!standing->purchases++) standing->first = point->at;
        standing->last = point->at;
        standing->ended = 0;
        break;
    case POINT_START:
        if (point->paid && stage_at(standing, point->at) >= STAGE_INACTIVE) come_back(standing, point->at);
        if (point->paid) standing->ended = 0;
        *(point->paid ? &standing->paid : &standing->free) += 1;
        break;
    case POINT_END:
        *(point->paid ? &standing->paid : &standing->free) -= 1;
        if (point->paid && !standing->paid) standing->ended = point->at;
        break;
    case POINT_ANSWER: standing->answered = true; break;
    }
}

// ---- history ----

// Of several changes at one instant the last one holds.
static void change_to(StageHistory *history, Stage stage, Instant at)
{
    if (history->count && history->change[history->count - 1].at == at) history->count--;
    if (history->count && history->change[history->count - 1].stage == stage) return;
    history->change[history->count++] = (StageChange){stage, at};
}

static bool is_away(Stage stage)
{
    return stage == STAGE_INACTIVE || stage == STAGE_LOST;
}

static void fill_inactive_since(StageHistory *history)
{
    size_t at = history->count;
    while (at && is_away(history->change[at - 1].stage)) at--;
    history->inactive_since = at < history->count ? history->change[at].at : 0;
}

StageHistory stage_history(const StageFacts *facts, const StageRules *rules, Instant now, Arena *arena)
{
    Point *point;
    size_t points = points_of(facts, arena, &point), next = 0;
    Standing standing = {.facts = facts, .rules = rules};
    // Each point makes one change, and silence after it three.
    StageHistory history = {.change = arena_array(arena, StageChange, 4 * points + 2)};
    if (!points || facts->since < point[0].at || point[0].at > now) change_to(&history, STAGE_PROSPECT, facts->since);
    Instant silent = INT64_MAX;
    while ((next < points && point[next].at <= now) || silent <= now) {
        Instant at = silent;
        if (next < points && point[next].at <= now && point[next].at <= silent) {
            at = point[next].at;
            pass(&standing, &point[next++]);
        }
        change_to(&history, stage_at(&standing, at), at);
        silent = next_change(&standing, at);
    }
    fill_inactive_since(&history);
    history.next = next < points && point[next].at < silent ? point[next].at : silent;
    return history;
}
